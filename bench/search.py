"""Search: the golden queries asked of ours, of plain Pagefind and of Material's own, on the same pages in one run."""

from __future__ import annotations

import gzip
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kepu.common.dates import build_time
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.search_index import build_index, search_entries
from kepu.project.plan_loader import load_plan
from kepu.queries.page_kinds import PageKind
from kepu.queries.search_format import HANZI, NAMES_FILE
from kepu.render.project import read_project
from kepu.render.search_entry import SearchEntry
from kepu.render.site_files import Output
from playwright.sync_api import Page, sync_playwright

from . import CHROMIUM
from .golden import Query, golden, halves, mark

TITLE = "搜索：金标查询"
ROOT = Path(__file__).resolve().parent.parent
BYTES = {
    "科协": ("有名称的", 40, 80),
    "两个词常放在一起": ("只在正文里的", 65, 105),
    "家里老人总买保健品怎么劝": ("一个问题", 65, 105),
}
"""Queries whose bytes are counted, what they ask for, and how many KB the first result may cost: today, and with more."""

MORE, SEED_WORDS = 5000, ("科普讲座", "科技节", "开放日", "应急演练", "健康义诊", "农技培训", "科普展览", "读书会")
PAGE = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>'
CONFIG = """\
site_name: peer
theme: {name: material, font: false, language: zh}
plugins: [search]
validation: {nav: {omitted_files: ignore}}
nav: [index.md]
"""


def measure() -> Iterator[str]:
    """Shares of queries, then bytes, gzipped where the server may do so."""
    queries = golden(date.today().year)
    with tempfile.TemporaryDirectory() as folder:
        ours, plain, material = (Path(folder) / name for name in ("ours", "plain", "material"))
        run("kepu", "build", "--site", str(ours))
        known = site_entries()
        entries = search_entries(BuiltSite(ours), known, load_plan(ROOT))
        _make_plain(entries, plain)
        _make_material(entries, material)
        yield f"{len(queries)} 个查询，{len(entries)} 页；每一半：第一个对、前五个有、平均倒数排名、没有结果"
        for name, site, start, ask in (
            ("本站", ours, "search/", OURS),
            ("Pagefind extended", plain, "", PAGEFIND),
            ("Material 自带", material / "site", "", MATERIAL),
        ):
            answers, size, times = _asked(site, start, ask, queries)
            for half, caption in zip(halves(queries), ("调试用的一半", "检验用的一半"), strict=True):
                found = mark(half, answers)
                yield f"- {name}，{caption}：{found.first:.3f}，{found.five:.3f}，{found.rank:.3f}，{found.empty:.3f}"
            yield f"- {name}：打开页面、第一次搜索共传输 {size / 1000:.0f} KB；每次回答中位数 {statistics.median(times):.0f} 毫秒"
        for more, site in enumerate((ours, _with_more(ours, known, Path(folder)))):
            caption = f"另加 {MORE} 条记录" if more else "今天"
            for words, (where, *most) in BYTES.items():
                first, whole, stayed = _bytes(site, words)
                yield (
                    f"- 本站，{caption}，{where}“{words}”：出第一个结果 {first / 1000:.1f} KB（目标 {most[more]}），"
                    f"全部结果 {whole / 1000:.0f} KB；打开搜索页、停下来共 {stayed / 1000:.0f} KB"
                )


OURS = """async (words) => {
  const input = document.querySelector("#kx-q"), list = document.querySelector("[data-kx-results]");
  list.setAttribute("aria-busy", "not yet");
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  while (list.getAttribute("aria-busy") !== "false") await new Promise((done) => setTimeout(done, 1));
  return Array.from(list.querySelectorAll("[data-result]"), (entry) => entry.dataset.result);
}"""
PAGEFIND = """async (words) => {
  const engine = await import("/pagefind/pagefind.js");
  const answer = await engine.search(words);
  const pages = await Promise.all(answer.results.slice(0, 10).map((result) => result.data()));
  return pages.map((page) => page.url.replace(/^\\//, ""));
}"""
MATERIAL = """async (words) => {
  if (!window.worker) {
    const config = JSON.parse(document.getElementById("__config").textContent);
    const docs = await (await fetch("/search/search_index.json")).json();
    window.worker = new Worker(config.search);
    await new Promise((done) => {
      window.worker.addEventListener("message", function ready(event) {
        if (event.data.type === 1) { window.worker.removeEventListener("message", ready); done(); }
      });
      window.worker.postMessage({ type: 0, data: { config: docs.config, docs: docs.docs, options: { suggest: false } } });
    });
  }
  return new Promise((done) => {
    window.worker.addEventListener("message", function answered(event) {
      if (event.data.type !== 3) return;
      window.worker.removeEventListener("message", answered);
      const urls = event.data.data.items.map((pages) => pages[0].location.replace(/#.*$/, ""));
      done(Array.from(new Set(urls)));
    });
    window.worker.postMessage({ type: 2, data: words });
  });
}"""
"""Each asks one query on a page that is already open; the answer is addresses in order."""


def _asked(site: Path, start: str, ask: str, queries: Sequence[Query]) -> tuple[dict[str, list[str]], int, list[float]]:
    """Answers to all queries, the bytes of the first, and the time of each in milliseconds."""
    answers, times = {}, []
    with Opened(site, start) as (page, sizes):
        for number, query in enumerate(queries):
            found = page.evaluate(
                f"async (words) => {{ const at = performance.now(); const found = await ({ask})(words); return [found, performance.now() - at]; }}",
                query.words,
            )
            answers[query.words] = found[0]
            times.append(found[1])
            if number == 0:
                size = sum(sizes)
    return answers, size, times


def _bytes(site: Path, words: str) -> tuple[int, int, int]:
    """Bytes from the focus on the box to the first result, to the whole answer; of a stay on the search page from its start."""
    with Opened(site, "about/") as (page, sizes):
        sizes.clear()
        page.evaluate(
            """(words) => new Promise((done) => {
              const watch = new MutationObserver(() => { if (document.querySelector("[data-result]")) { watch.disconnect(); done(); } });
              watch.observe(document.querySelector(".kx-find"), { childList: true, subtree: true, attributes: true });
              document.querySelector("#kx-find").value = words;
              document.querySelector("#kx-find").focus();
            })""",
            words,
        )
        first = sum(sizes)
        page.wait_for_timeout(2000)
        whole = sum(sizes)
    with Opened(site, "search/") as (page, sizes):
        page.fill("#kx-q", words)
        page.wait_for_timeout(6000)
        return first, whole, sum(sizes)


class Opened:
    """A page of a served site, and the gzipped size of everything it has fetched."""

    def __init__(self, site: Path, start: str) -> None:
        self.site, self.start, self.sizes = site, start, list[int]()

    def __enter__(self) -> tuple[Page, list[int]]:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(self.site)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.play = sync_playwright().start()
        browser = self.play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.context.on("requestfinished", lambda request: self.sizes.append(self.gzipped(request.url)))
        page.goto(f"http://127.0.0.1:{self.server.server_port}/{self.start}")
        page.wait_for_load_state("networkidle")
        return page, self.sizes

    def __exit__(self, *_: object) -> None:
        self.play.stop()
        self.server.shutdown()

    def gzipped(self, url: str) -> int:
        path = self.site / url.split("/", 3)[3].partition("?")[0]
        data = path.read_bytes() if path.is_file() else b""
        return min(len(data), len(gzip.compress(data)))


def _make_plain(entries: Sequence[SearchEntry], folder: Path) -> None:
    """The same pages for Pagefind as it comes: Chinese, with its own segmentation."""
    for entry in entries:
        path = folder / entry.url / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(title=escape(entry.title), text=escape(entry.text)), "utf-8")
    run("pagefind", "--site", str(folder))
    (folder / "index.html").touch()


def _make_material(entries: Sequence[SearchEntry], folder: Path) -> None:
    """The same pages as Markdown for Material with its own search."""
    for entry in entries:
        path = folder / "docs" / entry.url / "index.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {entry.title}\n\n{escape(entry.text)}\n", "utf-8")
    (folder / "docs" / "index.md").write_text("# 首页\n", "utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG, "utf-8")
    run("mkdocs", "build", folder=folder)


def site_entries() -> list[SearchEntry]:
    """What search is to know of the pages of this project, but for their words."""
    return Output.of(ROOT, read_project(ROOT), build_time()).search_entries


def _with_more(site: Path, known: Sequence[SearchEntry], folder: Path) -> Path:
    """A copy of the site with many more pages, indexed again; the pages are invented, for measuring only."""
    target = folder / "more"
    shutil.copytree(site, target)
    entries = [*known]
    for number in range(MORE):
        year = str(2018 + number % 10)
        path = target / "events" / year / f"event-{number}" / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        title = f"第 {number} 场{SEED_WORDS[number % 8]}"
        text = f"请带上家人一起来，现场有讲解和动手体验。{number} 号活动室，{SEED_WORDS[number // 8 % 8]}同时举行。"
        path.write_text(f"<html><main><h1>{title}</h1><p>{text}</p></main></html>", "utf-8")
        url = f"events/{year}/event-{number}/"
        entries.append(SearchEntry(url, title, PageKind.EVENT, description=text, year=year))
    for made in ("search/text", "search/pages"):
        shutil.rmtree(target / made)
    for name in (NAMES_FILE, HANZI):
        (target / name).unlink()
    build_index(BuiltSite(target), entries, load_plan(ROOT))
    return target


def run(module: str, *arguments: str, folder: Path = ROOT) -> None:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


class _Quiet(SimpleHTTPRequestHandler):
    def copyfile(self, source: Any, outputfile: Any) -> None:
        with suppress(ConnectionError):  # the browser has left
            super().copyfile(source, outputfile)

    def log_message(self, format: str, *args: object) -> None:
        pass
