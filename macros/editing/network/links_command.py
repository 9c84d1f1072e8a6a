"""The command `kepu links`: every link to another site is opened, on demand only, never as part of a build."""

from __future__ import annotations

from pathlib import Path

from ...common.dates import build_date
from ...render.project import read_project
from .link_check import check_links, external_links, report
from .mark_checked import mark_checked


def open_links(root: Path, mark: bool) -> int:
    """Open them and say what was found; 1 when one of them is dead. With `mark` the day is noted where one is sound."""
    project = read_project(root)
    places = external_links(root, project.plan, project.pages)
    print(f"共 {len(places)} 个外部链接，逐个打开，要等一会儿……", flush=True)
    answers = check_links(places)
    print(report(answers, places))
    if mark:
        sound = {address for address, answer in answers.items() if answer.kind == "sound"}
        for path, done in mark_checked(root, project.plan, sound, build_date()):
            name = path.relative_to(root).as_posix()
            print(f"已在 {name} 写上今天的 checked。" if done else f"{name} 的写法特别，请自己写 checked。")
    return int(any(answer.kind == "dead" for answer in answers.values()))
