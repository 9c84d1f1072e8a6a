"""Tables that say who does what: their columns by the headings, their rows by column, merged cells carried down."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..outlining.labels import Label, labels_at
from ..reading.source_text import SourceLine
from .duty_words import FIRST_LEADS, DutyPart, duty_words, says_duty
from .unit_names import is_unit, units_in

_COLUMNS: tuple[tuple[str, str], ...] = (
    ("order", r"^(?:序号|编号|序|项号|No\.?)$"),
    ("person", r"责任人|领导|联系人|联系方式|电话"),
    ("due", r"时限|时间|进度|期限|节点|完成年|年度"),
    ("remark", r"备注|说明|依据|来源"),
    ("牵头", r"牵头|主办|主责|第一责任|主要责任|承办"),
    ("配合", r"配合|协助|协办|参与|参加|协同|协作"),
    ("指导", r"指导|督导"),
    ("监督", r"监督|考核单位|督办"),
    (
        "责任",
        r"(?:责任|负责|落实|实施|完成|主管|组织|承担|执行|分工)(?:单位|部门|主体|分工|机构|处室|科室)?$|^(?:责任分工|分工|单位|部门|责任)|(?:单位|部门)$",
    ),
)
_TEXT = r"任务|措施|内容|项目|工作|事项|目标|指标|举措|重点|类别|领域|行动|工程|要求|名称|分类|板块|方面"
ROLE_COLUMNS = {"牵头", "配合", "指导", "监督", "责任"}
_DUE = re.compile("[0-9]{4}年|年底|月底|季度|长期|持续|每年|全年|[0-9]{1,2}月|常年|年度")


@dataclass(frozen=True)
class TableRow:
    """One row: which line it is, its cells by column, the columns that go on from the row above, and who does it."""

    line: int
    cells: tuple[str, ...]
    carried: frozenset[int]
    group: str
    """The cell that stands over several rows, with the number and units in it; empty without such a column."""
    name: str
    """The words of the measure; its first sentence is often its title."""
    duties: tuple[DutyPart, ...]
    alone: bool = False
    """Only the group's cell is filled: the row is a heading."""


@dataclass(frozen=True)
class DutyTable:
    """A table with at least one column of units; `kinds` says what each column is."""

    head: int
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[TableRow, ...]
    misfits: tuple[int, ...]
    """Lines with more cells than columns, which are no rows, and those whose cells could go into more than one column."""

    @property
    def first_leads(self) -> str:
        """The heading of units that says the first of them leads, or nothing."""
        return next((name for name in self.columns if re.search("[（(]", name) and FIRST_LEADS.search(name)), "")

    @property
    def lines(self) -> tuple[int, ...]:
        return (self.head, *(row.line for row in self.rows))


def duty_tables(lines: Sequence[SourceLine], known: Collection[str] = ()) -> Iterator[DutyTable]:
    """The tables of a text that have a heading for units; `known` are names of units from elsewhere."""
    for block in _blocks(lines):
        heads = [line for line in block[:3] if _kinds(_filled(lines[line].cells or ()))]
        while len(heads) > 1 and not _continues(heads[0], heads[1], lines):
            heads.pop()
        if heads:
            head = heads[-1]
            yield _Rows(lines, known, head, [line for line in block if line > head]).table()


def _continues(head: int, below: int, lines: Sequence[SourceLine]) -> bool:
    """Whether a row under a heading is a heading too, which says more: 责任分工 over 牵头单位 and 配合单位."""
    upper, lower = (_filled(lines[line].cells or ()) for line in (head, below))
    return below == head + 1 and upper != lower and len(lower) > len(upper)


def _blocks(lines: Sequence[SourceLine]) -> Iterator[list[int]]:
    block: list[int] = []
    for index, line in enumerate(lines):
        if line.cells is not None:
            block.append(index)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _filled(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return tuple(cells[:end])


def _kinds(columns: Sequence[str]) -> tuple[str, ...]:
    """What each column is by its heading; nothing where none is for units or none for words."""
    kinds: list[str] = []
    for heading in columns:
        bare = re.sub(r"\s|[（(].*?[）)]", "", heading)
        kinds.append(next((kind for kind, pattern in _COLUMNS if re.search(pattern, bare)), "text"))
        if kinds[-1] == "责任" and re.search(_TEXT, bare) and not re.search("单位|部门|责任|分工", bare):
            kinds[-1] = "text"
    if any(re.search("姓名|职务|职称|地址", heading) for heading in columns):
        return ()  # a list of people or places
    plain = [
        heading
        for heading, kind in zip(columns, kinds, strict=True)
        if kind == "责任" and re.fullmatch("单位|部门", heading)
    ]
    if plain and not re.search("任务|措施|举措|工作|事项|内容|行动|工程", "".join(columns)):
        return ()
    usable = len(columns) > 1 and ROLE_COLUMNS & set(kinds) and "text" in kinds
    return _named_texts(kinds, columns) if usable and all(len(heading) <= 30 for heading in columns) else ()


def _named_texts(kinds: list[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Of two columns of words the first names a group of rows; of more, the one called 措施 or the like names the row."""
    places = [place for place, kind in enumerate(kinds) if kind == "text"]
    if len(places) == 1:
        kinds[places[0]] = "name"
    elif places:
        called = [place for place in places[1:] if re.search("措施|举措|内容|事项|任务", columns[place])]
        kinds[places[0]], kinds[(called or places[1:])[0]] = "group", "name"
    return tuple(kinds)


class _Rows:
    def __init__(self, lines: Sequence[SourceLine], known: Collection[str], head: int, below: list[int]) -> None:
        self.lines, self.known, self.head, self.below = lines, known, head, below
        self.columns = _filled(lines[head].cells or ())
        self.kinds = _kinds(self.columns)
        self.group_label: Label | None = None
        self.above: list[str] = [""] * len(self.columns)
        self.misfits: list[int] = []

    def table(self) -> DutyTable:
        rows = [row for line in self.below if (row := self._row(line))]
        kinds = self.kinds
        if "group" in kinds and all(not row.carried for row in rows) and len({row.group for row in rows}) == len(rows):
            kinds = tuple({"group": "name", "name": "text"}.get(kind, kind) for kind in kinds)
            self.kinds, self.above, self.group_label = kinds, [""] * len(self.columns), None
            rows = [row for line in self.below if (row := self._row(line))]
        return DutyTable(self.head, self.columns, kinds, tuple(rows), tuple(dict.fromkeys(self.misfits)))

    def _row(self, line: int) -> TableRow | None:
        written = self.lines[line].cells or ()
        if _filled(written) == self.columns:
            return None  # the heading again, on a new page
        if len(_filled(written)) > len(self.columns):
            self.misfits.append(line)
            return None
        cells, carried = self._spread(line, written)
        self._note_group(cells, carried)
        self.above = cells
        alone = {place for place, cell in enumerate(cells) if cell and place not in carried} <= self._places(
            "group", "order"
        )
        name = (
            "".join(cells[place] for place in sorted(self._places("name")))
            if not alone or "group" not in self.kinds
            else ""
        )
        group = "".join(cells[place] for place in self._places("group"))
        return TableRow(
            line, tuple(cells), frozenset(carried), group, name, () if alone else tuple(self._duties(cells)), alone
        )

    def _places(self, *kinds: str) -> set[int]:
        return {place for place, kind in enumerate(self.kinds) if kind in kinds}

    def _duties(self, cells: list[str]) -> Iterator[DutyPart]:
        for place, cell in enumerate(cells):
            kind = self.kinds[place]
            if kind not in ROLE_COLUMNS or not cell.strip("—-/无 "):
                continue
            if says_duty(cell):
                yield from duty_words(cell, self.known).parts
            elif (listed := units_in(cell, self.known)).units:
                yield DutyPart(kind, self.columns[place], listed.units, listed.open_end)

    def _spread(self, line: int, written: tuple[str, ...]) -> tuple[list[str], set[int]]:
        """A row's cells by column: where merged cells were left out, what is left is put where it fits."""
        width = len(self.columns)
        if self.lines[line].exact:
            cells = [*written, *[""] * width][:width]
            merged = {place for place in self.lines[line].merged if place < width}
        else:
            filled = _filled(written)
            if len(filled) >= width or "" in filled:
                cells = [*filled, *[""] * width][:width]
                merged = {place for place in range(width) if not cells[place]} & ({0} | self._places("group", "order"))
            else:
                cells, merged = self._fitted(line, filled)
        for place in merged:
            cells[place] = self.above[place]
        return cells, merged

    def _fitted(self, line: int, filled: tuple[str, ...]) -> tuple[list[str], set[int]]:
        width = len(self.columns)
        ways = sorted(
            ((sum(self._fit(place, cell) for place, cell in zip(places, filled, strict=True)), places)
             for places in combinations(range(width), len(filled))),
            reverse=True,
        )  # fmt: skip
        best = ways[0]
        if len(ways) > 1 and ways[1][0] == best[0] and len(filled) > 1:
            self.misfits.append(line)
        cells = [""] * width
        for place, cell in zip(best[1], filled, strict=True):
            cells[place] = cell
        merged = {
            place for place in range(best[1][0] if best[1] else 0) if self.kinds[place] in ("group", "order", "name")
        }
        if best[1] and all(self.kinds[place] in ("group", "order") for place in best[1]):
            merged = set()
        return cells, merged

    def _fit(self, place: int, cell: str) -> int:
        """How well a cell goes into a column."""
        kind = self.kinds[place]
        if not cell:
            return 0
        units = self._is_units(cell)
        if kind in ROLE_COLUMNS:
            return 3 if units else -3
        if kind == "order":
            return 3 if re.fullmatch(r"[0-9（()）.、]{1,5}", cell) else -4
        if kind == "due":
            return 2 if len(cell) < 30 and _DUE.search(cell) else -3
        if kind == "group":
            return self._group_fit(cell) - (3 if units else 0)
        return (-2 if units else 1) - (kind not in ("name", "text"))

    def _is_units(self, cell: str) -> bool:
        if "。" in cell or len(cell) > 400:
            return False
        if says_duty(cell) and duty_words(cell, self.known).parts and len(cell) < 200:
            return not labels_at_start(cell)
        listed = units_in(cell, self.known).units
        return bool(listed) and all(is_unit(unit.words) or unit.collective for unit in listed)

    def _group_fit(self, cell: str) -> int:
        """A group's cell goes on with the numbers of the groups before it."""
        label = next(labels_at(cell), None)
        if self.group_label is None:
            return 1
        if label is None or label.style != self.group_label.style:
            return -1
        return 4 if label.number == self.group_label.number + 1 else 1

    def _note_group(self, cells: list[str], carried: set[int]) -> None:
        for place in self._places("group") - carried:
            self.group_label = next(labels_at(cells[place]), self.group_label)


def labels_at_start(cell: str) -> bool:
    """Whether a cell begins with a number."""
    return next(labels_at(cell), None) is not None
