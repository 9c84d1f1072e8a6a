"""redirects.py: what was published once is there, or somebody has said where it went."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from kepu.build.build_site import build_site
from kepu.common.dates import build_date
from kepu.common.files.known_addresses import read_addresses, remember_addresses
from kepu.common.problems import PlanError
from kepu.exports.table import generate_exports
from kepu.model.plan import Plan
from kepu.postbuild.addresses import (
    addresses,
    check_addresses,
    check_hidden,
    check_redirects,
    moved_addresses,
    nginx_maps,
    removed_addresses,
)
from kepu.postbuild.built_site import BuiltSite
from kepu.project.plan_loader import load_plan
from kepu.queries.articles import Article
from sites import ROOT, Site, make_project

TODAY = date(2026, 6, 1)

ENTRIES = """moved:
  - {from: units/old/, to: units/jiaju/, since: 2026-05-01, why: 机构改革后改名}
removed:
  - {from: articles/old/, instead: articles/, since: 2026-05-02, why: 内容过时}
  - {from: notes/old/, since: 2026-05-02, why: 内容过时}
"""

Saying = Callable[[str], Plan]


@pytest.fixture
def saying(copy_plan: Callable[..., Path]) -> Saying:
    """The small plan with these words in plan/redirects.yaml."""

    def load(words: str) -> Plan:
        root = copy_plan()
        (root / "plan" / "redirects.yaml").write_text(words, "utf-8")
        return load_plan(root)

    return load


def messages(plan: Plan, present: set[str], known: set[str], today: date = TODAY) -> list[str]:
    return [str(problem) for problem in check_redirects(plan, present, known, today)]


def test_an_address_that_vanishes_without_an_entry_is_named(valid_plan: Plan) -> None:
    (said,) = messages(valid_plan, {"", "units/jiaju/"}, {"", "units/jiajv/", "units/jiaju/"})
    assert said.startswith("plan/redirects.yaml:1: “units/jiajv/”发布过，现在没有了；搬走的在 moved 里写 from、to")


def test_a_new_address_much_like_it_is_offered(valid_plan: Plan) -> None:
    (said,) = messages(valid_plan, {"units/jiaju/"}, {"units/jiajv/"})
    assert "现在没有了，是否搬到了 units/jiaju/？搬走的" in said


def test_a_feed_that_goes_with_its_page_is_not_named_beside_it(valid_plan: Plan) -> None:
    assert len(messages(valid_plan, set(), {"units/old/", "units/old/events.ics"})) == 1
    assert len(messages(valid_plan, {"units/old/"}, {"units/old/", "units/old/events.ics"})) == 1


def test_an_entry_accounts_for_a_page_and_the_files_beside_it(saying: Saying) -> None:
    plan = saying(ENTRIES)
    known = {"units/old/", "units/old/events.ics", "articles/old/", "notes/old/"}
    assert messages(plan, {"units/jiaju/", "articles/"}, known) == []


def test_an_entry_does_not_account_for_pages_below(saying: Saying) -> None:
    (said,) = messages(saying(ENTRIES), {"units/jiaju/", "articles/"}, {"units/old/more/"})
    assert "“units/old/more/”发布过" in said


def test_what_was_published_is_built_again(tmp_path: Path, saying: Saying, small_site: Site) -> None:
    """The index for portals is made after the checks, so a build must not miss it."""
    plan = saying("removed: []\n")
    (tmp_path / "plan").mkdir(exist_ok=True)
    remember_addresses(tmp_path, addresses(small_site.folder))
    again = tmp_path / "again"
    shutil.copytree(
        small_site.folder, again, ignore=lambda folder, names: ["pagefind"] if folder == str(small_site.folder) else []
    )
    assert check_addresses(tmp_path, BuiltSite(again), plan) == []


def test_an_entry_hides_no_file_of_the_site(saying: Saying, tmp_path: Path) -> None:
    names = ("404.html", "search/names.json", "assets/icon.svg", "robots.txt")
    for name in names:
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).touch()
    entry = "  - {from: %s, to: plan/, since: 2026-05-01, why: 换了}\n"
    plan = saying("moved:\n" + "".join(entry % name for name in (*names[:-1], "Robots.txt", "old.ics")))
    said = [str(problem) for problem in check_hidden(plan, BuiltSite(tmp_path / "site").files)]
    assert [line.split("：")[0] for line in said] == [f"plan/redirects.yaml:{line}: from" for line in (2, 3, 4, 5)]


def test_an_entry_must_be_true(saying: Saying) -> None:
    assert messages(saying(ENTRIES), {"units/old/", "notes/old/", "articles/"}, set()) == [
        "plan/redirects.yaml:2: from：“units/old/”现在有页面，不能又说它搬走或撤下了",
        "plan/redirects.yaml:2: to：没有“units/jiaju/”这个地址，是否指 units/old/？",
        "plan/redirects.yaml:5: from：“notes/old/”现在有页面，不能又说它搬走或撤下了",
    ]


@pytest.mark.parametrize(
    ("address", "today", "missed"),
    [
        ("events/2025/", date(2026, 12, 31), True),
        ("events/2025/", date(2027, 1, 1), False),
        ("events/2027/12/", date(2026, 1, 1), True),
        ("events/2027/12/", date(2025, 12, 31), False),
        ("events/2025/03/", date(2027, 1, 1), False),
        ("events/2025/science-day/", date(2027, 1, 1), True),
        ("events/", date(2027, 1, 1), True),
        ("resources/topic/science/2/", date(2027, 1, 1), False),
        ("resources/topic/", date(2027, 1, 1), True),
    ],
)
def test_pages_of_a_year_or_a_list_without_entries_run_out(
    valid_plan: Plan, address: str, today: date, missed: bool
) -> None:
    assert bool(messages(valid_plan, set(), {address}, today)) is missed


def test_what_the_plan_still_holds_may_rest(calendar_plan: Plan) -> None:
    """An entry is not shown after its last day; that must not stop the build of the next morning."""
    expert, topic = next(iter(calendar_plan.experts)), calendar_plan.vocabulary.topics[0].id  # type: ignore[union-attr]
    known = {f"experts/{expert}/", "experts/", f"topics/{topic}/", f"topics/{topic}/events.ics"}
    assert messages(calendar_plan, set(), known) == []
    assert len(messages(calendar_plan, set(), {"experts/nobody/", "topics/nothing/"})) == 2


def test_the_feed_of_a_moved_page_moves_with_it(saying: Saying) -> None:
    plan = saying(ENTRIES)
    present = {"units/jiaju/", "units/jiaju/events.ics"}
    known = {"units/old/", "units/old/events.ics", "units/old/gone.json", "units/older/events.ics"}
    assert moved_addresses(plan, present, known) == {
        "units/old/": "units/jiaju/",
        "units/old/events.ics": "units/jiaju/events.ics",
    }
    assert removed_addresses(plan) == ["articles/old/", "notes/old/"]


def test_nginx_is_told_in_two_maps() -> None:
    assert nginx_maps({"旧/": "新/"}, ["a/"]) == {
        "moved.map": '"旧/" "%E6%96%B0/";\n',
        "removed.map": '"a/" 1;\n',
    }


def test_the_list_of_addresses_only_grows(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    assert read_addresses(tmp_path) == []
    assert remember_addresses(tmp_path, {"", "b/", "a/"}) == 2
    assert remember_addresses(tmp_path, {"", "c/", "b/"}) == 1
    assert read_addresses(tmp_path) == ["a/", "b/", "c/"]
    before = (tmp_path / "plan" / "addresses.txt").read_bytes()
    assert remember_addresses(tmp_path, {"", "a/"}) == 0
    assert (tmp_path / "plan" / "addresses.txt").read_bytes() == before


@pytest.fixture(scope="module")
def left_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Plan]:
    """A small site that pages have left."""
    folder = tmp_path_factory.mktemp("left")
    root = make_project(folder / "project", "small")
    (root / "plan" / "redirects.yaml").write_text(ENTRIES.replace("instead: articles/, ", ""), "utf-8")
    (root / "plan" / "addresses.txt").write_text("units/old/\nunits/jiaju/\n", "utf-8")
    build_site(root, folder / "site")
    return Site(folder / "site"), load_plan(root)


def test_a_moved_page_leads_on_without_a_server(left_site: tuple[Site, Plan]) -> None:
    page = left_site[0]["units/old/"]
    (refresh,) = [meta for meta in page.all("meta") if meta.get("http-equiv") == "refresh"]
    assert refresh.get("content") == "0; url=../jiaju/"
    assert "units/jiaju/" in page.links(page.main)
    assert page.meta("robots") == "noindex"
    assert page.one("link", rel="canonical").get("href") == "https://example.gov.cn/kepu/units/jiaju/"
    assert "机构改革后改名" in page.text and "2026年5月1日" in page.text


def test_a_removed_page_says_why_and_where_to_go_on(left_site: tuple[Site, Plan]) -> None:
    page = left_site[0]["articles/old/"]
    assert page.title == "这个页面已撤下"
    assert "内容过时" in page.text and "2026年5月2日" in page.text
    assert "" in page.links(page.main)
    assert page.meta("robots") == "noindex"
    assert [meta for meta in page.all("meta") if meta.get("http-equiv") == "refresh"] == []


def test_pages_that_left_are_no_addresses_and_not_in_sitemap_or_search(left_site: tuple[Site, Plan]) -> None:
    site = left_site[0]
    assert {"units/old/", "articles/old/"}.isdisjoint(addresses(site.folder))
    assert {"", "units/jiaju/", "api/v1/plan.json"} <= addresses(site.folder)
    for name in ("sitemap.xml", "search/names.json"):
        text = (site.folder / name).read_text("utf-8")
        assert "units/jiaju/" in text and "units/old/" not in text and "articles/old/" not in text


def test_whatever_others_follow_or_load_is_promised(
    real_site: Site, real_plan: Plan, real_articles: tuple[Article, ...]
) -> None:
    """All that the exports make: feeds, calendars, workbooks, the days of each month, open data."""
    made = {path for path, _ in generate_exports(real_plan, build_date(), real_articles)}
    assert made - addresses(real_site.folder) == set()
    kinds = {name.rpartition(".")[2] for name in made}
    assert {"ics", "xlsx", "xml", "json", "csv"} == kinds and any(
        re.fullmatch(r"daily/\d\d\.json", name) for name in made
    )
    files = real_site.files()
    loose = {name for name in files if re.search(r"\.(ics|xlsx|xml|csv)$", name)} - {"sitemap.xml"}
    assert loose - addresses(real_site.folder) == set()


def test_a_page_that_vanishes_fails_the_build_and_leaves_the_old_site(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", "small")
    (root / "plan" / "addresses.txt").write_text("units/old/\nunits/jiaju/\n", "utf-8")
    (root / "plan" / "redirects.yaml").write_text(
        "moved:\n  - {from: units/gone/, to: nowhere/, since: 2026-05-01, why: 改名}\n", "utf-8"
    )
    (tmp_path / "site").mkdir()
    with pytest.raises(PlanError) as raised:
        build_site(root, tmp_path / "site")
    said = str(raised.value)
    assert "plan/redirects.yaml:1: “units/old/”发布过，现在没有了" in said
    assert "plan/redirects.yaml:2: to：没有“nowhere/”这个地址" in said
    assert list((tmp_path / "site").iterdir()) == []


def test_copies_from_elsewhere_are_no_promise(tmp_path: Path) -> None:
    for address in ("reposts/", "reposts/province/20260601-a/"):
        (tmp_path / address).mkdir(parents=True, exist_ok=True)
        (tmp_path / address / "index.html").write_text("<main></main>")
    assert addresses(tmp_path) == {"reposts/"}


def test_the_projects_own_list_is_sorted_and_kept(real_site: Site) -> None:
    known = read_addresses(ROOT)
    assert known == sorted(set(known)) and len(known) > 300
    assert {"plan/", "units/kexie/", "events.ics", "api/v1/plan.json"} <= set(known) & addresses(real_site.folder)
