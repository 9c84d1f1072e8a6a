"""The sample with an alert, built before, during and after its time: what stands on which page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from kepu.common.dates import build_time
from kepu.model.plan import Plan
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.link_audit import audit
from kepu.queries.articles import hotlines
from kepu.render.project import read_project
from kepu.render.service_worker import MOST_OFFLINE_BYTES
from kepu.render.site_files import Output
from sites import HtmlPage, Site, make_project, text_of

SINCE, UNTIL = "2026-06-01T15:30:00+08:00", "2026-06-01T20:00:00+08:00"
TITLE = "大风正在过境，请待在屋里"


def notices(page: HtmlPage) -> list[Element]:
    return [element for element in page.all("aside") if element.get("data-kx-alert-until")]


def test_every_page_carries_the_notice_once_and_says_how_long(alert_site: Site) -> None:
    for page in alert_site:
        (notice,) = notices(page)
        said = text_of(notice)
        for words in (TITLE, "紧急", "10 级以上大风", "远离广告牌和大树", "来源：某市气象台，2026-06-01 15:10 发布"):
            assert words in said, (page.url, words)
        assert "有效至 2026-06-01 20:00" in said, page.url
        assert (notice.get("data-kx-alert-since"), notice.get("data-kx-alert-until")) == (SINCE, UNTIL), page.url
        assert "hidden" not in notice.attrib, page.url
        assert [e.get("role") for e in notice.iter() if e.get("role")] == ["status"], page.url
    assert {"404.html", "about/", "guide/", "articles/wind/"} <= alert_site.pages.keys()


def test_the_script_that_minds_the_clock_stands_in_the_head(alert_site: Site, late_site: Site) -> None:
    for page in alert_site:
        (head,) = page.all("head")
        assert [e for e in head.iter("script") if "assets/alert." in (e.get("src") or "")], page.url
    assert not [e for page in late_site for e in page.all("script") if "assets/alert." in (e.get("src") or "")]


def test_the_notice_stands_above_the_header_everywhere_and_dials(alert_site: Site) -> None:
    for page in alert_site:
        (notice,) = notices(page)
        assert [e.tag for e in page.one("body")][:3] == ["a", "aside", "header"], page.url
        assert [text_of(e) for e in notice.iter("a") if e.get("href") == "tel:0715-8000000"] == ["打电话 0715-8000000"]
        assert text_of(notice).count("有效至") == 1, page.url
        folded = text_of(next(notice.iter("details")))
        assert ("关好门窗" not in folded) is (page.url in ("", "senior/")), "home says at once what to do"
        assert [url for url in page.links(notice) if url.endswith("articles/gale/")], page.url
        assert [text_of(e) for e in notice.iter("li")] == ["待在屋里，关好门窗", "远离广告牌和大树"], page.url


def test_before_its_time_the_notice_is_there_and_hidden(early_site: Site) -> None:
    for page in early_site:
        (notice,) = notices(page)
        assert "hidden" in notice.attrib, page.url


def test_after_its_time_it_is_only_in_the_archive(late_site: Site) -> None:
    assert [page.url for page in late_site if notices(page)] == []
    assert [page.url for page in late_site if TITLE in page.html] == ["alerts/"]


@pytest.mark.parametrize("name", ["alert_site", "early_site", "late_site"])
def test_the_archive_keeps_all_with_their_times(request: pytest.FixtureRequest, name: str) -> None:
    page = request.getfixturevalue(name)["alerts/"]
    filed = page.all("article", "kx-filed")
    assert [e.get("id") for e in filed] == [
        "alert-2026-06-01-1530",
        "alert-2026-05-02-0900",
        "alert-2025-08-01-1200",
    ]
    said = [text_of(e, " ") for e in filed]
    assert "2026-05-02 09:00 起" in said[1] and "有效至 2026-05-02 20:00" in said[1]
    assert "提前结束于 2026-05-02 17:30" in said[1] and "来源：某市气象台" in said[1].replace(" ", "")
    assert "提前结束于" not in said[2] and "已过有效期" in said[2]
    assert ("已过有效期" in said[0]) is (name == "late_site")
    assert bool([e for e in filed[0].iter() if e.get("data-kx-state") is not None]) is (name != "late_site")


def test_the_archive_is_linked_from_the_emergency_page_and_the_site_map(alert_site: Site, late_site: Site) -> None:
    for site in (alert_site, late_site):
        assert {"emergency/", "sitemap/"} <= {page.url for page in site if "alerts/" in page.links(page.main)}


def test_without_any_alert_there_is_neither_page_nor_script(small_site: Site) -> None:
    assert "alerts/" not in small_site.pages
    assert json.loads((small_site.folder / "api/v1/alert.json").read_text("utf-8")) == {"alert": None, "archive": []}
    assert [page.url for page in small_site if notices(page) or "assets/alert." in page.html] == []


@pytest.mark.parametrize(("name", "there"), [("early_site", True), ("alert_site", True), ("late_site", False)])
def test_data_and_feed_carry_it_until_it_is_over(request: pytest.FixtureRequest, name: str, there: bool) -> None:
    folder = request.getfixturevalue(name).folder
    data = json.loads((folder / "api/v1/alert.json").read_text("utf-8"))
    assert (data["alert"] is not None, len(data["archive"])) == (there, 2 if there else 3)
    assert (TITLE in (folder / "feed.xml").read_text("utf-8")) is there


@pytest.mark.parametrize("name", ["alert_site", "early_site", "late_site"])
def test_the_sites_pass_their_own_audit(request: pytest.FixtureRequest, name: str) -> None:
    assert audit(BuiltSite(request.getfixturevalue(name).folder), "/kepu/") == []


# The emergency page.


def test_numbers_to_call_stand_above_the_topics(alert_site: Site) -> None:
    page = alert_site["emergency/"]
    calls = [e for e in page.main.iter("a") if (e.get("href") or "").startswith("tel:")]
    assert [(e.get("href"), text_of(e)) for e in calls] == [("tel:120", "120急救电话"), ("tel:119", "119火警电话")]
    assert any(link.startswith("resources/") for link in page.links(page.main))
    assert page.html.index("tel:119") < page.html.index("关窗不出门")
    assert "96000" not in page.text and "某平台" not in page.text


def test_without_numbers_there_is_no_empty_section(real_plan: Plan, real_site: Site) -> None:
    page = real_site["emergency/"]
    assert bool(page.all("section", "kx-calls")) is bool(hotlines(real_plan))


def test_the_sheet_of_all_topics_has_a_code_and_its_address_where_the_site_has_one(
    alert_site: Site, real_site: Site
) -> None:
    foot = alert_site["emergency/"].one("aside", "kx-poster__foot")
    assert "https://example.gov.cn/kepu/emergency/" in text_of(foot)
    assert [e for e in foot.iter() if str(e.tag).endswith("svg")]
    bare = real_site["emergency/"].one("aside", "kx-poster__foot")
    assert "科普咸安" in text_of(bare) and not [e for e in bare.iter() if str(e.tag).endswith("svg")]


def test_where_numbers_come_from_stands_in_a_box_below_the_steps(real_site: Site) -> None:
    now = real_site["articles/cpr/"].one("section", "kx-now")
    steps, more = (text_of(found) for found in now.findall("div"))
    (box,) = [e for e in now.iter("div") if "admonition" in (e.get("class") or "").split()]
    assert "美国心脏协会" in text_of(box) and text_of(box) in more
    assert "美国" not in steps and "!!!" not in more


# Offline.


def worker(site: Site) -> str:
    return (site.folder / "sw.js").read_text("utf-8")


def listed(site: Site) -> list[str]:
    found: list[str] = json.loads(re.findall(r"^const PAGES = (.*);$", worker(site), re.M)[0])
    return found


def test_the_worker_keeps_the_emergency_page_and_its_articles(alert_site: Site, real_site: Site) -> None:
    assert listed(alert_site) == ["emergency/", "senior/", "articles/gale/", "articles/heat/"]
    urgent = [url for url, page in real_site.pages.items() if page.all("article", "kx-article--urgent")]
    assert sorted(listed(real_site)) == sorted(["emergency/", "senior/", *urgent])
    for site in (alert_site, real_site):
        assert {*listed(site), "offline/"} <= site.pages.keys()


def test_every_build_makes_a_worker_of_its_own(alert_site: Site, early_site: Site) -> None:
    assert worker(alert_site) != worker(early_site)
    assert worker(alert_site).partition("const PAGES")[2] == worker(early_site).partition("const PAGES")[2]


def test_what_is_kept_stays_small(real_site: Site) -> None:
    """Counted as the worker counts: the pages, and what they name below assets/."""
    pages = [real_site[url] for url in [*listed(real_site), "offline/"]]
    names = {
        page.resolved(name)
        for page in pages
        for name in re.findall(r'(?:src|href|sheet|script)="([^"#?]*assets/[^"#?]+)"', page.html)
    }
    size = sum(len(page.html.encode()) for page in pages)
    size += sum((real_site.folder / name).stat().st_size for name in names)
    assert size <= MOST_OFFLINE_BYTES


def test_switched_off_the_site_ships_a_worker_that_leaves(late_site: Site, small_site: Site) -> None:
    for site in (late_site, small_site):  # the second has no emergency articles
        assert "unregister()" in worker(site) and "fetch" not in worker(site)
        assert "offline/" not in site.pages
    for page in late_site:
        assert page.one("html").get("data-kx-offline") is None, page.url
        assert not [e for e in page.all() if "data-kx-keep" in e.attrib], page.url


@pytest.mark.slow
def test_without_emergency_articles_the_home_page_leads_to_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or an alert that is over would keep such a site from being built."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790300800")
    root = make_project(tmp_path / "project", "calendar", {})
    (root / "plan/alert.yaml").write_text(
        'level: warning\ntitle: 雨\ntext: 雨。\ntodo: [不出门]\nsource: {name: 台, issued: "2026-06-01 08:00"}\n'
        'since: "2026-06-01 08:30"\nuntil: "2026-06-01 20:00"\n',
        "utf-8",
    )
    output = Output.of(root, read_project(root), build_time())
    assert 'href="alerts/"' in (output.page("") or "")
