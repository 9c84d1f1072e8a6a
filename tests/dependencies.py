"""What each kind of page is drawn from, as a table: `python tests/dependencies.py` prints it, CONTRIBUTING.md holds it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from kepu.common.dates import CHINA
from kepu.common.reads import reading
from kepu.model.plan import Plan
from kepu.project.content_loader import load_content
from kepu.project.plan_loader import load_plan
from kepu.render.project import Project
from kepu.render.site_files import Output
from sites import ROOT

HEAD = ["| 模板 | 整个文件夹或清单 | 其中几条，或有没有、有几条 | 问题的答案 |", "| --- | --- | --- | --- |"]
NOON = datetime(2026, 7, 1, 12, tzinfo=CHINA)


def table(plan: Plan) -> str:
    """Of every kind of page that our site has at that noon: what was looked at beside the core of the plan."""
    pages, _ = load_content(ROOT, plan)
    output = Output.of(ROOT, Project(plan, pages, []), NOON)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for page in output.pages.values():
        with reading() as read:
            output.render_ours(page.url)
        found[page.template] |= read
    rows = {template: _row(names) for template, names in sorted(found.items())}
    bare = "、".join(f"`{template}`" for template, row in rows.items() if not any(row))
    return "\n".join([
        *HEAD,
        *(f"| `{template}` | {' | '.join(row)} |" for template, row in rows.items() if any(row)),
        f"| {bare} | | | |",
    ])  # fmt: skip


def _row(names: Iterable[str]) -> list[str]:
    """Whole folders and lists, those of which only a part counts, questions."""
    whole, part, asked = set[str](), set[str](), set[str]()
    for name in names:
        kind, _, rest = name.partition(" ")
        if kind.startswith("["):
            asked.add(json.loads(name)[0])
        elif kind in ("all", "list"):
            whole.add(rest)
        else:
            part.add(rest.partition(" ")[0] or kind)
    return ["、".join(f"`{name}`" for name in sorted(those)) for those in (whole, part - whole, asked)]


if __name__ == "__main__":
    print(table(load_plan(ROOT)))
