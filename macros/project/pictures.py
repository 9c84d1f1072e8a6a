"""Drawings kept as SVG into pictures for articles, each with the words below it and the words in its place.

Drawings share what they have in common: `part` stands for a drawing of the folder parts, `limb` for a stroke with an
edge in ink, `sign` for a stroke with an edge in the colour of the ground.

Made by hand: sanitizers (nh3) drop what they do not know; an editor is told of it, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.parsers import expat

from markupsafe import Markup

from ..common.files.overrides import all_overrides
from ..common.files.text_file import read_text
from ..common.problems import Problem, Where, nearest
from ..model.record import ID_PATTERN

FOLDER = Path("overrides") / "plan" / "pictures"

SHAPES = {"g", "path", "circle", "ellipse", "rect", "text"}
STROKES = {"limb": "kx-picture__edge", "sign": "kx-picture__limb kx-picture--ground"}
"""A stroke drawn twice → the classes of the wider one below it, its edge."""

EDGE = 6
"""How much wider the edge of a stroke is, 3 on each side: as wide as the outlines of shapes."""

ATTRIBUTES = {
    *("class", "transform", "d", "cx", "cy", "r", "x", "y", "rx", "ry", "width", "height"),
    *("stroke-width", "stroke-dasharray", "font-size"),
}
"""What a drawing is made of: nothing that runs, fetches or colours by itself, and no ids, which could meet on a page."""

TEXTS = {
    "title": (1, "缺少图下面的说明"),
    "desc": (20, "缺少替代文字，或者不到 20 个字；请写给看不见图的人听：谁、什么姿势、手脚放在哪里"),
}
"""The two texts of a picture: how many characters each has at least, and what to say when it has not."""


@dataclass(frozen=True)
class Picture:
    """A drawing with its two texts: `title` stands below it, `description` is read out in its place."""

    id: str
    title: str
    description: str
    box: str
    drawing: Markup


def load_pictures(root: Path) -> tuple[dict[str, Picture], list[Problem]]:
    """The pictures of the project by id, and everything wrong with their files."""
    files = all_overrides(root, "plan/pictures")
    parts, problems = _read_all({name: path for name, path in files.items() if name.startswith("parts/")}, None)
    known = {id: drawing.shapes for id, drawing in parts.items()}
    drawings, found = _read_all({name: path for name, path in files.items() if "/" not in name}, known)
    return {id: drawing.picture(id) for id, drawing in drawings.items()}, [*problems, *found]


def _read_all(
    files: Mapping[str, Path], known: Mapping[str, Markup] | None
) -> tuple[dict[str, _Drawing], list[Problem]]:
    """The drawings without faults by id, and the faults of the others; `known` are the parts they may use."""
    drawings: dict[str, _Drawing] = {}
    problems: list[Problem] = []
    for name, path in files.items():
        if not name.endswith(".svg"):
            continue
        drawing = _Drawing((FOLDER / name).as_posix(), known)
        drawing.read(path)
        problems += drawing.problems
        if not drawing.problems:
            drawings[path.stem] = drawing
    return drawings, problems


class _Drawing:
    """An SVG file, read and at once written again without its frame, comments, line ends and texts.

    `known` are the parts that it may use; without them it is such a part, which uses none and has no texts.
    """

    def __init__(self, shown: str, known: Mapping[str, Markup] | None) -> None:
        self.shown, self.box, self.known = shown, "", known
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.parts: list[str] = []
        self.open: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True  # else words come in pieces
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data

    def read(self, path: Path) -> None:
        if not re.fullmatch(ID_PATTERN, path.stem):
            self.problems.append(Problem(Where(self.shown), "图的文件名只用小写字母、数字和短横线"))
            return
        text, found = read_text(path, self.shown)
        self.problems += found
        if text is None:
            return
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as error:
            self.report(error.lineno, "", "这里不合 SVG 的写法，请看前后的尖括号、引号和结束标记")
            return
        for name, (least, message) in TEXTS.items() if self.known is not None else ():
            if len(self.texts.get(name, "").strip()) < least:
                self.report(1, name, message)
            elif "待核" in self.texts[name]:
                self.report(1, name, "图的说明里不能写“待核”；照出处站得住的写，或者不画")

    def picture(self, id: str) -> Picture:
        title, description = ("".join(map(str.strip, self.texts[name].splitlines())) for name in TEXTS)
        return Picture(id, title, description, self.box, self.shapes)

    @property
    def shapes(self) -> Markup:
        return Markup("".join(self.parts))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        for message in _frame_faults(name, attributes) if not self.open else self.shape_faults(name, attributes):
            self.report(self.parser.CurrentLineNumber, name, message)
        if not self.open:
            self.box = attributes.get("viewBox", "")
        elif name in TEXTS:
            self.texts[name] = ""
        elif name in STROKES:
            self.stroke(name, attributes)
        elif name == "part":
            part = attributes.pop("name", "")
            self.parts += [_opened("g", attributes), (self.known or {}).get(part, "")]
        else:
            self.parts.append(_opened(name, attributes))
        self.open.append(name)

    def stroke(self, name: str, attributes: dict[str, str]) -> None:
        width = attributes.get("stroke-width", "")
        if not width.isdecimal():
            self.report(self.parser.CurrentLineNumber, name, "要写 stroke-width，一个整数：线有多宽，不算边")
            return
        edge = {"class": STROKES[name], "stroke-width": str(int(width) + EDGE), "d": attributes.get("d", "")}
        line = {**attributes, "class": " ".join(["kx-picture__limb", *attributes.get("class", "").split()])}
        self.parts += [f"{_opened('path', values)}</path>" for values in (edge, line)]

    def end(self, name: str) -> None:
        self.open.pop()
        if self.open and name not in TEXTS.keys() | STROKES.keys():
            self.parts.append(f"</{'g' if name == 'part' else name}>")

    def data(self, text: str) -> None:
        if self.open[-1] in TEXTS:
            self.texts[self.open[-1]] += text
        else:
            self.parts.append(escape(text.strip()))

    def report(self, line: int, name: str, message: str) -> None:
        self.problems.append(Problem(Where(self.shown, line, name), message))

    def shape_faults(self, name: str, attributes: dict[str, str]) -> Iterator[str]:
        if name == "part" and self.known is not None:
            part = attributes.get("name", "")
            if part not in self.known:
                yield f"没有“{part}”这个部件{nearest(part, self.known)}"
            attributes = {key: value for key, value in attributes.items() if key != "name"}
        elif name not in SHAPES | TEXTS.keys() | STROKES.keys():
            yield f"图里不能用 {name}；可用的有 {'、'.join(sorted(SHAPES | STROKES.keys() | {'part'}))}"
            return
        for key in sorted(attributes.keys() - ATTRIBUTES):
            yield f"图里不能写 {key}；颜色用 class，见 overrides/css/picture.css"


def _opened(name: str, attributes: Mapping[str, str]) -> str:
    values = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{values}>"


def _frame_faults(name: str, attributes: dict[str, str]) -> Iterator[str]:
    framed = attributes.keys() == {"xmlns", "viewBox"} and re.fullmatch(r"0 0 \d+ \d+", attributes["viewBox"])
    if name != "svg" or not framed:
        yield '应当写成 <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 宽 高">'
