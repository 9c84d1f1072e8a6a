"""Questions in Chinese into a new, commented YAML file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from .dates import build_date
from .model import Plan
from .record import ID_PATTERN

Ask = Callable[[str], str]


class Cancelled(Exception):
    """The editor stopped answering; nothing was written."""


def new_event(root: Path, plan: Plan, ask: Ask, say: Callable[[str], None]) -> Path:
    """Ask for an event and write plan/events/<year>/<id>.yaml; returns the file. Raises Cancelled.

    Only title, date and id are needed; an empty answer leaves a field out, as a comment in the file.
    """
    questions = _Questions(ask, say)
    title = questions.text("活动名称", needed=True)
    start = questions.day("开始日期（如 2026-12-05）")
    end = questions.optional_day("结束日期（只有一天就直接回车）", start)
    begins = questions.clock("开始时刻（如 09:00，全天就直接回车）")
    ends = questions.clock("结束时刻（不知道就直接回车）", after="" if end else begins) if begins else ""
    place = questions.text("地点名称")
    townships = {member.name: member.id for unit in plan.units.values() for member in unit.members}
    township = questions.choice("所在乡镇办场", townships) if place and townships else ""
    host = questions.choice("主办单位", {unit.name: unit.id for unit in plan.units.values()})
    audiences = questions.choices(
        "面向谁", {term.name: term.id for term in plan.vocabulary.audiences} if plan.vocabulary else {}
    )
    fee = questions.text("费用（如 免费；不知道就直接回车）")
    how = questions.text("怎么报名（不用报名就直接回车）")
    folder = root / "plan" / "events" / str(start.year)
    name = questions.file_name(folder)
    lines = [
        "# yaml-language-server: $schema=../../schema/event.json",
        f"title: {_quoted(title)}",
        "# about: 一两句话介绍",
        f"start: {start}",
        f"end: {end}" if end else "# end: 结束日期；只有一天就不填",
        f'begins: "{begins}"' if begins else '# begins: "09:00"',
        f'ends: "{ends}"' if ends else '# ends: "11:30"',
        "status: planned          # planned 计划中、open 报名中、postponed 已延期、cancelled 已取消、finished 已结束",
        *(["place:", f"  name: {_quoted(place)}"] if place else ["# place:", "#   name: 地点名称"]),
        *([f"  township: {township}"] if township else []),
        f"host: {host}" if host else "# host: 主办单位代号",
        "# supporters: [协办单位代号]",
        f"audiences: [{', '.join(audiences)}]" if audiences else "# audiences: [不填就是所有人]",
        "# topics: [主题代号]",
        "# measures: [措施代号，例如 emergency-2]",
        f"fee: {_quoted(fee)}" if fee else "# fee: 免费",
        *(["registration:", f"  how: {_quoted(how)}"] if how else ["# registration:", "#   how: 怎么报名"]),
        f"updated: {build_date()}",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    return path


def _quoted(text: str) -> str:
    """Text that YAML cannot misread."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Questions:
    """Asks again until an answer can be used."""

    def __init__(self, ask: Ask, say: Callable[[str], None]) -> None:
        self.say = say
        self.put = ask

    def ask(self, question: str) -> str:
        try:
            return self.put(f"{question}：").strip()
        except (EOFError, KeyboardInterrupt):
            raise Cancelled from None

    def text(self, question: str, needed: bool = False) -> str:
        while True:
            answer = self.ask(question)
            if answer or not needed:
                return answer
            self.say("这一项不能空着。")

    def day(self, question: str) -> date:
        while True:
            if day := self.dated(self.ask(question)):
                return day

    def optional_day(self, question: str, first: date) -> date | None:
        while answer := self.ask(question):
            day = self.dated(answer)
            if day and day >= first:
                return day if day > first else None
            if day:
                self.say(f"结束日期早于开始日期（{first}）。")
        return None

    def dated(self, answer: str) -> date | None:
        """The day an answer names, as people write it; else the editor is told."""
        try:
            return date.fromisoformat(
                "-".join(f"{int(part):02}" for part in re.split(r"[-/.年月]", answer.removesuffix("日")))
            )
        except ValueError:
            self.say(f"“{answer}”不是日期，请写成 2026-12-05。")
            return None

    def clock(self, question: str, after: str = "") -> str:
        while answer := self.ask(question).replace("：", ":"):
            if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", answer):
                self.say(f"“{answer}”不是时刻，请写成 09:00。")
            elif after and answer.zfill(5) <= after:
                self.say(f"结束时刻不晚于开始时刻（{after}）；过了半夜才结束的，请先写结束日期。")
            else:
                return answer.zfill(5)
        return ""

    def choice(self, question: str, known: dict[str, str]) -> str:
        while answer := self.ask(f"{question}（写名称，不知道就直接回车）"):
            fits = [name for name in known if answer in (name, known[name])] or [
                name for name in known if answer in name
            ]
            if len(fits) == 1:
                return known[fits[0]]
            self.say("有几个都像：" + "、".join(fits) if fits else "没有这个名称。可以写：" + "、".join(known))
        return ""

    def choices(self, question: str, known: dict[str, str]) -> list[str]:
        while answer := self.ask(f"{question}（{'、'.join(known)}；几个的用顿号分开，所有人就直接回车）"):
            names = [name for name in re.split(r"[、,，\s]+", answer) if name]
            if all(name in known for name in names):
                return [known[name] for name in names]
            self.say("没有：" + "、".join(name for name in names if name not in known))
        return []

    def file_name(self, folder: Path) -> str:
        while True:
            answer = self.ask("文件名，用在网址里（小写字母、数字和短横线，如 science-day）")
            if not re.fullmatch(ID_PATTERN, answer) or re.fullmatch(r"\d\d", answer):
                self.say("只能用小写字母、数字和短横线，也不能只是两位数字。")
            elif (folder / f"{answer}.yaml").exists():
                self.say("已经有这个文件了，请换一个名字。")
            else:
                return answer
