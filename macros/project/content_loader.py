"""The Markdown files of content/: what they say of themselves, and which macros they call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path, PurePosixPath

from ..common.files.national import national_files, own_place, shown_path
from ..common.files.text_file import Unusable, file_bytes
from ..common.files.yaml_reader import front_matter_of
from ..common.problems import Problem, Where
from ..model.article import ArticleHead, PageHead
from ..model.plan import Plan
from .icons import drawn_icons
from .pictures import load_pictures
from .plans.ties import tie_articles
from .reading.kept_records import KeptRecords, SoundBefore, Verdicts, content_digest
from .reading.macro_calls import Known, known_to_macros
from .reading.validation import validated
from .references import unknown
from .rules.texts.article_heads import check_article_head
from .rules.texts.emergency_parts import check_doubts, check_parts
from .rules.texts.files import check_files, published
from .rules.texts.markdown import check_text
from .rules.texts.poster_steps import check_poster
from .rules.texts.quotations import quotations_in_markdown, quotations_in_record
from .rules.texts.typos import typos_in_markdown, typos_in_record

ARTICLE_FOLDER = "articles"
"""The folder of content/ whose pages are articles."""


@dataclass(frozen=True, eq=False)
class Written:
    """A page written by hand: its file as it is named to an editor, its address, what it says of itself; articles say more."""

    path: str
    url: str
    head: PageHead | ArticleHead

    @property
    def source(self) -> str:
        """Where it lies below content/, the county's own or the national one."""
        return own_place(self.path).removeprefix("content/")

    @property
    def title(self) -> str:
        return self.head.title

    @property
    def article(self) -> ArticleHead | None:
        return self.head if isinstance(self.head, ArticleHead) else None


def load_content(
    root: Path,
    plan: Plan | None,
    before: dict[Path, Written] | None = None,
    kept: KeptRecords | None = None,
    sound: SoundBefore | None = None,
) -> tuple[list[Written], list[Problem]]:
    """The hand-written pages in order of address, and everything wrong with them.

    Without a plan (it could not be read) its ids in macros and articles go unchecked. `before` are pages read before
    whose files have not changed since, and which are not checked again; what is read is added to them. `kept` and
    `sound` are what an earlier run has read and found without fault; `plan` is then the one of `sound`.
    """
    before = {} if before is None else before
    pictures = cache(partial(load_pictures, root))  # for those alone who look at one
    known = cache(lambda: known_to_macros(plan, pictures()[0]))
    problems = _found(sound.pages if sound else None, "pictures", lambda: pictures()[1])
    problems += check_files(root)
    pages = []
    for path in _files(root, plan):
        if path not in before:
            page, found = read_page(path, root, plan, known, kept, sound)
            problems += found
            if page is None:
                continue
            before[path] = page
        pages.append(before[path])
    icons, heads = drawn_icons(root), [page.article for page in pages if page.article]
    if plan:
        tie_articles(plan, heads)
    for head in heads:
        problems += unknown(head, "icon", head.icon, icons, "图标")
    return sorted(pages, key=lambda page: page.url), problems


def _files(root: Path, plan: Plan | None) -> Iterator[Path]:
    """The Markdown files of content/, but those behind links: they lead out, or lie here under their own names.

    Then those of the national content, where the project uses it.
    """
    for path in published(root / "content"):
        if path.suffix == ".md" and not path.is_symlink() and path.is_file():
            yield path
    if plan and (national := plan.site.national):
        found = national_files(root, "content", frozenset(national.without))
        yield from (path for path in found if path.suffix == ".md")


def check_named_articles(plan: Plan, pages: Iterable[Written]) -> Iterator[Problem]:
    """The articles that daily pieces, questions, observances and alerts name exist."""
    ids = [PurePosixPath(page.url).name for page in pages if page.article]
    for piece in plan.daily.values():
        yield from unknown(piece, "article", piece.article, ids, "文章")
    for question in plan.quiz.values():
        yield from unknown(question, "article", question.article, ids, "文章")
    for suggestion in (one for observance in plan.observances.values() for one in observance.do):
        yield from unknown(suggestion, "article", suggestion.article, ids, "文章")
    for alert in [*([plan.alert] if plan.alert else []), *plan.alerts.values()]:
        yield from unknown(alert, "articles", alert.articles, ids, "文章")


def read_page(
    path: Path,
    root: Path,
    plan: Plan | None,
    known: Callable[[], Known],
    kept: KeptRecords | None = None,
    sound: SoundBefore | None = None,
) -> tuple[Written | None, list[Problem]]:
    """A page written by hand, and everything wrong with it; `kept` and `sound` tell what an earlier run knew of it."""
    shown = shown_path(root, path)
    src = PurePosixPath(own_place(shown)).relative_to("content")
    is_article = src.parts[0] == ARTICLE_FOLDER and len(src.parts) == 2 and src.stem != "index"
    kind: type[PageHead | ArticleHead] = ArticleHead if is_article else PageHead
    head: PageHead | ArticleHead | None = None
    try:
        digest = kept.digest(str(path)) if kept else ""
        if kept and sound and sound.knows_page(f"{digest} {shown}"):
            head = kept.get(kind, digest, path.stem, shown)
            if head and not (isinstance(head, ArticleHead) and head.reviewed):
                return Written(shown, _url(src.as_posix()), head), []
        data = file_bytes(path)
    except Unusable as error:
        return None, [Problem(Where(shown, error.line), error.message)]
    digest = content_digest(data) if kept else ""
    name = f"{digest} {shown}" if kept else ""
    file, body, first_line = front_matter_of(data, shown)
    wrong = [*file.problems, *_check_literals(file.value, shown)]
    if not file.problems:
        units = {unit.name: unit.id for unit in plan.units.values()} if plan else {}
        head, found = validated(file, kind, path.stem, units)
        wrong = [*found, *wrong]
    if isinstance(head, ArticleHead):
        head.held_against(body)

    def check() -> Iterator[Problem]:
        from .reading.macro_texts import check_macros, fill_macros  # with all that reads templates and Markdown
        from .rules.texts.literal_marks import check_shown

        said = [*check_macros(body, first_line, shown, known()), *check_text(body, first_line, shown)]
        yield from said
        if not said and not file.problems:  # else the text cannot be drawn, or takes too long
            plain = fill_macros(body, lambda name, ids: "")
            yield from _found(sound.marks if sound else None, name, lambda: check_shown(plain, first_line, shown))
        yield from wrong
        if not file.problems:
            yield from _check_words(head, body, first_line, shown, plan)

    problems = _found(sound.pages if sound else None, name, check)
    if kept and head:
        kept.put(head, digest)
    return (Written(shown, _url(src.as_posix()), head) if head else None), problems


def _found(before: Verdicts | None, name: str, check: Callable[[], Iterable[Problem]]) -> list[Problem]:
    return before.found(name, check) if before else list(check())


def _check_words(
    head: PageHead | ArticleHead | None, body: str, first_line: int, shown: str, plan: Plan | None
) -> Iterator[Problem]:
    """What a page says, held against itself and against the plan."""
    if plan:
        yield from typos_in_markdown(plan, body, first_line, shown)
        yield from typos_in_record(plan, head) if head else ()
    if isinstance(head, ArticleHead) and plan:
        yield from check_article_head(head, plan)
        yield from quotations_in_record(plan, head)
        yield from quotations_in_markdown(plan, head, body, first_line, shown)
    if isinstance(head, ArticleHead):
        yield from check_doubts(head, body, first_line, shown)
        yield from check_poster(head, body, first_line, shown)
    if isinstance(head, ArticleHead) and head.emergency:
        yield from check_parts(body, first_line, shown)


def _url(src: str) -> str:
    path = PurePosixPath(src).with_suffix("")
    folder = path.parent if path.name == "index" else path
    return "" if str(folder) == "." else f"{folder}/"


def _check_literals(values: object, shown: str) -> Iterator[Problem]:
    """No macro stands in front matter: mkdocs-macros would carry it out.

    https://github.com/fralau/mkdocs-macros-plugin/issues/215
    """
    for name, value in values.items() if isinstance(values, dict) else ():
        if re.search(r"\{[{%#]", str(value)):
            yield Problem(Where(shown, 2, str(name)), "这里只能写文字，不能写 {{ }}")
