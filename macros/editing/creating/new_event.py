"""Questions in Chinese into a new, commented YAML file."""

from __future__ import annotations

from pathlib import Path

from ...common.dates import build_date
from ...common.files.atomic_write import write_whole
from ...common.problems import Say
from ...model.events import STATUSES, Event, EventPicture, Registration
from ...model.plan import Plan
from ...model.record import Place
from ...project.references import townships
from ..prompt import Ask, Questions
from ..prompt_records import audience_choices
from ..record_file import REST, Code, Remarked, question, record_lines

EVENT_ORDER = (
    *("title", "about", "start", "end", "begins", "ends", "status", "place", "host", "supporters"),
    *("audiences", "topics", "measures", "fee", "registration", "picture", REST, "updated"),
)


def new_event(root: Path, plan: Plan, ask: Ask, say: Say) -> Path:
    """Ask for an event and write plan/events/<year>/<id>.yaml; returns the file. Raises Cancelled.

    Only title, date and id are needed; an empty answer leaves a field out, as a comment in the file.
    """
    questions = Questions(ask, say)
    title = questions.text(question(Event, "title"), needed=True)
    start = questions.day(question(Event, "start", "如 2026-12-05"))
    end = questions.optional_day(question(Event, "end", "只有一天就直接回车"), start)
    begins = questions.clock(question(Event, "begins", "如 09:00，全天就直接回车"))
    ends = questions.clock(question(Event, "ends", "不知道就直接回车"), after="" if end else begins) if begins else ""
    place = questions.text(question(Place, "name"))
    known = {member.name: id for id, member in townships(plan).items()}
    township = questions.choice(question(Place, "township"), known) if place and known else ""
    host = questions.choice(question(Event, "host"), {unit.name: unit.id for unit in plan.units.values()})
    audiences = questions.choices(question(Event, "audiences"), audience_choices(plan))
    fee = questions.text(question(Event, "fee", "如 免费；不知道就直接回车"))
    how = questions.text(question(Registration, "how", "不用报名就直接回车"))
    picture = questions.text(question(EventPicture, "file", "放在 content/events/ 里；没有就直接回车"))
    alt = questions.text(question(EventPicture, "alt", "图里有什么，海报上写了什么"), needed=True) if picture else ""
    folder = root / "plan" / "events" / str(start.year)
    name = questions.file_name(folder)
    values = {
        "title": title,
        "start": start,
        "end": end,
        "begins": begins,
        "ends": ends,
        "status": Remarked(Code("planned"), "、".join(f"{code} {caption}" for code, caption in STATUSES.items())),
        "place": place and {"name": place, "township": Code(township)},
        "host": Code(host),
        "audiences": [Code(id) for id in audiences],
        "fee": fee,
        "registration": how and {"how": how},
        "picture": picture and {"file": picture, "alt": alt},
        "updated": build_date(),
    }
    schema = "# yaml-language-server: $schema=../../schema/event.json"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    write_whole(path, "\n".join([schema, *record_lines(Event, EVENT_ORDER, values)]) + "\n")
    return path
