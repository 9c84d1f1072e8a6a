"""Sites built with this project that give and take: feeds, reposts, licence, and malice from outside."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from kepu.model.plan import Plan
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.link_audit import audit
from kepu.project.plan_loader import load_plan
from kepu.queries.feeds import reposts
from kepu.queries.urls import url_of
from kepu.render.pages.table import generate_pages
from sites import ROOT, HtmlPage, Site, Takers, text_of

WITHDRAWN = "发大水了怎么办"
KEPT = "打雷了怎么办"
FOREIGN = {
    *("script", "style", "img", "iframe", "object", "embed", "form", "link", "meta", "base", "video", "picture"),
}


def alternates(page: HtmlPage) -> list[str]:
    return [page.resolved(link.get("href") or "") for link in page.all("link", rel="alternate")]


def repost(site: Site, title: str) -> HtmlPage:
    (found,) = [page for page in site if page.url.startswith("reposts/") and page.title == title]
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def data_of(page: HtmlPage) -> dict[str, Any]:
    (script,) = page.all("script", type="application/ld+json")
    data: dict[str, Any] = json.loads(script.text or "")
    return data


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        ("", "feed"),
        ("articles/", "feed"),
        ("resources/", "feed"),
        ("audiences/youth/", "audiences/youth/feed"),
        ("topics/science/", "topics/science/feed"),
    ],
)
def test_a_page_offers_its_feed_to_readers_and_to_programs(url: str, feed: str, giving_site: Site) -> None:
    page = giving_site[url]
    assert alternates(page) == [f"{feed}.xml", f"{feed}.json"]
    assert url == "" or f"{feed}.xml" in page.links(page.main)
    assert {f"{feed}.xml", f"{feed}.json"} <= set(giving_site.files())


def test_other_pages_offer_none(giving_site: Site, small_site: Site) -> None:
    for page in (giving_site["plan/"], giving_site["articles/flood/"], small_site[""]):
        assert alternates(page) == []
        assert not [link for link in page.links() if "feed." in link]


def test_an_article_carries_licence_and_json_ld(giving_site: Site) -> None:
    page = giving_site["articles/flood/"]
    assert "可以转载，请注明“科普某区”和本页地址。" in text_of(page.one("p", "kx-licence"))
    assert (data_of(page)["@type"], data_of(page)["headline"]) == ("Article", WITHDRAWN)


def test_every_real_article_carries_licence_and_json_ld(real_site: Site) -> None:
    articles = [page for page in real_site if re.fullmatch(r"articles/[^/]+/", page.url)]
    assert len(articles) > 40
    for page in articles:
        assert "CC BY 4.0" in text_of(page.one("p", "kx-licence"))
        assert data_of(page)["headline"] == page.title


def test_every_resource_carries_json_ld(giving_site: Site, real_site: Site) -> None:
    assert {data_of(giving_site[f"resources/{id}/"])["@type"] for id in ("open-school", "help-line", "museum")} == {
        *("LearningResource", "Service", "Place"),
    }
    for page in real_site:
        if re.fullmatch(r"resources/[^/]+/", page.url):
            assert data_of(page)["name"] == page.title


def test_the_second_site_passes_the_audit_whatever_came_in(taking_sites: Takers) -> None:
    assert audit(BuiltSite(taking_sites.before.folder)) == audit(BuiltSite(taking_sites.after.folder)) == []
    assert {
        page.url: page.parsed[1] for page in taking_sites.before if page.url.startswith("reposts/") and page.parsed[1]
    } == {}


def test_what_one_site_tells_the_other_shows_with_its_origin(taking_sites: Takers, giving_site: Site) -> None:
    page = repost(taking_sites.before, WITHDRAWN)
    original = f"https://example.gov.cn/kepu/{giving_site['articles/flood/'].url}"
    box = page.one("p", "kx-origin")
    assert squeezed(text_of(box)).startswith(f"转载自 邻区科普网，原文 {original}（外部网站），发布于 2026-05-03。")
    (link,) = box.iter("a")
    assert (link.get("href"), link.get("rel")) == (original, "external")
    assert page.one("link", rel="canonical").get("href") == original
    assert (page.meta("ContentSource"), page.meta("PubDate")) == ("邻区科普网", "2026-05-03")
    assert "进屋，关窗，离开大树。" in text_of(page.main) and "出处：" in text_of(page.main)
    assert "使用条件：知识共享 署名 4.0 国际许可协议（CC BY 4.0）。可以转载，请注明“科普某区”和本页地址。" in text_of(
        page.main
    )


def test_both_formats_are_taken_and_nothing_twice(taking_sites: Takers) -> None:
    origins = {
        page.title: text_of(page.one("p", "kx-origin")) for page in taking_sites.before if page.all("p", "kx-origin")
    }
    assert "邻区科普网，" in origins[KEPT]
    assert "邻区科普网（科学），" in origins["某科技馆"]
    assert "邻区科普网（科学），" in origins["某网上学校 <b>&amp;</b>"]
    assert taking_sites.said[0] == "neighbour-atom（邻区科普网（科学））：新增 2、更新 0、撤下 0，现有 2 条。"
    assert taking_sites.said[1] == (
        "neighbour（邻区科普网）：新增 3、更新 0、撤下 0，现有 3 条。没有收：与别的重复 2 条。"
    )


def test_what_is_withdrawn_upstream_is_gone_after_the_next_pull(taking_sites: Takers) -> None:
    gone, kept = repost(taking_sites.before, WITHDRAWN), repost(taking_sites.before, KEPT)
    assert "neighbour（邻区科普网）：新增 0、更新 1、撤下 1，现有 2 条。没有收：与别的重复 2 条。" in taking_sites.said
    assert gone.url not in taking_sites.after.pages
    assert [page.url for page in taking_sites.after if WITHDRAWN in page.html] == []
    assert WITHDRAWN not in {entry.title for entry in taking_sites.after.found.values()}
    assert "离开大树和水边" in text_of(taking_sites.after[kept.url].main)


def test_reposts_stand_under_their_audience_and_topic_after_what_is_our_own(taking_sites: Takers) -> None:
    url = repost(taking_sites.before, KEPT).url
    for name in ("topics/disaster/", "reposts/", "sitemap/"):
        assert url in taking_sites.before[name].links(), name
    assert url not in taking_sites.before["topics/science/"].links()
    newest = [link for link in taking_sites.before["audiences/youth/"].links() if link.startswith("reposts/")]
    assert len(newest) == 7 and newest[-1] == "reposts/"
    for name in ("audiences/youth/", "topics/disaster/"):
        headings = [text_of(heading) for heading in taking_sites.before[name].all("h2")]
        assert headings.index("文章") < headings.index("转载")


def test_reposts_are_found_by_search_as_reposts(taking_sites: Takers) -> None:
    kinds = {entry.title: entry.kind for entry in taking_sites.before.found.values()}
    assert (kinds[WITHDRAWN], kinds["停电了怎么办"]) == ("转载", "文章")


def test_reposts_are_not_passed_on(taking_sites: Takers) -> None:
    told = (taking_sites.before.folder / "feed.json").read_text("utf-8")
    assert [entry["title"] for entry in json.loads(told)["items"]] == ["停电了怎么办"]


def test_nothing_in_a_malicious_feed_runs_loads_or_is_a_template(taking_sites: Takers) -> None:
    pages = [
        page for page in taking_sites.before if page.url.startswith("reposts/malice") and page.all("p", "kx-origin")
    ]
    assert len(pages) == 19
    for page in pages:
        main = page.main
        tags = {element.tag for element in main.iter()}
        assert not tags & FOREIGN
        for element in main.iter():
            assert not [name for name in element.attrib if name.startswith("on") or name in ("style", "src", "srcset")]
        origin = {link.get("href") for link in page.one("p", "kx-origin").iter("a")}
        away = [
            link
            for link in main.iter("a")
            if (link.get("href") or "").startswith("http") and link.get("href") not in origin
        ]
        assert {link.get("rel") for link in away} <= {"external nofollow"}, page.url
        for link in main.iter("a"):
            assert re.match(r"https?://(?!.*@)|tel:|\.\.?/|#", link.get("href") or ""), (page.url, link.get("href"))
        assert not re.search(r"\{\{|\{%|secret|root:", page.html)


def test_a_template_in_a_title_is_shown_as_words(taking_sites: Takers) -> None:
    page = repost(taking_sites.before, "｛｛ config }}｛% include '/etc/passwd' %}")
    assert page.meta("description") == "｛｛ plan_title() }}｛# x #}"
    assert '｛｛ measure("youth-1") }} ｛｛ 7*7 }}' in text_of(page.main)


def test_every_address_of_a_repost_is_of_the_source_and_a_digest(taking_sites: Takers) -> None:
    plan = load_plan(taking_sites.root)
    assert [
        url_of(item) for item in reposts(plan) if not re.fullmatch(r"reposts/[a-z-]+/[0-9a-f]{12}/", url_of(item))
    ] == []
    outside = {path.name for path in (taking_sites.root / "plan").iterdir()}
    assert outside == {"2021-2025", "units", "reposts", "site.yaml", "sources.yaml", "vocabulary.yaml", "literacy.yaml"}


def test_without_sources_nothing_speaks_of_reposts(real_plan: Plan, real_site: Site) -> None:
    assert [page.url for page in generate_pages(real_plan, date(2026, 6, 1)) if page.url.startswith("reposts/")] == []
    assert [page.url for page in real_site if any(link.startswith("reposts/") for link in page.links())] == []
    assert not (ROOT / "plan" / "sources.yaml").exists()
