"""icons.py: one table of icons; every name used is in it, and every icon in it is used."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from kepu.model.plan import Plan
from kepu.model.resources import RESOURCE_KINDS
from kepu.project.content_loader import load_content
from kepu.project.icons import TAKEN, UnknownIcon, drawn_icons, icon_svg, material_icons
from kepu.project.pictures import SHAPES
from kepu.queries.articles import Article, emergencies
from kepu.render.jinja_env import DrawingError, render
from sites import ROOT, Site

ARTICLE = ROOT / "national" / "content" / "articles" / "fire.md"


def test_every_emergency_article_has_a_drawing_of_its_own_and_none_is_left_over(
    real_articles: tuple[Article, ...],
) -> None:
    named = Counter(article.head.icon for article in emergencies(real_articles))
    assert [name for name, count in named.items() if count > 1] == []
    assert named.keys() == drawn_icons(ROOT).keys()


def test_every_sign_of_the_table_is_there_and_used(real_plan: Plan) -> None:
    templates = " ".join(path.read_text("utf-8") for path in (ROOT / "overrides" / "plan").rglob("*.html"))
    calls = re.findall(r"icon\(([^)]*)\)", templates)
    used = {name for call in calls for name in re.findall(r'"([\w-]+)"', call)}
    used |= {name for task in real_plan.current.tasks for name in (task.id, task.kind)}
    used |= {*topics(real_plan), *RESOURCE_KINDS} - drawn_icons(ROOT).keys()
    assert used == TAKEN.keys()
    assert {*TAKEN.values()} <= material_icons().keys()


def topics(plan: Plan) -> list[str]:
    assert plan.vocabulary
    return [term.id for term in plan.vocabulary.topics]


def test_every_topic_door_and_kind_of_resource_has_a_sign_unlike_the_others(real_plan: Plan) -> None:
    assert real_plan.vocabulary
    doors = [term.id for term in real_plan.vocabulary.audiences]
    for names in (topics(real_plan), doors, [*RESOURCE_KINDS]):
        signs = [icon_svg(drawn_icons(ROOT), name) for name in names]  # raises where there is none
        assert len({*signs}) == len(signs) > 4


def test_topics_and_kinds_of_resources_show_their_signs(real_site: Site) -> None:
    for url in ("topics/health/", "topics/fire/", "resources/hotline-110/", "resources/", "articles/"):
        main = real_site[url].one("main")
        assert [svg.get("aria-hidden") for svg in main.iter("svg") if "kx-icon" in svg.get("class", "")], url


@pytest.mark.parametrize("name", drawn_icons(ROOT))
def test_a_drawing_keeps_to_the_grid_and_to_two_colours(name: str) -> None:
    drawing = drawn_icons(ROOT)[name].read_text("utf-8")
    assert 'viewBox="0 0 48 48"' in drawing and len(drawing) < 700
    assert {*re.findall(r"<(\w+)", drawing)} <= {*SHAPES, "svg"}
    assert {*re.findall(r"[ ]([\w-]+)=", drawing)} <= {
        *[
            "d",
            "cx",
            "cy",
            "r",
            "x",
            "y",
            "rx",
            "width",
            "height",
            "class",
            "transform",
            "stroke-width",
            "xmlns",
            "viewBox",
        ]
    }
    assert {*re.findall(r'class="([^"]+)"', drawing)} == {"kx-icon__danger"}
    assert icon_svg(drawn_icons(ROOT), name).startswith(
        '<svg class="kx-icon kx-icon--drawn" viewBox="0 0 48 48" aria-hidden="true">'
    )


def test_no_template_holds_an_icon_of_its_own() -> None:
    own = {
        "components.html",
        "macro.html",
        "wall.html",
    }  # the emblem, a chart, pictures of articles
    folder = ROOT / "overrides" / "plan"
    holding = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if "<svg" in path.read_text("utf-8")
    }
    assert holding == own


def test_a_name_that_does_not_exist_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(UnknownIcon, match="没有“fier”这个图标，是否指 fire？"):
        icon_svg(drawn_icons(ROOT), "fier")
    template = tmp_path / "overrides" / "plan" / "x.html"
    template.parent.mkdir(parents=True)
    template.write_text('<p>\n{{ icon("serch") }}</p>', "utf-8")
    with pytest.raises(DrawingError, match=r"overrides/plan/x\.html:2: .*没有“serch”这个图标，是否指 search？"):
        render(tmp_path, "x.html", "", {})


def test_an_article_that_names_an_icon_that_does_not_exist_is_refused_with_its_line(tmp_path: Path) -> None:
    article = tmp_path / "content" / "articles" / "fire.md"
    article.parent.mkdir(parents=True)
    article.write_text(ARTICLE.read_text("utf-8").replace("icon: fire\n", "icon: fier\n"), "utf-8")
    problems = [str(problem) for problem in load_content(tmp_path, None)[1]]
    line = article.read_text("utf-8").splitlines().index("icon: fier") + 1
    assert f"content/articles/fire.md:{line}: icon：图标“fier”不存在，是否指 fire？" in problems
