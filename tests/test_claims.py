"""claims.py: nobody takes an address that has its maker, and who tries is told at his own file."""

from __future__ import annotations

from pathlib import Path

import pytest
from kepu.common.problems import PlanError
from kepu.render.project import read_project
from sites import STUB, make_project

OFFICIAL = {
    "index.md": ("", "程序生成的页面"),
    "search.md": ("search/", "程序生成的页面“搜索”"),
    "sitemap.md": ("sitemap/", "程序生成的页面“站点地图”"),
    "duties.md": ("duties/", "程序生成的页面“责任分工”"),
    "plan/source.md": ("plan/source/", "程序生成的页面“方案原文”"),
    "measures/youth-1.md": ("measures/youth-1/", "程序生成的页面"),
    "2026-2030/actions/youth.md": ("2026-2030/actions/youth/", "程序生成的页面"),
    "units/jiaju.md": ("units/jiaju/", "程序生成的页面“甲局”"),
    "units/jiaju/index.md": ("units/jiaju/", "程序生成的页面“甲局”"),
    "api/v1/duties.xlsx": ("api/v1/duties.xlsx", "程序生成的文件"),
    "units/jiaju/duties.xlsx": ("units/jiaju/duties.xlsx", "程序生成的文件"),
}


def refused(root: Path) -> list[str]:
    with pytest.raises(PlanError) as error:
        read_project(root)
    return [str(problem) for problem in error.value.problems if not problem.warning]


def test_what_the_program_makes_is_not_replaced_by_hand(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    assert read_project(root).warnings == []
    for name in OFFICIAL:
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(STUB.format(title="假的").encode() if name.endswith(".md") else b"PK\3\4")
    said = refused(root)
    for name, (address, owner) in OFFICIAL.items():
        expected = f"content/{name}:1: 这个网址（/{address}）是{owner}"
        assert any(line.startswith(expected) and line.endswith("请换一个文件名") for line in said), (name, said)


def test_folders_of_the_program_and_addresses_that_were_left_have_their_makers_too(tmp_path: Path) -> None:
    root = make_project(tmp_path, pages={"pagefind/a.md": STUB, "assets/b.md": STUB})
    (root / "plan" / "redirects.yaml").write_text(
        "moved:\n  - {from: about/, to: plan/, since: 2026-01-01, why: 换了}\n"
        "  - {from: units/jiaju/, to: plan/, since: 2026-01-01, why: 换了}\n"
        "  - {from: api/v1/Duties.csv, to: plan/, since: 2026-01-01, why: 换了}\n",
        "utf-8",
    )
    assert refused(root) == [
        "content/assets/b.md:1: “assets/”这个文件夹只放程序生成的文件，请放到别处",
        "content/pagefind/a.md:1: “pagefind/”这个文件夹只放程序生成的文件，请放到别处",
        "plan/redirects.yaml:2: from：“about/”现在有手写的页面 content/about.md，不能又说它搬走或撤下了",
        "plan/redirects.yaml:3: from：“units/jiaju/”现在有程序生成的页面“甲局”，不能又说它搬走或撤下了",
        "plan/redirects.yaml:4: from：“api/v1/Duties.csv”现在有程序生成的文件，不能又说它搬走或撤下了",
    ]
