"""What every record is made of: where it stands in its file, and the kinds of text it may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from ..common.files.yaml.yaml_file import Location, YamlFile
from ..common.problems import Where
from ..common.text.line_joining import on_one_line
from ..common.text.web_links import link_fault, not_whole


def _filled(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty", "不能为空")
    return text


def _one_line(text: str) -> str:
    """Names, titles and short texts stand on one line, and begin and end with a word."""
    if "\n" in text.strip("\n"):
        raise PydanticCustomError("told", "这一项只能写一行，里面有换行；请写成一行，不用“|”")
    if text.endswith("\n"):
        raise PydanticCustomError("told", "末尾有换行；请去掉“|”或“>”，跟“字段: ”写在同一行")
    if "\t" in text:
        raise PydanticCustomError("told", "里面有制表符（Tab 键），请改为空格或删去")
    if text != text.strip():
        raise PydanticCustomError("told", f"{'开头' if text[0].isspace() else '末尾'}有空格，请删去")
    return text


def _separate(words: tuple[str, ...]) -> tuple[str, ...]:
    """WordList parted otherwise than by an English comma are one word to YAML."""
    if glued := [word for word in words if _PARTING.search(word)]:
        pieces = [part.strip() for word in words for part in _PARTING.split(word) if part.strip()]
        said = f"“{glued[0][:30]}”会被当成一个词；几个词之间用英文逗号，写成 [{', '.join(pieces)}]"
        raise PydanticCustomError("told", "{said}", {"said": said})
    return words


_PARTING = re.compile("[，、；／｜﹑､]|(?<=[一-鿿])(?: ?[,;/|] ?|[ \u3000])(?=[一-鿿])")


def _web_link(link: str) -> str:
    if fault := link_fault(link) or not_whole(link):
        raise PydanticCustomError("link", "{fault}", {"fault": fault})
    return link


def _plain_id(value: str) -> str:
    if DEVICE_NAME.fullmatch(value):
        raise PydanticCustomError("id", "它是 Windows 给设备留的名字，那里建不了这样的文件")
    if not re.fullmatch(ID_PATTERN, value):
        raise PydanticCustomError("id", "代号只能用小写字母、数字和短横线")
    return value


DEVICE_NAME = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, with any suffix: no file can have them, and Git cannot check them out there.

https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""

ID_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"

Id = Annotated[str, AfterValidator(_plain_id)]


@dataclass(frozen=True)
class RefersTo:
    """What the id in a field is the id of: a form offers those, by their names."""

    kind: str


UnitId = Annotated[Id, RefersTo("unit")]
AudienceId = Annotated[Id, RefersTo("audience")]
TopicId = Annotated[Id, RefersTo("topic")]
MeasureId = Annotated[Id, RefersTo("measure")]
TownshipId = Annotated[Id, RefersTo("township")]
ObservanceId = Annotated[Id, RefersTo("observance")]
ArticleId = Annotated[Id, RefersTo("article")]
ResourceId = Annotated[Id, RefersTo("resource")]
HotlineId = Annotated[Id, RefersTo("hotline")]
DailyId = Annotated[Id, RefersTo("daily")]

Text = Annotated[str, AfterValidator(_filled)]
"""Words that may go over several lines and paragraphs."""
Brief = Annotated[str, AfterValidator(_filled), AfterValidator(on_one_line)]
"""One or two sentences, on however many lines they stand in the file: shown and given on as one paragraph."""
Line = Annotated[str, AfterValidator(_filled), AfterValidator(_one_line)]
"""A name, a title, a short text: one line, without blanks around it."""
Link = Annotated[str, AfterValidator(_filled), AfterValidator(_web_link), AfterValidator(_one_line)]
WordList = Annotated[tuple[Line, ...], AfterValidator(_separate)]
Aliases = Annotated[WordList, Field(description="别的叫法，供搜索用，例如“科学技术协会”")]
Keywords = Annotated[WordList, Field(description="读者可能搜的词")]
OFFICE_PHONE = r"^(0[0-9]{2,3}-)?[0-9]{5,8}$"
"""A land line or a short number: eleven digits would be somebody's mobile phone."""
SERVICE_PHONE = r"^(0[0-9]{2,3}-)?[0-9]{3,8}$"
"""The same with the shortest numbers, 110 and 119 among them."""


class Record(BaseModel):
    """Anything an editor writes. Frozen; an unknown field is an error; `where` finds a field's line."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=False, defer_build=True)

    _id: str = PrivateAttr("")
    _file: YamlFile | None = PrivateAttr(None)
    _location: Location = PrivateAttr(())
    _digest: str = PrivateAttr("")  # of all that it says, where whoever read it knows one

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        copied = super().model_copy(update=update, deep=deep)
        if update:
            copied._digest = ""
        return copied

    def __eq__(self, other: object) -> bool:
        """Records are the same when they say the same, wherever they stand."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    @property
    def id(self) -> str:
        kept = self.__pydantic_private__  # asked for so often that the way through pydantic's __getattr__ is felt
        return kept["_id"] if kept else ""

    def where(self, *names: str | int) -> Where:
        """The place of a field of this record in its file."""
        kept = self.__pydantic_private__  # as above
        if not kept or kept["_file"] is None:
            return Where("", 1, str(names[0]) if names else "")
        where: Where = kept["_file"].where((*kept["_location"], *names))
        return where

    def placed(self, id: str, file: YamlFile, location: Location = ()) -> None:
        """Tell a freshly read record its id and its place; nobody else may call this."""
        kept = self.__pydantic_private__
        assert kept is not None
        kept["_id"], kept["_file"], kept["_location"] = id, file, location


def parts(record: Record) -> Iterator[Record]:
    """A record and every record inside it, in the order of the fields."""
    yield record
    for child in children(record):
        yield from parts(child)


def children(record: Record) -> Iterator[Record]:
    """The records that stand in the fields of a record."""
    for name in fields_with_records(type(record)):
        value = record.__dict__[name]
        if isinstance(value, tuple):
            yield from value
        elif isinstance(value, Mapping):
            yield from value.values()
        elif value is not None:
            yield value


@cache
def fields_with_records(kind: type[Record]) -> tuple[str, ...]:
    """The fields that hold a record, or a tuple or mapping of records and nothing else: thousands are walked, and few have any."""
    return tuple(name for name, info in kind.model_fields.items() if any(map(_is_record, _leaves(info.annotation))))


@cache
def _fields_with_texts(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    """The fields that may hold a text, a choice among texts included, each with its name in the file."""
    named = ((name, info.alias or name, _leaves(info.annotation)) for name, info in kind.model_fields.items())
    return tuple(
        (name, key) for name, key, leaves in named if any(leaf is str or isinstance(leaf, str) for leaf in leaves)
    )


def _leaves(annotation: Any) -> Iterator[Any]:
    """What a type is put together from, to the last piece: `tuple[Id, ...] | None` → str, …, None."""
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for part in inner:
        yield from _leaves(part)


def refers_to(info: FieldInfo) -> str:
    """What the ids in a field are the ids of, or nothing."""
    return next((leaf.kind for leaf in (*_leaves(info.annotation), *info.metadata) if isinstance(leaf, RefersTo)), "")


class OfProgram:
    """A field that the program fills in: no form asks for it."""


def is_of_program(info: FieldInfo) -> bool:
    """Whether the program fills in a field."""
    return any(isinstance(leaf, OfProgram) for leaf in (*_leaves(info.annotation), *info.metadata))


def may_break_lines(info: FieldInfo) -> bool:
    """Whether a field holds sentences, which may stand on several lines."""
    checks = [leaf.func for leaf in (*_leaves(info.annotation), *info.metadata) if isinstance(leaf, AfterValidator)]
    return _filled in checks and _one_line not in checks


def _is_record(leaf: Any) -> bool:
    return isinstance(leaf, type) and issubclass(leaf, Record)


def texts_with_places(record: Record) -> Iterator[tuple[Where, str]]:
    """Every text in a record and in those inside it, with its place."""
    for part in parts(record):
        yield from part_texts(part)


def part_texts(part: Record) -> Iterator[tuple[Where, str]]:
    """Every text in the fields of a record, with its place; those of records inside it are not among them."""
    return ((part.where(*names), text) for names, text in named_texts(part))


def named_texts(part: Record) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The same texts with what their places are called: to find the lines takes long."""
    for name, key in _fields_with_texts(type(part)):
        value = part.__dict__[name]
        if isinstance(value, str):
            yield (key,), value
        elif isinstance(value, tuple):
            yield from (((key, i), item) for i, item in enumerate(value) if isinstance(item, str))
        elif isinstance(value, Mapping):
            yield from (((key, i), item) for i, item in value.items() if isinstance(item, str))


def strings(record: Record) -> Iterator[str]:
    """Every text in a record and in those inside it."""
    return (text for part in parts(record) for _, text in named_texts(part))


class Source(Record):
    """Where a statement comes from."""

    name: Line = Field(description="来源名称：文件名、报纸名或发布单位，例如“人民日报”")
    publisher: Line | None = Field(None, description="发布单位")
    number: Line | None = Field(None, description="文号，例如“国发〔2021〕9号”")
    dated: date | None = Field(None, description="来源的日期，写成 2026-03-05")
    link: Link | None = Field(None, description="网址；没有打开看过的不填")
    quote: tuple[Text, ...] = Field(
        (), description="照抄的原话，与 plan/quotes 里存的一字不差，例如 [遵医嘱使用抗微生物药物]"
    )


PlaceKind = Literal["museum", "library", "park", "landmark", "centre"]
PLACE_KINDS: Mapping[PlaceKind, str] = {
    "museum": "博物馆和科技馆",
    "library": "图书馆和书房",
    "park": "公园和植物园",
    "landmark": "遗址和旧址",
    "centre": "文化站和活动室",
}


class Place(Record):
    """Where something is held or found."""

    name: Line = Field(description="地点名称")
    kind: PlaceKind | None = Field(
        None, description="哪一种地方：" + "、".join(f"{id} {name}" for id, name in PLACE_KINDS.items())
    )
    township: TownshipId | None = Field(None, description="所在乡镇办场的代号，例如 dongzhen")
    city: Line | None = Field(
        None, description="在区外的，或者只知道在哪个城市的，写城市，例如“武汉市”；填了 township 就不填"
    )
    address: Line | None = Field(None, description="详细地址，前面不再写区、乡镇和城市，例如“人民路11号”")
    transport: Line | None = Field(None, description="坐什么车、怎么走；没有核实就不填")
    accessible: Line | None = Field(None, description="无障碍情况，例如“有坡道和电梯”；没有核实就不填")


class Office(Record):
    """Whom to ask: an office, never a private person."""

    name: Line = Field(description="科室或办公室名称")
    phone: str | None = Field(None, pattern=OFFICE_PHONE, description="办公电话，不写个人手机号")


class Note(Record):
    """An editor's note on words of the plan that err or contradict each other."""

    quote: Text = Field(description="原文里的那几个字，要与原文一字不差")
    text: Text = Field(description="编者注：说明哪里不一致，不改原文")
