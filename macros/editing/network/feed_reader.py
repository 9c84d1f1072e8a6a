"""The bytes of somebody else's feed (JSON Feed, Atom or RSS) into entries of plain values; trusts nothing in them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat

import feedparser

from ...common.dates import CHINA
from ...common.text.sanitize import as_paragraphs, plain_text, safe_address, words

LONGEST_TITLE = 120
LONGEST_SUMMARY = 300
LONGEST_TAG = 30
MOST_ENTRY_TAGS = 10
MOST_CONTENT = 200_000
"""Characters of an entry's content that are looked at; twenty times what is kept."""
MOST_ITEMS = 1_000
MOST_ELEMENTS = 20_000
MOST_ATTRIBUTES = 40_000
"""The parser takes a thousandth of a second over each; feeds have fifty items of some fifteen elements."""
MOST_JSON_LEVELS = 200
"""Levels of XML; feeds have ten."""


class Unreadable(Exception):
    """Not a feed that can be used; says why in words for an editor."""


@dataclass(frozen=True)
class Incoming:
    """An entry as its feed tells it: text is plain, `content` still is HTML as it came."""

    uid: str
    title: str
    link: str
    summary: str
    content: str
    tags: tuple[str, ...]
    published: date | None
    updated: date | None


@dataclass(frozen=True)
class IncomingFeed:
    """A feed's entries in its own order, and on what terms it says they may be used."""

    rights: str
    entries: tuple[Incoming, ...]


def read_feed(data: bytes, address: str = "") -> IncomingFeed:
    """The entries of a feed; relative links count from `address`. Raises Unreadable."""
    text = _decoded(data)
    if not text:
        raise Unreadable("内容是空的")
    feed = _json_feed(text, address) if text.startswith("{") else _xml_feed(text, address)
    if not feed.entries:
        raise Unreadable("里面没有条目")
    return feed


def _decoded(data: bytes) -> str:
    """UTF-8, or one of the Chinese encodings where the XML says so; others could hide what they hold."""
    declared = re.match(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9_-]+)", data.lstrip())
    chinese = bool(declared) and declared[1].lower() in (b"gb2312", b"gbk", b"gb18030")  # type: ignore[index]
    try:
        text = data.decode("gb18030" if chinese else "utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Unreadable("编码不是 UTF-8") from None
    return re.sub(r"^<\?xml[^>]{0,300}\?>", "", text).lstrip()


def _json_feed(text: str, address: str) -> IncomingFeed:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("不是完整的 JSON") from None
    if not str(data.get("version")).startswith("https://jsonfeed.org/version/") or not isinstance(
        data.get("items"), list
    ):
        raise Unreadable("是 JSON，但不是 JSON Feed")
    licence = data.get("_licence")
    said = [_text(licence.get("name")), _text(licence.get("text"))] if isinstance(licence, dict) else []
    items = (item for item in data["items"] if isinstance(item, dict))
    return IncomingFeed(_rights("。".join(part for part in said if part)), tuple(_json_item(i, address) for i in items))


def _json_item(item: dict[str, Any], address: str) -> Incoming:
    content = _text(item.get("content_html")) or as_paragraphs(_text(item.get("content_text")))
    link = _joined(address, _text(item.get("url")) or _text(item.get("external_url")))
    tags = item.get("tags")
    return Incoming(
        uid=_text(item.get("id")) or link,
        title=plain_text(_text(item.get("title")), LONGEST_TITLE),
        link=link,
        summary=plain_text(_text(item.get("summary")), LONGEST_SUMMARY),
        content=content[:MOST_CONTENT],
        tags=_tags(tags if isinstance(tags, list) else ()),
        published=_day(item.get("date_published")),
        updated=_day(item.get("date_modified")),
    )


def _xml_feed(text: str, address: str) -> IncomingFeed:
    if not text.startswith("<"):
        raise Unreadable("既不是 JSON Feed，也不是 Atom 或 RSS")
    data = text.encode()
    _refuse_risky(data)
    try:
        # from a stream: bytes or text could be taken for the name of a file or an address to open
        found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # whatever a hostile feed makes the parser trip over
        raise Unreadable(f"读不懂（{type(error).__name__}）") from None
    if not found.get("version"):
        raise Unreadable("是 XML，但不是 Atom 或 RSS")
    rights = found.feed.get("rights") or ""
    is_rss = found.version.startswith("rss")
    return IncomingFeed(_rights(rights), tuple(_xml_entry(entry, address, is_rss) for entry in found.entries))


def _refuse_risky(data: bytes) -> None:
    """Whole XML without a document type: no entities that blow up or reach outside, no bottomless nesting."""
    depth = items = elements = given = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, items, elements, given
        depth, elements, given = depth + 1, elements + 1, given + len(attributes)
        items += name.rpartition(" ")[2] in ("item", "entry")
        if items > MOST_ITEMS or elements > MOST_ELEMENTS or given > MOST_ATTRIBUTES:
            raise Unreadable(f"条目或标记太多（最多 {MOST_ITEMS} 条、{MOST_ELEMENTS} 个标记）")
        if depth > MOST_JSON_LEVELS:
            raise Unreadable(f"层次超过 {MOST_JSON_LEVELS} 层")

    def closed(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:
        raise Unreadable("有文档类型声明（DOCTYPE），可能藏有危险的内容")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = opened, closed, declared
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable(f"不是完整的 XML（第 {error.lineno} 行）") from None


def _xml_entry(entry: dict[str, Any], address: str, is_rss: bool) -> Incoming:
    def get(name: str) -> Any:
        return dict.get(entry, name)  # feedparser's own `get` answers for missing dates with other ones

    content, summary = get("content") or [], get("summary_detail")
    html = _html(content[0]) if content else _html(summary)
    link = _joined(address, _page_of(get("links") or (), _text(get("id")) if is_rss else ""))
    return Incoming(
        uid=_text(get("id")) or link,
        title=_line(get("title_detail"), LONGEST_TITLE),
        link=link,
        summary=_line(summary, LONGEST_SUMMARY),
        content=html[:MOST_CONTENT],
        tags=_tags(tag.get("label") or tag.get("term") for tag in get("tags") or ()),
        published=_parsed(get("published_parsed")),
        updated=_parsed(get("updated_parsed")),
    )


def _page_of(links: Iterable[dict[str, Any]], uid: str) -> str:
    """The page an entry links to; RSS may say it by the entry's id alone."""
    pages = (_text(link.get("href")) for link in links if link.get("rel") == "alternate")
    return next(pages, uid if safe_address(uid) else "")


def _html(detail: dict[str, Any] | None) -> str:
    text = _text((detail or {}).get("value"))
    return as_paragraphs(text) if detail and detail.get("type") == "text/plain" else text


def _line(detail: dict[str, Any] | None, longest: int) -> str:
    text = _text((detail or {}).get("value"))[:MOST_CONTENT]
    return plain_text(text, longest) if detail and detail.get("type") == "text/plain" else words(text, longest)


def _text(value: object) -> str:
    """Text, or a number as some write for an id; nothing for what is neither."""
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _rights(text: str) -> str:
    return words(text[:MOST_CONTENT], LONGEST_SUMMARY)


def _tags(found: Iterable[object]) -> tuple[str, ...]:
    texts = (plain_text(_text(value), LONGEST_TAG) for value in found)
    return tuple(dict.fromkeys(islice((text for text in texts if text), MOST_ENTRY_TAGS)))


def _joined(address: str, link: str) -> str:
    try:
        return urljoin(address, link.strip())
    except ValueError:
        return ""


def _day(value: object) -> date | None:
    """The day in China of a moment in ISO form."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment and (moment.astimezone(CHINA) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None


def _parsed(value: Any) -> date | None:
    """The day in China of what feedparser made of a date, in UTC."""
    try:
        return datetime(*value[:6]).replace(tzinfo=UTC).astimezone(CHINA).date() if value else None
    except (ValueError, OverflowError):
        return None
