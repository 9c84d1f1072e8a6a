"""An emergency in one flow: what the whole site is to say, at once to the public; and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from ...common.dates import build_date, build_time
from ...common.files.yaml_reader import parsed_yaml
from ...editing.changes.edits import CannotEdit, edited
from ...editing.history.saving import FileChange, Outdated, version_of
from ...editing.set_alert import ALERT, LONGEST, alert_files, free_minute, read_moment
from ...model.alert import Alert, in_figures, parse_moment
from ...project.reading.validation import validated
from ...project.rules.table import RuleInput, check_pages, check_plan
from ...queries.alerts import live
from ..desk_state import DeskState, places_of
from ..drawing import DrawDesk, Query, Reply
from ..forms.answers import filled, shown
from ..forms.choosing import choices_for
from ..forms.fields import FormField, form_fields
from ..history.saves import save_files
from ..record_files import SPECIAL
from .publish_job import PublishJob

ALERT_HEAD = "# yaml-language-server: $schema=schema/alert.json\n"
_ORDER = ("level", "title", "text", "todo", "until", "source", "phone", "articles")
_WHEN = "如 今天20:00、明天8点、6小时"
_PAST = "如 15:10、今天15:10、10分钟前"


def alert_fields() -> tuple[FormField, ...]:
    """What an alert is asked for: not when it began, which is now, nor when it was ended."""
    return tuple(_spoken(it) for it in form_fields(Alert, _ORDER) if it.name in _ORDER)


def _spoken(it: FormField) -> FormField:
    if it.name == "until":
        return replace(it, caption="有效到什么时候", hint=_WHEN, widget="line")
    if it.name == "issued":
        return replace(it, caption="来源几点发布的", hint=_PAST, widget="line")
    return replace(it, parts=tuple(map(_spoken, it.parts)))


@dataclass
class AlertPages:
    """The page of the notice over the whole site."""

    state: DeskState
    drawn: DrawDesk
    job: PublishJob

    def alert(self, query: Query, answers: Query | None = None, said: Mapping[str, list[str]] | None = None) -> Reply:
        plan, pages = self.state.plan, self.state.pages
        if plan is None:
            return self.drawn("message.html", words="要先改好首页列出的问题。")
        now = build_time()
        fields = alert_fields()
        beginning = {"level": "warning", "source": {"issued": in_figures(now)}}
        return self.drawn(
            "alert.html",
            fields=fields,
            answers=answers or shown(fields, beginning),
            said=said or {},
            current=plan.alert if plan.alert and now < plan.alert.end else None,
            live=bool(plan.alert and live(plan.alert, now)),
            places=plan.publishing.destinations if plan.publishing else (),
            faults=self.state.faults(),
            choices=lambda refers: choices_for(plan, pages, refers),
        )

    def set(self, query: Query, answers: Query) -> Reply:
        """Write an alert and send it out; what is wrong with it is said beside its field, and nothing is written."""
        plan = self.state.plan
        if plan is None:
            return self.alert(query)
        now, fields = build_time(), alert_fields()
        wanted = filled(fields, answers, {})
        source = wanted.get("source")
        said = {
            **_moment(wanted, "until", "until", now, past=False),
            **(_moment(source, "issued", "source/issued", now, past=True) if isinstance(source, dict) else {}),
        }
        wanted["since"] = in_figures(free_minute(plan, now))
        try:
            text = edited(ALERT_HEAD, wanted)
        except CannotEdit:
            return self.alert(query, answers, {"": [SPECIAL]})
        said = {**self.wrong(text), **said}
        return self.alert(query, answers, said) if said else self.sent(now, text, f"紧急通知〈{wanted['title']}〉")

    def wrong(self, text: str) -> dict[str, list[str]]:
        """What keeps a text from being an alert, by input of the form."""
        plan, shown_path = self.state.plan, ALERT.as_posix()
        assert plan
        file = parsed_yaml(text, shown_path)
        units = {unit.name: unit.id for unit in plan.units.values()}
        alert, problems = validated(file, Alert, "alert", units)
        if alert:
            changed = replace(plan, alert=alert)
            found = check_plan(changed) + check_pages(
                RuleInput(self.state.root, changed, self.state.pages, build_date())
            )
            problems = [it for it in found if it.where.path == shown_path]
        said: dict[str, list[str]] = {}
        for name, message in places_of([it for it in problems if not it.warning], file):
            said.setdefault(name, []).append(message)
        return said

    def end(self, query: Query, answers: Query) -> Reply:
        """End the alert that is set, and send the site out without it."""
        plan = self.state.plan
        if plan is None or plan.alert is None:
            return self.alert(query)
        return self.sent(build_time(), None, f"结束紧急通知〈{plan.alert.title}〉")

    def sent(self, now: datetime, text: str | None, said: str) -> Reply:
        plan, root = self.state.plan, self.state.root
        assert plan
        changes = [
            FileChange(path.relative_to(root).as_posix(), content, version_of(path))
            for path, content in alert_files(root, plan, now, text).items()
        ]
        try:
            save_files(self.state, changes, said)
        except Outdated:
            return self.alert({}, None, {"": ["别人刚刚改过通知，没有写。请看一遍再来一次。"]})
        if plan.publishing:
            self.job.start("publish", *(place.id for place in plan.publishing.destinations))
        return Reply("", HTTPStatus.SEE_OTHER, location="/publish")


def _moment(values: dict[str, Any], name: str, input: str, now: datetime, past: bool) -> dict[str, list[str]]:
    """Put the moment that words name in their place; what is wrong with them where they name none that can be meant."""
    words = str(values.get(name) or "")
    if not words:
        return {}
    found = read_moment(words, now)
    if found is None:
        return {input: [f"“{words}”看不懂，请写成{(_PAST if past else _WHEN)[1:]}，或 {in_figures(now)} 这样"]}
    values[name] = in_figures(found)
    if past and found > now:
        return {input: [f"{in_figures(found)} 还没有到"]}
    if not past and parse_moment(in_figures(found)) <= now:
        return {input: [f"{in_figures(found)} 已经过去了"]}
    if abs(found - now) > LONGEST:
        return {input: [f"{in_figures(found)} 离现在超过 {LONGEST.days} 天，请核对"]}
    return {}
