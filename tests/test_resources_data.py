"""The real resources: many enough, spread over everybody and everything, each with a source, none invented."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from kepu.model.plan import Plan
from kepu.model.resources import RESOURCE_KINDS, Resource

FORBIDDEN = re.compile(r"咸安(区)?科(技|学技术)馆|咸宁市科(技|学技术)馆|敬请期待|建设中|即将(上线|开放)|TODO|示例")
SHORT_NUMBER = re.compile(r"(?<!\d)(?:1[12]\d|12\d{3}|9\d{4})(?!\d)")
ADDRESS_ONLY = "网址所见为转载"


@pytest.fixture(scope="module")
def resources(real_plan: Plan) -> list[Resource]:
    return list(real_plan.resources.values())


def words(resource: Resource) -> str:
    """Everything a visitor may read of the record."""
    place = resource.place.model_dump_json() if resource.place else ""
    names = (resource.name, *resource.aliases, *resource.keywords)
    texts = (resource.about, resource.access, resource.provider, resource.fee or "", resource.hours or "", place)
    return "\n".join((*names, *texts, *(source.name for source in resource.sources)))


def test_there_are_fifty_or_more(resources: list[Resource]) -> None:
    assert len(resources) >= 50


def test_every_kind_is_there_three_times(resources: list[Resource]) -> None:
    counts = Counter(resource.kind for resource in resources)
    assert counts.keys() == RESOURCE_KINDS.keys()
    assert {kind: count for kind, count in counts.items() if count < 3} == {}


def test_every_audience_finds_eight_of_its_own(real_plan: Plan, resources: list[Resource]) -> None:
    counts = Counter(audience for resource in resources for audience in resource.audiences)
    assert [term.id for term in real_plan.vocabulary.audiences if counts[term.id] < 8] == []


def test_every_topic_has_two(real_plan: Plan, resources: list[Resource]) -> None:
    counts = Counter(topic for resource in resources for topic in resource.topics)
    assert [term.id for term in real_plan.vocabulary.topics if counts[term.id] < 2] == []


def test_hotlines_have_a_number_and_say_it(resources: list[Resource]) -> None:
    hotlines = [resource for resource in resources if resource.kind == "hotline"]
    assert [found.id for found in hotlines if not found.phone or found.phone not in found.access] == []


def test_only_hotlines_stand_on_the_emergency_list_each_once(resources: list[Resource]) -> None:
    ranked = [resource for resource in resources if resource.rank]
    assert {resource.kind for resource in ranked} == {"hotline"}
    assert sorted(resource.rank or 0 for resource in ranked) == list(range(1, len(ranked) + 1))
    numbers = Counter(resource.phone for resource in resources if resource.phone)
    assert [phone for phone, count in numbers.items() if count > 1] == ["119"], "a fire on a hill goes to 119 too"


def test_the_emergency_list_begins_with_the_four_everybody_knows(resources: list[Resource]) -> None:
    first = sorted((resource.rank, resource.phone) for resource in resources if resource.rank)[:4]
    assert [phone for _, phone in first] == ["110", "119", "120", "122"]


def test_no_short_number_is_told_that_no_record_stands_for(resources: list[Resource]) -> None:
    known = {resource.phone.rpartition("-")[2] for resource in resources if resource.phone} | {"12381", "12119"}
    told = {(resource.id, number) for resource in resources for number in SHORT_NUMBER.findall(resource.access)}
    assert {(id, number) for id, number in told if number not in known} == set()


def test_no_record_rests_on_a_found_address_alone(resources: list[Resource]) -> None:
    told = {found.id: [one for one in found.sources if ADDRESS_ONLY not in one.name] for found in resources}
    assert [id for id, sources in told.items() if not sources] == []


def test_only_a_link_needs_a_source_for_its_address(resources: list[Resource]) -> None:
    noted = {found.id for found in resources if any(ADDRESS_ONLY in source.name for source in found.sources)}
    assert noted - {found.id for found in resources if found.link} == set()


def test_only_links_can_have_been_checked(resources: list[Resource]) -> None:
    assert [found.id for found in resources if found.checked and not found.link] == []


def test_nothing_is_claimed_that_does_not_exist(resources: list[Resource]) -> None:
    assert [resource.id for resource in resources if FORBIDDEN.search(words(resource))] == []


def test_names_are_told_apart(resources: list[Resource]) -> None:
    assert [name for name, count in Counter(resource.name for resource in resources).items() if count > 1] == []


def test_places_say_where_they_are(resources: list[Resource]) -> None:
    assert [resource.id for resource in resources if resource.kind == "place" and not resource.place] == []
