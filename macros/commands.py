"""What each command of `kepu` does, and what an editor is told when it cannot."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from .build import preview
from .build.build_site import build_site
from .build.live_folder import BuildError
from .build.write_pages import write_portable_pages
from .common.build_moment import TODAY, UnclearMoment, pinned_moment
from .common.dates import build_date, build_time
from .common.os_errors import refusal
from .common.problems import PlanError
from .editing.editors_lists import list_missing, list_waiting
from .editing.network.link_check import check_links, external_links, report
from .editing.network.mark_checked import mark_checked
from .editing.network.pull import pull
from .editing.new_article import new_article
from .editing.new_event import new_event
from .editing.new_expert import new_expert
from .editing.new_resource import new_daily, new_resource
from .editing.prompt import Cancelled
from .editing.set_alert import Change, end_alert, set_alert
from .postbuild.source_lines import unforeseen
from .project.json_schema import write_schemas
from .publish.commands import list_releases, offer_to_publish, publish_site, roll_back
from .publish.release import PublishError
from .publish.withdraw_command import withdraw
from .queries.articles import articles_of
from .render.project import Project, read_project


def run(options: argparse.Namespace) -> int:
    """Run a command from its parsed options; 0 when all went well, 1 when something must be mended first."""
    try:
        result = COMMANDS[options.command](options)
        sys.stdout.flush()
        return result
    except PlanError as error:
        print("\n".join(map(str, error.problems)), file=sys.stderr)
        hints = sum(problem.warning for problem in error.problems)
        counted = f"{len(error.problems) - hints} 处问题" + (f"（另有 {hints} 处提醒）" if hints else "")
        print(f"\n共 {counted}，改好后再运行一次；原来的网站没有动。", file=sys.stderr)
    except (BuildError, UnclearMoment) as error:
        print(f"{error}\n\n网站没有做成；原来的网站没有动。", file=sys.stderr)
    except PublishError as error:
        print(f"{error}。\n\n没有换成；公众看到的还是原来的网站。", file=sys.stderr)
    except BrokenPipeError:  # who reads our words wants no more of them, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(refusal(error), file=sys.stderr)
    except Exception as error:
        if os.environ.get("KEPU_TRACEBACK"):  # for whoever mends the program
            raise
        print(f"{unforeseen(error)}。\n\n没有做完；原来的网站没有动。", file=sys.stderr)
    return 1


def check(options: argparse.Namespace) -> int:
    project = read_project(options.root)
    if options.todo:
        return list_waiting(project)
    if options.launch:
        return list_missing(project)
    for warning in project.warnings:
        print(warning)
    found = "没有发现问题"
    if project.warnings:
        print(f"\n以上 {len(project.warnings)} 处是提醒，不挡住生成网站。")
        found = "没有发现必须改的问题"
    period = project.plan.current
    measures = len(list(period.measures()))
    print(
        f"{found}：{len(period.tasks)} 项重点任务、{measures} 条措施、{len(project.plan.units)} 个责任单位、{len(project.pages)} 篇手写页面。"
    )
    return 0


def build(options: argparse.Namespace) -> int:
    with pinned_moment(options.root, options.today) as moment:
        built = build_site(options.root, options.site or options.root / "site", exact=moment != TODAY)
        day = build_date()
    if built.healed:
        print("上一次生成在换网站的一刻被打断，原来的网站已先恢复。")
    done = "内容没有变过，网站不用重做" if built.kept else "网站已做好"
    print(f"{done}：{built.site}，共 {built.pages} 页，其中 {built.indexed} 页可以搜索，用时 {built.seconds:.1f} 秒。")
    print(f"页面上的生成日期：{day}（{moment}）。")
    return 0


def serve(options: argparse.Namespace) -> int:
    """Draw pages when they are asked for, until interrupted; what is saved shows at once."""
    found = re.fullmatch(r"([A-Za-z0-9.-]+):([0-9]{1,5})", options.address)
    if not found or int(found[2]) > 65535:
        print(f"预览地址应当像 127.0.0.1:8000，冒号后面是 0 到 65535，写的是“{options.address}”。", file=sys.stderr)
        return 1
    host, port = found.groups()

    def ready(port: int) -> None:
        print(
            f"预览：http://{host}:{port}/ ；改动 plan、content、overrides 后会自动刷新，按 Ctrl-C 结束。预览不做搜索索引。",
            flush=True,
        )

    with suppress(KeyboardInterrupt):
        preview.serve_preview(options.root, host, int(port), partial(print, flush=True), ready)
    return 0


def pages(options: argparse.Namespace) -> int:
    folder: Path = options.folder
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} 里已有别的东西；请给一个新的或空的文件夹。", file=sys.stderr)
        return 1
    with pinned_moment(options.root):
        count = write_portable_pages(options.root, read_project(options.root), build_time(), folder)
    print(f"已写好 {count} 页和全部数据文件，放在 {folder}。")
    return 0


def schema(options: argparse.Namespace) -> int:
    paths = write_schemas(options.root / "plan")
    print(f"已写好 {len(paths)} 个字段说明文件：{options.root / 'plan' / 'schema'}")
    return 0


def links(options: argparse.Namespace) -> int:
    """Open every link to another site; 1 when one of them is dead. On demand only, never part of a build."""
    project = read_project(options.root)
    places = external_links(options.root, project.plan, project.pages)
    print(f"共 {len(places)} 个外部链接，逐个打开，要等一会儿……", flush=True)
    answers = check_links(places)
    print(report(answers, places))
    if options.mark:
        sound = {address for address, answer in answers.items() if answer.kind == "sound"}
        for path, done in mark_checked(options.root, project.plan, sound, build_date()):
            name = path.relative_to(options.root).as_posix()
            print(f"已在 {name} 写上今天的 checked。" if done else f"{name} 的写法特别，请自己写 checked。")
    return int(any(answer.kind == "dead" for answer in answers.values()))


def new(options: argparse.Namespace) -> int:
    project = read_project(options.root)
    try:
        path = NEW_COMMANDS[options.kind](options.root, project)
    except Cancelled:
        print("\n没有写任何文件。")
        return 1
    print(f"已写好 {path.relative_to(options.root)}，可以打开补充；然后运行 kepu check。")
    return 0


def take(options: argparse.Namespace) -> int:
    if options.file and len(options.ids) != 1:
        print("用 --from 时，要写一个来源的代号，例如 kepu pull province --from 文件。", file=sys.stderr)
        return 1
    went_well = pull(options.root, options.ids, build_date(), print, options.file)
    if not went_well:
        print("有的来源没有取到；网站照旧可以生成。")
    return 0 if went_well else 1


def alert(options: argparse.Namespace) -> int:
    """Set or end the notice of the whole site, and build; if the build fails, the files are as before."""
    project = read_project(options.root)
    try:
        if options.end:
            change = end_alert(options.root, project.plan, build_time, input, print)
        else:
            change = set_alert(options.root, project.plan, articles_of(project.pages), build_time, input, print)
    except Cancelled:
        print("\n没有写任何文件，网站没有动。")
        return 1
    _build_or_undo(options, change)
    if options.site is None:
        offer_to_publish(options.root, project.plan, input)
    if not options.end:
        print("提前结束用 kepu alert --end。")
    return 0


def _build_or_undo(options: argparse.Namespace, change: Change) -> None:
    try:
        build(options)
    except BaseException:
        change.undo()
        print("plan/ 里的文件已恢复原样。", file=sys.stderr)
        raise


NEW_COMMANDS: dict[str, Callable[[Path, Project], Path]] = {
    "event": lambda root, project: new_event(root, project.plan, input, print),
    "article": lambda root, project: new_article(root, project.plan, input, print),
    "resource": lambda root, project: new_resource(root, project.plan, input, print),
    "expert": lambda root, project: new_expert(root, project.plan, input, print),
    "daily": lambda root, project: new_daily(root, project.plan, project.pages, input, print),
}
"""What asks for a new record of each kind."""


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": check,
    "build": build,
    "serve": serve,
    "pages": pages,
    "schema": schema,
    "new": new,
    "pull": take,
    "links": links,
    "alert": alert,
    "withdraw": lambda options: withdraw(options, build, input),
    "publish": lambda options: publish_site(options, build),
    "rollback": roll_back,
    "releases": list_releases,
}
