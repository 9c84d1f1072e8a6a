"""sanitise.py: what somebody else wrote may stand on our pages afterwards, and harmless things stay as they were."""

from __future__ import annotations

import random
import re

import pytest
from kepu.common.text.sanitize import MOST_HTML_BYTES, as_paragraphs, clean, is_clean, plain_text, safe_address, words
from kepu.postbuild.html.built_page import MARKERS

BASE = "https://kepu.example.org/a/1"

HARMLESS = (
    "<p>一段 <strong>粗</strong>、<em>斜</em>、H<sub>2</sub>O。</p>",
    "<ul><li>甲</li>",
    "<li>乙</li>",
    "</ul>",
    "<h3>小标题</h3>",
    "<blockquote><p>引文</p>",
    "</blockquote>",
    '<table><tbody><tr><td colspan="2">格</td></tr>',
    "</tbody></table>",
    '<p><a href="https://www.example.org/?a=1&amp;b=2" rel="external">网页</a>'
    '<a href="mailto:a@example.org" rel="external">信</a><a href="tel:12345" rel="external">电话</a></p>',
)


def test_harmless_html_stays_as_it_is() -> None:
    assert clean("".join(HARMLESS), BASE) == (HARMLESS, False)
    assert is_clean(HARMLESS)


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>好<script>alert(1)</script>话</p>", ("<p>好话</p>",)),
        ("<p onclick=x style=color:red class=kx-top id=main data-kx-print>段</p>", ("<p>段</p>",)),
        ("<style>p{}</style><link rel=stylesheet href=https://x.example.org/a.css>段", ("段",)),
        ("<p>图<img src=https://x.example.org/a.gif onerror=x></p>", ("<p>图</p>",)),
        ("<a href=https://x.example.org/><img src=a.gif></a>段", ("段",)),
        ("<iframe src=https://x.example.org/>内</iframe><object>内</object><svg><text>内</text></svg>外", ("外",)),
        ("<h1>一</h1><h2>二</h2><h5>五</h5>", ("<h3>一</h3>", "<h3>二</h3>", "<h4>五</h4>")),
        ("<div>甲</div><div>乙</div>", ("<p>甲</p>", "<p>乙</p>")),
        ('<a href="../b/2">相对</a>', ('<a href="https://kepu.example.org/b/2" rel="external">相对</a>',)),
        (
            '<a href="//other.example.org/x">别站</a>',
            ('<a href="https://other.example.org/x" rel="external">别站</a>',),
        ),
        ('<a href="javascript:alert(1)">甲</a><a href="&#x6a;avascript:x">乙</a><a href="data:,x">丙</a>', ("甲乙丙",)),
        ('<a href="https://user:secret@bank.example.org/">甲</a><a href="http://[x">乙</a>', ("甲乙",)),
        ("<td colspan=1000>格</td>", ("格",)),
        (
            "<table><tr><td colspan=1000>格</td></tr></table>",
            ("<table><tbody><tr><td>格</td></tr>", "</tbody></table>"),
        ),
        ("<!-- x --><!doctype html><html><head><title>题</title></head><body>段</body></html>", ("段",)),
        ("<p>没有关<b>上", ("<p>没有关<b>上</b></p>",)),
        ("<p> </p><p>段</p><ul></ul><p><b></b></p>", ("<p>段</p>",)),
        ("&lt;script&gt;", ("&lt;script&gt;",)),
        ("", ()),
    ],
)
def test_of_other_html_the_harmless_part_stays(html: str, lines: tuple[str, ...]) -> None:
    assert clean(html, BASE) == (lines, False)
    assert is_clean(lines)


def test_without_a_base_relative_links_go() -> None:
    assert clean('<a href="b">甲</a>') == (("甲",), False)


@pytest.mark.parametrize(
    "line",
    [
        "<script>alert(1)</script>",
        '<p onclick="x">段</p>',
        '<img src="https://x.example.org/a.gif">',
        '<a href="javascript:x" rel="external">甲</a>',
        '<a href="/x" rel="external">甲</a>',
        "<h1>题</h1>",
        "{{ x }}",
        "看\u200b不见",
        "</p>",
        "<p>没有关上",
    ],
)
def test_what_was_edited_afterwards_is_noticed(line: str) -> None:
    assert not is_clean(("<p>段</p>", line))


def test_what_is_nested_deeper_than_a_reader_can_follow_goes() -> None:
    assert clean("<blockquote>" * 12 + "深" + "</blockquote>" * 12)[0]
    assert clean("<blockquote>" * 13 + "深" + "</blockquote>" * 13) == ((), True)


def test_whatever_comes_the_result_is_clean_and_holds_nothing_that_runs_or_loads() -> None:
    pieces = [
        *(
            "<p>",
            "</p>",
            "<a href='x'>",
            "</a>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ul>",
            "<li>",
            "</ul>",
            "<b>",
            "</b>",
        ),
        *(
            "<script>",
            "</script>",
            "<style>",
            "</style>",
            "<svg>",
            "</svg>",
            "<math>",
            "<mtext>",
            "<img src=x onerror=y>",
        ),
        *(
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<title>",
            "</title>",
            "<noscript>",
            "<textarea>",
            "{{",
            "%}",
            "&lt;",
            "&",
            "<",
        ),
        *(
            "<a href=javascript:x>",
            "<iframe srcdoc='<script>'>",
            "<select>",
            "<template>",
            "文字",
            " ",
            "\u200b",
            "\0",
            "'",
            '"',
        ),
        *(
            "<h1>",
            "</h1>",
            "<br>",
            "<plaintext>",
            "<frameset>",
            "<form>",
            "<b a='",
            "onclick=x ",
            "<blockquote>",
            "<col>",
        ),
    ]
    chance = random.Random(20260601)
    for _ in range(3000):
        html = "".join(chance.choices(pieces, k=chance.randint(1, 30)))
        lines, _shortened = clean(html, BASE)
        assert is_clean(lines), html
        tags = re.findall(r"<[^>]*>", "".join(lines))
        assert [tag for tag in tags if re.search(r"script|style|img|svg|iframe|form|\son|src", tag)] == [], html


def test_what_is_too_long_is_cut_between_blocks() -> None:
    lines, shortened = clean("".join(f"<ul><li>{'字' * 300}</li></ul>" for _ in range(40)), BASE)
    assert shortened and is_clean(lines)
    assert MOST_HTML_BYTES * 0.9 < len("\n".join(lines).encode()) <= MOST_HTML_BYTES


@pytest.mark.parametrize("html", ["<div>" * 100_000, "<" * 500_000, "<p>" + "字" * 30_000 + "</p>", "<ul><li>" * 2_000])
def test_of_what_no_reader_could_use_nothing_stays(html: str) -> None:
    assert clean(html, BASE) == ((), True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 一行\n文 字\t ", "一行 文 字"),
        ("看\u200b不\u202e见\x00的\x07字\ud83d\ufeff", "看不见的字"),
        ("甲 \u200b 乙", "甲 乙"),
        ("{{ config }}{% raw %}{# x #}", "｛｛ config }}｛% raw %}｛# x #}"),
        ("{\u200b{ x }}", "｛｛ x }}"),
        ("<b>不是标记</b> & “引号”", "<b>不是标记</b> & “引号”"),
    ],
)
def test_plain_text_is_what_a_reader_sees(text: str, expected: str) -> None:
    assert plain_text(text) == expected == plain_text(expected)


def test_text_that_is_too_long_ends_with_dots() -> None:
    assert plain_text("字" * 200, 120) == "字" * 119 + "…"
    assert plain_text("字" * 120, 120) == "字" * 120


@pytest.mark.parametrize("marker", MARKERS)
def test_no_text_of_others_looks_like_a_broken_page(marker: str) -> None:
    assert marker not in plain_text(f"甲{marker}乙")
    assert marker not in "".join(clean(f"<p>甲{marker}乙</p>")[0])


def test_the_words_of_html_are_plain_text() -> None:
    assert words("<p>甲&amp;<b>乙</b></p><p>丙&lt;丁&gt;<script>x</script></p>") == "甲&乙 丙<丁>"


def test_paragraphs_of_plain_text_keep_its_signs() -> None:
    assert as_paragraphs("一<b>段</b>\n\n又一段 & 完\n") == "<p>一&lt;b&gt;段&lt;/b&gt;</p><p>又一段 &amp; 完\n</p>"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://www.example.org/路?a=1#b", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG/", True),
        ("https://user@example.org/", False),
        ("https:///x", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("ftp://example.org/", False),
        ("//example.org/", False),
        ("/etc/passwd", False),
        ("", False),
        ("https://example.org/a b", False),
        ("https://example.org/\u200b", False),
        ("https://example.org/\ud800", False),
        ('https://example.org/"x', False),
        ("https://example.org/{{x}}", False),
        ("http://[x", False),
        ("https://example.org/" + "x" * 1000, False),
    ],
)
def test_only_plain_web_addresses_are_safe(address: str, safe: bool) -> None:
    assert safe_address(address) is safe
