"""Faster libraries that could take the place of ours: what each would bring, in seconds of the processor on the large corpus."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from .corpus import copy_project, write_corpus
from .peers import environment

TITLE = "可以换用的库"
PACKAGES = ("yaml-rs==0.1.6", "rapidyaml==0.15.2", "msgspec==0.23.0", "minijinja==3.1.0")
RECORDS, TIMES = 5000, 5
ROW = (
    "{{ e.title }}{% if e.place %}{{ e.place.name }}{% endif %}{% for one in e.audiences %}<b>{{ one }}</b>{% endfor %}"
)


def measure() -> Iterator[str]:
    """The best of some runs each, ours beside the others; none of the others knows lines, our messages or our texts."""
    with tempfile.TemporaryDirectory() as folder:
        copy_project(Path(folder))
        write_corpus(Path(folder), RECORDS)
        path = next(environment(PACKAGES).glob("lib/python*/site-packages"))
        command = [sys.executable, "-m", "bench.candidates", folder]
        done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(path)})
        yield f"{RECORDS} 条记录，{TIMES} 次里最少的处理器时间："
        yield ""
        yield "| 做什么 | 本站用的 | 换成 |"
        yield "| --- | ---: | ---: |"
        for what, ours, others in json.loads(done.stdout):
            said = "；".join(f"{name} {seconds:.3f} 秒" for name, seconds in others.items())
            yield f"| {what} | {ours:.3f} 秒 | {said} |"


def compared(root: Path) -> Iterator[tuple[str, float, dict[str, float]]]:
    """What is done, seconds of ours, and seconds of the others by name."""
    import jinja2
    import minijinja
    import msgspec
    import ryml
    import yaml
    import yaml_rs
    from kepu.common.files.yaml_reader import read_yaml
    from kepu.model.events import Event

    paths = sorted((root / "plan").rglob("*.yaml"))
    texts = [path.read_text("utf-8") for path in paths]
    values = [read_yaml(path, "").value for path in sorted((root / "plan" / "events").rglob("event-*.yaml"))]
    drawn = [{**value, "start": str(value["start"]), "updated": str(value["updated"])} for value in values]
    place = msgspec.defstruct("Place", [("name", str), ("township", str | None, None)])
    names = ("audiences", "topics", "measures")
    lists = [(name, tuple[str, ...], ()) for name in names]
    words = [(name, str | None, None) for name in ("begins", "ends", "host", "fee")]
    event = msgspec.defstruct(
        "Event", [("title", str), ("about", str), ("start", date), ("updated", date), ("place", place), *lists, *words]
    )
    ours, theirs = (
        jinja2.Environment(autoescape=True).from_string(ROW),
        minijinja.Environment(templates={"e.html": ROW}),
    )
    yield (
        f"读 {len(texts)} 个 YAML 文件（本站的还查错、记行号）",
        _least(lambda: [read_yaml(path, "") for path in paths]),
        {
            "PyYAML 的 CSafeLoader": _least(lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts]),
            "yaml-rs": _least(lambda: [yaml_rs.loads(text) for text in texts]),
            "rapidyaml，不取值": _least(lambda: [ryml.parse_in_arena(text.encode()) for text in texts]),
        },
    )
    yield (
        f"核对 {len(values)} 个活动的字段（msgspec 只核对类型）",
        _least(lambda: [Event.model_validate(value, strict=True) for value in values]),
        {"msgspec": _least(lambda: [msgspec.convert(value, event) for value in values])},
    )
    yield (
        f"画 {len(drawn)} 行",
        _least(lambda: [ours.render(e=value) for value in drawn]),
        {"minijinja": _least(lambda: [theirs.render_template("e.html", e=value) for value in drawn])},
    )


def _least(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TIMES):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


if __name__ == "__main__":
    print(json.dumps(list(compared(Path(sys.argv[1]))), ensure_ascii=False))
