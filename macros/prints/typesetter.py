"""Templates and data into PDF and PNG by typst, an optional part of the program: a site is built without it, too.

Nothing is taken from the system: what one machine has of fonts, another has not. https://typst.app/docs/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..common.files.overrides import override
from ..common.packages import PROJECT

if TYPE_CHECKING:  # with all kinds of records: not for who only asks whether anything can be printed
    from ..model.site import Site

NEEDED = {"typst": "typst", "manimgx_fonts_cjk": "manimgx-fonts-cjk", "fontTools": "fonttools", "PIL": "pillow"}
"""Module → package; pyproject.toml names the same in the group "posters"."""

COLOURS = 128
FONT, FONT_FILE = "Noto Sans CJK SC", "NotoSansCJK-VF.otf.ttc"
"""The family as typst and as the collection itself name it: the forms of the mainland, in all weights."""


@cache
def installed() -> bool:
    """Whether the packages that print are here."""
    return all(map(find_spec, NEEDED))


def prints(site: Site) -> bool:
    """Whether a site has posters and pictures to send on."""
    return site.prints and installed()


def left_out() -> list[str]:
    """A line that says so where nothing can be printed, and what to do about it."""
    cure = f'运行 make，或者 pip install "{PROJECT}[posters]"，再生成一次'
    return [] if installed() else [f"没有做海报和分享图：这台电脑上没有装要用的软件包。{cure}。"]


@cache
def setting_program() -> str:
    """One digest of what sets a page, but for template and data."""
    from importlib.metadata import version

    return hashlib.sha256(json.dumps({name: version(name) for name in NEEDED.values()}).encode()).hexdigest()


_BEGUN: list[Path] = []


def setting_begun() -> bool:
    """Whether something was set in this process: typst has threads of its own since, for which a forked one would wait."""
    return bool(_BEGUN)


@dataclass(frozen=True)
class Sheet:
    """What is to be set: a template of overrides/prints, the data it asks for, a factor that enlarges it; PDF or PNG."""

    template: str
    data: Mapping[str, Any]
    format: str
    factor: float = 1

    @property
    def inputs(self) -> dict[str, str]:
        data = json.dumps({"font": FONT, **self.data}, ensure_ascii=False, sort_keys=True)
        return {"data": data, "factor": str(self.factor)}


class Typesetter:
    """Sets sheets of the project in `root`. Only where `installed`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.templates: dict[str, bytes] = {}

    def name(self, sheet: Sheet) -> str:
        """A digest of all that a sheet's bytes depend on, but for the `setting_program`."""
        whole = hashlib.sha256(self._template(sheet.template))
        whole.update(json.dumps([sheet.format, sheet.inputs], sort_keys=True).encode())
        return whole.hexdigest()

    def set(self, sheet: Sheet) -> bytes:
        """The bytes of one page; the same sheet gives the same."""
        made = self._compiler.compile(
            self._template(sheet.template),
            format=sheet.format,
            ppi=72,  # a point of a picture is a pixel
            sys_inputs=sheet.inputs,
            timestamp=0,
        )
        assert isinstance(made, bytes), f"{sheet.template} takes more than one page"
        return _lighter(made) if sheet.format == "png" else made

    def _template(self, name: str) -> bytes:
        if name not in self.templates:
            self.templates[name] = override(self.root, f"prints/{name}.typ").read_bytes()
        return self.templates[name]

    @cached_property
    def _compiler(self) -> Any:
        import typst

        _BEGUN.append(self.root)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_folder())])
        return typst.Compiler(font_paths=fonts)


def font_letters() -> bytes:
    """Every character that the font has a form of, in UTF-8."""
    from fontTools.ttLib import TTCollection

    with TTCollection(_folder() / FONT_FILE, lazy=True) as faces:
        face = next(face for face in faces if face["name"].getDebugName(1) == FONT)
        return "".join(map(chr, face.getBestCmap())).encode()


def missing(words: str, letters: Container[str]) -> str:
    """The characters of a text that are no `letters` of the font: they would be printed as boxes, without a warning.

    https://github.com/typst/typst/issues/5137
    """
    return "".join(sorted({letter for letter in words if letter not in letters and letter.isprintable()}))


def _lighter(picture: bytes) -> bytes:
    """A PNG with a palette: drawings have few colours, and it weighs a third (160 KB to 58 in the mean)."""
    from PIL import Image

    with Image.open(BytesIO(picture)) as whole, BytesIO() as packed:
        few = whole.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(packed, "PNG")
        return packed.getvalue()


def _folder() -> Path:
    spec = find_spec("manimgx_fonts_cjk")
    assert spec and spec.origin
    return Path(spec.origin).parent
