"""Nothing of another county: in what every county uses, and in the site of one that there is not."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from counties import FOREIGN, LIUXI, QINGJIANG, MadeUp, make_county
from kepu.common.files import national
from kepu.model.plan import Plan
from kepu.model.record import Record
from kepu.project.content_loader import Written, load_content
from kepu.project.foreign.foreign_names import foreign_names
from kepu.project.plan_loader import load_plan
from sites import ROOT, SUMMER_2026, Content, Site, build_at, edit

pytestmark = pytest.mark.ours  # the made-up counties have the shape of the real one

County = tuple[Path, Plan, list[Written], dict[Path, Record]]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """A made-up county, read."""
    root = make_county(tmp_path_factory.mktemp("county"), QINGJIANG)
    known: dict[Path, Record] = {}
    plan = load_plan(root, known)
    return root, plan, load_content(root, plan)[0], known


def said(root: Path, plan: Plan, pages: list[Written]) -> list[str]:
    return [str(problem) for problem in foreign_names(root, plan, pages)]


def test_what_every_county_uses_names_no_place_office_number_or_plan_of_one(county: County) -> None:
    root, plan, pages, _ = county
    assert said(root, plan, pages) == []
    files = [path for path in national.national_folder().rglob("*") if path.suffix in (".md", ".yaml")]
    named = {path.name for path in files if any(word in path.read_text("utf-8") for word in FOREIGN)}
    assert named == {national.PLACE_NAMES}


def test_the_real_county_names_nothing_of_another(real_plan: Plan, real_content: Content) -> None:
    assert said(ROOT, real_plan, real_content[0]) == []


LEFT = """name: 去武汉看展
kind: exhibition
about: 在武汉，先问区教育局，再打下面的电话；桂花镇、永安药房也有。
provider: 提供的单位
access: 打 027-85870000，看《咸安区全民科学素质行动规划纲要实施方案》。
audiences: [youth]
sources:
  - name: 《汉阳区某某实施方案》
    publisher: 武汉的一家报纸
added: 2026-05-01
"""


def test_what_was_left_of_another_county_is_named_with_its_line(county: County) -> None:
    root, _, pages, known = county
    path = root / "plan" / "resources" / "left.yaml"
    path.parent.mkdir()
    path.write_text(LEFT.replace("  - name: 《汉阳", "  - name: 报道 《汉阳"), "utf-8")
    try:
        lines = [
            line.removeprefix("plan/resources/left.yaml:") for line in said(root, load_plan(root, dict(known)), pages)
        ]
    finally:
        shutil.rmtree(path.parent)
    advice = "本地的就写进 plan/site.yaml 的 above 或 nearby，不是就改掉"
    assert lines == [
        "3: about：“区教育局”不是本地责任单位的叫法，照 plan/units/ 里的名称写",
        f"3: about：“桂花镇”是别处的地名（咸安区）；{advice}",
        "5: access：“咸安”是别处的地名（咸安区）；" + advice,
        "5: access：《咸安区全民科学素质行动规划纲要实施方案》是别处的方案，本地的方案里没有提到",
        "5: access：区号 027 是湖北 武汉市的，请核对这个电话",
        "8: name：《汉阳区某某实施方案》是别处的方案，本地的方案里没有提到",
    ]


def test_a_place_that_the_county_says_it_tells_of_is_none_of_another(county: County) -> None:
    root, plan, pages, _ = county
    group = plan.synonyms.groups[0].model_copy(update={"means": ("武汉展览", "襄阳展览")})
    more = replace(plan, synonyms=plan.synonyms.model_copy(update={"groups": (group,)}))
    assert [line.split("“")[1].split("”")[0] for line in said(root, more, pages)] == ["武汉", "襄阳"]
    near = replace(more, site=plan.site.model_copy(update={"nearby": ("武汉市",)}))
    assert [line.split("“")[1].split("”")[0] for line in said(root, near, pages)] == ["襄阳"]


@pytest.mark.slow
def test_two_counties_are_built_with_one_engine_and_hold_nothing_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with a newer national content both are built again, without a changed file."""
    counties = {county: make_county(tmp_path / str(number), county) for number, county in enumerate((QINGJIANG, LIUXI))}
    for county, root in counties.items():
        build_at(SUMMER_2026, root, root / "site")
        assert left_in(root / "site", county) == {}
    newer = tmp_path / "engine"
    shutil.copytree(national.national_folder(), newer / "national")
    monkeypatch.setattr(national, "ENGINE", newer)
    edit(newer / "national" / "package.yaml", "version: ", "version: 2027.01.01 # ")
    edit(newer / "national" / "content" / "articles" / "flood.md", "title: ", "title: 新版：")
    shutil.copy(
        newer / "national" / "content" / "articles" / "flood.md",
        newer / "national" / "content" / "articles" / "flood-again.md",
    )
    for root in counties.values():
        before = own_files(root)
        build_at(SUMMER_2026, root, root / "site")
        site = Site(root / "site")
        assert site["articles/flood/"].title.startswith("新版：") and "articles/flood-again/" in site.pages
        assert own_files(root) == before


def left_in(site: Path, county: MadeUp) -> Counter[str]:
    """How often the names of another county stand in the files of a site; 清江县 is the example of the guides."""
    others = {word for other in (QINGJIANG, LIUXI) if other != county for word in (other.city, other.province)}
    texts = (path.read_bytes().decode("utf-8", "ignore") for path in site.rglob("*") if path.is_file())
    return +sum((Counter({word: text.count(word) for word in (*FOREIGN, *others)}) for text in texts), Counter())


def own_files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for folder in ("plan", "content") for path in (root / folder).rglob("*.*")}
