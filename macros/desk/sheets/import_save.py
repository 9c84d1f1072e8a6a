"""What was chosen of a workbook into files, all at once or not at all, after everything that the check would say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from ...common.office.workbook_reader import read_workbook
from ...common.problems import Problem
from ...editing.changes.edits import CannotEdit
from ...editing.history.saving import FileChange
from ...model.record import Record
from ..desk_state import DeskState, places_of
from ..forms.choosing import NamedChoice, choices_for
from ..history.saves import save_files
from ..kinds import LISTED_KINDS, DeskKind, name_of
from ..record_files import SPECIAL, as_answers, new_record_id, open_file, settled_text
from .cell_codes import CellCodes
from .columns import sheet_form
from .import_plan import SHOWN_VERSION, RowPlan, planned_rows
from .sheet_reader import sheet_rows
from .sheet_writer import SheetRecord, write_workbook


@dataclass(frozen=True)
class ImportPlan:
    """A workbook against the project: what each row would do, how many records have no row, what is wrong elsewhere."""

    rows: list[RowPlan]
    absent: int = 0
    elsewhere: list[str] = field(default_factory=list)

    def of(self, *how: str) -> list[RowPlan]:
        """The rows that would do one of these."""
        return [row for row in self.rows if row.how in how]

    @property
    def can_be_saved(self) -> bool:
        """One bad cell, and nothing is written."""
        return not self.of("refused") and not self.elsewhere and bool(self.of("new", "changed", "clash"))


def exported_workbook(state: DeskState, kind: DeskKind) -> bytes:
    """Every record of a kind as a workbook."""
    assert state.plan
    records = []
    for id, record in own_records(state, kind).items():
        opened = open_file(state.root, kind, id)
        if opened.version and not opened.fault:
            answers = as_answers(kind, opened)
            records.append(SheetRecord(id, opened.version[:SHOWN_VERSION], name_of(record), answers))
    return write_workbook(sheet_form(kind), records, _codes(state))


def own_records(state: DeskState, kind: DeskKind) -> Mapping[str, Record]:
    """The records whose files lie in this project."""
    assert state.plan
    found = kind.records(state.plan, state.pages)
    return {id: record for id, record in found.items() if (state.root / kind.path(id)).is_file()}


def planned_import(state: DeskState, kind: DeskKind, content: bytes, name: str) -> ImportPlan:
    """What a workbook would change. Raises UnusableFile."""
    assert state.plan
    captions = [it.caption for it in LISTED_KINDS.values() if it is not kind]
    rows = sheet_rows(sheet_form(kind), read_workbook(content, name), captions)
    plans = planned_rows(state, kind, _codes(state), rows)
    known = {plan.id for plan in plans if plan.id}
    absent = sum(id not in known for id in own_records(state, kind))
    tried = _tried(state, kind, [plan for plan in plans if plan.how in ("new", "changed", "clash")], {})
    for plan in plans:
        if plan.bad:
            plan.how = "refused"
    return ImportPlan(plans, absent, tried.elsewhere)


def saved_import(
    state: DeskState, kind: DeskKind, plan: ImportPlan, taken: Collection[str], kept: Mapping[str, frozenset[str]]
) -> tuple[int, int] | None:
    """Save the rows that were taken, each without the inputs that are to be kept; how many are new and changed.

    None where the choice brings a problem, which is then said at its rows. Raises Outdated, OSError.
    """
    chosen = [row for row in plan.of("new", "changed", "clash") if row.key in taken]
    tried = _tried(state, kind, chosen, kept)
    plan.elsewhere[:] = tried.elsewhere
    if plan.of("refused") or tried.elsewhere:
        return None
    versions = {row.id: row.opened.version for row in chosen if row.id}
    changes = [
        FileChange(kind.path(id), text.encode(), versions.get(id, ""))
        for id, text in tried.texts.items()
        if text != tried.before[id]
    ]
    new, changed = sum(not it.version for it in changes), sum(bool(it.version) for it in changes)
    if changes:
        counts = [f"新加 {new} {kind.measure_word}"] * bool(new) + [f"改动 {changed} {kind.measure_word}"] * bool(
            changed
        )
        save_files(state, changes, f"从表格导入{kind.caption}：{'，'.join(counts)}")
    return new, changed


@dataclass
class _TriedRows:
    texts: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)


def _tried(state: DeskState, kind: DeskKind, rows: Sequence[RowPlan], kept: Mapping[str, frozenset[str]]) -> _TriedRows:
    """The new texts of rows; a row whose text cannot be made, or brings a new problem, is refused."""
    assert state.plan
    found, owners, known = _TriedRows(), {}, kind.records(state.plan, state.pages)
    for row in rows:
        if kind.is_page and not row.id:
            row.refuse(f"{row.row.place()}：文章不能从表格新建，没有正文；请在编辑台写，或从 Word 打开")
            continue
        wanted = row.wanted(kind, kept.get(row.key, frozenset()))
        id = row.id or new_record_id(state.root, kind, wanted, "", {*known, *found.texts})
        try:
            text = settled_text(state, kind, row.id, row.opened, wanted, row.opened.body if kind.is_page else None)
        except CannotEdit:
            row.refuse(f"{row.row.place()}：{SPECIAL}")
            continue
        found.texts[id], found.before[id], owners[id] = text, row.opened.text, row
    if not found.texts:
        return found
    tried = state.tried_together(kind, found.texts)
    for id, row in owners.items():
        before = {problem.message for problem in state.of_file(kind.path(id))} if row.id else set()
        new = [it for it in tried.said[id] if not it.warning and it.message not in before]
        for name, message in places_of(new, tried.files[id]):
            if name not in row.bad:
                row.refuse(f"{_place(row, name)}：{message}")
    found.elsewhere += [_elsewhere(it) for it in tried.elsewhere]
    return found


def _place(row: RowPlan, name: str) -> str:
    """The cell of an input, or of the first that stands in it, or the row."""
    within = (place for known, place in row.places.items() if known == name or known.startswith(f"{name}/"))
    return next(within, row.row.place()) if name else row.row.place()


def _elsewhere(problem: Problem) -> str:
    return f"存了这张表，别处就不对了：{problem}"


def _codes(state: DeskState) -> CellCodes:
    @cache
    def choices(refers: str) -> list[NamedChoice]:
        assert state.plan
        return choices_for(state.plan, state.pages, refers)

    return CellCodes(choices)


def rows_of(plan: ImportPlan) -> Iterator[RowPlan]:
    """Every row that is to be shown, those that need somebody first."""
    for how in ("refused", "clash", "new", "changed"):
        yield from plan.of(how)
