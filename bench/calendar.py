"""The calendar at ten years' size: 5,000 events, built, weighed and filtered in a real browser."""

from __future__ import annotations

import gzip
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from . import CHROMIUM
from .corpus import AUDIENCES, copy_project, write_events

TITLE = "日历：十年 5000 个活动"
ROOT = Path(__file__).resolve().parent.parent
EVENTS = 5000
LISTS = (
    "events/index.html",
    "events/2026/index.html",
    "events/2026/09/index.html",
    "index.html",
    "units/kexie/index.html",
)


def measure() -> Iterator[str]:
    """One build; sizes gzipped; the median of ten filterings of the agenda, from the change to the next frame."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        copy_project(project)
        write_events(project, EVENTS)
        started = time.perf_counter()
        command = [sys.executable, "-m", "kepu", "build"]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        site = project / "site"
        pages = sum(1 for _ in site.rglob("index.html"))
        yield f"- 冷生成（含检查和搜索索引）：{time.perf_counter() - started:.1f} 秒，{pages} 页"
        for name in LISTS:
            yield f"- {name}：{_gzipped(site / name):.1f} KB（gzip）"
        for name in ("events.ics", "units/kexie/events.ics", "events.xml", "api/v1/events.json"):
            yield f"- {name}：{(site / name).stat().st_size / 1024:.0f} KB，gzip {_gzipped(site / name):.1f} KB"
        items, taken = _filter_times(site)
        yield f"- 筛选日程（{items} 项，真浏览器，10 次中位数）：{taken:.0f} 毫秒"


def _gzipped(path: Path) -> float:
    return len(gzip.compress(path.read_bytes())) / 1024


def _filter_times(site: Path) -> tuple[int, float]:
    handler = partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as play:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/events/")
        items = page.locator(".kx-on[data-audience]").count()
        taken = [page.evaluate(_FILTER, AUDIENCES[turn % len(AUDIENCES)]) for turn in range(10)]
        browser.close()
        server.shutdown()
    return items, statistics.median(taken)


_FILTER = """async (audience) => {
  const field = document.querySelector("[data-kx-sift]").elements.audience;
  const started = performance.now();
  field.value = audience;
  field.dispatchEvent(new Event("change"));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - started;
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass
