"""Questions in Chinese into a new question of the quiz, whose answer stands in an article or a daily piece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...common.files.atomic_write import write_whole
from ...common.problems import Say, nearest
from ...model.plan import Plan
from ...model.resources import Question
from ...project.content_loader import Written
from ...project.rules.quiz import Lines, article_lines, stands_in
from ..prompt import Ask
from ..prompt_records import Clean
from ..record_file import Code, longest, question, record_lines

QUESTION_ORDER = ("question", "right", "wrong", "why", "article", "daily", "quote")
FEWEST_WRONG, MOST_WRONG = 2, 3


def new_question(root: Path, plan: Plan, pages: Sequence[Written], ask: Ask, say: Say) -> Path:
    """Ask for a question and write plan/quiz/<id>.yaml; returns the file. Raises Cancelled."""
    questions = Clean(ask, say)
    origin, lines = _origin(questions, root, plan, pages)
    quote = _quote(questions, lines)
    asked = _asked(questions)
    right = _right(questions, quote)
    wrong = _wrong(questions, right)
    why = questions.short(question(Question, "why"), longest(Question, "why"), needed=True)
    values = {"question": asked, "right": right, "wrong": wrong, "why": why, **origin, "quote": quote}
    folder = root / "plan" / "quiz"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{questions.free_name(folder, '.yaml')}.yaml"
    known = [name for name in QUESTION_ORDER if name in values]  # of two origins one is meant
    lines_of_file = ["# yaml-language-server: $schema=../schema/quiz.json", *record_lines(Question, known, values)]
    write_whole(path, "\n".join(lines_of_file) + "\n")
    return path


def _origin(questions: Clean, root: Path, plan: Plan, pages: Sequence[Written]) -> tuple[dict[str, Code], Lines]:
    """The field that names the article or the daily piece, and what stands there."""
    articles = {page.article.title: page for page in pages if page.article}
    while True:
        if title := questions.choice(question(Question, "article") + "，写标题里的几个字", {t: t for t in articles}):
            page = articles[title]
            return {"article": Code(page.head.id)}, article_lines(root, page)
        while piece := questions.ask(question(Question, "daily", "出自文章的就直接回车")):
            if piece in plan.daily:
                return {"daily": Code(piece)}, [(1, plan.daily[piece].text)]
            questions.say(f"没有“{piece}”{nearest(piece, plan.daily)}。")
        questions.say("要出自本站的一篇文章或一条天天科普，答案才有据可查。")


def _quote(questions: Clean, lines: Lines) -> str:
    while not stands_in(words := questions.text(question(Question, "quote"), needed=True), lines):
        questions.say("那里没有这句话，要照抄，一个字也不能改。")
    return words


def _asked(questions: Clean) -> str:
    most = longest(Question, "question")
    while not (asked := questions.short(question(Question, "question"), most, needed=True)).endswith("？"):
        questions.say("末尾要有问号（？）。")
    return asked


def _right(questions: Clean, quote: str) -> str:
    most = longest(Question, "right")
    while (right := questions.short(question(Question, "right"), most, needed=True)) not in quote:
        questions.say("对的答案要照抄原话里的字。")
    return right


def _wrong(questions: Clean, right: str) -> list[str]:
    found: list[str] = []
    while len(found) < MOST_WRONG:
        needed = len(found) < FEWEST_WRONG
        hint = "" if needed else "，没有就直接回车"
        words = questions.text(f"{question(Question, 'wrong')}：第 {len(found) + 1} 个{hint}", needed)
        if not words:
            break
        if words in (right, *found):
            questions.say("几个答案要各不相同。")
        else:
            found.append(words)
    return found
