"""The colours, the sign and the ornament that a county chooses."""

from __future__ import annotations

import colorsys
import re
from pathlib import Path

import pytest
from kepu.common.text.colours import MAIN, luminance, themed
from kepu.model.site import Theme
from kepu.project.icons import check_theme
from kepu.project.plan_loader import load_plan
from kepu.render.assets import generate_assets
from sites import ROOT, edit, make_project

TOKENS = (ROOT / "overrides" / "css" / "tokens.css").read_text("utf-8")
PAIRS = [
    *(
        ("ink", "paper", 7),
        ("ink-2", "paper", 7),
        ("spring", "paper", 7),
        ("spring", "card", 7),
        ("ink", "spring-tint", 7),
    ),
    *(("on-spring", "spring", 7), ("on-gold", "gold", 7), ("ink", "gold-tint", 7), ("on-deep", "foot", 7)),
    *(("alarm", "paper", 7), ("on-alarm", "alarm", 7), ("line-strong", "paper", 3)),
]
"""What is read or seen, on what, and how well at least."""


def schemes(css: str) -> list[dict[str, str]]:
    """The colours by day and by night."""
    blocks = [dict(re.findall(r"--([\w-]+): *(#[0-9a-f]{3,6})", block)) for block in css.split("}")[:2]]
    return [{name: full(colour) for name, colour in {**blocks[0], **block}.items()} for block in blocks]


def full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * part for part in colour[1:])


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def hue(colour: str) -> float:
    return colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0]


@pytest.mark.parametrize("colour", [None, "#7a1f1f", "#1f3f8a", "#6b3fa0", "#2e7d32", "#ff0000", "#ffff00", "#0000ff"])
@pytest.mark.parametrize("accent", [None, "#00c2a8"])
def test_letters_stay_as_easy_to_read_in_any_colour(colour: str | None, accent: str | None) -> None:
    for tokens in schemes(themed(TOKENS, colour, accent)):
        poor = [(one, on) for one, on, least in PAIRS if contrast(tokens[one], tokens[on]) < least - 0.05]
        assert poor == []
    day = schemes(themed(TOKENS, colour, accent))[0]
    assert abs(hue(day["spring"]) - hue(colour or MAIN)) < 0.02
    assert day["alarm"] == "#9c1618" and (day["gold"] == "#f4b52e") is (accent is None)


def test_without_a_choice_the_style_sheets_are_as_written_and_with_one_no_colour_of_ours_is_left() -> None:
    plain, red = generate_assets(ROOT), generate_assets(ROOT, Theme(colour="#7a1f1f", accent="#00c2a8"))
    assert themed(TOKENS, None, None) == TOKENS
    assert any(MAIN in css for name, (_, css) in plain.items() if name.endswith(".css"))
    left = [name for name, (_, css) in red.items() if name.endswith(".css") and re.search(f"{MAIN}|#f4b52e", css)]
    assert left == []
    path, icon = red["icon.svg"]
    assert path == "assets/icon.svg" and MAIN not in icon and "icon.svg" not in plain


def test_a_sign_that_is_not_drawn_is_refused_with_its_line(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    site = root / "plan" / "site.yaml"
    edit(site, "place: ", "theme: {emblem: obrit, ornament: branch}\nplace: ")
    (problem,) = check_theme(root, load_plan(root).site)
    assert str(problem).endswith("emblem：没有“obrit”这个图，是否指 orbit？；有的是 book、leaf、orbit、osmanthus")
    own = root / "overrides" / "plan" / "emblems" / "obrit.svg"
    own.parent.mkdir(parents=True)
    own.write_text("<svg></svg>", "utf-8")
    assert list(check_theme(root, load_plan(root).site)) == []
