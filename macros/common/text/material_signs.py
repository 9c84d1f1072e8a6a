"""`:material-printer:` in the Markdown of an author into the sign itself, which says nothing to readers who listen."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from ..files.material_icons import material_icons

SIGN = r":material-([a-z0-9-]+):"


class MaterialSigns(Extension):
    """Signs of Material's set, each by its name; a name that is not in the set stays as it was written."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.inlinePatterns.register(_Sign(SIGN, md), "kepu_signs", 75)


class _Sign(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        path = material_icons().get(m[1])
        if path is None:
            return None, None, None
        drawn = re.findall(r' d="([^"]+)"', path.read_text("utf-8"))
        icon = Element("svg", {"class": "kx-icon kx-icon--text", "viewBox": "0 0 24 24", "aria-hidden": "true"})
        SubElement(icon, "path", {"d": " ".join(drawn)})
        return icon, m.start(0), m.end(0)
