"""What stands in brackets behind an item, or on a line of its own, into roles and the units that have them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .unit_names import NamedUnit, UnitList, is_unit, units_in

ROLES = {
    "牵头": "牵头|主办|主责|总牵头|承办",
    "指导": "指导|督导|督促指导",
    "监督": "监督|考核|督办",
    "参与": "参与|参加",
    "配合": "配合|协助|协办|支持|协作|协同|联系",
    "会同": "会同",
    "责任": "负责|责任|落实|实施|执行|承担|完成|组织|主管|推进",
}
"""Each role with the words that give it."""

_STEM = {stem: role for role, stems in ROLES.items() for stem in stems.split("|")}
_ANY_STEM = "|".join(sorted(_STEM, key=len, reverse=True))
_KEY = re.compile(
    rf"(?:^|(?<=[，,；;。、\s\u3000（(]))(?P<key>(?:主要|共同|第一|具体)?(?P<stem>{_ANY_STEM})(?:责任|落实)?"
    r"(?P<noun>(?:单位|部门|主体|机构|地区|处室|科室|股室|方)(?:[和及、](?:配合|责任|协助)?(?:单位|部门))?)?)\s*(?P<sign>[：:]|为[：:]?|是[：:]?|(?=[\u4e00-\u9fff]))"
)
_OTHER_KEY = re.compile(r"(?:^|(?<=[，,；;。、\s\u3000（(]))(?P<key>[\u4e00-\u9fff]{2,9})\s*[：:]")
_ADVERB = (
    r"(?:(?:按|按照|依|依照|依据|根据)(?:各自)?的?(?:工作)?(?:职责|职能|分工|职能职责)(?:分工|权限|范围)?(?:内|要求)?)?"
    r"(?:分工|分别|共同|具体|统筹|各自|联合|密切|积极|协同|做好|抓好|组织|加强|主要|负责)*"
)
_VERB = (
    r"(?P<lead>(?:总)?牵头(?:负责|抓总|组织实施|组织|落实|实施|推进)?|主办|主责)"
    r"|(?P<guide>(?:督促)?指导(?:督促|落实|实施|推进|支持)?|督导)|(?P<watch>监督(?:落实|检查)?|考核)"
    r"|(?P<join>(?:参与|参加)(?:配合|实施|落实)?)|(?P<help>(?:配合|协助|协办|支持|协作)(?:落实|实施|推进|做好)?)"
    r"|(?P<duty>(?:负责|落实|承担|实施|执行|推进|完成)(?:落实|实施|推进|组织实施|组织|办理|抓好|抓落实|开展|完成)?)|(?P<share>(?<=职责)分工|(?<=按职责)|(?<=按职能))"
)
_END = re.compile(rf"(?P<adverb>{_ADVERB})(?:{_VERB})(?:工作)?$")
_NAMES = {
    "lead": "牵头", "guide": "指导", "watch": "监督", "join": "参与", "help": "配合", "duty": "责任", "share": "责任",
}  # fmt: skip
CONVENTION = re.compile(
    r"第一位|(?:列|排)(?:名|序)?(?:在)?(?:第一|首位|最前)|第一(?:个|家)(?:单位|部门)?(?:的)?(?:为|是)|(?:^|，)下同|以下均|不再(?:一一)?列出|同上$"
)


FIRST_LEADS = re.compile("第一|首位|最前")
"""A sentence that says which unit of a list leads."""


@dataclass(frozen=True)
class DutyPart:
    """Units with one role; `words` is what gives it in the text, such as 牵头单位 or 按职责分工负责."""

    role: str
    words: str
    units: tuple[NamedUnit, ...]
    open_end: str = ""


@dataclass(frozen=True)
class DutyWords:
    """All that a phrase says: roles with their units, sentences on how to read this and later phrases, what is no unit."""

    parts: tuple[DutyPart, ...]
    conventions: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """`no-verb`: nothing says what the units do; `no-sign`: 牵头单位 stands before a name without a colon."""


def duty_words(words: str, known: Collection[str] = ()) -> DutyWords:
    """What a phrase says, without its brackets."""
    reader = _Reader(known)
    reader.read(words)
    return DutyWords(tuple(reader.parts), tuple(reader.conventions), tuple(reader.others), tuple(reader.doubts))


def says_duty(words: str) -> bool:
    """Whether words in brackets are about who does something: they begin with a key or end in a verb for it."""
    return any(found["noun"] or (found["sign"] in "：:" and found["sign"]) for found in _KEY.finditer(words)) or any(
        _END.search(part.strip()) for part in re.split("[，,；;。]", words)
    )


class _Reader:
    def __init__(self, known: Collection[str]) -> None:
        self.known = known
        self.parts: list[DutyPart] = []
        self.conventions: list[str] = []
        self.others: list[str] = []
        self.doubts: list[str] = []

    def read(self, words: str) -> None:
        keys = [found for found in _KEY.finditer(words) if found["noun"] or found["sign"]]
        taken = {found.start() for found in keys}
        others = [found for found in _OTHER_KEY.finditer(words) if found.start() not in taken]
        marks = sorted([*keys, *others], key=re.Match.start)
        self._sentences(words[: marks[0].start()] if marks else words, "", "")
        for place, mark in enumerate(marks):
            after = marks[place + 1].start() if place + 1 < len(marks) else len(words)
            chunk = words[mark.end() : after]
            if mark in others:
                self.others.append(words[mark.start() : after].strip("，,；;。、 "))
                continue
            if not mark["sign"]:
                self.doubts.append("no-sign")
            self._sentences(chunk, _STEM[mark["stem"]], mark["key"])

    def _sentences(self, words: str, role: str, key: str) -> None:
        for sentence in _cut(words, "。；;\n"):
            self._sentence(sentence, role, key)

    def _sentence(self, sentence: str, role: str, key: str) -> None:
        waiting: list[str] = []
        at_start = len(self.parts)
        for segment in _cut(sentence, "，,"):
            if CONVENTION.search(segment) and not re.match("[^，]{2,20}负责", segment):
                self.conventions.append(segment)
            elif (found := _END.search(segment)) and segment not in self.known:
                own = segment[: found.start()]
                if own and not self._any_unit(own):
                    self.others.append(segment)  # 2025年底前完成, 持续推进
                    continue
                if role and own and waiting:  # 牵头单位：县教育局，县科协协助
                    self._add(role, key, "、".join(waiting))
                    waiting = []
                self._with_verb("、".join([*waiting, own]), found)
                waiting = []
            else:
                waiting.append(segment)
        if not waiting:
            return
        rest = "，".join(waiting)
        if len(self.parts) > at_start and self.parts[-1].role == "牵头" and not role:
            self.doubts.append("no-verb")  # 县科协牵头，县教育局、县人社局
            self._add("责任", "", rest)
        elif len(self.parts) > at_start:
            self._more(rest)
        elif role:
            self._add(role, key, rest)
        elif self._all_units(rest):
            self.doubts.append("no-verb")
            self._add("责任", "", rest)
        else:
            self.others.append(rest)

    def _any_unit(self, words: str) -> bool:
        return any(unit.doubt != "strange" for unit in units_in(words, self.known).units)

    def _with_verb(self, words: str, found: re.Match[str]) -> None:
        role = next(name for group, name in _NAMES.items() if found[group] is not None)
        words = re.sub("^(?:由|请|以上由|均由)", "", words)
        if words.startswith(("会同", "并会同")):
            self._add("会同", "会同", re.sub("^并?会同", "", words))
            return
        pieces = re.split("(会同|牵头(?:负责)?[、，]?)", words)
        if len(pieces) > 1 and all(self._all_units(piece) for piece in pieces[::2]):
            first = "牵头" if pieces[1].startswith("牵头") or role in ("责任", "牵头") else role
            self._add(first, pieces[1], pieces[0])
            for verb, piece in zip(pieces[1::2], pieces[2::2], strict=True):
                self._add("会同" if verb == "会同" else role, verb if verb == "会同" else found[0], piece)
            return
        if words.strip("、， "):
            self._add(role, found[0], words)

    def _add(self, role: str, key: str, words: str) -> None:
        listed = units_in(words, self.known)
        units = self._units(listed)
        if units:
            self.parts.append(DutyPart(role, key, units, listed.open_end))

    def _more(self, words: str) -> None:
        """Units behind a role that was already said."""
        listed = units_in(words, self.known)
        last = self.parts[-1]
        units = self._units(listed)
        self.parts[-1] = DutyPart(last.role, last.words, (*last.units, *units), listed.open_end or last.open_end)

    def _units(self, listed: UnitList) -> tuple[NamedUnit, ...]:
        """What may be units; what surely is none, such as a date, is put with the rest."""
        kept = []
        for unit in listed.units:
            if (
                unit.doubt == "strange"
                and re.search("[0-9]年|底前|前完成|完成$|长期|持续|常态|每年|季度|推进$|[。！？]", unit.words)
            ) or len(unit.words) > 40:
                self.others.append(unit.words)
            else:
                kept.append(unit)
        return tuple(kept)

    def _all_units(self, words: str) -> bool:
        units = units_in(words, self.known).units
        return bool(units) and all(is_unit(unit.words) or unit.collective for unit in units)


def _cut(words: str, signs: str) -> Iterator[str]:
    """The words between signs that stand in no inner bracket."""
    depth = start = 0
    for place, sign in enumerate(words):
        depth += (sign in "（(《“") - (sign in "）)》”")
        if depth <= 0 and sign in signs:
            if piece := words[start:place].strip():
                yield piece
            start = place + 1
    if piece := words[start:].strip():
        yield piece
