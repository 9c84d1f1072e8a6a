"""What several kinds of records ask of an editor alike."""

from __future__ import annotations

import re
from pathlib import Path

from ..common.files.national import national_pieces
from ..common.text.characters import visible
from ..model.plan import Plan
from ..model.record import Source
from ..model.site import Filed
from .prompt import Questions
from .record_file import Code, question


class Clean(Questions):
    """Questions whose answers hold nothing invisible and nothing that macros would take for theirs."""

    def ask(self, question: str) -> str:
        while re.search(r"\{[{%#]", answer := visible(super().ask(question)).strip()):
            self.say("不能有“{{”“{%”“{#”，请换一种写法。")
        return answer

    def short(self, question: str, most: int, needed: bool = False) -> str:
        """A text of at most so many characters."""
        while len(answer := self.text(question, needed)) > most:
            self.say(f"写了 {len(answer)} 个字，最多 {most} 个字。")
        return answer

    def yes(self, question: str) -> bool:
        """Whether the answer is yes; an empty one is no."""
        while (answer := self.ask(f"{question}（是或否，直接回车就是否）")) not in ("是", "否", ""):
            self.say("请写“是”或“否”。")
        return answer == "是"

    def link(self, question: str) -> str:
        """An http(s) address, or nothing."""
        while answer := self.ask(question):
            if re.fullmatch(r"https?://[^\s/?#]+\.[^\s]+", answer):
                return answer
            self.say(f"“{answer}”不是完整的网址，应当像 https://www.gov.cn/。")
        return ""

    def chosen(self, question: str, known: dict[str, str]) -> str:
        """The id of one known name; it has to be one."""
        while not (id := self.choice(f"{question}：{'、'.join(known)}", known)):
            self.say("这一项不能空着。")
        return id

    def several(self, question: str, known: dict[str, str], needed: bool = False) -> list[str]:
        """The ids of known names, or of names that hold the words given."""
        hint = "写名称或其中几个字，几个的用顿号分开；" + ("至少一个" if needed else "没有就直接回车")
        while True:
            answer = self.ask(f"{question}（{hint}）")
            parts = [answer] if _fits(answer, known) else [part for part in re.split(r"[、,，]\s*", answer) if part]
            found = {part: _fits(part, known) for part in parts}
            if all(len(names) == 1 for names in found.values()) and (found or not needed):
                return list(dict.fromkeys(known[names[0]] for names in found.values()))
            self.explain(found, known)

    def explain(self, found: dict[str, list[str]], known: dict[str, str]) -> None:
        """Why the names cannot be used."""
        for part, names in found.items():
            if len(names) > 1:
                self.say(f"“{part}”有几个都像：{'、'.join(names)}")
        if missing := [part for part, names in found.items() if not names]:
            self.say(f"没有“{'、'.join(missing)}”。可以写：{'、'.join(known)}")
        if not found:
            self.say("至少要有一个。可以写：" + "、".join(known))

    def lines(self, question: str, more: str, most: int | None = None) -> list[str]:
        """At least one line of text, then more until the answer is empty or there are as many as there may be."""
        found = [self.text(question, needed=True)]
        while len(found) != most and (line := self.text(more)):
            found.append(line)
        return found

    def words(self, question: str) -> list[str]:
        """Words parted by 顿号 or commas."""
        return [word for word in re.split(r"[、,，]\s*", self.ask(question)) if word]

    def source(self, name: str) -> Source:
        """One source; its name has been given."""
        given = {
            "publisher": self.text("　" + question(Source, "publisher", "不知道就直接回车")),
            "number": self.text("　" + question(Source, "number", "没有就直接回车")),
            "dated": self.optional_date("　" + question(Source, "dated", "如 2026-03-05；不知道就直接回车")),
            "link": self.link("　" + question(Source, "link", "自己打开看过的才写；没有就直接回车")),
        }
        return Source(name=name, **{key: value for key, value in given.items() if value})

    def sources(self) -> list[Source]:
        """At least one source, then more until the answer is empty."""
        found = [self.source(self.text(question(Source, "name"), needed=True))]
        while name := self.text("还有别的出处吗（没有就直接回车）"):
            found.append(self.source(name))
        return found

    def optional_date(self, question: str) -> object:
        """A day, or nothing."""
        while answer := self.ask(question):
            if day := self.dated(answer):
                return day
        return None

    def free_name(self, folder: Path, suffix: str) -> str:
        """A file name that is not taken yet, by a national piece neither: a file of its name would be read in its place."""
        shared = national_pieces()
        while True:
            name = self.file_name(folder)
            if (folder / f"{name}{suffix}").exists() or name == "index":
                self.say("已经有这个文件了，请换一个名字。")
            elif f"{folder.name}/{name}" in shared:
                self.say("全国内容里已经有这个名字，同名的会把它换掉；新写一条，请换一个名字。")
            else:
                return name


def _fits(answer: str, known: dict[str, str]) -> list[str]:
    """The one name that is meant, or every name that holds the words."""
    exact = [name for name in known if answer in (name, known[name])]
    return exact or [name for name in known if answer and answer in name]


def audience_choices(plan: Plan) -> dict[str, str]:
    """Name → id."""
    return {term.name: term.id for term in plan.vocabulary.audiences} if plan.vocabulary else {}


def topic_choices(plan: Plan) -> dict[str, str]:
    """Name → id."""
    return {term.name: term.id for term in plan.vocabulary.topics} if plan.vocabulary else {}


def measure_choices(plan: Plan) -> dict[str, str]:
    """Title → id, of the current plan."""
    return {measure.title: measure.id for measure in plan.current.measures()}


def filing(questions: Clean, plan: Plan, topic_needed: bool = False) -> dict[str, list[Code]]:
    """Audiences, topics and measures that something is filed under, by the names of their fields."""
    audiences = questions.choices(question(Filed, "audiences"), audience_choices(plan))
    topics = topic_choices(plan)
    chosen = (
        questions.several(f"{question(Filed, 'topics')}：{'、'.join(topics)}", topics, topic_needed) if topics else []
    )
    measures = questions.several(question(Filed, "measures"), measure_choices(plan))
    filed = {"audiences": audiences, "topics": chosen, "measures": measures}
    return {name: [Code(id) for id in ids] for name, ids in filed.items()}


def source_values(source: Source) -> dict[str, object]:
    """The fields of a source that are known; words quoted from it belong to the text that quotes them."""
    return {name: value for name, value in source if value and name != "quote"}
