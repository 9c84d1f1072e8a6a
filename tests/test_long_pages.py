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
