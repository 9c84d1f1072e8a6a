"""Pasting into search: what texts of any length and alphabet cost the main thread of the reader's browser."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .search import OURS, Opened, run

TITLE = "搜索：粘贴长文字"
LENGTHS = (10, 100, 1_000, 10_000)
MOST = 0.2
"""So many seconds of the main thread may a search take."""

RUMOUR = (
    "紧急通知近期有一批不法分子冒充供电局工作人员上门以检查线路更换电表为名要求住户扫二维码缴费请大家相互转告家里有老人和小孩的"
    "一定要提高警惕千万不要给陌生人开门不要透露银行卡密码一旦发现立即拨打电话报警转发给你身边的每一个人"
)


def _again(text: str) -> Callable[[int], str]:
    return lambda length: (text * (length // len(text) + 1))[:length]


PASTED: Mapping[str, Callable[[int], str]] = {
    "汉字，没有标点": _again(RUMOUR),
    "汉字，有标点": _again("紧急通知：近期有人冒充供电局，上门更换电表，要扫二维码缴费。请相互转告！"),
    "同一个汉字": _again("科"),
    "同音的汉字": _again("她是室事市世视誓"),
    "四个字重复": _again("火灾防护"),
    "数字里的汉字": _again("一二三四五六七八九十"),
    "生僻字": _again("𠮷𠮷野"),
    "拼音": _again("zhongguokexuejishuxiehui"),
    "同一个字母": _again("a"),
    "英文单词": _again("abc def ghi jkl "),
    "平翘舌的字母": _again("zhichishizhchsh"),
    "声调": _again("dìzhèn"),
    "数字": _again("1234567890"),
    "字母、汉字、数字": _again("a科1"),
    "表情": _again("😀"),
    "短横": lambda length: "-" * (length - 1) + "x",
    "正则的符号": _again(".*+?^${}()|[]\\"),
    "一个码展开成许多字": _again("ﷺ"),
    "一个字说了又说": _again("科 "),
    "空格": lambda length: " " * (length - 2) + "地震",
}
"""What is pasted → a text of so many characters."""


def measure() -> Iterator[str]:
    """For each text and length, milliseconds of the main thread."""
    with tempfile.TemporaryDirectory() as folder:
        run("kepu", "build", "--site", str(Path(folder) / "site"))
        yield from _pasted(Path(folder) / "site")


def _pasted(site: Path) -> Iterator[str]:
    slow: list[str] = []
    with Opened(site, "search/") as (page, _):
        worked = page.context.new_cdp_session(page)
        # The thread's own clock: what else the machine does meanwhile does not count.
        worked.send("Performance.enable", {"timeDomain": "threadTicks"})

        def cost(words: str) -> float:
            before = _busy(worked.send("Performance.getMetrics"))
            page.evaluate(OURS, words)
            return _busy(worked.send("Performance.getMetrics")) - before

        for words in ("地震", "科普中馨", "dizhen"):  # what is fetched once has been fetched
            cost(words)
        yield f"每种文字 {'、'.join(f'{length:,}' for length in LENGTHS)} 字，主线程各用了多少毫秒，最多 {MOST * 1000:.0f}："
        for name, text in PASTED.items():
            times = [cost(text(length)) for length in LENGTHS]
            slow += [name] * (max(times) > MOST)
            yield f"- {name}：{'、'.join(f'{time * 1000:.0f}' for time in times)}"
    yield f"超过的：{'、'.join(slow) or '没有'}。"


def _busy(metrics: dict[str, Any]) -> float:
    """Seconds that the main thread has worked."""
    return sum(float(metric["value"]) for metric in metrics["metrics"] if metric["name"] == "TaskDuration")
