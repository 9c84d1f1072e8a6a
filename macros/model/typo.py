"""The records of words and numbers: often mistyped words, what people type for them, numbers that differ for a reason."""

from __future__ import annotations

from pydantic import Field

from .record import Brief, Id, Line, Record, WordList


class Typo(Record):
    """A word that is always wrong, and what was meant."""

    wrong: Line = Field(pattern=r"^.{2,}$", description="错的写法，至少两个字，要在哪里都算错，例如“防犯”")
    right: Line = Field(description="对的写法，例如“防范”")
    contexts: tuple[Line, ...] = Field((), alias="except", description="碰巧有这几个字、但没有错的，例如“防犯罪”")


class Typos(Record):
    """The list of words that are often mistyped."""

    words: tuple[Typo, ...] = Field(min_length=1, description="常见的错字，每个一行")


class Unwritten(Record):
    """What a search says of words about which there is no article yet."""

    call: Line | None = Field(default=None, pattern=r"^[0-9]{3,12}$", description="先打的电话，要是资源里有的热线")
    topic: Id = Field(description="最接近的主题，vocabulary.yaml 里的 id")


class Synonym(Record):
    """WordList that people type, and the words the plan and the site have for the same thing."""

    typed: WordList = Field(min_length=1, description="读者会输入的词，例如“打疫苗”")
    means: WordList = Field(min_length=1, description="方案或本站的写法，例如“预防接种”")
    unwritten: Unwritten | None = Field(default=None, description="还没有文章写这件事：搜到时先说没有，再给电话和主题")


class OfficeWords(Record):
    """What people type for an office, whatever level it is of."""

    office: WordList = Field(
        min_length=1, description="单位名称去掉“区”“县”的部分，几种叫法都写，例如 [科经局, 科技局]"
    )
    typed: WordList = Field(min_length=1, description="读者会输入的词")


class OfficeList(Record):
    """The everyday words for offices."""

    offices: tuple[OfficeWords, ...] = Field(description="一个单位一行")


class Synonyms(Record):
    """The everyday words that search understands."""

    groups: tuple[Synonym, ...] = Field(description="同义词，一组一行")


class Discrepancy(Record):
    """Amounts of one thing that differ, each said somewhere, and the reason why all of them stand."""

    files: tuple[Line, ...] = Field(min_length=1, description="写着这些数的文件，例如 content/articles/fire.md")
    said: tuple[Line, ...] = Field(min_length=2, description="各写的是多少，连单位，例如 [10至20分钟, 15分钟]")
    reason: Brief = Field(description="为什么可以不同：说的是两样东西，还是两个出处各有说法")


class Discrepancies(Record):
    """The list of numbers that differ for a reason."""

    differences: tuple[Discrepancy, ...] = Field(description="有理由不同的数，一组一项")


class City(Record):
    """Cities with one area code."""

    code: str = Field(pattern=r"^0[0-9]{2,3}$", description="区号")
    names: WordList = Field(min_length=1, description="名称")


class AreaOfCities(Record):
    """A province and its cities."""

    province: Line = Field(description="省、自治区、直辖市的简称")
    cities: tuple[City, ...] = Field(description="地级的市、州和地区")


class BoundWords(Record):
    """Words that belong to one place and do not say so."""

    to: Line = Field(description="哪个地方的")
    words: WordList = Field(min_length=1, description="只有那里才用的名称")


class Told(Record):
    """A place in which something happened that a national piece tells of."""

    piece: Line = Field(description="哪一篇，例如 articles/pit-rescue")
    words: WordList = Field(min_length=1, description="提到的地名")


class PlaceNames(Record):
    """Names that are bound to places."""

    areas: tuple[AreaOfCities, ...] = Field(description="各省")
    common: WordList = Field(description="也是一般的词，只认带“市”“州”的写法")
    phrases: WordList = Field(description="里面有地名、但不是说那个地方的")
    bound: tuple[BoundWords, ...] = Field((), description="县里才有的名称")
    told: tuple[Told, ...] = Field((), description="全国内容里说到的事发生在哪里")
