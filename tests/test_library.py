"""What there is to read and use: who is offered what, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kepu.model.article import ArticleHead
from kepu.model.plan import Plan
from kepu.model.resources import Resource
from kepu.queries import articles
from kepu.queries.articles import Article


def resource(id: str, kind: str = "platform", **values: Any) -> Resource:
    given = {"name": id, "about": "一句话", "provider": "甲局", "access": "打开", "sources": ({"name": "公报"},)}
    record = Resource.model_validate({**given, "kind": kind, "added": date(2026, 1, 1), **values})
    record._id = id
    return record


def article(id: str, **values: Any) -> Article:
    given = {"title": id, "summary": "答案", "topics": ("a",), "sources": ({"name": "公报"},)}
    head = ArticleHead.model_validate({**given, "written": date(2026, 1, 1), **values})
    return Article(f"articles/{id}/", head)


def with_resources(plan: Plan, *resources: Resource) -> Plan:
    return replace(plan, resources={record.id: record for record in resources})


def test_what_names_no_audience_is_for_everybody() -> None:
    everybody, young, old = resource("a"), resource("b", audiences=("youth",)), resource("c", audiences=("seniors",))
    assert articles.filed_for_audience([everybody, young, old], "youth") == [everybody, young]


def test_what_names_an_audience_first_comes_first_and_what_is_for_everybody_last() -> None:
    everybody, others = resource("a"), resource("b", audiences=("youth", "seniors"))
    own, strange = resource("c", audiences=("seniors", "youth")), resource("d", audiences=("youth",))
    assert articles.nearest_first([everybody, others, own, strange], "seniors") == [own, others, everybody]


def test_one_piece_for_each_audience_follows_the_first_ones() -> None:
    first, second = resource("a"), resource("b", audiences=("youth",))
    third, fourth = resource("c", audiences=("youth", "seniors")), resource("d", audiences=("seniors",))
    pieces = [first, second, third, fourth]
    assert articles.one_each(pieces, ["youth", "seniors"]) == [second, third]
    assert articles.one_each(pieces, ["youth", "seniors"], first=2) == [first, second, third, fourth]


def test_resources_stand_kind_by_kind_and_hotlines_by_rank(valid_plan: Plan) -> None:
    late, early = resource("h1", "hotline", rank=2), resource("h2", "hotline", rank=1)
    book, site = resource("a", "publication"), resource("z")
    plan = with_resources(valid_plan, book, late, early, site)
    assert articles.resources_of(plan) == [site, early, late, book]
    assert list(articles.by_kind(articles.resources_of(plan))) == ["platform", "hotline", "publication"]


def test_only_ranked_numbers_are_on_the_emergency_page(valid_plan: Plan) -> None:
    ranked = resource("a", "hotline", rank=1, phone="119")
    plan = with_resources(valid_plan, ranked, resource("b", "hotline", phone="0000-1234567"))
    assert articles.hotlines(plan) == [ranked]


def test_the_newest_resources_are_of_different_kinds_first() -> None:
    sites = [resource(f"s{n}", added=date(2026, 1, n)) for n in (1, 2, 3)]
    book = resource("b", "publication", added=date(2025, 1, 1))
    assert articles.newest([*sites, book])[:3] == [sites[2], book, sites[1]]


def test_related_pieces_share_a_topic_those_with_most_in_common_first() -> None:
    here = article("here", topics=("a", "b"), measures=("m-1",), audiences=("youth",))
    one, two = resource("one", topics=("a",), audiences=("youth",)), resource("two", topics=("a", "b"))
    same_measure, stranger = resource("three", topics=("a",), measures=("m-1",)), resource("four", topics=("c",))
    assert articles.related(articles.FiledList([one, two, same_measure, stranger]), here) == [two, same_measure, one]


def test_a_piece_is_not_related_to_itself() -> None:
    here = article("here")
    assert articles.related(articles.FiledList([here]), here) == []


def test_a_place_is_filtered_by_township_elsewhere_or_online() -> None:
    at_home = resource("a", "place", place={"name": "某地", "township": "dongzhen"})
    away = resource("b", "place", place={"name": "某地"})
    assert [articles.place_key(r) for r in (at_home, away, resource("c"))] == ["dongzhen", "elsewhere", "online"]


def test_measures_and_units_behind_pieces_follow_the_plan(calendar_plan: Plan) -> None:
    first, *_ = calendar_plan.current.measures()
    measures = articles.measures_behind(calendar_plan, [resource("a", measures=(first.id,))], [article("b")])
    assert measures == [first]
    units = {unit.id for unit in articles.units_behind(calendar_plan, measures)}
    assert units == {*first.units, *first.task.lead}
