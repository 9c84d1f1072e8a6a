"""What a plan aims at, beside what is known of other places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.plan import Period, Plan
from ...model.site import Area, Value


@dataclass(frozen=True)
class Bar:
    """One bar of the goal chart; `share` is its length in per cent of the longest thing drawn."""

    caption: str
    year: int
    value: float
    share: float
    kind: str


@dataclass(frozen=True)
class GoalChart:
    """The plan's goal beside what is known elsewhere; `latest` is the last result of the plan's own place, if one is known."""

    target: float
    target_year: int
    target_share: float
    bars: tuple[Bar, ...]
    areas: tuple[Area, ...]
    latest: Value | None = None

    @property
    def alternative(self) -> str:
        said = "，".join(f"{bar.caption}{bar.year}年{bar.value:g}%" for bar in self.bars)
        return f"条形图：{said}；目标线{self.target:g}%（{self.target_year}年）。"


def goal_chart(plan: Plan, period: Period) -> GoalChart | None:
    """Bars for the known results of other places and a line at the goal, or None without figures."""
    indicator = period.indicator
    if plan.literacy is None or indicator is None or indicator.unit != "%":
        return None
    areas = plan.literacy.areas
    results = [(area.name, value.year, value.value) for area in areas for value in area.results]
    longest = max(indicator.last.value, *(value for _, _, value in results), 1)

    def share(value: float) -> float:
        return round(100 * value / longest, 1)

    bars = tuple(
        Bar(name, year, value, share(value), "first" if name == areas[0].name else "other")
        for name, year, value in results
    )
    goal = indicator.last
    own = [value for area in areas if area.name == plan.site.place for value in area.results]
    latest = max(own, key=lambda value: value.year, default=None)
    return GoalChart(goal.value, goal.year, share(goal.value), bars, areas, latest)


def target_years(period: Period) -> list[int]:
    """The years for which the plan sets targets."""
    return sorted({target.year for indicator in period.document.indicators for target in indicator.targets})


def place_of(period: Period, words: str) -> int | None:
    """The paragraph of the published text that has these words first."""
    return next((number for number, line in enumerate(period.lines, 1) if words in line), None)


def aims(period: Period) -> list[str]:
    """What the plan aims at beside its indicators, where it says so in one sentence: clause by clause."""
    text = (period.goal.body if period.goal else None) or ""
    if not period.document.indicators or "\n" in text or text.count("。") != 1:
        return []
    for indicator in period.document.indicators:
        text = text.replace(indicator.quote, "")
    return [clause for clause in re.split("[,，;；。]", text) if clause]
