"""pages.py: which pages follow from a plan, and what each body says."""

from __future__ import annotations

import re
from datetime import date

import html5lib
import pytest
from sites import ROOT

from macros import views
from macros.content import Written
from macros.model import Plan
from macros.pages import Page, generate_pages
from macros.reading import PageHead

RUNNING, OVER = date(2030, 12, 31), date(2031, 1, 1)

GOVERNMENT_TYPES = {"首页", "概况信息", "政策文件", "工作动态"}
"""Of the closed list of 《网页标签规范》, those this site uses."""


def pages(plan: Plan) -> dict[str, Page]:
    return {page.url: page for page in generate_pages(plan, RUNNING)}


def body(plan: Plan, url: str, today: date = RUNNING) -> str:
    return pages(plan)[url].body(ROOT, plan, today)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def test_every_record_has_its_page(two_periods: Plan) -> None:
    assert set(pages(two_periods)) == {
        "",
        "plan/",
        "plan/source/",
        "plan/contrasts/",
        "duties/",
        "actions/youth/",
        "projects/network/",
        "measures/youth-1/",
        "measures/youth-2/",
        "measures/network-1/",
        "2026-2030/plan/",
        "2026-2030/plan/source/",
        "2026-2030/plan/contrasts/",
        "2026-2030/duties/",
        "2026-2030/actions/youth/",
        "2026-2030/safeguards/assurance/",
        "2026-2030/measures/youth-1/",
        "2026-2030/measures/youth-2/",
        "2026-2030/measures/assurance-1/",
        "2026-2030/measures/assurance-2/",
        "units/",
        "units/jiaju/",
        "units/yiju/",
        "units/gexiangzhen/",
        "units/gechengyuandanwei/",
        "units/dongzhen/",
        "units/xizhen/",
        "search/",
        "sitemap/",
    }


def test_the_real_plan_gives_a_page_for_each_record(real_plan: Plan) -> None:
    urls = list(pages(real_plan))
    counts = {
        start: sum(bool(re.fullmatch(f"{start}/[^/]+/", url)) for url in urls)
        for start in ("actions", "projects", "safeguards", "measures", "units")
    }
    assert counts == {"actions": 5, "projects": 5, "safeguards": 2, "measures": 36, "units": 24 + 14}


def test_every_page_has_title_description_and_section(real_plan: Plan, two_periods: Plan) -> None:
    for plan in (real_plan, two_periods):
        for page in generate_pages(plan, RUNNING):
            assert page.title.strip() and page.description.strip(), page.url
            assert page.section.type in GOVERNMENT_TYPES
            assert page.section.name and page.section.description and page.section.keywords


def test_what_search_lists_has_a_kind_and_lists_of_links_stay_out(real_plan: Plan) -> None:
    left_out = {page.url for page in generate_pages(real_plan, RUNNING) if not page.indexed}
    left_out = {url for url in left_out if not re.fullmatch(r"events/\d{4}/(\d\d/)?|daily/\d\d/", url)}
    assert left_out == {"", "search/", "sitemap/", "resources/", "events/", "daily/"}
    assert all(page.kind for page in generate_pages(real_plan, RUNNING) if page.indexed)


def test_every_body_is_one_heading_and_sound_html(two_periods: Plan) -> None:
    for page in generate_pages(two_periods, RUNNING):
        html = page.body(ROOT, two_periods, RUNNING)
        assert html.count("<h1") == 1, page.url
        parser = html5lib.HTMLParser()
        parser.parseFragment(html)
        assert parser.errors == [], page.url


@pytest.mark.parametrize(
    ("url", "today", "hidden"),
    [
        ("2026-2030/plan/", RUNNING, True),
        ("2026-2030/plan/", OVER, False),
        ("2026-2030/measures/youth-1/", OVER, False),
        ("units/jiaju/", OVER, False),
        ("units/jiaju/", RUNNING, True),
    ],
)
def test_the_notice_of_expiry_is_there_and_shown_when_the_plan_is_over(
    two_periods: Plan, url: str, today: date, hidden: bool
) -> None:
    html = body(two_periods, url, today)
    (notice,) = re.findall(r'<aside class="kx-period"[^>]*>', html)
    assert 'data-kx-from="2031-01-01"' in notice
    assert notice.endswith(" hidden>") is hidden
    assert "规划期 2026—2030 年已届满" in html


@pytest.mark.parametrize(
    "url", ["plan/", "plan/source/", "plan/contrasts/", "duties/", "actions/youth/", "measures/youth-1/"]
)
def test_a_replaced_plan_is_marked_as_archive_and_leads_to_the_new(two_periods: Plan, url: str) -> None:
    html = body(two_periods, url)
    assert "存档：2021—2025 年方案已由" in words(html)
    assert re.search(r'kx-period--archive.*?href="(?:\.\./)+2026-2030/plan/"', html)
    assert "data-kx-from" not in html


def test_every_page_of_the_real_plan_says_that_it_is_over(real_plan: Plan) -> None:
    today = date(2026, 11, 24)
    for page in generate_pages(real_plan, RUNNING):
        if page.period or page.url.startswith("units/"):
            html = page.body(ROOT, real_plan, today)
            assert "规划期 2021—2025 年已届满" in html and "新方案印发前" in html, page.url
            assert not re.search(r'<aside class="kx-period"[^>]* hidden', html), page.url


def test_what_a_unit_leads_takes_part_in_and_inherits_is_told_apart(two_periods: Plan) -> None:
    said = words(body(two_periods, "units/jiaju/"))
    for heading in ("牵头任务", "列名措施", "随集体承担", "存档：2021-2025 年方案"):
        assert heading in said, heading
    assert "由编者推定包括甲局" in said


def test_a_presumed_list_of_members_is_marked(real_plan: Plan) -> None:
    assert "由编者推定，不是方案的规定" in words(body(real_plan, "units/gechengyuandanwei/"))
    assert "由编者推定" not in words(body(real_plan, "units/gexiangzhenbanchang/"))


def test_a_measure_without_units_says_so(real_plan: Plan) -> None:
    said = words(body(real_plan, "measures/officials-2/"))
    assert "责任分工表没有列出责任单位" in said and "编者注" in said


def test_the_last_day_is_not_over_on_the_page_of_the_real_plan(real_plan: Plan) -> None:
    assert re.search(r'<aside class="kx-period"[^>]* hidden', body(real_plan, "plan/", date(2025, 12, 31)))


def test_hand_written_pages_stand_in_the_site_map(two_periods: Plan) -> None:
    head = PageHead(title="关于 <本站>", description="说明")
    written = [Written("content/about.md", "about/", head)]
    (page,) = [page for page in generate_pages(two_periods, RUNNING, written) if page.url == "sitemap/"]
    assert '<a href="../about/">关于 &lt;本站&gt;</a>' in page.body(ROOT, two_periods, RUNNING)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a & b", "{{ config }}"]
)
def test_values_are_escaped_everywhere(two_periods: Plan, text: str) -> None:
    units = {id: unit.model_copy(update={"name": text}) for id, unit in two_periods.units.items()}
    site = two_periods.site.model_copy(update={"tagline": text, "place": text, "searches": (text,)})
    plan = Plan(site, units, two_periods.periods, two_periods.literacy)
    seen = 0
    for page in generate_pages(plan, RUNNING):
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        tree = parser.parseFragment(page.body(ROOT, plan, RUNNING))
        assert not [element for element in tree.iter() if element.tag in ("script", "img")], page.url
        seen += text in "".join(tree.itertext())
    assert seen > 10


def test_the_matrix_shows_the_counts_of_the_views(real_plan: Plan) -> None:
    html = body(real_plan, "duties/")
    (matrix,) = re.findall(r'<table id="matrix".*?</table>', html, re.S)
    numbers = [int(n) for n in re.findall(r"<span[^>]*>(\d+)</span></td>", matrix)]
    assert sum(numbers) == views.totals(real_plan.current).pairs
    assert matrix.count("<b>牵头</b>") == sum(len(task.lead) for task in real_plan.current.tasks)


def test_the_table_in_its_own_order_has_every_row(real_plan: Plan) -> None:
    said = words(body(real_plan, "duties/"))
    places = [said.index(measure.table) for measure in real_plan.current.measures() if measure.table]
    assert len(places) == 35 and places == sorted(places)
