"""The page for public screens as it is built: its days, its ways in, what it says where the address is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kepu.model.plan import Plan
from kepu.project.plan_loader import load_plan
from kepu.queries.articles import FiledList
from kepu.render.pages.screen_page import AFTER_THAT, SCREEN_DAYS, generate_screen_page
from kepu.render.pages.screen_topics import sentences
from sites import ROOT, VALID, Site, text_of

BUILT = date(2026, 6, 1)


def test_it_holds_two_months_of_days_without_a_gap(calendar_site: Site) -> None:
    pieces = calendar_site["screen/"].all("section", "kx-slide--daily")
    days = [BUILT + timedelta(days=number) for number in range(SCREEN_DAYS)]
    assert [piece.get("data-first") for piece in pieces] == [str(day) for day in days]
    assert [str(day.day) in text_of(piece) for day, piece in zip(days, pieces, strict=True)] == [True] * SCREEN_DAYS


def test_without_scripts_only_what_belongs_to_the_day_of_the_build_is_seen(calendar_site: Site) -> None:
    page = calendar_site["screen/"]
    for kind in ("daily", "observance"):
        shown = [one.get("data-first") for one in page.all("section", f"kx-slide--{kind}") if one.get("hidden") is None]
        assert len(shown) == 1, kind
    items = page.one("section", "kx-slide--next").findall(".//li")
    assert [item.get("hidden") is None for item in items] == [True] * 3 + [False] * (len(items) - 3)


def test_something_is_next_until_the_last_of_its_days(calendar_plan: Plan) -> None:
    (page,) = generate_screen_page(calendar_plan, BUILT, [])
    last = BUILT + timedelta(days=SCREEN_DAYS - 1)
    later = [item for item in page.values["observances"] if item.days.first > last]
    assert len(later) == AFTER_THAT


def test_a_plan_with_nothing_for_every_day_has_none() -> None:
    assert list(generate_screen_page(load_plan(VALID / "two-periods"), BUILT, [])) == []


def test_the_site_map_leads_to_it_and_the_header_does_not(calendar_site: Site, real_site: Site) -> None:
    for site in (calendar_site, real_site):
        assert "screen/" in site["sitemap/"].links()
        assert "screen/" not in site[""].links(site[""].one("header"))
    assert {"about/", "emergency/", "daily/"} <= {page.url for page in real_site if "screen/" in page.links(page.main)}


def test_there_is_a_code_only_where_the_address_is_known(calendar_site: Site, real_site: Site, real_plan: Plan) -> None:
    assert len(calendar_site["screen/"].all("svg", "kx-qr__code")) == 1
    assert len(real_site["screen/"].all("svg", "kx-qr__code")) == bool(real_plan.site.url)


def test_sentences_are_the_text() -> None:
    text = "先打119！“快走。”（不坐电梯。）3.5米以外，安全吗？没有句号"
    assert sentences(text) == ["先打119！", "“快走。”", "（不坐电梯。）", "3.5米以外，安全吗？", "没有句号"]
    assert "".join(sentences(text)) == text


def test_an_alert_that_names_no_article_is_shown_as_any_other(calendar_plan: Plan, alert_plan: Plan) -> None:
    assert alert_plan.alert
    alert = alert_plan.alert.model_copy(update={"articles": ()})
    plan = replace(calendar_plan, alert=alert)
    (page,) = generate_screen_page(plan, BUILT, [])
    assert alert.title in page.body(ROOT, plan, BUILT, FiledList(), "", alert.start)
