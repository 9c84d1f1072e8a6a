"""Which daily piece belongs to which day of the year: the same in every year, worked out from the pieces alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from ...common.reads import by_answer, remembered
from ...model.plan import Plan
from ...model.resources import Daily

DAYS_OF_YEAR = tuple(f"{date(2024, 1, 1) + timedelta(days=number):%m-%d}" for number in range(366))
"""Every “MM-DD” there is, 29 February among them."""

LEAP_DAY = "02-29"
PLACE = {day: place for place, day in enumerate(DAYS_OF_YEAR)}

HALF_A_YEAR = len(DAYS_OF_YEAR) // 2
"""No two turns of a piece are farther apart than half a year: only one without any day yet is."""

FIRST_LIMITS = tuple((HALF_A_YEAR, apart) for apart in (15, 10, 7, 4, 2, 1, 0))
LIMITS = ((31, 2), (31, 0), (15, 0), (7, 0), (3, 0), (1, 0), (0, 0))
"""For how many days a piece rests, and for how many no other comes from the same article or resource.

Strictest first: the next pair counts once nothing fits any more. Under the first limits every piece gets one day, so
that 366 pieces or more never come twice in a year; sixty are enough to rest for a month. Each rest is a day more than
is wanted, since most years have no 29 February.
"""


@remembered(4)
def pieces_by_day(plan: Plan) -> Mapping[str, Daily]:
    """The piece of each day, in the order of the year; a day that no piece may have is not there.

    A piece with a day of its own has that day alone. The others take turns, those with the fewest months first: one day
    for each, then what is left, each as far from its own other days as it can. Of more pieces than days, the last have
    none. Only ids decide, never chance; one piece more or less moves a dozen days in the median, in
    crowded months up to a quarter of the year.
    """
    by_id = {piece.id: piece for piece in plan.daily.values()}
    pieces = (_Piece(piece.id, piece.day, piece.months, (piece.article, piece.resource)) for piece in by_id.values())
    return {day: by_id[id] for day, id in _days_given(tuple(pieces))}


class _Piece(NamedTuple):
    """All of a daily piece that decides on its days; `origin` is its article or resource."""

    id: str
    day: str | None
    months: tuple[int, ...]
    origin: tuple[str | None, str | None]


@lru_cache(maxsize=4)
def _days_given(pieces: tuple[_Piece, ...]) -> Sequence[tuple[str, str]]:
    """Each day with the id of its piece; remembered, since a preview asks after each save, most often of the same pieces."""
    year = _Year()
    for piece in pieces:
        if piece.day:
            year.give(piece, piece.day)
    rest = [piece for piece in pieces if not piece.day]
    turns = sorted(rest, key=lambda piece: (len(piece.months) or 12, _shuffled(piece.id)))
    common = [day for day in DAYS_OF_YEAR if day != LEAP_DAY]
    year.take_turns(turns, common, FIRST_LIMITS)
    year.make_room(turns, common)
    year.make_room(turns, DAYS_OF_YEAR)
    year.take_turns(turns, common, LIMITS)
    year.take_turns(turns[::-1], [LEAP_DAY], FIRST_LIMITS + LIMITS)  # last: it comes every fourth year only
    year.part_neighbours()
    return [(day, year.taken[day].id) for day in DAYS_OF_YEAR if day in year.taken]


@by_answer
def piece_on(plan: Plan, day: date) -> Daily | None:
    """The piece of a day; None where no piece may have it."""
    return pieces_by_day(plan).get(f"{day:%m-%d}")


@by_answer
def month_of(plan: Plan, month: int) -> list[tuple[str, Daily]]:
    """The days of a month with their pieces."""
    return [(day, piece) for day, piece in pieces_by_day(plan).items() if int(day[:2]) == month]


class _Year:
    """The days given away, and how far every day is from those of a piece and from those of its source."""

    def __init__(self) -> None:
        self.taken: dict[str, _Piece] = {}
        self.places: defaultdict[object, list[int]] = defaultdict(list)
        self.known: dict[object, tuple[int, list[int]]] = {}

    def give(self, piece: _Piece, day: str) -> None:
        self.taken[day] = piece
        self.measure(piece, day)

    def measure(self, piece: _Piece, day: str) -> None:
        for key in (piece.id, piece.origin):
            self.places[key].append(PLACE[day])

    def gaps(self, key: object) -> list[int]:
        """How far every day is from the nearest of a piece, or of those from one source; worked out when it is asked for."""
        places = self.places[key]
        counted, gaps = self.known.get(key, (0, [len(DAYS_OF_YEAR)] * len(DAYS_OF_YEAR)))
        for place in places[counted:]:
            new = _AWAY[-place:] + _AWAY[:-place]
            gaps = [one if one < other else other for one, other in zip(gaps, new, strict=True)]  # faster than `min`
        self.known[key] = len(places), gaps
        return gaps

    def take_turns(self, pieces: Sequence[_Piece], days: Sequence[str], limits: Sequence[tuple[int, int]]) -> None:
        """Give away those of the days that are still free, one to each piece in every round."""
        free = [day for day in days if day not in self.taken]
        for rest, apart in limits:
            if not free:
                return
            while sum(self.take(piece, free, rest, apart) for piece in pieces):
                pass  # another round

    def take(self, piece: _Piece, free: list[str], rest: int, apart: int) -> bool:
        """Give a piece the free day that is farthest from its own; among equals its id decides."""
        own = self.gaps(piece.id)
        if max(own) <= rest:
            return False
        kin = self.gaps(piece.origin)
        fit = [day for day in free if own[PLACE[day]] > rest and kin[PLACE[day]] > apart and _in_season(piece, day)]
        if not fit:
            return False
        widest = max(own[PLACE[day]] for day in fit)
        farthest = [day for day in fit if own[PLACE[day]] == widest]
        day = min(farthest, key=lambda day: _shuffled(piece.id + day))
        self.give(piece, day)
        free.remove(day)
        return True

    def make_room(self, pieces: Sequence[_Piece], days: Sequence[str]) -> None:
        """Let others move to free days until no piece without a day can get one in its months any more."""
        placed = {piece.id for piece in self.taken.values()}
        waiting = [piece for piece in pieces if piece.id not in placed]
        if not waiting:
            return
        for piece in waiting:
            if any(day not in self.taken for day in days):
                self._squeeze_in(piece, sorted(days, key=lambda day: _shuffled(piece.id + day)))
        self.places.clear()
        self.known.clear()
        for day, piece in self.taken.items():
            self.measure(piece, day)

    def _squeeze_in(self, piece: _Piece, days: Sequence[str]) -> None:
        """Move as few pieces as possible: the shortest augmenting path of a bipartite matching, found breadth first."""
        asked_from: dict[str, str] = {}
        waiting = deque([(piece, "")])
        while waiting:
            seeker, held = waiting.popleft()
            for day in days:
                if day in asked_from or not _in_season(seeker, day):
                    continue
                asked_from[day] = held
                if day not in self.taken:
                    self._move_along(piece, day, asked_from)
                    return
                if not self.taken[day].day:
                    waiting.append((self.taken[day], day))

    def _move_along(self, piece: _Piece, day: str, asked_from: Mapping[str, str]) -> None:
        while before := asked_from[day]:
            self.taken[day] = self.taken[before]
            day = before
        self.taken[day] = piece

    def part_neighbours(self) -> None:
        """Exchange the days of two pieces where one stands next to another from the same article or resource."""
        for day in [day for day in DAYS_OF_YEAR if self._crowded(day)]:
            if self._crowded(day):  # still: an exchange before may have helped this day too
                partners = sorted(self.taken, key=lambda other: _shuffled(day + other))
                any(self._exchange(day, other) for other in partners)

    def _exchange(self, day: str, other: str) -> bool:
        """Whether the exchange helped; otherwise all is as before."""
        one, two = self.taken[day], self.taken[other]
        if one.day or two.day or not (_in_season(one, other) and _in_season(two, day)):
            return False
        self.taken[day], self.taken[other] = two, one
        better = not (self._crowded(day) or self._crowded(other)) and self._rested(day) and self._rested(other)
        if not better:
            self.taken[day], self.taken[other] = one, two
        return better

    def _rested(self, day: str) -> bool:
        turns = [other for other, piece in self.taken.items() if piece is self.taken[day] and other != day]
        return all(_apart(day, other) > LIMITS[0][0] for other in turns)

    def _crowded(self, day: str) -> bool:
        """Whether one of the two days before or after, over New Year too, has a piece of the same origin."""
        near = [DAYS_OF_YEAR[(PLACE[day] + step) % len(DAYS_OF_YEAR)] for step in (-2, -1, 1, 2)]
        return day in self.taken and any(
            other in self.taken and self.taken[other].origin == self.taken[day].origin for other in near
        )


_AWAY = tuple(min(days, len(DAYS_OF_YEAR) - days) for days in range(len(DAYS_OF_YEAR)))
"""How many days two days of the year are from each other, over New Year too, by the difference of their places.

A negative one counts from the end, which is the same.
"""


def _apart(day: str, other: str) -> int:
    return _AWAY[PLACE[day] - PLACE[other]]


def _in_season(piece: _Piece, day: str) -> bool:
    return not piece.months or int(day[:2]) in piece.months


def _shuffled(text: str) -> bytes:
    """An order that has nothing to do with the alphabet and never changes."""
    return hashlib.sha256(text.encode()).digest()
