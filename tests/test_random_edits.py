"""Whatever is edited, in whatever order: a site that builds on what was kept is that of a cold build, byte for byte."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from kepu.build.build_site import SPARE, build_site
from kepu.common.files.kept import CACHE
from kepu.common.problems import PlanError
from kepu.postbuild import manifest
from kepu.render import jinja_env
from sites import SHARED_ARTICLE, SUMMER_2026, Site, edit, edit_override, make_project

RECORDS = ("events/*", "observances", "daily", "resources", "venues", "teams", "experts")
NAMING = re.compile(r"^(title|name|text|about|summary): *(.+)$", re.MULTILINE)
TEMPLATES = {
    "plan/event.html": "地点",
    "plan/frame.html": "</main>",
    "plan/components.html": "kx-tag",
    "plan/article.html": "</p>",
    "plan/measure.html": "原文",
    "css/base.css": "margin: 0",
    "js/daily.js": "const ",
}
"""A file of ours → something in it that can be changed and leaves it whole."""

CHANGED = {"地点": "在哪里", "</main>": "<!-- 改 --></main>", "kx-tag": "kx-tag ", "</p>": " </p>", "原文": "原 文"}


class Editing:
    """A project, the moment it is built at, and the chance that picks what is done to it next."""

    def __init__(self, root: Path, site: Path, seed: int) -> None:
        self.root, self.site, self.chance = root, site, random.Random(seed)
        self.count, self.epoch, self.python = 0, int(SUMMER_2026), "3"

    def edit(self) -> str:
        """Do one thing that can be done; returns what it was."""
        self.count += 1
        while True:
            name = self.chance.choice(list(EDITS))
            with suppress(IndexError):  # there is nothing of that kind any more
                EDITS[name](self)
                return name

    def pick(self, *patterns: str) -> Path:
        found = [path for pattern in patterns for path in sorted(self.root.glob(pattern)) if path.is_file()]
        return self.chance.choice(found)

    def record(self) -> Path:
        return self.pick(*(f"plan/{folder}/*.yaml" for folder in RECORDS))

    def article(self) -> Path:
        return self.pick("content/articles/*.md")

    def other_name(self, path: Path) -> Path:
        return path.with_name(f"{path.stem.partition('-n')[0]}-n{self.count}{path.suffix}")

    def reword(self, path: Path) -> None:
        """Change a line that names or describes something."""
        text = path.read_text("utf-8")
        if found := NAMING.findall(text):
            field, value = self.chance.choice(found)
            text = text.replace(f"{field}: {value}", f"{field}: 第{self.count}次改的{value.strip(chr(34))}", 1)
        path.write_text(text, "utf-8")

    def copy(self, path: Path) -> None:
        shutil.copy(path, self.other_name(path))
        self.reword(self.other_name(path))

    def rename(self, path: Path) -> None:
        path.rename(self.other_name(path))

    def move_year(self) -> None:
        """Move an event, its days and what was noted of it, into the year before or after."""
        path = self.pick("plan/events/*/*.yaml")
        year = int(path.parent.name) + self.chance.choice((-1, 1))
        moved = self.other_name(path.parent.parent / str(year) / path.name)
        moved.parent.mkdir(exist_ok=True)
        moved.write_text(path.read_text("utf-8").replace(f"{path.parent.name}-", f"{year}-"), "utf-8")
        path.unlink()

    def retouch(self) -> None:
        """Change one of our own files in the project's place for it, or go back to ours."""
        name = self.chance.choice(list(TEMPLATES))
        own, words = self.root / "overrides" / name, TEMPLATES[name]
        if own.exists():
            own.unlink()
        else:
            edit_override(self.root, name, words, CHANGED.get(words, f"/* {self.count} */ {words}"))

    def move_day(self) -> None:
        self.epoch += 86_400 * self.chance.choice((1, 1, 2, 30, 200, -1, -40))

    def change_library(self) -> None:
        self.python = str(self.count)

    def forget(self) -> None:
        shutil.rmtree(self.root / CACHE, ignore_errors=True)

    def file_in(self, folder: Path) -> Path:
        return self.chance.choice(sorted(path for path in folder.rglob("*") if path.is_file()))

    def damage(self, path: Path, in_place: bool = False) -> None:
        """As a crash or a bad disk leaves a file: shortened, or one byte another."""
        data = path.read_bytes()
        at = self.chance.randrange(len(data) + 1)
        if not in_place:
            path.unlink()  # it may be a second name of a file in another folder
        path.write_bytes(data[:at] if self.chance.random() < 0.5 else data[:at] + b"?" + data[at + 1 :])


EDITS: dict[str, Callable[[Editing], object]] = {
    "record changed": lambda it: it.reword(it.record()),
    "record added": lambda it: it.copy(it.record()),
    "record renamed": lambda it: it.rename(it.record()),
    "record removed": lambda it: it.record().unlink(),
    "event moved to another year": Editing.move_year,
    "node of the plan changed": lambda it: it.pick("plan/*/tree/youth.yaml").write_text(
        re.sub(
            r"^short: .*", f"short: 少年{it.count}", it.pick("plan/*/tree/youth.yaml").read_text("utf-8"), flags=re.M
        ),
        "utf-8",
    ),
    "article changed": lambda it: it.reword(it.article()),
    "article added": lambda it: it.copy(it.article()),
    "article renamed": lambda it: it.rename(it.article()),
    "article removed": lambda it: it.article().unlink(),
    "page changed": lambda it: it.pick("content/about.md").write_text(
        it.pick("content/about.md").read_text("utf-8") + f"\n第{it.count}段。\n", "utf-8"
    ),
    "plan changed": lambda it: it.reword(it.pick("plan/units/*.yaml")),
    "vocabulary changed": lambda it: it.pick("plan/vocabulary.yaml").write_text(
        it.pick("plan/vocabulary.yaml").read_text("utf-8").replace("科学精神", f"科学精神{it.count % 7}"), "utf-8"
    ),
    "configuration changed": lambda it: it.reword(it.pick("plan/site.yaml")),
    "template, style or script changed": Editing.retouch,
    "day moved": Editing.move_day,
    "library changed": Editing.change_library,
    "what was kept removed": Editing.forget,
    "what was kept damaged": lambda it: it.damage(it.pick(f"{CACHE}/*.kept")),
    "site damaged": lambda it: it.damage(it.file_in(it.site)),
    "site damaged in place": lambda it: it.damage(it.file_in(it.site), in_place=True),
    "site that was replaced damaged": lambda it: it.damage(it.file_in(it.root / SPARE)),
    "file put into the site that was replaced": lambda it: (it.file_in(it.root / SPARE).parent / "stranger").touch(),
    "site that was replaced removed": lambda it: shutil.rmtree(it.file_in(it.root / SPARE).parent),
}


@pytest.mark.parametrize(
    ("seed", "edits", "at_once"),
    [(1, 30, 3), *(pytest.param(seed, 60, 1, marks=pytest.mark.slow) for seed in range(2, 8))],
)
def test_a_site_that_builds_on_what_was_kept_is_that_of_a_cold_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, edits: int, at_once: int
) -> None:
    """So many edits are made before each build."""
    pages = {f"articles/{name}.md": SHARED_ARTICLE.replace("打雷", name) for name in ("hail", "flood", "wind")}
    root = make_project(tmp_path / "project", "calendar", pages)
    if at_once > 1:  # Pagefind takes longer than all else in a small site, and has tests of its own
        edit(root / "plan" / "site.yaml", "code: ", "federated_search: false\ncode: ")
    editing, done, built = Editing(root, tmp_path / "site", seed), [], 0
    versions = manifest.versions()
    monkeypatch.setattr(manifest, "versions", lambda: {**versions, "python": editing.python})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(editing.epoch))
    build_site(root, editing.site)
    while len(done) < edits:
        sound = tmp_path / "sound"
        shutil.rmtree(sound, ignore_errors=True)
        shutil.copytree(root, sound)
        done += [editing.edit() for _ in range(at_once)]
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(editing.epoch))
        jinja_env.forget_templates()
        try:
            build_site(root, editing.site)
            built += 1
        except PlanError:  # not all that chance does is right; the editor takes it back
            done[-1] += " (refused)"
            shutil.rmtree(root)
            shutil.copytree(sound, root)
            build_site(root, editing.site)
        cold = tmp_path / f"cold-{len(done)}"
        shutil.copytree(root, cold / "project", ignore=shutil.ignore_patterns(CACHE))
        build_site(cold / "project", cold / "site")
        warm, afresh = Site(editing.site).files(), Site(cold / "site").files()
        assert warm.keys() == afresh.keys(), done
        assert [name for name in warm if warm[name] != afresh[name]] == [], done
        shutil.rmtree(cold)
    assert built > edits / at_once / 2, done
