"""Names that are bound to places: those of a county itself, and all others, as the national content lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...common.files.national import NATIONAL, PLACE_NAMES, is_national, national_folder, piece_id
from ...common.files.yaml_reader import read_yaml
from ...model.plan import Plan
from ...model.typo import PlaceNames
from ..reading.validation import validated
from ..references import townships

_RANK = re.compile("(?:省|市|州|县|区|旗|特别行政区|自治区|自治州)$")


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """The places that a county's texts may name without a word, and those that belong elsewhere."""

    places: PlaceNames
    own: frozenset[str]

    @classmethod
    def of(cls, plan: Plan) -> Gazetteer:
        file = read_yaml(national_folder() / PLACE_NAMES, f"{NATIONAL}/{PLACE_NAMES}")
        places, problems = validated(file, PlaceNames, "places", {})
        assert places and not problems, problems  # a part of the program
        site = plan.site
        names = [site.place, *site.above, *site.nearby, *(member.name for member in townships(plan).values())]
        return cls(places, frozenset(name for full in names for name in _forms(full)))

    @cached_property
    def bound(self) -> dict[str, str]:
        """Every name that is bound to another place → the place, in full."""
        found: dict[str, str] = {}
        for area in self.places.areas:
            for city in area.cities:
                for name in city.names:
                    found |= dict.fromkeys(self._allowed(name), f"{area.province} {name}")
            found |= dict.fromkeys(self._allowed(area.province), area.province)
        for binding in self.places.bound:
            if not self.own.intersection(_forms(binding.to)):
                found |= dict.fromkeys(binding.words, binding.to)
        return {name: place for name, place in found.items() if not self.own.intersection(_forms(name))}

    def _allowed(self, name: str) -> Iterator[str]:
        return (form for form in _forms(name) if form not in self.places.common)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        words = [*self.places.phrases, *self.own, *self.bound]
        return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))

    def elsewhere(self, text: str, shown: str) -> Iterator[tuple[str, str]]:
        """The names in a text that are bound to other places, and to which; `shown` is the file that it stands in."""
        for name in dict.fromkeys(match[0] for match in self.pattern.finditer(text)):
            if name in self.bound and not (is_national(shown) and name in self.told.get(piece_id(shown), ())):
                yield name, self.bound[name]

    @cached_property
    def told(self) -> dict[str, tuple[str, ...]]:
        """The places that national pieces tell of, by piece."""
        return {told.piece: told.words for told in self.places.told}

    @cached_property
    def codes(self) -> dict[str, str]:
        """Area code → where it is dialled, for all but the county's own city."""
        cities = ((area.province, city) for area in self.places.areas for city in area.cities)
        return {
            city.code: f"{province} {'、'.join(city.names)}"
            for province, city in cities
            if not any(self.own.intersection(_forms(name)) for name in city.names)
        }


def _forms(name: str) -> set[str]:
    """A name with and without its rank: 咸宁市, 咸宁."""
    short = _RANK.sub("", name)
    return {name, short} if len(short) >= 2 else {name}
