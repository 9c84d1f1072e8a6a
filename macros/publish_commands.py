"""The commands `kepu publish`, `rollback` and `releases`: what they do, and what they say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from .load import load_plan
from .project import read_project
from .publish import Published, destination, moment_in_words, place_in_words, publish, releases, rollback

SHOWN = 8
"""So many addresses are named; the rest is counted."""


def publish_site(options: argparse.Namespace, build: Callable[[argparse.Namespace], int]) -> int:
    """Build unless told otherwise, then put the site where plan/publish.yaml says."""
    plan = read_project(options.root).plan
    place = destination(plan, options.destination)
    site = (options.root / "site").absolute()
    if not options.no_build and (failed := build(options)):
        return failed
    print(f"正在发布到 {place_in_words(place)}……", flush=True)
    told(publish(options.root.absolute(), plan, place, site), place.id)
    return 0


def roll_back(options: argparse.Namespace) -> int:
    place = destination(load_plan(options.root), options.destination)
    before, now, seconds = rollback(place, options.release)
    print(f"已换回 {now}（{moment_in_words(now)} 发布的），用时 {seconds:.1f} 秒。")
    if before:
        print(f"换下的是 {before}；要再换回去：kepu rollback {place.id} {before}")
    return 0


def list_releases(options: argparse.Namespace) -> int:
    place = destination(load_plan(options.root), options.destination)
    print(place_in_words(place))
    for id, moment, live in releases(place):
        print(f"{'→' if live else ' '} {id}  {moment} 发布{'，现在公众看到的' if live else ''}")
    return 0


def add_publishing(commands: Any) -> None:
    """Add the three commands to those of `kepu`."""
    publishing = commands.add_parser("publish", help="检查、生成并发布到 plan/publish.yaml 写的地方")
    publishing.add_argument("destination", nargs="?", metavar="代号", help="发布到哪里，默认是第一项")
    publishing.add_argument("--no-build", action="store_true", help="不重新生成，发布 site 里现有的")
    publishing.set_defaults(site=None, today=True, host=None)
    back = commands.add_parser("rollback", help="换回上一版，或指定的一版")
    back.add_argument("destination", nargs="?", metavar="代号", help="哪个地方，默认是第一项")
    back.add_argument("release", nargs="?", metavar="版本", help="哪一版，默认是上一版")
    listing = commands.add_parser("releases", help="列出留着的版本")
    listing.add_argument("destination", nargs="?", metavar="代号", help="哪个地方，默认是第一项")


def told(published: Published, place: str) -> None:
    """Say what readers will find changed."""
    if not published.noted:
        print("注意：plan/addresses.txt 写不进去，这次新增的地址没有记下。")
    if not published.switched:
        print(f"{published.place} 上已经是这一版（{published.id}），没有要换的。")
        return
    print(f"已发布：{published.place}，版本 {published.id}，用时 {published.seconds:.1f} 秒。")
    for word, pages in (("新增", published.new), ("改动", published.changed), ("撤下", published.removed)):
        if pages:
            more = f" 等 {len(pages)} 页" if len(pages) > SHOWN else ""
            print(f"{word} {len(pages)} 页：{'、'.join(page or '首页' for page in pages[:SHOWN])}{more}")
    print(f"不满意可以马上换回上一版：kepu rollback {place}")
