"""Questions in Chinese into a new expert of the pool: with consent, under an id that does not tell the name."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from ...common.dates import build_date, years_later
from ...common.files.atomic_write import write_whole
from ...common.problems import Say
from ...model.plan import Plan
from ...model.record import OFFICE_PHONE, Office
from ...model.resources import Consent, Expert
from ...project.rules.resources import personal_data
from ..prompt import Ask, Cancelled
from ..prompt_records import Clean, filing
from ..record_file import REST, Code, question, record_lines

CONSENT_YEARS = 2
EXPERT_ORDER = (
    *("name", "title", "field", "about", "unit", "audiences", "topics", "measures"),
    *("contact", "consent", REST, "valid_until", "updated"),
)


def new_expert(root: Path, plan: Plan, ask: Ask, say: Say) -> Path:
    """Ask for an expert and write plan/experts/p-….yaml; returns the file. Raises Cancelled.

    The id is drawn by lot: an address stays in other people's notes after the person has left the pool.
    """
    questions = _Public(ask, say)
    if not questions.yes("本人书面同意公开了吗"):
        say("要先取得本人的书面同意，写法见编辑指南“专家、服务队和阵地”。")
        raise Cancelled
    dated = questions.past_day(question(Consent, "dated", "如 2026-11-01"))
    how = questions.text(question(Consent, "how"), needed=True)
    name = questions.text(question(Expert, "name"), needed=True)
    title = questions.text(question(Expert, "title", "不写就直接回车"))
    skill = questions.text(question(Expert, "field"), needed=True)
    about = questions.text(question(Expert, "about", "一两句话"), needed=True)
    unit = questions.choice(question(Expert, "unit"), {unit.name: unit.id for unit in plan.units.values()})
    office = questions.text(question(Expert, "contact", "如 区科协办公室"), needed=True)
    phone = questions.office_phone(question(Office, "phone", "如 0715-1234567，不写个人手机号；没有就直接回车"))
    filed = filing(questions, plan)
    today = build_date()
    valid = questions.optional_day(
        question(Expert, "valid_until", f"直接回车就是两年，到 {years_later(today, CONSENT_YEARS)}"), today
    ) or years_later(today, CONSENT_YEARS)
    values = {
        **{"name": name, "title": title, "field": skill, "about": about, "unit": Code(unit), **filed},
        **{"contact": {"name": office, "phone": phone}, "consent": {"dated": dated, "how": how}},
        **{"valid_until": valid, "updated": today},
    }
    lines = ["# yaml-language-server: $schema=../schema/expert.json", *record_lines(Expert, EXPERT_ORDER, values)]
    folder = root / "plan" / "experts"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_free_id(folder)}.yaml"
    write_whole(path, "\n".join(lines) + "\n")
    return path


class _Public(Clean):
    """Questions whose answers will be public: nothing that belongs to one person alone is taken."""

    def ask(self, question: str) -> str:
        while private := list(personal_data(answer := super().ask(question))):
            self.say("；".join(f"里面有{what}，公开的资料里不能有，{instead}" for what, instead in private) + "。")
        return answer

    def past_day(self, question: str) -> object:
        while (day := self.day(question)) > build_date():
            self.say("这一天还没有到。")
        return day

    def office_phone(self, question: str) -> str:
        while answer := self.ask(question):
            if re.search(OFFICE_PHONE, answer, re.ASCII):
                return answer
            self.say(f"“{answer}”不是办公电话；区号后面要有短横线。")
        return ""


def _free_id(folder: Path) -> str:
    while (folder / f"{(id := f'p-{secrets.token_hex(3)}')}.yaml").exists():
        continue
    return id
