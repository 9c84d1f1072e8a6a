"""Pictures to send on: of articles, of events still to come, of the daily pieces of the next sixty days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from browsing import Handler, Open, Watched, onlookers, serving
from kepu.common.files.media_files import picture_size
from kepu.model.plan import Plan
from kepu.prints.cards import card_days, event_sheets
from kepu.prints.typesetter import Sheet, Typesetter
from playwright.sync_api import Browser, expect
from sites import ROOT, Content, Site

pytest.importorskip("typst", reason="pip install -r requirements-test.txt")

CARD, PREVIEW = (1080, 1440), (900, 500)
MOST_BYTES = 20_000_000


def size_of(path: Path) -> tuple[int, int] | None:
    return picture_size(path.read_bytes(), "png")


def test_every_article_has_a_card_and_a_preview(real_site: Site, real_content: Content) -> None:
    for page in real_content[0]:
        folder = real_site.folder / page.url
        sizes = [size_of(folder / name) if (folder / name).is_file() else None for name in ("card.png", "preview.png")]
        assert sizes == ([CARD, PREVIEW] if page.article else [None, None]), page.url


def test_the_next_sixty_days_have_each_a_card(real_site: Site, real_plan: Plan) -> None:
    made_at = json.loads((real_site.folder / "build.json").read_text("utf-8"))["time"]
    first = datetime.fromisoformat(made_at).date()
    days = [first + timedelta(days=ahead) for ahead in range(60)]
    assert card_days(real_plan, first) == days
    made = {path.name for path in (real_site.folder / "daily").glob("*.png")}
    assert made == {f"{day:%m-%d}.png" for day in days} | {"preview.png"}
    assert {size_of(real_site.folder / "daily" / f"{day:%m-%d}.png") for day in days} == {CARD}


def test_all_of_them_together_are_light(real_site: Site) -> None:
    sizes = [len(data) for name, data in real_site.files().items() if name.endswith(".png")]
    assert len(sizes) > 200 and sum(sizes) <= MOST_BYTES


def test_events_still_to_come_have_pictures_and_say_when_and_where(calendar_plan: Plan) -> None:
    today = date(2026, 6, 1)
    coming = [event for event in calendar_plan.events.values() if event.last >= today]
    assert {event.status for event in coming} >= {"cancelled", "postponed"}
    setter = Typesetter(ROOT)
    for event in coming:
        (path, card), (other, preview) = event_sheets(ROOT, calendar_plan, event)
        assert (path, other) == (f"events/{event.id}/card.png", f"events/{event.id}/preview.png")
        assert dict(card.data["rows"])["时间"].startswith(f"{event.start.year}年{event.start.month}月")
        assert (event.status in ("cancelled", "postponed")) is bool(card.data["motto"])
        for sheet, size in ((card, CARD), (preview, PREVIEW)):
            assert picture_size(setter.set(sheet), "png") == size, event.id


@pytest.mark.parametrize("words", ["字", "字" * 160, "字" * 900])
def test_a_card_holds_whatever_an_editor_may_write(calendar_plan: Plan, words: str) -> None:
    event = next(iter(calendar_plan.events.values()))
    (_, card), (_, preview) = event_sheets(
        ROOT, calendar_plan, event.model_copy(update={"about": words, "title": words[:120]})
    )
    for sheet in (card, preview):
        assert Typesetter(ROOT).set(sheet)[:4] == b"\x89PNG"


def test_the_same_card_gives_the_same_bytes(calendar_plan: Plan) -> None:
    event = next(iter(calendar_plan.events.values()))
    sheets: list[Sheet] = [sheet for _, sheet in event_sheets(ROOT, calendar_plan, event)]
    assert [Typesetter(ROOT).set(sheet) for sheet in sheets] == [Typesetter(ROOT).set(sheet) for sheet in sheets]


# In a browser.


@pytest.fixture(scope="module")
def opened(browser: Browser, real_site: Site) -> Iterator[Open]:
    with serving(partial(Handler, mounts={"/": real_site.folder})) as origin:
        yield from _readers(browser, origin)


def _readers(browser: Browser, origin: str) -> Iterator[Open]:
    with onlookers(browser, origin) as start:
        yield start


@pytest.mark.parametrize("url", ["articles/fire/", "daily/"])
def test_the_card_is_fetched_when_it_is_asked_for(opened: Open, url: str) -> None:
    with opened() as reader:
        asked: list[str] = []
        reader.page.on("request", lambda request: asked.append(request.url))
        page = reader.open(f"/{url}")
        page.wait_for_load_state("networkidle")
        assert [address for address in asked if address.endswith(".png") and "/assets/" not in address] == []
        page.locator(".kx-send summary").click()
        picture = page.locator(".kx-send img")
        picture.scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('.kx-send img').complete")
        assert picture.evaluate("e => [e.naturalWidth, e.naturalHeight]") == [*CARD]


PASTE = """() => {
    const box = document.body.appendChild(document.createElement("div"));
    box.contentEditable = "true";
    box.id = "editor";
    box.addEventListener("paste", (event) => {
        const html = event.clipboardData.getData("text/html");
        window.pasted = [html, event.clipboardData.getData("text/plain")];
        event.preventDefault();
    });
    box.focus();
}"""

FOUND = """html => {
    const read = new DOMParser().parseFromString(html, "text/html").body;
    const all = [...read.querySelectorAll("*")];
    return {
        tags: [...new Set(all.map((element) => element.localName))],
        attributes: [...new Set(all.flatMap((element) => element.getAttributeNames()))],
        sources: all.filter((element) => element.src).map((element) => element.src.slice(0, 22)),
        bare: all.filter((e) => !["section", "br", "tr", "tbody"].includes(e.localName) && !e.getAttribute("style")).length,
        words: read.textContent,
        alike: [...read.querySelectorAll("p")].length,
    };
}"""


def copied(reader: Watched, url: str) -> tuple[str, str]:
    """HTML and text that the button leaves on the clipboard, as an editor is given them."""
    page = reader.open(f"/{url}")
    page.locator("[data-kx-official]").click()
    expect(page.locator("[data-kx-official] + [role=status]")).to_contain_text("已复制")
    page.evaluate(PASTE)
    page.keyboard.press("Control+V")
    page.wait_for_function("window.pasted")
    html, text = page.evaluate("window.pasted")
    return html, text


def test_what_is_copied_for_an_official_account_needs_nothing_but_itself(opened: Open, real_content: Content) -> None:
    with opened(alone=True, permissions=["clipboard-read", "clipboard-write"]) as reader:
        html, text = copied(reader, "articles/fire/")
        found = reader.page.evaluate(FOUND, html)
        assert set(found["tags"]) <= {"section", "p", "strong", "br", "img", "table", "tbody", "tr", "td"}
        assert set(found["attributes"]) <= {"style", "alt", "src"}
        assert found["bare"] == 0
        assert found["sources"] == ["data:image/png;base64,"]
        for said in (found["words"], text):
            places = [
                said.index(words)
                for words in (
                    "家里起火怎么办",
                    "离开火，关上门，打119",
                    "1. 离开着火的屋子",
                    "要做",
                    "平时",
                    "出处：",
                    "来源：科普咸安",
                    "原文地址：http",
                )
            ]
            assert places == sorted(places)
        assert "下载海报" not in text and "接着看" not in text and "长按" not in text


@pytest.mark.parametrize("start", ["daily/", "articles/blood-pressure/", "events/"])
def test_other_pages_are_copied_too(opened: Open, real_site: Site, start: str) -> None:
    url = next(
        url for url, page in real_site.pages.items() if url.startswith(start) and "data-kx-official>" in page.html
    )
    with opened(alone=True, permissions=["clipboard-read", "clipboard-write"]) as reader:
        html, text = copied(reader, url)
        assert "原文地址：http" in text and len(text) > 100
        assert start == "daily/" or real_site[url].title in text
        assert reader.page.evaluate(FOUND, html)["bare"] == 0
