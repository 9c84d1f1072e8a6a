"""What `kepu check --todo` `kepu check --foreign` and `kepu check --launch` say, and how they end."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..common.dates import build_date
from ..common.problems import Problem
from ..postbuild.answers import ask_all
from ..postbuild.manifest import is_made_from
from ..project.foreign.foreign_names import foreign_names
from ..project.plans.open_questions import waiting_questions
from ..project.rules.launch import check_launch
from ..project.rules.todo import waiting_work
from ..queries.daily.schedule import pieces_by_day
from ..render.project import Project

BUILT = "site"
"""Where a site is built unless somebody says otherwise."""


def print_list(options: argparse.Namespace, project: Project) -> int:
    """Print the list that is asked for."""
    if options.answers:
        return list_answers(options.root, project)
    if options.foreign:
        return list_foreign(options.root, project)
    return list_waiting(project, options.root) if options.todo else list_missing(project)


def list_answers(root: Path, project: Project) -> int:
    """Print what search does not find of the plan in the site that is there; 1 where there is anything."""
    site = root / BUILT
    try:
        asked = ask_all(project.plan, site)
    except (OSError, ValueError, TypeError):
        print(f"{BUILT} 文件夹里没有做好的网站；请先运行 kepu build，再查一遍。")
        return 1
    for problem in asked.problems:
        print(problem)
    if not is_made_from(root, site):
        print("提醒：做好网站以后又改过东西，查的是改动以前的网站。")
    print(
        f"在搜索里找了 {asked.nodes} 个条目、{asked.units} 个单位、{asked.paragraphs} 段原文，{_count(asked.problems)}。"
    )
    return int(any(not problem.warning for problem in asked.problems))


def _count(problems: list[Problem]) -> str:
    return f"有 {len(problems)} 处要看" if problems else "都找得到"


def list_waiting(project: Project, root: Path) -> int:
    """Print the work that waits for editors, by kind; 0, as none of it is wrong."""
    placed = {piece.id for piece in pieces_by_day(project.plan).values()}
    found = dict(waiting_work(project.plan, project.pages, build_date(), placed))
    if questions := waiting_questions(root):
        found = {"打开方案时的问题": questions, **found}
    for kind, problems in found.items():
        print(f"{kind}（{len(problems)} 处）")
        print("\n".join(f"{problem}".replace("（提醒）", "") for problem in problems), end="\n\n")
    count = sum(map(len, found.values()))
    print(f"以上 {count} 件事等着做，不挡住生成和发布。" if count else "没有等着做的事。")
    return 0


def list_foreign(root: Path, project: Project) -> int:
    """Print what belongs to another county or plan; 1 where there is any."""
    found = foreign_names(root, project.plan, project.pages)
    for problem in found:
        print(problem)
    if found:
        print(f"\n以上 {len(found)} 处像是别的县、别的方案的。")
        return 1
    print("没有找到别的县、别的方案的地名、单位、电话和方案名。")
    return 0


def list_missing(project: Project) -> int:
    """Print what a public launch still needs; 1 when something that is required is missing."""
    found = check_launch(project.plan, project.pages, build_date())
    required = [problem for problem in found if not problem.warning]
    for problem in found:
        print(problem)
    if required:
        print(f"\n公开上线以前，还有 {len(required)} 处要补。没有的号码不要编。")
        return 1
    print(("\n" if found else "") + "公开上线要的都有了。等编辑做的事，另看 kepu check --todo。")
    return 0
