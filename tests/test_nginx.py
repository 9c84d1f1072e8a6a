"""deploy/nginx: a real nginx with the files an operator is given, looked at from outside and by a real browser."""

from __future__ import annotations

import gzip
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.message import Message
from functools import partial
from pathlib import Path

import brotli
import pytest
from browsing import CHROMIUM, FLAGS, Handler, serving
from choosing import mostly_slow
from kepu.model.plan import Plan
from kepu.model.redirect import Redirects
from kepu.publish import compress
from kepu.publish.deploy import publish
from playwright.sync_api import Browser, Page, Playwright, expect
from sites import ROOT, Site
from test_browser import KINDS, OFTEN

from bench.nginx import DEPLOY, missing_packages, running, served

LEFT = '<!doctype html><html lang="zh-CN"><title>离开</title><main data-kx-left><h1>离开</h1>{}</main></html>'
NAUGHTY = """<!doctype html><html lang="zh-CN"><title>坏</title><main><h1 style="color:red">坏</h1>
<script>window.ran = true</script><img src="http://127.0.0.1:9/x.png" alt=""></main></html>"""

QUICK = {".gz": partial(gzip.compress, compresslevel=1), ".br": partial(brotli.compress, quality=5)}
"""How tightly is not asked here: the tightest takes seconds for the real site."""


def test_the_programs_for_these_tests_are_installed() -> None:
    assert missing_packages() == [], "make test installs them"


TRUSTING = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Takes the throwaway certificate."""
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def cache(self) -> str:
        return str(self.headers["Cache-Control"])


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


@dataclass
class Nginx:
    """A running nginx; `base` is where the site begins."""

    origin: str
    base: str
    site: Path
    plain: str = ""

    def get(self, address: str, **headers: str) -> Answer:
        return self.ask(self.origin + self.base + address, **headers)

    def ask(self, url: str, **headers: str) -> Answer:
        opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=TRUSTING))
        request = urllib.request.Request(url, headers={name.replace("_", "-"): said for name, said in headers.items()})
        try:
            with opener.open(request) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, real_site: Site, real_plan: Plan) -> Iterator[Nginx]:
    """The real site at the root of a host of its own, with a few addresses that were left."""
    folder = tmp_path_factory.mktemp("nginx")
    site = folder / "site"
    shutil.copytree(real_site.folder, site)
    for address in ("units/old/", "articles/old/"):
        (site / address).mkdir(parents=True)
        (site / address / "index.html").write_text(LEFT.format("离开的原因" * 200), "utf-8")
    (site / "naughty").mkdir()
    (site / "naughty" / "index.html").write_text(NAUGHTY, "utf-8")
    since = {"since": "2026-06-01", "why": "试一试"}
    redirects = Redirects.model_validate(
        {
            "moved": [
                {"from": "units/old/", "to": "units/kexie/", **since},
                {"from": "旧-" + "长" * 60 + "/", "to": "plan/", **since},
                {"from": "old.ics", "to": "events.ics", **since},
            ],
            "removed": [{"from": "articles/old/", **since}],
        }
    )
    (folder / "plan").mkdir()
    (folder / "plan" / "addresses.txt").write_text("units/old/events.ics\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compress, "ENCODERS", QUICK)
        publish(folder, replace(real_plan, redirects=redirects), served(folder), site)
    with run(folder, "kepu.conf") as nginx:
        yield nginx


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory, small_site: Site, two_periods: Plan) -> Iterator[Nginx]:
    """The small site below the root of another one."""
    folder = tmp_path_factory.mktemp("below")
    since = {"since": "2026-06-01", "why": "试一试"}
    redirects = Redirects.model_validate({"moved": [{"from": "old/", "to": "plan/", **since}]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compress, "ENCODERS", QUICK)
        publish(folder, replace(two_periods, redirects=redirects), served(folder), small_site.folder)
    others = "server { listen 80; location / { return 200 other; } include /etc/nginx/kepu/below.conf; }"
    with run(folder, "kepu-below.conf", others) as nginx:
        yield nginx


@contextmanager
def run(folder: Path, name: str, more: str = "") -> Iterator[Nginx]:
    """Start nginx with the operator's files."""
    with running(folder, name, more) as ports:
        plain = f"http://127.0.0.1:{ports.http}"
        site = folder / "srv" / "current" / "site"
        yield Nginx(plain, "/kepu/", site) if more else Nginx(f"https://127.0.0.1:{ports.https}", "/", site, plain)


@pytest.fixture(params=["root", "below"])
def server(request: pytest.FixtureRequest) -> Nginx:
    found: Nginx = request.getfixturevalue(request.param)
    return found


# What every answer says.

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def said_to(port: str, request: bytes, tls: bool = True) -> bytes:
    """What is answered to these very bytes, which need not be a request at all."""
    with (
        socket.create_connection(("127.0.0.1", int(port.rpartition(":")[2])), timeout=20) as plain,
        TRUSTING.wrap_socket(plain) if tls else plain as talking,
        suppress(OSError),
    ):
        talking.sendall(request)
        return b"".join(iter(lambda: talking.recv(4096), b""))
    return b""


@pytest.mark.parametrize(
    "request_line", [b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\n\r\n"]
)
def test_requests_that_are_none_are_answered_with_the_headers_too(root: Nginx, request_line: bytes) -> None:
    answer = said_to(root.origin, request_line).decode()
    assert answer.startswith(("HTTP/1.1 400", "HTTP/1.1 414"))
    assert all(f"{name}: {value}" in answer for name, value in HEADERS.items())
    assert "nginx/" not in answer, "no version"


@pytest.mark.parametrize("tls", [True, False])
def test_another_host_is_not_answered(root: Nginx, tls: bool) -> None:
    request = b"GET /plan/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert said_to(root.origin if tls else root.plain, request, tls) == b""


@pytest.mark.parametrize(
    "cipher", ["AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-GCM-SHA256"]
)
def test_only_ciphers_with_forward_secrecy_and_authentication_are_taken(root: Nginx, cipher: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{cipher}:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", int(root.origin.rpartition(":")[2])), timeout=20) as plain:
        if cipher == "ECDHE-ECDSA-AES128-GCM-SHA256":
            context.wrap_socket(plain).close()
        else:
            with pytest.raises(OSError):
                context.wrap_socket(plain)


@pytest.mark.parametrize("name", [".env", ".git/config", "index.html.br", "index.html.gz", "assets/"])
def test_what_nobody_should_ask_for_is_not_found(server: Nginx, name: str) -> None:
    path = server.site / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text("secret")
    answer = server.get(name)
    assert (answer.status, "没有找到这个页面" in answer.body.decode()) == (404, True)


def test_scripts_and_pages_may_not_be_used_by_others_and_data_may(root: Nginx) -> None:
    for address, said in {"plan/": "same-origin", "sw.js": "same-origin", "events.ics": "cross-origin"}.items():
        assert root.get(address).headers["Cross-Origin-Resource-Policy"] == said


GOOD = {"moved": '"a/" "b/";\n"旧/" "%E6%96%B0/";\n', "removed": '"c/" 1;\n'}
BAD = {
    "half a line": ("moved", '"a/" "b/";\n"c/" "d'),
    "no quotes": ("moved", "x\n"),
    "a brace": ("moved", '"a/" "b/";\n}\n'),
    "twice": ("moved", '"a/" "b/";\n"a/" "c/";\n'),
    "twice but for case": ("moved", '"A/" "b/";\n"a/" "c/";\n'),
    "a pattern": ("moved", '"~." "b/";\n'),
    "another host": ("moved", '"a/" "/evil.example/x";\n'),
    "variables": ("moved", '"a/" "$document_root$pid";\n'),
    "another file": ("moved", "include /etc/shadow;\n"),
    "another file, quoted": ("moved", '"include" "/etc/shadow";\n'),
    "the default": ("moved", '"default" "b/";\n'),
    "a long key": ("removed", f'"{"k" * 100_000}/" 1;\n'),
    "another value": ("removed", '"c/" 2;\n'),
}


@pytest.mark.parametrize("bad", BAD)
def test_root_takes_no_map_that_could_stop_nginx_or_lead_elsewhere(tmp_path: Path, bad: str) -> None:
    name, text = BAD[bad]

    def take(reload: str = "true") -> int:
        command = ["sh", DEPLOY / "kepu" / "take-maps.sh", tmp_path, tmp_path / "maps", reload]
        return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode

    def taken() -> dict[str, str]:
        return {path.stem: path.read_text("utf-8") for path in (tmp_path / "maps").iterdir()}

    for kept, words in GOOD.items():
        (tmp_path / f"{kept}.map").write_text(words, "utf-8")
    assert (take(), taken()) == (0, GOOD)
    (tmp_path / f"{name}.map").write_text(text, "utf-8")
    assert (take(), taken()) == (1, GOOD)
    (tmp_path / f"{name}.map").write_text("", "utf-8")
    assert (take("false"), taken()) == (1, GOOD), "what nginx refuses goes back"
    assert (take(), taken()) == (0, {**GOOD, name: ""})


@pytest.mark.parametrize("address", ["", "plan/", "units/", "events.xml", "nowhere/", "api/v1/plan.json", "plan"])
def test_every_answer_carries_the_headers_that_protect(server: Nginx, address: str) -> None:
    headers = server.get(address).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
    assert "camera=()" in headers["Permissions-Policy"]
    assert len(headers.get_all("Cache-Control") or []) == 1
    assert headers["Strict-Transport-Security"] == ("max-age=31536000" if server.plain else None)


TYPES = {
    "": "text/html; charset=utf-8",
    "plan/": "text/html; charset=utf-8",
    "events.ics": "text/calendar; charset=utf-8",
    "events.xml": "application/atom+xml; charset=utf-8",
    "feed.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
    "daily.xml": "application/atom+xml; charset=utf-8",
    "search/names.json": "application/json; charset=utf-8",
    "api/v1/plan.json": "application/json; charset=utf-8",
    "api/v1/duties.csv": "text/csv; charset=utf-8",
    "api/v1/duties.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sw.js": "text/javascript; charset=utf-8",
    "assets/icon.svg": "image/svg+xml",
    "pagefind/pagefind-entry.json": "application/json; charset=utf-8",
}


@pytest.mark.parametrize("address", TYPES)
def test_a_file_has_its_type_and_is_asked_for_again(root: Nginx, address: str) -> None:
    answer = root.get(address)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == TYPES[address]
    assert answer.cache == "no-cache"
    tag = answer.headers["ETag"]
    again = root.get(address, If_None_Match=tag)
    assert (again.status, again.body, again.cache) == (304, b"", "no-cache")


def fingerprinted(server: Nginx, pattern: str) -> str:
    return next(path.relative_to(server.site).as_posix() for path in sorted(server.site.glob(pattern)))


@pytest.mark.parametrize(
    "pattern",
    ["assets/site.*.css", "assets/portal.*.js", "search/text/2-0.*.json", "pagefind/fragment/*", "pagefind/*.pf_meta"],
)
def test_a_fingerprinted_file_is_kept_for_a_year(server: Nginx, pattern: str) -> None:
    assert server.get(fingerprinted(server, pattern)).cache == "public, max-age=31536000, immutable"


def test_a_file_that_is_missing_is_not_kept(server: Nginx) -> None:
    answer = server.get("assets/site.0123456789.css")
    assert (answer.status, answer.cache) == (404, "no-cache")


@pytest.mark.parametrize("address", ["plan/", "events.ics", "api/v1/plan.json", "events.xml"])
def test_what_was_compressed_beforehand_is_sent(root: Nginx, address: str) -> None:
    plain = root.get(address, Accept_Encoding="identity")
    assert plain.headers["Content-Encoding"] is None
    small = root.get(address, Accept_Encoding="gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    smaller = root.get(address, Accept_Encoding="gzip, deflate, br")
    assert smaller.headers["Content-Encoding"] == "br"
    assert brotli.decompress(smaller.body) == plain.body
    assert len(smaller.body) < len(small.body) < len(plain.body)
    assert small.headers["Vary"] == smaller.headers["Vary"] == "Accept-Encoding"
    assert small.headers["Content-Type"] == smaller.headers["Content-Type"] == plain.headers["Content-Type"]


def test_open_data_may_be_read_by_other_sites_and_pages_may_not(root: Nginx) -> None:
    assert root.get("api/v1/plan.json").headers["Access-Control-Allow-Origin"] == "*"
    assert root.get("events.ics").headers["Access-Control-Allow-Origin"] == "*"
    assert root.get("plan/").headers["Access-Control-Allow-Origin"] is None


# Addresses.


@pytest.mark.parametrize(
    "address", ["nowhere", "nowhere/", "units/nowhere/", "a/b/c/d.html", "units/kexie/nothing.ics"]
)
def test_a_missing_page_is_answered_by_ours(server: Nginx, address: str) -> None:
    answer = server.get(address)
    assert answer.status == 404
    assert "没有找到这个页面" in answer.body.decode()
    assert f'href="{server.base}sitemap/"' in answer.body.decode()


def test_an_address_without_its_slash_leads_on_below_the_same_host(server: Nginx) -> None:
    answer = server.get("plan")
    assert (answer.status, answer.headers["Location"]) == (301, f"{server.base}plan/")


def test_moved_addresses_lead_on(root: Nginx) -> None:
    for old, new in {
        "units/old/": "/units/kexie/",
        "units/old/events.ics": "/units/kexie/events.ics",
        "old.ics": "/events.ics",
        "%E6%97%A7-" + "%E9%95%BF" * 60 + "/": "/plan/",
    }.items():
        answer = root.get(old)
        assert (answer.status, answer.headers["Location"]) == (301, new)
    assert root.get("units/old").headers["Location"] == "/units/old/"


def test_moved_addresses_lead_on_below_another_site(below: Nginx) -> None:
    answer = below.get("old/")
    assert (answer.status, answer.headers["Location"]) == (301, "/kepu/plan/")
    assert below.ask(f"{below.origin}/kepu").headers["Location"] == "/kepu/"
    assert below.ask(f"{below.origin}/old/").body == b"other"


def test_a_removed_page_says_so_with_its_status(root: Nginx) -> None:
    answer = root.get("articles/old/")
    assert (answer.status, answer.headers["Content-Type"]) == (410, "text/html; charset=utf-8")
    assert "离开的原因" in answer.body.decode()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_plain_http_is_sent_to_https(root: Nginx) -> None:
    answer = root.ask(f"{root.plain}/plan/?q=1")
    assert (answer.status, answer.headers["Location"]) == (301, "https://127.0.0.1/plan/?q=1")


def test_nothing_beside_the_site_is_served(server: Nginx) -> None:
    for address in ("../release.json", "..%2frelease.json", "../moved.map", "SHA256SUMS", "release.json"):
        answer = server.get(address)
        assert answer.status in (400, 404) or answer.body == b"other"


def test_the_log_knows_neither_visitors_nor_what_they_search(root: Nginx) -> None:
    root.get("search/?q=secret-word")
    log = root.site.parents[2] / "kepu.log"
    line = line_about("/search/", log)
    assert re.fullmatch(r"\S+ 200 GET /search/index\.html \d+", line)
    assert "127.0.0.1" not in log.read_text("utf-8")


def line_about(words: str, log: Path) -> str:
    """Nginx writes to its log after it has answered."""
    for _ in range(600):
        for line in reversed(log.read_text("utf-8").splitlines()):
            if words in line:
                return line
        time.sleep(0.05)
    pytest.fail(f"never logged: {words}")


def test_the_next_release_is_seen_without_a_reload(root: Nginx) -> None:
    """The link to the live release is followed at every request."""
    current = root.site.parent
    other = current.parent / "releases" / "other"
    (other / "site").mkdir(parents=True)
    (other / "site" / "index.html").write_text("另一版", "utf-8")
    live = current.readlink()
    swap(current, Path("releases/other"))
    try:
        assert root.get("").body.decode() == "另一版"
    finally:
        swap(current, live)
        shutil.rmtree(other)
    assert "另一版" not in root.get("").body.decode()


def swap(link: Path, target: Path) -> None:
    new = link.with_name(".current")
    new.symlink_to(target)
    new.replace(link)


# The browser holds the pages to the policy.


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    # a service worker wants a certificate that the whole browser takes, not only the page
    found = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--ignore-certificate-errors"])
    yield found
    found.close()


WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.violatedDirective + " " + e.blockedURI));"""


@dataclass
class Reader:
    page: Page
    said: list[str]

    def open(self, url: str) -> list[str]:
        """What goes wrong on a page: violations of the policy, and everything the console complains of."""
        self.said.clear()
        self.page.goto(url, wait_until="load")
        return [*self.page.evaluate("window.violations"), *self.said]


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
    context.set_default_timeout(10_000)
    context.add_init_script(WATCH)
    reader = Reader(context.new_page(), [])
    reader.page.on("console", lambda said: said.type in ("error", "warning") and reader.said.append(said.text))
    reader.page.on("pageerror", lambda error: reader.said.append(str(error)))
    yield reader
    context.close()


@pytest.mark.parametrize("kinds", [OFTEN, pytest.param(KINDS, marks=pytest.mark.slow)], ids=["often", "all"])
def test_no_page_kind_breaks_the_policy(root: Nginx, reader: Reader, kinds: Sequence[str]) -> None:
    found = {kind: reader.open(f"{root.origin}/{kind}") for kind in kinds if kind != "404.html"}
    assert {kind: faults for kind, faults in found.items() if faults} == {}


def test_the_policy_lets_pages_be_kept_for_reading_without_a_network(root: Nginx, reader: Reader) -> None:
    assert reader.open(f"{root.origin}/emergency/") == []
    script = "navigator.serviceWorker.ready.then((registration) => registration.active.scriptURL)"
    assert reader.page.evaluate(script) == f"{root.origin}/sw.js"


def test_no_page_breaks_the_policy_below_another_site(below: Nginx, reader: Reader) -> None:
    kinds = ["", "measures/youth-1/", "search/", "404.html"]
    found = {kind: reader.open(f"{below.origin}/kepu/{kind}") for kind in kinds}
    assert {kind: faults for kind, faults in found.items() if faults} == {}


def test_the_missing_page_is_styled_at_any_depth(below: Nginx, reader: Reader) -> None:
    faults = reader.open(f"{below.origin}/kepu/a/b/c/")
    assert [fault for fault in faults if "404" not in fault] == []
    assert reader.page.evaluate("document.styleSheets[0].cssRules.length") > 10


@pytest.mark.parametrize("name", mostly_slow(["root", "below"], ["root"]))
def test_full_text_search_works_under_the_policy(
    request: pytest.FixtureRequest, reader: Reader, name: str, real_plan: Plan, two_periods: Plan
) -> None:
    """A run of words from the middle of a measure stands in no title, so only the index of full text finds it."""
    server: Nginx = request.getfixturevalue(name)
    body = {"root": real_plan, "below": two_periods}[name].current.tasks[0].measures[0].body or ""
    words = max(re.findall("[一-鿿]+", body), key=len)[1:]
    assert reader.open(f"{server.origin}{server.base}search/?q={words}") == []
    expect(reader.page.locator(".kx-results [data-result]").first).to_be_visible()
    assert [*reader.page.evaluate("window.violations"), *reader.said] == []


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Another portal with a search of its own by Pagefind, on another port: its folder, and its origin."""
    folder = tmp_path_factory.mktemp("portal")
    (folder / "index.html").write_text(PORTAL.format("<h1>市门户</h1><p>欢迎。</p>"), "utf-8")
    subprocess.run([sys.executable, "-m", "pagefind", "--site", str(folder)], check=True, capture_output=True)
    with serving(partial(Handler, mounts={"/": folder})) as origin:
        yield folder, origin


PORTAL = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"></head><body>{}</body></html>'
MERGING = re.search(r"(?s)```html\n(.*?)```", (ROOT / "national" / "content" / "api.md").read_text("utf-8"))
"""The lines that the page of open data gives other portals to paste."""

SEARCHED = """async (words) => {
  const { results } = await window.pagefind.search(words);
  return Promise.all(results.map(async (result) => (await result.data()).url));
}"""


@pytest.mark.parametrize(
    ("name", "words", "found"), [("root", "地震", "articles/earthquake/"), ("below", "甲局", "units/jiaju/")]
)
def test_the_search_of_another_portal_returns_our_pages(
    request: pytest.FixtureRequest, portal: tuple[Path, str], reader: Reader, name: str, words: str, found: str
) -> None:
    (folder, origin), ours = portal, request.getfixturevalue(name)
    assert MERGING and MERGING[1].count("https://本站网址/") == 1
    lines = MERGING[1].replace("https://本站网址/", ours.origin + ours.base)
    (folder / f"{name}.html").write_text(PORTAL.format(lines), "utf-8")
    reader.page.goto(f"{origin}/{name}.html")
    reader.page.wait_for_function("window.pagefind")
    assert f"{ours.origin}{ours.base}{found}" in reader.page.evaluate(SEARCHED, words)
    assert reader.page.evaluate(SEARCHED, "市门户") == ["/"]


def test_the_policy_stops_what_it_should(root: Nginx, reader: Reader) -> None:
    faults = reader.open(f"{root.origin}/naughty/")
    for directive in ("script-src", "style-src", "img-src"):
        assert any(fault.startswith(directive) for fault in faults), directive
    assert reader.page.evaluate("window.ran") is None
