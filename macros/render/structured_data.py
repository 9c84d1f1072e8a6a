"""Events, articles and resources as schema.org JSON-LD, and addresses as QR codes: what machines read off a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from urllib.parse import urljoin

import segno
from markupsafe import Markup

from ..common.text.opening_hours import opening_hours
from ..model.events import Event
from ..model.plan import Plan
from ..model.record import PlaceKind, Source
from ..model.resources import Resource, Venue
from ..model.site import Filed
from ..project.references import township_name
from ..queries import urls
from ..queries.articles import Article
from ..queries.calendar import duty
from ..queries.directory import PlaceEntry, address_of, day_to_ask
from ..queries.feeds import names

PLACE_TYPES: Mapping[PlaceKind, str] = {
    "museum": "Museum",
    "library": "Library",
    "park": "Park",
    "landmark": "LandmarksOrHistoricalBuildings",
    "centre": "CivicStructure",
}

STATUS = {"postponed": "EventPostponed", "cancelled": "EventCancelled"}


def event_json_ld(plan: Plan, event: Event) -> Markup:
    """The event as a script element of JSON-LD, or nothing without a place (schema.org readers require one)."""
    if event.place is None:
        return Markup("")
    place = event.place
    township = township_name(plan, place.township)
    address = "".join(part for part in (plan.site.place, township, place.address) if part)
    data: dict[str, object] = {
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
        if event.picture:
            data["image"] = urljoin(plan.site.url, urls.picture_url(event.picture))
    return _script(data)


def article_json_ld(plan: Plan, article: Article) -> Markup:
    """The article as a script element of JSON-LD; of the page it says who reviewed these words, where somebody did."""
    head, host = article.head, _organization(plan.site.host)
    page: dict[str, object] = {"@type": "WebPage"}
    if plan.site.url:
        page["@id"] = urljoin(plan.site.url, article.url)
    if head.reviewed and not head.altered:
        page["reviewedBy"] = _organization(plan.units[head.reviewed.by].name)
        page["lastReviewed"] = str(head.reviewed.dated)
    data: dict[str, object] = {
        "@type": "Article",
        "headline": head.title,
        "description": head.summary,
        "datePublished": str(head.written),
        "dateModified": article.changed,
        "author": host,
        "publisher": host,
        "isAccessibleForFree": True,
        "citation": [_citation(source) for source in head.sources],
        **_filed(plan, head),
    }
    if len(page) > 1:
        data["mainEntityOfPage"] = page
    if head.keywords:
        data["keywords"] = list(head.keywords)
    if plan.site.licence:
        data["license"] = plan.site.licence.link or plan.site.licence.name
    return _script(data)


def venue_json_ld(plan: Plan, venue: Venue, today: date) -> Markup:
    """A venue of the directory as a script element of JSON-LD."""
    return _script({"name": venue.name, "description": venue.about, **_place(plan, venue, today)})


def resource_json_ld(plan: Plan, resource: Resource, today: date) -> Markup:
    """The resource as a script element of JSON-LD: a place, a service on the telephone, or something to learn from."""
    data: dict[str, object] = {"name": resource.name, "description": resource.about}
    if resource.link:
        data["url"] = resource.link
    if resource.kind == "place":
        data |= _place(plan, resource, today)
    elif resource.kind == "hotline":
        data |= {"@type": "Service", **_served(plan, resource)}
        if resource.phone:
            phone = {"@type": "ContactPoint", "telephone": resource.phone}
            data["availableChannel"] = {"@type": "ServiceChannel", "servicePhone": phone}
    else:
        data |= {"@type": "LearningResource", **_served(plan, resource), **_filed(plan, resource)}
    if resource.fee and resource.kind not in ("hotline", "place"):
        data["isAccessibleForFree"] = resource.free
    return _script(data)


@lru_cache(maxsize=10_000)
def qr_code(address: str) -> Markup:
    """The address as an inline SVG with error correction M."""
    return Markup(
        segno.make(address, error="m", micro=False).svg_inline(border=2, svgclass="kx-qr__code", omitsize=True)
    )


def _script(data: Mapping[str, object]) -> Markup:
    """JSON-LD as a script element that no text can break out of."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).replace("<", "\\u003c")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))


def _organization(name: str) -> dict[str, object]:
    return {"@type": "Organization", "name": name}


def _citation(source: Source) -> dict[str, object]:
    data: dict[str, object] = {"@type": "CreativeWork", "name": source.name}
    if source.publisher:
        data["publisher"] = _organization(source.publisher)
    if source.number:
        data["identifier"] = source.number
    if source.dated:
        data["datePublished"] = str(source.dated)
    if source.link:
        data["url"] = source.link
    return data


def _filed(plan: Plan, record: Filed) -> dict[str, object]:
    """For whom and about what, in the names readers see; what names no audience is for everybody."""
    data: dict[str, object] = {"inLanguage": "zh-CN"}
    if audiences := names(plan, record.audiences, ()):
        data["audience"] = [{"@type": "Audience", "audienceType": name} for name in audiences]
    if topics := names(plan, (), record.topics):
        data["about"] = [{"@type": "Thing", "name": name} for name in topics]
    return data


def _served(plan: Plan, resource: Resource) -> dict[str, object]:
    audiences = names(plan, resource.audiences, ())
    said = {"audience": [{"@type": "Audience", "audienceType": name} for name in audiences]} if audiences else {}
    return {"provider": _organization(resource.provider), **said}


def _place(plan: Plan, record: PlaceEntry, today: date) -> dict[str, object]:
    """What kind of place it is, where, its telephone and fee; opening hours only where they are news and can be read."""
    place = record.place
    data: dict[str, object] = {"@type": PLACE_TYPES.get(place.kind, "Place") if place and place.kind else "Place"}
    if place and (address := address_of(plan, place)):
        data["address"] = address
    if phone := record.contact.phone if isinstance(record, Venue) else record.phone:
        data["telephone"] = phone
    old = day_to_ask(record)
    if record.hours and (old is None or today < old) and (hours := opening_hours(record.hours)):
        data["openingHours"] = list(hours)
    if record.fee:
        data["isAccessibleForFree"] = record.free
    return data


def _moment(event: Event, clock: str | None, first: bool) -> str:
    day = event.start if first else event.last
    return f"{day}T{clock}:00+08:00" if clock else str(day)
