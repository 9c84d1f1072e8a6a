"""What is done now and then: every link to another site opened, and the whole project packed for a new computer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urldefrag

from ...common.dates import build_date
from ...common.files.national import is_national
from ...common.files.yaml_reader import parsed_yaml
from ...common.problems import Problem, Where
from ...editing.changes.edits import CannotEdit, edited
from ...editing.history.moving import packed_name, packed_project
from ...editing.history.saving import FileChange, Outdated
from ...editing.history.snapshots import digest_of_bytes
from ...editing.network.link_check import KINDS, Answer, check_links, external_links
from ...editing.network.web import UNKNOWN_SITE
from ..desk_state import DeskState
from ..drawing import DrawDesk, Query, Reply
from ..history.saves import save_files
from .home_pages import HomePages, LinkedProblem

NO_NETWORK = "一个网站也没有找到，多半是这台电脑没有联网。连上网再点一次。"
UNMARKED = "有人刚刚改过其中的一条，没有写。请再点一次。"


@dataclass
class LinkRound:
    """One round through all links: what was asked, and what came of it."""

    places: dict[str, list[Where]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def begin(self, places: dict[str, list[Where]]) -> None:
        """Open them, unless a round is on its way."""
        if not self.running:
            self.places, self.answers = places, {}
            self.thread = threading.Thread(target=self._open, daemon=True)
            self.thread.start()

    def _open(self) -> None:
        self.answers = check_links(self.places)


@dataclass
class ToolPages:
    """The pages of these tools for one project."""

    state: DeskState
    drawn: DrawDesk
    home: HomePages
    round: LinkRound = field(default_factory=LinkRound)

    def link_check(self, query: Query, said: str = "") -> Reply:
        plan = self.state.plan
        if plan is None:
            return self.drawn("message.html", words="要先改好首页列出的问题。")
        answers = self.round.answers
        offline = bool(answers) and all(answer.said == UNKNOWN_SITE for answer in answers.values())
        return self.drawn(
            "link_check.html",
            count=len(self.round.places or external_links(self.state.root, plan, self.state.pages)),
            running=self.round.running,
            done=bool(answers) and not offline,
            groups={} if offline else self.groups(),
            sound=sum(answer.kind == "sound" for answer in answers.values()),
            unmarked=len(list(self.sound_resources())),
            said=NO_NETWORK if offline else said,
        )

    def groups(self) -> dict[str, list[LinkedProblem]]:
        """What needs a hand: kind of answer → each place, with the form that mends it."""
        found: dict[str, list[Problem]] = {}
        for address, answer in self.round.answers.items():
            if answer.kind != "sound":
                arrow = " → " if answer.kind == "moved" else "，" if answer.said else ""
                said = f"{address}{arrow}{answer.said}"
                found.setdefault(KINDS[answer.kind], []).extend(Problem(it, said) for it in self.round.places[address])
        order = [caption for caption in KINDS.values() if caption in found]
        return {caption: self.home.linked(sorted(set(found[caption]))) for caption in order}

    def open_links(self, query: Query, answers: Query) -> Reply:
        """Go out and open every link: beside publishing the only thing of the desk that does."""
        if self.state.plan:
            self.round.begin(external_links(self.state.root, self.state.plan, self.state.pages))
        return Reply("", HTTPStatus.SEE_OTHER, location="/link-check")

    def sound_resources(self) -> Iterator[FileChange]:
        """The county's own resources whose link was found sound, with the day in them."""
        plan, today = self.state.plan, build_date()
        sound = {address for address, answer in self.round.answers.items() if answer.kind == "sound"}
        for resource in plan.resources.values() if plan else ():
            path = resource.where().path
            if (
                resource.link
                and urldefrag(resource.link).url in sound
                and resource.checked != today
                and not is_national(path)
            ):
                before = (self.state.root / path).read_bytes()
                text = before.decode("utf-8")
                values = parsed_yaml(text.replace("\r\n", "\n"), "").value
                try:
                    after = edited(text, {**values, "checked": today} if isinstance(values, dict) else {})
                except CannotEdit:
                    continue
                yield FileChange(path, after.encode(), digest_of_bytes(before))

    def mark(self, query: Query, answers: Query) -> Reply:
        """Write today's day into every resource whose link was found sound: one snapshot."""
        changes = list(self.sound_resources())
        try:
            save_files(self.state, changes, f"今天打开过、没问题的网址：{len(changes)} 条资源写上日期")
        except Outdated:
            return self.link_check(query, UNMARKED)
        return Reply("", HTTPStatus.SEE_OTHER, location="/link-check")

    def moving(self, query: Query) -> Reply:
        return self.drawn("moving.html")

    def packed(self, query: Query) -> Reply:
        """The zip for a new computer."""
        plan = self.state.plan
        name = plan.site.name if plan else self.state.root.name
        return Reply(packed_project(self.state.root), kind="application/zip", download=packed_name(name))
