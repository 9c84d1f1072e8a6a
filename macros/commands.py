"""What each command of `kepu` does, and what an editor is told when it cannot.

Each imports what it needs: all of it together takes as long as checking a thousand records.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from .common.build_moment import TODAY, UnclearMoment, pinned_moment
from .common.dates import build_date, build_time
from .common.files.kept import CACHE, Kept
from .common.inputs import inputs_digest
from .common.os_errors import refusal
from .common.packages import program
from .common.problems import PlanError

if TYPE_CHECKING:
    from .editing.set_alert import Change


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
    except BrokenPipeError:  # who reads our words wants no more of them, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(refusal(error), file=sys.stderr)
    except Exception as error:
        if (said := _known(error)) is None and os.environ.get("KEPU_TRACEBACK"):  # for whoever mends the program
            raise
        print(said or _unknown(error), file=sys.stderr)
    return 1


def _known(error: Exception) -> str | None:
    """What is said of an error that one of our own commands raises on purpose."""
    from .build.live_folder import BuildError
    from .publish.release import PublishError

    if isinstance(error, (BuildError, UnclearMoment)):
        return f"{error}\n\n网站没有做成；原来的网站没有动。"
    return f"{error}。\n\n没有换成；公众看到的还是原来的网站。" if isinstance(error, PublishError) else None


def _unknown(error: Exception) -> str:
    from .postbuild.source_lines import unforeseen

    return f"{unforeseen(error)}。\n\n没有做完；原来的网站没有动。"


def init(options: argparse.Namespace) -> int:
    from .editing.opening.init_command import open_plan

    return open_plan(options.text, options.folder, print)


def check(options: argparse.Namespace) -> int:
    """Say what is odd about the plan; what was said of the very same files by the same program today is kept."""
    if options.todo or options.launch or options.foreign or options.answers:
        from .editing.editors_lists import print_list
        from .render.project import read_project

        return print_list(options, read_project(options.root))
    print(_said_of(options.root))
    return 0


def _said_of(root: Path) -> str:
    """What a sound project is told, kept for as long as nothing about it changes. Raises PlanError for any other."""
    try:
        state = f"{inputs_digest(root)} {build_date()}"
    except (OSError, RecursionError):  # a link that leads back into its own folder
        return _found(root)  # rules say which file cannot be read
    kept = Kept(root / CACHE, program(), "check")
    if kept.get(state) is None:
        kept.put(state, _found(root).encode("utf-8", "surrogateescape"))
    kept.save()
    return (kept.get(state) or b"").decode("utf-8", "surrogateescape")


def _found(root: Path) -> str:
    """What a sound project is told. Raises PlanError for any other."""
    from .render.project import read_project

    project = read_project(root)
    found = "没有发现问题"
    if project.warnings:
        warnings = "\n".join(map(str, project.warnings))
        found = f"{warnings}\n\n以上 {len(project.warnings)} 处是提醒，不挡住生成网站。\n没有发现必须改的问题"
    period = project.plan.current
    measures = len(list(period.measures()))
    return (
        f"{found}：{len(period.tasks)} 项{period.document.names.tasks}、{measures} 条{period.document.names.measures}、"
        f"{len(project.plan.units)} 个责任单位、{len(project.pages)} 篇手写页面。"
    )


def build(options: argparse.Namespace) -> int:
    from .build.beside_site import made_beside
    from .build.build_site import build_site

    with pinned_moment(options.root, options.today) as moment:
        built = build_site(options.root, options.site or options.root / "site", exact=moment != TODAY)
        day = build_date()
    if built.healed:
        print("上一次生成在换网站的一刻被打断，原来的网站已先恢复。")
    print(*built.in_words(), sep="\n")
    print(f"生成日期：{day}（{moment}）。", *made_beside(options.root, built.site, options.portable), sep="\n")
    return 0


def serve(options: argparse.Namespace) -> int:
    """Draw pages when they are asked for, until interrupted; what is saved shows at once."""
    from .build import preview

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


def edit(options: argparse.Namespace) -> int:
    from .desk.serving.desk_server import open_desk

    with suppress(KeyboardInterrupt):
        open_desk(options.root, not options.no_browser)
    return 0


def pages(options: argparse.Namespace) -> int:
    from .build.write_pages import write_portable_pages
    from .render.project import read_project

    folder: Path = options.folder
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} 里已有别的东西；请给一个新的或空的文件夹。", file=sys.stderr)
        return 1
    with pinned_moment(options.root):
        count = write_portable_pages(options.root, read_project(options.root), build_time(), folder)
    print(f"已写好 {count} 页和全部数据文件，放在 {folder}。")
    return 0


def schema(options: argparse.Namespace) -> int:
    from .project.json_schema import write_schemas

    paths = write_schemas(options.root / "plan")
    print(f"已写好 {len(paths)} 个字段说明文件：{options.root / 'plan' / 'schema'}")
    return 0


def links(options: argparse.Namespace) -> int:
    from .editing.network.links_command import open_links

    return open_links(options.root, options.mark)


def new(options: argparse.Namespace) -> int:
    from .editing.creating.new_command import make_record

    return make_record(options.root, options.kind, input, print)


def take(options: argparse.Namespace) -> int:
    from .editing.network.pull import pull

    if options.file and len(options.ids) != 1:
        print("用 --from 时，要写一个来源的代号，例如 kepu pull province --from 文件。", file=sys.stderr)
        return 1
    went_well = pull(options.root, options.ids, build_date(), print, options.file)
    if not went_well:
        print("有的来源没有取到；网站照旧可以生成。")
    return 0 if went_well else 1


def alert(options: argparse.Namespace) -> int:
    """Set or end the notice of the whole site, and build; if the build fails, the files are as before."""
    from .editing.prompt import Cancelled
    from .editing.set_alert import end_alert, set_alert
    from .publish.commands import offer_to_publish
    from .queries.articles import articles_of
    from .render.project import read_project

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


def take_down(options: argparse.Namespace) -> int:
    from .publish.withdraw_command import withdraw

    return withdraw(options, build, input)


def put_out(options: argparse.Namespace) -> int:
    from .publish.commands import publish_site

    return publish_site(options, build)


def look_back(options: argparse.Namespace) -> int:
    from .publish.commands import list_releases, roll_back

    return (roll_back if options.command == "rollback" else list_releases)(options)


def _elsewhere(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """Commands that are whole in another module."""
    return lambda options: int(getattr(import_module(module, __package__), name)(options))


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "init": init,
    "check": check,
    "build": build,
    "edit": edit,
    "serve": serve,
    "pages": pages,
    "schema": schema,
    "new": new,
    "pull": take,
    "links": links,
    "alert": alert,
    "withdraw": take_down,
    "publish": put_out,
    "rollback": look_back,
    "releases": look_back,
    **dict.fromkeys(("form", "import", "snapshot"), _elsewhere(".editing.reporting.commands", "run_reporting")),
    **dict.fromkeys(("pack", "unpack"), _elsewhere(".editing.history.moving", "move_project")),
}
