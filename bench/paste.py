"""Pasting into search: what texts of any length and alphabet cost the main thread of the reader's browser."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .search import Opened, run

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
    "空格": lambda length: " " * (length - 2) + "地震",
}
"""What is pasted → a text of so many characters."""


def measure() -> Iterator[str]:
    """For each text and length, milliseconds of the main thread."""
    slow: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        run("macros", "build", "--site", str(Path(folder) / "site"))
        with Opened(Path(folder) / "site", "search/") as (page, _):
            page.evaluate(ASK, "地震")  # what is fetched once has been fetched
            page.evaluate(ASK, "科普中馨")
            yield f"主线程最多 {MOST * 1000:.0f} 毫秒；每种文字 {'、'.join(f'{length:,}' for length in LENGTHS)} 字各用了多少毫秒："
            for name, text in PASTED.items():
                times = [float(page.evaluate(ASK, text(length))) for length in LENGTHS]
                slow += [name] * (max(times) > MOST * 1000)
                yield f"- {name}：{'、'.join(f'{time:.0f}' for time in times)}"
    yield f"超过的：{'、'.join(slow) or '没有'}。"


ASK = """async (words) => {
  const input = document.querySelector("#kx-q"), list = document.querySelector("[data-kx-results]");
  let busy = 0;
  const watch = new PerformanceObserver((found) => { for (const task of found.getEntries()) busy += task.duration; });
  watch.observe({ entryTypes: ["longtask"] });
  list.setAttribute("aria-busy", "not yet");
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  while (list.getAttribute("aria-busy") !== "false") await new Promise((done) => setTimeout(done, 1));
  await new Promise((done) => setTimeout(done, 50));
  watch.disconnect();
  return busy;
}"""
"""All work of one search in pieces of 50 ms and more; shorter ones let a reader type on."""
