"""The picture of an event: where it is shown and given on, and what is asked of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from icalendar import Calendar
from kepu.common.problems import PlanError
from kepu.exports import events_data
from kepu.publish.withdraw import find_piece
from kepu.render.project import read_project
from kepu.render.site_files import Output
from sites import edit, make_project
from test_ical import everything
from test_media import png

NOW = datetime.fromtimestamp(int("1780272000"), UTC)
ALT = "海报：孩子们围着<望远镜>看月亮；写着晚上七点，展览馆"
PICTURE = f'picture: {{file: moon.png, alt: "{ALT}", credit: 甲局}}\n'
EXPO = "plan/events/2026/expo.yaml"

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A project with one picture among its files; the event says `said` of its own."""

    def project(said: str = PICTURE, data: bytes = b"", url: str = "https://example.gov.cn/kepu/") -> Path:
        root = make_project(tmp_path / "project", "calendar", {"events/moon.png": data or png(640, 905)})
        site = root / "plan" / "site.yaml"
        site.write_text(re.sub(r"(?m)^url: .*\n", "", site.read_text("utf-8")) + (f"url: {url}\n" if url else ""))
        edit(root / EXPO, "place:", f"{said}place:")
        return root

    return project


def made(root: Path) -> Output:
    return Output.of(root, read_project(root), NOW)


def test_the_page_shows_it_with_its_words_and_size_and_hands_it_to_those_who_share(make: Make) -> None:
    page = made(make()).page("events/2026/expo/") or ""
    alt = ALT.replace("<", "&lt;").replace(">", "&gt;")
    (picture,) = re.findall(r"<img [^>]*>", page)
    assert f'src="../../moon.png" alt="{alt}"' in picture
    assert 'loading="lazy" decoding="async" width="640" height="905"' in picture
    assert "<figcaption>图：甲局</figcaption>" in page
    whole = "https://example.gov.cn/kepu/events/moon.png"
    assert f'<meta property="og:image" content="{whole}">' in page
    assert f'<meta property="og:image:alt" content="{alt}">' in page
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data)["image"] == whole


def test_other_pages_have_none(make: Make) -> None:
    page = made(make()).page("events/2026/camp/") or ""
    assert page and "<img" not in page and "og:image" not in page


def test_without_an_address_of_the_site_nothing_names_a_whole_one(make: Make) -> None:
    output = made(make(url=""))
    page = output.page("events/2026/expo/") or ""
    assert "og:image" not in page and "moon.png" in page and '"image"' not in page
    assert b"IMAGE" not in everything(output.plan)


def test_data_and_calendars_give_it_on(make: Make) -> None:
    output = made(make())
    data = json.loads(events_data.export_events_json(output.plan, NOW.date()))
    jsonschema.Draft202012Validator(events_data.events_schema()).validate(data)
    pictures = {item["id"]: item["picture"] for item in data["items"]}
    assert pictures["2026/expo"] == {"url": "events/moon.png", "alt": ALT, "credit": "甲局"}
    assert [id for id, picture in pictures.items() if picture] == ["2026/expo"]
    written = everything(output.plan)
    found: Any = Calendar.from_ical(written)
    assert found.to_ical() == written
    (image,) = [entry["IMAGE"] for entry in found.walk("VEVENT") if "IMAGE" in entry]
    assert str(image) == "https://example.gov.cn/kepu/events/moon.png"
    assert (image.params["VALUE"], image.params["DISPLAY"]) == ("URI", "FULLSIZE")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (PICTURE.replace("moon", "mond"), "file：content/events/ 里没有“mond.png”这张图，是否指 moon.png？"),
        (PICTURE.replace(ALT, "moon"), "alt：“moon”说不清图里有什么；请写给看不见图的人听，至少 10 个字"),
        (PICTURE.replace(ALT, "moon.png"), "alt：“moon.png”说不清图里有什么"),
        (PICTURE.replace(ALT, "活动海报"), "alt：“活动海报”说不清图里有什么"),
        (PICTURE.replace(ALT, ""), "alt：没有填内容"),
        ("picture: {file: moon.png}\n", "alt：缺少这一项"),
        (PICTURE.replace("moon.png", "../articles/moon.png"), "file：“../articles/moon.png”的格式不对"),
        (PICTURE.replace("moon.png", "moon.svg"), "file：“moon.svg”的格式不对"),
        (PICTURE.replace("moon.png", "https://example.com/moon.png"), "file：“https://example.com/moon.png”的格式不对"),
    ],
)
def test_what_is_wrong_with_it_is_said_with_its_line(make: Make, said: str, expected: str) -> None:
    with pytest.raises(PlanError) as refused:
        read_project(make(said))
    (problem,) = [str(problem) for problem in refused.value.problems if not problem.warning]
    assert re.match(rf"{EXPO}:\d+: ", problem) and expected in problem


def test_a_title_does_not_say_what_is_in_a_picture(make: Make) -> None:
    root = make(PICTURE.replace(ALT, "一场名字很长很长的科普展览"))
    edit(root / EXPO, "title: 科普展览", "title: 一场名字很长很长的科普展览")
    with pytest.raises(PlanError, match="说不清图里有什么"):
        read_project(root)


@pytest.mark.parametrize("data", [png(640, 2000), b"<svg></svg>", b"\0" * 400_000])
def test_a_picture_that_is_too_large_or_none_is_refused_and_its_event_named(make: Make, data: bytes) -> None:
    with pytest.raises(PlanError) as refused:
        read_project(make(data=data))
    (problem,) = [str(problem) for problem in refused.value.problems if not problem.warning]
    assert problem.startswith("content/events/moon.png") and f"（用在 {EXPO}:" in problem


def test_who_withdraws_an_event_takes_its_picture_along_unless_another_shows_it(make: Make) -> None:
    root = make()
    piece = find_piece(root, read_project(root), "events/2026/expo/")
    assert piece and [path.name for path in piece.files] == ["expo.yaml", "moon.png"]
    edit(root / "plan/events/2026/camp.yaml", "updated:", f"{PICTURE}updated:")
    piece = find_piece(root, read_project(root), "events/2026/expo/")
    assert piece and [path.name for path in piece.files] == ["expo.yaml"]
