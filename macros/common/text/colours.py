"""The colours of the style sheets in another hue, each as light as it was, so that letters stay as easy to read."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

MAIN, ACCENT = "#0d5560", "#f4b52e"
"""The two colours that all others of the style sheets go with."""

_COLOUR = re.compile(r"(--[\w-]+:\s*)?(#[0-9a-fA-F]{6})\b")
_KEPT = re.compile(r"--(?:alarm|on-alarm|goal-line|pic-danger|pic-skin|pic-face|paper)")
"""Tokens that mean something by their colour, or are none."""


def themed(css: str, main: str | None, accent: str | None) -> str:
    """A style sheet in the two colours of a county; what warns, and what has no colour, stays."""
    if main is None and accent is None:
        return css

    def colour(match: re.Match[str]) -> str:
        token, known = match[1] or "", match[2].lower() in _SHADES
        return token + in_theme(match[2], main, accent) if known or (token and not _KEPT.match(token)) else match[0]

    return _COLOUR.sub(colour, css)


def in_theme(colour: str, main: str | None, accent: str | None) -> str:
    """A colour of ours as a county has it."""
    hue, _, saturation = _hls(colour)
    if saturation < 0.02:
        return colour
    model, wanted = (ACCENT, accent) if abs(hue - _hls(ACCENT)[0]) < 0.09 else (MAIN, main)
    return _turned(colour, model, wanted) if wanted else colour


_SHADES = frozenset({MAIN, ACCENT, "#083d46", "#17717b", "#f4c04d", "#0b353d", "#2b2003"})
"""Outside of tokens, only these are ours."""


@lru_cache(maxsize=512)
def _turned(colour: str, model: str, wanted: str) -> str:
    """A colour as far in hue and strength from `wanted` as it is from `model`, and exactly as light."""
    hue, _, saturation = _hls(colour)
    (model_hue, _, model_strength), (new_hue, _, new_strength) = _hls(model), _hls(wanted)
    turned = (hue - model_hue + new_hue) % 1
    strength = min(1.0, saturation * (new_strength / model_strength))
    low, high, light = 0.0, 1.0, luminance(colour)
    for _ in range(24):
        middle = (low + high) / 2
        red, green, blue = colorsys.hls_to_rgb(turned, middle, strength)
        low, high = (middle, high) if _luminance(red, green, blue) < light else (low, middle)
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(turned, (low + high) / 2, strength))


def luminance(colour: str) -> float:
    """How light a colour is: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    return _luminance(*_parts(colour))


def _luminance(*parts: float) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hls(colour: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*_parts(colour))
