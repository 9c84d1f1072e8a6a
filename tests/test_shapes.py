"""Plans of other shapes beside each other: eight chapters, items without titles, four levels, five columns, full-width signs, no dates."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import partial

import jsonschema
import pytest
from browsing import Handler, serious, serving
from kepu.exports.table import generate_exports
from kepu.model.plan import Period, Plan
from kepu.model.tree.node import Node
from kepu.project.plan_loader import load_plan
from kepu.project.plans import succession
from kepu.project.rules.todo import waiting_work
from kepu.queries import duties, urls
from kepu.queries.published import contents
from playwright.sync_api import Browser
from sites import SUMMER_2026, VALID, HtmlPage, Site, build_at, make_project, page_rows, text_of


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(VALID / "shapes")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("shapes")
    build_at(SUMMER_2026, make_project(folder / "project", "shapes"), folder / "site")
    return Site(folder / "site")


@pytest.fixture(scope="module")
def newer(plan: Plan) -> Period:
    return plan.current


def words(page: HtmlPage) -> str:
    return "".join(text_of(page.main).split())


def test_the_newest_plan_of_the_site_s_own_level_and_family_is_the_current_one(plan: Plan) -> None:
    assert [period.id for period in plan.periods] == ["yingyang", "2021-2025", "guo-2021-2035", "2026-2030"]
    assert (plan.current.id, plan.first.id, plan.first.base) == ("2026-2030", "2021-2025", "")
    assert {period.id for period in plan.periods if duties.archived(plan, period)} == {"2021-2025"}


def test_there_are_as_many_of_each_as_the_text_has(newer: Period) -> None:
    assert duties.totals(newer) == duties.Totals(tasks=7, measures=53, units=5, pairs=158)
    assert [node.label for node in newer.nodes] == [f"{numeral}、" for numeral in "一二三四五六七八"]
    deepest = max(len(list(node.above())) for node in newer.walk())
    assert deepest == 4, "chapter, item, 1., （2） and ②"


def test_every_paragraph_stands_on_the_page_of_what_it_belongs_to_and_on_no_other(plan: Plan, site: Site) -> None:
    for period in plan.periods:
        if duties.archived(plan, period):
            continue  # what it says twice is tested where it is the only plan
        texts = {node.id: words(site[page_of(node)]) for node in period.walk()}
        for line in period.text_lines:
            if not isinstance(line.record, Node) or line.role in ("heading", "table"):
                continue
            head = line.record.words.head
            said = line.text[head.end :] if head and head.line == line.number else line.text
            said = "".join(said.split())
            assert said in texts[line.record.id], f"{period.source_path}:{line.number}"
            others = {id for id, text in texts.items() if said and said in text}
            pages = {page_of(period.by_id[id]) for id in others} - {f"{period.base}plan/"}
            allowed = {page_of(node) for node in (line.record, *line.record.above())}
            assert len(said) < 8 or pages <= allowed, f"{period.source_path}:{line.number} also on {pages - allowed}"


def page_of(node: Node) -> str:
    return urls.url_of(node).partition("#")[0]


def test_a_part_of_any_depth_has_an_address_where_it_stands(newer: Period, site: Site) -> None:
    part = newer.by_id["item-5-1-2-2"]
    assert (part.label, urls.url_of(part)) == ("②", "2026-2030/items/item-5/#item-5-1-2-2")
    assert "②看西边。由丁局指导。" in words(site["2026-2030/items/item-5/"])
    assert site["2026-2030/plan/source/"].links().count("2026-2030/items/item-5/#item-5-1-2-2") == 1


def test_an_item_without_a_title_bears_the_editor_s_and_says_so(site: Site) -> None:
    page = site["2026-2030/items/item-12/"]
    assert text_of(page.tree.find(".//h1")) == "第十二件事"
    assert "原文这一条没有标题，“第十二件事”是编者起的。" in words(page)


def test_units_answer_in_the_roles_that_the_plan_names(plan: Plan, newer: Period, site: Site) -> None:
    measure = newer.by_id["item-5"]
    roles = [
        ("牵头", ("jiaju",)),
        ("指导", ("dingju",)),
        ("配合", ("yiju", "bingju")),
        ("责任", ("jiaju",)),
        ("会同", ("dingju",)),
    ]
    assert duties.roles_of(measure) == roles
    unit = plan.units["bingju"]
    ways = {charge.measure.id: charge.ways for charge in duties.charges(plan, newer, unit)}
    assert ways["item-5"] == ("配合",)
    assert ways["youth-2"] == ("牵头",)
    assert "配合" in words(site["units/bingju/"])


def test_the_open_data_has_every_pair_of_every_plan(plan: Plan, site: Site) -> None:
    text = (site.folder / "api/v1/duties.csv").read_text("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["责任单位代号"]]
    for period in plan.periods:
        pairs = [(row["措施代号"], row["责任单位代号"]) for row in rows if row["规划期"] == period.id]
        assert len(pairs) == len(set(pairs)) == duties.totals(period).pairs, period.id
    found = json.loads((site.folder / "api/v1/plan.json").read_text("utf-8"))
    assert [period["id"] for period in found["periods"]] == ["2021-2025"], (
        "the first version has no place for the others"
    )


def test_a_plan_without_a_table_has_its_duties_one_by_one(site: Site) -> None:
    page = site["2026-2030/duties/"]
    assert "方案没有分工表" in words(page)
    (table,) = [table for table in page.all("table") if table.get("class") == "kx-table"]
    assert len(list(table.iter("tr"))) == 1 + 53


def test_a_table_has_the_columns_it_was_published_with(site: Site) -> None:
    (table,) = [table for table in site["yingyang/duties/"].all("table") if table.get("class") == "kx-table"]
    rows = [["".join(text_of(cell).split()) for cell in row] for row in table.iter("tr")]
    assert rows == [
        ["序号", "重点任务", "牵头单位", "配合单位", "完成时限"],
        ["1", "少放盐", "甲局", "乙局，丙局", "2026年底"],
        ["2", "多吃菜。每天一斤", "乙局", "", "长期坚持"],
    ]
    assert "完成时限2026年底" in words(site["yingyang/things/salt/"])
    assert "责任分工表只写了名称。" in words(site["yingyang/things/salt/"])


def test_a_table_of_no_measure_stands_on_the_plan_s_page(site: Site) -> None:
    assert "每人每天的盐（克）95" in words(site["yingyang/plan/"])


def test_goals_of_any_number_unit_and_year_stand_in_one_table(site: Site) -> None:
    page = words(site["2026-2030/plan/"])
    assert "目标2028年2030年原文办成的事40件53件" in page
    assert "参加的人—3.5万人次" in page
    assert "暂无公开的测评结果" not in page, "nothing is compared"


def test_a_plan_says_what_it_knows_and_nothing_else(site: Site) -> None:
    page = words(site["yingyang/plan/"])
    for missing in ("印发单位", "印发日期", "公开属性", "规划期2", "依据", "主送", "None"):
        assert missing not in page
    assert "没有写明由哪些单位负责" in words(site["guo-2021-2035/duties/"])


def test_plans_of_other_levels_and_families_stand_beside_and_not_before(site: Site) -> None:
    page = words(site["2026-2030/plan/"])
    assert "各规划期2026—2030年方案2021—2025年方案（存档）" in page
    assert "同时有的方案某大纲（2021—2035年）某地吃好饭的方案" in page
    assert site.found["2026-2030/items/item-1/"].kind == "措施"


@pytest.mark.parametrize(
    ("id", "expected"), [("2021-2025", "行动与工程"), ("2026-2030", "任务"), ("guo-2021-2035", "行动")]
)
def test_a_plan_s_page_is_called_by_what_the_plan_calls_its_tasks(plan: Plan, id: str, expected: str) -> None:
    assert contents.caption(next(period for period in plan.periods if period.id == id)) == expected


def test_the_second_version_of_the_data_holds_every_plan_whole(plan: Plan, site: Site) -> None:
    data = json.loads((site.folder / "api/v2/plan.json").read_text("utf-8"))
    schema = json.loads((site.folder / "api/v2/schema/plan.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    for found, period in zip(data["plans"], plan.periods, strict=True):
        assert "\n".join(found["text"]) + "\n" == period.source
        nodes = {node["id"]: node for node in found["nodes"]}
        assert [*nodes] == [node.id for node in period.walk()]
        for node in nodes.values():
            assert node["parent"] is None or node["parent"] in nodes
            said = "\n".join(found["text"][number - 1] for number in node["paragraphs"])
            assert (node["text"] or "") in said and (node["label"] or "") + (node["heading"] or "") in said
            assert {duty["role"] for duty in node["duties"]} <= {"牵头", "责任", "配合", "指导", "会同"}
    assert [found["id"] for found in data["plans"] if found["current"]] == ["2026-2030"]


def test_a_measure_that_goes_on_leads_to_what_it_was_and_to_what_it_became(plan: Plan, site: Site) -> None:
    found = succession.succession(plan, plan.current)
    assert found
    assert [(old.id, new.id) for old, new in found.going_on] == [("youth-1", "item-1")]
    assert (len(found.new), [old.id for old in found.gone]) == (52, ["youth-2", "network-1"])
    assert "2026-2030/items/item-1/" in site["measures/youth-1/"].links()
    assert {"measures/youth-1/", "2026-2030/plan/changes/#item-1"} <= set(site["2026-2030/items/item-1/"].links())


def test_both_plans_lead_to_the_page_that_compares_them(site: Site) -> None:
    said = "1条措施接着做，新增52条，不再列2条。"
    for url in ("plan/", "2026-2030/plan/"):
        assert said in words(site[url])
        assert "2026-2030/plan/changes/" in site[url].links()
    page = site["2026-2030/plan/changes/"]
    assert {"measures/youth-1/", "measures/network-1/", "2026-2030/items/item-53/"} <= set(page.links(page.main))
    marked = [text_of(mark) for mark in page.all("mark")]
    assert "坚持立德树人," in marked and "讲好科学家的故事" not in "".join(marked)


def test_who_reads_alike_is_proposed_to_the_editor_and_to_nobody_else(plan: Plan, site: Site) -> None:
    assert [(old.id, new.id) for old, new in succession.likely_ties(plan, plan.current)] == [("youth-2", "item-3")]
    (waiting,) = waiting_work(plan, (), date(2026, 6, 1), ())["可能接续上一份方案、还没有对应的措施"]
    assert "continues: youth-2" in waiting.message
    assert "2026-2030/items/item-3/" not in site["measures/youth-2/"].links()


def test_the_older_plan_is_an_archive_at_its_old_addresses(site: Site) -> None:
    for url in ("plan/", "plan/source/", "plan/contrasts/", "duties/", "actions/youth/", "measures/youth-2/"):
        assert "存档：2021—2025年方案已由2026—2030年方案接替" in words_of_page(site[url])
    names = json.loads((site.folder / "search" / "names.json").read_text("utf-8"))
    archived = {row.url for row in page_rows(names) if row.archived}
    assert {"measures/youth-1/", "actions/youth/"} <= archived
    assert not {url for url in archived if url and url.startswith(("2026-2030/", "guo-2021-2035/", "yingyang/"))}


def words_of_page(page: HtmlPage) -> str:
    return "".join(text_of(page.tree.find("body")).split())


def test_the_calendar_tells_measures_of_one_id_in_two_plans_apart(site: Site) -> None:
    event = "events/2026/second/"
    assert event in site["2026-2030/items/youth-2/"].links()
    assert event not in site["measures/youth-2/"].links()
    assert (site.folder / "2026-2030/items/youth-2/events.ics").exists()
    assert not (site.folder / "measures/youth-2/events.ics").exists()
    assert "2026-2030/items/youth-2/" in site[event].links()
    assert event in site["yingyang/things/salt/"].links(), "a plan beside keeps its own calendar"
    assert (site.folder / "yingyang/things/salt/events.ics").exists()


def test_a_calendar_that_readers_subscribed_to_stays_at_its_address_though_nothing_comes(plan: Plan) -> None:
    feed = "measures/youth-2/events.ics"
    files = dict(generate_exports(plan, date(2026, 6, 1), known={feed}))
    assert b"BEGIN:VCALENDAR" in bytes(files[feed]) and b"BEGIN:VEVENT" not in bytes(files[feed])  # type: ignore[arg-type]


def test_a_unit_sees_the_new_plan_first_and_then_the_archive(site: Site) -> None:
    said = words(site["units/jiaju/"])
    assert said.index("第四件事") < said.index("存档：2021-2025年方案") < said.index("开展进校园活动")
    assert said.index("《某地吃好饭的方案》") > said.index("存档：2021-2025年方案")


def test_no_list_and_no_table_is_empty(site: Site) -> None:
    for page in site:
        lists = [element for name in ("ol", "ul", "dl", "tbody", "tr") for element in page.all(name)]
        empty = {element.get("class") for element in lists if not len(element)} - {"kx-results"}  # which a script fills
        assert empty == set(), page.url


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (683, "dark"), (375, "dark")])
def test_pages_of_any_shape_are_accessible_and_fit(site: Site, browser: Browser, width: int, scheme: str) -> None:
    pages = ("plan/", "plan/changes/", "plan/source/", "items/item-5/", "items/item-12/", "duties/", "class/chapter-2/")
    urls_of_all = [
        *(f"2026-2030/{page}" for page in pages),
        "yingyang/plan/",
        "yingyang/duties/",
        "yingyang/things/salt/",
    ]
    with serving(partial(Handler, mounts={"/": site.folder})) as origin:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        for url in [*urls_of_all, "units/jiaju/", "measures/youth-1/", "guo-2021-2035/duties/"]:
            page.goto(f"{origin}/{url}")
            assert serious(page) == [], url
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
        context.close()
