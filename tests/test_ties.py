"""What the map of a plan ties to its measures, and what its own text names."""

from __future__ import annotations

from pathlib import Path

import pytest
from kepu.project.content_loader import load_content
from kepu.project.plan_loader import load_plan
from kepu.queries.articles import articles_of, filed_for_measure
from sites import ARTICLE, Site, edit, make_project

MAP = """audiences: {youth: youth}
nodes:
  - node: youth-1
    about:
      - {topics: [science], audiences: [youth], first: true}
      - {kinds: [emergency]}
    also: [observances/harvest, articles/chosen]
    without: [articles/other]
"""


def article(title: str, more: str) -> str:
    return ARTICLE.format(title=title, more=more, words="一段。").replace("topics: [disaster]\n", "", 1)


PAGES = {
    "articles/first.md": article("先写青少年", "topics: [science]\naudiences: [youth, seniors]\n"),
    "articles/second.md": article("先写老年人", "topics: [science]\naudiences: [seniors, youth]\n"),
    "articles/other.md": article("不算的", "topics: [science]\naudiences: [youth]\n"),
    "articles/chosen.md": article("点名的", "topics: [disaster]\n"),
    "articles/own.md": article("自己写了措施的", "topics: [science]\naudiences: [youth]\nmeasures: [youth-2]\n"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_project(tmp_path / "project", "calendar", PAGES)
    (root / "plan" / "2021-2025" / "map.yaml").write_text(MAP, "utf-8")
    return root


def test_an_article_belongs_where_topics_and_audiences_lead_and_where_it_is_named(root: Path) -> None:
    plan = load_plan(root)
    articles = articles_of(load_content(root, plan)[0])
    served = {one.id: one.serves for one in articles}
    assert served == {"first": ("youth-1",), "second": (), "other": (), "chosen": ("youth-1",), "own": ("youth-2",)}
    assert [one.id for one in filed_for_measure(articles, "youth-1")] == ["chosen", "first"]


def test_a_day_is_tied_to_what_the_plan_says_of_it(root: Path) -> None:
    path = root / "plan" / "observances" / "fixed-span.yaml"
    edit(path, "measures: [youth-2]\n", "")
    found = load_plan(root).observances["fixed-span"]
    assert (found.plan_name, found.serves) == ("科技节", ("youth-2",))
    lines = (root / "plan" / "2021-2025" / "source.txt").read_text("utf-8").split("\n")
    assert found.plan_places and all("科技节" in lines[number - 1] for number in found.plan_places)
    edit(path, "aliases: [科技节]", "aliases: [科技日]")
    assert (load_plan(root).observances["fixed-span"].plan_name, load_plan(root).observances["fixed-span"].serves) == (
        "",
        (),
    )


def test_a_name_within_a_longer_one_is_not_named(root: Path) -> None:
    path = root / "plan" / "observances" / "fixed-span.yaml"
    edit(path, "aliases: [科技节]", "aliases: [科技]")
    assert load_plan(root).observances["fixed-span"].plan_name == "科技"
    (root / "plan" / "observances" / "longer.yaml").write_text(
        path.read_text("utf-8").replace("[科技]", "[科技节]").replace("科普月", "又一个月"), "utf-8"
    )
    plan = load_plan(root)
    assert plan.observances["longer"].plan_name == "科技节"
    assert all("科技节" not in line.replace("科技节", "") for line in plan.current.source.split("\n"))
    assert plan.observances["fixed-span"].plan_name == (
        "科技" if "科技" in plan.current.source.replace("科技节", "") else ""
    )


def test_every_page_of_a_day_that_the_plan_names_leads_to_the_paragraph(real_site: Site) -> None:
    page = real_site["observances/earth-day/"]
    places = [link for link in page.links(page.main) if link.startswith("plan/source/#p")]
    assert places and "世界地球日" in page.text and "方案里的写法" in page.text
    for place in places:
        address, _, anchor = place.partition("#")
        (paragraph,) = real_site[address].all(id=anchor)
        assert "世界地球日" in "".join(paragraph.itertext())
    assert "方案里的写法" not in real_site["observances/book-day/"].text
