"""Resources on the built site: lists, pages and doors."""

from __future__ import annotations

from sites import Site, text_of


def test_a_list_shows_every_resource_with_what_the_filters_need(calendar_site: Site) -> None:
    page = calendar_site["resources/"]
    offers = {text_of(item.find(".//a")): item for item in page.all("li", "kx-offer")}
    assert set(offers) == {"甲地救援热线", "老磨坊", "星图网", "月亮读本"}
    mill = offers["老磨坊"]
    facts = {name: mill.get(f"data-{name}") for name in ("audience", "topic", "kind", "place")}
    assert facts == {"audience": "youth", "topic": "disaster", "kind": "place", "place": "dongzhen"}


def test_what_nobody_has_opened_or_verified_says_so(calendar_site: Site) -> None:
    marks = {
        text_of(item.find(".//a")): {
            text_of(tag) for tag in item.iter("span") if "kx-tag--weak" in tag.get("class", "")
        }
        for item in calendar_site["resources/"].all("li", "kx-offer")
    }
    assert marks == {"甲地救援热线": set(), "老磨坊": {"待核"}, "星图网": set(), "月亮读本": {"链接待核验"}}
    assert "2026-02-01 打开核对过" in calendar_site["resources/star-map/"].text


def test_a_number_dials(calendar_site: Site) -> None:
    for url in ("resources/", "resources/rescue-line/"):
        assert calendar_site[url].all("a", href="tel:0000"), url


def test_a_way_out_of_the_site_says_so(calendar_site: Site) -> None:
    out = calendar_site["resources/star-map/"].one("a", href="https://stars.example/")
    assert "离开本站" in text_of(out) and out.get("rel") == "external"


def test_an_address_opens_in_a_map_program(calendar_site: Site) -> None:
    page = calendar_site["resources/old-mill/"]
    maps = [link.get("href") or "" for link in page.all("a", "kx-out")]
    assert any("uri.amap.com" in link and "%E8%80%81%E7%A3%A8%E5%9D%8A" in link for link in maps)
    assert "units/dongzhen/" in page.links(page.main)
    assert "有坡道" in page.text


def test_doors_and_measures_lead_to_resources(calendar_site: Site) -> None:
    for url in ("audiences/youth/", "topics/science/", "measures/youth-1/", "actions/youth/", "sitemap/"):
        assert "resources/star-map/" in calendar_site[url].links(), url
    assert "resources/old-mill/" not in calendar_site["audiences/seniors/"].links()


def test_a_topic_gathers_its_measures_and_units(calendar_site: Site) -> None:
    page = calendar_site["topics/science/"]
    assert "measures/youth-1/" in page.links(page.main)
    assert any(link.startswith("units/") for link in page.links(page.main))


def test_a_site_without_resources_has_no_sign_of_them(small_site: Site) -> None:
    assert "resources/" not in small_site.pages
    assert not any("科普资源" in text_of(link) for link in small_site[""].all("a"))
