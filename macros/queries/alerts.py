"""Alerts: which one stands at a moment, and all there were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..model.alert import Alert
from ..model.plan import Plan


def settled(plan: Plan, now: datetime) -> Plan:
    """The plan as it stands at a moment: an alert whose time is over is one of the ended ones."""
    if plan.alert is None or now < plan.alert.end:
        return plan
    return replace(plan, alert=None, alerts={**plan.alerts, plan.alert.name: plan.alert})


def live(alert: Alert, now: datetime) -> bool:
    """Whether an alert is valid at a moment."""
    return alert.start <= now < alert.end


def all_alerts(plan: Plan) -> list[Alert]:
    """The alert that is set and those that ended, newest first."""
    found = [*([plan.alert] if plan.alert else []), *plan.alerts.values()]
    return sorted(found, key=lambda alert: alert.since, reverse=True)
