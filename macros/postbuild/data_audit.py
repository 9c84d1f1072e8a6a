"""Built feeds, data and style sheets: each readable, and every address of this site in them there."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache, partial
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from ..common.parallel import in_parallel
from ..common.problems import Problem, Where
from .built_site import BuiltSite

_HREF = re.compile(r"""\s(?:href|src)=(?:"([^"]*)"|'([^']*)')""")
_CSS = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)|(@import)""", re.IGNORECASE)


def check_data(site: BuiltSite, address: str | None = None) -> list[Problem]:
    """Everything wrong with the files beside the pages; `address` is where the site will be served, if known.

    Of a site that was sound before, those that have changed are read, unless something is gone that others lead to.
    """
    names = sorted(name for name in site.files if name.endswith(tuple(READERS)))
    step = f"leads {address or ''}"
    before: dict[str, list[str]] | None = json.loads(site.sound.get(step) or b"null")
    if before is not None and not all(_holds(site, file, ids) for file, ids in before.items()):
        before = None
    fresh = names if before is None else [name for name in names if name in site.changed]
    leads = {file: {*ids} for file, ids in (before or {}).items()}
    unread, astray = list[Problem](), list[Problem]()
    for name, read in _read(site, fresh):
        if isinstance(read, Problem):
            unread.append(read)
            continue
        for target in read:
            if address and (page := target.removeprefix(address)) != target and f"{page}index.html" in leads:
                continue  # known to be there, whoever named it
            end = _end(site, name, target, address)
            if end is None:
                astray.append(_dead_end(site, name, target))
            elif end.file:
                leads.setdefault(end.file, set()).update([end.anchor] if end.anchor else [])
    for name in names:
        site.data.keep(_key(site, name))
    site.data.save()
    site.sound.put(step, json.dumps({file: sorted(ids) for file, ids in leads.items()}).encode())
    return [*unread, *astray]


def _read(site: BuiltSite, names: Sequence[str]) -> Iterator[tuple[str, list[str] | Problem]]:
    """The addresses that each of these files names, each once, or what is wrong with it; known by what is in it."""
    fresh = [name for name in names if not site.data.keep(_key(site, name))]
    read = dict(zip(fresh, in_parallel(partial(_targets, site), fresh), strict=True))
    for name in names:
        if (targets := read.get(name)) is None:
            kept = site.data.get(_key(site, name))
            targets = json.loads(kept) if kept is not None else _targets(site, name)
        if not isinstance(targets, Problem):
            site.data.put(_key(site, name), json.dumps(targets).encode())
        yield name, targets


def _key(site: BuiltSite, name: str) -> str:
    return f"{posixpath.splitext(name)[1]} {site.digests[name]}"


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
    objects: list[dict[str, object]] = []
    json.loads(text, object_hook=objects.append)
    for value in objects:
        for name in _telling(tuple(value)):
            item = value[name]
            if isinstance(item, str):
                yield from _in_html(item) if name.endswith("_html") else (item,)


@lru_cache(maxsize=1000)
def _telling(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names of an object that stand for addresses; the same few objects stand in a file by the thousand."""
    return tuple(name for name in names if name == "url" or name.endswith(("_url", "_html")))


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


class _End(NamedTuple):
    """Where an address leads: a file of the site, none out of it, and an id."""

    file: str = ""
    anchor: str = ""


def _end(site: BuiltSite, name: str, target: str, address: str | None) -> _End | None:
    """Where an address leads, if it does: out of the site, or to a file in it, from the file's folder or the root."""
    if address and target.startswith(address):
        target = target.removeprefix(address)
    elif name.endswith(".css") and (urlsplit(target).scheme or target.startswith("//") or target == "@import"):
        return None  # a style sheet would fetch it
    elif urlsplit(target).scheme:
        return _End()
    parts = urlsplit(target)
    anchor = unquote(parts.fragment)
    for folder in [posixpath.dirname(name), *([] if name.endswith(".css") else [""])]:
        path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
        file = path if path in site.files else posixpath.normpath(f"{path}/index.html")
        if file in site.files and (not anchor or (file in site.pages and anchor in site.facts(file).ids)):
            return _End(file, anchor)
    return None


def _holds(site: BuiltSite, file: str, ids: Collection[str]) -> bool:
    """Whether a file that once held these ids still does."""
    if not ids or file not in site.changed:
        return file in site.files
    return file in site.pages and {*site.facts(file).ids}.issuperset(ids)


def _line(text: str, target: str) -> int:
    return next((number for number, line in enumerate(text.split("\n"), 1) if target in line), 1)
