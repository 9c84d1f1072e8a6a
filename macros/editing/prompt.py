"""Questions put to an editor in Chinese, again until an answer can be used.

Made by hand: questionary draws menus and needs a terminal for it; these questions can also be answered through a pipe.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ..common.problems import Say
from ..model.record import ID_PATTERN

Ask = Callable[[str], str]


class Cancelled(Exception):
    """The editor stopped answering; nothing was written."""


class Questions:
    """Asks again until an answer can be used."""

    def __init__(self, ask: Ask, say: Say) -> None:
        self.say = say
        self.put = ask

    def ask(self, question: str) -> str:
        """One answer, trimmed. Raises Cancelled where the input ends, or its encoding is not UTF-8."""
        try:
            answer = self.put(f"{question}：").strip()
            answer.encode()  # bytes that were no UTF-8 come as halves of surrogates, which no file can hold
        except (EOFError, KeyboardInterrupt):
            raise Cancelled from None
        except UnicodeError:
            self.say("收到的字不是 UTF-8 编码（多半是终端窗口设成了 GBK）；请把终端的编码设成 UTF-8，再运行一次。")
            raise Cancelled from None
        return answer

    def text(self, question: str, needed: bool = False) -> str:
        """A line of text; where it is needed, not an empty one. Raises Cancelled."""
        while True:
            answer = self.ask(question)
            if answer or not needed:
                return answer
            self.say("这一项不能空着。")

    def day(self, question: str) -> date:
        """A day; asked until one is named. Raises Cancelled."""
        while True:
            if day := self.dated(self.ask(question)):
                return day

    def optional_day(self, question: str, first: date) -> date | None:
        """A day not before `first`, or None for an empty answer. Raises Cancelled."""
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
        """A time as “HH:MM”, later than `after`; empty for an empty answer. Raises Cancelled."""
        while answer := self.ask(question).replace("：", ":"):
            if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", answer):
                self.say(f"“{answer}”不是时刻，请写成 09:00。")
            elif after and answer.zfill(5) <= after:
                self.say(f"结束时刻不晚于开始时刻（{after}）；过了半夜才结束的，请先写结束日期。")
            else:
                return answer.zfill(5)
        return ""

    def choice(self, question: str, known: dict[str, str]) -> str:
        """The id of one of the `known` (name → id), empty for an empty answer. Raises Cancelled."""
        while answer := self.ask(f"{question}（写名称，不知道就直接回车）"):
            fits = [name for name in known if answer in (name, known[name])] or [
                name for name in known if answer in name
            ]
            if len(fits) == 1:
                return known[fits[0]]
            self.say("有几个都像：" + "、".join(fits) if fits else "没有这个名称。可以写：" + "、".join(known))
        return ""

    def choices(self, question: str, known: dict[str, str]) -> list[str]:
        """The ids of some of the `known` (name → id); none for an empty answer. Raises Cancelled."""
        while answer := self.ask(f"{question}（{'、'.join(known)}；几个的用顿号分开，所有人就直接回车）"):
            names = [name for name in re.split(r"[、,，\s]+", answer) if name]
            if all(name in known for name in names):
                return [known[name] for name in names]
            self.say("没有：" + "、".join(name for name in names if name not in known))
        return []

    def file_name(self, folder: Path) -> str:
        """A name that is free in the folder and can stand in an address. Raises Cancelled."""
        while True:
            answer = self.ask("文件名，用在网址里（小写字母、数字和短横线，如 science-day）")
            if not re.fullmatch(ID_PATTERN, answer) or re.fullmatch(r"\d\d", answer):
                self.say("只能用小写字母、数字和短横线，也不能只是两位数字。")
            elif (folder / f"{answer}.yaml").exists():
                self.say("已经有这个文件了，请换一个名字。")
            else:
                return answer
