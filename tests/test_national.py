"""The national content: a county's folder goes before it file by file, switches pieces off, and is told what does not fit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from kepu.common.files import national
from kepu.common.problems import PlanError
from kepu.project.content_loader import load_content
from kepu.project.foreign.national_content import check_national_pieces
from kepu.project.plan_loader import load_plan
from kepu.publish.withdraw import find_piece, take_back
from kepu.render.project import Project
from sites import edit, make_project

PIECE = "text: {text}\narticle: {article}\nsource: {{name: 出处}}\n"
ARTICLE = "---\ntitle: {title}\nsummary: 答案\ntopics: [disaster]\nsources:\n  - name: 出处\nwritten: 2026-05-01\n---\n一段。\n"
FILES = {
    "package.yaml": "format: 1\nversion: 2026.11.30\n",
    "plan/synonyms.yaml": "groups:\n  - {typed: [教委, 学校], means: [教育]}\n",
    "plan/offices.yaml": "offices:\n  - {office: [乙局, 甲局], typed: [老甲局, 学校]}\n  - {office: [丁局], typed: [老丁局]}\n",
    "plan/typos.yaml": "words:\n  - {wrong: 防犯, right: 防范}\n",
    "plan/daily/wind.yaml": PIECE.format(text="刮大风，先关窗。", article="wind"),
    "plan/daily/rain.yaml": PIECE.format(text="下大雨，不出门。", article="rain"),
    "content/articles/wind.md": ARTICLE.format(title="刮大风怎么办"),
    "content/articles/rain.md": ARTICLE.format(title="下大雨怎么办"),
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county that uses a small national content, installed elsewhere."""
    for name, text in FILES.items():
        path = tmp_path / "engine" / "national" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.setattr(national, "ENGINE", tmp_path / "engine")
    root = make_project(tmp_path / "county", "calendar")
    (root / "plan" / "site.yaml").write_text(
        (root / "plan" / "site.yaml").read_text("utf-8") + "national:\n  format: 1\n", "utf-8"
    )
    return root


def own(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def articles(root: Path) -> dict[str, str]:
    """Title of each article → where it lies, as an editor is told."""
    return {page.title: page.path for page in load_content(root, load_plan(root))[0] if page.article}


def test_a_county_that_asks_for_it_has_the_national_content(root: Path) -> None:
    plan = load_plan(root)
    assert plan.daily["wind"].where().path == "全国内容/plan/daily/wind.yaml"
    assert articles(root)["刮大风怎么办"] == "全国内容/content/articles/wind.md"
    edit(root / "plan" / "site.yaml", "national:\n  format: 1\n", "")
    assert "wind" not in load_plan(root).daily and "刮大风怎么办" not in articles(root)


def test_a_file_of_the_county_is_read_in_place_of_the_national_one(root: Path) -> None:
    own(root, "plan/daily/wind.yaml", PIECE.format(text="本县的风。", article="wind"))
    own(root, "content/articles/wind.md", ARTICLE.format(title="本县的风"))
    plan = load_plan(root)
    assert plan.daily["wind"].text == "本县的风。" and plan.daily["rain"].text == "下大雨，不出门。"
    assert articles(root) == {
        "本县的风": "content/articles/wind.md",
        "下大雨怎么办": "全国内容/content/articles/rain.md",
    }


def test_words_of_the_county_go_before_the_national_ones(root: Path) -> None:
    own(root, "plan/synonyms.yaml", "groups:\n  - {typed: [教委], means: [甲局]}\n")
    groups = load_plan(root).synonyms.groups
    assert [(group.typed, group.means) for group in groups][:2] == [(("教委",), ("甲局",)), (("学校",), ("教育",))]
    assert [typo.wrong for typo in load_plan(root).typos.words] == ["防犯"]


def test_an_office_is_found_by_everyday_words_under_the_name_that_the_county_has_for_it(root: Path) -> None:
    units = {unit.name for unit in load_plan(root).units.values()}
    group = load_plan(root).synonyms.groups[-1]
    assert group.typed == ("老甲局",) and set(group.means) <= units & {"甲局", "乙局"}
    assert group.where().path == "全国内容/plan/offices.yaml"


def test_what_comes_from_a_piece_that_is_switched_off_goes_with_it(root: Path) -> None:
    edit(root / "plan" / "site.yaml", "format: 1\n", "format: 1\n  without: [articles/wind, articles/wnid]\n")
    plan = load_plan(root)
    assert "wind" not in plan.daily and "rain" in plan.daily and "刮大风怎么办" not in articles(root)
    (hint,) = check_national_pieces(plan)
    assert hint.warning and hint.message == "全国内容里没有“articles/wnid”，是否指 articles/wind？；没有的不用写"


def test_a_national_piece_is_taken_back_by_switching_it_off(root: Path) -> None:
    plan = load_plan(root)
    pages = load_content(root, plan)[0]
    piece = find_piece(root, Project(plan, pages, []), "articles/rain/")
    change = take_back(root, piece, "本县不用", date(2026, 6, 1))
    assert "without: [articles/rain]\n" in (root / "plan" / "site.yaml").read_text("utf-8")
    assert set(articles(root)) == {"刮大风怎么办"} and set(load_plan(root).daily) & set(FILES) == set()
    change.undo()
    assert "下大雨怎么办" in articles(root)


def test_a_problem_in_a_national_piece_is_named_as_such(root: Path) -> None:
    own(national.national_folder(), "plan/daily/wind.yaml", "text: 风\n")
    with pytest.raises(PlanError, match=r"(?m)^全国内容/plan/daily/wind\.yaml:1: source：缺少这一项"):
        load_plan(root)


@pytest.mark.parametrize(
    ("package", "county", "said"),
    [
        (1, 2, "这个文件夹是照第 2 版格式写的，装着的程序只懂到第 1 版；请升级程序（pip install -U）"),
        (2, 1, "程序只读第 1 版格式的全国内容，装着的是第 2 版（2026.11.30）；请把程序和全国内容一起重新安装"),
        (None, 1, "程序里没有可用的全国内容；请重新安装程序"),
    ],
)
def test_what_does_not_go_together_is_said_in_one_sentence(
    root: Path, package: int | None, county: int, said: str
) -> None:
    path = national.national_folder() / "package.yaml"
    if package:
        edit(path, "format: 1", f"format: {package}")
    else:
        path.unlink()
    edit(root / "plan" / "site.yaml", "format: 1", f"format: {county}")
    with pytest.raises(PlanError) as refused:
        load_plan(root)
    (problem,) = refused.value.problems
    assert problem.where.path == "plan/site.yaml" and problem.where.line > 1 and problem.message == said


def test_a_piece_is_copied_to_be_changed_and_never_over_another(root: Path) -> None:
    path = national.override_piece(root, "全国内容/plan/daily/wind.yaml")
    assert path == root / "plan/daily/wind.yaml" and path.read_text("utf-8") == FILES["plan/daily/wind.yaml"]
    with pytest.raises(FileExistsError):
        national.override_piece(root, "全国内容/plan/daily/wind.yaml")
