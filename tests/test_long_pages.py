"""Long pages: what is on them stands at their head, and the way back up is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from browsing import Handler, Open, onlookers, serving
from playwright.sync_api import Browser, expect
from sites import Site, text_of


@pytest.fixture(scope="module")
def look(browser: Browser, real_site: Site) -> Iterator[Open]:
    with serving(partial(Handler, mounts={"/": real_site.folder})) as origin, onlookers(browser, origin) as start:
        yield start


@pytest.mark.parametrize("url", ["about/", "accessibility/", "api/", "guide/fields/", "guide/errors/"])
def test_a_long_page_of_an_editor_lists_its_parts(url: str, real_site: Site) -> None:
    page = real_site[url]
    parts = {f"{url}#{head.get('id')}": text_of(head) for head in page.main.iter("h2") if head.get("id")}
    (contents,) = page.all("nav", "kx-contents")
    assert dict(zip(page.links(contents), map(text_of, contents.iter("a")), strict=True)) == parts
    assert len(parts) > 3


FOLDED = [("resources/", 8000), ("articles/", 10000), ("audiences/seniors/", 6000), ("topics/health/", 6000)]
"""Pages with long lists, and how many px of a phone they may take: with all of it open they take twice as many."""


@pytest.mark.parametrize(("url", "height"), FOLDED)
def test_long_lists_show_a_glance_and_fold_the_rest(url: str, height: int, look: Open) -> None:
    with look(viewport={"width": 375, "height": 812}) as reader:
        page = reader.open(f"/{url}")
        tall = "document.documentElement.scrollHeight"
        assert page.evaluate(tall) < height
        page.locator("[data-kx-more]").evaluate_all("boxes => boxes.forEach((box) => { box.open = true })")
        assert page.evaluate(tall) > height


def test_who_sifts_sees_all_that_fits(look: Open) -> None:
    with look() as reader:
        page = reader.open("/resources/?kind=platform")
        fits = page.locator(".kx-offer[data-kind=platform]")
        assert fits.count() == page.locator(".kx-offer:visible").count() > 20
        page.locator("select[name=kind]").select_option("")
        assert page.locator("[data-kx-more][open]").count() == 0


@pytest.mark.parametrize("url", ["api/", "guide/fields/", "accessibility/"])
def test_on_a_phone_no_table_scrolls_sideways(url: str, look: Open) -> None:
    with look(viewport={"width": 320, "height": 800}) as reader:
        page = reader.open(f"/{url}")
        wider = "all => all.filter((table) => table.scrollWidth > table.clientWidth + 1).map((table) => table.textContent.slice(0, 40))"
        assert page.locator(".kx-prose > table").evaluate_all(wider) == []
        cells = page.locator(".kx-prose > table td").evaluate_all("all => all.map((cell) => cell.offsetWidth)")
        assert cells and min(cells) > 90


def test_the_way_back_up_is_at_hand_after_three_screens(look: Open) -> None:
    with look(viewport={"width": 375, "height": 812}) as reader:
        page = reader.open("/guide/fields/")
        way = page.get_by_role("link", name="回到顶部")
        expect(way).not_to_be_in_viewport()
        page.evaluate("scrollTo(0, 3 * innerHeight + 10)")
        expect(way).to_be_in_viewport()
        assert way.evaluate("link => link.offsetHeight") >= 44
        way.click()
        expect(page.locator("h1")).to_be_in_viewport()
        expect(way).not_to_be_in_viewport()
        reader.open("/safeguards/")
        expect(way).to_be_hidden()


def test_without_scripts_the_way_back_up_stands_at_the_foot(look: Open) -> None:
    with look(java_script_enabled=False) as reader:
        page = reader.open("/guide/fields/")
        page.get_by_role("link", name="回到顶部").click()
        expect(page.locator("h1")).to_be_in_viewport()
