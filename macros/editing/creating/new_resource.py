"""Questions in Chinese into a new resource or a new piece for a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ...common.dates import LEAP_YEAR, build_date
from ...common.files.atomic_write import write_whole
from ...common.problems import Say
from ...model.article import ArticleHead
from ...model.plan import Plan
from ...model.record import PLACE_KINDS, Place, Source
from ...model.resources import RESOURCE_KINDS, Daily, Resource
from ...project.content_loader import Written
from ...project.references import townships
from ...project.rules.daily import MOST_SENTENCES, SENTENCE_END
from ..prompt import Ask
from ..prompt_records import Clean, filing, source_values
from ..record_file import REST, Code, Remarked, longest, question, record_lines

MOST_TEXT = longest(Daily, "text")

UNVERIFIED = Remarked(True, "核对过了就删去这一行")

RESOURCE_ORDER = (
    *("name", "kind", "aliases", "keywords", "about", "provider", "access", "link", "checked", "phone", "place"),
    *(
        "hours",
        "hours_source",
        "fee",
        "audiences",
        "topics",
        "measures",
        "sources",
        "unverified",
        REST,
        "added",
        "updated",
    ),
)
DAILY_ORDER = ("text", "article", "resource", "source", "day", "months", "unverified")


def new_resource(root: Path, plan: Plan, ask: Ask, say: Say) -> Path:
    """Ask for a resource and write plan/resources/<id>.yaml; returns the file. Raises Cancelled."""
    questions = Clean(ask, say)
    name = questions.text(question(Resource, "name", "与提供者自己的写法一致"), needed=True)
    kind = questions.chosen(question(Resource, "kind"), {caption: kind for kind, caption in RESOURCE_KINDS.items()})
    about = questions.text(question(Resource, "about", "一两句话"), needed=True)
    provider = questions.text(question(Resource, "provider"), needed=True)
    access = questions.text(question(Resource, "access", "如 打 12345；打开网站；到某处去"), needed=True)
    link = questions.link(question(Resource, "link", "没有把握就直接回车"))
    seen = questions.yes("这个网址今天打开看过、没问题吗") if link else False
    phone = _phone(questions)
    place = _place(questions, plan, needed=kind == "place")
    hours, told = _hours(questions, kind == "place")
    fee = questions.text(question(Resource, "fee", "没有核实就直接回车"))
    filed = filing(questions, plan)
    keywords = questions.words(question(Resource, "keywords", "几个的用顿号分开；没有就直接回车"))
    sources = questions.sources()
    firm = questions.yes("这些内容有正式出处、核对过了吗")
    folder = root / "plan" / "resources"
    values = {
        **{"name": name, "kind": Code(kind), "keywords": keywords, "about": about, "provider": provider},
        **{"access": access, "link": link, "checked": build_date() if seen else None, "phone": phone},
        **{"place": place, "hours": hours, "hours_source": told, "fee": fee, **filed},
        **{"sources": [source_values(source) for source in sources], "added": build_date()},
        "unverified": None if firm else UNVERIFIED,
    }
    lines = ["# yaml-language-server: $schema=../schema/resource.json", *record_lines(Resource, RESOURCE_ORDER, values)]
    return _written(folder, questions.free_name(folder, ".yaml"), lines)


def new_daily(root: Path, plan: Plan, pages: Iterable[Written], ask: Ask, say: Say) -> Path:
    """Ask for a piece for a day and write plan/daily/<id>.yaml; returns the file. Raises Cancelled."""
    questions = Clean(ask, say)
    articles = {page.article.id: page.article for page in pages if page.article}
    text = _sentences(questions, {piece.text for piece in plan.daily.values()})
    origin, sources = _origin(questions, plan, articles)
    source = _source(questions, sources)
    day = _day_of_year(questions, {piece.day for piece in plan.daily.values()})
    months = [] if day else _months(questions)
    firm = questions.yes("这句话有正式出处、核对过了吗")
    folder = root / "plan" / "daily"
    values = {
        **{"text": text, **origin, "source": source_values(source), "day": day, "months": months},
        "unverified": None if firm else UNVERIFIED,
    }
    lines = ["# yaml-language-server: $schema=../schema/daily.json", *record_lines(Daily, DAILY_ORDER, values)]
    return _written(folder, questions.free_name(folder, ".yaml"), lines)


def _written(folder: Path, name: str, lines: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    write_whole(path, "\n".join(lines) + "\n")
    return path


def _phone(questions: Clean) -> str:
    while answer := questions.ask(
        question(Resource, "phone", "如 12345 或 0715-1234567，不写个人手机号；没有就直接回车")
    ):
        if re.fullmatch(r"(0\d{2,3}-)?\d{3,8}", answer, re.ASCII):
            return answer
        questions.say(f"“{answer}”不是办公电话或热线；区号后面要有短横线，个人手机号不能写。")
    return ""


def _place(questions: Clean, plan: Plan, needed: bool) -> dict[str, object]:
    """Where it is; of a place, what kind of place and how one gets there too."""
    name = questions.text(question(Place, "name", "" if needed else "没有固定地点就直接回车"), needed)
    if not needed:
        return {"name": name} if name else {}
    kind = questions.choice(
        f"哪一种地方：{'、'.join(PLACE_KINDS.values())}", {name: id for id, name in PLACE_KINDS.items()}
    )
    towns = {member.name: id for id, member in townships(plan).items()}
    township = questions.choice(question(Place, "township"), towns) if towns else ""
    city = "" if township else questions.text(question(Place, "city", "不知道就直接回车"))
    known = {
        **{"name": name, "kind": Code(kind), "township": Code(township), "city": city},
        **{"address": questions.text(question(Place, "address", "没有核实就直接回车"))},
        **{"transport": questions.text(question(Place, "transport", "没有核实就直接回车"))},
        **{"accessible": questions.text(question(Place, "accessible", "没有核实就直接回车"))},
    }
    return {name: value for name, value in known.items() if value}


def _hours(questions: Clean, sourced: bool) -> tuple[str, dict[str, object]]:
    """Opening hours, those of a place with who says so and when."""
    hours = questions.text(question(Resource, "hours", "没有核实就直接回车"))
    if not (hours and sourced):
        return hours, {}
    name = questions.text(question(Resource, "hours_source", "如 某馆开放公告"), needed=True)
    dated = questions.day("　这个开放时间是哪一天公布的（如 2026-03-05）")
    return hours, {"name": name, "dated": dated}


def _sentences(questions: Clean, taken: set[str]) -> str:
    """One to three whole sentences that nobody has written yet."""
    while True:
        text = questions.short(question(Daily, "text", f"最多 {MOST_TEXT} 个字"), MOST_TEXT, needed=True)
        if not re.search(r"[。！？][”’）》]*$", text):
            questions.say("要写成完整的句子，末尾有句号。")
        elif len(SENTENCE_END.findall(text)) > MOST_SENTENCES:
            questions.say("最多三句；请拆成几条，或者写短。")
        elif text in taken:
            questions.say("这句话已经有了。")
        else:
            return text


def _origin(
    questions: Clean, plan: Plan, articles: dict[str, ArticleHead]
) -> tuple[dict[str, Code], tuple[Source, ...]]:
    """The field that names the article or the resource behind a piece, and what stands behind that."""
    titles = {head.title: head.id for head in articles.values()}
    resources = {resource.name: resource.id for resource in plan.resources.values()}
    while True:
        if article := questions.choice(question(Daily, "article") + "，写标题里的几个字", titles):
            return {"article": Code(article)}, articles[article].sources
        if (
            resource := questions.choice(question(Daily, "resource") + "，写名称里的几个字", resources)
            if resources
            else ""
        ):
            return {"resource": Code(resource)}, plan.resources[resource].sources
        questions.say("要出自本站的一篇文章或一条资源；还没有的，先用 kepu new article 或 kepu new resource 写。")


def _source(questions: Clean, known: tuple[Source, ...]) -> Source:
    """One of the sources known already, or a new one."""
    for number, source in enumerate(known, 1):
        questions.say(f"　{number}. {source.name}")
    while answer := questions.ask("出处是上面第几个（都不是就直接回车）"):
        if answer.isdecimal() and 1 <= int(answer) <= len(known):
            return known[int(answer) - 1]
        questions.say(f"请写 1 到 {len(known)} 的数字。")
    return questions.source(questions.text(question(Source, "name"), needed=True))


def _day_of_year(questions: Clean, taken: set[str | None]) -> str:
    while answer := questions.ask(question(Daily, "day", "如 11-09；轮着用就直接回车")):
        parts = re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})日?", answer)
        day = _existing(int(parts[1]), int(parts[2])) if parts else ""
        if day and day not in taken:
            return day
        questions.say("这一天已经有一条了。" if day else f"“{answer}”不是日子，请写成 11-09。")
    return ""


def _existing(month: int, day: int) -> str:
    try:
        return f"{date(LEAP_YEAR, month, day):%m-%d}"
    except ValueError:
        return ""


def _months(questions: Clean) -> list[int]:
    while answer := questions.ask(question(Daily, "months", "如 6、7、8；全年就直接回车")):
        parts = [part for part in re.split(r"[、,，\s月]+", answer) if part]
        if all(part.isdecimal() and 1 <= int(part) <= 12 for part in parts):
            return sorted({int(part) for part in parts})
        questions.say(f"“{answer}”里有的不是月份，请写成 6、7、8。")
    return []
