"""Which daily piece belongs to which day of the year: the same in every year, worked out from the pieces alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from ..model.plan import Plan
from ..model.resources import Daily

DAYS_OF_YEAR = tuple(f"{date(2024, 1, 1) + timedelta(days=number):%m-%d}" for number in range(366))
"""Every “MM-DD” there is, 29 February among them."""

LEAP_DAY = "02-29"
PLACE = {day: place for place, day in enumerate(DAYS_OF_YEAR)}

LIMITS = ((31, 2), (31, 0), (15, 0), (7, 0), (3, 0), (1, 0), (0, 0))
"""For how many days a piece rests, and for how many no other comes from the same article or resource.

Strictest first: the next pair counts once nothing fits any more, which sixty pieces are enough to avoid. Each is a day
more than is wanted, since most years have no 29 February.
"""


@lru_cache(maxsize=4)
def pieces_by_day(plan: Plan) -> Mapping[str, Daily]:
    """The piece of each day, in the order of the year; a day that no piece may have is not there.

    A piece with a day of its own has that day alone. The others take turns, those with the fewest months first, each
    as far from its own other days as it can. Only ids decide, never chance. A new piece takes its days from others,
    and these look for new ones: of 200 pieces, one more moves about twenty days.
    """
    year = _Year()
    for piece in plan.daily.values():
        if piece.day:
            year.give(piece, piece.day)
    rest = [piece for piece in plan.daily.values() if not piece.day]
    turns = sorted(rest, key=lambda piece: (len(piece.months) or 12, _shuffled(piece.id)))
    year.take_turns(turns, [day for day in DAYS_OF_YEAR if day != LEAP_DAY])
    year.take_turns(turns[::-1], [LEAP_DAY])  # last, so that its piece has other days as well
    return {day: year.taken[day] for day in DAYS_OF_YEAR if day in year.taken}


def piece_on(plan: Plan, day: date) -> Daily | None:
    return pieces_by_day(plan).get(f"{day:%m-%d}")


def month_of(plan: Plan, month: int) -> list[tuple[str, Daily]]:
    """The days of a month with their pieces."""
    return [(day, piece) for day, piece in pieces_by_day(plan).items() if int(day[:2]) == month]


class _Year:
    """The days given away, and how far every day is from those of a piece and from those of its source."""

    def __init__(self) -> None:
        self.taken: dict[str, Daily] = {}
        self.gaps: defaultdict[object, list[int]] = defaultdict(lambda: [len(DAYS_OF_YEAR)] * len(DAYS_OF_YEAR))

    def give(self, piece: Daily, day: str) -> None:
        self.taken[day] = piece
        for key in (piece.id, _origin(piece)):
            gaps = self.gaps[key]
            for place in PLACE.values():
                away = abs(place - PLACE[day])
                gaps[place] = min(gaps[place], away, len(DAYS_OF_YEAR) - away)  # over New Year too

    def take_turns(self, pieces: Sequence[Daily], days: Sequence[str]) -> None:
        """Give away those of the days that are still free, one to each piece in every round."""
        for rest, apart in LIMITS:
            while sum(self.take(piece, days, rest, apart) for piece in pieces):
                pass  # another round

    def take(self, piece: Daily, days: Sequence[str], rest: int, apart: int) -> bool:
        """Give a piece the free day that is farthest from its own; among equals its id decides."""
        own, kin = self.gaps[piece.id], self.gaps[_origin(piece)]
        fit = [day for day in days if day not in self.taken and own[PLACE[day]] > rest and kin[PLACE[day]] > apart]
        if piece.months:
            fit = [day for day in fit if int(day[:2]) in piece.months]
        if not fit:
            return False
        widest = max(own[PLACE[day]] for day in fit)
        farthest = [day for day in fit if own[PLACE[day]] == widest]
        self.give(piece, min(farthest, key=lambda day: _shuffled(piece.id + day)))
        return True


def _origin(piece: Daily) -> tuple[str | None, str | None]:
    return piece.article, piece.resource


def _shuffled(text: str) -> str:
    """An order that has nothing to do with the alphabet and never changes."""
    return hashlib.sha256(text.encode()).hexdigest()
