"""Alerts and hotlines: what stands first when something has happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .alerts import Alert
from .model import Plan
from .offers import Resource


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


def hotlines(plan: Plan) -> list[Resource]:
    """The numbers to call in an emergency: hotlines with a rank, by rank."""
    found = [resource for resource in plan.resources.values() if _is_urgent(resource)]
    return sorted(found, key=lambda resource: (resource.rank or 0, resource.id))


def _is_urgent(resource: Resource) -> bool:
    return resource.kind == "hotline" and bool(resource.phone and resource.rank)
