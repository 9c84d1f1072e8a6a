"""The command `kepu withdraw`: what it asks, does and says."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ..common.build_moment import history_of
from ..common.dates import build_date
from ..common.problems import listed
from ..editing.prompt import Ask, Cancelled, Questions
from ..model.plan import Plan
from ..project.plan_loader import load_plan
from ..render.project import read_project
from .commands import send_asking
from .release import PublishError
from .withdraw import Withdrawal, find_piece, forget_person, mentions, take_back

Build = Callable[[argparse.Namespace], int]


def withdraw(options: argparse.Namespace, build: Build, ask: Ask) -> int:
    """Take a record or a page back, here and wherever the site is published; 0 when nothing of it is left there."""
    project = read_project(options.root)
    piece = find_piece(options.root, project, options.what)
    if piece is None:
        print(
            f"没有找到“{options.what}”。请写它的网址（如 articles/heater/）、文件（如 plan/experts/p-3f9a2c.yaml）或全名；方案本身的页面不能撤。"
        )
        return 1
    try:
        why = _agreed(options.root, piece, ask)
    except Cancelled:
        print("\n没有动任何文件。")
        return 1
    try:
        change = take_back(options.root, piece, why, build_date())
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        build(options)
    except BaseException:
        change.undo()
        print(
            "别处还用着它，所以没有撤下；文件已恢复原样。请先改下面（或上面）列出的地方，再运行一次。", file=sys.stderr
        )
        raise
    if piece.person:
        forget_person(options.root, piece)
    done = _sent_everywhere(options.root, load_plan(options.root), ask)
    _tell_what_is_left(options.root, piece)
    return int(not done)


def _agreed(root: Path, piece: Withdrawal, ask: Ask) -> str:
    """Show what will go and have it confirmed; the reason that readers will see. Raises Cancelled."""
    questions = Questions(ask, print)
    print(f"要撤下：{piece.name or '（文件已经删去）'}　{piece.address}")
    for path in piece.files:
        print(f"  删去 {path.relative_to(root).as_posix()}")
    if piece.national:
        print("  它是全国内容里的：写进 plan/site.yaml 的 national、without，本县不再用它")
    if found := mentions(root, piece):
        print(
            f"这些地方也写着“{piece.name}”，不会自动改；是同一个（同一件），请先改好或撤下以后接着改：{listed(found, 20)}"
        )
    if piece.person:
        print("原来的网址以后显示“没有找到这个页面”，不留姓名。")
    else:
        print("原来的网址以后说明已撤下和原因。")
    print("留着的旧版本里有它的，会一起删去，不能再回退到那些版本。")
    why = "" if piece.person else questions.text("为什么撤下，一句话，读者会看到", needed=True)
    if questions.ask("确认请输入“撤下”两个字，不撤就直接回车") != "撤下":
        raise Cancelled
    return why


def _sent_everywhere(root: Path, plan: Plan, ask: Ask) -> bool:
    """Publish to every destination; whether all took it."""
    places = plan.publishing.destinations if plan.publishing else ()
    if not places:
        print("本机的网站已经没有它。还没有写发布到哪里：请把 site 文件夹复制到服务器，并删去服务器上留着的旧网站。")
    missing = []
    for place in places:
        try:
            sent = send_asking(root, plan, place, ask)
        except PublishError as error:
            print(f"{error}。")
            sent = False
        missing += [] if sent else [place.id]
    for id in missing:
        print(f"{id} 还没有撤下！连上以后马上运行：kepu publish {id}")
    return not missing


def _tell_what_is_left(root: Path, piece: Withdrawal) -> None:
    """What this program cannot take back, and who can."""
    print("\n程序够不着的地方，请接着做：")
    names = [path.relative_to(root).as_posix() for path in piece.files]
    if commits := history_of(root, names):
        print(
            f"- git 的历史里还有（{commits} 次提交）。先提交这次改动；仓库给别人看的，请管仓库的人清理历史："
            f"git filter-repo --invert-paths {' '.join(f'--path {name}' for name in names)}，再强制推送，并请平台清缓存。"
            + ("plan/addresses.txt 的旧版本里还有它的网址，一并清理。" if piece.person else "")
        )
    print("- 别人的电脑、别的 U 盘上的项目副本：请删去那里的这个文件，或换成现在的副本。")
    print(
        "- 搜索引擎的快照：到百度“快照投诉”、各搜索引擎的站长平台申请删除。读者存下的页面要等他们再打开网站才会更新。"
    )
    if piece.person:
        print("- 单位里存的同意书、通讯录，按单位的规定办。")
