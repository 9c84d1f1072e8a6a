"""Built feeds, data and style sheets: each readable, and every address of this site in them there."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from ..common.files.kept import Kept
from ..common.parallel import in_parallel
from ..common.problems import Problem, Where
from .built_site import BuiltSite

_HREF = re.compile(r"""\s(?:href|src)=(?:"([^"]*)"|'([^']*)')""")
_CSS = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)|(@import)""", re.IGNORECASE)


def check_data(site: BuiltSite, address: str | None = None, kept: Kept | None = None) -> list[Problem]:
    """Everything wrong with the files beside the pages; `address` is where the site will be served, if known.

    What a file that was there before names is `kept`, by what is in it.
    """
    names = [name for name in sorted(site.files) if posixpath.splitext(name)[1] in READERS]
    keys = {name: f"{posixpath.splitext(name)[1]} {site.digest(name)}" for name in names} if kept else {}
    known = {name: json.loads(found) for name in names if kept and (found := kept.get(keys[name])) is not None}
    fresh = [name for name in names if name not in known]
    problems = []
    for name, read in zip(fresh, in_parallel(partial(_targets, site), fresh), strict=True):
        if isinstance(read, Problem):
            problems.append(read)
            continue
        known[name] = read
        if kept:
            kept.put(keys[name], json.dumps(read).encode())
    if kept:
        kept.save()
    astray = ((name, target) for name in known for target in known[name] if not _leads(site, name, target, address))
    return [*problems, *(_dead_end(site, name, target) for name, target in astray)]


def _targets(site: BuiltSite, name: str) -> list[str] | Problem:
    """The addresses that a file names, each once, or what is wrong with it."""
    try:
        return list(dict.fromkeys(READERS[posixpath.splitext(name)[1]](_text(site, name))))
    except (ValueError, ElementTree.ParseError, csv.Error) as error:
        return Problem(Where(name), f"文件读不出来：{error}")


def _dead_end(site: BuiltSite, name: str, target: str) -> Problem:
    return Problem(Where(name, _line(_text(site, name), target)), f"地址指向的文件不存在：{target}")


def _text(site: BuiltSite, name: str) -> str:
    return (site.folder / name).read_text("utf-8-sig")


def _in_json(text: str) -> Iterator[str]:
    """Values called url or …_url, and links in HTML."""
    waiting: list[object] = [json.loads(text)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for name, item in value.items():
                if isinstance(item, str) and (name == "url" or name.endswith("_url")):
                    yield item
                elif isinstance(item, str) and name.endswith("_html"):
                    yield from _in_html(item)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _in_xml(text: str) -> Iterator[str]:
    """Attributes called href or src, addresses in site maps, and links in HTML."""
    for element in ElementTree.fromstring(text).iter():
        yield from (element.attrib[name] for name in ("href", "src") if name in element.attrib)
        if element.tag.rpartition("}")[2] == "loc" and element.text:
            yield element.text.strip()
        if element.get("type") == "html" and element.text:
            yield from _in_html(element.text)


def _in_csv(text: str) -> Iterator[str]:
    """Columns called 页面 or 页面地址."""
    for row in csv.DictReader(io.StringIO(text)):
        yield from (value for name, value in row.items() if value and name in ("页面", "页面地址"))


def _in_calendar(text: str) -> Iterator[str]:
    unfolded = text.replace("\r\n", "\n").replace("\n ", "")
    return (found[1].strip() for found in re.finditer(r"^URL(?:;[^:\n]*)?:(.+)$", unfolded, re.MULTILINE))


def _in_css(text: str) -> Iterator[str]:
    return (found[1] or found[2] for found in _CSS.finditer(text))


def _in_html(text: str) -> Iterator[str]:
    return (unescape(double or single) for double, single in _HREF.findall(text))


READERS = {".json": _in_json, ".xml": _in_xml, ".csv": _in_csv, ".ics": _in_calendar, ".css": _in_css, ".svg": _in_xml}


def _leads(site: BuiltSite, name: str, target: str, address: str | None) -> bool:
    """Whether an address leads somewhere: out of the site, or to a file in it, from the file's folder or the root."""
    if address and target.startswith(address):
        target = target.removeprefix(address)
    elif name.endswith(".css") and (urlsplit(target).scheme or target.startswith("//") or target == "@import"):
        return False  # a style sheet would fetch it
    elif urlsplit(target).scheme:
        return True
    parts = urlsplit(target)
    folders = [posixpath.dirname(name), *([] if name.endswith(".css") else [""])]
    return any(
        _there(site, posixpath.normpath(posixpath.join(folder, unquote(parts.path))), parts.fragment)
        for folder in folders
    )


def _there(site: BuiltSite, path: str, anchor: str) -> bool:
    file = path if path in site.files else posixpath.normpath(f"{path}/index.html")
    return file in site.files and (not anchor or (file in site.pages and unquote(anchor) in site.pages[file].ids))


def _line(text: str, target: str) -> int:
    return next((number for number, line in enumerate(text.split("\n"), 1) if target in line), 1)
