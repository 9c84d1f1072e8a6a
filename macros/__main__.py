"""The command `kepu`: check, build, preview and describe the plan, take feeds of others, in words for an editor."""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

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
from .publish.commands import add_publishing, list_releases, offer_to_publish, publish_site, roll_back
from .publish.release import PublishError
from .publish.withdraw_command import add_withdrawing, withdraw
from .queries.articles import articles_of
from .render.project import Project, read_project


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 when something must be mended first."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # file names pass through
    gc.set_threshold(100_000, 50, 100)  # what a command makes lives to its end; looking for rubbish in it costs time
    options = _parser().parse_args(arguments)
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
    except KeyboardInterrupt:
        print("\n已中断。没有做完的都不算，公众看到的还是原来的网站。", file=sys.stderr)
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
        path = NEW_COMMANDS[options.kind][1](options.root, project)
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


NEW_COMMANDS: dict[str, tuple[str, Callable[[Path, Project], Path]]] = {
    "event": ("活动", lambda root, project: new_event(root, project.plan, input, print)),
    "article": ("文章", lambda root, project: new_article(root, project.plan, input, print)),
    "resource": ("资源", lambda root, project: new_resource(root, project.plan, input, print)),
    "expert": ("专家", lambda root, project: new_expert(root, project.plan, input, print)),
    "daily": ("天天科普", lambda root, project: new_daily(root, project.plan, project.pages, input, print)),
}
"""What `kepu new` can make: its name, and what asks for it."""


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


class _Usage(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse in Chinese; its own messages exist in English only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Usage)
        self._optionals.title = "选项"
        self._positionals.title = "要写明"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"命令没有写对。{self.format_usage()}输入 kepu --help 看全部命令和选项。\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="kepu", description="科普咸安：把方案数据做成网站")
    parser.add_argument(
        "--root", type=Path, default=Path.cwd(), metavar="文件夹", help="项目所在的文件夹，默认是当前文件夹"
    )
    commands = parser.add_subparsers(dest="command", required=True, title="命令", metavar="命令")
    checking = commands.add_parser("check", help="检查 plan/ 和 content/，列出全部问题")
    other = checking.add_mutually_exclusive_group()
    other.add_argument("--todo", action="store_true", help="没有问题时，列出等编辑做的事：网址没打开过、文章没签字等")
    other.add_argument("--launch", action="store_true", help="没有问题时，列出公开上线还缺什么：网址、备案号等")
    building = commands.add_parser("build", help="检查并做成网站")
    alerting = commands.add_parser("alert", help="发布全站通知，并做成网站")
    alerting.add_argument("--end", action="store_true", help="提前结束现在的通知")
    for command in (building, alerting):
        command.add_argument("--site", type=Path, metavar="文件夹", help="网站放在哪个文件夹，默认是 site")
    building.add_argument("--today", action="store_true", help="页面日期用今天，不用最后一次提交的日期")
    alerting.set_defaults(today=True)
    serving = commands.add_parser("serve", help="在本机预览，改动后自动刷新")
    serving.add_argument("--address", default="127.0.0.1:8000", metavar="地址", help="预览地址，默认 127.0.0.1:8000")
    moving = commands.add_parser("pages", help="把全部页面和数据写成普通文件，供别的网站程序使用")
    moving.add_argument("folder", type=Path, metavar="文件夹", help="写到哪个文件夹，要是新的或空的")
    commands.add_parser("schema", help="重新生成 plan/schema/ 里的字段说明，供 VS Code 提示")
    creating = commands.add_parser("new", help="回答几个问题，新建一篇文章、一条资源、一条天天科普、一个活动、一位专家")
    known = "、".join(f"{kind} {name}" for kind, (name, _) in NEW_COMMANDS.items())
    creating.add_argument("kind", choices=list(NEW_COMMANDS), metavar="种类", help=known)
    pulling = commands.add_parser("pull", help="按 plan/sources.yaml 取回别的网站的订阅源，存进 plan/reposts/")
    pulling.add_argument("ids", nargs="*", metavar="来源", help="来源的代号；不写就取全部")
    pulling.add_argument("--from", dest="file", type=Path, metavar="文件", help="不上网，从这个文件取")
    linking = commands.add_parser("links", help="逐个打开外部链接，报告打不开和搬走的（要联网）")
    linking.add_argument("--mark", action="store_true", help="打开正常的资源，在文件里写上今天的 checked")
    add_withdrawing(commands)
    add_publishing(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
