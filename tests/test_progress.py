"""What units report, as readers see it: states by the day, sums, gaps, changes, and the same numbers in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from browsing import BY_COLOUR, serious
from kepu.common.dates import CHINA
from kepu.exports.feeds.progress_feed import export_progress_feed
from kepu.exports.progress.data import export_progress_csv, export_progress_json, progress_csv_schema, progress_schema
from kepu.exports.progress.document import export_year_document
from kepu.exports.progress.form import export_form
from kepu.exports.progress.workbooks import export_progress_workbook, export_tally_workbook, export_year_workbook
from kepu.exports.table import generate_exports
from kepu.model.plan import Plan
from kepu.model.reports import Assessment, Call, Entry, FrozenYear, TakenBack, Verdict
from kepu.project.plan_loader import load_plan
from kepu.project.rules.reports.files import rows_digest
from kepu.project.rules.table import check_plan
from kepu.queries.articles import FiledList
from kepu.queries.progress.frozen import frozen_rows, row_differences
from kepu.queries.progress.standing import YearOfReports, last_received, offered_form, year_of_reports
from kepu.queries.progress.sums import sums
from kepu.render.layout import Frame
from kepu.render.pages.table import generate_pages
from playwright.sync_api import Browser
from sites import ROOT, VALID, HtmlPage, Site

TODAY = date(2026, 6, 1)
WORDS = re.compile("未报送|逾期|未启动")


def year(plan: Plan, number: int = 2025) -> YearOfReports:
    found = year_of_reports(plan, number)
    assert found
    return found


def page(plan: Plan, url: str, today: date = TODAY) -> HtmlPage:
    """One page, drawn without its frame."""
    (found,) = (one for one in generate_pages(plan, today) if one.url == url)
    return HtmlPage(url, f"<body><main>{found.body(ROOT, plan, today)}</main></body>")


def reported(plan: Plan, id: str, change: Callable[[Entry], Entry], measure: str = "youth-1") -> Plan:
    """The plan with an entry of one report changed."""
    report = plan.reporting.reports[id]
    entries = tuple(change(entry) if entry.measure == measure else entry for entry in report.entries)
    changed = report.model_copy(update={"entries": entries})
    return with_reporting(plan, reports={**plan.reporting.reports, id: changed})


def with_reporting(plan: Plan, **changes: Any) -> Plan:
    return replace(plan, reporting=replace(plan.reporting, **changes))


@pytest.mark.ours
def test_who_was_never_asked_is_called_nothing(real_site: Site) -> None:
    """The definitions say what the words mean; no other page has them."""
    pages = {path.parent.relative_to(real_site.folder).as_posix() for path in real_site.folder.rglob("index.html")}
    named = {one for one in pages if WORDS.search((real_site.folder / one / "index.html").read_text("utf-8"))}
    assert named == {"progress/definitions"}
    assert "没有任何单位处在下面的状态里" in real_page(real_site, "progress/definitions/")
    assert "本站还没有收过任何单位的报送" in real_page(real_site, "progress/")
    assert "规划期已届满；终了评估尚未公布" in real_page(real_site, "progress/")
    assert not [one for one in pages if re.match("progress/([0-9]|changes|events)", one)]


def real_page(site: Site, url: str) -> str:
    return (site.folder / url / "index.html").read_text("utf-8")


def test_while_nothing_was_reported_a_page_of_duties_has_one_more_line_and_is_else_the_same(
    real_site: Site, real_plan: Plan, tmp_path: Path
) -> None:
    line = '<p class="kx-quiet kx-after" data-kx-others>落实情况：<a href="../../progress/">本站还没有收过报送</a></p>'
    kinds = {"unit": "units/", "measure": "measures/", "task": "(?:actions|projects|safeguards)/"}
    pages = list(generate_pages(real_plan, TODAY))
    for kind, folder in kinds.items():
        template = (ROOT / "overrides" / "plan" / f"{kind}.html").read_text("utf-8")
        own = tmp_path / "overrides" / "plan" / f"{kind}.html"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(re.sub(r"(?m)^.*(?:progress-parts\.html|\bg\.).*\n", "", template), "utf-8")
        mine = [one for one in pages if re.match(f"{folder}.", one.url) and one.template == f"{kind}.html"]
        assert mine and {real_page(real_site, one.url).count(line) for one in mine} == {1}
        for one in (mine[0], mine[-1]):
            with_line, without = (one.body(root, real_plan, TODAY) for root in (ROOT, tmp_path))
            assert re.sub(r"\s+", "", with_line.replace(line, "")) == re.sub(r"\s+", "", without), one.url
    assert line.rpartition("progress/")[2] not in real_page(real_site, "duties/")


def test_a_measure_nobody_reported_on_is_late_from_the_day_after_the_term(reporting_plan: Plan) -> None:
    states = {
        day: {one.unit.name: one.state(date.fromisoformat(day)) for one in year(reporting_plan).by_measure["youth-2"]}
        for day in ("2026-01-30", "2026-01-31", "2026-02-01")
    }
    assert states["2026-01-30"] == states["2026-01-31"] == {"甲局": "进行中", "东镇": "待报送", "西镇": "待报送"}
    assert states["2026-02-01"]["东镇"] == "逾期未报送"
    assert {one.state(TODAY) for one in year(reporting_plan, 2024).standings} == {"尚未收报", "本年已完成"}
    late = [(one.unit.name, one.measure.id) for one in year(reporting_plan).standings if one.late]
    assert late == [("乙局", "youth-1")]


@pytest.fixture(scope="module")
def framed(reporting_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few whole pages, built on 1 June 2026 in 咸安, with their scripts and style sheets; nothing came in after the term."""
    folder = tmp_path_factory.mktemp("framed")
    reports = {id: one for id, one in reporting_plan.reporting.reports.items() if id != "2025/yiju"}
    plan = with_reporting(reporting_plan, reports=reports)
    frame = Frame(ROOT, plan, [], FiledList(), datetime(2026, 6, 1, 8, tzinfo=CHINA))
    urls = (
        "units/dongzhen/",
        "measures/youth-2/",
        "progress/2025/",
        "progress/2025/gaps/",
        "progress/2021-2025/",
        "progress/",
    )
    made = {found.url: found for found in generate_pages(plan, TODAY)}
    for path, text in [*frame.assets.values(), *((f"{url}index.html", frame.render_page(made[url])) for url in urls)]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("moment", "state"), [("2026-01-30T23:00:00Z", "待报送"), ("2026-01-31T16:30:00Z", "逾期未报送")]
)
def test_one_build_is_right_before_and_after_the_term_in_local_time(
    framed: Path, browser: Browser, moment: str, state: str
) -> None:
    for zone in ("Asia/Shanghai", "America/Los_Angeles"):
        context = browser.new_context(timezone_id=zone)
        look = context.new_page()
        look.clock.set_fixed_time(moment)
        for url, shown in (
            ("units/dongzhen/", f"1 条{state}"),
            ("measures/youth-2/", f"{state}：东镇"),
            ("progress/2025/gaps/", state),
        ):
            look.goto(f"file://{framed}/{url}index.html")
            words = look.inner_text("main")
            assert shown in words, (zone, url)
            assert ("逾期未报送" in words, "待报送" in words) == (state == "逾期未报送", state == "待报送"), url
        context.close()


def test_without_scripts_the_term_is_there_as_a_day(framed: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    look = context.new_page()
    for url in ("units/dongzhen/", "progress/2025/", "progress/"):
        look.goto(f"file://{framed}/{url}index.html")
        assert "2026年1月31日截止" in look.inner_text("main"), url
    context.close()


@pytest.mark.slow
def test_pages_of_reports_can_be_read_by_everybody(framed: Path, browser: Browser) -> None:
    for width, scheme in ((375, "dark"), (1366, "light")):
        look = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for url in ("progress/2025/gaps/", "measures/youth-2/", "progress/2021-2025/"):
            look.goto(f"file://{framed}/{url}index.html")
            assert serious(look, () if width == 1366 else BY_COLOUR) == [], url
            assert look.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
        look.close()


def asked(plan: Plan, number: int = 2025) -> Plan:
    """A plan whose units were all asked for a year."""
    call = Call(
        year=number, by="甲局", title="通知", number="测〔2026〕1号", issued=date(2026, 1, 5), due=date(2026, 1, 31)
    )
    return with_reporting(plan, calls=(call,))


@pytest.mark.ours
def test_table_matrix_and_forms_have_the_same_297_pairs(real_plan: Plan) -> None:
    plan = asked(real_plan)
    pairs = {(one.unit.id, one.measure.id) for one in year(plan).standings}
    assert len(pairs) == 297 and ("zuzhibu", "officials-2") in pairs
    rows = list(csv.DictReader(io.StringIO(export_progress_csv(plan)[1:])))
    assert {(row["单位代号"], row["措施代号"]) for row in rows} == pairs and len(rows) == 297
    assert sum(len(one["measures"]) for one in json.loads(export_progress_json(plan))["years"][0]["missing"]) == 297
    cells = [cell for row in page(plan, "progress/2025/gaps/").all("tr") for cell in row.findall("td")]
    assert len(cells) == 36 * 35 and sum("".join(cell.itertext()) != "—" for cell in cells) == 297
    assert len(year(plan).by_unit) == 35
    one = {measure for unit, measure in pairs if unit == "kexie"}
    assert set(re.findall(r"[a-z]+-\d+", shared_strings(export_form(plan, plan.units["kexie"], 2025)))) >= one


def shared_strings(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read("xl/sharedStrings.xml").decode()


def test_a_correction_keeps_the_old_words_everywhere(reporting_plan: Plan) -> None:
    was = "报告会 15 场；报告会到场 1500 人次"
    for url in ("measures/youth-1/", "progress/2025/", "progress/changes/"):
        assert was in page(reporting_plan, url).text, url
    entry = json.loads(export_progress_json(reporting_plan))["years"][0]["entries"][0]
    assert entry["corrections"][0] | {"corrected": ""} == {
        "corrected": "", "field": "counts", "was": was, "why": "重复计算", "by": "甲局办公室"
    }  # fmt: skip
    assert was in (export_progress_feed(reporting_plan) or "")


def test_mending_a_typo_is_no_news(reporting_plan: Plan) -> None:
    edited = reported(reporting_plan, "2025/jiaju", lambda entry: entry.model_copy(update={"did": "改了错字。"}))
    assert "改了错字" in page(edited, "measures/youth-1/").text
    assert export_progress_feed(edited) == export_progress_feed(reporting_plan)
    assert last_received(edited, "jiaju") == last_received(reporting_plan, "jiaju") == date(2026, 1, 20)


def test_a_unit_is_called_silent_long_after_its_last_report(reporting_plan: Plan) -> None:
    line = 'data-kx-from="2027-02-24" hidden>久未更新：上一次收到报送是 2026-01-20'
    assert line in page(reporting_plan, "units/jiaju/").html
    assert line.replace(" hidden", "") in page(reporting_plan, "units/jiaju/", date(2027, 3, 1)).html
    assert "久未更新" not in page(reporting_plan, "units/dongzhen/").html


def read_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read("word/document.xml").decode()


def test_an_event_of_two_units_counts_once_in_every_format(reporting_plan: Plan) -> None:
    found = year(reporting_plan)
    told = {(one.what, one.unit): one.number for one in sums(reporting_plan, found.standings)}
    assert told[("日历上的活动", "个")] == 1
    assert told[("日历上的活动现场", "人次")] == 640
    assert told[("报告会", "场")] == 12 + 3
    shown = page(reporting_plan, "progress/2025/").text
    words = re.sub("<[^>]+>", "", read_docx(export_year_document(reporting_plan, found)))
    book = shared_strings(export_year_workbook(reporting_plan, found, TODAY))
    for (what, unit), number in told.items():
        assert f"{what} {number} {unit}" in shown and f"{what} {number} {unit}" in words, what
        assert f"<t>{what}</t>" in book
    rows = list(csv.DictReader(io.StringIO(export_progress_csv(reporting_plan)[1:])))
    this_year = [row for row in rows if row["年份"] == "2025"]
    added = {name: sum(int(row[name] or 0) for row in this_year) for name in ("计入合计的活动", "现场人次", "线上人次")}
    assert added == {"计入合计的活动": 1, "现场人次": 640, "线上人次": 1000}
    json_sums = json.loads(export_progress_json(reporting_plan))["years"][0]["sums"]
    assert {(one["what"], one["unit"]): one["number"] for one in json_sums} == told
    for text in (shown, words, book):
        assert "不是统计数据" in text
    assert "与乙局合写的活动只算一次" in shown


def test_open_data_is_valid_after_its_own_schema(reporting_plan: Plan, real_plan: Plan, two_periods: Plan) -> None:
    for plan in (reporting_plan, real_plan, asked(two_periods, 2026), assessed(reporting_plan)):
        data = json.loads(export_progress_json(plan))
        jsonschema.Draft202012Validator(progress_schema()).validate(data)
        validator = jsonschema.Draft202012Validator(progress_csv_schema())
        for row in csv.DictReader(io.StringIO(export_progress_csv(plan)[1:])):
            validator.validate(row)
    assert json.loads(export_progress_json(real_plan)) == {
        "note": json.loads(export_progress_json(real_plan))["note"],
        "assessments": [],
        "years": [],
    }


def test_the_same_reports_give_the_same_bytes_documents_included(reporting_plan: Plan) -> None:
    first, second = (dict(generate_exports(load_plan(VALID / "reporting"), TODAY)) for _ in range(2))
    assert first == second
    assert {"progress/2025/report.docx", "progress/2025/report.xlsx", "units/yiju/report-2025.xlsx"} <= first.keys()
    assert "units/gexiangzhen/report-2025.xlsx" not in first, "a collective does not report"


def test_a_form_is_offered_to_those_who_were_asked_alone(reporting_plan: Plan, real_plan: Plan) -> None:
    calls = tuple(call.model_copy(update={"units": ("yiju",)}) for call in reporting_plan.reporting.calls)
    plan = with_reporting(reporting_plan, calls=calls)
    forms = [name for name, _ in generate_exports(plan, TODAY) if "/report-" in name]
    assert forms == ["units/yiju/report-2025.xlsx"]
    assert "report-2025.xlsx" in page(plan, "units/yiju/").html
    assert "report-" not in page(plan, "units/jiaju/").html
    assert {offered_form(real_plan, id) for id in real_plan.units} == {None}


def test_the_document_repeats_its_heads_and_has_the_fonts_of_offices(reporting_plan: Plan) -> None:
    data = export_year_document(reporting_plan, year(reporting_plan))
    words = read_docx(data)
    assert words.count("<w:tblHeader/>") == 2 and words.count("w:cantSplit") > 4
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        styles = book.read("word/styles.xml").decode()
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert 'w:eastAsia="宋体"' in styles and 'w:eastAsia="仿宋"' in styles
    assert "没有收到" in words and "东镇、西镇" in words


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.example")', "+86", "-x", "@SUM(A1)"])
def test_no_words_of_a_unit_become_a_formula(reporting_plan: Plan, text: str) -> None:
    plan = reported(reporting_plan, "2025/jiaju", lambda entry: entry.model_copy(update={"did": text}))
    rows = csv.DictReader(io.StringIO(export_progress_csv(plan)[1:]))
    assert f"'{text}" in [row["做了什么"] for row in rows]
    for data in (export_progress_workbook(plan, TODAY), export_form(plan, plan.units["jiaju"], 2025)):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", ["电话 13800138000", "编号 110101199001011234", "填报人：张三三", "经办人 李四"])
def test_what_belongs_to_a_person_stops_the_build(reporting_plan: Plan, text: str) -> None:
    plan = reported(reporting_plan, "2025/jiaju", lambda entry: entry.model_copy(update={"did": text}))
    assert [one for one in check_plan(plan) if not one.warning]


def frozen(plan: Plan) -> FrozenYear:
    rows = frozen_rows(plan, year(plan))
    return FrozenYear(year=2025, taken="2026-02-20", digest=rows_digest(rows), rows=rows)


def test_a_frozen_day_stays_and_differs_from_now_in_what_was_changed_alone(reporting_plan: Plan) -> None:
    kept = frozen(reporting_plan)
    later = reported(reporting_plan, "2025/yiju", lambda entry: entry.model_copy(update={"state": "ongoing"}))
    later = with_reporting(later, snapshots=(kept,))
    assert [problem for problem in check_plan(later) if "snapshot" in str(problem)] == []
    differences = list(row_differences(kept.rows, frozen_rows(later, year(later))))
    assert [(one.unit, one.measure, one.part, one.was, one.now) for one in differences] == [
        ("yiju", "youth-1", "状态", "本年已完成", "进行中")
    ]
    shown = page(later, "progress/2025/snapshots/")
    assert kept.digest in shown.text and "到现在有 1 处不同" in shown.text
    files = dict(generate_exports(later, TODAY))
    assert json.loads(files["progress/2025/snapshots/2026-02-20.json"])["digest"] == kept.digest


def assessed(plan: Plan) -> Plan:
    verdicts = (Verdict(task="youth", quote="任务完成较好。"),)
    said = Assessment(
        title="终了评估报告", number="测〔2026〕8号", by="某区政府", issued=date(2026, 5, 1), verdicts=verdicts
    )
    return with_reporting(plan, assessments={"2021-2025": said})


def test_the_assessment_is_quoted_with_its_number(reporting_plan: Plan) -> None:
    for url in ("progress/", "progress/2025/", "progress/2021-2025/"):
        assert "规划期已届满；终了评估尚未公布" in page(reporting_plan, url).text, url
        shown = page(assessed(reporting_plan), url).text
        assert "测〔2026〕8号" in shown and "尚未公布" not in shown, url
    assert "任务完成较好。" in page(assessed(reporting_plan), "progress/2021-2025/").text
    assert "补报，2026-02-10 收到" in page(reporting_plan, "progress/2025/").text


def test_the_feed_of_a_unit_has_its_own_changes(reporting_plan: Plan) -> None:
    whole = feedparser.parse(export_progress_feed(reporting_plan))
    mine = feedparser.parse(export_progress_feed(reporting_plan, reporting_plan.units["jiaju"]))
    assert not whole.bozo and not mine.bozo
    assert [entry.title for entry in mine.entries] == [entry.title for entry in whole.entries if "甲局" in entry.title]
    assert len({entry.id for entry in whole.entries}) == len(whole.entries) == 4
    assert export_progress_feed(reporting_plan, reporting_plan.units["gexiangzhen"]) is None


def test_what_is_taken_back_is_said_and_counts_no_more(reporting_plan: Plan) -> None:
    taken = TakenBack(date=date(2026, 3, 5), why="填错年份", by="乙局")
    plan = reported(reporting_plan, "2025/yiju", lambda entry: entry.model_copy(update={"withdrawn": taken}))
    assert "乙局已撤回（2026-03-05）：填错年份" in page(plan, "measures/youth-1/").text
    assert len(year(plan).received) == 2
    assert "填错年份" in (export_progress_feed(plan) or "")


def test_events_add_up_to_a_draft_that_says_it_is_one(reporting_plan: Plan) -> None:
    shown = page(reporting_plan, "progress/events/")
    assert "从公开活动算出，不是统计报表" in shown.text
    assert "不是统计报表" in shared_strings(export_tally_workbook(reporting_plan, TODAY))
    cells = ["".join(cell.itertext()) for cell in shown.all("tr")[1]]
    assert cells == ["咨询", "1 个", "2", "640", "1000", "0 个"]


def test_nothing_is_ranked_or_turned_into_per_cent(reporting_plan: Plan) -> None:
    for url in ("progress/", "progress/2025/", "progress/2025/gaps/", "progress/2021-2025/", "units/jiaju/"):
        words = page(reporting_plan, url).text.replace("不打分，不排名", "")
        assert not re.search("[%％]|百分|排名|得分|第.名", words), url
