"""Published plans, read: every paragraph has its place, every unit its duties, whatever the file and its signs."""

from __future__ import annotations

import codecs
import random
import textwrap
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from damages import DAMAGES
from kepu.editing.opening.asking.questions import questions_on
from kepu.editing.opening.duties.duty_words import duty_words
from kepu.editing.opening.duties.item_duties import ReadDuties
from kepu.editing.opening.outlining.outline import Outline
from kepu.editing.opening.plan_reading import PlanReading, read_plan
from kepu.editing.opening.reading.docx_reader import read_docx
from kepu.editing.opening.reading.pdf_reader import read_pdf
from kepu.editing.opening.reading.read_source import read_source
from kepu.editing.opening.reading.source_text import CannotRead, SourceText
from kepu.editing.opening.reading.txt_reader import read_txt
from sites import ROOT
from word_plans import word_plan

PUBLISHED = Path(__file__).parent / "published"
XIANAN = ROOT / "plan" / "2021-2025" / "source.txt"
TEXTS = [XIANAN, *sorted(PUBLISHED.glob("*.txt"))]
WIDE = str.maketrans(",:;()", "，：；（）")
ROWS = {"lost_row", "swapped_rows", "renamed_task", "renamed_measure", "other_word"}
NARROW = str.maketrans("，：；（）", ",:;()")


def reading_of(text: str) -> PlanReading:
    return read_plan(read_txt(text.encode()))


def said(duties: ReadDuties, outline: Outline) -> set[str]:
    """Who does what, line by line as the files of expectations have it."""
    lines: dict[int, list[str]] = {}
    for duty in duties.duties:
        names = " ".join(unit.words for unit in duty.part.units)
        lines.setdefault(duty.item.index, []).append(f"{duty.part.role}：{names}")
    items = {item.index: f"{item.label or '—'} {item.title}" for item in outline.items}
    return {f"{items[index]}｜{'；'.join(parts)}" for index, parts in lines.items()}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("signs", [{}, WIDE, NARROW], ids=["as issued", "wide", "narrow"])
def test_every_paragraph_has_one_place_and_is_its_number_name_and_words_letter_for_letter(
    path: Path, signs: dict[int, str]
) -> None:
    reading = reading_of(path.read_text("utf-8").translate(signs))
    outline, texts = reading.outline, reading.texts
    owners = [line for item in outline.items for line in item.lines]
    others = [line for line, role in outline.roles.items() if role not in ("item", "body")]
    assert sorted([*owners, *others]) == list(range(len(texts)))
    for item in outline.items:
        assert item.label + item.gap + item.title + item.stop + item.body == texts[item.line]


@pytest.mark.parametrize("path", sorted(PUBLISHED.rglob("*.txt")), ids=lambda path: path.stem)
def test_who_answers_for_what_is_read_as_a_person_reads_it(path: Path) -> None:
    reading = read_plan(read_source(path))
    assert said(reading.duties, reading.outline) == {*path.with_suffix(".duties").read_text("utf-8").splitlines()}


@pytest.mark.parametrize("signs", [{}, WIDE], ids=["narrow", "wide"])
def test_the_width_of_signs_changes_nothing_in_who_answers_for_what(signs: dict[int, str]) -> None:
    reading = reading_of(XIANAN.read_text("utf-8").translate(signs))
    measures = {
        (index, unit) for index, unit in reading.pairs() if not reading.outline.children(reading.outline.items[index])
    }
    assert len(measures) == 120
    leads = {duty.item.index for duty in reading.duties.duties if duty.part.role == "牵头"}
    assert len(leads) == 10  # two of the twelve tasks name no leading unit


def table_of(source: SourceText) -> list[tuple[str, ...]]:
    table = read_plan(source).duties.tables[0].table
    return [table.columns, *(row.cells for row in table.rows)]


@pytest.fixture(scope="module")
def word_file() -> bytes:
    source = read_source(XIANAN)
    return word_plan([line.text for line in source.lines if line.cells is None], table_of(source))


def test_word_counts_its_numbers_and_merges_its_cells_and_the_plan_is_the_same(word_file: bytes) -> None:
    plain, word = read_source(XIANAN), read_docx(word_file)
    paragraphs = [[line.text for line in source.lines if line.cells is None] for source in (plain, word)]
    assert paragraphs[0] == paragraphs[1]
    readings = [read_plan(source) for source in (plain, word)]
    assert said(readings[0].duties, readings[0].outline) == said(readings[1].duties, readings[1].outline)
    assert [unit.id for unit in readings[0].units] == [unit.id for unit in readings[1].units]


def test_python_docx_alone_would_lose_the_numbers(word_file: bytes) -> None:
    from docx import Document

    assert "工作目标" in [paragraph.text for paragraph in Document(BytesIO(word_file)).paragraphs]


def test_a_pdf_with_text_gives_the_paragraphs_back_over_lines_and_pages() -> None:
    typst, fonts = pytest.importorskip("typst"), pytest.importorskip("manimgx_fonts_cjk")
    source = read_source(PUBLISHED / "guofa-2019-3-zongbao.txt")
    head = (
        '#set page(paper: "a5", numbering: "— 1 —")\n#set text(font: "Noto Serif CJK SC", size: 14pt, lang: "zh")\n'
        "#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n"
    )
    body = "\n\n".join(f'#"{line.text}"' for line in source.lines)
    read = read_pdf(typst.compile((head + body).encode(), font_paths=[str(Path(fonts.__file__).parent)]))
    assert [line.text for line in read.lines] == [line.text for line in source.lines]
    assert "请逐段对照原文" in read.remarks[0]


def test_a_pdf_of_pictures_is_refused_in_one_sentence() -> None:
    typst = pytest.importorskip("typst")
    with pytest.raises(CannotRead, match="扫描的图片"):
        read_pdf(typst.compile(b"#rect(width: 10cm, height: 10cm)"))


@pytest.mark.parametrize(
    "data",
    [
        "一、目标\r\n（一）加强领导。\r\n".encode(),
        codecs.BOM_UTF8 + "一、目标\n\n\u3000\u3000（一）加强领导。".encode(),
        "一、目标\r（一）加强领导。".encode("gb18030"),
        "一、目标\u2028（一）加强领导。".encode("utf-16"),
        "# 地址：http://www.example.gov.cn/\n一、目标\n（一）加强领导。".encode(),
        "一、目\u200b标\n（一）加强领导。".encode(),
    ],
    ids=["crlf", "bom", "gb18030 and cr", "utf-16", "notes", "hidden"],
)
def test_whatever_wrote_the_text_file_its_paragraphs_are_the_same(data: bytes) -> None:
    assert [line.text for line in read_txt(data).lines] == ["一、目标", "（一）加强领导。"]


@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
@pytest.mark.parametrize("name", ["guofa-2019-3-zongbao", "guangzhou-2012-rencai"])
def test_lines_broken_at_a_width_are_paragraphs_again(name: str, indent: str) -> None:
    lines = [line.text for line in read_source(PUBLISHED / f"{name}.txt").lines]
    broken = [part for line in lines for part in textwrap.wrap(indent + line, 34, drop_whitespace=False)]
    read = read_txt("\n".join(broken).encode())
    wrong = [
        (one, other) for one, other in zip(lines, (line.text for line in read.lines), strict=False) if one != other
    ]
    assert len(wrong) <= len(lines) * 0.05 and "断行" in read.remarks[0]


def packed(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
        ("a.docx", packed(word__document=b"\0" * 61_000_000), "大得不像方案"),
        ("a.docx", packed(xl__workbook=b"<a/>"), "不是 Word 文件"),
        ("a.docx", packed(word__document=b"<a/>"), "打不开"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 40, "损坏了"),
        ("a.docx", "一、目标".encode(), "内容却不是"),
        ("a.txt", b"\x00\x01\x02\x03", "不是文本文件"),
        ("a.txt", b"\n\n", "没有字"),
    ],
    ids=["doc", "bomb", "workbook", "no document", "broken", "named docx", "binary", "empty"],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CannotRead, match=told) as refused:
        read_source(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("农业农村部、工业和信息化部牵头负责", "牵头：农业农村部 工业和信息化部"),
        ("人社部、财政部，各省级人民政府按职责分工负责", "责任：人社部 财政部 各省级人民政府"),
        ("由区科协牵头，区教育局、区文旅局等部门配合", "牵头：区科协；配合：区教育局 区文旅局"),
        ("牵头单位：区教育局；责任单位：区委宣传部（区文明办），各镇（街道）；完成时限：2025年底",
         "牵头：区教育局；责任：区委宣传部（区文明办） 各镇（街道）"),
        ("国务院扶贫办、供销合作总社等和各省级人民政府负责", "责任：国务院扶贫办 供销合作总社 各省级人民政府"),
        ("负责部门：商务部；适用范围：福建自贸试验区", "责任：商务部"),
        ("生态环境部会同国家发展改革委负责", "牵头：生态环境部；会同：国家发展改革委"),
        ("市科技局、市发展改革委等有关部门和单位负责", "责任：市科技局 市发展改革委 有关部门和单位"),
        ("牵头单位：市委组织部，配合单位：市教育局，各区、县级市", "牵头：市委组织部；配合：市教育局 各区、县级市"),
        ("商务部指导，供销合作总社参与", "指导：商务部；参与：供销合作总社"),
        ("区委统战部和区民宗局负责，2025年底前完成", "责任：区委统战部 区民宗局"),
        ("县科协牵头县教育局、县科技局配合", "牵头：县科协；配合：县教育局 县科技局"),
        ("各乡镇人民政府、街道办事处，县直各有关部门", "责任：各乡镇人民政府、街道办事处 县直各有关部门"),
        ("区应急管理局区卫健局、区融媒体中心", "责任：区应急管理局 区卫健局 区融媒体中心"),
        ("牵头单位：县教育局，县科协协助", "牵头：县教育局；配合：县科协"),
        ("县科协牵头，会同县教育局、县人社局负责", "牵头：县科协；会同：县教育局 县人社局"),
        ("由县委宣传部负责牵头，县融媒体中心负责落实", "牵头：县委宣传部；责任：县融媒体中心"),
        ("责任单位：★县科协、县发改局、持续推进", "责任：县科协 县发改局"),
        ("共青团中央、全国工商联、中国残联等按职责分工负责", "责任：共青团中央 全国工商联 中国残联"),
    ],
)  # fmt: skip
def test_roles_and_units_of_a_phrase(words: str, parts: str) -> None:
    found = (f"{part.role}：{' '.join(unit.words for unit in part.units)}" for part in duty_words(words).parts)
    assert "；".join(found) == parts


def asked(reading: PlanReading) -> set[tuple[str, str]]:
    return {(question.id, question.found) for question in questions_on(reading)}


@pytest.mark.slow
def test_no_mechanical_damage_goes_without_a_question() -> None:
    texts = {path: path.read_text("utf-8") for path in TEXTS}
    before = {path: asked(reading_of(text)) for path, text in texts.items()}
    tried, silent = 0, []
    for seed in range(1_000):
        chance = random.Random(seed)
        path, kind = chance.choice(TEXTS), chance.choice([*DAMAGES])
        lines = texts[path].splitlines()
        damaged = DAMAGES[kind](lines, chance)
        if damaged is None or damaged == lines:
            continue
        tried += 1
        if not asked(reading_of("\n".join(damaged))) - before[path]:
            silent.append((seed, path.stem, kind))
        if tried == 100:
            break
    assert tried == 100
    assert silent == []


@pytest.mark.parametrize("kind", [*DAMAGES])
def test_each_kind_of_damage_shows_as_a_question(kind: str) -> None:
    text = (TEXTS[1] if kind == "lost_colon" else PUBLISHED / "guofa-2019-3-zongbao.txt").read_text("utf-8")
    if kind in ROWS:
        text = XIANAN.read_text("utf-8")
    damaged = DAMAGES[kind](text.splitlines(), random.Random(7))
    assert damaged and asked(reading_of("\n".join(damaged))) - asked(reading_of(text))


def test_a_cell_of_units_merged_over_rows_is_written_into_each_of_them() -> None:
    rows = [
        ("任务", "措施", "责任单位"),
        ("科普阵地", "建设区科技馆", "区科协、区发改局"),
        ("科普阵地", "建设社区科普馆", "区科协、区发改局"),
        ("科普队伍", "组建志愿服务队", "团区委"),
    ]
    reading = read_plan(read_docx(word_plan(["重点任务清单"], rows, merged=(0, 2))))
    assert [line.text for line in reading.source.lines][2:4] == [
        "科普阵地 | 建设区科技馆 | 区科协、区发改局",
        "| 建设社区科普馆 | 区科协、区发改局",
    ]
    assert "合并在一格里" in reading.source.remarks[0]
    assert said(reading.duties, reading.outline) == {
        "— 建设区科技馆｜责任：区科协 区发改局",
        "— 建设社区科普馆｜责任：区科协 区发改局",
        "— 组建志愿服务队｜责任：团区委",
    }


def test_a_heading_over_two_rows_names_the_columns_below_it() -> None:
    table = [
        ("任务", "措施", "责任分工", ""),
        ("任务", "措施", "牵头单位", "配合单位"),
        ("科普阵地", "建设区科技馆", "区科协", "区发改局、区财政局"),
        ("科普阵地", "建设社区科普馆", "区科协", "区民政局"),
        ("科普队伍", "组建志愿服务队", "团区委", "区科协"),
    ]
    reading = read_plan(read_docx(word_plan(["重点任务清单"], table, merged=(0, 1))))
    assert said(reading.duties, reading.outline) == {
        "— 建设区科技馆｜牵头：区科协；配合：区发改局 区财政局",
        "— 建设社区科普馆｜牵头：区科协；配合：区民政局",
        "— 组建志愿服务队｜牵头：团区委；配合：区科协",
    }


def test_a_heading_that_says_who_leads_is_followed_and_asked_about() -> None:
    text = "任务清单\n措施 | 责任单位（列第一位的为牵头单位）\n建设科技馆 | 区科协、区发改局\n组建队伍 | 团区委"
    reading = reading_of(text)
    assert reading.first_leads(2) and "convention-2-0" in {id for id, _ in asked(reading)}


def test_of_several_columns_of_words_the_measures_name_the_rows() -> None:
    head = "序号 | 重点任务 | 工作目标 | 主要举措 | 责任单位 | 完成时限"
    rows = "1 | 科普阵地 | 到2025年覆盖全区 | 建设区科技馆 | 区科协、区发改局 | 长期\n2 | | 每街一馆 | 建设社区科普馆 | 区民政局 | 2024年"
    reading = reading_of(f"任务清单\n{head}\n{rows}")
    assert said(reading.duties, reading.outline) == {
        "— 建设区科技馆｜责任：区科协 区发改局",
        "— 建设社区科普馆｜责任：区民政局",
    }


def test_later_years_of_a_goal_are_read_and_its_other_figures_asked_about() -> None:
    goals = "到2028年，甲县公民具备科学素质的比例达到16%以上；到2030年，达到20%，建成基地30个。"
    reading = reading_of(f"甲县科普方案\n一、目标\n{goals}\n二、任务\n1.讲课。办讲座。（甲局负责）\n")
    assert [(one.name, one.year, one.value) for one in reading.indicators] == [
        ("甲县公民具备科学素质的比例", 2028, 16),
        ("甲县公民具备科学素质的比例", 2030, 20),
    ]
    assert reading.indicators[1].quote == goals[: goals.index("，建成")]
    assert [it.found for it in questions_on(reading) if it.id.startswith("figures-")] == ["建成基地30个"]
