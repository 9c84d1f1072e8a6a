"""exports/atom.py: new and changed events, for feed readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from xml.etree import ElementTree

from kepu.exports.feeds import atom
from kepu.model.plan import Plan

NS = {"a": atom.NAMESPACE}


def feed_of(plan: Plan) -> ElementTree.Element:
    return ElementTree.fromstring(atom.export_events_feed(plan).encode())


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path, NS)]


def test_feed_and_entries_have_what_rfc_4287_asks_for(calendar_plan: Plan) -> None:
    feed = feed_of(calendar_plan)
    for element in (feed, *feed.findall("a:entry", NS)):
        for name in ("id", "title", "updated"):
            (text,) = texts(element, f"a:{name}")
            assert text
        for moment in texts(element, "a:updated"):
            assert datetime.fromisoformat(moment).utcoffset()
    assert texts(feed, "a:author/a:name") == ["甲局"]
    assert len(set(texts(feed, "a:entry/a:id"))) == len(calendar_plan.events)


def test_what_changed_last_comes_first(calendar_plan: Plan) -> None:
    feed = feed_of(calendar_plan)
    moments = texts(feed, "a:entry/a:updated")
    assert moments == sorted(moments, reverse=True)
    assert texts(feed, "a:updated") == moments[:1] == ["2026-06-01T00:00:00+08:00"]


def test_an_id_outlives_title_date_and_address_of_the_site(calendar_plan: Plan) -> None:
    camp = calendar_plan.events["2026/camp"].model_copy(update={"title": "改名", "start": date(2026, 8, 1)})
    site = calendar_plan.site.model_copy(update={"url": "https://kepu.example.cn/"})
    changed = replace(calendar_plan, site=site, events={**calendar_plan.events, "2026/camp": camp})
    assert texts(feed_of(changed), "a:entry/a:id") == texts(feed_of(calendar_plan), "a:entry/a:id")
    assert "tag:kepu-mouqu,2026:events/2026/camp" in texts(feed_of(changed), "a:entry/a:id")


def test_addresses_are_whole_where_the_site_has_one(calendar_plan: Plan) -> None:
    for url, base in (("https://example.gov.cn/kepu/", "https://example.gov.cn/kepu/"), (None, "")):
        plan = replace(calendar_plan, site=calendar_plan.site.model_copy(update={"url": url}))
        links = [link.attrib["href"] for link in feed_of(plan).iterfind(".//a:link", NS)]
        assert f"{base}events.xml" in links and f"{base}events/2026/camp/" in links


def test_markup_is_text(calendar_plan: Plan) -> None:
    title = "<b>&amp;</b> ]]> “科学”"
    camp = calendar_plan.events["2026/camp"].model_copy(update={"title": title})
    plan = replace(calendar_plan, events={"2026/camp": camp})
    assert texts(feed_of(plan), "a:entry/a:title") == [title]


def test_a_summary_says_when_where_and_how_it_stands(calendar_plan: Plan) -> None:
    summaries = texts(feed_of(calendar_plan), "a:entry/a:summary")
    assert "2026-07-10 至 2026-07-14，乙镇中心小学，计划中。" in summaries
    assert "2026-06-06，人民广场，已取消。" in summaries


def test_a_feed_without_events_is_still_a_feed(two_periods: Plan) -> None:
    assert texts(feed_of(two_periods), "a:title") == ["科普某区 · 新增和变动的活动"]


def test_only_the_last_hundred_are_told(calendar_plan: Plan) -> None:
    camp = calendar_plan.events["2026/camp"]
    events = {}
    for number in range(150):
        event = camp.model_copy(update={"updated": date.fromordinal(739000 + number)})
        event._id = f"2026/camp-{number}"
        events[event.id] = event
    found = texts(feed_of(replace(calendar_plan, events=events)), "a:entry/a:id")
    assert [found[0][-8:], found[-1][-7:], len(found)] == ["camp-149", "camp-50", 100]
