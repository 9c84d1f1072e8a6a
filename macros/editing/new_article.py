"""Questions in Chinese into a new article: what it says of itself, and the editor's own sentences."""

from __future__ import annotations

import re
from pathlib import Path

from ..common.dates import build_date
from ..common.files.atomic_write import write_whole
from ..common.files.yaml_reader import quoted
from ..common.problems import Say
from ..model.article import ArticleHead
from ..model.plan import Plan
from ..project.references import dialled
from ..project.rules.texts.emergency_parts import AFTER, DO, DONT, DURING, FIRST_PART, MOST_STEPS
from .prompt import Ask
from .prompt_records import Clean, field_line, filing, longest, source_lines, text_list_line

MOST_SHORT = longest(ArticleHead, "short")
"""Characters of the short name on a tile."""

NO_EMERGENCY = [
    "# emergency: true",
    "# motto: 一句口诀",
    "# short: 磁贴上的短名",
    "# hotline: 热线代号，如 hotline-120",
]

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
    title = questions.text("标题，像读者会问的那样（如 烤火怎样防煤气中毒）", needed=True)
    emergency = questions.yes("是不是应急文章")
    summary = questions.text("答案，一两句话", needed=True)
    poster = _poster(questions, plan) if emergency else NO_EMERGENCY
    filed = filing(questions, plan, topic_needed=True)
    keywords = questions.words("读者可能搜的词（几个的用顿号分开；没有就直接回车）")
    sources = questions.sources()
    body = _stages(questions) if emergency else _paragraphs(questions)
    folder = root / "content" / "articles"
    name = questions.free_name(folder, ".md")
    lines = [
        "---",
        field_line("title", title, ""),
        field_line("summary", summary, ""),
        *poster,
        *filed,
        text_list_line("keywords", keywords, "读者可能搜的词"),
        "sources:",
        *(line for source in sources for line in source_lines(source, "  - ", "    ")),
        f"written: {build_date()}",
        "# updated: 最后修改的日期；改过才填",
        "# reviewed: {by: 单位代号, dated: 审核日期}      责任单位审核过才填",
        "---",
        *body,
    ]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    write_whole(path, "\n".join(lines) + "\n")
    return path


def escape_markdown(text: str) -> str:
    """A sentence as Markdown that shows it as it was typed."""
    escaped = re.sub(r"([\\`*_{}\[\]])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return re.sub(r"^([0-9]*)([#>+.!-])", r"\1\\\2", escaped)


def _poster(questions: Clean, plan: Plan) -> list[str]:
    motto = questions.text("一句口诀，与第一步说的一样（如 开门窗，到屋外，打120）", needed=True)
    short = questions.short(f"磁贴上的短名，最多 {MOST_SHORT} 个字（如 煤气）", MOST_SHORT, needed=True)
    lines = [f"motto: {quoted(motto)}", "emergency: true", "# rank: 磁贴的次序，1、2、3……；不填就排在后面"]
    known = {
        f"{line.phone} {line.name.replace(line.phone or '', '').strip()}": id for id, line in dialled(plan).items()
    }
    hotline = questions.chosen("出了这种事，先打哪个电话", known) if known else ""
    second = "# second_hotline: 还可能要打的另一条热线的代号"
    return [*lines, f"short: {quoted(short)}", field_line("hotline", hotline, "热线代号，如 hotline-120"), second]


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
    for heading, question in STAGES.items():
        mark = "1. " if heading == DURING else "- "
        most = MOST_STEPS if heading == DURING else None
        items = questions.lines(question, "还有吗（没有了就直接回车）", most)
        lines += ["", f"## {heading}", "", *(f"{mark}{escape_markdown(item)}" for item in items)]
    return lines


def _apart(paragraphs: list[str]) -> list[str]:
    return "\n\n".join(map(escape_markdown, paragraphs)).split("\n")
