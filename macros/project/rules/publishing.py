"""The rules of plan/redirects.yaml and plan/publish.yaml, as far as they need no built site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...common.problems import Problem, Where
from ...model.plan import Plan
from ...model.redirect import Moved


def check_redirects_lead_somewhere(plan: Plan) -> Iterator[Problem]:
    """An address leaves once, and goes straight to where its page is now."""
    entries = plan.redirects.entries() if plan.redirects else ()
    first: dict[str, Where] = {}
    for entry in entries:
        if entry.from_ in first:
            message = f"“{entry.from_}”第 {first[entry.from_].line} 行已有，请只留一处"
            yield Problem(entry.where("from"), message)
        first.setdefault(entry.from_, entry.where("from"))
    for entry in entries:
        name, target = ("to", entry.to) if isinstance(entry, Moved) else ("instead", entry.instead)
        if target == entry.from_:
            yield Problem(entry.where(name), "与 from 是同一个地址")
        elif target and target in first:
            yield Problem(
                entry.where(name), f"“{target}”自己也离开了（第 {first[target].line} 行），请直接写最后的地址"
            )


def check_destinations(plan: Plan) -> Iterator[Problem]:
    """A destination has a name of its own, a whole path, and a host where one is needed."""
    seen: set[str] = set()
    for place in plan.publishing.destinations if plan.publishing else ():
        if place.id in seen:
            yield Problem(place.where("id"), f"代号“{place.id}”用了两次")
        seen.add(place.id)
        if place.kind == "ssh" and not place.host:
            yield Problem(place.where("kind"), "kind 是 ssh，要写 host")
        for name in ("host", "user", "port"):
            if place.kind != "ssh" and getattr(place, name) is not None:
                yield Problem(place.where(name), f"kind 是 {place.kind}，不用写 {name}")
        if problem := _path_problem(place.path, place.kind == "folder"):
            yield Problem(place.where("path"), problem)


def _path_problem(path: str, windows: bool) -> str:
    """Whole, below a root, and free of signs that a shell or a Windows drive would misread."""
    whole = re.fullmatch(r"/[^/].*" + (r"|[A-Za-z]:[\\/].+|\\\\[^\\]+\\.+" if windows else ""), path)
    if not whole:
        example = r"E:\科普网站" if windows else "/srv/kepu"
        return f"“{path}”不是全路径，应当像 {example}，也不能是整个磁盘"
    if re.search(r"[\x00-\x1f\"'`$;|&<>*?]", path) or ".." in re.split(r"[\\/]", path):
        return f"“{path}”里有不能用的符号"
    return ""
