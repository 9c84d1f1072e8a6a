"""Where each record's page lives: addresses from the site's root, with a slash at the end and none before."""

from __future__ import annotations

from ..model.alert import Alert
from ..model.events import Event, EventPicture, Observance
from ..model.plan import Member, Period, Unit
from ..model.resources import Expert, Resource, Team, Venue
from ..model.syndicated import Repost
from ..model.tree.node import Node

HOME = ""
EVENTS = "events/"
LATER = f"{EVENTS}later/"
OBSERVANCES = "observances/"
UNITS = "units/"
ARTICLES = "articles/"
EMERGENCY = "emergency/"
ALERTS = "alerts/"
OFFLINE = "offline/"
RESOURCES = "resources/"
DAILY = "daily/"
QUIZ = "quiz/"
EXPERTS = "experts/"
TEAMS = "teams/"
PLACES = "places/"
REPOSTS = "reposts/"
SCREEN = "screen/"
PROGRESS = "progress/"
DEFINITIONS = f"{PROGRESS}definitions/"
CHANGES = f"{PROGRESS}changes/"
EVENT_TALLY = f"{PROGRESS}events/"
DATA = "api/"
SEARCH = "search/"
SENIOR = "senior/"
FEDERATED = "pagefind/"
"""The index for other portals; Pagefind takes what stands before it for the root of the site."""
SITEMAP = "sitemap/"
TOPICS = "topics/"

EARLIER_FOLDERS = {PLACES: "venues/"}
"""Where the pages of a folder were before; what readers noted down leads on."""


Addressed = Node | Unit | Member | Period | Observance | Event | Resource | Expert | Team | Venue | Repost
"""Every kind of record that has a page of its own."""


def picture_url(picture: EventPicture) -> str:
    """Where the picture of an event lies, which an editor put below content/."""
    return f"{EVENTS}{picture.file}"


def url_of(record: Addressed) -> str:
    """The address of a record's page. A plan period's own page is the plan at a glance.

    Raises TypeError for a record without a page.
    """
    match record:
        case Node():
            return _node_url(record)
        case Unit() | Member():
            return f"{UNITS}{record.id}/"
        case Period():
            return f"{record.base}plan/"
        case Observance():
            return f"{OBSERVANCES}{record.id}/"
        case Event():
            return f"{EVENTS}{record.id}/"
        case Resource():
            return f"{RESOURCES}{record.id}/"
        case Expert():
            return f"{EXPERTS}{record.id}/"
        case Team():
            return f"{TEAMS}{record.id}/"
        case Venue():
            return f"{PLACES}{record.id}/"
        case Repost():
            return f"{REPOSTS}{record.source.id}/{record.id}/"
    raise TypeError(f"no page for {type(record).__name__}")


def _node_url(node: Node) -> str:
    """The page of a task or a measure; a part stands on the page above it, a chapter on the plan's."""
    if node.rank in ("task", "measure"):
        return f"{node.folder}/{node.id}/"
    page = next((above for above in node.above() if above.rank in ("task", "measure")), None)
    return f"{_node_url(page) if page else f'{node.base}plan/'}#{node.id}"


def source_url(period: Period, paragraph: int | None = None) -> str:
    """The page of the published text, at a paragraph counted from 1 where one is given."""
    return f"{url_of(period)}source/" + (f"#p{paragraph}" if paragraph else "")


def contrasts_url(period: Period) -> str:
    return f"{url_of(period)}contrasts/"


def changes_url(period: Period) -> str:
    """What became of the measures of the plan before."""
    return f"{url_of(period)}changes/"


def duties_url(period: Period) -> str:
    return f"{period.base}duties/"


def alert_url(alert: Alert) -> str:
    return f"{ALERTS}#alert-{alert.name}"


def article_url(id: str) -> str:
    return f"{ARTICLES}{id}/"


def poster_url(article_url: str, size: str) -> str:
    """The poster of an emergency article on paper of a size, "A4"."""
    return f"{article_url}poster-{size.lower()}.pdf"


def card_url(page_url: str) -> str:
    """The picture of a page that is sent on in chats."""
    return f"{page_url}card.png"


def preview_url(page_url: str) -> str:
    """The picture that stands for a link to a page."""
    return f"{page_url}preview.png"


def drawing_url(id: str) -> str:
    """A drawing of articles as PNG, for where nothing else is taken."""
    return f"assets/{id}.png"


def daily_card_url(day: str) -> str:
    """The card of the piece of a day, written “11-09”."""
    return f"{DAILY}{day}.png"


def audience_url(id: str) -> str:
    return f"audiences/{id}/"


def topic_url(id: str) -> str:
    return f"{TOPICS}{id}/"


def selection_url(field: str, id: str, part: int = 1) -> str:
    """A part of the resources of a kind, for an audience or on a topic, counted from 1."""
    return f"{RESOURCES}{field}/{id}/" + (f"{part}/" if part > 1 else "")


def year_url(year: int) -> str:
    return f"{EVENTS}{year}/"


def progress_url(span: int | str) -> str:
    """What was reported for a year, or for all years of a plan."""
    return f"{PROGRESS}{span}/"


def gaps_url(year: int) -> str:
    return f"{PROGRESS}{year}/gaps/"


def frozen_url(year: int) -> str:
    return f"{PROGRESS}{year}/snapshots/"


def month_url(year: int, month: int) -> str:
    return f"{EVENTS}{year}/{month:02}/"


def daily_month_url(month: int) -> str:
    return f"{DAILY}{month:02}/"


def daily_url(day: str) -> str:
    """The place of a day's piece, the day written “11-09”."""
    return f"{DAILY}{day[:2]}/#d-{day}"


def moved_on(address: str) -> str:
    """Where what was once at an address of ours is now; any other address as it is."""
    for folder, earlier in EARLIER_FOLDERS.items():
        if address.startswith(earlier):
            return folder + address.removeprefix(earlier)
    return address


def relative(url: str, page_url: str) -> str:
    """`url` as seen from the page at `page_url`, so that the site works under any host and path."""
    path, mark, anchor = url.partition("#")
    if path == page_url:
        return f"#{anchor}" if mark else "./"
    if not path.startswith(page_url[: page_url.find("/") + 1]):  # nothing in common, as is most often so
        return "../" * page_url.count("/") + url
    around, steps = page_url[: page_url.rfind("/") + 1], 0
    while not path.startswith(around):
        around, steps = around[: around.rfind("/", 0, -1) + 1], steps + 1
    return f"{'../' * steps + path[len(around) :] or './'}{mark}{anchor}"
