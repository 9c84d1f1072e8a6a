"""The commands `kepu publish`, `rollback` and `releases`: what they do, and what they say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..common.build_moment import tracked
from ..common.files.kept import CACHE
from ..common.problems import PlanError, Problem, Where, listed
from ..editing.prompt import Ask
from ..model.destination import Destination
from ..model.plan import Plan
from ..postbuild.manifest import altered_since_build, is_made_from
from ..project.plan_loader import load_plan
from ..render.project import read_project
from .deploy import (
    Published,
    RolledBack,
    destination,
    held,
    place_in_words,
    publish,
    releases,
    rollback,
    verified,
)
from .published_files import note_published, note_rolled_back, texts_of
from .release import PublishError, page_digests
from .release_ids import moment_in_words

SHOWN = 8
"""So many addresses are named; the rest is counted."""


def publish_site(options: argparse.Namespace, build: Callable[[argparse.Namespace], int]) -> int:
    """Build unless told otherwise, then put the site where plan/publish.yaml says."""
    plan = read_project(options.root).plan
    place = destination(plan, options.destination)
    if not options.no_build and (failed := build(options)):
        return failed
    send(options.root, plan, place, options.mended)
    return 0


def send(root: Path, plan: Plan, place: Destination, mended: bool = False) -> None:
    """Publish what a sound build made, and say what readers will find changed. Raises PlanError or PublishError."""
    site = (root / "site").absolute()
    _refuse_unsound(site)
    if kept := tracked(root, CACHE):
        message = "这里只放程序自己做的缓存，不能提交；请运行 git rm -r --cached .kepu-cache，再提交一次"
        raise PlanError(Problem(Where(name), message) for name in kept)
    print(f"正在发布到 {place_in_words(place)}……", flush=True)
    texts = texts_of(root) if is_made_from(root, site) else None
    published = publish(root.absolute(), plan, place, site, mended)
    report_changes(published, place)
    with suppress(OSError):  # the site is live either way
        if texts:
            note_published(root, texts, place.id, published.id, page_digests(site))


def offer_to_publish(root: Path, plan: Plan, ask: Ask) -> bool:
    """Publish in the same breath unless the editor would rather not; whether the site went out.

    What was rolled back is published only when the editor says that it is mended, or that this cannot wait.
    """
    if not plan.publishing:
        print("接着把做好的网站复制到服务器，再打开首页看一眼。")
        return False
    first, *others = plan.publishing.destinations
    if _answer(ask, f"现在就发布到 {place_in_words(first)} 吗？直接回车就发布，先不发布请写“不”") not in (
        "",
        "是",
        "发布",
    ):
        print(f"还没有上线。要上线时运行 kepu publish {first.id} --no-build。")
        return False
    if not send_asking(root, plan, first, ask):
        return False
    for place in others:
        print(f"{place.id} 还是原来的；要一起换上，运行 kepu publish {place.id} --no-build。")
    print("请打开网站首页看一眼。")
    return True


def send_asking(root: Path, plan: Plan, place: Destination, ask: Ask) -> bool:
    """Publish; where that would bring back what was rolled back, only when the editor says so. Whether it went out."""
    try:
        send(root, plan, place)
    except RolledBack as error:
        print(f"{error}。\n现在发布，会把换下的错处也一起放上去，除非已经改好。")
        question = "错处已经改好，请写“改好了”；还没有改好、但等不得，请写“照样发布”；都不是就直接回车"
        if _answer(ask, question) not in ("改好了", "照样发布"):
            print("还没有上线。")
            return False
        send(root, plan, place, mended=True)
    return True


def roll_back(options: argparse.Namespace) -> int:
    """`kepu rollback`: put an earlier release back and say how long it took. Raises PublishError."""
    place = destination(load_plan(options.root), options.destination)
    before, now, seconds = rollback(place, options.release)
    with suppress(OSError):  # the public sees it either way; an editor is told that nothing can be compared
        note_rolled_back(options.root, place.id, now)
    print(f"已换回 {now}（{moment_in_words(now)} 发布的），用时 {seconds:.1f} 秒。")
    if before:
        print(f"换下的是 {before}；要再换回去：kepu rollback {place.id} {before}")
    if held(place):
        print(
            "从现在起，发布（连同每天自动的）都会停下来，免得把错处又换上。"
            f"把错处改好以后，运行 kepu publish {place.id} --mended。"
        )
    return 0


def list_releases(options: argparse.Namespace) -> int:
    """`kepu releases`: what lies at a destination; with `--verify` 1 where the live one was altered.

    Raises PublishError.
    """
    place = destination(load_plan(options.root), options.destination)
    print(place_in_words(place))
    if options.verify:
        return _verify(place)
    for id, moment, live in releases(place):
        print(f"{'→' if live else ' '} {id}  {moment} 发布{'，现在公众看到的' if live else ''}")
    if taken_down := held(place):
        print(f"现在的是回退过的；换下的是 {taken_down}，改好以后用 kepu publish {place.id} --mended 发布。")
    return 0


def _verify(place: Destination) -> int:
    """Look at every byte of every release; 1 when the live one is not as it was published."""
    failed = 0
    for id, live, found in verified(place):
        print(f"{'→' if live else ' '} {id}  {'完好' if found.whole else f'被改动过：{found.in_words()}'}")
        failed |= live and not found.whole
    if failed:
        print(f"线上文件被改动过。请告诉管服务器的同事；重新发布一次就会恢复：kepu publish {place.id}")
    return int(failed)


def _refuse_unsound(site: Path) -> None:
    """Only what a build of ours made and nobody touched goes out. Raises PublishError."""
    if not (site / "index.html").exists():
        raise PublishError(f"{site} 里没有做好的网站，请先运行 kepu build，或去掉 --no-build")
    altered = altered_since_build(site)
    if altered is None:
        raise PublishError(
            f"{site} 里没有 build.json，不是 kepu build 或 mkdocs build 做好的，不能发布；请运行 kepu build"
        )
    if altered:
        raise PublishError(f"{site} 里有文件在生成以后被改动过：{listed(altered)}；请重新运行 kepu build")


def _answer(ask: Ask, question: str) -> str:
    """What the editor says; who has gone says no."""
    try:
        return ask(f"{question}：").strip()
    except (EOFError, KeyboardInterrupt):
        return "不"


def report_changes(published: Published, place: Destination) -> None:
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
    print(f"不满意可以马上换回上一版：kepu rollback {place.id}")
    if place.kind == "folder":
        print("U 盘或移动硬盘，请先“安全弹出”再拔。")
