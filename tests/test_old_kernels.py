"""What office computers cannot read: nothing that came after Chromium 78 carries a page, in styles and in markup.

Which property came when is from MDN's browser-compat-data (support.chrome.version_added, looked up on 2026-11-30): the
names that came later, or never, lie in newer_than_chromium_78.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from kepu.render.assets import generate_assets
from sites import ROOT, Site

LATER = frozenset((Path(__file__).parent / "newer_than_chromium_78.txt").read_text("utf-8").split())
HARMLESS = {
    "accent-color": "a chosen answer has the colour of the system",
    "color-scheme": "scroll bars and fields stay light; every colour of ours is written out",
    "content-visibility": "only with ::details-content, which later kernels need to print what is folded",
    "page": "the sheet stays upright",
    "text-decoration-thickness": "a line under a link is a little thicker",
    "text-underline-offset": "and a little nearer",
    "text-wrap": "the last line of a heading may be short",
}
"""Properties that came later, and what is missing without them."""
LATER_SELECTORS = re.compile(
    r":(?:has|is|where|dir|autofill|modal|open|popover-open|picture-in-picture|user-valid|user-invalid)\b"
    r"|:not\([^()]*,|:nth-\w+\([^()]* of |::(?:backdrop|part|highlight|file-selector-button|checkmark|picker|column)\b|&"
)
ALONE = re.compile(r":focus-visible|::marker|::details-content")
"""Selectors that came later and may stand in a rule of their own, which old kernels pass over as a whole."""
LATER_VALUES = re.compile(
    r"\b(?:min|max|clamp|round|mod|rem|abs|sign|sin|cos|pow|sqrt|color-mix|light-dark|oklch|oklab|lab|lch|hwb|color"
    r"|image-set|cross-fade|anchor|if)\("
    r"|[\d.](?:[dsl]v[hwib]|dvmin|dvmax|cq[whib]|lh|rlh|cap|ic|vi|vb)\b"
    r"|\b(?:revert|revert-layer|subgrid|anywhere|self-start|self-end|auto-phrase|from-font)\b"
    r"|^overflow(?:-[xy])?:.*\bclip\b|^text-decoration:.*\d|^(?:width|height):stretch"
)
MEDIA_LATER = re.compile(r"[<>]|\bor\b|prefers-contrast|dynamic-range|scripting|update\b")


def rules(text: str) -> Iterator[tuple[str, list[str]]]:
    """Selectors and declarations of every rule, inside at-rules too."""
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        if not selectors.lstrip().startswith(("@page", "@bottom", "@font-face")):
            yield selectors.rpartition(";")[2].strip(), [part.strip() for part in body.split(";") if part.strip()]


def late(text: str) -> list[str]:
    """What of a style sheet came after Chromium 78 and is neither harmless nor followed by what such a kernel reads."""
    found = [f"@{name}" for name in re.findall(r"@(container|layer|scope|property|starting-style|supports)\b", text)]
    found += [media for media in re.findall(r"@media ([^{]+)", text) if MEDIA_LATER.search(media)]
    for selectors, declarations in rules(text):
        if LATER_SELECTORS.search(selectors) or (ALONE.search(selectors) and "," in selectors):
            found.append(selectors)
        names = [declaration.partition(":")[0] for declaration in declarations]
        flex = any(re.match(r"display:(?:inline-)?flex", declaration) for declaration in declarations)
        for place, declaration in enumerate(declarations):
            plain = re.sub(r'"[^"]*"|url\([^)]*\)', '""', declaration)
            if names[place] in LATER - HARMLESS.keys() or LATER_VALUES.search(plain):
                found.append(declaration)
            elif flex and names[place] in ("gap", "row-gap", "column-gap"):
                found.append(f"flex with {declaration}")
            elif names[place] == "content" and "/" in plain and "content" not in names[:place]:
                found.append(f"nothing before {declaration}")
    return found


def test_styles_ask_for_nothing_that_came_after_chromium_78() -> None:
    text = "".join(words for path, words in generate_assets(ROOT).values() if path.endswith(".css"))
    assert late(text) == []
    assert len([*rules(text)]) > 500


@pytest.mark.parametrize(
    "text",
    [
        "a{inset:0}",
        "a{aspect-ratio:1}",
        "a{display:flex;gap:1rem}",
        "a{width:min(10rem,100%)}",
        "a{height:100dvh}",
        "a:has(b){color:red}",
        "a:not(b,c){color:red}",
        "a:focus-visible,a:hover{color:red}",
        'a::before{content:"+" / ""}',
        "p{overflow-wrap:anywhere}",
        "@media (width >= 40em){a{color:red}}",
        "@layer base{a{color:red}}",
        "a{overflow:clip}",
    ],
)
def test_each_is_found(text: str) -> None:
    assert len(late(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a{display:grid;grid-gap:1rem}",
        "a{columns:2;column-gap:2rem}",
        'a::before{content:"+";content:"+" / ""}',
        ":focus:not(:focus-visible){outline:none}",
        "a{text-underline-offset:.2em}",
        "a{clip:rect(0 0 0 0);width:calc(100% - 2rem)}",
        "@media (min-width:40em) and (max-width:60em){a{color:red}}",
    ],
)
def test_what_old_kernels_read_or_pass_over_is_let_through(text: str) -> None:
    assert late(text) == []


def test_pages_use_no_element_or_attribute_of_later(real_site: Site) -> None:
    later = re.compile(
        r"<(?:search|selectedcontent|fencedframe)\b|<[^>]* (?:inert|popover\w*|commandfor|closedby)\b(?:=|>| )"
    )
    assert [page.url for page in real_site if later.search(re.sub(r'"[^"]*"', '""', page.html))] == []
