"""The records of names that are bound to places, as the national content lists them."""

from __future__ import annotations

from pydantic import Field

from .record import Line, Record, WordList


class City(Record):
    """Cities with one area code."""

    code: str = Field(pattern=r"^0[0-9]{2,3}$", description="区号")
    names: WordList = Field(min_length=1, description="名称")


class AreaOfCities(Record):
    """A province and its cities."""

    province: Line = Field(description="省、自治区、直辖市的简称")
    cities: tuple[City, ...] = Field(description="地级的市、州和地区")


class Bound(Record):
    """Words that belong to one place and do not say so."""

    to: Line = Field(description="哪个地方的")
    words: WordList = Field(min_length=1, description="只有那里才用的名称")


class Told(Record):
    """A place in which something happened that a national piece tells of."""

    piece: Line = Field(description="哪一篇，例如 articles/pit-rescue")
    words: WordList = Field(min_length=1, description="提到的地名")


class Places(Record):
    """Names that are bound to places."""

    areas: tuple[AreaOfCities, ...] = Field(description="各省")
    common: WordList = Field(description="也是一般的词，只认带“市”“州”的写法")
    phrases: WordList = Field(description="里面有地名、但不是说那个地方的")
    bound: tuple[Bound, ...] = Field((), description="县里才有的名称")
    told: tuple[Told, ...] = Field((), description="全国内容里说到的事发生在哪里")
