"""Pictures, icons and addresses into SVG that stands alone: what our style sheets say of them is taken along.

typst draws with resvg, which knows classes and currentColor, but neither other files nor var().
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import segno

from ..common.files.overrides import override
from ..common.text.colours import MAIN, in_theme
from ..model.site import Site
from ..project.icons import DRAWN
from ..project.pictures import Picture
from .typesetter import FONT

SHEETS = ("picture", "base")
"""The style sheets that say how pictures and icons are drawn."""

_RULE = re.compile(r"^(\.kx-(?:picture|icon)(?:__|--)[a-z]+) \{([^}]*)\}", re.MULTILINE)
_TOKEN = re.compile(r"(--[\w-]+): ([^;]+);")
_INSIDE = re.compile(r'<svg [^>]*viewBox="([0-9 ]+)"[^>]*>(.*)</svg>\s*', re.DOTALL)
_ROUND = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'


def picture_svg(root: Path, picture: Picture) -> str:
    """A picture of an article as it looks on white paper."""
    inner = f'<g {_ROUND} font-family="{FONT}">{picture.drawing}</g>'
    return _alone(picture.box, f"<style>{_rules(root)}</style>{inner}")


def drawn_svg(root: Path, name: str | None, colour: str) -> str | None:
    """A drawn icon in one colour, None where there is none of that name."""
    path = override(root, f"{DRAWN}/{name}.svg")
    found = _INSIDE.fullmatch(path.read_text("utf-8")) if path.is_file() else None
    if found is None:
        return None
    return _alone(found[1], f'<g {_ROUND} stroke-width="2.6" stroke="{colour}">{found[2]}</g>')


def main_colour(site: Site) -> str:
    """The colour that most of the site is in."""
    return in_theme(MAIN, site.theme.colour, site.theme.accent)


def emblem_svg(root: Path, name: str, colour: str) -> str:
    """The sign of the site that stands in its header."""
    found = _INSIDE.fullmatch(override(root, f"plan/emblems/{name}.svg").read_text("utf-8"))
    assert found
    return _alone(found[1], found[2].replace("currentColor", colour))


def qr_svg(address: str) -> str:
    """The address as a QR code that stays readable with 15 of 100 squares lost; with a narrow edge, paper is white around it."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=1, omitsize=True)
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _alone(box: str, inner: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inner}</svg>'


@lru_cache(maxsize=4)
def _rules(root: Path) -> str:
    """The rules for the parts of a picture, with the colours of the light scheme in them."""
    words = "\n".join(override(root, f"css/{name}.css").read_text("utf-8") for name in SHEETS)
    light = override(root, "css/tokens.css").read_text("utf-8").partition("}")[0]
    colours = dict(_TOKEN.findall(light))
    rules = "".join(f"{selector}{{{said.strip()}}}" for selector, said in _RULE.findall(words))
    return re.sub(r"var\((--[\w-]+)\)", lambda found: colours[found[1]], rules)
