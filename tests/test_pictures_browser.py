"""Pictures as a reader on a phone sees them: their words can be read and stay inside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from browsing import Handler, serving
from kepu.model.plan import Plan
from kepu.project.pictures import load_pictures
from playwright.sync_api import Browser, Page
from sites import ROOT, Site
from test_env import Env

LEAST = 14
"""Pixels of the smallest type in a picture on a phone of 375."""

WORDS = """(svg) => {
    const {width, height} = svg.viewBox.baseVal, scale = svg.getScreenCTM().a;
    const framed = svg.getScreenCTM().inverse();
    return [...svg.querySelectorAll("text")].map((text) => {
        const box = text.getBBox(), at = framed.multiply(text.getScreenCTM());
        const [left, top] = [at.a * box.x + at.e, at.d * box.y + at.f];
        const [right, bottom] = [left + at.a * box.width, top + at.d * box.height];
        const inside = left >= 2 && top >= 0 && right <= width - 2 && bottom <= height;
        return [text.textContent, inside, parseFloat(getComputedStyle(text).fontSize) * at.a * scale];
    });
}"""

# Boxes of type hold more than its strokes: 6 pixels above and below are empty.
OVERLAPS = """(svg) => {
    const boxes = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    return boxes.flatMap(([name, a], index) => boxes.slice(index + 1)
        .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 6 < b.bottom && b.top + 6 < a.bottom)
        .map(([other]) => name + other));
}"""


@pytest.fixture(scope="module")
def phone(browser: Browser, real_site: Site, real_plan: Plan) -> Iterator[Page]:
    """An article with a picture, on a phone of 375; after it all pictures there are."""
    with serving(partial(Handler, mounts={"/": real_site.folder})) as origin:
        page = browser.new_page(viewport={"width": 375, "height": 812})
        page.goto(f"{origin}/articles/fire/")
        macro = Env(real_plan).macros["picture"]
        figures = "".join(macro(id) for id in load_pictures(ROOT)[0])
        page.locator(".kx-picture").evaluate("(figure, all) => figure.insertAdjacentHTML('afterend', all)", figures)
        yield page
        page.close()


def measured(phone: Page, script: str) -> list[tuple[str, list[Any]]]:
    """Below each picture's title what the script finds in it."""
    figures = phone.locator("figure.kx-picture").all()
    assert len(figures) == 1 + len(load_pictures(ROOT)[0])
    return [(figure.inner_text(), figure.locator("svg").evaluate(script)) for figure in figures]


def test_a_picture_is_as_wide_as_the_phone_allows(phone: Page) -> None:
    assert {round(width) for _, width in measured(phone, "svg => svg.getBoundingClientRect().width")} == {343}


def test_words_in_pictures_are_large_enough_and_inside(phone: Page) -> None:
    found = [(title, word) for title, words in measured(phone, WORDS) for word in words]
    assert len(found) > 5
    assert [(title, word) for title, (word, inside, size) in found if not inside or size < LEAST] == []


def test_words_in_pictures_do_not_stand_on_each_other(phone: Page) -> None:
    assert [(title, words) for title, words in measured(phone, OVERLAPS) if words] == []


@pytest.mark.parametrize(("width", "height"), [(640, 905), (1600, 400), (300, 1600)])
def test_a_poster_keeps_its_shape_on_every_screen(phone: Page, width: int, height: int) -> None:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'/>"
    image = f'<img width="{width}" height="{height}" alt="" src="data:image/svg+xml,{quote(svg)}">'
    main = phone.locator("main")
    main.evaluate("(main, html) => main.insertAdjacentHTML('beforeend', html)", f'<figure class="kx-picture">{image}')
    poster = main.locator("figure > img").last
    for screen in (375, 1366):
        phone.set_viewport_size({"width": screen, "height": 768})
        shape = poster.evaluate("img => [img.offsetWidth, img.offsetHeight]")
        assert shape[0] / shape[1] == pytest.approx(width / height, rel=0.03) and shape[1] <= 700
    phone.set_viewport_size({"width": 375, "height": 812})
    main.locator("figure").last.evaluate("figure => figure.remove()")
