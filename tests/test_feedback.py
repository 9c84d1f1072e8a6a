"""Whom every page names for what is wrong on it: by letter, by telephone, or the host and 12345."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from kepu.model.plan import Plan
from kepu.model.site import Contact
from kepu.render.jinja_env import render
from kepu.render.layout import Framed
from markupsafe import Markup
from sites import ROOT, HtmlPage, Site, text_of

MAIL, PHONE = "kepu@example.gov.cn", "0715-0000000"


def sentence(plan: Plan, contact: Contact) -> tuple[str, list[str]]:
    """The words at the foot of a page of a site that can be reached in this way, and where their links lead."""
    site = plan.site.model_copy(update={"contact": contact})
    page = Framed("units/jiaju/", "甲局", "", Markup(""))
    values = {"site": site, "plan": plan, "page": page, "site_page": None, "today": date(2026, 6, 1), "has_daily": True}
    foot = HtmlPage(page.url or "", render(ROOT, "frame/footer.html", page.url, values)).one("p", "kx-wrong")
    return text_of(foot), [(link.get("href") or "").partition("?")[0] for link in foot.iter("a")]


@pytest.mark.parametrize(
    ("contact", "links", "words"),
    [
        (Contact(email=MAIL), [f"mailto:{MAIL}"], "请写邮件到"),
        (Contact(email=MAIL, phone=PHONE), [f"mailto:{MAIL}", f"tel:{PHONE}"], "或者打电话"),
        (Contact(phone=PHONE), [f"tel:{PHONE}"], "请打电话"),
        (Contact(), ["tel:12345"], "请告诉主办单位甲局，或者打政务服务便民热线 12345"),
    ],
)
def test_a_page_names_what_there_is_and_nothing_else(
    two_periods: Plan, contact: Contact, links: list[str], words: str
) -> None:
    said, found = sentence(two_periods, contact)
    assert found == links
    assert words in said and ("12345" in said) is (links == ["tel:12345"])


def test_every_page_asks_and_a_letter_names_page_address_and_date(real_site: Site, calendar_site: Site) -> None:
    for page in real_site:
        assert "这一页有不对的地方？" in text_of(page.one("p", "kx-wrong")), page.url
    page = calendar_site["daily/"]
    (link,) = [link for link in page.one("p", "kx-wrong").iter("a") if "mailto" in (link.get("href") or "")]
    letter = parse_qs(urlsplit(link.get("href") or "").query)
    assert letter["subject"] == ["纠错：天天科普"]
    lines = ["页面：天天科普", "地址：https://example.gov.cn/kepu/daily/", "内容更新于：2026-06-01", "", "不对的地方："]
    assert letter["body"][0].split("\r\n")[:5] == lines
