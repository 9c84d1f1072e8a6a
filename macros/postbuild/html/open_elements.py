"""What is open at a place in a page, and what a tag makes of it: worked out once, since all pages are built alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .page_words import IN_MAIN, TEXT_BEGINS, UNHEARD, line_at, marks_of
from .tags import RAW, VOID

ALONE = {"a", "button", "form", "label"}
"""What may not stand inside another of its kind."""

PHRASES_ONLY = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "summary"}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
}
PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "option": {"select", "optgroup", "datalist"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "legend": {"fieldset"},
    "caption": {"table"},
}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "tr": {"td", "th"},
}


class Step(NamedTuple):
    """What a tag does: what is open behind it, what is wrong with its place, and how it parts the words.

    `before` stands before the anchor of its id, if it is to have one, and `after` behind it.
    """

    open: OpenElement
    faults: tuple[str, ...] = ()
    before: str = ""
    anchored: bool = False
    after: str = ""


class OpenElement:
    """The innermost element that is open, in those around it; of one kind at one place there is only one.

    `within` are the names of all that are open, `marks` as `page_words` has them; the outermost has no name.
    """

    def __init__(self, around: OpenElement | None = None, name: str = "", marks: int = 0) -> None:
        self.around, self.name, self.marks = around, name, marks
        known = around.within if around else frozenset[str]()
        self.within: frozenset[str] = known if not name or name in known else known | {name}
        self.starts: dict[tuple[str, bool, int], Step] = {}
        self.ends: dict[str, Step] = {}

    def start(self, shape: tuple[str, bool, int]) -> Step:
        """What a start tag of this shape does here."""
        if shape not in self.starts:
            self.starts[shape] = self._start(*shape)
        return self.starts[shape]

    def end(self, name: str) -> Step:
        """What the end tag of such an element does here."""
        if name not in self.ends:
            self.ends[name] = self._end(name)
        return self.ends[name]

    def names(self) -> Iterator[str]:
        """The names of all that are open, the innermost first."""
        element: OpenElement | None = self
        while element and element.around:
            yield element.name
            element = element.around

    def _start(self, name: str, closed: bool, signs: int) -> Step:
        marks = marks_of(name, signs, self.marks)
        told = bool(self.marks & IN_MAIN) and not marks & UNHEARD and name not in RAW
        return Step(
            self if closed or name in VOID else OpenElement(self, name, marks),
            tuple(self._misplaced(name, closed)),
            line_at(name) if told else "",
            told,
            self._parting(name) if closed else "",
        )

    def _end(self, name: str) -> Step:
        faults = () if name == self.name else (f"</{name}> 与前面的 <{self.name}> 不成对",)
        ended = self
        while ended.name != name and ended.around:
            ended = ended.around
        if ended.around is None:
            return Step(self, faults)
        return Step(ended.around, faults, ended.around._parting(name))

    def _parting(self, name: str) -> str:
        """What parts the words of an element that ends from those behind it."""
        if not self.marks & IN_MAIN or name in RAW or name in VOID:
            return ""
        return line_at(name) + (TEXT_BEGINS if name == "h1" else "")

    def _misplaced(self, name: str, closed: bool) -> Iterator[str]:
        if name in PARENTS and self.name not in PARENTS[name]:
            yield f"<{name}> 不能直接放在 <{self.name}> 里"
        elif self.name in CHILDREN and name not in CHILDREN[self.name]:
            yield f"<{self.name}> 里不能直接放 <{name}>"
        if (name in ALONE and name in self.within) or (name in BLOCKS and not PHRASES_ONLY.isdisjoint(self.within)):
            innermost = [*self.names()][2::-1]
            yield f"<{name}> 不能放在 {'、'.join(f'<{tag}>' for tag in innermost)} 里"
        if closed and name not in VOID and "svg" not in (*self.within, name):
            yield f"<{name}/> 不能自己结束"


NOTHING_OPEN = OpenElement()
"""Before the first tag of a page."""
