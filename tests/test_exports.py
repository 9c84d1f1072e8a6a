"""exports/: the plan as JSON, CSV and workbooks, each true to its schema and to the others."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from kepu.exports import articles_json, resources_data
from kepu.exports.plans import plan_json, units_json
from kepu.exports.table import API, FORMATS, generate_exports
from kepu.exports.tables import duties_csv, duties_xlsx, workbook
from kepu.model.article import ArticleHead, Review
from kepu.model.plan import Plan
from kepu.model.record import Source
from kepu.queries import duties
from kepu.queries.articles import Article

Plans = list[Plan]
TODAY = date(2026, 6, 1)


@pytest.fixture
def plans(real_plan: Plan, two_periods: Plan) -> Plans:
    return [real_plan, two_periods]


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def read_workbook(data: bytes) -> list[list[str]]:
    """The first sheet's cells, read without help of the library that wrote it; numbers as they are written."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        shared = ["".join(t.text or "" for t in item.iter(f"{main}t")) for item in strings.iter(f"{main}si")]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{main}row"):
        values = [(cell.get("t"), cell.find(f"{main}v")) for cell in row.iter(f"{main}c")]
        rows.append([_value(kind, value, shared) for kind, value in values])
    return rows


def _value(kind: str | None, value: ElementTree.Element | None, shared: list[str]) -> str:
    if value is None:
        return ""
    text = value.text or ""
    assert kind == "s" or re.fullmatch(r"[0-9]+", text), "text or a whole number"
    return shared[int(text)] if kind == "s" else text


def heights(data: bytes) -> list[float]:
    """Of each row of the first sheet, in points; 0 where none is given."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [float(row.get("ht", 0)) for row in sheet.iter(f"{main}row")]


def test_every_promised_file_is_written(real_plan: Plan) -> None:
    files = dict(generate_exports(real_plan, TODAY))
    common = {
        f"{API}{name}"
        for name in (
            *("plan.json", "units.json", "alert.json", "duties.csv", "duties.xlsx", "events.json", "events.csv"),
            *("articles.json", "resources.json", "resources.csv", "places.json", "quiz.json", "daily.json"),
            *("progress.json", "progress.csv", "progress.xlsx"),
        )
    }
    schemas = {
        f"{API}schema/{name}.json"
        for name in (
            "plan",
            "units",
            "alert",
            "duties",
            "events",
            "events-csv",
            "articles",
            "resources",
            "resources-csv",
            "places",
            "quiz",
            "daily",
            "progress",
            "progress-csv",
        )
    }
    workbooks = {f"units/{unit.id}/duties.xlsx" for unit in duties.unit_pages(real_plan)}
    trees = {"api/v2/plan.json", "api/v2/schema/plan.json"}
    months = {f"daily/{month:02}.json" for month in range(1, 13)}
    assert {"bom.json"} | common | schemas | trees | workbooks | months == {
        path for path in files if not path.endswith((".ics", ".xml", "feed.json"))
    }


def test_the_same_plan_gives_the_same_bytes(plans: Plans) -> None:
    for plan in plans:
        assert dict(generate_exports(plan, TODAY)) == dict(generate_exports(plan, TODAY))


@pytest.mark.parametrize(
    ("export", "schema"),
    [
        (plan_json.export_plan, plan_json.plan_schema),
        (units_json.export_units, units_json.units_schema),
        (resources_data.export_resources_json, resources_data.resources_schema),
    ],
)
def test_json_is_valid_after_its_own_schema(
    plans: Plans, sharing_plan: Plan, export: Callable[[Plan], str], schema: Callable[[], dict[str, Any]]
) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    for plan in [*plans, sharing_plan]:
        validator.validate(json.loads(export(plan)))


def test_articles_json_is_valid_and_says_what_the_articles_say(
    real_plan: Plan, real_articles: tuple[Article, ...]
) -> None:
    data = json.loads(articles_json.export_articles(real_plan, real_articles))
    jsonschema.validate(
        data, articles_json.articles_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert [(item["id"], item["url"], item["title"], item["summary"], item["motto"]) for item in data["items"]] == [
        (article.head.id, article.url, article.head.title, article.head.summary, article.head.motto)
        for article in real_articles
    ]
    assert all(item["sources"] and item["topics"] for item in data["items"])
    assert data["licence"]["name"] == "知识共享 署名 4.0 国际许可协议（CC BY 4.0）"


def test_a_review_is_in_the_data_only_where_there_was_one(sharing_plan: Plan) -> None:
    head = {"title": "甲", "summary": "乙", "topics": ("food",), "sources": (Source(name="丙"),), "written": TODAY}
    review = Review(by="jiaju", dated=date(2026, 5, 30))
    articles = [
        Article("articles/a/", ArticleHead(**head)),
        Article("articles/b/", ArticleHead(**head, reviewed=review)),
    ]
    found = [item["reviewed"] for item in json.loads(articles_json.export_articles(sharing_plan, articles))["items"]]
    assert found == [None, {"by": {"id": "jiaju", "name": "甲局"}, "dated": "2026-05-30", "altered": False}]


def test_resources_json_says_what_is_known_and_null_for_the_rest(sharing_plan: Plan) -> None:
    items = {item["id"]: item for item in json.loads(resources_data.export_resources_json(sharing_plan))["items"]}
    assert list(items) == ["help-line", "museum", "open-school"]
    assert [(item["fee"], item["free"]) for item in items.values()] == [
        (None, None),
        ("每人 10 元", False),
        ("免费", True),
    ]
    assert [item["unverified"] for item in items.values()] == [True, False, False]
    assert (items["museum"]["place"], items["museum"]["township"], items["museum"]["address"]) == (
        *("某科技馆", "dongzhen", "解放路 1 号"),
    )
    assert items["open-school"]["sources"] == [
        {
            "name": "乙局公告",
            "publisher": "乙局",
            "number": None,
            "dated": "2026-03-01",
            "link": "https://example.gov.cn/notice/1",
            "quote": [],
        }
    ]


def test_resources_csv_has_a_row_for_each_and_no_formula(sharing_plan: Plan) -> None:
    line = sharing_plan.resources["help-line"].model_copy(update={"provider": "=1+1"})
    line._id = "help-line"
    plan = replace(sharing_plan, resources={**sharing_plan.resources, "help-line": line})
    rows = read_csv(resources_data.export_resources_csv(plan))
    validator = jsonschema.Draft202012Validator(resources_data.resources_csv_schema())
    for row in rows:
        validator.validate(row)
    assert [row["代号"] for row in rows] == ["help-line", "museum", "open-school"]
    assert [row["提供者"] for row in rows] == ["'=1+1", "丙馆", "乙局"]
    assert [(row["面向"], row["主题"], row["待核"]) for row in rows] == [
        ("所有人", "防灾减灾", "待核"),
        ("青少年、老年人", "科学精神", ""),
        ("青少年", "科学精神", ""),
    ]
    assert [row["网址核验"] for row in rows] == ["", "", "待核验"]


def test_rows_of_the_csv_are_valid_after_its_schema(plans: Plans) -> None:
    validator = jsonschema.Draft202012Validator(duties_csv.duties_csv_schema())
    for plan in plans:
        for row in read_csv(duties_csv.export_duties_csv(plan)):
            validator.validate(row)


@pytest.mark.parametrize("name", FORMATS)
def test_a_schema_names_its_dialect_and_refuses_strange_fields(name: str) -> None:
    schema = FORMATS[name][1]()
    assert (schema["$schema"], schema["title"]) == ("https://json-schema.org/draft/2020-12/schema", name)
    assert schema["additionalProperties"] is False


def test_plan_json_keeps_the_promised_fields(real_plan: Plan) -> None:
    data = json.loads(plan_json.export_plan(real_plan))
    assert {"periods", "actions", "projects", "safeguards", "measures"} <= set(data)
    promised = {"id", "parent", "number", "title", "body_text", "table_text", "lead", "units", "notes"}
    assert all(promised <= set(measure) for measure in data["measures"])
    assert [len(data[name]) for name in ("periods", "actions", "projects", "safeguards", "measures")] == [
        1,
        5,
        5,
        2,
        36,
    ]


def test_plan_json_says_what_the_records_say(plans: Plans) -> None:
    for plan in plans:
        data = json.loads(plan_json.export_plan(plan))
        records = [measure for period in plan.periods for measure in period.measures()]
        assert [
            (m["id"], m["parent"], m["number"], m["title"], m["body_text"], m["table_text"], m["units_text"])
            for m in data["measures"]
        ] == [(m.id, m.task.id, m.number, m.title, m.body, m.table, m.units_text) for m in records]
        assert [[(u["id"], u["name"]) for u in m["units"]] for m in data["measures"]] == [
            [(id, plan.units[id].name) for id in m.units] for m in records
        ]
        assert [[u["id"] for u in m["lead"]] for m in data["measures"]] == [list(m.task.lead) for m in records]
        assert [[n["quote"] for n in m["notes"]] for m in data["measures"]] == [
            [n.quote for n in m.notes] for m in records
        ]


def test_paragraph_numbers_lead_to_the_words(real_plan: Plan) -> None:
    lines = [line.text for line in real_plan.current.text_lines]
    for measure in json.loads(plan_json.export_plan(real_plan))["measures"]:
        texts = [text for text in (measure["body_text"], measure["table_text"]) if text]
        assert len(measure["paragraphs"]) == len(texts)
        for number, text in zip(measure["paragraphs"], texts, strict=True):
            assert text in lines[number - 1]


def test_a_replaced_plan_is_archived_in_the_data(two_periods: Plan) -> None:
    periods = json.loads(plan_json.export_plan(two_periods))["periods"]
    assert [(p["id"], p["archived"], p["url"]) for p in periods] == [
        ("2021-2025", True, "plan/"),
        ("2026-2030", False, "2026-2030/plan/"),
    ]


def test_units_json_says_what_the_views_say(plans: Plans) -> None:
    for plan in plans:
        data = json.loads(units_json.export_units(plan))
        shapes = {shape["id"]: shape for shape in [*data["units"], *data["members"]]}
        assert list(shapes) == [unit.id for unit in duties.unit_pages(plan)]
        for unit in duties.unit_pages(plan):
            assert shapes[unit.id]["name"] == unit.name
            for period, shape in zip(reversed(plan.periods), shapes[unit.id]["duties"], strict=True):
                found = duties.duties(plan, period, unit)
                assert shape["leads"] == [task.id for task in found.leads]
                assert shape["takes_part"] == [measure.id for measure in found.takes_part]
                assert [(i["collective"]["id"], i["presumed"], i["measures"]) for i in shape["inherits"]] == [
                    (i.collective.id, i.presumed, [m.id for m in i.measures]) for i in found.inherits
                ]


def test_what_is_not_known_is_null(real_plan: Plan) -> None:
    data = json.loads(units_json.export_units(real_plan))
    assert {unit["full_name"] for unit in data["units"]} == {None}


def test_the_csv_opens_in_excel(real_plan: Plan) -> None:
    text = duties_csv.export_duties_csv(real_plan)
    assert text.encode().startswith(b"\xef\xbb\xbf") and text.count("\ufeff") == 1
    assert text.count("\r\n") == text.count("\n")
    assert next(csv.reader(io.StringIO(text[1:]))) == list(duties_csv.DUTY_COLUMNS)


def test_the_csv_has_a_row_for_each_pair_and_each_measure_without_units(plans: Plans) -> None:
    for plan in plans:
        expected = [
            (period.id, measure.id, id, plan.units[id].name if id else "")
            for period in plan.periods
            for measure in period.measures()
            for id in measure.units or ("",)
        ]
        rows = read_csv(duties_csv.export_duties_csv(plan))
        assert [(r["规划期"], r["措施代号"], r["责任单位代号"], r["责任单位"]) for r in rows] == expected


def test_the_csv_tells_leads_apart(two_periods: Plan) -> None:
    rows = read_csv(duties_csv.export_duties_csv(two_periods))
    assert [(r["措施代号"], r["责任单位代号"], r["是否牵头该任务"], r["牵头单位"]) for r in rows][:4] == [
        ("youth-1", "yiju", "否", "甲局"),
        ("youth-1", "jiaju", "是", "甲局"),
        ("youth-2", "jiaju", "是", "甲局"),
        ("youth-2", "gexiangzhen", "否", "甲局"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(two_periods: Plan, text: str) -> None:
    units = {id: unit.model_copy(update={"name": text}) for id, unit in two_periods.units.items()}
    plan = Plan(two_periods.site, units, two_periods.periods)
    rows = read_csv(duties_csv.export_duties_csv(plan))
    assert {row["责任单位"] for row in rows if row["责任单位代号"]} == {f"'{text}"}
    with zipfile.ZipFile(io.BytesIO(duties_xlsx.export_duties_workbook(plan, TODAY))) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_the_workbook_holds_the_rows_of_the_csv(real_plan: Plan) -> None:
    title, plan_line, made, head, *rows = read_workbook(duties_xlsx.export_duties_workbook(real_plan, TODAY))
    assert title == ["咸安区重点任务责任分工全表"] and "2021-2025年" in plan_line[0]
    assert made == [f"生成于 {TODAY}，最新的见“科普咸安”网站的“责任分工”页"]
    assert head == [*duties_csv.DUTY_COLUMNS, "措施原文", "出处"]
    assert [row[:-2] for row in rows] == [
        list(row.values()) for row in read_csv(duties_csv.export_duties_csv(real_plan))
    ]
    lines = {line.number: line.text for line in real_plan.current.text_lines}
    for row in rows:
        assert row[-2] and row[-2] in lines[int(re.sub("[^0-9]", "", row[-1]))]


def test_a_units_workbook_holds_its_duties(plans: Plans) -> None:
    for plan in plans:
        for unit in duties.unit_pages(plan):
            data = duties_xlsx.export_unit_workbook(plan, unit, TODAY)
            (
                title,
                *_,
                head,
            ) = read_workbook(data)[:4]
            rows = read_workbook(data)[4:]
            assert title == [f"{unit.name}责任清单"] and head == list(duties_xlsx.UNIT_COLUMNS)
            found = [duties.duties(plan, period, unit) for period in reversed(plan.periods)]
            led = {(m.task.base, m.id) for d in found for task in d.leads for m in task.measures}
            named = {(m.task.base, m.id) for d in found for m in d.takes_part}
            inherited = {(m.task.base, m.id) for d in found for i in d.inherits for m in i.measures}
            assert len(rows) == len(led | named | inherited)
            ways = [row[1].split("、") for row in rows]
            assert [sum(way in row for row in ways) for way in ("牵头", "列名")] == [len(led), len(named)]
            assert sum("随“" in row[1] for row in rows) == len(inherited)


def test_all_measures_stand_in_the_workbook_of_some_unit(real_plan: Plan) -> None:
    """A ledger made from the units' workbooks misses none, and a lead has all of the task it leads."""
    period = real_plan.current
    held = {
        unit.id: {row[4] for row in read_workbook(duties_xlsx.export_unit_workbook(real_plan, unit, TODAY))[4:]}
        for unit in duties.unit_pages(real_plan)
    }
    assert set().union(*held.values()) == {measure.id for measure in period.measures()}
    for measure in period.measures():
        assert all(measure.id in held[lead] for lead in measure.task.lead), measure.id


def test_rows_are_as_high_as_their_longest_cell(real_plan: Plan) -> None:
    """35 Han characters fill a line of the widest column in LibreOffice, and a line takes some 16 points."""
    data = duties_xlsx.export_unit_workbook(real_plan, real_plan.units["kexie"], TODAY)
    for row, height in list(zip(read_workbook(data), heights(data), strict=True))[4:]:
        assert height >= 16 * -(-len(row[6]) // 35), row[5]
        assert height >= 16 * -(-len(row[7]) // 18), row[5]


def test_presumed_duties_are_marked_in_the_workbook(two_periods: Plan) -> None:
    rows = read_workbook(duties_xlsx.export_unit_workbook(two_periods, two_periods.units["jiaju"], TODAY))[4:]
    assert {way for row in rows for way in row[1].split("、")} == {"牵头", "列名", "随“各成员单位”（编者推定）"}


@pytest.mark.parametrize("name", ["a/b", "[单位]", "单" * 40, "a:b*c?d\\e'"])
def test_a_sheet_has_a_name_excel_takes(name: str) -> None:
    found = workbook.sheet_name(name)
    assert 0 < len(found) <= 31 and not re.search(r"[\[\]:*?/\\']", found)


def test_counts_agree_between_pages_json_and_csv(plans: Plans) -> None:
    for plan in plans:
        data = json.loads(plan_json.export_plan(plan))
        rows = read_csv(duties_csv.export_duties_csv(plan))
        units = {unit["id"]: unit for unit in json.loads(units_json.export_units(plan))["units"]}
        for period, shape in zip(plan.periods, data["periods"], strict=True):
            totals = duties.totals(period)
            measures = [m for m in data["measures"] if m["period"] == period.id]
            pairs = {(r["措施代号"], r["责任单位代号"]) for r in rows if r["规划期"] == period.id and r["责任单位代号"]}
            named = [d["takes_part"] for unit in units.values() for d in unit["duties"] if d["period"] == period.id]
            assert shape["totals"] == vars(totals)
            assert (len(measures), sum(len(m["units"]) for m in measures)) == (totals.measures, totals.pairs)
            assert len(pairs) == sum(map(len, named)) == totals.pairs
