"""The rules of alerts: their times in order, each filed under the minute it began in; one generator each."""

from __future__ import annotations

from collections.abc import Iterator

from ...common.problems import Problem
from ...model.alert import Alert
from ...model.plan import Plan


def check_times(plan: Plan) -> Iterator[Problem]:
    """An alert ends after it began, its source is not later than it, and who ended it did so in between."""
    for alert in _alerts(plan):
        if alert.until <= alert.since:
            yield Problem(alert.where("until"), f"有效期要晚于开始显示的时间（{alert.since}）")
        if alert.source.issued > alert.since:
            yield Problem(alert.source.where("issued"), f"来源发布的时间不能晚于本站开始显示的时间（{alert.since}）")
        if alert.ended and not alert.since <= alert.ended <= alert.until:
            yield Problem(alert.where("ended"), f"提前结束的时间应当在 {alert.since} 和 {alert.until} 之间")


def check_alert_files(plan: Plan) -> Iterator[Problem]:
    """A file of plan/alerts is named after the minute its alert began in, and no two begin in one minute."""
    for id, alert in plan.alerts.items():
        if id != alert.name:
            yield Problem(alert.where("since"), f"文件名应当是开始的时间：{alert.name}.yaml")
    if plan.alert and plan.alert.name in plan.alerts:
        where = plan.alerts[plan.alert.name].where().path
        yield Problem(plan.alert.where("since"), f"与 {where} 是同一分钟开始的，请改晚一分钟")


def _alerts(plan: Plan) -> Iterator[Alert]:
    yield from [plan.alert] if plan.alert else []
    yield from plan.alerts.values()
