"""preview.py: what is saved shows at once, what is wrong is said, and one bad file stops nothing for good."""

from __future__ import annotations

import http.client
import queue
import re
import socket
import struct
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kepu.build.preview import VERSION, Preview, serve_preview
from kepu.render.site_files import Output
from playwright.sync_api import Browser, expect
from sites import OWN_PAGES, SUMMER_2026, Site, edit, edit_override, make_project

LONG = 60


@dataclass
class Served:
    root: Path
    origin: str = ""
    said: queue.Queue[str] = field(default_factory=queue.Queue)

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, media type and text of what stands at a path."""
        try:
            with urllib.request.urlopen(self.origin + path, timeout=LONG) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Content-Type"], error.read().decode()

    def after(self, version: int) -> None:
        """Until something newer than a version is there."""
        while int(self.get(f"{VERSION}?{version}")[2]) <= version:
            pass

    def hears(self, words: str) -> None:
        """Until these words are said."""
        while words not in self.said.get(timeout=LONG):
            pass


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    found = Served(make_project(tmp_path / "project", pages=OWN_PAGES))
    (found.root / "overrides").mkdir()
    started: queue.Queue[int] = queue.Queue()
    thread = threading.Thread(
        target=serve_preview, args=(found.root, "127.0.0.1", 0, found.said.put, started.put), daemon=True
    )
    thread.start()
    found.origin = f"http://127.0.0.1:{started.get(timeout=LONG)}"
    found.hears("没有必须改的问题")
    yield found


def test_every_page_and_file_is_as_the_build_makes_it_but_for_what_follows_the_saves(
    served: Served, small_site: Site
) -> None:
    made = small_site.files()
    names = ["index.html", "units/index.html", "about/index.html", "guide/own/index.html"]
    names += [
        "api/v1/units.json",
        "sitemap.xml",
        "assets/icon.svg",
        *(name for name in made if name.startswith("assets/site.")),
    ]
    for name in names:
        status, _, text = served.get(f"/{name.removesuffix('index.html')}")
        plain = re.sub(r'<script nonce="[0-9a-f]{16}">\n\(function follow.*', "</body>\n</html>", text, flags=re.DOTALL)
        followed = plain != text
        assert (status, plain) == (200, made[name].decode().rstrip("\n") if followed else made[name].decode()), name


def test_what_is_saved_shows_in_the_open_browser(served: Served, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{served.origin}/units/jiaju/")
    edit(served.root / "plan" / "units" / "jiaju.yaml", "aliases:", "keywords: [新词]\naliases:")
    edit_override(served.root, "plan/unit.html", "</h1>", "，刚改的</h1>")
    expect(page.locator("h1")).to_contain_text("刚改的", timeout=LONG * 1000)
    page.close()


def test_a_page_written_by_hand_follows_too(served: Served) -> None:
    edit(served.root / "content" / "about.md", "一段文字", "换了文字")
    served.after(0)
    assert "换了文字" in served.get("/about/")[2]


def test_a_mistake_is_shown_with_file_and_line_and_goes_when_it_is_mended(served: Served) -> None:
    path = served.root / "plan" / "units" / "jiaju.yaml"
    sound = path.read_text("utf-8")
    path.write_text(sound + "nmae: 甲局\n", "utf-8")
    served.after(0)
    status, kind, text = served.get("/units/")
    assert (status, kind) == (500, "text/html; charset=utf-8")
    assert f"plan/units/jiaju.yaml:{len(sound.splitlines()) + 1}: " in text and "没有“nmae”这个字段" in text
    assert VERSION in text  # the page waits for the next save
    served.hears("没有“nmae”这个字段")
    path.write_text(sound, "utf-8")
    served.after(1)
    served.hears("没有必须改的问题")
    assert served.get("/units/")[0] == 200


def test_a_fault_across_records_is_said(served: Served) -> None:
    edit(served.root / "plan" / "2026-2030" / "tree" / "youth.yaml", "units: [jiaju, yiju]", "units: [jiajv, yiju]")
    served.hears("责任单位“jiajv”不存在")


def test_a_fault_in_a_template_is_shown(served: Served) -> None:
    edit_override(served.root, "plan/units.html", "<h1>", "{{ nothing_of_the_kind }}<h1>")
    served.after(0)
    assert "overrides/plan/units.html:" in served.get("/units/")[2]


def test_what_nobody_foresaw_is_shown_and_stops_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def trips(*_: object) -> None:
        raise ValueError("Invalid isoformat string")

    with monkeypatch.context() as broken:
        broken.setattr(Output, "data", trips)
        status, _, said = served.get("/events.ics")
        assert status == 500 and "请把这句话告诉开发人员" in said and "Traceback" not in said
        broken.setattr(Output, "of", trips)
        edit(served.root / "plan" / "units" / "jiaju.yaml", "name: ", "name:  ")
        served.after(0)
        assert "Invalid isoformat string" in served.get("/units/")[2]
    edit(served.root / "plan" / "units" / "jiaju.yaml", "name:  ", "name: ")
    served.after(1)
    assert served.get("/units/")[0] == 200


def test_a_record_comes_and_goes(served: Served) -> None:
    path = served.root / "plan" / "units" / "xinju.yaml"
    path.write_text("name: 新局\n", "utf-8")
    served.after(0)
    assert served.get("/units/xinju/")[0] == 200
    path.unlink()
    served.after(1)
    assert served.get("/units/xinju/")[0] == 404


def test_only_what_was_saved_is_read_again(tmp_path: Path) -> None:
    preview = Preview(make_project(tmp_path / "project"), print)
    path = preview.root / "plan" / "units" / "jiaju.yaml"
    kept = {known: record for known, record in preview.records.items() if known != path}
    edit(path, "甲局", "甲甲局")
    preview.saved([path])
    assert all(preview.records[known] is record for known, record in kept.items())
    assert preview.records[path].name == "甲甲局"  # type: ignore[attr-defined]


def test_a_browser_that_leaves_is_no_fault(served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    """One that reloads breaks off the question whether something was saved."""
    leaving = socket.create_connection(("127.0.0.1", int(served.origin.rpartition(":")[2])))
    leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset, not merely closed
    leaving.sendall(f"GET {VERSION}?0 HTTP/1.1\r\nHost: {served.origin[7:]}\r\n\r\n".encode())
    leaving.close()
    edit(served.root / "content" / "about.md", "一段文字", "换了文字")
    served.after(0)
    assert capfd.readouterr().err == ""


def test_nothing_else_is_served(served: Served) -> None:
    for path in ("/nowhere/", "/../pyproject.toml", "/%2e%2e/mkdocs.yml", "/plan/site.yaml"):
        status, _, text = served.get(path)
        assert status == 404 and "没有找到这个页面" in text, path


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("localhost", 200), ("[::1]", 200), ("evil.example", 403), ("127.0.0.1.evil.example", 403)],
)
def test_a_page_of_another_site_cannot_read_it_under_a_name_of_its_own(served: Served, host: str, status: int) -> None:
    port = served.origin.rpartition(":")[2]
    for name in (f"{host}:{port}", host):
        asked = http.client.HTTPConnection("127.0.0.1", int(port), timeout=LONG)
        asked.request("GET", "/", headers={"Host": name})
        assert asked.getresponse().status == (status if name != host else 403), name
        asked.close()
