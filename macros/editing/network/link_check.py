"""The links of plan and content to other sites, each opened once; nothing of this belongs to the build."""

from __future__ import annotations

import re
import ssl
import time
import urllib.error
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag, urlsplit

from ...common.files.national import located
from ...common.files.yaml_reader import read_front_matter
from ...common.problems import Where
from ...common.text.markdown_code import without_code
from ...model.plan import Plan
from ...model.record import texts_with_places
from ...project.content_loader import Written
from ...project.references import all_records
from .web import ERRORS, FAILURES, UNKNOWN_SITE, ask, reason, why

AT_ONCE = 8
PAUSE = 0.5
"""Seconds between two visits to one host, which is never visited twice at once."""

LinkState = Literal["dead", "moved", "certificate", "refused", "sound"]
KINDS: Mapping[LinkState, str] = {
    "dead": "打不开",
    "moved": "搬走了，请改成现在的网址",
    "certificate": "证书有问题，浏览器会警告读者",
    "refused": "对方不让程序看，请用浏览器打开看一眼",
    "sound": "正常",
}

ADDRESS = re.compile(r"https?://[^\s<>\"'`“”‘’()（）\[\]{}，。；、！？]+")
REFUSING_STATUSES = {401, 403, 405, 406, 412, 418, 429, 451, 521}
"""What sites answer to programs that they show to people."""

GONE = {404, 410}


@dataclass(frozen=True)
class Answer:
    """What opening a link came to; `said` is the reason, or the address it has now."""

    kind: LinkState
    said: str = ""


def external_links(root: Path, plan: Plan, pages: Iterable[Written]) -> dict[str, list[Where]]:
    """Every address of another site that plan and content name, with its places; addresses in code are examples."""
    places: dict[str, list[Where]] = {}
    for address, where in _named(root, plan, list(pages)):
        if not (plan.site.url and address.startswith(plan.site.url)):
            places.setdefault(urldefrag(address).url, []).append(where)
    return dict(sorted(places.items()))


def check_links(addresses: Iterable[str]) -> dict[str, Answer]:
    """Open every address once, eight hosts at a time, the addresses of one host one after another."""
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(urlsplit(address).netloc, []).append(address)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(pair for found in pool.map(_visit, hosts.values()) for pair in found)
    return dict(sorted(answers.items()))


def report(answers: Mapping[str, Answer], places: Mapping[str, list[Where]]) -> str:
    """What was found, in groups; the places of a link that needs a hand stand below it."""
    if answers and all(answer.said == UNKNOWN_SITE for answer in answers.values()):
        return "一个网站也没有找到，多半是这台电脑没有联网。连上网再运行一次。"
    lines: list[str] = []
    for kind, caption in KINDS.items():
        mine = {address: answer for address, answer in answers.items() if answer.kind == kind}
        if mine:
            lines += ["", f"{caption}（{len(mine)} 个）"]
        for address, answer in mine.items():
            arrow = " → " if kind == "moved" else "  "
            lines.append(f"  {address}{arrow}{answer.said}".rstrip())
            if kind != "sound":
                lines += [f"    {path}:{line}" for path, line in sorted({(w.path, w.line) for w in places[address]})]
    return "\n".join(lines[1:])


def opened(address: str) -> Answer:
    """What a browser would find at an address: asked for its head first, and whole where that is not answered."""
    answer = _asked(address, "HEAD")
    settled = answer.kind in ("sound", "moved", "certificate") or answer.said in FAILURES.values()
    return answer if settled else _asked(address, "GET")


def answer_to(error: Exception) -> Answer:
    """What went wrong, in words for an editor."""
    if isinstance(error, urllib.error.HTTPError):
        return _status(error.code)
    cause = why(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Answer("certificate", CERTIFICATES.get(cause.verify_code, "证书不能核实"))
    return Answer("dead", reason(error) or "连不上，或连上以后断开了")


CERTIFICATES = {10: "证书过期", 18: "证书是自己签的", 19: "证书是自己签的", 20: "证书不完整", 62: "证书与网址对不上"}
"""By OpenSSL's code of verification."""


def _named(root: Path, plan: Plan, pages: list[Written]) -> Iterator[tuple[str, Where]]:
    for record in [*all_records(plan), *(page.head for page in pages)]:
        for where, text in texts_with_places(record):
            yield from ((address, where) for _, address in _addresses(text))
    for page in pages:
        _, body, first_line = read_front_matter(located(root, page.path), page.path)
        plain = without_code(body)
        for at, address in _addresses(plain):
            yield address, Where(page.path, first_line + plain.count("\n", 0, at))


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    for match in ADDRESS.finditer(text):
        yield match.start(), match[0].rstrip(".,;:!?*_")


def _visit(addresses: list[str]) -> list[tuple[str, Answer]]:
    """The addresses of one host, one after another."""
    found = []
    for address in addresses:
        found.append((address, opened(address)))
        time.sleep(PAUSE if len(found) < len(addresses) else 0)
    return found


def _asked(address: str, method: str) -> Answer:
    try:
        found = ask(address, method, body=False, downgrade=True)  # as a browser would
    except ERRORS as error:
        return answer_to(error)
    return Answer("moved", found.address) if found.moved else _status(found.status)


def _status(code: int) -> Answer:
    if code < 300:
        return Answer("sound")
    if code in REFUSING_STATUSES:
        return Answer("refused", f"回答 {code}")
    said = {3: "转来转去，到不了", 5: "对方服务器出错"}.get(code // 100, "页面不存在" if code in GONE else "对方不接受")
    return Answer("dead", f"{said}（{code}）")
