"""The lines around a plan's items: its title, number, addressees, notice, issuer, date, basis, and its annexes' headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from .labels import HAN_NUMERALS, value

DOCUMENT_NUMBER = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{1,10}?(?:字)?)\s*(?:[〔\[【（(])\s*(?P<year>(?:19|20)[0-9]{2})\s*(?:[〕\]】）)])\s*第?\s*(?P<n>[0-9]{1,4})\s*号"
)
_DAY = re.compile(
    rf"(?P<y>[0-9]{{4}}|[{HAN_NUMERALS}○ＯO0]{{4}})\s*年\s*(?P<m>[0-9]{{1,2}}|[{HAN_NUMERALS}]{{1,3}})\s*月\s*"
    rf"(?P<d>[0-9]{{1,2}}|[{HAN_NUMERALS}]{{1,3}})\s*日"
)
_DISCLOSURE = re.compile(r"[（(]?此件.{0,12}公开.{0,6}[）)]?|公开(?:方式|属性)[：:].{2,8}")
_COPIES = re.compile("(?:抄送|抄报|分送|联系人|联系电话)\\s*[：:]")
_PRINTED = re.compile("^.{0,40}[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日\\s*印发$")
_NOTICE = re.compile(
    "印发(?:给)?你们|转发给你们|现予(?:以)?(?:印发|发布|公布)|遵照执行|贯彻执行|贯彻落实。$|组织实施。$"
)
_ADDRESSEES = re.compile(r"[^。]{2,400}[：:]")
_BODY = "人民政府|部门|单位|机构|各.{0,6}[委局办镇乡]|开发区|管委会"
PLAN_WORDS = "方案|计划|规划|纲要|意见|措施|要点|办法|清单|分工|通知|细则|决定|表|目录|指南"
_ANNEX = re.compile(rf"附\s*(?:件|表|录)\s*(?P<n>[0-9０-９]{{1,2}}|[{HAN_NUMERALS}]{{1,3}})?\s*[：:]?")
_MENTION = re.compile(r"附\s*(?:件|表|录)\s*[0-9０-９]{0,2}\s*[：:.．、]\s*\S")


def roles_before(texts: Sequence[str]) -> dict[int, str]:
    """What each line before a plan's first item is, in the order of an official document."""
    roles: dict[int, str] = {}
    for line, text in enumerate(texts):
        roles[line] = _role(text)
    for line, after in pairwise(sorted(roles)):
        if roles[after] == "date" and roles[line] == "title" and _by_somebody(texts[line]):
            roles[line] = "issuer"
    return _without_early_titles(roles)


_BROKEN_DAY = re.compile(f"[0-9{HAN_NUMERALS}○ＯO]{{2,4}}\\s*年.{{1,4}}月.{{1,4}}日")
_OF_A_PAGE = re.compile(
    r"(?:索\s*引\s*号|主题分类|发文(?:单位|机关|日期)|发布(?:机构|日期|时间)|成文日期|生成日期|文\s*号|名\s*称|有\s*效\s*性|信息来源|来源|浏览次数|"
    r"点击数|作者|【?字体|打印|热词搜索|关键词|分享到?|当前位置)\s*[：:]|规范性文件$|目\s*录$|打印(?:本页)?$|关闭(?:窗口)?$"
)


def _role(text: str) -> str:
    if _OF_A_PAGE.match(text):
        return "meta"
    if _BROKEN_DAY.fullmatch(text.strip("（）()")):
        return "date"
    if DOCUMENT_NUMBER.fullmatch(text):
        return "number"
    if _DAY.fullmatch(text.strip("（）()")):
        return "date"
    if _DISCLOSURE.fullmatch(text):
        return "disclosure"
    if _NOTICE.search(text) and len(text) < 300:
        return "notice"
    if _ADDRESSEES.fullmatch(text) and re.search(_BODY, text):
        return "addressees"
    short = len(text) <= 40 or (len(text) <= 70 and re.search(f"(?:{PLAN_WORDS})[）)》]?$", text))
    if short and not re.search("[。；！？]", text) and text[-1] not in "：:，,、":
        return "title"
    return "preamble"


def _by_somebody(text: str) -> bool:
    return len(text) <= 30 and not re.search(f"(?:{PLAN_WORDS})$", text)


def _without_early_titles(roles: dict[int, str]) -> dict[int, str]:
    """Of two titles, of the notice and of the plan that it issues, the last one is the plan's."""
    runs: list[list[int]] = []
    for line in sorted(line for line, role in roles.items() if role == "title"):
        if runs and runs[-1][-1] == line - 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    for run in runs[:-1]:
        for line in run:
            roles[line] = "notice-title"
    return roles


def roles_after(texts: Sequence[str]) -> dict[int, str]:
    """What each of the last lines of a part is: nothing, or the signature of the document."""
    roles: dict[int, str] = {}
    for line in reversed(range(len(texts))):
        text = texts[line]
        if _DISCLOSURE.fullmatch(text):
            roles[line] = "disclosure"
        elif _COPIES.match(text) or _PRINTED.search(text):
            roles[line] = "copies"
        elif _DAY.fullmatch(text.strip("（）()")):
            roles[line] = "date"
        elif _MENTION.match(text) and len(text) < 80:
            roles[line] = "mention"
        elif roles.get(line + 1) in ("date", "issuer") and _role(text) == "title":
            roles[line] = "issuer"
        elif roles.get(line + 1) == "mention" and re.fullmatch(r"[0-9０-９]{1,2}[.．、].{2,60}[^。；]", text):
            roles[line] = "mention"
        else:
            break
    return roles


def annex_heading(text: str) -> bool:
    """Whether a line is the word 附件, with its number at most."""
    return bool(_ANNEX.fullmatch(text))


def annex_mention(text: str) -> bool:
    """Whether a line names an annex that follows."""
    return bool(_MENTION.match(text)) and len(text) < 80


def day_in(text: str) -> date | None:
    """The first day that a text names, in digits or Chinese numerals; None where there is none, or no such day."""
    if not (found := _DAY.search(text)):
        return None
    year = re.sub("[○ＯO]", "〇", found["y"])
    try:
        return date(value(year), value(found["m"]), value(found["d"]))
    except ValueError:
        return None
