"""Events as schema.org JSON-LD, and addresses as QR codes: what machines read off a page."""

from __future__ import annotations

import json
from urllib.parse import urljoin

import segno
from markupsafe import Markup

from . import urls
from .agenda import duty
from .model import Plan
from .occasions import Event

STATUS = {"postponed": "EventPostponed", "cancelled": "EventCancelled"}


def event_json_ld(plan: Plan, event: Event) -> Markup:
    """The event as a script element of JSON-LD, or nothing without a place (schema.org readers require one)."""
    if event.place is None:
        return Markup("")
    place = event.place
    township = next((m.name for u in plan.units.values() for m in u.members if m.id == place.township), None)
    address = "".join(part for part in (plan.site.place, township, place.address) if part)
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "startDate": _moment(event, event.begins, first=True),
        "eventStatus": f"https://schema.org/{STATUS.get(event.status, 'EventScheduled')}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": place.name, "address": address or place.name},
        "inLanguage": "zh-CN",
    }
    if event.ends or not event.begins or event.last > event.start:  # else the end is not known
        data["endDate"] = _moment(event, event.ends, first=False)
    if event.status == "postponed":
        data["previousStartDate"] = str(event.postponed_from)
    if event.about:
        data["description"] = event.about
    if event.fee:
        data["isAccessibleForFree"] = event.free
    if leads := duty(plan, event).leads:
        data["organizer"] = [{"@type": "Organization", "name": unit.name} for unit in leads]
    if plan.site.url:
        data["url"] = urljoin(plan.site.url, urls.url_of(event))
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))


def qr_code(address: str) -> Markup:
    """The address as an inline SVG with error correction M."""
    return Markup(
        segno.make(address, error="m", micro=False).svg_inline(border=2, svgclass="kx-qr__code", omitsize=True)
    )


def _moment(event: Event, clock: str | None, first: bool) -> str:
    day = event.start if first else event.last
    return f"{day}T{clock}:00+08:00" if clock else str(day)
