"""Questions in Chinese into a new article: what it says of itself, and the editor's own sentences."""

from __future__ import annotations

import re
from pathlib import Path

from ...common.dates import build_date
from ...common.files.atomic_write import write_whole
from ...common.problems import Say
from ...model.article import ArticleHead
from ...model.plan import Plan
from ...project.references import dialled
from ...project.rules.texts.emergency_parts import AFTER, DO, DONT, DURING, FIRST_PART, MOST_STEPS
from ..prompt import Ask
from ..prompt_records import Clean, filing, source_values
from ..record_file import REST, Code, longest, question, record_lines

MOST_SHORT = longest(ArticleHead, "short")
"""Characters of the short name on a tile."""

ARTICLE_ORDER = (
    *("title", "summary", "motto", "emergency", "short", "hotline", "second_hotline", "rank"),
    *("audiences", "topics", "measures", "keywords", "aliases", "sources", REST, "written", "updated", "reviewed"),
)

STAGES = {
    DURING: "来的时候怎样做（按先后一条一条写）",
    DO: "要做的（一条一条写）",
    DONT: "不要做的（一条一条写）",
    AFTER: "之后怎样做（一条一条写）",
    FIRST_PART: "平时怎样准备（一条一条写）",
}
"""The parts of an emergency article in their order, and what is asked for each."""


def new_article(root: Path, plan: Plan, ask: Ask, say: Say) -> Path:
    """Ask for an article and write content/articles/<id>.md; returns the file. Raises Cancelled."""
    questions = Clean(ask, say)
    title = questions.text(question(ArticleHead, "title", "像读者会问的那样，如 烤火怎样防煤气中毒"), needed=True)
    emergency = questions.yes(question(ArticleHead, "emergency"))
    summary = questions.text(question(ArticleHead, "summary"), needed=True)
    poster = _poster(questions, plan) if emergency else {}
    filed = filing(questions, plan, topic_needed=True)
    keywords = questions.words(question(ArticleHead, "keywords", "几个的用顿号分开；没有就直接回车"))
    sources = questions.sources()
    body = _stages(questions) if emergency else _paragraphs(questions)
    folder = root / "content" / "articles"
    name = questions.free_name(folder, ".md")
    values = {
        **{"title": title, "summary": summary, **poster, **filed, "keywords": keywords},
        **{"sources": [source_values(source) for source in sources], "written": build_date()},
    }
    lines = ["---", *record_lines(ArticleHead, ARTICLE_ORDER, values), "---", *body]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    write_whole(path, "\n".join(lines) + "\n")
    return path


def escape_markdown(text: str) -> str:
    """A sentence as Markdown that shows it as it was typed."""
    escaped = re.sub(r"([\\`*_{}\[\]])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return re.sub(r"^([0-9]*)([#>+.!-])", r"\1\\\2", escaped)


def _poster(questions: Clean, plan: Plan) -> dict[str, object]:
    """What an emergency article alone has."""
    motto = questions.text(question(ArticleHead, "motto", "与第一步说的一样，如 开门窗，到屋外，打120"), needed=True)
    short = questions.short(question(ArticleHead, "short", f"最多 {MOST_SHORT} 个字，如 煤气"), MOST_SHORT, needed=True)
    known = {
        f"{line.phone} {line.name.replace(line.phone or '', '').strip()}": id for id, line in dialled(plan).items()
    }
    hotline = questions.chosen(question(ArticleHead, "hotline"), known) if known else ""
    return {"motto": motto, "emergency": True, "short": short, "hotline": Code(hotline)}


def _paragraphs(questions: Clean) -> list[str]:
    """The answer first, then sections with headings of the editor's own."""
    more = "接着写一段（没有了就直接回车）"
    lines = _apart(questions.lines("正文第一段，先给答案", more))
    while heading := questions.text("下面再起一个小标题（没有了就直接回车）"):
        lines += ["", f"## {escape_markdown(heading)}", "", *_apart(questions.lines("这个小标题下面写什么", more))]
    return lines


def _stages(questions: Clean) -> list[str]:
    """The most important first, then the parts of an emergency article."""
    lines = [escape_markdown(questions.text("正文第一段，最要紧的一两句话", needed=True))]
    for heading, asked in STAGES.items():
        mark = "1. " if heading == DURING else "- "
        most = MOST_STEPS if heading == DURING else None
        items = questions.lines(asked, "还有吗（没有了就直接回车）", most)
        lines += ["", f"## {heading}", "", *(f"{mark}{escape_markdown(item)}" for item in items)]
    return lines


def _apart(paragraphs: list[str]) -> list[str]:
    return "\n\n".join(map(escape_markdown, paragraphs)).split("\n")
