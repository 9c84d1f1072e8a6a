"""The scripts in overrides/js: what the build writes into them, and that each runs, in Node and in Chromium."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from browsing import Handler, Watched, onlookers, serving
from kepu.queries import search_format
from kepu.queries.page_kinds import PageGroup, PageKind
from kepu.render.assets import CONSTANTS, SCRIPTS, generate_assets, script_of
from playwright.sync_api import Browser
from sites import ROOT, Site

FILES = {path.relative_to(ROOT / "overrides/js").as_posix(): path for path in (ROOT / "overrides/js").rglob("*.js")}
WORDS = {name: path.read_text("utf-8") for name, path in FILES.items()}
TYPES = (ROOT / "overrides/js/types.d.ts").read_text("utf-8")
OF_ONE_BUILD = {"BUILD", "OFFLINE", "PAGES", "RESULTS_SCRIPT", "SOUNDS_SCRIPT"}
"""Constants of the service worker, and where scripts are that another fetches."""


def test_search_understands_and_ranks_without_a_browser(tmp_path: Path) -> None:
    parts = [*SCRIPTS["search"][: SCRIPTS["search"].index("search/panel")], *SCRIPTS["sounds"], *SCRIPTS["results"]]
    (tmp_path / "search.js").write_text(script_of(ROOT, parts), "utf-8")
    command = ["node", "--test", str(ROOT / "tests/scripts/search.test.mjs")]
    environment = {**os.environ, "KX_SCRIPT": str(tmp_path / "search.js")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE)


def test_every_script_is_part_of_one_that_is_written() -> None:
    assert {f"{part}.js" for parts in SCRIPTS.values() for part in parts} | {
        "sw.js",
        "sw-off.js",
        "portable.js",
    } == FILES.keys()


def test_constants_are_declared_written_and_used() -> None:
    declared = re.findall(r"^declare const ([A-Z_]+):", TYPES, re.MULTILINE)
    assert sorted(declared) == sorted([*CONSTANTS, *OF_ONE_BUILD])
    assert [name for name in declared if not any(re.search(rf"\b{name}\b", words) for words in WORDS.values())] == []


def test_kinds_of_pages_are_those_of_the_program() -> None:
    types = re.findall(r"^type (?:\w*Kind|Other) =(.*?);$", TYPES, re.MULTILINE | re.DOTALL)
    declared = [kind for kinds in types for kind in re.findall(r'"(\w+)"', kinds)]
    assert sorted(declared) == sorted({kind.code for kind in (*PageKind, *PageGroup)})


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("page", search_format.PageRow),
        ("text", search_format.PageTextRow),
        ("unwritten", search_format.UnwrittenRow),
    ],
)
def test_rows_have_the_fields_of_the_program(name: str, row: type[NamedTuple]) -> None:
    rows = TYPES.partition("interface Rows {")[2]
    fields = re.findall(rf"^  {name}: {{(.*?)}};$", rows, re.MULTILINE | re.DOTALL)[0]
    assert tuple(re.findall(r"(\w+):", fields)) == row._fields


@pytest.mark.parametrize("word", ["today: ()", "execCommand(", "new URLSearchParams()", "new RegExp(ANCHOR_START"])
def test_what_several_scripts_do_stands_in_one_place(word: str) -> None:
    assert sum(words.count(word) for words in WORDS.values()) == 1


def test_lines_are_short_and_syntax_old() -> None:
    """As Chromium 78 has it; TypeScript knows its library, but not its syntax."""
    lines = [(name, line) for name, words in {**WORDS, "types": TYPES}.items() for line in words.split("\n")]
    assert [(name, line) for name, line in lines if len(line) > 120] == []
    newer = re.compile(
        r"\?\.[^\d]|\?\?|\|\|=|&&=|\bstatic \{|#\w+ =|\d_\d|\.at\(|replaceAll|matchAll\(|structuredClone"
        r"|replaceChildren|findLast|\.toSorted|\.toReversed|hasOwn\(|Promise\.any|AbortSignal|checkVisibility|\.inert\b"
        r"|randomUUID|WeakRef|Object\.groupBy|showPopover|requestIdleCallback|[\"'`(:]:?(?:is|where|has)\("
    )
    assert [(name, line) for name, line in lines if name != "types" and newer.search(line)] == []


SHOWN = {
    "early": "",
    "alert": "",
    "agenda": "events/",
    "daily": "daily/",
    "mine": "events/",
    "quiz": "quiz/",
    "sift": "events/",
    "official": "events/2026/lab-day/",
    "wall": "screen/",
    "duties": "duties/",
    "portal": "about/",
    "senior": "duties/?senior=1",
    "aloud": "daily/",
    "search": "search/?q=%E7%94%B2%E5%B1%80",
    "results": "search/?q=%E7%94%B2%E5%B1%80",
    "sounds": "search/?q=jiaju",
}
"""Each script, and a page that loads it; one of them another fetches."""
PRESSED = {"aloud": ".kx-listen button", "official": "[data-kx-official]"}
"""What is fetched when a button is pressed."""


@pytest.fixture(scope="module")
def look(
    browser: Browser, calendar_site: Site, alert_site: Site
) -> Iterator[Callable[..., AbstractContextManager[Watched]]]:
    mounts = {"/calendar/": calendar_site.folder, "/alert/": alert_site.folder}
    with serving(partial(Handler, mounts=mounts)) as origin, onlookers(browser, origin) as start:
        yield start


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_runs_without_a_word_in_the_console(
    name: str, look: Callable[..., AbstractContextManager[Watched]], calendar_site: Site, alert_site: Site
) -> None:
    """The reader who watches the page notes errors, warnings and exceptions, and fails at the end for any."""
    site, mount = (alert_site, "/alert/") if name == "alert" else (calendar_site, "/calendar/")
    path = SHOWN[name]
    assert name == "sounds" or generate_assets(ROOT)[name][0].split(".")[0] in site[path.partition("?")[0]].html
    with look() as reader:
        page = reader.open(mount + path)
        if path.startswith("search/"):
            page.wait_for_selector("[data-result]")
        if name in PRESSED:
            page.locator(PRESSED[name]).first.click()
        page.wait_for_load_state("networkidle")
        loaded = "name => performance.getEntriesByType('resource').some((entry) => entry.name.includes(`/${name}.`))"
        if name != "official":  # that one waits for a button
            page.wait_for_function(loaded, arg=name)


def test_the_service_worker_runs_without_a_word_in_the_console(
    look: Callable[..., AbstractContextManager[Watched]],
) -> None:
    with look(alone=True) as reader:
        page = reader.open("/alert/emergency/")
        page.wait_for_selector("main [data-kx-kept]:not([hidden])")
        page.reload()
        assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
