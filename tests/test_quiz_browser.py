"""The quiz in a real browser: a round for everybody alike, by mouse and by keys, read out, on paper, and nothing sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from browsing import Handler, Watched, onlookers, overflow, serious, serving
from kepu.model.plan import Plan
from kepu.queries.daily import quiz
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader
from sites import Site

DAY = date(2026, 6, 3)
LATE = "2026-06-03T23:30:00+08:00"
"""Half an hour before the day is over in 咸安."""

Look = Callable[..., AbstractContextManager[Watched]]


@pytest.fixture(scope="module")
def look(browser: Browser, calendar_site: Site) -> Iterator[Look]:
    mounts = {"/kepu/": calendar_site.folder}
    with serving(partial(Handler, mounts=mounts)) as origin, onlookers(browser, origin, LATE) as start:
        yield start


def asked(page: Page) -> list[str]:
    return [words.split()[-1] for words in page.locator("fieldset legend").all_inner_texts()]


def titles(plan: Plan, day: date) -> list[str]:
    return [question.question for question in quiz.round_on(plan, day)]


def folded(words: str) -> str:
    """A PDF has some characters as radicals."""
    return unicodedata.normalize("NFKC", words)


def answer(box: Locator, plan: Plan, right: bool = True) -> None:
    """Choose in a question, and ask."""
    id = (box.locator("input").first.get_attribute("name") or "").removeprefix("q-")
    option = next(option for option in quiz.options(plan.quiz[id]) if option.right is right)
    box.locator(f"input[value={option.letter}]").check()
    box.get_by_role("button").click()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Auckland"])
def test_everybody_has_the_five_of_the_day_in_xianan(zone: str, look: Look, calendar_plan: Plan) -> None:
    with look(timezone_id=zone) as reader:
        page = reader.open("/kepu/quiz/")
        assert asked(page) == titles(calendar_plan, DAY)
        expect(page.locator("[data-quiz-all]")).to_be_hidden()
        page.get_by_role("button", name="再来五题").click()
        assert asked(page) == titles(calendar_plan, date(2026, 6, 2))
        expect(page.locator(".kx-round > h2")).to_be_focused()


def test_the_score_is_said_and_can_be_copied(look: Look, calendar_plan: Plan) -> None:
    with look(alone=True, permissions=["clipboard-read", "clipboard-write"]) as reader:
        sent: list[str] = []
        page = reader.open("/kepu/quiz/")
        page.on("request", lambda request: sent.append(request.url))
        boxes = page.locator("fieldset").all()
        boxes[0].get_by_role("button").click()
        expect(boxes[0].locator("[role=status]")).to_have_text("先选一个答案。")
        for place, box in enumerate(boxes):
            answer(box, calendar_plan, right=place != 1)
        expect(boxes[0].locator("[role=status] p").first).to_have_text("✓ 答对了。")
        expect(boxes[1].locator("[role=status] p").first).to_contain_text("✗ 不对，正确答案是")
        expect(boxes[1].locator(".kx-mark")).to_have_text(["✗ 您选的", "✓ 正确答案"], use_inner_text=True)
        score = page.locator(".kx-score")
        expect(score.locator("p").first).to_have_text("您答对了 4/5 题。")
        score.get_by_role("button").click()
        expect(score).to_contain_text("已复制")
        said = page.evaluate("navigator.clipboard.readText()")
        assert "答对 4/5" in said and said.endswith("/kepu/quiz/")
        assert sent == [] and page.evaluate("Object.keys(localStorage).length") == 0


def test_what_was_judged_stays_judged(look: Look, calendar_plan: Plan) -> None:
    with look() as reader:
        page = reader.open("/kepu/quiz/")
        box = page.locator("fieldset").first
        answer(box, calendar_plan, right=False)
        assert box.locator("input:enabled").count() == 0
        box.get_by_role("button").click(force=True)
        expect(box.locator(".kx-mark")).to_have_count(2)


def test_a_round_is_played_with_the_keys_alone(look: Look) -> None:
    with look() as reader:
        page = reader.open("/kepu/quiz/")
        page.locator("fieldset input").first.focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("fieldset").first.locator("input").nth(1)).to_be_checked()
        expect(page.locator("fieldset").first.locator("[role=status]")).to_be_empty()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("fieldset").first.locator("[role=status]")).not_to_be_empty()
        expect(page.locator("fieldset").first.get_by_role("button")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1366])
def test_nothing_is_in_the_way_of_readers(width: int, scheme: str, look: Look, calendar_plan: Plan) -> None:
    with look(viewport={"width": width, "height": 800}, color_scheme=scheme) as reader:
        page = reader.open("/kepu/quiz/")
        for place, box in enumerate(page.locator("fieldset").all()):
            answer(box, calendar_plan, right=place % 2 == 0)
        assert serious(page) == []
        assert overflow(page) == 0
        for target in page.locator(".kx-option").all():
            assert (target.bounding_box() or {"height": 0})["height"] >= 44


def test_a_round_with_its_answers_is_one_sheet(look: Look, calendar_plan: Plan) -> None:
    with look() as reader:
        page = reader.open("/kepu/quiz/")
        sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
        assert len(sheets) == 1
        questions, _, key = folded("".join(sheets[0].extract_text().split())).rpartition("答案")
        for question in quiz.round_on(calendar_plan, DAY):
            assert folded(question.question) in questions
            assert folded(question.right) in key and folded(question.why) in key


def test_without_scripts_answers_unfold(browser: Browser, calendar_site: Site, calendar_plan: Plan) -> None:
    options: dict[str, Any] = {"java_script_enabled": False}
    with serving(partial(Handler, mounts={"/kepu/": calendar_site.folder})) as origin:
        context = browser.new_context(**options)
        page = context.new_page()
        page.goto(f"{origin}/kepu/quiz/")
        item = page.locator("#q-mill")
        expect(page.locator(".kx-question:visible")).to_have_count(len(calendar_plan.quiz))
        expect(item.get_by_text("磨坊在河边。")).to_be_hidden()
        item.locator("summary").click()
        expect(item.get_by_text("磨坊在河边。")).to_be_visible()
        context.close()
