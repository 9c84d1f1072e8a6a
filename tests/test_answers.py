"""Search answers for everything that a plan says, and it is told where it does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kepu.model.plan import Plan
from kepu.postbuild.answers import ask_all
from sites import Site


def test_every_node_unit_and_paragraph_of_the_real_plan_is_found(real_plan: Plan, real_site: Site) -> None:
    asked = ask_all(real_plan, real_site.folder)
    assert (asked.nodes, asked.paragraphs, asked.problems) == (48, len(real_plan.current.lines), [])
    assert asked.units > 24


def test_what_is_not_found_is_named_with_its_line(real_plan: Plan, real_site: Site, tmp_path: Path) -> None:
    shutil.copytree(real_site.folder / "search" / "pages", tmp_path / "search" / "pages")
    for path in (tmp_path / "search" / "pages").iterdir():
        url, title, marked = json.loads(path.read_text("utf-8"))
        if url == "plan/source/":
            path.write_text(json.dumps([url, title, marked.replace("科技小院", "科技大院")]), "utf-8")
        elif url == "units/kexie/":
            path.write_text(json.dumps([url, "科学技术协会", marked]), "utf-8")
        elif url == "measures/youth-1/":
            path.unlink()
        elif url == "measures/youth-2/":
            path.write_text(json.dumps([url, "全面推进科学教育", marked]), "utf-8")
        elif url == "articles/fire/":
            path.write_text(json.dumps([url, "加强教师科学素质提升工程", marked]), "utf-8")
    assert {problem.message for problem in ask_all(real_plan, tmp_path).problems} == {
        "搜“深入开展科学精神和科学家精神进校园活动”，找不到它的页面 measures/youth-1/",
        "搜“全面推进各阶段科学教育”，找不到它的页面 measures/youth-2/",
        "搜“加强教师科学素质提升工程”，有几页同名：measures/youth-3/、articles/fire/；请给其中一个起短名（short）",
        "搜“区科协”，找不到它的页面 units/kexie/",
        "搜第 21 段的话（“3.强化乡村振兴科技支撑。鼓励高校和科研”），找不到这一段",
        "搜第 74 段的话（“强化乡村振兴科技支撑。 鼓励高校和科研院”），找不到这一段",
    }
