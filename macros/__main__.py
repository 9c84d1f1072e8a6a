"""The command `kepu`: its words, and what it answers; what a command needs is imported once it is asked for."""

from __future__ import annotations

import argparse
import gc
import sys
from datetime import date
from pathlib import Path
from typing import Any, NoReturn


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 when something must be mended first."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # file names pass through
    options = _parser().parse_args(arguments)
    gc.set_threshold(100_000, 50, 100)  # what a command makes lives to its end; looking for rubbish in it costs time
    try:
        from .commands import run  # everything that builds and publishes: a second of work that no help needs

        return run(options)
    except KeyboardInterrupt:
        print("\n已中断。没有做完的都不算，公众看到的还是原来的网站。", file=sys.stderr)
        return 1


NEW_KINDS = {
    **{"event": "活动", "article": "文章", "resource": "资源", "expert": "专家", "daily": "天天科普"},
    "question": "题目",
}
"""What `kepu new` can make, with its name."""


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
    parser = _Parser(prog="kepu", description="把方案数据做成科普网站")
    parser.add_argument(
        "--root", type=Path, default=Path.cwd(), metavar="文件夹", help="项目所在的文件夹，默认是当前文件夹"
    )
    commands = parser.add_subparsers(dest="command", required=True, title="命令", metavar="命令")
    opening = commands.add_parser("init", help="从印发的方案（.txt、.docx、.pdf）建一个项目，并列出要人回答的问题")
    opening.add_argument("text", type=Path, metavar="方案", help="方案的文件：.txt、.docx，或有文字的 .pdf")
    opening.add_argument("folder", type=Path, metavar="文件夹", help="写到哪里：新的、空的，或上次写成的那一个")
    checking = commands.add_parser("check", help="检查 plan/ 和 content/，列出全部问题")
    other = checking.add_mutually_exclusive_group()
    other.add_argument("--todo", action="store_true", help="没有问题时，列出等编辑做的事：网址没打开过、文章没签字等")
    other.add_argument(
        "--foreign", action="store_true", help="没有问题时，列出属于别的县、别的方案的地名、单位、电话和方案名"
    )
    other.add_argument(
        "--answers", action="store_true", help="没有问题时，在做好的网站里逐个搜：每个条目、单位、每段原文都找得到吗"
    )
    other.add_argument("--launch", action="store_true", help="没有问题时，列出公开上线还缺什么：网址、备案号等")
    building = commands.add_parser("build", help="检查并做成网站")
    alerting = commands.add_parser("alert", help="发布全站通知，并做成网站")
    alerting.add_argument("--end", action="store_true", help="提前结束现在的通知")
    for command in (building, alerting):
        command.add_argument("--site", type=Path, metavar="文件夹", help="网站放在哪个文件夹，默认是 site")
    building.add_argument("--today", action="store_true", help="页面日期用今天，不用最后一次提交的日期")
    building.add_argument("--portable", action="store_true", help="另做一个 zip，解压以后双击就能看，拷优盘用")
    alerting.set_defaults(today=True, portable=False)
    editing = commands.add_parser("edit", help="在浏览器里填表编辑、发布，不用写 YAML")
    editing.add_argument("--no-browser", action="store_true", help="只说网址，不打开浏览器")
    serving = commands.add_parser("serve", help="在本机预览，改动后自动刷新")
    serving.add_argument("--address", default="127.0.0.1:8000", metavar="地址", help="预览地址，默认 127.0.0.1:8000")
    moving = commands.add_parser("pages", help="把全部页面和数据写成普通文件，供别的网站程序使用")
    moving.add_argument("folder", type=Path, metavar="文件夹", help="写到哪个文件夹，要是新的或空的")
    commands.add_parser("schema", help="重新生成 plan/schema/ 里的字段说明，供 VS Code 提示")
    creating = commands.add_parser("new", help="回答几个问题，新建一篇文章、一条资源、一条天天科普、一个活动、一位专家")
    known = "、".join(f"{kind} {name}" for kind, name in NEW_KINDS.items())
    creating.add_argument("kind", choices=list(NEW_KINDS), metavar="种类", help=known)
    pulling = commands.add_parser("pull", help="按 plan/sources.yaml 取回别的网站的订阅源，存进 plan/reposts/")
    pulling.add_argument("ids", nargs="*", metavar="来源", help="来源的代号；不写就取全部")
    pulling.add_argument("--from", dest="file", type=Path, metavar="文件", help="不上网，从这个文件取")
    linking = commands.add_parser("links", help="逐个打开外部链接，报告打不开和搬走的（要联网）")
    linking.add_argument("--mark", action="store_true", help="打开正常的资源，在文件里写上今天的 checked")
    packing = commands.add_parser("pack", help="搬家：把整个项目装进一个 zip，换电脑时用；不含钥匙和做好的网站")
    packing.add_argument("file", nargs="?", type=Path, metavar="文件", help="写到哪个文件，默认是项目里的“搬家-….zip”")
    unpacking = commands.add_parser("unpack", help="搬家：在新电脑上打开 pack 做的 zip，逐个文件核对")
    unpacking.add_argument("file", type=Path, metavar="文件", help="pack 做的 zip")
    unpacking.add_argument("folder", type=Path, metavar="文件夹", help="放到哪个文件夹，要是新的或空的")
    _add_reporting(commands)
    _add_withdrawing(commands)
    _add_publishing(commands)
    return parser


def _add_reporting(commands: Any) -> None:
    """The commands on what units report."""
    making = commands.add_parser("form", help="做报送表：每个单位一份 Excel，发给它填")
    making.add_argument("year", type=int, metavar="年份", help="报哪一年的情况，例如 2025")
    making.add_argument("unit", nargs="?", metavar="单位", help="单位的代号或名称；不写就是全部应报单位")
    making.add_argument("--folder", type=Path, metavar="文件夹", help="写到哪个文件夹，默认是“报送表-年份”")
    taking = commands.add_parser("import", help="收填好的报送表，写进 plan/reports/；有错一次全说")
    taking.add_argument("files", nargs="+", type=Path, metavar="文件", help="填好的表：.xlsx、.xls 或 .ods")
    taking.add_argument("--check", action="store_true", help="只检查，不写")
    taking.add_argument("--year", type=int, metavar="年份", help="只收这一年的")
    taking.add_argument("--unit", metavar="单位", help="只收这个单位的：代号或名称")
    taking.add_argument("--received", type=date.fromisoformat, metavar="日期", help="哪一天收到的，默认是今天")
    freezing = commands.add_parser("snapshot", help="把一年的报送存成以后不变的一份")
    freezing.add_argument("year", type=int, metavar="年份", help="哪一年的报送，例如 2025")


def _add_withdrawing(commands: Any) -> None:
    """Add the command to those of `kepu`."""
    taking = commands.add_parser("withdraw", help="撤下一个人、一篇文章、一个活动或一条资源，连同留着的旧版本")
    taking.add_argument("what", metavar="哪一个", help="网址（如 experts/p-3f9a2c/）、文件，或者全名")
    taking.set_defaults(site=None, today=True, portable=False)


def _add_publishing(commands: Any) -> None:
    """The commands that change what the public sees."""
    publishing = commands.add_parser("publish", help="检查、生成并发布到 plan/publish.yaml 写的地方")
    publishing.add_argument("destination", nargs="?", metavar="代号", help="发布到哪里，默认是第一项")
    publishing.add_argument("--no-build", action="store_true", help="不重新生成，发布 site 里现有的")
    publishing.add_argument("--mended", action="store_true", help="回退以后用：错处已经改好，可以换上新的")
    publishing.set_defaults(site=None, today=True, portable=False)
    back = commands.add_parser("rollback", help="换回上一版，或指定的一版")
    back.add_argument("destination", nargs="?", metavar="代号", help="哪个地方，默认是第一项")
    back.add_argument("release", nargs="?", metavar="版本", help="哪一版，默认是上一版")
    listing = commands.add_parser("releases", help="列出留着的版本")
    listing.add_argument("--verify", action="store_true", help="逐个文件核对，线上的有改动就报错；可以每天定时运行")
    listing.add_argument("destination", nargs="?", metavar="代号", help="哪个地方，默认是第一项")


if __name__ == "__main__":
    sys.exit(main())
