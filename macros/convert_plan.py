"""A plan of the earlier form (plan.yaml, actions/, projects/, safeguards/) into text and tree, once.

Run as `python -m kepu.convert_plan FOLDER…`, each the folder of a plan with its source.txt.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

FOLDERS = {"actions": ("action", "行动"), "projects": ("project", "工程"), "safeguards": ("safeguard", "保障")}


def find(lines: list[str], words: str, start: int = 0) -> int:
    """The number, from 1, of the first line from `start` on that begins with these words."""
    return next((n for n, line in enumerate(lines, 1) if n > start and line.startswith(words)), 0)


def flow(value: Any) -> str:
    """One line of YAML for a short value."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, inside=True)


def scalar(value: Any, inside: bool = False) -> str:
    text = str(value)
    plain = not isinstance(value, str) or (not re.search(r": | #|^[-?%@`!&*]", text) and yaml.safe_load(text) == text)
    if isinstance(value, str) and inside and re.search(r"[\[\]{},]", text):
        plain = False
    if isinstance(value, bool):
        return str(value).lower()
    return text if plain else "'" + text.replace("'", "''") + "'"


def block(fields: dict[str, Any], indent: str = "") -> str:
    """Fields a line each; lists of records as lists."""
    out = ""
    for name, value in fields.items():
        if value in (None, (), [], {}):
            continue
        if name in ("children", "notes", "indicators", "basis"):
            out += f"{indent}{name}:\n"
            for item in value:
                out += f"{indent}  - " + block(item, indent + "    ").removeprefix(indent + "    ")
                out += "\n" if name == "children" and item is not value[-1] else ""
        elif isinstance(value, (dict, list)):
            out += f"{indent}{name}: {flow(value)}\n"
        else:
            out += f"{indent}{name}: {scalar(value)}\n"
    return out


def convert(folder: Path) -> None:
    old = yaml.safe_load((folder / "plan.yaml").read_text("utf-8"))
    source = (folder / "source.txt").read_bytes().decode("utf-8").replace("\r\n", "\n")
    lines = source.removesuffix("\n").split("\n")
    schema = (
        "# yaml-language-server: $schema=../{}schema/{}.json\n" if folder.parent.joinpath("schema").exists() else ""
    )
    tree = folder / "tree"
    tree.mkdir(exist_ok=True)
    head = find(lines, old["attachment"]["columns"][0] + " |")
    tasks = []
    for name, (kind, _) in FOLDERS.items():
        for path in sorted((folder / name).glob("*.yaml")):
            tasks.append((yaml.safe_load(path.read_text("utf-8")), path.stem, name, kind))
    tasks.sort(key=lambda it: it[0]["number"])
    chapters: dict[str, dict[str, Any]] = {}
    label, heading = re.match(r"([一二三四五六七八九十]+、)(.*)", old["goal"]["heading"]).groups()
    at = find(lines, old["goal"]["heading"])
    chapters["aims"] = {"kind": "chapter", "label": label, "heading": heading, "at": f"{at}-{at + 1}"}
    for name, (kind, _) in FOLDERS.items():
        if kind in old["chapters"]:
            label, heading = re.match(r"([一二三四五六七八九十]+、)(.*)", old["chapters"][kind]).groups()
            chapters[name] = {
                "kind": "chapter",
                "label": label,
                "heading": heading,
                "at": find(lines, old["chapters"][kind]),
            }
    for id, fields in chapters.items():
        (tree / f"{id}.yaml").write_text(schema.format("../", "node") + block(fields), "utf-8", newline="")
    for task, id, name, kind in tasks:
        alone = len(task["measures"]) == 1 and task["measures"][0]["title"] == task["heading"]
        found = next(
            n
            for n, line in enumerate(lines, 1)
            if n > chapters[name]["at"]
            and re.match(rf"\([一二三四五六七八九十]+\){re.escape(task['heading'])}。", line)
        )
        fields: dict[str, Any] = {
            "kind": kind,
            "under": name,
            "label": re.match(r"\(.+?\)", lines[found - 1])[0],
            "heading": task["heading"],
        }
        if task["title"] != task["heading"]:
            fields["title"] = task["title"]
        fields |= {"short": task["short"], "at": found}
        place = next(
            n
            for n, line in enumerate(lines, 1)
            if n > head and line.startswith(f"{task['number']}.{task['table_title']}")
        )
        fields["rows"] = [
            {"at": place, **({"title": task["table_title"]} if task["table_title"] != task["heading"] else {})}
        ]
        if task.get("lead"):
            fields["duties"] = [{"role": "牵头", "units": task["lead"], "words": task["lead_text"]}]
        fields |= {key: task.get(key) for key in ("aliases", "keywords", "notes")}
        fields["children"] = []
        number = place
        for count, measure in enumerate(task["measures"], 1):
            child: dict[str, Any] = {"kind": "measure"}
            if alone:
                child |= {"heading": measure["title"], "at": found, "rows": [{"at": place + 1, "bare": True}]}
            else:
                if measure.get("body"):
                    prefix = "" if kind == "safeguard" else f"{count}."
                    child |= {"label": prefix} if prefix else {}
                    child |= {"heading": measure["title"], "at": find(lines, f"{prefix}{measure['title']}。", found)}
                else:
                    child |= {"heading": measure["title"]}
                if measure.get("table"):
                    child["rows"] = [{"at": number}]
                    number += 1
            if measure.get("units"):
                child["duties"] = [{"role": "责任", "units": measure["units"], "words": measure["units_text"]}]
            child |= {key: measure.get(key) for key in ("aliases", "keywords", "notes")}
            fields["children"].append(child)
        (tree / f"{id}.yaml").write_text(schema.format("../", "node") + block(fields), "utf-8", newline="")
    new = document(old, lines, head, {kind for *_, kind in tasks}, "task" in str(old["attachment"]))
    (folder / "plan.yaml").write_text(schema.format("", "document") + new, "utf-8", newline="")
    sums = "".join(hashlib.sha256(line.encode()).hexdigest()[:8] + "\n" for line in lines)
    (folder / "source.sums").write_text(sums, "utf-8", newline="")
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)


def span(first: int, count: int) -> int | str:
    return first if count == 1 else f"{first}-{first + count - 1}"


def document(old: dict[str, Any], lines: list[str], head: int, kinds: set[str], more: bool) -> str:
    names = {
        kind: {"name": name, "rank": "task", "folder": folder}
        for folder, (kind, name) in FOLDERS.items()
        if kind in kinds
    }
    title = find(lines, old["title"][0])
    while lines[title - 1 + len(old["title"]) - 1] != old["title"][-1] or lines[title - 1] != old["title"][0]:
        title = find(lines, old["title"][0], title)
    mention = find(lines, old["attachment"]["mention"][0])
    label = mention + len(old["attachment"]["mention"])
    fields: dict[str, Any] = {
        "family": "科学素质",
        "issuer": old["issuer"],
        "issued": old["issued"],
        "start": old["start"],
        "end": old["end"],
    }
    text = block(fields) + "names: {tasks: 重点任务, measures: 措施}\nkinds:\n"
    for kind, fields in {
        "chapter": {"name": "章", "rank": "chapter"},
        **names,
        "measure": {"name": "措施", "rank": "measure", "folder": "measures"},
    }.items():
        text += f"  {kind}: {flow(fields)}\n"
    signature = find(lines, old["issuer"])
    text += "front:\n" + block(
        {
            "title": span(title, len(old["title"])),
            "addressees": 1,
            "notice": 2,
            "signature": f"{signature}-{signature + 1}",
            "disclosure": find(lines, old["disclosure"]),
            "preamble": find(lines, old["preamble"][:12]),
            "attachment": span(mention, label - mention + 1),
        },
        "  ",
    )
    goal = old["goal"]["indicator"]
    text += "\ngoal: aims\n" + block(
        {
            "indicators": [
                {
                    "name": goal["name"],
                    "quote": goal["quote"],
                    "targets": [{"year": goal["year"], "value": goal["target"]}],
                }
            ],
            "basis": old["basis"],
        }
    )
    columns = [
        {"name": name, "holds": holds}
        for name, holds in zip(old["attachment"]["columns"], ("task", "measure", "duties"), strict=True)
    ]
    text += f"\ntables:\n  - title: {span(label + 1, head - label - 1)}\n    head: {head}\n    columns:\n"
    text += "".join(f"      - {flow(column)}\n" for column in columns)
    if old.get("notes"):
        text += "\n" + block({"notes": old["notes"]})
    return text + f"\nsource_sha256: {old['source_sha256']}\n"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        convert(Path(name))
