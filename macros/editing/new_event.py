"""Questions in Chinese into a new, commented YAML file."""

from __future__ import annotations

from pathlib import Path

from ..common.dates import build_date
from ..common.files.atomic_write import write_whole
from ..common.files.yaml_reader import quoted
from ..common.problems import Say
from ..model.events import Event
from ..model.plan import Plan
from .prompt import Ask, Questions
from .prompt_records import fields_left_out


def new_event(root: Path, plan: Plan, ask: Ask, say: Say) -> Path:
    """Ask for an event and write plan/events/<year>/<id>.yaml; returns the file. Raises Cancelled.

    Only title, date and id are needed; an empty answer leaves a field out, as a comment in the file.
    """
    questions = Questions(ask, say)
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
        f"title: {quoted(title)}",
        "# about: 一两句话介绍",
        f"start: {start}",
        f"end: {end}" if end else "# end: 结束日期；只有一天就不填",
        f'begins: "{begins}"' if begins else '# begins: "09:00"',
        f'ends: "{ends}"' if ends else '# ends: "11:30"',
        "status: planned          # planned 计划中、open 报名中、postponed 已延期、cancelled 已取消、finished 已结束",
        *(["place:", f"  name: {quoted(place)}"] if place else ["# place:", "#   name: 地点名称"]),
        *([f"  township: {township}"] if township else []),
        f"host: {host}" if host else "# host: 主办单位代号",
        "# supporters: [协办单位代号]",
        f"audiences: [{', '.join(audiences)}]" if audiences else "# audiences: [不填就是所有人]",
        "# topics: [主题代号]",
        "# measures: [措施代号，例如 emergency-2]",
        f"fee: {quoted(fee)}" if fee else "# fee: 免费",
        *(["registration:", f"  how: {quoted(how)}"] if how else ["# registration:", "#   how: 怎么报名"]),
    ]
    lines += [*fields_left_out(Event, lines), f"updated: {build_date()}"]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    write_whole(path, "\n".join(lines) + "\n")
    return path
