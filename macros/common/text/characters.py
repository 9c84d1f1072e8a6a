"""Characters by the classes of Unicode: those nobody sees, those only one font knows, and those that look like others."""

from __future__ import annotations

import re
import unicodedata

_EMOJI = "\u00a9\u00ae\u2049\u203c\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point (DerivedCoreProperties.txt), without the two that emoji are put together with."""
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_NOBODYS = "\u2800\ufdd0-\ufdef\ufffc-\uffff"

INVISIBLE = re.compile(
    f"[{_IGNORABLE}{_CONTROL}{_PRIVATE}{_NOBODYS}]|(?<![{_EMOJI}0-9#*])[\ufe00-\ufe0f]|[\ufe00-\ufe0d]"
    f"|(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])"
)
"""What nobody sees, or only who has one certain font: controls, default-ignorable, private-use and non-characters, blank Braille.

U+FE0F and U+200D are left where they belong to an emoji.
"""

_RADICALS = "\u2e80-\u2fdf"
_COMPATIBLE = "\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff\U0002f800-\U0002fa1f"
LOOKALIKE = re.compile(f"[{_RADICALS}{_COMPATIBLE}]")
_SUSPECT = re.compile(f"[{_IGNORABLE}{_CONTROL}{_PRIVATE}{_NOBODYS}\ufe00-\ufe0f\u200d{_RADICALS}{_COMPATIBLE}]")
"""Every character that either of the two may find, without a look around it: ten times as fast."""
"""Radicals and compatibility forms that PDF files hold in the place of characters: they look alike and are not found."""


def visible(text: str) -> str:
    """Text without the characters nobody sees, and with characters in the place of what only looks like them."""
    return INVISIBLE.sub("", LOOKALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text))


def hidden_in(line: str) -> tuple[int, str] | None:
    """Where in a line the first character stands that may not be there, and what it is, for an editor; or None."""
    if not _SUSPECT.search(line):
        return None
    found = min(filter(None, (INVISIBLE.search(line), LOOKALIKE.search(line))), key=re.Match.start, default=None)
    return (found.start(), _named(found[0])) if found else None


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    if character == "\ufffd":
        return "乱码“\ufffd”，请删去，重新输入这几个字"
    if re.match(f"[{_PRIVATE}]", character):
        return f"只有个别字体才有的符号（{code}，多半是从 Word 里带来的项目符号），请删去，换成通用的字"
    if not LOOKALIKE.match(character):
        return f"看不见的字符（{code}），请删去，重新输入这几个字"
    meant = unicodedata.normalize("NFKC", character)
    remedy = f"请改为“{meant}”" if meant != character else "请删去，重新输入这个字"
    return f"“{character}”（{code}），它是部首或兼容字形，不是通用的字（多半是从 PDF 复制来的），搜索找不到；{remedy}"
