"""Lists of units as plans write them into single names: which signs part two units, and which belong to a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

_ENDINGS = (
    "委员会|总局|分局|支局|办公室|办公厅|总署|研究院|协会|学会|联合会|促进会|理事会|政府|中心|科协|妇联|残联|侨联|文联|工商联|社科联|作协|台联|"
    "总工会|工会|团中央|团[省市区县州旗]委|团委|银行|支行|分行|公司|集团|学校|党校|大学|学院|小学|中学|医院|法院|检察院|街道|办事处|管委会|指挥部|领导小组|"
    "工作组|专班|联席会议|成员单位|单位|部门|机构|企业|支队|大队|总队|总社|联社|组委|园区|开发区|新区|示范区|景区|度假区|管理区|海关|民航|铁路|"
    "军分区|武装部|地区|地方|行业|高校|院校|院所|团体|组织|基地|人大|政协|监委|纪委|党委|党组|工委|机关|人行|电视台|报社|兵团|平台|委办|联盟|"
    "合作社|供销社|商会|工会组织|共青团|青联|学联|红十字会|气象台|图书馆|科技馆|博物馆|文化馆|科普馆|电信|移动|联通|铁塔|邮政|电力|水务|燃气"
)
_ONE_SIGN = "部委局办署院会厅社镇乡村场区县市省州盟旗站所队馆台处科组园司行校室宫协"
UNIT_END = re.compile(rf"(?:{_ENDINGS}|[{_ONE_SIGN}])$")
_NO_UNIT = re.compile(
    r"[0-9]{4}年|年底|季度|月底|完成|长期|持续|每年|全年|适时|时限|推进|启动|开展|实施|建立|加强|提高|做好|确保|要求|按照|根据"
)
_LEVEL = "省|市|区|县|州|旗|盟|镇|乡|国家|中央|中国|全国|全省|全市|全区|全县|中共"
PLACE_GENERIC = re.compile(
    r"(?:各?(?:有关|相关)?(?:乡镇|镇街|镇乡|街镇|县级市|街道办事处|街道办|街道|办事处|开发区|高新区|经开区|新区|园区|功能区|管委会|管理区|景区|"
    r"度假区|农场|林场|渔场|茶场|社区|行政村|[省市区县州盟旗乡镇村办场处])(?:（[^（）]*）|\([^()]*\))?(?:人民政府|党委)?)+(?:人民政府|政府|管委会|党委)?"
)
_BARE = re.compile(
    r"(?:有关|相关|各有关|其他|其他有关|各相关)?(?:单位|部门|方面|地方|地区|机构|企业|个人|主体|团体|组织|人员)"
)
_OPEN_END = re.compile(
    r"等(?P<rest>(?:[0-9一二三四五六七八九十多]*个?)?(?P<some>各|各有关|有关|相关|其他|其他有关|各相关)?"
    r"(?P<noun>(?:市|区|县|省)?(?:直|级)?(?:职能|成员|责任|配合|牵头|行政|主管)?(?:部门|单位|方面|机构|地方)"
    r"(?:[和及与、](?:单位|部门|地方|机构|企业))?))?$"
)
COLLECTIVE = re.compile(
    r"^各|各(?:成员|有关|相关|乡|镇|街|区|县|市|省|级|单位|部门|地|责任)|^(?:有关|相关|其他|其它|全[省市区县])|"
    r"(?:成员单位|有关部门|相关部门|有关单位|相关单位|各部门|等部门|部门和单位|有关方面)$|^(?:部门|单位|地方|试点城市|乡镇|镇街|街道|乡镇街道)(?:政府)?$"
)
_INNER = re.compile(
    rf"(?:[局部办院会厅署社]|区委|市委|县委|省委|协|联|中心|政府|公司|银行|大学|学院|街道|镇|乡)"
    rf"(?=(?:各|团)?(?:{_LEVEL})(?!长)[\u4e00-\u9fff（）()]{{1,16}}$|各[\u4e00-\u9fff（）()、]{{1,12}}$|团[省市区县州]委$)"
)
MARKS = "★☆*＊▲△●○◆#"
"""Signs that set units apart in a list, most often those that lead."""
_OPENING, _CLOSING = "（(《“[【〔", "）)》”]】〕"


@dataclass(frozen=True)
class NamedUnit:
    """One name in a list of units, as written, and what was taken for granted about it."""

    words: str
    doubt: str = ""
    """`glued`: parted though no sign parts it; `and`: parted at 等和; `chained`: kept together over a sign; `strange`: unlike any;
    `inner`: another name may end within it."""
    whole: str = ""
    """Of names run together, all of them as written."""

    @property
    def collective(self) -> bool:
        return bool(COLLECTIVE.search(self.words)) or bool(
            re.search("^各|[、（(].*[、区县市镇乡]", self.words) and self.words[0] == "各"
        )


@dataclass(frozen=True)
class UnitList:
    """The units of one list in order, and whether it ends in 等: there may be more."""

    units: tuple[NamedUnit, ...]
    open_end: str = ""


def units_in(words: str, known: Collection[str] = ()) -> UnitList:
    """The units that a list names. `known` are names that stand alone elsewhere, by which names run together are parted."""
    units, end = list[NamedUnit](), ""
    for piece in _lists(words):
        found = _OPEN_END.search(piece)
        end = found[0] if found else end
        named = piece[: found.start()] if found else piece
        units += [
            replace(unit, doubt=unit.doubt or "and") if _behind_and(named, unit.words) else unit
            for unit in _units(named, known)
        ]
        if found and found["some"]:
            units.append(NamedUnit(found["rest"]))
    return UnitList(tuple(units), end)


def _lists(words: str) -> list[str]:
    """The lists that words run through: 甲局、乙局等部门，各镇 are two."""
    words = words.strip().strip("，,、；;。：: ")
    pieces, start = [], 0
    for found in re.finditer(
        r"(?<=等)[，,；;]|(?<=等)(?P<noun>[^，,；;、（(]{0,12}(?:部门|单位|方面|机构|地方))[，,；;、]", words
    ):
        if not _depth(words[: found.start()]):
            pieces.append(words[start : found.end() - 1])
            start = found.end()
    return [*pieces, words[start:]]


def _behind_and(words: str, unit: str) -> bool:
    """Whether a name stands behind 等和 or 等及, which ends one list and goes on with another."""
    return bool(re.search(f"等(?:以及|[和及与]){re.escape(unit)}(?:[、，,；;]|$)", words))


def _units(words: str, known: Collection[str]) -> Iterator[NamedUnit]:
    tokens = list(_joined(_tokens(words)))
    for token in tokens:
        yield from _parted(token, known)


def _tokens(words: str) -> list[str]:
    """The words between signs, each with the sign before it."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(words):
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth <= 0 and sign in "、，,；;/／ \t\u3000|\n":
            found.append(words[start:place])
            start = place + 1
    found.append(words[start:])
    parts = [part for token in found for part in _at_conjunctions(token.strip(f" {MARKS}"))]
    return [part for part in parts if part]


def _at_conjunctions(token: str) -> list[str]:
    """A token parted at 和, 及 or 等和 between two units: neither 工业和信息化部 nor 有关部门和单位 is two."""
    for found in re.finditer("等(?:以及|[和及与、，])|以及|[和及与]", token):
        before, after = token[: found.start()], token[found.end() :]
        if _depth(before):
            continue
        sure = found[0].startswith("等")
        if (
            before
            and after
            and (
                sure
                or (
                    is_unit(before)
                    and is_unit(after)
                    and not _BARE.fullmatch(after)
                    and not _generic_pair(before, after)
                )
            )
        ):
            return [before, *_at_conjunctions(after)]
    return [token]


def _depth(text: str) -> int:
    return sum(text.count(sign) for sign in _OPENING) - sum(text.count(sign) for sign in _CLOSING)


def _generic_pair(before: str, after: str) -> bool:
    """各乡镇和街道 is one collective; so is 各区和县级市."""
    return before.startswith("各") and bool(PLACE_GENERIC.fullmatch(after) or after in ("政府", "人民政府", "党委"))


def is_unit(words: str) -> bool:
    """Whether words may be the name of a unit, by how they end; a bracket after the name does not count."""
    bare = re.sub(r"[（(][^（()）]*[）)]$", "", words)
    return len(bare) > 1 and bool(UNIT_END.search(bare)) and not _NO_UNIT.search(bare)


def _joined(tokens: Sequence[str]) -> Iterator[NamedUnit]:
    """Tokens, those drawn together that are one name: 各区、县级市, 组织、宣传等部门."""
    at = 0
    while at < len(tokens):
        token, end = tokens[at], at + 1
        while (
            token.startswith("各")
            and end < len(tokens)
            and PLACE_GENERIC.fullmatch(tokens[end])
            and PLACE_GENERIC.fullmatch(token)
        ):
            token, end = f"{token}、{tokens[end]}", end + 1
        if end > at + 1 or is_unit(token) or _BARE.fullmatch(token):
            yield NamedUnit(token)
        else:
            following = next((place for place in range(at + 1, len(tokens)) if is_unit(tokens[place])), None)
            if (
                following is not None
                and len(token) <= 6
                and following - at <= 3
                and not _has_level(tokens[following])
                and not _NO_UNIT.search(token)
            ):
                yield NamedUnit("、".join(tokens[at : following + 1]), "chained")
                end = following + 1
            else:
                yield NamedUnit(token, "strange")
        at = end


def _has_level(words: str) -> bool:
    return bool(re.match(f"(?:{_LEVEL}|各|团)", words))


def _parted(unit: NamedUnit, known: Collection[str]) -> Iterator[NamedUnit]:
    """Two units without a sign between them as two: by the level before the second one's name, or by names known."""
    words = unit.words
    if unit.doubt == "chained" or words in known or PLACE_GENERIC.fullmatch(words):
        yield unit
        return
    bare = re.sub(r"[（(][^（()）]*[）)]", lambda found: "　" * len(found[0]), words)
    for found in _INNER.finditer(bare):
        first, second = words[: found.end()], words[found.end() :]
        if is_unit(first) and is_unit(second) and len(first) > 1:
            yield from _two(words, first, second, known)
            return
    if place := _known_seam(words, known):
        yield from _two(words, words[:place], words[place:], known)
        return
    yield replace(unit, doubt=unit.doubt or "inner") if inner_seam(words) else unit


def inner_seam(words: str) -> int:
    """Where a name might end within a longer one, as 局 in 县公安局交警大队, which is one unit, or 标准委统计局, which is two; else 0."""
    for found in re.finditer("[部委局办署厅](?=.{3})", words):
        first, second = words[: found.end()], words[found.end() :]
        if (
            len(first) > 2
            and not _PARENT.fullmatch(first)
            and is_unit(second)
            and not COLLECTIVE.search(words)
            and "（" not in words
        ):
            return found.end()
    return 0


def _two(whole: str, first: str, second: str, known: Collection[str]) -> Iterator[NamedUnit]:
    for part in (NamedUnit(first), *_parted(NamedUnit(second), known)):
        yield replace(part, doubt="glued", whole=whole)


_PART_OF = re.compile("^(?:.{2,6}(?:支行|分局|分公司|支队|大队)|办公室|办公厅|办|机关|党组|党委|系统|门)$")


_PARENT = re.compile(
    "(?:[省市区县州旗党团]|中共.*)?(?:委|党委)|.*(?:政府|国务院|中央|人大|政协|工委|管委会|法院|检察院)|.{1,2}"
)
"""Bodies that others belong to: 区委 in 区委宣传部."""


def known_names(names: Collection[str]) -> frozenset[str]:
    """Of names that stand alone somewhere, those that are not two of them run together."""
    found = frozenset(names)
    return frozenset(name for name in found if _known_seam(name, found - {name}) is None)


def _known_seam(words: str, known: Collection[str]) -> int | None:
    """Where a name known from elsewhere ends, or begins, inside words that are longer by another unit."""
    for place in range(2, len(words) - 1):
        first, second = words[:place], words[place:]
        one, other = first in known and first != second, second in known
        if first != second and _PARENT.fullmatch(first):
            continue
        if (one and other) or (one and len(second) > 2 and is_unit(second) and not _PART_OF.match(second)):
            return place
        if other and len(second) > 2 and len(first) > 2 and is_unit(first) and not _has_level(first):
            return place
    return None
