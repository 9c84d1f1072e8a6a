"""The built sites, the real one and a small one of two periods, read as a reader and a browser read them."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from kepu.common.dates import build_date
from kepu.model.plan import Plan
from kepu.model.tree.node import Node
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.link_audit import audit
from kepu.queries import duties as views
from kepu.queries import urls
from kepu.queries.published import text_comparison
from kepu.render import assets
from kepu.render.pages.folder_indexes import folders_of
from kepu.render.pages.table import generate_pages
from selectolax.lexbor import LexborHTMLParser
from sites import ROOT, SCRIPTS, SUMMER_2026, Content, HtmlPage, Site, build_at, make_project, text_of


@pytest.fixture(params=["real", "small"])
def site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(f"{request.param}_site")
    return found


def test_the_built_site_passes_its_own_audit(real_site: Site, small_site: Site) -> None:
    assert audit(BuiltSite(real_site.folder)) == []
    assert audit(BuiltSite(small_site.folder), "/kepu/") == []


def test_every_page_of_the_plan_and_of_its_writers_is_there(
    real_plan: Plan, real_content: Content, real_site: Site
) -> None:
    folders_of_texts = (ROOT / "content", ROOT / "national" / "content")
    written = {path.relative_to(folder).with_suffix("") for folder in folders_of_texts for path in folder.rglob("*.md")}
    folders = {(path.parent if path.name == "index" else path).as_posix() for path in written}
    expected = (
        {page.url for page in generate_pages(real_plan, build_date(), real_content[0])}
        | {f"{folder}/" for folder in folders}
        | {"404.html"}
    )
    assert {page.url for page in real_site if "data-kx-folder" not in page.main.attrib} == expected


def test_an_address_cut_at_any_slash_still_answers(site: Site) -> None:
    files = {
        name.removesuffix("index.html")
        for name in site.files()
        if not name.startswith(("assets/", "pagefind/", "search/"))
    }
    assert sorted(folders_of(files) - site.pages.keys()) == []


def test_a_folder_lists_what_is_right_below_it_and_is_not_found(real_site: Site, real_plan: Plan) -> None:
    page = real_site["topics/"]
    assert [url for url in page.links(page.main) if url.startswith("topics/")] == [
        urls.topic_url(term.id) for term in real_plan.vocabulary.topics if urls.topic_url(term.id) in real_site.pages
    ]
    assert page.meta("robots") == "noindex"
    assert {"topics/", "measures/", "observances/"}.isdisjoint(real_site.found)
    assert "plan/" in real_site["measures/"].links(real_site["measures/"].main)


def test_pictures_of_the_site_for_those_who_draw_no_svg(real_site: Site) -> None:
    for link in [e for e in real_site["units/"].all("link") if "icon" in (e.get("rel") or "")]:
        name = real_site["units/"].resolved(link.get("href") or "")
        data = (real_site.folder / name).read_bytes()
        if name.endswith(".png"):
            size = struct.unpack(">II", data[16:24])
            assert data[:8] == b"\x89PNG\r\n\x1a\n" and size[0] == size[1]
            assert link.get("sizes") in (None, f"{size[0]}x{size[1]}") and (size[0] == 180) is ("apple" in name)
            assert len(data) < 25_000, name


def one_of_each(site: Site) -> list[HtmlPage]:
    """A page of each folder and depth, the last."""
    return [*{(page.url.partition("/")[0], page.url.count("/")): page for page in site}.values()]


@pytest.mark.parametrize("pages", [one_of_each, pytest.param(list, marks=pytest.mark.slow)], ids=["some", "all"])
def test_every_page_is_sound_html(site: Site, pages: Callable[[Site], list[HtmlPage]]) -> None:
    """By html5lib, which takes long; a build refuses what is not well formed on any page."""
    assert {page.url: page.parsed[1] for page in pages(site) if page.parsed[1]} == {}


def test_every_page_says_what_it_is(site: Site) -> None:
    for page in site:
        assert page.one("html").get("lang") == "zh-CN", page.url
        assert text_of(page.one("title")).strip(), page.url
        assert page.meta("description"), page.url
        assert len(page.all("h1")) == 1 and page.title.strip(), page.url
        assert len(page.all("main")) == 1, page.url


def test_no_two_pages_have_one_title_and_description(real_site: Site) -> None:
    said = [(text_of(page.one("title")), page.meta("description")) for page in real_site]
    assert sorted(item for item in set(said) if said.count(item) > 1) == []


def test_search_engines_get_a_map_only_when_the_site_has_an_address(real_site: Site, small_site: Site) -> None:
    """The protocol wants whole addresses, and at least one."""
    assert "sitemap.xml" not in real_site.files() and "<loc>http" in small_site.files()["sitemap.xml"].decode()


def test_a_page_is_described_in_no_words_of_another_record(real_site: Site) -> None:
    """Neither to search engines nor to followers of its feeds: cards of others stand below, and are theirs."""
    said = [(page.url, page.meta("description") or "") for page in real_site]
    for feed in real_site.folder.rglob("*.xml"):
        for entry in ElementTree.parse(feed).getroot().iter(f"{ATOM}entry"):
            url = (entry.findtext(f"{ATOM}id") or "").rpartition(":")[2] + "/"
            said += [(url, entry.findtext(f"{ATOM}summary") or "")] if url in real_site.pages else []
    assert len(said) > len(real_site.pages) + 100
    for url, words in set(said):
        cards = [box for box in real_site[url].all() if "data-kx-others" in box.attrib]
        titles = {text_of(link).strip() for box in cards for link in box.iter("a")}
        for title in {title for title in titles if len(title) > 5 and title in words}:
            all_told, on_cards = (
                text_of(real_site[url].main).count(title),
                sum(text_of(box).count(title) for box in cards),
            )
            assert all_told > on_cards, (url, title)


def test_every_page_carries_the_tags_of_its_column(site: Site) -> None:
    for page in site:
        for name in ("SiteName", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"):
            assert page.meta(name), (page.url, name)


def test_pages_of_the_plan_carry_title_date_and_source(real_site: Site, real_plan: Plan) -> None:
    for url in ("plan/", "measures/youth-1/", "actions/youth/", "duties/"):
        page = real_site[url]
        assert (page.meta("PubDate"), page.meta("ContentSource")) == ("2022-08-26", "咸安区人民政府办公室")
        assert page.meta("ArticleTitle")
    days = {
        "resources/hotline-119/": real_plan.resources["hotline-119"].added,
        "observances/fire-safety-day/": real_plan.observances["fire-safety-day"].updated,
    }
    for url, day in days.items():
        page = real_site[url]
        assert (page.meta("PubDate"), page.meta("ContentSource")) == (str(day), "咸安区科协"), url
        assert page.meta("ArticleTitle"), url
    article = real_site["articles/fire/"]
    assert (article.meta("PubDate"), article.meta("ContentSource")) == ("2026-11-24", "咸安区科协")
    assert real_site["about/"].meta("PubDate") is None


def test_numbers_that_are_not_known_are_left_out(real_site: Site) -> None:
    for page in real_site:
        assert page.meta("SiteIDCode") is None and page.meta("SiteDomain") is None
        assert not re.search(r"ICP备|公网安备|网站标识码", text_of(page.one("footer"))), page.url


def test_what_is_known_stands_in_head_and_footer(small_site: Site) -> None:
    page = small_site["plan/"]
    assert page.meta("SiteDomain") == "example.gov.cn"
    assert "甲局" in text_of(page.one("footer"))


ATOM = "{http://www.w3.org/2005/Atom}"

# Nothing left over, nothing from elsewhere.

ENGLISH = re.compile(r"[A-Za-z]{2,}")
ADDRESS = re.compile(r"https?://\S+")
KNOWN = {
    *(
        "AED",
        "AI",
        "CT",
        "mmol",
        "SOS",
        "HPV",
        "APP",
        "PD",
        "ics",
        "Outlook",
        "Atom",
        "Hill",
        "GRADE",
        "Feed",
        "CC",
        "BY",
    ),
    *("CSV", "JSON", "Excel", "PDF", "WPS", "UTF", "BOM", "HTML", "XLSX", "Schema", "API", "Windows", "Chrome", "Edge"),
    *(
        "Safari",
        "Firefox",
        "Chromium",
        "WCAG",
        "JavaScript",
        "Tab",
        "Enter",
        "Shift",
        "Ctrl",
        "Git",
        "YAML",
        "Markdown",
    ),
    *("GB", "AA", "axe"),
}
"""Names that a Chinese reader meets in Latin letters too."""

OFFICIAL = (
    "www.xarmt.cn",
    "creativecommons.org",  # the licence
    "weather.com.cn",
    "weather.cma.cn",
    "www.news.cn",
    "www.chinanews.com.cn",
    "kepuchina.cn",
    "www.cdpf.org.cn",
    "www.hangzhou120.net.cn",
    "cem.org.cn",
    "zqb.cyol.com",
    "ctdsbepaper.hubeidaily.net",
    *("hbkx.org.cn", "www.cnhubei.com", "www.smartedu.cn", "www.cdstm.cn", "news.xnnews.com.cn", "xiaochang.cjyun.org"),
    *("www.xuexi.cn", "www.weather.com.cn", "www.piyao.org.cn", "www.kepuchina.cn", "piyao.kepuchina.cn"),
    *("www.kepu.net.cn", "www.culturedc.cn", "www.cnr.cn", "www.chinapesticide.org.cn", "www.12379.cn", "www.12377.cn"),
    *("www.12315.cn", "tech.163.com", "px.class.com.cn", "m-hbsbwg.cjyun.org", "igg.cas.cn", "education.news.cn"),
    *("bm.hbust.edu.cn", "uri.amap.com", "hn.rednet.cn", "jlrbszb.dajilin.com", "m-tongcheng.cjyun.org", "zsdfyy.com"),
    *("times.clzg.cn", "www.chinadaily.com.cn", "www.chinawch.org.cn", "www.syiptv.com", "ytapp.jiaodong.net"),
)
"""Hosts besides .gov.cn that sources and resources of the site lie on: each is the publisher's or provider's own."""

WRITTEN_FOR_TECHNICIANS = ("guide/", "api/")


def test_no_english_is_left_over(real_site: Site) -> None:
    left = {}
    for page in real_site:
        if page.url.startswith(WRITTEN_FOR_TECHNICIANS) or "data-kx-left" in page.main.attrib:
            continue  # an address that was left is named as it was
        words = text_of(page.tree.find("body"), " ", SCRIPTS | {"code", "pre"})
        attributes = " ".join(
            element.get(name) or "" for element in page.all() for name in ("aria-label", "title", "alt", "placeholder")
        )
        if unknown := set(ENGLISH.findall(ADDRESS.sub(" ", f"{words} {attributes}"))) - KNOWN:
            left[page.url] = unknown
    assert left == {}


def test_headings_and_menus_of_every_page_are_chinese(real_site: Site) -> None:
    """Of the guide and the data page too, where names of fields and files stand in the text and in what lists its parts."""
    for page in real_site:
        menus = [nav for nav in page.all("nav") if nav.get("class") != "kx-contents kx-screen"]
        if not page.url.startswith(WRITTEN_FOR_TECHNICIANS):
            menus = page.all("nav")
        for part in [page.one("footer"), *page.all("header"), *menus, *page.all("button")]:
            assert set(ENGLISH.findall(text_of(part, " "))) <= KNOWN, page.url


def loaded(page: HtmlPage) -> list[str]:
    """What a browser fetches without being asked."""
    found = [element.get(name) for element in page.all() for name in ("src", "srcset", "poster", "data")]
    found += [e.get("href") for e in page.all("link") if e.get("rel") in ("stylesheet", "icon", "preload", "manifest")]
    return [target for target in found if target and not target.startswith("data:")]


def test_nothing_is_loaded_from_another_host(site: Site) -> None:
    for page in site:
        assert [target for target in loaded(page) if re.match(r"[a-z]+:|//", target)] == [], page.url
    for path in site.folder.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", path.read_text("utf-8")), path.name


def test_nothing_is_written_into_the_page_that_a_content_policy_forbids(site: Site) -> None:
    for page in site:
        inline = [e for e in page.all("script") if not e.get("src") and e.get("type") != "application/ld+json"]
        assert inline == [], page.url
        assert page.all("style") == [], page.url
        attributes = {name for element in page.all() for name in element.attrib}
        assert {name for name in attributes if name == "style" or name.startswith("on")} == set(), page.url


def test_every_link_inside_the_site_is_relative(real_site: Site) -> None:
    """So that it works under any host and path; the page for lost readers may appear anywhere and cannot."""
    for page in real_site:
        if page.url != "404.html":
            targets = [e.get(name) or "" for e in page.all() for name in ("href", "src", "action")]
            assert [target for target in targets if target.startswith("/")] == [], page.url


def test_links_to_other_sites_say_that_they_leave(site: Site) -> None:
    for page in site:
        for element in page.all("a"):
            if re.match(r"(?:https?:)?//", element.get("href") or ""):
                assert element.get("rel") == "external", (page.url, element.get("href"))


def test_links_to_other_sites_are_to_official_ones(real_site: Site) -> None:
    hosts = {
        match[1]
        for page in real_site
        for element in page.all("a")
        if (match := re.match(r"https?://([^/]+)", element.get("href") or ""))
    }
    assert {host for host in hosts if not host.endswith((".gov.cn", *OFFICIAL))} == set()


def test_sources_name_their_publisher(real_site: Site) -> None:
    (item,) = real_site["articles/heatstroke/"].main.findall(".//ul[@class='kx-sources']/li[1]")
    assert text_of(item) == "《高温热浪公众健康防护指南》，国家疾控局，2023-06-21"


def test_the_site_does_not_call_itself_a_government_site(real_site: Site) -> None:
    for url in ("", "plan/", "units/kexie/"):
        assert "政府网站" not in real_site[url].text


# True to the text.


def test_every_paragraph_of_the_text_stands_whole_at_its_anchor(real_plan: Plan, real_site: Site) -> None:
    page = real_site["plan/source/"]
    lines = (ROOT / "plan" / "2021-2025" / "source.txt").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        (paragraph,) = [element for element in page.all() if element.get("id") == f"p{number}"]
        assert line in text_of(paragraph)
        assert any(e.get("href") == f"#p{number}" for e in paragraph.iter("a"))
    assert not [e for e in page.all() if e.get("id") == f"p{len(lines) + 1}"]


def test_each_measure_leads_to_its_paragraphs(real_plan: Plan, real_site: Site) -> None:
    places = views.text_places(real_plan.current)
    for measure in real_plan.current.measures():
        page = real_site[urls.url_of(measure)]
        expected = {
            f"plan/source/#p{places[key]}" for role in ("body", "table") if (key := (measure.id, role)) in places
        }
        assert expected and expected <= set(page.links(page.main))


def test_each_measure_shows_its_words_whole(real_plan: Plan, real_site: Site) -> None:
    for measure in real_plan.current.measures():
        said = re.sub(r"\s", "", text_of(real_site[urls.url_of(measure)].main))
        for text in (measure.title, measure.body, measure.table):
            assert re.sub(r"\s", "", text or "") in said, measure.id
        assert all(real_plan.units[id].name in said for id in measure.units)


def test_every_note_and_every_difference_stand_on_one_page(real_plan: Plan, real_site: Site) -> None:
    page = real_site["plan/contrasts/"]
    said, linked = page.text, page.links(page.main)
    for note, record in text_comparison.all_notes(real_plan.current):
        assert note.quote in said and note.text in said, record.id
    for measure in real_plan.current.measures():
        assert urls.url_of(measure) in linked, measure.id


def test_a_note_on_a_measure_stands_on_its_page_and_any_other_on_that_of_contrasts_alone(
    real_plan: Plan, real_site: Site
) -> None:
    for note, record in text_comparison.all_notes(real_plan.current):
        mine = {urls.url_of(record)} if isinstance(record, Node) and record.rank == "measure" else set()
        shown = {page.url for page in real_site if note.text in page.text}
        assert shown - {"guide/macros/"} == {"plan/contrasts/", *mine}, note.quote  # the guide shows what a macro draws


def test_each_units_page_has_a_row_for_what_the_data_count(real_plan: Plan, real_site: Site) -> None:
    data = json.loads((real_site.folder / "api/v1/units.json").read_text("utf-8"))
    tasks = {task.id: task for task in real_plan.current.tasks}
    for shape in [*data["units"], *data["members"]]:
        page = real_site[shape["url"]]
        (duties,) = shape["duties"]
        wanted = {
            "lead": {measure.id for id in duties["leads"] for measure in tasks[id].measures},
            "named": {*duties["takes_part"]},
            "inherited": {id for part in duties["inherits"] for id in part["measures"]},
        }
        rows = [row for row in page.all("tr") if row.get("data-ways")]
        assert len(rows) == len(set[str]().union(*wanted.values())), page.url
        for way, ids in wanted.items():
            mine = [link for row in rows if way in (row.get("data-ways") or "").split() for link in page.links(row)]
            assert ids == {link.split("/")[1] for link in mine if link.startswith("measures/")}, (page.url, way)


def test_from_each_page_of_a_series_the_next_and_the_one_before_are_one_step(real_plan: Plan, real_site: Site) -> None:
    urgent = [
        page.url for page in real_site if page.url.startswith("articles/") and page.all("article", "kx-article--urgent")
    ]
    series = {
        "measures": [urls.url_of(measure) for measure in real_plan.current.measures()],
        "tasks": [urls.url_of(task) for task in real_plan.current.tasks],
        "units": [urls.url_of(unit) for unit in views.listed_units(real_plan, real_plan.current)],
    }
    assert {*series["units"]} == {urls.url_of(unit) for unit in views.unit_pages(real_plan)}
    for addresses in series.values():
        for number, url in enumerate(addresses):
            assert ways(real_site[url]) == {"prev": addresses[:number][-1:], "next": addresses[number + 1 :][:1]}, url
    steps = {url: ways(real_site[url]) for url in urgent}
    (first,) = [url for url, found in steps.items() if not found["prev"]]
    walked = [first]
    while following := steps[walked[-1]]["next"]:
        assert steps[following[0]]["prev"] == walked[-1:]
        walked += following
    assert len(walked) == len(urgent) > 20


def test_the_text_of_the_plan_is_set_as_a_document_and_says_it_letter_by_letter(
    real_plan: Plan, real_site: Site
) -> None:
    page, period = real_site["plan/source/"], real_plan.current
    lines = [line for line in page.all("p") if (line.get("class") or "").startswith("kx-source__")]
    assert ["".join(line[1].itertext()) for line in lines] == period.source.removesuffix("\n").split("\n")
    roles = {line.get("class"): "".join(line[1].itertext()) for line in lines}
    assert roles["kx-source__signature"] == "2022年8月26日"
    assert roles["kx-source__addressees"].startswith("各乡、镇人民政府")
    titles = [line for line in lines if line.get("class") == "kx-source__title"]
    attachment = period.document.words_at(period.document.tables[0].title)
    assert ["".join(line[1].itertext()) for line in titles] == [*period.document.title, *attachment]


def test_a_measure_names_each_unit_once(real_plan: Plan, real_site: Site) -> None:
    for measure in real_plan.current.measures():
        page = real_site[urls.url_of(measure)]
        named = [link for box in page.all(css="kx-chips") for link in page.links(box) if link.startswith("units/")]
        assert sorted(named) == sorted(f"units/{id}/" for id in {*measure.task.lead, *measure.units}), page.url


def test_a_long_article_lists_what_it_holds(real_site: Site) -> None:
    listed = 0
    for page in real_site:
        if not page.url.startswith("articles/") or page.all("article", "kx-article--urgent"):
            continue
        headings = [title.get("id") for part in page.all("div", "kx-prose") for title in part.iter("h2")]
        links = [link for contents in page.all("nav", "kx-contents") for link in page.links(contents)]
        assert links == ([f"{page.url}#{id}" for id in headings] if len(headings) > 3 else []), page.url
        listed += bool(links)
    assert listed > 10


def ways(page: HtmlPage) -> dict[str, list[str]]:
    """Where a page's pager leads."""
    (pager,) = page.all("nav", "kx-pager")
    links = list(pager.iter("a"))
    return {
        rel: [page.resolved(link.get("href") or "") for link in links if link.get("rel") == rel]
        for rel in ("prev", "next")
    }


def test_pages_json_and_csv_count_alike(real_site: Site, real_plan: Plan) -> None:
    totals = views.totals(real_plan.current)
    data = json.loads((real_site.folder / "api/v1/plan.json").read_text("utf-8"))
    text = (real_site.folder / "api/v1/duties.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    numbers = [int(n) for e in real_site["plan/"].all("a", "kx-fact") for n in re.findall(r"\d+", text_of(e))]
    assert data["periods"][0]["totals"] == vars(totals)
    assert sum(bool(row["责任单位"]) for row in rows) == totals.pairs
    assert len({row["措施代号"] for row in rows}) == totals.measures
    assert [totals.tasks, totals.measures, totals.units, totals.pairs] == numbers


def test_the_chart_has_a_table_and_says_that_nothing_is_known_here(real_site: Site) -> None:
    page = real_site["plan/"]
    (chart,) = page.all("div", role="img")
    assert "目标线16%" in (chart.get("aria-label") or "")
    assert "暂无公开的测评结果" in page.text
    assert [words for words in ("16.74", "15.37", "16.8") if words not in page.text] == []


# Two periods.


def test_the_older_plan_keeps_its_addresses_and_is_marked(small_site: Site) -> None:
    for url in ("plan/", "actions/youth/", "measures/youth-2/", "projects/network/", "duties/", "plan/source/"):
        page = small_site[url]
        assert "存档" in page.text and "2026-2030/plan/" in page.links(page.main), url


def test_the_newer_plan_stands_in_its_folder_and_on_the_home_page(small_site: Site) -> None:
    assert "每年办两次科技节" in small_site["2026-2030/measures/youth-1/"].text
    assert "每年办一次科技节" in small_site["measures/youth-2/"].text
    assert "存档：" not in text_of(small_site["2026-2030/measures/youth-1/"].main)
    home = small_site[""]
    assert "2026-2030/actions/youth/" in home.links(home.main)
    assert "actions/youth/" not in home.links(home.main)


def test_menus_of_every_page_lead_to_the_current_plan(small_site: Site) -> None:
    for url in ("", "2026-2030/plan/", "units/jiaju/", "about/"):
        page = small_site[url]
        assert "2026-2030/plan/" in page.links(page.one("footer")), url


def test_the_header_has_five_short_words_and_marks_the_one_of_the_page(real_site: Site) -> None:
    marked = {"emergency/": "应急", "events/": "活动", "articles/cpr/": "应急", "articles/myopia/": "文章"}
    marked |= {"resources/": "资源", "units/kexie/": "职责", "duties/": "职责", "plan/": "职责"}
    for url, word in marked.items():
        entries = real_site[url].one("nav", "kx-nav").findall("a")
        assert [text_of(entry) for entry in entries] == ["应急", "活动", "文章", "资源", "职责"]
        assert [text_of(entry) for entry in entries if entry.get("aria-current")] == [word], url


def test_both_plans_lead_to_each_other(small_site: Site) -> None:
    assert "plan/" in small_site["2026-2030/plan/"].links()
    assert {"plan/", "2026-2030/plan/", "about/"} <= set(small_site["sitemap/"].links())


def everybody_is_sent_to(site: Site) -> set[str]:
    """All pages but those found by a cut or wrong address alone."""
    found = {page.url for page in site if not {"data-kx-folder", "data-kx-left"} & page.main.attrib.keys()}
    return found - {"404.html"}


def test_the_site_map_leads_to_every_page(site: Site) -> None:
    linked = {target.partition("#")[0] for target in site["sitemap/"].links()}
    assert everybody_is_sent_to(site) - linked == set()


def test_every_page_can_be_reached_from_home(site: Site) -> None:
    reached, fresh = set(), {""}
    while fresh:
        reached |= fresh
        targets = {target.partition("#")[0] for url in fresh for target in site[url].links()}
        fresh = {target for target in targets if target in site.pages} - reached
    assert everybody_is_sent_to(site) - reached == set()


def test_a_hand_written_page_calls_macros(small_site: Site) -> None:
    page = small_site["guide/own/"]
    assert page.title == "青少年，我来写"
    assert "建好科普馆" in page.text
    assert "2026-2030/measures/youth-2/" in page.links(page.main)


def test_a_picture_of_an_author_comes_late_and_keeps_its_place(small_site: Site) -> None:
    (picture,) = small_site["guide/own/"].all("img")
    assert dict(picture.attrib) == {
        **{"src": "../own.png", "alt": "一条红线", "loading": "lazy", "decoding": "async", "width": "3", "height": "2"}
    }


def test_home_leads_to_emergencies_before_any_other_list(real_site: Site) -> None:
    """The searches under the box belong to it."""
    links = [link for link in real_site[""].links(real_site[""].main) if not link.startswith("search/")]
    assert links[0] == "emergency/"
    assert text_of(real_site[""].all("h2")[0]) == "遇事先看这里"


def test_a_running_plan_hides_its_notice_until_the_day_after(small_site: Site) -> None:
    (notice,) = small_site["2026-2030/plan/"].all("aside", "kx-period")
    assert notice.get("data-kx-from") == "2031-01-01" and "hidden" in notice.attrib


def test_footers_name_the_day_the_words_changed_and_one_that_of_the_build(
    small_site: Site, calendar_site: Site, calendar_plan: Plan
) -> None:
    assert "网站生成于 2026-06-01" in text_of(small_site["about/"].one("footer"))
    assert "内容更新于 2026-06-01" in text_of(small_site[""].one("footer"))
    assert re.search("[0-9]{4}-[0-9]{2}-", text_of(small_site["duties/"].one("footer"))) is None
    for name in ("events", "observances"):
        for record in getattr(calendar_plan, name).values():
            assert f"内容更新于 {record.updated}" in text_of(calendar_site[f"{name}/{record.id}/"].one("footer"))


def test_a_day_later_only_pages_that_speak_of_the_day_are_others(calendar_site: Site, tmp_path: Path) -> None:
    build_at(str(int(SUMMER_2026) + 86_400), make_project(tmp_path / "project", "calendar"), tmp_path / "site")
    before, after = calendar_site.files(), Site(tmp_path / "site").files()
    changed = {name for name in after if name.endswith(".html") and after[name] != before.get(name)}
    assert changed == {f"{url}index.html" for url in ("", "about/", "daily/", "events/", "screen/")}


def test_dates_are_written_year_month_day(site: Site) -> None:
    for page in site:
        for element in page.all("time"):
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", element.get("datetime") or ""), page.url


def test_templates_and_sources_are_not_published(site: Site) -> None:
    names = set(site.files())
    assert {n for n in names if n.endswith((".md", ".yaml", ".py", ".j2")) or n.startswith("plan/icons")} == set()
    pages = {name for name in names if name.endswith(".html")}
    assert pages == {page.url if page.url.endswith(".html") else f"{page.url}index.html" for page in site}


def test_no_file_of_the_theme_is_left(site: Site) -> None:
    scripts = [Path(name).name for name in site.files() if name.endswith((".js", ".css")) and "pagefind" not in name]
    made = {*assets.SCRIPTS, *assets.STYLE_SHEETS, assets.FIRST_SHEET, *assets.LATER_SHEETS, "sw"}
    assert {name.partition(".")[0] for name in scripts} == made


SAME_NAMES = {"加强组织领导", "搜索"}
"""The plan calls a safeguard and its only measure alike; a chapter of the guide is named like the page it tells of."""


def test_on_no_page_two_controls_have_the_same_name(real_site: Site) -> None:
    for url, page in real_site.pages.items():
        if url.startswith(("guide/", "api/", "search/")):  # such chapters; the site map in <noscript>
            continue
        tree = LexborHTMLParser(page.html)
        for other in tree.css(".kx-sources"):
            other.decompose()
        places: dict[str, set[str]] = {}
        for number, control in enumerate(tree.css("a[href], main button")):
            name = control.attributes.get("aria-label") or " ".join(control.text().split())
            where = control.attributes.get("href") or str(number)
            places.setdefault(name, set()).add(urljoin(f"/{url}", where))
        assert {name for name, found in places.items() if len(found) > 1} <= SAME_NAMES, url
        assert "" not in places, url
