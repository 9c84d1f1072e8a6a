"""pages.py: which pages follow from a plan, and what each body says."""

from __future__ import annotations

import re
from datetime import date

import html5lib
import pytest
from kepu.model.article import PageHead
from kepu.model.plan import Plan
from kepu.project.content_loader import Written
from kepu.queries import duties
from kepu.queries.published import text_comparison
from kepu.render.pages.page import Page
from kepu.render.pages.table import generate_pages
from sites import ROOT

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
        "progress/",
        "progress/definitions/",
        "units/",
        "units/jiaju/",
        "units/yiju/",
        "units/gexiangzhen/",
        "units/gechengyuandanwei/",
        "units/dongzhen/",
        "units/xizhen/",
        "search/",
        "senior/",
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
    left_out = {page.url for page in generate_pages(real_plan, RUNNING) if not (page.indexed or page.redirect)}
    left_out = {url for url in left_out if not re.fullmatch(r"events/\d{4}/(\d\d/)?|daily/\d\d/", url)}
    assert left_out == {"", "search/", "senior/", "sitemap/", "resources/", "events/", "daily/", "quiz/", "screen/"}
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
def test_expiry_is_said_once_in_full_and_elsewhere_as_a_tag_when_the_plan_is_over(
    two_periods: Plan, url: str, today: date, hidden: bool
) -> None:
    html = body(two_periods, url, today)
    whole = url.endswith("/plan/")
    said = "规划期 2026—2030 年已届满" if whole else "规划期已届满"
    notices = re.findall(r'<(?:aside|span) class="(?:kx-period|kx-tag kx-tag--quiet)"[^>]*>', html)
    assert said in html and len(notices) == 1 and notices[0].startswith("<aside") is whole
    assert 'data-kx-from="2031-01-01"' in notices[0]
    assert notices[0].endswith(" hidden>") is hidden


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
            assert re.search(r"规划期(?: 2021—2025 年)?已届满", html), page.url
            assert not re.search(r'data-kx-from="2026-01-01"[^>]* hidden', html), page.url
            assert ("新方案印发前" in html) is (page.url == "plan/"), page.url


def test_what_a_unit_leads_takes_part_in_and_inherits_is_told_apart(two_periods: Plan) -> None:
    said = words(body(two_periods, "units/jiaju/"))
    for part in ("牵头 1 项任务", "只看牵头 2参加 2", "牵头 参加", "存档：2021-2025 年方案", "随集体"):
        assert part in said, part
    assert "由编者推定包括甲局" in said


def test_a_presumed_list_of_members_is_marked(real_plan: Plan) -> None:
    assert "方案没有列名单；下面是责任分工表里出现的单位，由编者推定。" in words(
        body(real_plan, "units/gechengyuandanwei/")
    )
    assert "由编者推定" not in words(body(real_plan, "units/gexiangzhenbanchang/"))


MAKER = re.compile(
    "编者注|待核|待责任单位|没有录入|没有查到|没有写牵头|没有列出责任单位|没有人打开|真实存在|Atom|JSON|YAML|段原文|占位|本站程序"
)
"""Words about the making of the site, which are for editors."""

NOTED = ("plan/source/", "plan/contrasts/", "measures/")


def test_the_maker_does_not_talk_on_readers_pages(real_plan: Plan) -> None:
    for page in generate_pages(real_plan, date(2026, 11, 24)):
        said = MAKER.findall(words(page.body(ROOT, real_plan, date(2026, 11, 24))))
        assert not said or (page.url.startswith(NOTED) and {*said} <= {"编者注", "没有写牵头"}), (page.url, said)


def test_the_maker_does_not_talk_in_what_is_written_for_readers() -> None:
    """The guide and the page of open data are for others, and 关于 explains the notes."""
    folders = (ROOT / "content", ROOT / "national" / "content")
    pages = {path for folder in folders for path in (*folder.glob("*.md"), *(folder / "articles").rglob("*.md"))}
    for path in pages - {ROOT / "national" / "content" / "api.md"}:
        said = MAKER.findall(path.read_text("utf-8"))
        assert {*said} <= ({"编者注"} if path.name == "about.md" else set()), path


def test_notes_are_folded_on_the_page_of_the_measure(real_plan: Plan) -> None:
    for measure in real_plan.current.measures():
        html = body(real_plan, f"measures/{measure.id}/")
        folded = re.findall(r'<details class="kx-notes"><summary>编者注 (\d+) 条</summary>', html)
        assert folded == ([str(len(measure.notes))] if measure.notes else []), measure.id
        assert html.count("<b>编者注</b>") == len(measure.notes)


def test_every_noted_paragraph_leads_to_its_place_on_the_page_of_contrasts(real_plan: Plan) -> None:
    period = real_plan.current
    source, page = body(real_plan, "plan/source/"), body(real_plan, "plan/contrasts/")
    lines = {line.number: line.text for line in period.text_lines}
    items = text_comparison.noted(period)
    assert [(item.note, item.record) for item in items] == list(text_comparison.all_notes(period))
    assert len({item.anchor for item in items}) == len(items)
    for item in items:
        assert item.places and all(item.note.quote in lines[place] for place in item.places)
        assert f'<div class="kx-noted" id="{item.anchor}">' in page
    led = re.findall(r'href="\.\./contrasts/#(note-[\d-]+)"[^>]*>编者注</a>', source)
    assert led == [
        text_comparison.note_anchors(period)[place] for place in sorted(text_comparison.note_anchors(period))
    ]


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
    numbers = [int(n) for n in re.findall(r"<a[^>]*>(\d+)</a></td>", matrix)]
    assert sum(numbers) == duties.totals(real_plan.current).pairs
    assert matrix.count("<b>牵头</b>") == sum(len(task.lead) for task in real_plan.current.tasks)


def test_the_table_in_its_own_order_has_every_row(real_plan: Plan) -> None:
    said = words(body(real_plan, "duties/"))
    places = [said.index(measure.table) for measure in real_plan.current.measures() if measure.table]
    assert len(places) == 35 and places == sorted(places)
