"""The Markdown files of content/: what their front matter must state, and which macros they may call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import jinja2
import yaml
from jinja2 import nodes

from .errors import Problem, Where, listed, nearest
from .model import Plan
from .record import Record
from .yamlfile import read_text

MACROS: dict[str, str | None] = {
    "plan_title": None,
    "progress_to_goal": None,
    "plan_totals": None,
    "action": "action",
    "project": "project",
    "safeguard": "safeguard",
    "measure": "measure",
    "unit": "unit",
    "duties": "unit",
    "measures": "task",
    "notes": None,
}
"""What authors may call, and the kind of record whose id is the first argument (None: no argument)."""

KIND_NAMES = {"action": "行动", "project": "工程", "safeguard": "保障", "task": "任务", "measure": "措施", "unit": "责任单位"}

FIELDS = {"title": "标题", "description": "一句话说明"}
OPTIONAL_FIELDS = {"search": "填 exclude 就不进搜索"}


@dataclass(frozen=True)
class Article:
    """A page written by hand: where it lies, where it will be, what it says of itself."""

    path: str
    url: str
    title: str
    description: str


def load_content(root: Path, plan: Plan | None) -> tuple[list[Article], list[Problem]]:
    """The hand-written pages in order of address, and everything wrong with them.

    Without a plan (it could not be read) the ids in macros go unchecked.
    """
    articles, problems = [], []
    for path in sorted((root / "content").rglob("*.md")):
        shown = path.relative_to(root).as_posix()
        text, found = read_text(path, shown)
        problems += found
        if text is None:
            continue
        meta, body, first_line, found = _split(text, shown)
        problems += [*found, *_check_macros(body, first_line, shown, plan)]
        if not found:
            url = _url(path.relative_to(root / "content").as_posix())
            articles.append(Article(shown, url, str(meta["title"]), str(meta["description"])))
    return sorted(articles, key=lambda article: article.url), problems


def records_of(plan: Plan, kind: str) -> dict[str, Record]:
    """The records a macro may be given, by id: those of the current plan."""
    tasks = plan.current.tasks
    match kind:
        case "unit":
            return {unit.id: unit for unit in [*plan.units.values(), *(m for u in plan.units.values() for m in u.members)]}
        case "measure":
            return {measure.id: measure for measure in plan.current.measures()}
        case "task":
            return {task.id: task for task in tasks}
    return {task.id: task for task in tasks if task.kind == kind}


def _url(src: str) -> str:
    path = PurePosixPath(src).with_suffix("")
    folder = path.parent if path.name == "index" else path
    return "" if str(folder) == "." else f"{folder}/"


def _split(text: str, shown: str) -> tuple[dict[str, object], str, int, list[Problem]]:
    """Front matter, body, the line the body starts on, and what is wrong with the front matter."""
    if not text.startswith("---\n") or "\n---" not in text[4:]:
        message = "开头缺少“---”括起的说明，至少要有 title（标题）和 description（一句话说明）"
        return {}, text, 1, [Problem(Where(shown, 1), message)]
    head, _, body = text[4:].partition("\n---")
    first_line = head.count("\n") + 3
    try:
        meta = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        return {}, body, first_line, [Problem(Where(shown, line), "开头的说明写法不对，每行应当是“字段: 内容”，冒号用英文、后面空一格")]
    if not isinstance(meta, dict):
        return {}, body, first_line, [Problem(Where(shown, 2), "开头的说明应当每行写“字段: 内容”")]
    return meta, body, first_line, list(_check_meta(meta, head, shown))


def _check_meta(meta: dict[str, object], head: str, shown: str) -> Iterator[Problem]:
    def line(name: object) -> int:
        return next((n for n, text in enumerate(head.split("\n"), 2) if text.startswith(f"{name}:")), 1)

    for name, caption in FIELDS.items():
        if not isinstance(meta.get(name), str) or not str(meta[name]).strip():
            yield Problem(Where(shown, line(name), name), f"缺少{caption}")
    known = [*FIELDS, *OPTIONAL_FIELDS]
    for name in meta:
        if name not in known:
            yield Problem(Where(shown, line(name), str(name)), f"没有这个字段{nearest(str(name), known)}；可用的有 {listed(known)}")


def _check_macros(body: str, first_line: int, shown: str, plan: Plan | None) -> Iterator[Problem]:
    """Only our macros, called with plain values, stand between {{ and }}; each id exists."""
    try:
        tree = jinja2.Environment().parse(body)
    except jinja2.TemplateSyntaxError as error:
        yield Problem(Where(shown, first_line + error.lineno - 1), "{{ }} 的写法不对，应当像 {{ measure(\"youth-1\") }}")
        return
    for node in tree.body:
        parts = node.nodes if isinstance(node, nodes.Output) else [node]
        for part in parts:
            if not isinstance(part, nodes.TemplateData):
                yield from _check_call(part, first_line, shown, plan)


def _check_call(node: nodes.Node, first_line: int, shown: str, plan: Plan | None) -> Iterator[Problem]:
    where = Where(shown, first_line + node.lineno - 1)
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
        yield Problem(where, "{{ }} 里只能写本站的宏，像 {{ measure(\"youth-1\") }}；要显示双花括号本身，用 {% raw %} 括起")
        return
    name = node.node.name
    if name not in MACROS:
        yield Problem(where, f"没有“{name}”这个宏{nearest(name, MACROS)}")
        return
    kind = MACROS[name]
    values = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(values) != len(node.args) or len(values) != (kind is not None):
        expected = f'{name}("代号")' if kind else f"{name}()"
        yield Problem(where, f"宏“{name}”应当写成 {{{{ {expected} }}}}")
    elif kind and plan and values[0] not in (known := records_of(plan, kind)):
        yield Problem(where, f"{KIND_NAMES[kind]}“{values[0]}”不存在{nearest(str(values[0]), known)}")
