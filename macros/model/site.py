"""The records of the site itself: who runs it, the words things are sorted by, the figures it compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from ..common.text.web_links import EMAIL
from .record import OFFICE_PHONE, AudienceId, Brief, Id, Line, Link, MeasureId, Record, Source, TopicId, WordList


def _ends_a_folder(address: str) -> str:
    """What stands behind the last slash would be lost in the address of every page (RFC 3986 §5.2.3)."""
    if not (address.startswith(("http://", "https://")) and address.endswith("/") and not {"?", "#"} & {*address}):
        raise PydanticCustomError(
            "link", "网站的网址以 http 开头、以 / 结尾，不带 ? 和 #，例如 https://example.gov.cn/kepu/"
        )
    return address


SiteAddress = Annotated[Link, AfterValidator(_ends_a_folder)]


class Contact(Record):
    """How to reach the editors: office lines only, never a private person's."""

    phone: str | None = Field(None, pattern=OFFICE_PHONE, description="办公电话，例如 0700-8000000，不写个人手机号")
    email: str | None = Field(
        None,
        pattern=EMAIL,
        description="电子邮箱，例如 kepu@example.gov.cn",
    )
    address: Line | None = Field(None, description="办公地址")


class Licence(Record):
    """On what terms others may use what is written here."""

    name: Line = Field(description="名称，例如“知识共享 署名 4.0 国际许可协议（CC BY 4.0）”")
    link: Link | None = Field(None, description="许可协议全文的网址")
    text: Brief = Field(description="一句话说明，显示在文章末尾")


class National(Record):
    """What a county takes of the national content."""

    format: int = Field(ge=1, description="这个文件夹照哪一版格式写的；kepu init 写上，不用改")
    without: WordList = Field((), description="不用的，写文件夹和代号，例如 articles/fireworks、daily/ants-stung")


class NationalPackage(Record):
    """What the national content says of itself."""

    format: int = Field(ge=1, description="格式的版本")
    version: Line = Field(description="内容的版本，是日期")


HEX = r"^#[0-9a-fA-F]{6}$"


class Theme(Record):
    """How the site looks: two colours, its sign, and what is drawn at the head of the first page."""

    colour: str | None = Field(
        None, pattern=HEX, description='主色，例如 "#7a1f1f"，要加引号；只取色相和浓淡，深浅由程序定，字才看得清'
    )
    accent: str | None = Field(None, pattern=HEX, description='点缀色，例如 "#f4b52e"，要加引号；也只取色相和浓淡')
    emblem: Id = Field("orbit", description="徽标：orbit 圆环，osmanthus 丹桂，leaf 叶子，book 书")
    ornament: Id | None = Field(None, description="首页上方的图案：osmanthus 丹桂枝，branch 枝叶；不要就不填")


class Site(Record):
    """Who runs the portal. What is not known stays empty and is not shown."""

    name: Line = Field(description="网站名称")
    code: Id = Field("kepu", description="网站代号，用在日历条目的编号里，定了不要改，例如 kepu-mouxian")
    tagline: Line = Field(description="一句话介绍")
    description: Brief = Field(description="网站说明，用在搜索引擎和分享里")
    place: Line = Field(description="地名，例如“某某县”")
    above: WordList = Field((), description="上级地名，从省写起，例如 [某某省, 某某市]；搜索认得写了上级地名的单位")
    nearby: WordList = Field((), description="本站也介绍、所以可以提到的外地，例如 [某某市]")
    theme: Theme = Field(default_factory=lambda: Theme(), description="颜色、徽标和图案")
    family: Line | None = Field(None, description="本站是哪一类方案的网站，例如“科学素质”；同一级有几类方案才填")
    url: SiteAddress | None = Field(
        None, description="正式网址，以 / 结尾，例如 https://example.gov.cn/kepu/；没有就不填"
    )
    host: Line = Field(description="主办单位")
    contact: Contact = Field(default_factory=lambda: Contact(), description="联系方式")
    searches: WordList = Field((), max_length=5, description="首页搜索框下面的常用搜索，最多 5 个")
    site_id_code: str | None = Field(
        None, pattern=r"^[a-z]{2}[0-9]{8}$|^[0-9]{10}$", description="网站标识码，10 位，例如 bm01000001；没有就不填"
    )
    icp: Line | None = Field(None, description="ICP 备案号；没有就不填")
    police: Line | None = Field(None, description="公安备案号；没有就不填")
    licence: Licence | None = Field(None, description="转载和使用的条件；没有定就不填")
    national: National | None = Field(
        None, description="用程序里装着的全国内容（文章、热线、节日、天天科普……）；不用就不填"
    )
    offline: bool = Field(True, description="看过的应急页面断网时也能看；填 false 就关掉")
    prints: bool = Field(True, description="做海报和可以发出去的图（PDF、PNG）；填 false 就不做")
    federated_search: bool = Field(
        True, description="做出供市、省门户合并搜索的索引（网站的 pagefind/）；填 false 就不做"
    )


class Term(Record):
    """An audience or a topic."""

    id_: Id = Field(alias="id", description="代号，用在网址里，定了不要改")
    name: Line = Field(description="网站上的名称，例如“老年人”")
    about: Brief | None = Field(None, description="一句话说明")
    senior: Line | None = Field(
        None, description="主题在长者模式首页上的叫法，例如“防骗”；下面一行是上面的说明。不填就不在那一页上"
    )

    @property
    def id(self) -> str:
        return self.id_


class Vocabulary(Record):
    """The words things are sorted by."""

    audiences: tuple[Term, ...] = Field(description="面向谁")
    topics: tuple[Term, ...] = Field(description="主题")


PieceKind = (
    Literal["article", "emergency", "observance"]
    | Literal["platform", "hotline", "place", "course", "film", "exhibition", "publication"]
)


class Belonging(Record):
    """What belongs to a node by what it is about; every line that is filled in must hold."""

    topics: tuple[TopicId, ...] = Field((), description="有其中一个主题的")
    audiences: tuple[AudienceId, ...] = Field((), description="面向其中一类人的")
    first: bool = Field(False, description="只要把这一类人写在最前面的，就填 true")
    kinds: tuple[PieceKind, ...] = Field(
        (), description="只要这几种：article 文章、emergency 应急文章、observance 节日，或资源的种类，例如 hotline"
    )


class NodeTies(Record):
    """What belongs to one node of the plan."""

    node: Id = Field(description="措施的代号，例如 emergency-2")
    about: tuple[Belonging, ...] = Field((), description="符合其中一条的都算")
    also: WordList = Field((), description="另外点名的，写文件夹和代号，例如 articles/cpr、observances/book-day")
    without: WordList = Field((), description="符合上面的条件、但不算的")


class PlanMap(Record):
    """What ties topics and audiences to a plan: proposed by a program, confirmed by a person."""

    audiences: Mapping[str, Id] = Field(
        default_factory=dict, description="每一类人对应方案里的哪项任务，例如 seniors: seniors"
    )
    emergency: Id | None = Field(None, description="应急科普对应方案里的哪项任务；没有就不填")
    nodes: tuple[NodeTies, ...] = Field((), description="每条措施有哪些文章、资源、节日")


class Filed(Record):
    """What is filed under audiences and topics and serves measures of the plan; says where it comes from.

    It names its measures itself, or the map of the plan ties it to some, which the loader tells it.
    """

    audiences: tuple[AudienceId, ...] = Field((), description="面向谁：vocabulary.yaml 里的代号；不填就是所有人")
    topics: tuple[TopicId, ...] = Field((), description="主题：vocabulary.yaml 里的代号")
    measures: tuple[MeasureId, ...] = Field((), description="对应的措施代号，例如 emergency-2；不填就照 map.yaml 对上")
    sources: tuple[Source, ...] = Field((), description="出处")

    _tied: tuple[str, ...] = PrivateAttr(())
    _chosen: frozenset[str] = PrivateAttr(frozenset())

    @property
    def serves(self) -> tuple[str, ...]:
        """The ids of the measures that it serves."""
        return self.measures or self._tied

    def is_chosen_for(self, measure: str) -> bool:
        """Whether somebody named it for this measure, so that it goes before what only shares a topic with it."""
        return measure in self.measures or measure in self._chosen


class Value(Record):
    """One measured value of a place."""

    year: int = Field(ge=1990, le=2100, description="年份")
    value: float = Field(ge=0, le=100, description="百分数，例如 16.74")
    source: Source = Field(description="出处")


class Target(Record):
    """A goal another level of government has set."""

    year: int = Field(ge=1990, le=2100, description="年份")
    value: float = Field(ge=0, le=100, description="百分数")
    over: bool = Field(False, description="原文写“超过”就填 true")
    source: Source = Field(description="出处")


class Area(Record):
    """A place whose share of scientifically literate citizens is known or aimed at."""

    name: Line = Field(description="地名，例如“全国”")
    results: tuple[Value, ...] = Field((), description="历次结果")
    targets: tuple[Target, ...] = Field((), description="目标")


class Literacy(Record):
    """Shares of citizens with scientific literacy, for comparison with the plan's goal."""

    caption: Line = Field(description="指标名称")
    remark: Brief = Field(description="口径说明")
    areas: tuple[Area, ...] = Field(description="各地的数字")
