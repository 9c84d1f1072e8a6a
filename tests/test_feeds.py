"""exports/feeds.py and sharing.py: articles and resources for feed readers and other portals."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest
from kepu.exports.feeds.atom import tag
from kepu.exports.table import generate_exports
from kepu.model.article import ArticleHead
from kepu.model.plan import Plan
from kepu.model.record import Source
from kepu.queries.articles import Article
from kepu.queries.feeds import MOST_ENTRIES, entries_of, feeds_by_page
from kepu.queries.feeds import feeds as feeds_of

TODAY = date(2026, 6, 1)
SITE = "https://example.gov.cn/kepu/"


def article(name: str = "storm", **changes: Any) -> Article:
    values: dict[str, Any] = {
        "title": "打雷了怎么办",
        "summary": "进屋，关窗。",
        "topics": ("disaster",),
        "sources": (Source(name="某局手册"),),
        "written": date(2026, 5, 1),
    }
    return Article(f"articles/{name}/", ArticleHead(**(values | changes)))


def files(plan: Plan, *articles: Article) -> dict[str, str]:
    return {
        path: str(content)
        for path, content in generate_exports(plan, TODAY, articles)
        if path.rpartition("/")[2][:5] == "feed."
    }


def parsed(text: str) -> Any:
    found = feedparser.parse(io.BytesIO(text.encode()))
    assert not found.bozo, found.bozo_exception
    return found


def bare(plan: Plan) -> Plan:
    return replace(plan, resources={})


def test_each_term_with_something_has_its_feeds(sharing_plan: Plan) -> None:
    found = files(sharing_plan, article())
    folders = {"", "audiences/youth/", "audiences/seniors/", "topics/disaster/", "topics/science/"}
    assert set(found) == {f"{folder}feed.{suffix}" for folder in folders for suffix in ("xml", "json")}


def test_without_articles_and_resources_there_is_no_feed(sharing_plan: Plan) -> None:
    assert files(bare(sharing_plan)) == {}
    assert feeds_by_page(bare(sharing_plan), []) == {}


def test_what_is_for_nobody_in_particular_is_for_everybody(sharing_plan: Plan) -> None:
    titles = {feed.path: [entry.url for entry in feed.entries] for feed in feeds_of(sharing_plan, [article()])}
    assert titles["audiences/seniors/feed"] == ["articles/storm/", "resources/help-line/", "resources/museum/"]
    assert titles["topics/science/feed"] == ["resources/open-school/", "resources/museum/"]


def test_what_changed_last_comes_first_and_fifty_are_told(sharing_plan: Plan) -> None:
    many = [article(f"a{number}", written=date.fromordinal(739000 + number)) for number in range(MOST_ENTRIES + 10)]
    (whole, *_) = feeds_of(bare(sharing_plan), many)
    assert [whole.entries[0].url, whole.entries[-1].url, len(whole.entries)] == ["articles/a59/", "articles/a10/", 50]
    revised = article("old", written=date(2020, 1, 1), updated=date(2026, 5, 31))
    assert entries_of(sharing_plan, [article(), revised])[0].url == "articles/old/"


def test_atom_says_of_each_entry_what_the_record_says(sharing_plan: Plan) -> None:
    feed = parsed(files(sharing_plan, article())["feed.xml"])
    assert feed.version == "atom10"
    assert (feed.feed.title, feed.feed.author, feed.feed.id) == (
        "科普某区 · 新文章和新资源",
        "甲局",
        "tag:kepu-mouqu,2026:feed",
    )
    assert feed.feed.rights == "知识共享 署名 4.0 国际许可协议（CC BY 4.0）。可以转载，请注明“科普某区”和本页地址。"
    school = feed.entries[0]
    assert (school.title, school.link) == ("某网上学校 <b>&amp;</b>", f"{SITE}resources/open-school/")
    assert (school.published, school.updated) == ("2026-04-01T00:00:00+08:00", "2026-05-20T00:00:00+08:00")
    assert [found.term for found in school.tags] == ["青少年", "科学精神"]
    assert school.content[0].value == (
        "<p>在网上听课。</p><p>提供者：乙局</p><p>怎么用：打开网址，不用登记。</p><p>出处：</p><ul><li>乙局公告</li></ul>"
    )


def test_a_json_feed_has_the_shape_of_version_1_1(sharing_plan: Plan) -> None:
    data = json.loads(files(sharing_plan, article(motto="雷响进屋"))["topics/disaster/feed.json"])
    items = data.pop("items")
    assert data == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "科普某区 · 防灾减灾",
        "home_page_url": f"{SITE}topics/disaster/",
        "feed_url": f"{SITE}topics/disaster/feed.json",
        "language": "zh-CN",
        "authors": [{"name": "甲局"}],
        "_licence": {
            "name": "知识共享 署名 4.0 国际许可协议（CC BY 4.0）",
            "link": "https://creativecommons.org/licenses/by/4.0/deed.zh-hans",
            "text": "可以转载，请注明“科普某区”和本页地址。",
        },
    }
    assert items[0] == {
        "id": "tag:kepu-mouqu,2026:articles/storm",
        "url": f"{SITE}articles/storm/",
        "title": "打雷了怎么办",
        "summary": "进屋，关窗。",
        "content_html": "<p>进屋，关窗。</p><p>雷响进屋</p><p>内容依据所列出处，责任单位还没有签字。</p>"
        "<p>出处：</p><ul><li>某局手册</li></ul>",
        "date_published": "2026-05-01T00:00:00+08:00",
        "date_modified": "2026-05-01T00:00:00+08:00",
        "tags": ["防灾减灾"],
    }
    assert [item["id"] for item in items] == [
        tag(sharing_plan, url) for url in ("articles/storm", "resources/help-line")
    ]
    for item in items:
        assert all(datetime.fromisoformat(item[name]).utcoffset() for name in ("date_published", "date_modified"))


def test_both_formats_tell_the_same(sharing_plan: Plan) -> None:
    found = files(sharing_plan, article(), article("flood", title="发大水了"))
    for path in (path.removesuffix(".xml") for path in found if path.endswith(".xml")):
        atom, items = parsed(found[f"{path}.xml"]).entries, json.loads(found[f"{path}.json"])["items"]
        assert [(entry.id, entry.link, entry.title, entry.content[0].value) for entry in atom] == [
            (item["id"], item["url"], item["title"], item["content_html"]) for item in items
        ]
        assert [(entry.published, entry.updated, entry.summary) for entry in atom] == [
            (item["date_published"], item["date_modified"], item["summary"]) for item in items
        ]


def test_what_waits_for_review_says_so_in_the_feed(sharing_plan: Plan) -> None:
    found = {entry.url: entry.html for entry in entries_of(sharing_plan, [article()])}
    assert "责任单位还没有签字" in found["articles/storm/"]
    doubt = "以提供单位公布的为准"
    assert doubt in found["resources/help-line/"] and doubt not in found["resources/museum/"]


def test_markup_in_a_record_is_text_in_the_content(sharing_plan: Plan) -> None:
    (entry,) = entries_of(bare(sharing_plan), [article(summary="<script>alert(1)</script> & “科学”")])
    assert entry.html.startswith("<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; “科学”</p>")


def test_ids_outlive_the_address_of_the_site(sharing_plan: Plan) -> None:
    elsewhere = replace(sharing_plan, site=sharing_plan.site.model_copy(update={"url": "https://kepu.example.cn/"}))
    ids = [
        [entry.id for entry in parsed(files(plan, article())["feed.xml"]).entries] for plan in (sharing_plan, elsewhere)
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("path", ["feed", "audiences/youth/feed"])
def test_without_an_address_of_the_site_links_are_relative_to_the_feed(path: str, sharing_plan: Plan) -> None:
    plan = replace(sharing_plan, site=sharing_plan.site.model_copy(update={"url": None}))
    found = files(plan, article())
    links = re.findall(r'href="([^"]*)"', found[f"{path}.xml"])
    data = json.loads(found[f"{path}.json"])
    links += [data["home_page_url"], data["feed_url"], *(item["url"] for item in data["items"])]
    base = f"https://x/{path.removesuffix('feed')}"
    whole = {urljoin(base, link) for link in links if "creativecommons" not in link}
    assert {"https://x/articles/storm/", base, f"https://x/{path}.xml", f"https://x/{path}.json"} <= whole
    assert {link.split("/")[3] for link in whole} <= {"", "articles", "resources", "audiences", "feed.xml", "feed.json"}


def test_without_a_licence_nothing_is_said_of_one(sharing_plan: Plan) -> None:
    plan = replace(sharing_plan, site=sharing_plan.site.model_copy(update={"licence": None}))
    for text in files(plan, article()).values():
        assert "licence" not in text and "license" not in text and "rights" not in text


def test_lists_and_home_share_the_feed_of_everything(sharing_plan: Plan) -> None:
    found = {page: feed.path for page, feed in feeds_by_page(sharing_plan, [article()]).items()}
    assert found == {
        "": "feed",
        "articles/": "feed",
        "resources/": "feed",
        "audiences/youth/": "audiences/youth/feed",
        "audiences/seniors/": "audiences/seniors/feed",
        "topics/disaster/": "topics/disaster/feed",
        "topics/science/": "topics/science/feed",
    }
