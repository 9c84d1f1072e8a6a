"""The files in which Pagefind says which words stand where: read, brought up to date and written.

Pagefind needs seconds for thousands of pages, and makes all files anew whatever has changed. So it is asked about the
pages whose words are others, and what it says of them is put into what it said of the rest.

The files are CBOR (RFC 8949), packed by gzip: of every word, the pages that have it in the order of their numbers, each
as the step from the number before, and where the word stands there; and the same of every other form of the word, such
as one with accents. What is said of a page is copied as it stands.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, TypeAlias

MAGIC = b"pagefind_dcd"
"""Every packed file of Pagefind begins with this."""

ROOM = 50_000
"""So many bytes has a file of words, before it is packed; the search of a portal fetches one for each word."""

Forms: TypeAlias = dict[bytes, bytes]
"""A word's forms, the word itself as an empty one → the pages that have it, as they are written."""

Words: TypeAlias = dict[bytes, Forms]

UINT, INT_SIGNED, STRING, ARRAY = 0, 1, 3, 4
"""Kinds of values in CBOR."""

_UINT = rb"(?:[\x00-\x17]|\x18.|\x19..|\x1a.{4})"
_INT = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a].{4})"
_LIST = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a.{4})"
_STANDING = _LIST + _INT + rb"*+" + _LIST + _INT + rb"*+"
_PAGE = re.compile(rb"\x83(" + _UINT + rb")(" + _STANDING + rb")", re.DOTALL)
_PAGES = re.compile(_LIST + rb"(?:\x83" + _UINT + _STANDING + rb")*+", re.DOTALL)


class WordFile(NamedTuple):
    """So much of its first and last word as tells them from those of other files, and what it holds."""

    first: str
    last: str
    data: bytes


class UnknownFormatError(Exception):
    """A file that is not as Pagefind 1.5 writes it."""


def words_of_file(packed: bytes) -> Words:
    """The words of one file. Raises UnknownFormatError."""
    data = unpack(packed)
    place = 1
    count, place = _head(data, place, ARRAY)
    words: Words = {}
    for _ in range(count):
        word, place = _text(data, place + 1)
        pages, place = _pages(data, place)
        forms = words[word] = {b"": pages}
        others, place = _head(data, place, ARRAY)
        for _ in range(others):
            form, place = _text(data, place + 1)
            forms[form], place = _pages(data, place)
    if place != len(data) or data[:1] != b"\x81":
        raise UnknownFormatError
    return words


def written_words(words: Words) -> Iterator[WordFile]:
    """The files that hold these words."""
    ordered, ends, size = sorted(words), [0], 0
    written = [_written_word(word, words[word]) for word in ordered]
    for number, one in enumerate(written, 1):
        size += len(one)
        if size >= ROOM:
            ends.append(number)
            size = 0
    if ends[-1] < len(ordered):
        ends.append(len(ordered))
    for start, end in pairwise(ends):
        held = written[start:end]
        first, last = ordered[start].decode(), ordered[end - 1].decode()
        yield WordFile(
            _told_from(first, ordered[start - 1].decode()) if start else first,
            _told_from(last, ordered[end].decode()) if end < len(ordered) else last,
            b"\x81" + _headed(ARRAY, len(held)) + b"".join(held),
        )


def update_words(
    words: Words, new: Words, gone: Collection[int], numbers: Mapping[int, int] | None, touched: Iterable[bytes]
) -> None:
    """Bring words up to date: without pages that are gone, with what is said of new ones.

    `numbers` are the new numbers of the pages that stay, where they have others; `new` counts by new numbers.
    Only words that are `touched` are looked at, where numbers stay.
    """
    for word in [*words.keys() | new.keys()] if numbers is not None else touched:
        forms, more = words.setdefault(word, {}), new.get(word, {})
        for form in {**forms, **more}:
            stay = [*page_numbers(forms.get(form, b"\x80"))]
            if gone:
                stay = [page for page in stay if page[0] not in gone]
            if numbers is not None:
                stay = [(numbers[number], standing) for number, standing in stay]
            if form in more:
                stay = sorted([*stay, *page_numbers(more[form])])
            forms[form] = packed_pages(stay)
            if form and not stay:
                del forms[form]
        if forms.get(b"", b"\x80") == b"\x80" and len(forms) < 2:
            del words[word]


def joined_words(parts: Sequence[tuple[Words, int]]) -> Words:
    """The words of several indexes together, given with the number that the first page of each is to have."""
    if len(parts) == 1:
        return parts[0][0]
    joined: Words = {}
    for word in {word for words, _ in parts for word in words}:
        found: dict[bytes, list[tuple[int, bytes]]] = {}
        for words, first in parts:
            for form, pages in words.get(word, {}).items():
                found.setdefault(form, []).extend((first + number, at) for number, at in page_numbers(pages))
        joined[word] = {form: packed_pages(pages) for form, pages in found.items()}
    return joined


def renumbered(words: Words, numbers: Mapping[int, int]) -> Words:
    """The same words with other numbers of their pages."""
    return {
        word: {
            form: packed_pages(sorted((numbers[old], standing) for old, standing in page_numbers(pages)))
            for form, pages in forms.items()
        }
        for word, forms in words.items()
    }


def page_numbers(pages: bytes) -> Iterator[tuple[int, bytes]]:
    """The number of each of a word's pages, and where the word stands there, as it is written."""
    found = _PAGE.findall(pages)
    return zip(accumulate(_UINTS[step] for step, _ in found), (standing for _, standing in found), strict=True)


def packed_pages(pages: Sequence[tuple[int, bytes]]) -> bytes:
    """The reverse of `page_numbers`."""
    parts, before = [_headed(ARRAY, len(pages))], 0
    for number, standing in pages:
        parts += (_STEPS[number - before], standing)
        before = number
    return b"".join(parts)


def unpack(packed: bytes) -> bytes:
    """What a file of Pagefind holds. Raises UnknownFormatError."""
    try:
        data = zlib.decompress(packed, 31)
    except zlib.error:
        raise UnknownFormatError from None
    if not data.startswith(MAGIC):
        raise UnknownFormatError
    return data[len(MAGIC) :]


def pack(data: bytes) -> bytes:
    """Such a file; the same bytes on every system."""
    packing = zlib.compressobj(5, zlib.DEFLATED, 31)  # 6 takes twice as long for files smaller by one in a hundred
    done = packing.compress(MAGIC + data) + packing.flush()
    return b"%b\xff%b" % (done[:9], done[10:])  # which system packed it


def read_value(data: bytes) -> Any:
    """A value made of lists, texts and numbers. Raises UnknownFormatError."""
    value, end = _value(data, 0)
    if end != len(data):
        raise UnknownFormatError
    return value


def written_value(value: object) -> bytes:
    """The reverse of `read_value`."""
    if isinstance(value, int):
        return _headed(UINT, value) if value >= 0 else _headed(INT_SIGNED, -1 - value)
    if isinstance(value, str):
        return _headed(STRING, len(text := value.encode())) + text
    if isinstance(value, list):
        return _headed(ARRAY, len(value)) + b"".join(map(written_value, value))
    raise TypeError(value)


def _value(data: bytes, place: int) -> tuple[Any, int]:
    if place >= len(data):
        raise UnknownFormatError
    kind = data[place] >> 5
    if kind == STRING:
        text, end = _text(data, place)
        return text.decode(), end
    size, place = _head(data, place, kind)
    if kind == ARRAY:
        values = []
        for _ in range(size):
            value, place = _value(data, place)
            values.append(value)
        return values, place
    if kind not in (UINT, INT_SIGNED):
        raise UnknownFormatError
    return (size if kind == UINT else -1 - size), place


def _head(data: bytes, place: int, kind: int) -> tuple[int, int]:
    """The number that stands in the head of a value, and where what it heads begins."""
    if place >= len(data) or data[place] >> 5 != kind:
        raise UnknownFormatError
    size = data[place] & 31
    if size < 24:
        return size, place + 1
    if size > 26:
        raise UnknownFormatError
    end = place + 1 + (1 << (size - 24))
    return int.from_bytes(data[place + 1 : end], "big"), end


def _headed(kind: int, number: int) -> bytes:
    for size, most in enumerate((24, 1 << 8, 1 << 16, 1 << 32)):
        if number < most:
            return (
                bytes(((kind << 5) + 23 + size,)) + number.to_bytes(1 << (size - 1), "big")
                if size
                else bytes(((kind << 5) + number,))
            )
    raise OverflowError(number)


def _text(data: bytes, place: int) -> tuple[bytes, int]:
    size, place = _head(data, place, STRING)
    return data[place : place + size], place + size


def _pages(data: bytes, place: int) -> tuple[bytes, int]:
    found = _PAGES.match(data, place)
    if not found:
        raise UnknownFormatError
    return found[0], found.end()


def _written_word(word: bytes, forms: Forms) -> bytes:
    others = sorted(form for form in forms if form)
    parts = [b"\x83", _headed(STRING, len(word)), word, forms[b""], _headed(ARRAY, len(others))]
    for form in others:
        parts += (b"\x82", _headed(STRING, len(form)), form, forms[form])
    return b"".join(parts)


def _told_from(word: str, other: str) -> str:
    """So much of a word as tells it from another."""
    alike = next((place for place, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    return word[: (min(len(word), len(other)) if alike is None else alike) + 1]


class _Numbers(dict[bytes, int]):
    """What a number is as it is written, worked out once."""

    def __missing__(self, written: bytes) -> int:
        self[written] = number = _head(written, 0, UINT)[0]
        return number


class _Steps(dict[int, bytes]):
    """What comes before the standing of a page, by the step to its number."""

    def __missing__(self, step: int) -> bytes:
        self[step] = headed = b"\x83" + _headed(UINT, step)
        return headed


_UINTS, _STEPS = _Numbers(), _Steps()
