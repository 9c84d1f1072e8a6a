"""The desk as an editor uses it, in a real browser on the real project: how long from the first page to the public.

Typed at 150 ms a character; a published folder stands for the server. The tests run the same hands over the same forms.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from . import CHROMIUM, Missing
from .killed import copied

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TITLE = "编辑台：从首页到公众看到，像人一样打字"
DELAY = 150
"""Milliseconds from one character to the next: an editor who types with two fingers."""
TARGETS = {"event": 180.0, "alert": 60.0, "save": 0.5, "publish": 20.0, "clicks": 25}
LONG = 240_000
CODE = re.compile(r"[a-z]+-[a-z0-9-]+|^[a-z]{4,}$")
"""What an editor never types: the id of a unit, a topic, a measure."""


@dataclass
class Hand:
    """The hands of an editor: every click is counted, every character takes its time."""

    page: Page
    clicks: int = 0
    typed: list[str] = field(default_factory=list)
    delay: int = DELAY

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def type(self, where: Locator, words: str) -> None:
        self.click(where)
        self.typed.append(words)
        where.press_sequentially(words, delay=self.delay)

    def choose(self, where: Locator, label: str) -> None:
        self.clicks += 1
        where.select_option(label=label)

    def day(self, where: Locator, day: str) -> None:
        """A day in the browser's own box, whose order of digits is the browser's."""
        self.clicks += 1
        self.typed.append(day)
        self.page.wait_for_timeout(self.delay * len(day))
        where.fill(day)

    def file(self, where: Locator, name: str, content: bytes) -> None:
        self.clicks += 1
        where.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})

    @property
    def codes(self) -> list[str]:
        """Codes that were typed."""
        return [words for words in self.typed if CODE.search(words) and "." not in words]


def event_to_public(hand: Hand, origin: str, picture: bytes, host: str) -> dict[str, float]:
    """A new event with a place, a host, registration and a poster, published; seconds of the whole, the saving, the publishing."""
    page, started = hand.page, time.monotonic()
    page.goto(f"{origin}/")
    hand.click(page.get_by_role("link", name="新活动"))
    hand.type(page.get_by_label("活动名称"), "科普大集走进温泉街道")
    hand.day(page.get_by_label("开始日期"), "2027-03-20")
    hand.type(page.get_by_label("地点名称"), "温泉文化广场")
    hand.choose(page.locator("#f-host"), host)
    hand.type(page.locator("#f-registration-how"), "网上报名或现场报名")
    hand.type(page.locator("#f-registration-link"), "https://www.xianan.gov.cn/bm")
    hand.file(page.locator("#f-picture-file-file"), "海报.jpg", picture)
    page.locator(".kd-poster img").wait_for()
    hand.type(page.get_by_label("替代文字"), "海报：写着三月二十日，温泉文化广场")
    saving = time.monotonic()
    hand.click(page.locator("#save"))
    page.wait_for_url("**saved=1")
    saved = time.monotonic() - saving
    hand.click(page.get_by_role("link", name="发布", exact=True).first)
    publishing = time.monotonic()
    hand.click(page.get_by_role("button", name="发布", exact=True))
    went_out(page)
    now = time.monotonic()
    return {"event": now - started, "save": saved, "publish": now - publishing}


def went_out(page: Page) -> None:
    """Wait until a publication is over. Raises RuntimeError with what it said where it failed."""
    page.locator("#job:not([data-kd-job]) h2").wait_for(timeout=LONG)
    if "：成功" not in page.locator("#job h2").inner_text():
        raise RuntimeError(page.locator("#job-lines").inner_text())


def alert_to_public(hand: Hand, origin: str) -> dict[str, float]:
    """An emergency from the first page to the public, and its end; seconds of each."""
    page, started = hand.page, time.monotonic()
    page.goto(f"{origin}/")
    hand.click(page.get_by_role("link", name="紧急通知").first)
    hand.choose(page.get_by_label("级别"), "紧急")
    hand.type(page.get_by_label("一句话标题"), "暴雨红色预警")
    hand.type(page.locator("#f-text"), "三小时内降雨超过100毫米，低洼处会积水。")
    hand.type(page.locator("#f-todo"), "待在高处，不要涉水。")
    hand.type(page.locator("#f-until"), "6小时")
    hand.type(page.locator("#f-source-name"), "咸宁市气象台")
    hand.click(page.locator("#save"))
    went_out(page)
    told = time.monotonic()
    page.goto(f"{origin}/alert")
    hand.click(page.get_by_role("button", name="提前结束"))
    went_out(page)
    return {"alert": told - started, "end": time.monotonic() - told}


def photo(width: int = 4000, height: int = 3000) -> bytes:
    """A picture as large as a phone takes. Raises Missing."""
    try:
        from PIL import Image
    except ImportError:
        raise Missing("没有装 pillow（pip install .[edit]）") from None
    content = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(content, "JPEG", quality=80)
    return content.getvalue()


@contextmanager
def opened_desk(root: Path) -> Iterator[str]:
    """The desk of a project, served for as long as it is needed; the address that opens it once."""
    from kepu.desk.serving.desk_server import Presence, serve_desk

    over, ready = threading.Event(), threading.Event()
    addresses: list[str] = []

    def told(address: str) -> None:
        addresses.append(address)
        ready.set()

    presence = Presence(lambda: 1e12 if over.is_set() else 0.0)
    thread = threading.Thread(target=serve_desk, args=(root, told, presence), daemon=True)
    thread.start()
    ready.wait(60)
    try:
        yield addresses[0]
    finally:
        over.set()
        thread.join(60)


def measure() -> Iterator[str]:
    """Both flows once, after a first publication."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Missing("没有装 playwright（make test 会装）") from None
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        root, out = copied(Path(folder) / "project"), Path(folder) / "public"
        (root / "plan" / "publish.yaml").write_text(
            f"destinations:\n  - id: usb\n    kind: folder\n    path: {out}\n", "utf-8"
        )
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        with opened_desk(root) as address:
            page = browser.new_page(locale="zh-CN", viewport={"width": 1366, "height": 768})
            page.goto(address)
            origin = address.partition("/?")[0]
            page.goto(f"{origin}/publish")
            page.get_by_role("button", name="发布", exact=True).click()
            went_out(page)
            hand = Hand(page)
            seconds = event_to_public(hand, origin, photo(), "区科协")
            clicks, codes = hand.clicks, len(hand.codes)
            seconds |= alert_to_public(Hand(page), origin)
        browser.close()
    yield f"每个字 {DELAY} 毫秒。测时这台机器上还有别的任务，负载 {os.getloadavg()[0]:.1f}。"
    yield ""
    yield "| 做什么 | 量得 | 目标 |"
    yield "|---|---|---|"
    yield f"| 新活动（地点、主办、报名、海报）从首页到公众看到 | {seconds['event']:.0f} 秒，点 {clicks} 下，打代号 {codes} 个 | {TARGETS['event']:.0f} 秒，{TARGETS['clicks']} 下，0 个 |"
    yield f"| 其中保存 | {seconds['save']:.2f} 秒 | {TARGETS['save']} 秒 |"
    yield f"| 其中发布到文件夹 | {seconds['publish']:.1f} 秒 | {TARGETS['publish']:.0f} 秒 |"
    yield f"| 紧急通知从首页到公众看到 | {seconds['alert']:.0f} 秒 | {TARGETS['alert']:.0f} 秒 |"
    yield f"| 提前结束到公众看不到 | {seconds['end']:.0f} 秒 | {TARGETS['alert']:.0f} 秒 |"
