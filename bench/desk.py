"""The desk: seconds an editor waits for a form, a check, a save, a table of twenty rows, an article of Word, a photo."""

from __future__ import annotations

import io
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
from kepu.desk.desk_state import BODY_INPUT, DeskState
from kepu.desk.forms.choosing import choices_for
from kepu.desk.kinds import DESK_KINDS
from kepu.desk.record_files import as_answers, attempt, checked_answers, first_answers, open_file
from kepu.desk.sheets.cell_codes import CellCodes
from kepu.desk.sheets.columns import sheet_form
from kepu.desk.sheets.import_save import exported_workbook, planned_import, saved_import
from kepu.desk.sheets.sheet_writer import SheetRecord, write_workbook
from kepu.desk.writing.live_preview import unsaved_view
from kepu.desk.writing.photos import small_photo
from kepu.desk.writing.word_files import word_text
from PIL import Image

TITLE = "编辑台"
ROOT = Path(__file__).resolve().parent.parent
TIMES = 3
Took = tuple[float, float]
"""Seconds that were waited, and those of the processor."""

MOST = {"存一条": 0.5, "导入 20 行新的资源": 5.0, "从 Word 打开一篇（两张手机照片）": 5.0}
"""What was promised, in seconds."""


def measure() -> Iterator[str]:
    """Seconds of the whole way from what the browser sent to what it is answered, the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("plan", "content"):
            shutil.copytree(ROOT / name, root / name)
        yield "在进程里测，不算浏览器；每项做三次，写最快的一次，打开项目和导入只做一次。机器忙的时候，等的比处理器用的久。"
        yield ""
        yield "| 做什么 | 等了几秒 | 处理器秒 | 上限 |"
        yield "|---|---|---|---|"
        for said, (seconds, worked) in _measured(root):
            yield f"| {said} | {seconds:.2f} | {worked:.2f} | {MOST.get(said, '')} |"


def _measured(root: Path) -> Iterator[tuple[str, Took]]:
    state = DeskState(root)
    yield "打开项目", _once(state.refresh)
    assert state.plan
    resource, article = DESK_KINDS["resource"], DESK_KINDS["article"]
    ids = [id for id in state.plan.resources if (root / resource.path(id)).is_file()]
    pages = [page for page in article.records(state.plan, state.pages) if (root / article.path(page)).is_file()]
    path, answers = root / resource.path(ids[0]), as_answers(resource, open_file(root, resource, ids[0]))
    written = as_answers(article, open_file(root, article, pages[0]))

    def seen_again() -> None:
        path.write_bytes(path.read_bytes())
        state.refresh()

    def saved() -> None:
        now = as_answers(resource, open_file(root, resource, ids[0]))
        assert attempt(state, resource, ids[0], {**now, "fee": ["免费" if now["fee"] == [""] else ""]}).saved

    yield "别人改了一个文件，再打开一页", _best(seen_again)
    yield "停一停时的检查，一条资源", _best(lambda: checked_answers(state, resource, ids[0], answers))
    yield "停一停时的检查，一篇文章", _best(lambda: checked_answers(state, article, pages[0], written))
    yield "正在写的文章的样子", _best(lambda: unsaved_view(state, article, pages[0], written))
    yield "存一条", _best(saved)
    yield f"导出 {len(ids)} 条资源", _best(lambda: exported_workbook(state, resource))
    book = exported_workbook(state, resource)
    yield "读回，没有改动", _best(lambda: planned_import(state, resource, book, "表.xlsx"))
    yield "导入 20 行新的资源", _once(lambda: _imported(state, answers))
    photo = _photo()
    yield "一张 1200 万像素的照片", _best(lambda: small_photo(photo))
    article_file = _article(photo)
    yield "从 Word 打开一篇（两张手机照片）", _best(lambda: _opened(state, article_file))


def _imported(state: DeskState, answers: dict[str, list[str]]) -> None:
    """Twenty rows below each other, read, checked, and saved as twenty files."""
    assert state.plan
    kind, plan, pages = DESK_KINDS["resource"], state.plan, state.pages
    new = [{**answers, "name": [f"测试用的资源 {number}"], "link": [""], "aliases": [""]} for number in range(20)]
    codes = CellCodes(lambda refers: choices_for(plan, pages, refers))
    book = write_workbook(sheet_form(kind), [SheetRecord("", "", it["name"][0], it) for it in new], codes)
    found = planned_import(state, kind, book, "表.xlsx")
    saved = saved_import(state, kind, found, {row.key for row in found.rows}, {})
    assert saved == (20, 0), [row.said for row in found.of("refused")][:3] + found.elsewhere[:3]
    assert state.faults() == []


def _photo() -> bytes:
    """As many pixels as a phone's, with as much detail."""
    packed = io.BytesIO()
    grain = Image.effect_noise((4000, 3000), 40)
    Image.merge("RGB", (grain, Image.linear_gradient("L").resize(grain.size), grain)).save(packed, "JPEG", quality=85)
    return packed.getvalue()


def _article(photo: bytes) -> bytes:
    book, packed = docx.Document(), io.BytesIO()
    book.add_heading("冬天怎样防煤气中毒", 0)
    for _ in range(2):
        book.add_heading("怎样预防", 1)
        for _ in range(20):
            book.add_paragraph("烧炭取暖一定要开窗，炉子、烟道每年入冬以前检查一遍，屋里装一只报警器。")
        book.add_picture(io.BytesIO(photo))
    book.save(packed)
    return packed.getvalue()


def _opened(state: DeskState, content: bytes) -> None:
    kind = DESK_KINDS["article"]
    found = word_text(state.root, content, "文章.docx")
    assert found.markdown.count("![](") == 2 and not found.lost
    checked_answers(state, kind, "", {**first_answers(kind), "title": [found.title], BODY_INPUT: [found.markdown]})


def _best(act: Callable[[], Any]) -> Took:
    return min(_once(act) for _ in range(TIMES))


def _once(act: Callable[[], Any]) -> Took:
    begun, worked = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begun, time.process_time() - worked
