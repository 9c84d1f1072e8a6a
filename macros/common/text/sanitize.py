"""Words and HTML that somebody else wrote into what may stand on our pages."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable
from itertools import accumulate
from urllib.parse import urljoin, urlsplit

import nh3

from .characters import visible

TAGS = {
    *("p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "sub", "sup", "h3", "h4", "blockquote", "a"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
GONE_WITH_THEIR_CONTENT = {
    *("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "select", "textarea"),
    *("button", "audio", "video", "canvas", "noembed", "noframes", "xmp"),
}
CELLS = {name: {str(number) for number in range(2, 13)} for name in ("colspan", "rowspan")}

MOST_TAGS = 5_000
"""The parser takes quadratic time over deep nesting; an article of 20 KB has a few hundred tags."""
MOST_NESTED_TAGS = 12
MOST_HTML_BYTES = 20_000
LONGEST_LINK = 1_000

INERT = {
    "{{": "｛｛",
    "{%": "｛%",
    "{#": "｛#",
    "Traceback (most": "Traceback （most",
    "Macro Rendering": "Macro-Rendering",
    "Macro Syntax": "Macro-Syntax",
}
"""What would look like a template, or like a page that broke, and what is written instead."""


def plain_text(text: str, longest: int | None = None) -> str:
    """Text on one line, without characters that nobody sees; cut with “…” where it is too long."""
    text = _visible(text).strip()
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def words(html: str, longest: int | None = None) -> str:
    """The words of a piece of HTML as plain text."""
    if html.count("<") > MOST_TAGS:
        return ""
    spaced = re.sub(r"(<(?:br|/p|/div|/li|/h[1-6])\b)", r" \1", _whole(html), flags=re.IGNORECASE)
    return plain_text(
        entities.unescape(nh3.clean(spaced, tags=set(), clean_content_tags=GONE_WITH_THEIR_CONTENT)), longest
    )


def as_paragraphs(text: str) -> str:
    """Plain text as HTML, an empty line between paragraphs."""
    return "".join(f"<p>{entities.escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def clean(html: str, base: str = "") -> tuple[tuple[str, ...], bool]:
    """The harmless part of a piece of HTML, a line for each block, and whether its end was cut off.

    Relative links are resolved against `base`, or taken out without one. Nothing is left where the
    result is not stable, which harmless HTML always is.
    """
    if html.count("<") > MOST_TAGS:
        return (), True
    lines = _lines(_cleaned(_outlined(_whole(html)), base))
    kept = _fitting(lines)
    result = _lines(_cleaned("\n".join(kept)))
    return (result, len(kept) < len(lines)) if is_clean(result) else ((), True)


def is_clean(lines: Iterable[str]) -> bool:
    """Whether these lines are what `clean` makes of them, and nested no deeper than a reader can follow."""
    text = "\n".join(lines)
    return _depth(text) <= MOST_NESTED_TAGS and "\n".join(_lines(_cleaned(text))) == text


def safe_address(address: str) -> bool:
    """Whether a link leads to a web page, without a name and a password in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    harmless = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    readable = address.isprintable() and not re.search(r"[\s<>\"'\\{}|^`]", address)
    return bool(harmless) and readable and len(address) <= LONGEST_LINK


def _cleaned(html: str, base: str = "") -> str:
    html = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=GONE_WITH_THEIR_CONTENT,
        attributes={"a": {"href"}},
        tag_attribute_values={"td": CELLS, "th": CELLS},
        attribute_filter=_filtered,
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative=lambda link: _joined(base, link),
        link_rel="external",
    )
    html = re.sub(r'<a rel="external">(.*?)</a>', r"\1", _visible(html), flags=re.DOTALL)
    for _ in range(MOST_NESTED_TAGS):
        html = _EMPTY.sub("", html)
    return html


_EMPTY = re.compile(r"<(p|li|ul|ol|h3|h4|strong|em|b|i|blockquote|sub|sup|caption|a|table)(?: [^<>]*)?>\s*</\1>")


def _filtered(tag: str, name: str, value: str) -> str | None:
    value = value.strip()
    if name != "href" or re.match(r"(?:mailto|tel):[^\s<>\"{}]{1,100}$", value):
        return value
    return value if safe_address(value) or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value) else None


def _joined(base: str, link: str) -> str | None:
    """A relative link in full, where it leads to a page of the web."""
    try:
        address = urljoin(base, link)
    except ValueError:
        return None
    return address if safe_address(address) else None


def _depth(html: str) -> int:
    """How deep elements stand in each other at most; `br` has no end."""
    steps = (0 if tag == "br" else -1 if end else 1 for end, tag in re.findall(r"<(/?)([a-z0-9]+)", html))
    return max(accumulate(steps), default=0)


def _outlined(html: str) -> str:
    """Headings below those of our own page, and blocks that we do not keep as paragraphs."""
    html = re.sub(r"<(/?)h[12](?=[\s>/])", r"<\1h3", html, flags=re.IGNORECASE)
    html = re.sub(r"<(/?)h[56](?=[\s>/])", r"<\1h4", html, flags=re.IGNORECASE)
    return re.sub(r"<(/?)(?:div|section|article|pre|dd|dt|figcaption)(?=[\s>/])", r"<\1p", html, flags=re.IGNORECASE)


def _lines(html: str) -> tuple[str, ...]:
    ended = re.sub(r"(</(?:p|ul|ol|li|h3|h4|blockquote|table|tr)>|<br>)\s*", r"\1\n", html)
    return tuple(line for line in (line.strip() for line in ended.split("\n")) if line)


def _fitting(lines: tuple[str, ...]) -> tuple[str, ...]:
    """As many lines from the top as there is room for."""
    room = MOST_HTML_BYTES
    for number, line in enumerate(lines):
        room -= len(line.encode()) + 1
        if room < 0:
            return lines[:number]
    return lines


def _visible(text: str) -> str:
    text = re.sub(" +", " ", visible(re.sub(r"\s+", " ", _whole(text))))
    for live, inert in INERT.items():
        text = text.replace(live, inert)
    return text


def _whole(text: str) -> str:
    """The text without halves of surrogate pairs, which cannot be written to a file."""
    return text.encode("utf-8", "ignore").decode()
