"""A workbook against the records as they are: what is new, what changes from what to what, what cannot be.

Nothing is written here. A row says what its record should be; a record without a row, and an item of a list without one,
stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...common.office.cells import cell_words
from ...common.text.characters import visible
from ..desk_state import DeskState
from ..forms.answers import block_numbers, filled
from ..kinds import NAMED_BY, DeskKind, name_of
from ..record_files import IDS, Opened, as_answers, first_answers, open_file
from .cell_codes import BadCell, CellCodes
from .columns import SheetColumn, SheetForm, sheet_form
from .sheet_reader import SheetRow, SheetRows, item_sheet

SHOWN_VERSION = 16
"""So many characters of a file's digest stand in a workbook."""


@dataclass(frozen=True)
class CellChange:
    """A cell that would change a record: what it is called, what stands in the record, what stands in the sheet."""

    name: str
    head: str
    old: str
    new: str


@dataclass
class RowPlan:
    """What a row would do: `how` is new, changed, same, clash (the record was changed since) or refused.

    A `twin` is new and called like a record that is there.
    """

    row: SheetRow
    how: str
    id: str = ""
    name: str = ""
    opened: Opened = field(default_factory=Opened)
    answers: dict[str, list[str]] = field(default_factory=dict)
    changes: list[CellChange] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    twin: bool = False

    @property
    def key(self) -> str:
        """What the page calls it."""
        return str(self.row.number)

    def wanted(self, kind: DeskKind, kept: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The values of the record, without the changes of these inputs."""
        answers = dict(self.answers)
        if kept:
            before = as_answers(kind, self.opened)
            for name in kept:
                answers.pop(name, None)
                answers |= {name: before[name]} if name in before else {}
        return filled(kind.fields, answers, self.opened.values)

    def refuse(self, said: str) -> None:
        self.how = "refused"
        self.said.append(said)


def planned_rows(state: DeskState, kind: DeskKind, codes: CellCodes, rows: SheetRows) -> list[RowPlan]:
    """What each row of a workbook would do; what the check says of it comes later."""
    return list(_Planner(state, kind, codes, rows).plans())


class _Planner:
    def __init__(self, state: DeskState, kind: DeskKind, codes: CellCodes, rows: SheetRows) -> None:
        self.state, self.kind, self.codes, self.rows = state, kind, codes, rows
        self.form: SheetForm = sheet_form(kind)
        assert state.plan
        self.names = {_plain(name_of(record)) for record in kind.records(state.plan, state.pages).values()}
        self.naming = next(it for it in self.form.columns if it.name in NAMED_BY)

    def plans(self) -> Iterator[RowPlan]:
        plans = self.originals([self.begun(row) for row in self.rows.records])
        items = self.items_of(plans)
        for plan in plans:
            if plan.how != "refused":
                self.read(plan, items.get(id(plan), []))
            yield plan
        yield from self.orphans

    def begun(self, row: SheetRow) -> RowPlan:
        name = cell_words(row.cells.get(self.naming, ""))
        if not row.file:
            return RowPlan(row, "new", name=name, twin=name in self.names)
        if not IDS.fullmatch(row.file):
            return RowPlan(row, "refused", said=[f"{row.place()}：隐藏的“文件”一列被改过，写着“{row.file[:40]}”"])
        opened = open_file(self.state.root, self.kind, row.file)
        plan = RowPlan(row, "changed", row.file, name, opened)
        if not opened.version:
            plan.refuse(f"{row.place()}：这一条已经不在了（撤下了，或者换了文件名）。要再加，请删去隐藏的“文件”一格")
        elif opened.fault:
            plan.refuse(f"{row.place()}：它的文件读不懂：{opened.fault}")
        elif self.naming in row.cells and not name:
            plan.refuse(f"{row.place(self.naming)}：空着。要撤下这一条，请在编辑台打开它，点“撤下”")
        return plan

    def originals(self, plans: list[RowPlan]) -> list[RowPlan]:
        """A row that was copied to write another one carries the id of the first: what has another name is new."""
        counts = Counter(plan.id for plan in plans if plan.id)
        found = []
        for plan in plans:
            if counts[plan.id] > 1 and plan.how != "refused":
                same = [it for it in plans if it.id == plan.id and it.name == self.called(it)]
                if len(same) != 1:
                    numbers = "、".join(str(it.row.number) for it in plans if it.id == plan.id)
                    plan.refuse(f"{plan.row.place()}：第 {numbers} 行是同一条，请只留一行；照抄来加新的，请改名称")
                elif plan is not same[0]:
                    plan = RowPlan(replace(plan.row, file="", version=""), "new", name=plan.name)
            found.append(plan)
        return found

    def called(self, plan: RowPlan) -> str:
        return _plain(self.codes.words(self.naming.field, as_answers(self.kind, plan.opened)[self.naming.name]))

    def items_of(self, plans: list[RowPlan]) -> dict[int, list[tuple[str, SheetRow]]]:
        """The rows of lists that belong to each row, by the record they name."""
        self.orphans: list[RowPlan] = []
        found: dict[int, list[tuple[str, SheetRow]]] = {}
        for name, rows in self.rows.items.items():
            for row in rows:
                named = [it for it in plans if row.of and it.name == row.of]
                owners = [it for it in plans if row.file and it.id == row.file and (not named or it in named)] or named
                if len(owners) == 1:
                    found.setdefault(id(owners[0]), []).append((name, row))
                else:
                    why = "几条都叫这个名称" if owners else "表里没有这一条"
                    plan = RowPlan(row, "refused", name=row.of)
                    plan.said.append(f"{row.place()}：属于“{row.of[:40]}”，{why}")
                    self.orphans.append(plan)
        return found

    def read(self, plan: RowPlan, items: list[tuple[str, SheetRow]]) -> None:
        """Put the cells of a row, and of the lists that belong to it, into what the form would be sent."""
        before = as_answers(self.kind, plan.opened) if plan.id else first_answers(self.kind)
        plan.answers = {name: list(words) for name, words in before.items()}
        for column, cell in plan.row.cells.items():
            self.cell(plan, plan.row, column, cell, column.name, before)
        for name, row in items:
            sheet = item_sheet(self.form, name)
            numbers = block_numbers(plan.answers, name)
            number = int(row.item) - 1 if row.item.isdigit() and plan.id else max([sheet.begins - 1, *numbers]) + 1
            plan.answers.setdefault(f"{name}/{number}/", [""])
            for column, cell in row.cells.items():
                over = f"{sheet.field.caption} {number + 1}："
                self.cell(plan, row, column, cell, f"{name}/{number}/{column.name}", before, over)
        if plan.id and not plan.changes and not plan.bad:
            plan.how = "same"
        elif plan.id and plan.row.version != plan.opened.version[:SHOWN_VERSION]:
            plan.how = "clash"

    def cell(
        self, plan: RowPlan, row: SheetRow, column: SheetColumn, cell: Any, name: str, before: Mapping[str, list[str]],
        over: str = "",
    ) -> None:  # fmt: skip
        """Note what a cell says, where it says something else than the record."""
        plan.places[name] = row.place(column)
        old = self.codes.words(column.field, before.get(name, ()))
        if _plain(old) == _plain(cell_words(cell)):
            return
        if not plan.id and not cell_words(cell):
            return  # what a new record begins with, such as today
        try:
            plan.answers[name] = self.codes.values(column, cell)
        except BadCell as error:
            plan.said.append(f"{row.place(column)}：{error}")
            plan.bad.add(name)
            return
        new = self.codes.words(column.field, plan.answers[name])
        if _plain(old) != _plain(new):
            plan.changes.append(CellChange(name, over + column.head, old, new))
        else:
            plan.answers[name] = list(before.get(name, ()))


def _plain(words: str) -> str:
    """Words as a workbook gives them back."""
    return "\n".join(line.strip() for line in visible(words.replace("\r\n", "\n")).strip().split("\n"))
