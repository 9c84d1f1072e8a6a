"""The day a link was found sound into the file of its resource: one line changes, the others stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urldefrag

from ...common.files.atomic_write import write_whole
from ...common.files.yaml_reader import read_yaml
from ...model.plan import Plan
from ...model.resources import Resource

CHECKED = re.compile(r"(checked:\s*)\S+(.*)", re.DOTALL)
COMMENTED = re.compile(r"#\s*checked:.*", re.DOTALL)


def mark_checked(root: Path, plan: Plan, sound: set[str], today: date) -> Iterator[tuple[Path, bool]]:
    """Write `checked: <today>` into the resources whose link is among the sound ones; yields each file, and whether it could be done."""
    for resource in plan.resources.values():
        path = root / resource.where().path  # not there where it is of the national content, installed elsewhere
        if resource.link and urldefrag(resource.link).url in sound and resource.checked != today and path.exists():
            yield path, _written(path, resource, today)


def _written(path: Path, resource: Resource, today: date) -> bool:
    """Change the file, and take the change back where it does not read as meant."""
    before = path.read_bytes()
    expected = {**read_yaml(path, "").value, "checked": today}
    write_whole(path, marked(before.decode("utf-8"), resource.where("link").line, today))
    if read_yaml(path, "").value == expected:
        return True
    write_whole(path, before)
    return False


def marked(text: str, link_line: int, today: date) -> str:
    """The text of a file with the day in its line `checked`, in place of a comment for it, or below the link."""
    lines = text.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if match := CHECKED.fullmatch(line):
            lines[index] = f"{match[1]}{today}{match[2]}"
            return "".join(lines)
    end = "\r\n" if "\r\n" in text else "\n"
    for index, line in enumerate(lines):
        if COMMENTED.fullmatch(line):
            lines[index] = f"checked: {today}{end}"
            return "".join(lines)
    lines[link_line - 1] = lines[link_line - 1].rstrip("\r\n") + end
    return "".join([*lines[:link_line], f"checked: {today}{end}", *lines[link_line:]])
