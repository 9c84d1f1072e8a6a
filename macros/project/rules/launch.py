"""What a public launch still needs: address, contact, filing numbers, fresh content.

The sources are 《政府网站发展指引》（国办发〔2017〕47号） with its 《网页标签规范》, 《政府网站与政务新媒体检查指标》
（国办秘函〔2019〕19号） and 《非经营性互联网信息服务备案管理办法》. What a site of a mass organisation can do without is a hint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ...common.problems import Problem, Where
from ...model.plan import Plan
from ..content_loader import Written

FRESH = 14
"""Days after which a home page without anything new counts as not kept up (国办秘函〔2019〕19号)."""


def check_launch(plan: Plan, pages: Iterable[Written], today: date) -> list[Problem]:
    """Everything that is missing, in the order of files and lines; hints are marked as such."""
    found = (check_address(plan), check_contact(plan), check_filing(plan), check_destination(plan))
    return sorted([*(problem for rule in found for problem in rule), *check_fresh(plan, pages, today)])


def check_address(plan: Plan) -> Iterator[Problem]:
    """The site knows its address: the tag SiteDomain, the site map, QR codes and calendars need it."""
    url = plan.site.url
    if url is None:
        message = (
            "没有写；应当是正式网址，以 / 结尾，例如 https://www.example.gov.cn/kepu/。没有它，"
            "网页没有 SiteDomain 标签，也没有二维码和 sitemap.xml"
        )
        yield Problem(plan.site.where("url"), message)
    elif not url.startswith("https://"):
        yield Problem(plan.site.where("url"), f"“{url}”不是 https 开头；请先给服务器装好证书，再改成 https://")


def check_contact(plan: Plan) -> Iterator[Problem]:
    """Readers can reach whoever runs the site, by telephone and by mail (底部功能区：联系方式、找错)."""
    needed = (("phone", "办公电话"), ("email", "单位邮箱，填了每页末尾才能写邮件纠错"), ("address", "办公地址"))
    for name, what in needed:
        if not getattr(plan.site.contact, name):
            message = f"没有写；应当是{what}，写在 contact 下面"
            yield Problem(plan.site.where("contact", name), message, warning=name == "address")


def check_filing(plan: Plan) -> Iterator[Problem]:
    """The filing numbers stand at the foot of every page (备案管理办法；公安联网备案，开通三十日内)."""
    site = plan.site
    if not site.icp:
        yield Problem(
            site.where("icp"),
            "没有写；应当是 ICP 备案号，像“京ICP备00000000号-1”，开头是省的简称，在 beian.miit.gov.cn 办理",
        )
    if not site.police:
        message = "没有写；应当是公安备案号，像“京公网安备 00000000000000号”，开通后三十日内在 beian.mps.gov.cn 办理"
        yield Problem(site.where("police"), message)
    if not site.site_id_code:
        message = "没有写；政府网站要有标识码（SiteIDCode 标签，10 位）和党政机关网站标识，没有的不用填，不要自编"
        yield Problem(site.where("site_id_code"), message, warning=True)


def check_destination(plan: Plan) -> Iterator[Problem]:
    """It is written where the site goes."""
    if not (plan.publishing and plan.publishing.destinations):
        message = "没有写；应当写发布到哪台服务器或哪个文件夹，写法见指南“发布和换期”"
        yield Problem(Where("plan/publish.yaml", 1, "destinations"), message)


def check_fresh(plan: Plan, pages: Iterable[Written], today: date) -> Iterator[Problem]:
    """Something on the home page is not older than two weeks; the day of the build counts for nothing."""
    dated = sorted(_dated(plan, pages), key=lambda entry: entry[0])
    if not dated:
        yield Problem(Where("plan/events", 1), "没有一条有日期的内容；首页要有两周以内的新内容")
    elif (age := (today - dated[-1][0]).days) > FRESH:
        day, where = dated[-1]
        message = f"最新的内容是 {day} 的，已过 {age} 天；首页两周没有更新算不更新，请发新的内容"
        yield Problem(where, message)


def _dated(plan: Plan, pages: Iterable[Written]) -> Iterator[tuple[date, Where]]:
    """The day on which each thing the home page may show was written or changed, and where that stands."""
    for page in pages:
        if head := page.article:
            yield head.updated or head.written, head.where("updated" if head.updated else "written")
    for resource in plan.resources.values():
        yield resource.changed, resource.where("updated" if resource.updated else "added")
    for event in plan.events.values():
        yield event.updated, event.where("updated")
