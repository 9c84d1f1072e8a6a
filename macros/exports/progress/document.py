"""The report of a year for Word and WPS: by task, measure and unit, gaps named; the same bytes each time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from ...common.dates import in_words
from ...model.plan import Plan
from ...model.reports import STATES, Call
from ...model.tree.node import Node
from ...queries import urls
from ...queries.progress.standing import Standing, YearOfReports
from ...queries.progress.sums import NO_STATISTICS, sums
from ...queries.progress.wording import PART, entry_in_words
from .rows import MISSING

BODY, HEADS, TITLE_FONT = "仿宋", "黑体", "宋体"
"""The fonts of official documents that every office computer has; headings are 黑体, the title 宋体."""

CELL_STYLE = "ReportCell"
"""The style of what stands in the cells of tables."""

HEAD_ROW = ("措施", "单位", "状态", "做了什么，什么时候，多少", "依据")
COLUMN_CM = (3.2, 2.2, 1.9, 5.1, 3.2)
PAGE_CM = {"top_margin": 3.0, "bottom_margin": 2.6, "left_margin": 2.8, "right_margin": 2.6}
TWIPS = 567
"""Twentieths of a point in a centimetre."""

MADE_ON = datetime(2000, 1, 1)  # the library writes it without a zone
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def export_year_document(plan: Plan, found: YearOfReports) -> bytes:
    """A docx of one year."""
    made = docx.Document()
    _set_fonts(made)
    title = f"{plan.site.place} {found.year} 年全民科学素质行动落实情况"
    head = made.add_paragraph(style="Title")
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.add_run(title)
    for line in _opening(plan, found):
        made.add_paragraph(line)
    for task in found.period.tasks:
        made.add_heading(f"{task.number}　{task.title}", level=2)
        rows = [row for measure in task.measures for row in _rows(plan, measure, found.by_measure.get(measure.id, ()))]
        made.element.body.insert_element_before(parse_xml(_table(rows)), "w:sectPr")
    made.add_heading("说明", level=2)
    made.add_paragraph(f"各单位的话照原样登载。{NO_STATISTICS}。没有收到报送，不等于没有做。{_address(plan, found)}")
    _lighten(made)
    properties = made.core_properties
    properties.title, properties.author, properties.comments = title, plan.site.host, ""
    properties.created = properties.modified = MADE_ON
    content = BytesIO()
    made.save(content)
    return _settled(content)


def _opening(plan: Plan, found: YearOfReports) -> Iterator[str]:
    asked = sum(one.call is not None for one in found.standings)
    told = f"收到 {len(found.received)} 条"
    if found.received:
        told += f"，来自 {len(found.reporters)} 个单位（截至 {found.last}）"
    yield f"应报 {asked} 条，{told}。" if asked else f"没有发过这一年的报送通知，{told}。"
    yield from (_call(call) for call in found.calls)
    if added := sums(plan, found.standings):
        yield f"合计：{PART.join(f'{one.what} {one.number} {one.unit}' for one in added)}。{NO_STATISTICS}。"


def _call(call: Call) -> str:
    number = f"（{call.number}）" if call.number else ""
    return f"{call.by}《{call.title}》{number}，{in_words(call.due)}截止。"


def _address(plan: Plan, found: YearOfReports) -> str:
    url = urls.progress_url(found.year)
    return f"最新的在 {urljoin(plan.site.url, url)}" if plan.site.url else f"最新的见“{plan.site.name}”网站“落实情况”。"


def _rows(plan: Plan, measure: Node, standings: Sequence[Standing]) -> Iterator[tuple[str, ...]]:
    """A row for each unit that reported, and one that names those of which nothing came in."""
    title = measure.title
    for one in standings:
        if one.entry:
            words = entry_in_words(plan, one.entry)
            did = "\n".join(
                filter(None, (words["做了什么"] or words["原因"], words["日期"], words["数量"], words["活动"]))
            )
            late = f"（补报，{one.entry.received} 收到）" if one.late else ""
            yield title, one.unit.name, STATES[one.entry.state] + late, did, words["依据"].replace(PART, "\n")
            title = ""
    missing = [one for one in standings if not one.entry]
    if missing:
        yield title, "、".join(one.unit.name for one in missing), MISSING if missing[0].call else "尚未收报", "", ""


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    """A table as the XML of Word: its first row comes again on each page, and no row is cut in two."""
    grid = "".join(f'<w:gridCol w:w="{int(width * TWIPS)}"/>' for width in COLUMN_CM)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblPr><w:tblW w:w="{int(sum(COLUMN_CM) * TWIPS)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    return (
        f"<w:tbl {nsdecls('w')}>{properties}<w:tblGrid>{grid}</w:tblGrid>"
        f"{_row(HEAD_ROW, head=True)}{''.join(map(_row, rows))}</w:tbl>"
    )


def _row(cells: Sequence[str], head: bool = False) -> str:
    what = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
    return (
        f"<w:tr>{what}{''.join(_cell(text, width, head) for text, width in zip(cells, COLUMN_CM, strict=True))}</w:tr>"
    )


def _cell(text: str, width: float, head: bool) -> str:
    bold = "<w:rPr><w:b/></w:rPr>" if head else ""
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{CELL_STYLE}"/></w:pPr>'
        f'<w:r>{bold}<w:t xml:space="preserve">{escape(_printable(line))}</w:t></w:r></w:p>'
        for line in text.split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{int(width * TWIPS)}" w:type="dxa"/></w:tcPr>{lines}</w:tc>'


def _printable(text: str) -> str:
    """Without the characters that XML does not have."""
    return "".join(char for char in text if char >= " " and char not in "\ufffe\uffff")


def _set_fonts(made: Any) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for name, width in PAGE_CM.items():
        setattr(section, name, Cm(width))
    cell = made.styles.add_style(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1)
    faces = (("Normal", BODY, 14), ("Title", TITLE_FONT, 20), ("Heading 2", HEADS, 15), (CELL_STYLE, BODY, 10.5))
    for name, face, size in faces:
        style = made.styles[name]
        style.font.name, style.font.size = face, Pt(size)
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia"):
            fonts.set(qn(attribute), face)
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)


def _lighten(made: Any) -> None:
    """Take away what the library's template has and no page of ours: a picture of it, older styles, styles of tables."""
    for border in list(made.styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    for part in (made.part, made.part.package):
        for id in [id for id, rel in part.rels.items() if rel.reltype.endswith(("/thumbnail", "/stylesWithEffects"))]:
            part.rels.pop(id)
    styles = made.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) != "1":
            styles.remove(style)


def _settled(content: BytesIO) -> bytes:
    """The same archive with fixed times, so that one plan gives one file."""
    settled = BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            kept = zipfile.ZipInfo(info.filename, ZIP_TIME)
            kept.compress_type, kept.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(kept, old.read(info))
    return settled.getvalue()
