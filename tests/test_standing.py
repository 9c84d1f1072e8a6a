"""standing_links.py: whatever changes in a sound site, the same faults are found in the same order as in one never seen before."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from kepu.common.files.kept import Kept
from kepu.common.problems import Problem
from kepu.postbuild import page_weight
from kepu.postbuild.built_site import BuiltSite, nowhere
from kepu.postbuild.data_audit import check_data
from kepu.postbuild.link_audit import audit
from kepu.postbuild.page_weight import check_weight

PAGE = """<!doctype html>
<html lang="zh-CN"><head><title>{name}</title></head>
<body><main{left}><h1 id="top">{name}</h1>{ids}
{links}
</main></body></html>
"""
ADDRESS = "https://example.gov.cn/kepu/"


class Pages:
    """A site of small pages that lead to one another, as a folder; `lead` is page → what its links name."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance, self.count = folder, chance, 0
        names = [f"p{number}/" for number in range(8)]
        self.lead: dict[str, list[str]] = {name: [] for name in ("", *names, "sitemap/")}
        self.ids = {name: ["a", "b"] for name in self.lead}
        self.left, self.data = set[str](), {"feed.json": [*names], "p1/x.json": ["p1/#a", ADDRESS + "p2/"]}
        self.pictures = {"pic.png": 100}
        for at, name in enumerate(names):
            self.lead[["", "p0/", "p1/"][at % 3] if at else ""] += [name]
            self.lead[name] += [f"{chance.choice(names)}#a", "pic.png", "missing/#x"[:0] or ""]
        self.lead["sitemap/"], self.lead[""] = [*names], [*self.lead[""], "sitemap/"]

    def write(self) -> None:
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        for name, led in self.lead.items():
            up = "../" * name.count("/") or "./"
            tags = [
                f'<img src="{up}{to}" alt="">' if to.endswith(".png") else f'<a href="{up}{to}">去</a>' for to in led
            ]
            ids = "".join(f'<p id="{id}">字</p>' for id in self.ids[name])
            left = " data-kx-left" if name in self.left else ""
            self.file(f"{name}index.html", PAGE.format(name=name or "首页", left=left, ids=ids, links="\n".join(tags)))
        for name, urls in self.data.items():
            self.file(name, f'[{", ".join(f"""{{"url": "{url}"}}""" for url in urls)}]')
        for name, size in self.pictures.items():
            self.file(name, "0" * size)

    def file(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def holds(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ("lead", "ids", "left", "data", "pictures")}

    def page(self) -> str:
        return self.chance.choice(sorted(self.lead))

    def add(self, leading: bool) -> None:
        name = f"n{self.count}/"
        self.lead[name], self.ids[name] = [self.page()], ["a"]
        if leading:
            self.lead[self.page()].append(f"{name}#a")

    def remove(self, everywhere: bool) -> None:
        if (name := self.page()) and len(self.lead) > 4:
            del self.lead[name]
            if everywhere:
                for all_named in (self.lead, self.data):
                    for other, led in all_named.items():
                        all_named[other] = [to for to in led if to.removeprefix(ADDRESS).partition("#")[0] != name]

    def leave(self) -> None:
        """Have a page say where its contents went, with no link to it; or have one that does say something again."""
        if self.left:
            self.left.remove(self.chance.choice(sorted(self.left)))
        elif name := self.page():
            self.left.add(name)
            self.lead = {other: [to for to in led if to.partition("#")[0] != name] for other, led in self.lead.items()}

    def lose(self, named: dict[str, list[str]]) -> None:
        one = self.chance.choice(sorted(named))
        if named[one]:
            named[one].remove(self.chance.choice(named[one]))


CHANGES: dict[str, Callable[[Pages], object]] = {
    "page added": lambda it: it.add(leading=True),
    "orphan added": lambda it: it.add(leading=False),
    "page deleted": lambda it: it.remove(everywhere=False),
    "page deleted with all links to it": lambda it: it.remove(everywhere=True),
    "link added": lambda it: it.lead[it.page()].append(f"{it.page()}#a"),
    "link removed": lambda it: it.lose(it.lead),
    "link broken": lambda it: it.lead[it.page()].append(
        it.chance.choice(["gone/", "#gone", "../../x", "p1/#gone", "/p1/"])
    ),
    "anchor removed": lambda it: it.lose(it.ids),
    "anchor doubled": lambda it: it.ids[it.page()].append("b"),
    "page redirected": lambda it: it.left.symmetric_difference_update({it.page()}),
    "page redirected with no link to it, or back": Pages.leave,
    "picture changed": lambda it: it.pictures.update({"pic.png": it.chance.choice([50, 100, 90_000])}),
    "data changed": lambda it: it.data["feed.json"].append(
        it.chance.choice(["p1/#a", "p2/#gone", "gone/", ADDRESS + "p3/"])
    ),
    "data shortened": lambda it: it.lose(it.data),
    "marker left": lambda it: it.lead[it.page()].append("{{ x }}"),
}


def found(site: BuiltSite) -> list[Problem]:
    problems = [*audit(site), *check_weight(site), *check_data(site, ADDRESS)]
    if not problems:
        site.is_sound()
    return problems


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
def test_what_is_found_in_a_site_that_was_sound_is_what_is_found_in_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(page_weight, "MOST_IN_ALL", 60_000)
    pages = Pages(tmp_path / "site", random.Random(seed))
    pages.write()
    keeping, sound, seen = partial(Kept, tmp_path / "kept", "p"), 0, set[str]()
    assert found(BuiltSite(pages.folder, keeping)) == []
    good = copy.deepcopy(pages.holds())
    for pages.count in range(40):
        changes = pages.chance.choices(sorted(CHANGES), k=pages.chance.choice([1, 1, 2]))
        for change in changes:
            CHANGES[change](pages)
        pages.write()
        problems = found(BuiltSite(pages.folder, nowhere))
        assert found(BuiltSite(pages.folder, keeping)) == problems, changes
        seen |= {problem.message.partition("：")[0][:6] for problem in problems}
        sound += not problems
        if not problems:
            good = copy.deepcopy(pages.holds())
        elif pages.chance.random() < 0.7:  # an editor takes it back, perhaps after some more of it
            pages.__dict__.update(copy.deepcopy(good))
    assert sound > 5 and len(seen) > 3, seen
