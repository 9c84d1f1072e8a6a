"""What the national content says of itself, what of it a county takes, and how lists of both are joined."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ...common.files.national import is_national, national_pieces
from ...common.files.yaml.yaml_file import YamlFile
from ...common.problems import Problem, nearest
from ...model.plan import Plan, Unit
from ...model.record import Record
from ...model.site import National, NationalPackage
from ...model.typo import Discrepancies, OfficeList, Synonym, Synonyms, Typos
from ..reading.validation import R

FORMAT = 1
"""The format of the national content, and of the folders that use it, which this program reads."""


def mismatch(asked: National, package: NationalPackage | None) -> str:
    """Why this program, the national content installed with it and a county's folder do not go together, or nothing."""
    if package is None:
        return "程序里没有可用的全国内容；请重新安装程序"
    if package.format != FORMAT:
        said = f"程序只读第 {FORMAT} 版格式的全国内容，装着的是第 {package.format} 版"
        return f"{said}（{package.version}）；请把程序和全国内容一起重新安装"
    if asked.format > FORMAT:
        said = f"这个文件夹是照第 {asked.format} 版格式写的，装着的程序只懂到第 {FORMAT} 版"
        return f"{said}；请升级程序（pip install -U）"
    return ""


_ITEMS: Mapping[type[Record], str] = {Synonyms: "groups", Typos: "words", Discrepancies: "differences"}


def joined(own: R | None, national: R | None) -> R | None:
    """A county's own list and the national one as one list; a word that people type means what the county says."""
    if own is None or national is None:
        return own or national
    name = _ITEMS[type(own)]
    mine: tuple[Record, ...] = getattr(own, name)
    typed = {word for group in mine if isinstance(group, Synonym) for word in group.typed}
    theirs = (_without(item, typed) if isinstance(item, Synonym) else item for item in getattr(national, name))
    return own.model_copy(update={name: (*mine, *filter(None, theirs))})


def with_offices(synonyms: Synonyms | None, offices: OfficeList | None, units: Collection[Unit]) -> Synonyms | None:
    """The list of synonyms with the everyday words for those offices that the county has, under its own names for them."""
    if synonyms is None or offices is None:
        return synonyms
    taken = {word for group in synonyms.groups for word in group.typed} | {unit.name for unit in units}
    found = []
    for entry in offices.offices:
        named = [unit.name for unit in units if any(unit.name.endswith(office) for office in entry.office)]
        typed = tuple(word for word in entry.typed if word not in taken)
        if named and typed:
            group = Synonym(typed=typed, means=(min(named, key=len),))
            group.placed("", entry._file or YamlFile(""), entry._location)
            found.append(group)
    return synonyms.model_copy(update={"groups": (*synonyms.groups, *found)})


def kept(record: R, without: frozenset[str]) -> R | None:
    """A record as far as it needs nothing that the county does without; a county's own record stays as it is."""
    if not without or not is_national(record.where().path):
        return record
    if _needs(record, without):
        return None
    suggestions = getattr(record, "do", ())
    rest = tuple(suggestion for suggestion in suggestions if not _needs(suggestion, without))
    return record if len(rest) == len(suggestions) else record.model_copy(update={"do": rest})


_BEHIND = {"article": "articles", "resource": "resources", "daily": "daily"}
"""The field that says what a piece comes from → the folder that this lies in."""


def _needs(record: Record, without: frozenset[str]) -> bool:
    return not without.isdisjoint(f"{folder}/{getattr(record, field, None)}" for field, folder in _BEHIND.items())


def _without(group: Synonym, words: set[str]) -> Synonym | None:
    """A group of words without these; None where nothing is left."""
    if not words.intersection(group.typed):
        return group
    rest = tuple(word for word in group.typed if word not in words)
    return group.model_copy(update={"typed": rest}) if rest else None


def check_national_pieces(plan: Plan) -> Iterator[Problem]:
    """What a county does without is there; a newer content may have given a piece up, so that this is a hint."""
    if national := plan.site.national:
        there = national_pieces()
        for index, piece in enumerate(national.without):
            if piece not in there:
                said = f"全国内容里没有“{piece}”{nearest(piece, there)}；没有的不用写"
                yield Problem(national.where("without", index), said, warning=True)
