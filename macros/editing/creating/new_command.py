"""`kepu new`: a record of the kind that was asked for, from an editor's answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ...common.problems import Say
from ...render import project as projects
from ..prompt import Ask, Cancelled
from . import new_article, new_event, new_expert, new_question, new_resource


def make_record(root: Path, kind: str, ask: Ask, say: Say) -> int:
    """Ask for a record of one kind and write it; 1 when the editor has stopped."""
    project = projects.read_project(root)
    plan = project.plan
    makers: dict[str, Callable[[], Path]] = {
        "event": lambda: new_event.new_event(root, plan, ask, say),
        "article": lambda: new_article.new_article(root, plan, ask, say),
        "resource": lambda: new_resource.new_resource(root, plan, ask, say),
        "expert": lambda: new_expert.new_expert(root, plan, ask, say),
        "daily": lambda: new_resource.new_daily(root, plan, project.pages, ask, say),
        "question": lambda: new_question.new_question(root, plan, project.pages, ask, say),
    }
    try:
        path = makers[kind]()
    except Cancelled:
        say("\n没有写任何文件。")
        return 1
    say(f"已写好 {path.relative_to(root)}，可以打开补充；然后运行 kepu check。")
    return 0
