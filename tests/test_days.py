"""days.py: which piece belongs to which day, the same in every year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest
from choosing import mostly_slow
from kepu.model.plan import Plan
from kepu.model.resources import Daily
from kepu.queries.daily.schedule import DAYS_OF_YEAR, month_of, piece_on, pieces_by_day


def plan_with(plan: Plan, count: int, **fields: object) -> Plan:
    """The plan with so many pieces, each from an article of its own."""
    return with_pieces(plan, {f"piece-{number}": {"article": f"a-{number}", **fields} for number in range(count)})


def with_pieces(plan: Plan, pieces: Mapping[str, Mapping[str, object]]) -> Plan:
    daily = {}
    for id, fields in sorted(pieces.items()):
        daily[id] = Daily.model_validate({"text": f"{id}。", "source": {"name": "某手册"}, "article": "a", **fields})
        daily[id]._id = id
    return replace(plan, daily=daily)


def rests(table: Mapping[str, Daily], days: tuple[str, ...] = DAYS_OF_YEAR) -> dict[str, int]:
    """The fewest days between two turns of each piece, over New Year too."""
    found: dict[str, int] = {}
    last: dict[str, int] = {}
    for place, day in enumerate(days * 2):
        id = table[day].id
        if id in last:
            found[id] = min(found.get(id, len(days)), place - last[id])
        last[id] = place
    return found


def test_every_day_of_every_year_has_a_piece_29_february_too(real_plan: Plan) -> None:
    assert len(DAYS_OF_YEAR) == 366 and tuple(pieces_by_day(real_plan)) == DAYS_OF_YEAR
    day = date(2027, 1, 1)
    while day.year < 2029:
        assert piece_on(real_plan, day) is pieces_by_day(real_plan)[f"{day:%m-%d}"]
        day += timedelta(days=1)


def test_a_month_is_its_days_in_order(real_plan: Plan) -> None:
    assert [len(month_of(real_plan, month)) for month in (1, 2, 4, 12)] == [31, 29, 30, 31]
    assert [day for day, _ in month_of(real_plan, 2)][::14] == ["02-01", "02-15", "02-29"]


def test_a_piece_has_the_day_it_names_and_no_other(real_plan: Plan) -> None:
    table = pieces_by_day(real_plan)
    named = {piece.id: piece.day for piece in real_plan.daily.values() if piece.day}
    assert len(named) > 10
    assert {id: [day for day, piece in table.items() if piece.id == id] for id in named} == {
        id: [day] for id, day in named.items()
    }


def test_a_piece_stays_in_its_months(real_plan: Plan) -> None:
    seasonal = [(day, piece) for day, piece in pieces_by_day(real_plan).items() if piece.months]
    assert len(seasonal) > 60
    assert [(day, piece.id) for day, piece in seasonal if int(day[:2]) not in piece.months] == []


def test_a_year_shows_as_many_pieces_as_it_has_days(real_plan: Plan) -> None:
    turns = Counter(piece.id for piece in pieces_by_day(real_plan).values())
    assert len(real_plan.daily) >= len(DAYS_OF_YEAR)
    assert len(turns) == len(DAYS_OF_YEAR) and set(turns.values()) == {1}


def test_who_comes_every_day_sees_nothing_twice_in_three_hundred_days(real_plan: Plan) -> None:
    seen: dict[str, date] = {}
    day, rests = date(2026, 1, 1), set()
    while day.year < 2031:
        piece = piece_on(real_plan, day)
        assert piece, day
        if piece.id in seen:
            rests.add((day - seen[piece.id]).days)
        seen[piece.id] = day
        day += timedelta(days=1)
    assert min(rests) > 300


def test_neighbours_do_not_come_from_one_article(real_plan: Plan) -> None:
    table = pieces_by_day(real_plan)
    common = [day for day in DAYS_OF_YEAR if day != "02-29"]
    for days in (DAYS_OF_YEAR, common):
        pairs = pairwise([table[day].article or table[day].resource for day in [*days, days[0]]])
        assert [pair for pair in pairs if pair[0] == pair[1]] == []


def test_the_order_of_files_and_the_text_do_not_matter(real_plan: Plan) -> None:
    turned = {}
    for id, piece in reversed(real_plan.daily.items()):
        turned[id] = piece.model_copy(update={"text": "改过的字。"})
        turned[id]._id = id
    before, after = pieces_by_day(real_plan), pieces_by_day(replace(real_plan, daily=turned))
    assert {day: piece.id for day, piece in before.items()} == {day: piece.id for day, piece in after.items()}


def test_a_new_piece_moves_few_days(real_plan: Plan) -> None:
    before = pieces_by_day(real_plan)
    moved = []
    for id in list(real_plan.daily)[::120]:
        after = pieces_by_day(
            replace(real_plan, daily={key: piece for key, piece in real_plan.daily.items() if key != id})
        )
        moved.append(sum(before[day].id != after[day].id for day in DAYS_OF_YEAR))
    assert median(moved) < 30 and max(moved) < len(DAYS_OF_YEAR) / 3


SEASONS = {"n": (), "s": (4, 5, 6, 7, 8, 9), "w": (11, 12, 1, 2), "july": (7,), "edge": (6, 7)}


@pytest.mark.parametrize(
    ("numbers", "article"),
    [
        ({"n": 190, "s": 100, "w": 76}, "same"),
        ({"n": 64, "s": 153, "w": 120, "july": 15, "edge": 14}, None),
        ({"n": 31 + 30 + 31 + 122, "july": 31, "edge": 30, "s": 91}, None),  # each has to be where it is
        ({"n": 300, "s": 60, "w": 60}, None),
    ],
)
def test_a_whole_year_of_pieces_has_none_twice_whatever_their_seasons(
    numbers: dict[str, int], article: str | None, valid_plan: Plan
) -> None:
    pieces = {
        f"{season}{number}": {"article": article or f"{season}{number}", "months": SEASONS[season]}
        for season, count in numbers.items()
        for number in range(count)
    }
    table = pieces_by_day(with_pieces(valid_plan, pieces))
    assert tuple(table) == DAYS_OF_YEAR and len({piece.id for piece in table.values()}) == len(DAYS_OF_YEAR)
    assert [day for day, piece in table.items() if piece.months and int(day[:2]) not in piece.months] == []


def test_a_piece_finds_room_where_others_can_move(valid_plan: Plan) -> None:
    """March is full of pieces that may be in February or April too: nobody with fewer months comes first there."""
    pieces: dict[str, dict[str, object]] = {f"n{n}": {"article": f"n{n}"} for n in range(366 - 29 - 31 - 30)}
    for name, months, count in (("a", (2, 3), 45), ("b", (3, 4), 45)):
        pieces |= {f"{name}{n}": {"article": f"{name}{n}", "months": months} for n in range(count)}
    table = pieces_by_day(with_pieces(valid_plan, pieces))
    assert len({piece.id for piece in table.values()}) == 366


@pytest.mark.parametrize("count", mostly_slow([1, 2, 5, 12, 40, 60, 130, 366, 400], [1, 40, 60, 366]))
def test_any_number_of_pieces_fills_the_year_evenly(count: int, valid_plan: Plan) -> None:
    table = pieces_by_day(plan_with(valid_plan, count))
    turns = Counter(piece.id for piece in table.values())
    assert tuple(table) == DAYS_OF_YEAR
    assert len(turns) == min(count, 366)
    assert max(turns.values()) - min(turns.values()) <= max(1, 366 // count // 3)
    if count > 1:
        assert min(rests(table).values()) >= (31 if count >= 60 else max(1, count // 3))


def test_pieces_from_one_article_still_fill_the_year(valid_plan: Plan) -> None:
    table = pieces_by_day(plan_with(valid_plan, 60, article="a"))
    assert tuple(table) == DAYS_OF_YEAR and min(rests(table).values()) > 30


def test_a_season_takes_its_share_and_no_more(valid_plan: Plan) -> None:
    pieces: dict[str, dict[str, object]] = {f"p{n}": {"article": f"a{n}"} for n in range(60)}
    pieces |= {f"summer{n}": {"article": f"s{n}", "months": (7, 8)} for n in range(10)}
    table = pieces_by_day(with_pieces(valid_plan, pieces))
    summer = [day for day, piece in table.items() if piece.months]
    assert {day[:2] for day in summer} == {"07", "08"} and 10 <= len(summer) <= 20
    assert min(rests(table).values()) > 30


def test_29_february_is_nobodys_only_day(valid_plan: Plan) -> None:
    table = pieces_by_day(plan_with(valid_plan, 150))
    assert [day for day, piece in table.items() if piece is table["02-29"]] != ["02-29"]


def test_days_that_no_piece_may_have_are_left_out(valid_plan: Plan) -> None:
    assert pieces_by_day(valid_plan) == {}
    assert {day[:2] for day in pieces_by_day(plan_with(valid_plan, 40, months=(7,)))} == {"07"}
    assert piece_on(plan_with(valid_plan, 40, months=(7,)), date(2026, 8, 1)) is None
