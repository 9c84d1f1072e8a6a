"""The front matter of what people write: articles, and the other pages of content/; and how far a draft has come."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from ..common.dates import years_later
from .record import Aliases, Brief, HotlineId, Keywords, Line, OfProgram, Record, Source, Text, TopicId, UnitId
from .site import Filed


class PageHead(Record):
    """What any hand-written page says of itself."""

    title: Line = Field(description="标题")
    description: Line = Field(description="一句话说明")
    aliases: Aliases = ()
    keywords: Keywords = ()
    search: Literal["exclude"] | None = Field(None, description="填 exclude 就不进搜索")


class Review(Record):
    """A responsible unit's signature under an article."""

    by: UnitId = Field(description="审核的责任单位代号")
    office: Line | None = Field(None, description="签字的科室，例如“科普部”")
    dated: date = Field(description="审核日期")
    words: Annotated[str, OfProgram()] | None = Field(
        None,
        pattern="^[0-9a-f]{16}$",
        description="审核的是哪些文字：校验码，由编辑台填写；文字改了，网站就写明“审核后改过”",
    )


REVIEW_YEARS = 2


def review_due(review: Review) -> date:
    """The first day on which a review is older than two years."""
    return years_later(review.dated, REVIEW_YEARS) + timedelta(days=1)


def words_digest(head: Mapping[str, Any], body: str) -> str:
    """A digest of the words that a unit answers for: they may be broken into lines otherwise, and filed elsewhere."""
    spoken = [str(head.get(name) or "") for name in ("title", "summary", "motto")]
    spoken += [*map(str, head.get("poster") or ()), body]
    lines = "\n".join(" ".join(part.split()) for part in spoken)
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class ArticleHead(Filed):
    """What an article says of itself; the answer stands in the summary."""

    title: Line = Field(description="标题，像读者会问的那样")
    summary: Brief = Field(description="一两句话的答案")
    motto: Line | None = Field(None, description="一句口诀；应急文章必须填")
    short: Line | None = Field(None, max_length=6, description="应急磁贴上的短名；应急文章必须填")
    icon: Line | None = Field(None, description="应急磁贴上的图标，例如 fire；不填就用一面盾牌")
    emergency: bool = Field(False, description="是不是应急科普，是就填 true")
    hotline: HotlineId | None = Field(
        None, description="应急文章先打哪条热线：plan/resources/ 里的代号，例如 hotline-120"
    )
    second_hotline: HotlineId | None = Field(None, description="还可能要打的另一条热线；没有就不填")
    poster: tuple[Line, ...] = Field(
        (), description="海报上的步骤，最多 7 条；每条从“来时”的一步里删去几个小句，不另写；不填就印“来时”的原话"
    )
    rank: int | None = Field(None, ge=1, description="应急磁贴的次序，小的在前；不填就排在后面")
    topics: tuple[TopicId, ...] = Field(min_length=1, description="主题：vocabulary.yaml 里的代号")
    aliases: Aliases = ()
    keywords: Keywords = ()
    sources: tuple[Source, ...] = Field(min_length=1, description="出处，至少一个")
    written: date = Field(description="写成的日期")
    updated: date | None = Field(None, description="最后修改的日期；没有改过就不填")
    reviewed: Review | None = Field(None, description="责任单位的审核；没有审核就不填，网站写明内容依据所列出处")
    _altered: bool = PrivateAttr(False)

    @property
    def altered(self) -> bool:
        """Whether the words were changed since the unit signed them, as far as the signature says which words these were."""
        return self._altered

    def held_against(self, body: str) -> None:
        """Find out whether the words are still those that were signed; who reads the file may call this."""
        words = self.reviewed.words if self.reviewed else None
        self._altered = bool(words) and words != words_digest(self.__dict__, body)


DraftStage = Literal["writing", "asked", "returned", "approved"]
DRAFT_STAGES: Mapping[DraftStage, str] = {
    "writing": "在写",
    "asked": "已送审",
    "returned": "退回改",
    "approved": "已同意",
}


class DraftState(Record):
    """What is known of a draft beside its words; lies beside it, and goes with it."""

    state: DraftStage = Field(
        "writing", description="到哪一步：writing 在写、asked 已送审、returned 退回改、approved 已同意"
    )
    asked_of: UnitId | None = Field(None, description="送给哪个责任单位审核")
    asked: date | None = Field(None, description="送审的日期")
    by: UnitId | None = Field(None, description="答复的责任单位")
    office: Line | None = Field(None, description="答复的科室，例如“科普部”；不写人名")
    dated: date | None = Field(None, description="答复的日期")
    remark: Text | None = Field(None, description="送审时说的话，或答复的意见")
    words: Annotated[str, OfProgram()] | None = Field(None, description="送审的是哪一稿：校验码")
    base: Annotated[str, OfProgram()] | None = Field(None, description="从哪一版改起：原来那个文件的校验码")
