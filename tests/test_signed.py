"""reviewed: a signature is under the words that were signed; changed since, the page, the check and the desk say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desks import ARTICLE
from kepu.common.dates import build_date, build_time
from kepu.desk.desk_state import DeskState
from kepu.desk.kinds import DESK_KINDS
from kepu.desk.record_files import as_answers, attempt, open_file
from kepu.exports.articles_json import export_articles
from kepu.model.article import words_digest
from kepu.project.rules.todo import waiting_work
from kepu.render.project import Project
from kepu.render.site_files import Output
from sites import edit

KIND = DESK_KINDS["article"]
STARS = "content/articles/stars.md"


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    return found


def change(state: DeskState, **answers: str) -> None:
    before = as_answers(KIND, open_file(state.root, KIND, "stars"))
    given = {name.replace("__", "/"): [words] for name, words in answers.items()}
    assert attempt(state, KIND, "stars", {**before, **given}).saved


def drawn(state: DeskState) -> tuple[str, dict[str, object], list[str]]:
    """The page, its entry in the data, and what waits for an editor."""
    assert state.plan
    output = Output.of(state.root, Project(state.plan, state.pages, []), build_time())
    data = json.loads(export_articles(state.plan, output.articles))["items"][0]
    waiting = waiting_work(state.plan, state.pages, build_date(), set(state.plan.daily))
    return output.page("articles/stars/") or "", data["reviewed"], [it for it in waiting if "文章" in it]


@pytest.mark.slow
def test_words_that_were_changed_since_the_signature_are_told_until_it_is_given_again(state: DeskState) -> None:
    change(state, reviewed__by="jiaju", reviewed__office="科普部", reviewed__dated="2026-05-30")
    text = (state.root / STARS).read_text("utf-8")
    assert "reviewed:\n  by: jiaju\n  office: 科普部\n  dated: 2026-05-30\n  words: " in text
    page, data, waiting = drawn(state)
    assert "已审核：甲局科普部，2026-05-30。" in page and '"lastReviewed"' in page
    assert (data["altered"], waiting) == (False, [])
    change(state, keywords="星座", sources__0__name="紫金山天文台")
    assert drawn(state)[1:] == (data, []), "filed elsewhere, the words are the same"
    change(state, _body="找一处黑的地方。\n\n等三十分钟。\n")
    page, data, waiting = drawn(state)
    assert "此后文字改过，改动还没有再审" in page and '"lastReviewed"' not in page
    assert (data["altered"], waiting) == (True, ["审核后改过的文章"])
    hints = [str(problem) for problem in state.of_file(STARS) if problem.where.field == "words"]
    assert len(hints) == 1 and "（提醒）审核（2026-05-30）以后改过文字" in hints[0]
    change(state, reviewed__dated="2026-06-01")
    page, data, waiting = drawn(state)
    assert "改动还没有再审" not in page and (data["altered"], waiting) == (False, [])


@pytest.mark.slow
def test_a_signature_that_does_not_say_of_which_words_stays_as_it_is(state: DeskState) -> None:
    edit(state.root / STARS, "written:", "reviewed: {by: jiaju, dated: 2026-05-30}\nwritten:")
    state.refresh()
    change(state, _body="全都换了。")
    assert "words" not in (state.root / STARS).read_text("utf-8")
    page, data, waiting = drawn(state)
    assert "已审核：甲局，2026-05-30。" in page and (data["altered"], waiting) == (False, [])


def test_changed_words_are_a_hint_and_wait_for_an_editor(state: DeskState) -> None:
    change(state, reviewed__by="jiaju", reviewed__dated="2026-05-30")
    for words, altered in (("找一处黑的地方。\r\n\r\n等二十分钟。", False), ("等十分钟。", True)):
        change(state, _body=words)
        assert any(it.where.field == "words" for it in state.of_file(STARS)) is altered
        (page,) = (page for page in state.pages if page.article)
        assert page.article and page.article.altered is altered


@pytest.mark.slow
def test_a_signature_that_is_taken_away_goes_whole(state: DeskState) -> None:
    change(state, reviewed__by="jiaju", reviewed__dated="2026-05-30")
    change(state, reviewed__by="", reviewed__dated="")
    assert (state.root / STARS).read_text("utf-8") == ARTICLE


def test_the_digest_is_of_words_and_not_of_lines_or_files() -> None:
    head = {"title": "题", "summary": "答", "poster": ("一", "二"), "topics": ("science",)}
    one = words_digest(head, "甲。\n\n乙。\n")
    assert one == words_digest({**head, "topics": (), "updated": "x"}, "\r\n甲。\r\n乙。")
    for other in ({**head, "title": "题目"}, {**head, "motto": "句"}, {**head, "poster": ("一",)}):
        assert words_digest(other, "甲。\n\n乙。\n") != one
    assert words_digest(head, "甲。乙。") != one
