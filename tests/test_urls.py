"""urls.py: where pages live, and links that work under any host and path."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

import pytest
from kepu.model.plan import Plan
from kepu.queries.urls import contrasts_url, duties_url, relative, source_url, url_of
from kepu.render.pages.table import generate_pages


@pytest.mark.parametrize(
    ("target", "page", "expected"),
    [
        ("", "", "./"),
        ("units/", "", "units/"),
        ("", "units/", "../"),
        ("units/", "units/", "./"),
        ("units/#single", "units/", "#single"),
        ("units/kexie/", "units/", "kexie/"),
        ("units/", "units/kexie/", "../"),
        ("units/jiaoyuju/", "units/kexie/", "../jiaoyuju/"),
        ("measures/youth-1/", "2026-2030/actions/youth/", "../../../measures/youth-1/"),
        ("plan/source/#p12", "measures/youth-1/", "../../plan/source/#p12"),
        ("api/v1/plan.json", "units/kexie/", "../../api/v1/plan.json"),
        ("units/kexie/duties.xlsx", "units/kexie/", "duties.xlsx"),
        ("api/v1/plan.json", "", "api/v1/plan.json"),
    ],
)
def test_a_link_is_written_as_seen_from_its_page(target: str, page: str, expected: str) -> None:
    assert relative(target, page) == expected


@pytest.mark.parametrize("base", ["https://example.gov.cn/", "https://example.gov.cn/a/b/", "file:///D:/site/"])
def test_every_page_reaches_every_other_under_any_base(two_periods: Plan, base: str) -> None:
    urls = [page.url for page in generate_pages(two_periods, date(2026, 6, 1))] + [
        "api/v1/plan.json",
        "plan/source/#p3",
    ]
    for page in urls[:-2]:
        for target in urls:
            assert urljoin(base + page, relative(target, page)) == base + target


def test_addresses_of_records_are_those_promised(real_plan: Plan) -> None:
    period = real_plan.current
    tasks = {task.id: task for task in period.tasks}
    assert [
        url_of(period),
        url_of(tasks["youth"]),
        url_of(tasks["digital"]),
        url_of(tasks["assurance"]),
        url_of(tasks["youth"].measures[1]),
        url_of(real_plan.units["kexie"]),
        url_of(real_plan.units["gexiangzhenbanchang"].members[0]),
        source_url(period),
        source_url(period, 7),
        contrasts_url(period),
        duties_url(period),
    ] == [
        "plan/",
        "actions/youth/",
        "projects/digital/",
        "safeguards/assurance/",
        "measures/youth-2/",
        "units/kexie/",
        "units/wenquanjiedao/",
        "plan/source/",
        "plan/source/#p7",
        "plan/contrasts/",
        "duties/",
    ]


def test_a_later_period_stands_in_a_folder_of_its_own(two_periods: Plan) -> None:
    earlier, later = two_periods.periods
    assert (url_of(earlier.tasks[0]), url_of(later.tasks[0])) == ("actions/youth/", "2026-2030/actions/youth/")
    assert (url_of(later), source_url(later, 1)) == ("2026-2030/plan/", "2026-2030/plan/source/#p1")
    assert (duties_url(later), url_of(later.tasks[0].measures[0])) == (
        "2026-2030/duties/",
        "2026-2030/measures/youth-1/",
    )


def test_a_record_without_a_page_has_no_address(real_plan: Plan) -> None:
    with pytest.raises(TypeError, match="Site"):
        url_of(real_plan.site)  # type: ignore[arg-type]


def test_no_two_pages_share_an_address(real_plan: Plan, two_periods: Plan) -> None:
    for plan in (real_plan, two_periods):
        urls = [page.url for page in generate_pages(plan, date(2026, 6, 1))]
        assert len(urls) == len(set(urls))
