"""All names of units in a plan into units: which spellings are one unit, which are collectives, and their ids in pinyin."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ....common.text.hanzi import in_pinyin
from .row_matching import folded_words
from .unit_names import COLLECTIVE, NamedUnit

_PREFIX = re.compile(
    "(?:[省市区县州旗]委(?=[\u4e00-\u9fff]{3,}$)|中共|国家|中国|全国|(?:省|市(?!场|容|政(?!府))|区(?!域)|县(?!域)|州|旗)|"
    "[\u4e00-\u9fff]{2,4}?(?:自治区|自治州|自治县|省|市|区|县|州|旗)(?=[\u4e00-\u9fff]{2}))?"
)
_BRACKET = re.compile(r"[（(][^（()）]*[）)]$")
_SYLLABLES = {
    "银行": "yinhang",
    "重庆": "chongqing",
    "行业": "hangye",
    "调度": "diaodu",
    "长": "chang",
    "校长": "xiaozhang",
}
_OVER = re.compile("^.*(?=领导小组|联席会议|指挥部|工作专班)")
_AS_ONE = re.compile(r"^(?:团(?:省|市|区|县|州|旗)委|.{0,2}(?:委|政府)办(?:公室)?|[省市区县]人民政府)$")


@dataclass(frozen=True)
class ProposedUnit:
    """A unit as the plan names it: the name it goes by, every spelling with how often it stands in the text."""

    id: str
    name: str
    spellings: Mapping[str, int]
    collective: bool
    alike: tuple[str, ...] = ()
    """Names of other units that may be this one."""
    known: bool = False
    """The site has this unit already, by this id."""

    @property
    def merged(self) -> bool:
        """More than one spelling was taken for this unit."""
        return len(self.spellings) > 1


_NONE: Mapping[str, str] = {}


@dataclass
class _Entry:
    name: str
    spellings: Counter[str] = field(default_factory=Counter)
    collective: bool = False


def registered(
    units: Iterable[NamedUnit],
    apart: Iterable[frozenset[str]] = (),
    same: Iterable[frozenset[str]] = (),
    known: Mapping[str, str] = _NONE,
) -> tuple[ProposedUnit, ...]:
    """The units that names stand for, in the order of the text.

    `apart` and `same` are pairs of spellings that a person has told apart, or has said to be one unit; `known` has the
    ids of units that the site has already, by their names.
    """
    counts: Counter[str] = Counter()
    collective: dict[str, bool] = {}
    for unit in units:
        counts[unit.words] += 1
        collective[unit.words] = unit.collective
    told, one = set(apart), set(same)
    entries: list[_Entry] = []
    for name in sorted(counts, key=lambda name: (-counts[name], -len(name))):
        entry = next((entry for entry in entries if _one(entry, name, collective, told, one)), None)
        if entry is None:
            entry = _Entry(name, collective=collective[name])
            entries.append(entry)
        entry.spellings[name] = counts[name]
    order = {name: place for place, name in enumerate(counts)}
    entries.sort(key=lambda entry: min(order[name] for name in entry.spellings))
    there = [next((known[name] for name in (entry.name, *entry.spellings) if name in known), "") for entry in entries]
    ids, taken = pinyin_ids([entry.name for entry in entries]), {*known.values()}
    found = []
    for entry, id, old in zip(entries, ids, there, strict=True):
        new, number = id, 2
        while not old and new in taken:
            new, number = f"{id}-{number}", number + 1
        alike = tuple(_alike(entry, entries, told))
        found.append(ProposedUnit(old or new, entry.name, dict(entry.spellings), entry.collective, alike, bool(old)))
    return tuple(found)


def _one(
    entry: _Entry, name: str, collective: Mapping[str, bool], apart: set[frozenset[str]], same: set[frozenset[str]]
) -> bool:
    if frozenset((entry.name, name)) in same:
        return True
    if any(frozenset((other, name)) in apart for other in entry.spellings):
        return False
    if entry.collective or collective[name]:
        return folded_words(entry.name) == folded_words(name)
    return same_unit(entry.name, name)


def same_unit(one: str, other: str) -> bool:
    """Whether two names are likely one unit: with and without its level, a bracket or the syllables that are left out."""
    first, second = (_BRACKET.sub("", folded_words(name)) for name in (one, other))
    if first == second:
        return True
    (level, core), (other_level, other_core) = _parted_name(first), _parted_name(second)
    if level and other_level and level.rstrip("委")[-1:] != other_level.rstrip("委")[-1:]:
        return False
    if core == other_core:
        return not (level and other_level and len(level) > 1 and len(other_level) > 1 and level != other_level)
    return bool(level) == bool(other_level) and _shortened(*sorted((core, other_core), key=len))


def _parted_name(name: str) -> tuple[str, str]:
    """The level or place before a name, and the name without it; a collective keeps all but a single level."""
    if _AS_ONE.match(name):
        return "", name
    if COLLECTIVE.search(name):
        return ("", name) if name[0] not in "省市区县" else (name[0], name[1:])
    found = _PREFIX.match(name)
    level = found[0] if found else ""
    if level and len(name) - len(level) < 2:
        return "", name
    return level, name[len(level) :]


def _shortened(short: str, long: str) -> bool:
    """卫健局 is 卫生健康局: its signs in their order, from the first to the last."""
    if (
        len(short) < 3
        or len(short) == len(long)
        or long.startswith(short)
        or short[0] != long[0]
        or short[-1] != long[-1]
    ):
        return False
    place = 0
    for sign in short:
        place = long.find(sign, place) + 1
        if not place:
            return False
    return True


def _alike(entry: _Entry, entries: Sequence[_Entry], told: set[frozenset[str]]) -> Iterable[str]:
    """Other units whose names differ by so little that a person should look."""
    if entry.collective:
        return
    level, core = _parted_name(entry.name)
    for other in entries:
        if other is entry or other.collective or frozenset((entry.name, other.name)) in told:
            continue
        other_level, other_core = _parted_name(other.name)
        close = core[:1] == other_core[:1] and core[-1:] == other_core[-1:] and level[-1:] == other_level[-1:]
        if close and difflib.SequenceMatcher(None, core, other_core).ratio() >= 0.6:
            yield other.name


def pinyin_ids(names: Sequence[str]) -> list[str]:
    """An id in pinyin for each name, without the level before it where that leaves it the only one of its kind."""
    short = [_id_of(_parted_name(_BRACKET.sub("", name))[1]) for name in names]
    counts, taken = Counter(short), set[str]()
    ids: list[str] = []
    for name, id in zip(names, short, strict=True):
        wanted = id if counts[id] == 1 else _id_of(_BRACKET.sub("", name))
        found, number = wanted, 2
        while found in taken:
            found, number = f"{wanted}-{number}", number + 1
        taken.add(found)
        ids.append(found)
    return ids


def _id_of(name: str) -> str:
    bare = _OVER.sub("", re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", name)) or name
    for words, written in _SYLLABLES.items():
        bare = bare.replace(words, written) if len(words) > 1 else bare
    id = re.sub("[^a-z0-9]", "", "".join(in_pinyin(bare)).lower())[:60] or "danwei"
    return f"danwei{id}" if id.isdecimal() else id
