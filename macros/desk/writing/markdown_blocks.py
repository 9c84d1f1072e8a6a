"""The blocks of a text into Markdown, with what is its title and what are its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_HEADING = 36
"""Characters of what may be a heading though no style says so."""

DEEPEST = 4
"""Headings below the title: ## to ####."""

_NUMBERED_HEADING = re.compile(r"(?:(（)[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、)(?=\S)")
_ENDED = re.compile("[。；：，、！;:,]$")


@dataclass
class MarkdownBlock:
    """A paragraph, a heading, an item of a list, a whole list, table or quotation, or the title, in Markdown.

    The level of a heading is its own; that of an item is twice its depth, one more where it is numbered.
    """

    kind: str
    words: str
    level: int = 0


def with_title(blocks: list[MarkdownBlock]) -> list[MarkdownBlock]:
    """The blocks of a whole text, its title among them, if it has one."""
    return _title_first(_headed(blocks))


def without_title(blocks: list[MarkdownBlock]) -> list[MarkdownBlock]:
    """The blocks of a part of a text: what is set as a title there is a heading."""
    return [MarkdownBlock("heading", it.words, 1) if it.kind == "title" else it for it in blocks]


def plain_title(words: str) -> str:
    """Words of a title: a line of the front matter, in which no sign has a meaning."""
    return re.sub(r"\\([\\`*_\[\]])", r"\1", _plain_marks(words))


def written_blocks(blocks: list[MarkdownBlock], shift: int) -> Iterator[str]:
    """The Markdown of each block, headings so many levels down; items that follow each other are one list."""
    items: list[str] = []
    for block in blocks:
        if block.kind == "item":
            items.append(f"{'    ' * (block.level // 2)}{'1.' if block.level % 2 else '-'} {block.words}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        if block.kind == "heading":
            yield f"{'#' * max(2, min(block.level + shift, DEEPEST))} {_plain_marks(block.words)}"
        else:
            yield block.words
    if items:
        yield "\n".join(items)


def _headed(blocks: list[MarkdownBlock]) -> list[MarkdownBlock]:
    """Where no style says what is a heading, that is told by how offices number and set them (GB/T 9704 §7.3.3)."""
    if any(block.kind in ("heading", "title") for block in blocks):
        return blocks
    found = [_as_heading(block) for block in blocks]
    first = blocks[0] if len(blocks) > 1 else None
    if first and _may_be_heading(first) and not _NUMBERED_HEADING.match(_plain_marks(first.words)):
        found[0] = MarkdownBlock("title", first.words)
    return found


def _as_heading(block: MarkdownBlock) -> MarkdownBlock:
    words = _plain_marks(block.words)
    bold, numbered = re.fullmatch(r"\*\*[^*]+\*\*", block.words), _NUMBERED_HEADING.match(words)
    if not _may_be_heading(block) or not (bold or numbered):
        return block
    return MarkdownBlock("heading", words, 2 if numbered and numbered[1] else 1)


def _may_be_heading(block: MarkdownBlock) -> bool:
    words = _plain_marks(block.words)
    return block.kind == "paragraph" and len(words) <= LONGEST_HEADING and not _ENDED.search(words)


def _title_first(blocks: list[MarkdownBlock]) -> list[MarkdownBlock]:
    """A single largest heading before everything else is the title of the text."""
    if any(block.kind == "title" for block in blocks) or not blocks or blocks[0].kind != "heading":
        return blocks
    first = blocks[0].level
    if any(block.kind == "heading" and block.level <= first for block in blocks[1:]):
        return blocks
    return [MarkdownBlock("title", blocks[0].words), *blocks[1:]]


def _plain_marks(words: str) -> str:
    """A heading is set in bold anyway."""
    return re.sub(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*", r"\1", words)
