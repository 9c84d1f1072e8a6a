"""What an article says of itself: whatever it names is there, and an emergency article can be found and acted upon."""

from __future__ import annotations

from collections.abc import Iterator

from ....common.problems import Problem
from ....model.article import ArticleHead
from ....model.plan import Plan
from ...references import dialled, unknown, unknown_terms

NEEDED_IN_EMERGENCIES = {
    "motto": "一句口诀",
    "short": "磁贴上的短名",
    "hotline": "先打哪条热线，填 plan/resources/ 里的代号，例如 hotline-120",
}
"""The fields without which an emergency article can be neither found nor acted upon, and what each holds."""


def check_article_head(head: ArticleHead, plan: Plan) -> Iterator[Problem]:
    """The audiences, topics, measures and reviewers an article names exist; an emergency article can be acted upon."""
    yield from unknown_terms(plan, head)
    if head.reviewed:
        yield from unknown(head.reviewed, "by", head.reviewed.by, plan.units, "责任单位")
    for name, wanted in NEEDED_IN_EMERGENCIES.items():
        if head.emergency and getattr(head, name) is None:
            yield Problem(head.where("emergency"), f"应急文章还要填 {name}（{wanted}）")
    yield from _check_hotlines(head, plan)


def _check_hotlines(head: ArticleHead, plan: Plan) -> Iterator[Problem]:
    """The hotlines an article dials are resources of that kind with a number, the second another than the first."""
    for name in ("hotline", "second_hotline"):
        yield from unknown(head, name, getattr(head, name), dialled(plan), "有电话号码的热线")
    if head.second_hotline and head.second_hotline == head.hotline:
        yield Problem(head.where("second_hotline"), f"与 hotline 是同一条（{head.hotline}）；没有第二个号码就不填")
