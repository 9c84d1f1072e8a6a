"""What came in, was corrected and was taken back as an Atom feed, of all units and of each."""

from __future__ import annotations

from ...model.plan import Member, Plan, Unit
from ...queries import urls
from ...queries.progress.changes import ReportChange, changes_of_reports
from . import atom

MOST_CHANGES = 100


def export_progress_feed(plan: Plan, unit: Unit | Member | None = None) -> str | None:
    """The newest changes of everybody, or of one unit; None where there was never any."""
    changes = changes_of_reports(plan, unit.id if unit else None)
    if not changes:
        return None
    page = urls.url_of(unit) if unit else urls.PROGRESS
    title = f"{plan.site.name} · {unit.name if unit else '各单位'}的报送变动"
    name = f"{page}progress" if unit else "progress"
    head = atom.begin(plan, name, title, changes[0].day, page)
    folder = page if unit else ""
    return atom.finish(*head, *(_entry(plan, change, folder) for change in changes[:MOST_CHANGES]))


def _entry(plan: Plan, change: ReportChange, folder: str) -> str:
    where = atom.address(plan, f"{urls.url_of(change.unit)}#progress", folder)
    named = "；".join(measure.title for measure in change.measures) if change.kind == "收到" else ""
    return atom.entry(
        plan,
        change.id,
        f"{change.kind}：{change.title}",
        atom.start_of_day(change.day),
        atom.element("link", rel="alternate", type="text/html", href=where),
        atom.element("summary", f"{change.words}。{named}"),
    )
