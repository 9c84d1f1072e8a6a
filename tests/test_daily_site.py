"""The daily piece on the built sites: home page, its own page, the months, the ways to them."""

from __future__ import annotations

import re

import pytest
from kepu.common.dates import build_date
from kepu.model.plan import Plan
from kepu.queries.articles import Article
from kepu.queries.daily.piece import behind, source_in_words
from kepu.queries.daily.schedule import DAYS_OF_YEAR, month_of, piece_on
from sites import HtmlPage, Site, text_of

FIRST = "六月头一天看水磨。水磨靠流水转。"
URLS = ["daily/", *(f"daily/{month:02}/" for month in range(1, 13))]


def parts(page: HtmlPage, name: str) -> list[str]:
    """The words of the elements that a script would change."""
    return [text_of(element) for element in page.all() if f"data-daily-{name}" in element.attrib]


def test_the_pages_are_there_and_only_the_first_is_searched(real_site: Site, small_site: Site) -> None:
    assert [url for url in URLS if url not in real_site.pages] == []
    assert [url for url in small_site.pages if url.startswith("daily")] == []
    found = {url: (entry.title, entry.kind) for url, entry in real_site.found.items() if url.startswith("daily")}
    assert found == {"daily/": ("天天科普", "天天科普")}


def test_observances_to_come_are_not_found_through_the_page_of_the_day(real_site: Site) -> None:
    page = real_site["daily/"]
    assert len([e for e in page.all("li") if "data-observance" in e.attrib]) > 20
    assert all(e.tag == "aside" for e in page.all() if "data-daily-observed" in e.attrib)  # search passes these over


@pytest.mark.parametrize("url", ["", "daily/"])
def test_without_scripts_the_piece_stands_under_the_day_of_the_build(url: str, calendar_site: Site) -> None:
    page = calendar_site[url]
    assert set(parts(page, "text")) == {FIRST}
    assert {words for words in parts(page, "date") if words} == {"2026年6月1日"}
    assert set(parts(page, "source")) == {"乙局《磨坊手册》"}
    (link,) = [e for e in page.all("a") if "data-daily-behind" in e.attrib]
    assert (text_of(link), page.resolved(link.get("href") or "")) == ("老磨坊", "resources/old-mill/")


def test_the_real_page_shows_the_piece_of_the_build(real_site: Site, real_plan: Plan) -> None:
    piece = piece_on(real_plan, build_date())
    assert piece
    for url in ("", "daily/"):
        assert set(parts(real_site[url], "text")) == {piece.text}


def test_the_line_to_copy_is_whole_and_plain(calendar_site: Site) -> None:
    (line,) = [e for e in calendar_site["daily/"].all("p") if "data-daily-line" in e.attrib]
    words = re.sub(r"，以责任单位公布的为准", "", text_of(line))
    assert words.startswith(f"【科普某区 · 天天科普】2026年6月1日。{FIRST}（出处：乙局《磨坊手册》）https://")
    assert words.endswith("/daily/") and "\n" not in words
    assert not list(line.iter("a"))


def test_doubt_is_marked(calendar_site: Site) -> None:
    june = calendar_site["daily/06/"]
    days = {item.get("id"): text_of(item) for item in june.all("li", "kx-day")}
    assert [id for id, words in days.items() if "以责任单位公布的为准" in words] == ["d-06-02"]
    hidden = [e for e in calendar_site["daily/"].all() if "data-daily-weak" in e.attrib]
    assert hidden and all("hidden" in element.attrib for element in hidden)


def test_words_of_a_piece_are_text(calendar_site: Site) -> None:
    assert "第二天的这一条还要<核>一遍。" in calendar_site["daily/06/"].text


def test_every_day_of_the_year_stands_at_its_anchor(
    real_site: Site, real_plan: Plan, real_articles: tuple[Article, ...]
) -> None:
    found = []
    for month in range(1, 13):
        page = real_site[f"daily/{month:02}/"]
        items = page.all("li", "kx-day")
        found += [(item.get("id") or "").removeprefix("d-") for item in items]
        for item, (day, piece) in zip(items, month_of(real_plan, month), strict=True):
            said = behind(real_plan, real_articles, piece)
            assert piece.text in text_of(item) and source_in_words(piece) in text_of(item), day
            assert said.title in text_of(item) and said.url in page.links(item), day
    assert tuple(found) == DAYS_OF_YEAR


def test_the_observance_of_a_day_comes_before_its_piece(real_site: Site) -> None:
    november = real_site["daily/11/"]
    (ninth,) = [item for item in november.all("li", "kx-day") if item.get("id") == "d-11-09"]
    assert re.search(r"全国消防日.*打119要说清", re.sub(r"\s+", " ", text_of(ninth)))
    assert "observances/fire-safety-day/" in november.links(ninth)
    assert "全国消防宣传月" not in november.text


def test_home_sitemap_and_footer_lead_to_the_page(real_site: Site, small_site: Site) -> None:
    for url in ("", "sitemap/", "about/"):
        assert "daily/" in real_site[url].links(), url
        assert "daily/" not in small_site[url].links(), url
    assert set(URLS) <= {link.partition("#")[0] for link in real_site["sitemap/"].links()}


def test_the_script_is_loaded_where_it_is_needed_and_only_there(real_site: Site, small_site: Site) -> None:
    def scripted(site: Site) -> set[str]:
        return {page.url for page in site if any("/daily." in (e.get("src") or "") for e in page.all("script"))}

    assert scripted(real_site) == {"", "daily/"}
    assert scripted(small_site) == set()


def test_a_page_of_the_day_offers_feed_and_data(real_site: Site) -> None:
    page = real_site["daily/"]
    assert {"daily.xml", "api/v1/daily.json"} <= set(page.links(page.main))
    for name in ("daily.xml", "api/v1/daily.json", "api/v1/schema/daily.json", "daily/02.json"):
        assert (real_site.folder / name).is_file()
