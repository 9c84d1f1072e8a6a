"""incoming.py: feeds of every format, and bytes that only pretend to be one."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import pytest
from kepu.editing.network.feed_reader import Incoming, IncomingFeed, Unreadable, read_feed

FEEDS = Path(__file__).parent / "feeds"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>某省科普网</title>{}</feed>'
ENTRY = '<entry><id>{0}</id><title>第 {0} 条</title><link href="https://kepu.example.org/{0}"/></entry>'


def json_feed(*items: Any, **fields: Any) -> bytes:
    data = {"version": "https://jsonfeed.org/version/1.1", "title": "某省科普网", "items": list(items), **fields}
    return json.dumps(data).encode()


def test_rss_in_a_chinese_encoding_is_read() -> None:
    feed = read_feed((FEEDS / "rss.xml").read_bytes(), "https://kepu.example.org/feed")
    assert feed == IncomingFeed(
        "转载请注明来源",
        (
            Incoming(
                uid="c1",
                title="怎样洗手",
                link="https://kepu.example.org/c/1",
                summary="先湿手。 再打肥皂。",
                content='<div>先<b>湿手</b>。</div><div>再打<img src="/x.png">肥皂。</div>',
                tags=("健康",),
                published=date(2026, 5, 1),
                updated=None,
            ),
            Incoming(
                uid="https://kepu.example.org/c/2",
                title="怎样刷牙",
                link="https://kepu.example.org/c/2",
                summary="早晚各一次。",
                content="早晚各一次。",
                tags=(),
                published=date(2026, 5, 3),  # 20:00 GMT is the next day in China
                updated=None,
            ),
        ),
    )


def test_a_json_feed_is_read() -> None:
    item = {
        "id": 7,
        "url": "a/7",
        "title": "题",
        "summary": "摘要",
        "content_text": "一<段>",
        "tags": ["健康", "健康", 5, None],
        "date_published": "2026-05-01T20:00:00Z",
        "date_modified": "2026-05-04",
    }
    data = json_feed(item, _licence={"name": "CC BY 4.0", "text": "随便用", "link": "https://x.example.org/"})
    feed = read_feed(b"\xef\xbb\xbf" + data, "https://kepu.example.org/feed.json")
    assert feed == IncomingFeed(
        "CC BY 4.0。随便用",
        (
            Incoming(
                "7",
                "题",
                "https://kepu.example.org/a/7",
                "摘要",
                "<p>一&lt;段&gt;</p>",
                ("健康", "5"),
                date(2026, 5, 2),
                date(2026, 5, 4),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "内容是空的"),
        (b" \n ", "内容是空的"),
        (b"/etc/passwd", "既不是 JSON Feed，也不是 Atom 或 RSS"),
        (b"https://kepu.example.org/feed", "既不是 JSON Feed，也不是 Atom 或 RSS"),
        (b"{", "不是完整的 JSON"),
        (b'{"version": 1}', "是 JSON，但不是 JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "是 JSON，但不是 JSON Feed"),
        (json_feed(), "里面没有条目"),
        (json_feed("x", None, 5), "里面没有条目"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 900_000, "不是完整的 JSON"),
        (b"<html><body>502 Bad Gateway</body></html>", "是 XML，但不是 Atom 或 RSS"),
        (b"<!doctype html><html><p>404", "不是完整的 XML（第 1 行）"),
        (b"<feed>\n<entry>\n</feed>", "不是完整的 XML（第 3 行）"),
        (ATOM.format("").encode(), "里面没有条目"),
        (b"<" * 1_900_000, "不是完整的 XML（第 1 行）"),
        (b"<a>" * 300 + b"</a>" * 300, "层次超过 200 层"),
        ("<feed>科普</feed>".encode("gbk"), "编码不是 UTF-8"),
        ('<?xml version="1.0" encoding="utf-16"?><feed/>'.encode("utf-16"), "编码不是 UTF-8"),
        (b"\x1f\x8b\x08\x00", "编码不是 UTF-8"),
        ((FEEDS / "bomb.xml").read_bytes(), "有文档类型声明（DOCTYPE），可能藏有危险的内容"),
        ((FEEDS / "outside.xml").read_bytes(), "有文档类型声明（DOCTYPE），可能藏有危险的内容"),
        (b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x><x/>', "既不是 JSON Feed，也不是 Atom 或 RSS"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else "",
)
def test_what_is_no_feed_is_refused_and_why(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_feed(data, "https://kepu.example.org/feed")
    assert str(refused.value) == said


@pytest.mark.parametrize(
    "entry",
    [
        '<entry><id>1</id><title>题</title><link rel="enclosure" href="https://x.example.org/a.exe"/></entry>',
        "<entry><id>https://kepu.example.org/1</id><title>题</title></entry>",
        "<entry><id>1</id><title>题</title></entry>",
    ],
)
def test_an_atom_entry_without_a_page_has_no_link(entry: str) -> None:
    (found,) = read_feed(ATOM.format(entry).encode()).entries
    assert found.link == ""


def test_an_updated_date_is_not_made_up() -> None:
    dated = ENTRY.format(1).replace("</entry>", "<published>2026-05-01T00:00:00+08:00</published></entry>")
    (found,) = read_feed(ATOM.format(dated).encode()).entries
    assert (found.published, found.updated) == (date(2026, 5, 1), None)


@pytest.mark.parametrize("value", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-02-30", "", 5, None])
def test_a_day_that_never_was_is_none(value: object) -> None:
    (found,) = read_feed(json_feed({"id": "1", "date_published": value})).entries
    assert found.published is None


def test_a_thousand_entries_are_read_in_seconds() -> None:
    started = time.monotonic()
    assert len(read_feed(ATOM.format("".join(map(ENTRY.format, range(1_000)))).encode()).entries) == 1_000
    assert time.monotonic() - started < 30


def test_the_parser_is_given_no_name_that_it_could_open(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    real = feedparser.parse
    monkeypatch.setattr(
        feedparser, "parse", lambda source, **options: (given.append(source), real(source, **options))[1]
    )
    read_feed(ATOM.format(ENTRY.format(1)).encode())
    assert [hasattr(source, "read") for source in given] == [True]


@pytest.mark.parametrize(
    "inside",
    [
        "<item><title>a</title></item>" * 1_100,
        "<item>" + "<category>a</category>" * 21_000 + "</item>",
        "<item " + " ".join(f'a{n}="b"' for n in range(41_000)) + "/>",
    ],
)
def test_a_feed_that_would_keep_the_parser_busy_is_refused_first(inside: str) -> None:
    with pytest.raises(Unreadable, match="太多"):
        read_feed(f'<rss version="2.0"><channel><title>t</title>{inside}</channel></rss>'.encode())
