"""Drawings kept as SVG into pictures for articles, each with the words below it and the words in its place.

Made by hand: sanitizers (nh3) drop what they do not know; an editor is told of it, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.parsers import expat

from markupsafe import Markup

from ..common.files.overrides import all_overrides
from ..common.files.text_file import read_text
from ..common.problems import Problem, Where
from ..model.record import ID_PATTERN

FOLDER = Path("overrides") / "plan" / "pictures"

SHAPES = {"g", "path", "circle", "ellipse", "rect", "text"}
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
    pictures: dict[str, Picture] = {}
    problems: list[Problem] = []
    for name, path in all_overrides(root, "plan/pictures").items():
        if "/" in name or not name.endswith(".svg"):
            continue
        shown = (FOLDER / name).as_posix()
        if not re.fullmatch(ID_PATTERN, path.stem):
            problems.append(Problem(Where(shown), "图的文件名只用小写字母、数字和短横线"))
            continue
        text, found = read_text(path, shown)
        drawing = _Drawing(shown)
        if text is not None:
            drawing.read(text)
        if found := [*found, *drawing.problems]:
            problems += found
        else:
            pictures[path.stem] = drawing.picture(path.stem)
    return pictures, problems


class _Drawing:
    """An SVG file, read and at once written again without its frame, comments, line ends and texts."""

    def __init__(self, shown: str) -> None:
        self.shown, self.box = shown, ""
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.parts: list[str] = []
        self.open: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True  # else words come in pieces
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data

    def read(self, text: str) -> None:
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as error:
            self.report(error.lineno, "", "这里不合 SVG 的写法，请看前后的尖括号、引号和结束标记")
            return
        for name, (least, message) in TEXTS.items():
            if len(self.texts.get(name, "").strip()) < least:
                self.report(1, name, message)
            elif "待核" in self.texts[name]:
                self.report(1, name, "图的说明里不能写“待核”；照出处站得住的写，或者不画")

    def picture(self, id: str) -> Picture:
        title, description = ("".join(map(str.strip, self.texts[name].splitlines())) for name in TEXTS)
        return Picture(id, title, description, self.box, Markup("".join(self.parts)))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        for message in _frame_faults(name, attributes) if not self.open else _shape_faults(name, attributes):
            self.report(self.parser.CurrentLineNumber, name, message)
        if not self.open:
            self.box = attributes.get("viewBox", "")
        elif name in TEXTS:
            self.texts[name] = ""
        else:
            values = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
            self.parts.append(f"<{name}{values}>")
        self.open.append(name)

    def end(self, name: str) -> None:
        self.open.pop()
        if self.open and name not in TEXTS:
            self.parts.append(f"</{name}>")

    def data(self, text: str) -> None:
        if self.open[-1] in TEXTS:
            self.texts[self.open[-1]] += text
        else:
            self.parts.append(escape(text.strip()))

    def report(self, line: int, name: str, message: str) -> None:
        self.problems.append(Problem(Where(self.shown, line, name), message))


def _frame_faults(name: str, attributes: dict[str, str]) -> Iterator[str]:
    framed = attributes.keys() == {"xmlns", "viewBox"} and re.fullmatch(r"0 0 \d+ \d+", attributes["viewBox"])
    if name != "svg" or not framed:
        yield '应当写成 <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 宽 高">'


def _shape_faults(name: str, attributes: dict[str, str]) -> Iterator[str]:
    if name not in SHAPES | TEXTS.keys():
        yield f"图里不能用 {name}；可用的有 {'、'.join(sorted(SHAPES))}"
        return
    for key in sorted(attributes.keys() - ATTRIBUTES):
        yield f"图里不能写 {key}；颜色用 class，见 overrides/css/picture.css"
