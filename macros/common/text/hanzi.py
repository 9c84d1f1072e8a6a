"""Chinese characters as people type them: their syllables, and the simplified forms of traditional ones."""

from __future__ import annotations

import os
from collections.abc import Iterable

import opencc

FIRST_HANZI, LAST_HANZI = 0x4E00, 0x9FFF


def syllables(characters: Iterable[str]) -> dict[str, str]:
    """Syllable without tone → its characters; one with several readings stands under each."""
    os.environ.setdefault(
        "PYPINYIN_NO_PHRASES", "true"
    )  # its words take longer to load than all of us; we ask for characters
    from pypinyin import Style, pinyin  # and only builds do

    found: dict[str, list[str]] = {}
    for character in sorted(set(characters)):
        readings = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False, errors="ignore")
        for reading in readings[0] if readings else ():
            found.setdefault(reading, []).append(character)
    return {syllable: "".join(found[syllable]) for syllable in sorted(found)}


def simplified(characters: Iterable[str]) -> str:
    """Pairs of a traditional character and its simplified form, for the forms among these characters."""
    wanted, converter = set(characters), opencc.OpenCC("t2s")
    pairs = ((char, converter.convert(char)) for char in map(chr, range(FIRST_HANZI, LAST_HANZI + 1)))
    return "".join(char + plain for char, plain in pairs if plain != char and plain in wanted)


def common() -> set[str]:
    """The 3,755 characters that every Chinese keyboard offers first (GB 2312, level 1)."""
    area = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return {code.decode("gb2312") for code in area if code[0] < 0xD7 or code[1] < 0xFA}


def in_pinyin(text: str) -> list[str]:
    """The most usual syllable of each character, and what is not Chinese as it stands."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return [str(part) for part in lazy_pinyin(text, v_to_u=False)]
