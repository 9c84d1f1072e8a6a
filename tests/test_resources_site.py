"""Resources on the built site: lists, pages and doors."""

from __future__ import annotations

from pathlib import Path

import pytest
from kepu.common.dates import build_time
from kepu.common.files.file_writer import FileWriter
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.link_audit import audit
from kepu.queries import articles as article_queries
from kepu.render.project import read_project
from kepu.render.site_files import Output
from sites import ROOT, SHARED_ARTICLE, SUMMER_2026, Site, make_project, text_of


def test_a_list_shows_every_resource_with_what_the_filters_need(calendar_site: Site) -> None:
    page = calendar_site["resources/"]
    offers = {text_of(item.find(".//a")): item for item in page.all("li", "kx-offer")}
    assert set(offers) == {"甲地救援热线", "老磨坊", "星图网", "月亮读本"}
    mill = offers["老磨坊"]
    facts = {name: mill.get(f"data-{name}") for name in ("audience", "topic", "kind", "place")}
    assert facts == {"audience": "youth", "topic": "disaster", "kind": "place", "place": "dongzhen"}


def test_what_nobody_has_opened_or_verified_is_one_quiet_line_on_its_own_page(calendar_site: Site) -> None:
    doubts = {
        "old-mill": "有出入时以提供单位公布的为准",
        "moon-book": "打不开或内容不对时，以提供单位公布的为准",
        "star-map": "",
    }
    for id, doubt in doubts.items():
        quiet = " ".join(text_of(element) for element in calendar_site[f"resources/{id}/"].all(css="kx-quiet"))
        assert doubt in quiet and ("打不开" in quiet) is (id == "moon-book"), id
    assert "待核" not in calendar_site["resources/"].text


def test_a_number_dials(calendar_site: Site) -> None:
    for url in ("resources/", "resources/rescue-line/"):
        assert calendar_site[url].all("a", href="tel:0000"), url


def test_a_way_out_of_the_site_says_so(calendar_site: Site) -> None:
    out = calendar_site["resources/star-map/"].one("a", href="https://stars.example/")
    assert "离开本站" in text_of(out) and out.get("rel") == "external"


def test_an_address_opens_in_a_map_program(calendar_site: Site) -> None:
    page = calendar_site["resources/old-mill/"]
    maps = [link.get("href") or "" for link in page.all("a", "kx-out")]
    assert any("uri.amap.com" in link and "%E8%80%81%E7%A3%A8%E5%9D%8A" in link for link in maps)
    assert "units/dongzhen/" in page.links(page.main)
    assert "有坡道" in page.text


def test_doors_and_measures_lead_to_resources(calendar_site: Site) -> None:
    for url in ("audiences/youth/", "topics/science/", "measures/youth-1/", "actions/youth/", "sitemap/"):
        assert "resources/star-map/" in calendar_site[url].links(), url
    assert "resources/old-mill/" not in calendar_site["audiences/seniors/"].links()


def test_a_topic_gathers_its_measures_and_units(calendar_site: Site) -> None:
    page = calendar_site["topics/science/"]
    assert "measures/youth-1/" in page.links(page.main)
    assert any(link.startswith("units/") for link in page.links(page.main))


def test_a_site_without_resources_has_no_sign_of_them(small_site: Site) -> None:
    assert "resources/" not in small_site.pages
    assert not any("科普资源" in text_of(link) for link in small_site[""].all("a"))


@pytest.fixture
def long_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site of the calendar project, its pages alone, as if two entries filled a page."""
    monkeypatch.setattr(article_queries, "WHOLE", 2)
    monkeypatch.setattr(article_queries, "GLANCE", 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    root = make_project(tmp_path / "project", "calendar", {f"articles/{id}.md": SHARED_ARTICLE for id in "abc"})
    assert Output.of(root, read_project(root), build_time()).write(FileWriter(tmp_path / "site")) == []
    return Site(tmp_path / "site")


def test_a_long_list_is_divided_and_every_part_is_reached(long_lists: Site) -> None:
    assert audit(BuiltSite(long_lists.folder), "/kepu/") == []
    whole = long_lists["resources/"]
    assert not whole.all("form", "kx-filter") and len(whole.all("li", "kx-offer")) == 4, "one of each kind"
    assert {"resources/kind/hotline/", "resources/topic/science/", "resources/audience/youth/"} <= {*whole.links()}
    first, second = (long_lists[f"resources/audience/youth/{part}"] for part in ("", "2/"))
    assert [len(page.all("li", "kx-offer")) for page in (first, second)] == [2, 2]
    assert "resources/audience/youth/2/" in first.links() and "resources/audience/youth/" in second.links()
    project = long_lists.folder.parent / "project"
    entries = Output.of(project, read_project(project), build_time()).search_entries
    assert not {first.url, second.url} & {entry.url for entry in entries}


def test_doors_lead_into_the_divided_list(long_lists: Site) -> None:
    articles = long_lists["articles/"]
    assert len(articles.all("li", "kx-read")) == 1 and "全部 3 篇" in articles.text
    assert "共 3 篇，其余按主题找" in long_lists["audiences/youth/"].text
    assert article_queries.WHOLE == 2 and "resources/kind/hotline/" in long_lists["resources/"].links()


def test_the_guide_says_how_long_a_list_stays_on_one_page() -> None:
    guide = (ROOT / "national" / "content" / "guide" / "resources.md").read_text("utf-8")
    assert f"{article_queries.WHOLE} 条以内" in guide and f"前 {article_queries.GLANCE} 条" in guide
