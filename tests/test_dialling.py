"""dialling.py: which numbers of a text dial."""

from __future__ import annotations

import re

import pytest
from kepu.common.text.hotline_links import LEFT_ALONE, dialled_html, dialled_parts, dialled_words
from kepu.model.plan import Plan
from kepu.project.references import dialled
from selectolax.lexbor import LexborHTMLParser
from sites import Site

PHONES = ("110", "119", "120", "122", "12345", "96110", "027-12351")


def numbers(html: str) -> list[str]:
    return re.findall(r'<a class="kx-tel" href="tel:([^"]+)">\1</a>', html)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("打119。", ["119"]),
        ("同时打110和120", ["110", "120"]),
        ("拨 12345、96110 或 027-12351", ["12345", "96110", "027-12351"]),
        ("110、119、120、122", ["110", "119", "120", "122"]),
        ("听120接线员的，等120医生来", ["120", "120"]),
        ("水深110米，宽 120 厘米，走了120多公里，119公斤，120平方米", []),
        ("第119条、120条，国办发〔2021〕120号", []),
        ("急救电话（120）", ["120"]),
        ("120人、120元、120年、120℃、120%、120分钟、120万人，按120下", []),
        ("每分钟100至120次，110—120，120至140，100~120，1:120", []),
        ("1120、12012、A120、120A、119.5、1,120", []),
        ("1月122日，#120", []),
        ("转 027-12351", ["027-12351"]),
        ("高压到180，或者低压到110，是最重的一级", []),
        ("血压120，心率超过120，每分钟120，低于110", []),
        ("等到120来，再打一次120", ["120", "120"]),
        ("报名电话 0715-8000000，或 400-000-0000；编号 10715-80000001", ["0715-8000000", "400-000-0000"]),
    ],
)
def test_a_hotline_dials_and_an_amount_does_not(text: str, expected: list[str]) -> None:
    assert numbers(dialled_words(text, PHONES)) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<a href="b/">打<b>119</b>的话</a>',
        "<h2>119 是火警</h2>",
        "<code>119</code>",
        "<summary>打 119</summary>",
        "<pre><code>打 119</code></pre>",
        '<svg viewBox="0 0 120 110"><text>119</text></svg>',
        '<img alt="打 119" src="a.webp">',
        "<!-- 119 -->",
        "&#119;",
    ],
)
def test_links_headings_code_and_attributes_are_left_alone(html: str) -> None:
    assert dialled_html(html, PHONES) == html


def test_what_stands_after_a_link_dials_again() -> None:
    assert numbers(dialled_html('<p><a href="x">119</a>，打<strong>120</strong><br>或 110</p>', PHONES)) == [
        "120",
        "110",
    ]


def test_words_are_escaped_once() -> None:
    assert dialled_words("<b>119 & 120", PHONES) == (
        '&lt;b&gt;119 &amp; <a class="kx-tel" href="tel:120">120</a>'.replace(
            "119", '<a class="kx-tel" href="tel:119">119</a>'
        )
    )


def test_a_script_gets_words_and_hotlines_by_turns() -> None:
    assert dialled_parts("打<119>，站到119米外，再打120", ["119", "120"]) == [
        "打<",
        "119",
        ">，站到119米外，再打",
        "120",
        "",
    ]
    assert dialled_parts("打96119", ["119"]) == ["打96119"] and dialled_parts("打119", []) == ["打119"]


def test_without_hotlines_nothing_changes() -> None:
    assert dialled_html("<p>打119</p>", []) == "<p>打119</p>"


NOT_SAID = [*LEFT_ALONE, ".kx-crumbs", ".kx-sources", ".kx-head", ".kx-printed", ".kx-piece__from", "[data-daily-line]"]
"""What is no running text: names of pages and of sources, and what is copied from here."""


def test_every_hotline_in_the_words_of_a_public_page_dials(real_site: Site, real_plan: Plan) -> None:
    phones, silent = [line.phone for line in dialled(real_plan).values() if line.phone], {}
    for url, page in real_site.pages.items():
        if url.startswith(("guide/", "screen/")):  # examples of how to write them; a television dials no number
            continue
        main = LexborHTMLParser(page.html).css_first("main")
        for other in main.css(",".join(NOT_SAID)):
            other.decompose()
        if found := re.findall(".{0,12}(?=<a class).{40,60}", dialled_html(main.text(separator="|"), phones)):
            silent[url] = found
    assert silent == {}
