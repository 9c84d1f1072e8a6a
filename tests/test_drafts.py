"""drafts: what is not ready lies outside the build, goes to a unit and comes back, and is signed where it was agreed to."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from desks import ARTICLE
from kepu.desk.desk_state import DeskState
from kepu.desk.drafts.draft_files import (
    BASE_CHANGED,
    Draft,
    drop_draft,
    note_state,
    place_draft,
    read_draft,
    read_drafts,
    save_draft,
)
from kepu.desk.drafts.draft_pages import DraftPages
from kepu.desk.drafts.review_copy import CannotShow, review_copy
from kepu.desk.drawing import Reply
from kepu.desk.kinds import DESK_KINDS
from kepu.desk.record_files import as_answers, open_file
from kepu.desk.record_pages import RecordPages
from kepu.editing.history.snapshots import read_snapshots
from kepu.editing.history.undoing import undo_snapshot
from kepu.project.content_loader import load_content
from sites import edit
from test_media import webp

ARTICLES, EVENTS = DESK_KINDS["article"], DESK_KINDS["event"]
NEW = {
    "title": ["怎样看月亮"],
    "summary": ["抬头看。"],
    "topics": ["science"],
    "sources/0/name": ["天文台"],
    "written": ["2026-06-01"],
    "_body": ["## 先看\n\n![月](moon.webp)\n\n[星星](stars.md)和[天文台](https://example.gov.cn/)。\n"],
}


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    return found


def draft(state: DeskState, **answers: list[str]) -> Draft:
    """A new draft of an article."""
    saved = save_draft(state, ARTICLES, "", {**NEW, **answers}, "")
    assert saved.saved
    found = read_draft(state.root, ARTICLES, saved.id)
    assert found
    return found


def again(state: DeskState, one: Draft) -> Draft:
    found = read_draft(state.root, one.kind, one.id)
    assert found
    return found


def test_a_draft_may_be_wrong_and_is_nowhere_on_the_site(state: DeskState) -> None:
    before = state.pages
    one = draft(state, topics=[], start=["x"])
    assert (one.id, one.path, one.name, one.stage) == (
        "zenyangkanyueliang",
        "drafts/articles/zenyangkanyueliang.md",
        "怎样看月亮",
        "在写",
    )
    assert [page.url for page in state.pages] == [page.url for page in before] and state.faults() == []
    assert load_content(state.root, state.plan)[1] == []
    second = draft(state)
    assert second.id == "zenyangkanyueliang-2"
    result = place_draft(state, one)
    assert not result.saved and "topics" in result.said
    assert not (state.root / "content/articles/zenyangkanyueliang.md").exists() and again(state, one)


def test_a_draft_of_a_record_keeps_its_comments_and_takes_its_place(state: DeskState) -> None:
    path = state.root / "plan/events/2026/lab-day.yaml"
    edit(path, "title:", "# 说明留着\ntitle:")
    state.refresh()
    answers = as_answers(EVENTS, open_file(state.root, EVENTS, "2026/lab-day"))
    save_draft(state, EVENTS, "2026/lab-day", {**answers, "about": ["改过的介绍。"]}, "")
    assert "改过的介绍" not in path.read_text("utf-8")
    (one,) = read_drafts(state.root)
    assert place_draft(state, one).saved
    text = path.read_text("utf-8")
    assert "# 说明留着\n" in text and "about: 改过的介绍。\n" in text and "updated: 2026-06-01\n" in text
    assert read_drafts(state.root) == [] and not list((state.root / "drafts").rglob("*.yaml"))
    last = read_snapshots(state.root)[-1]
    assert last.said == "草稿放进网站：活动〈实验室开放日〉" and len(last.files) == 3
    undo_snapshot(state.root, last)
    assert [it.id for it in read_drafts(state.root)] == ["2026/lab-day"], "one undo brings back both"


def test_a_record_that_was_changed_since_is_not_overwritten_unsaid(state: DeskState) -> None:
    answers = as_answers(ARTICLES, open_file(state.root, ARTICLES, "stars"))
    save_draft(state, ARTICLES, "stars", {**answers, "title": ["草稿的题目"]}, "")
    edit(state.root / "content/articles/stars.md", "二十", "三十")
    state.refresh()
    (one,) = read_drafts(state.root)
    assert place_draft(state, one).said == {"": [BASE_CHANGED]}
    assert "三十" in (state.root / "content/articles/stars.md").read_text("utf-8")
    assert place_draft(state, one, anyway=True).saved
    text = (state.root / "content/articles/stars.md").read_text("utf-8")
    assert "草稿的题目" in text and "二十" in text


def test_what_was_agreed_to_is_signed_and_what_was_changed_afterwards_is_not(state: DeskState) -> None:
    approved = {"state": "approved", "by": "jiaju", "office": "科普部", "dated": date(2026, 5, 30)}
    for change in (False, True):
        one = draft(state, _body=["正文。"])
        note_state(state, one, {"state": "asked", "asked_of": "jiaju", "words": one.words}, "送审")
        assert again(state, one).stage == "已送审"
        note_state(state, again(state, one), approved, "已同意")
        if change:
            edit(state.root / one.path, "正文。", "改过的正文。")
            assert again(state, one).stage == "已同意，后来又改过"
        result = place_draft(state, again(state, one))
        assert result.saved, result.said
        text = (state.root / f"content/articles/{result.id}.md").read_text("utf-8")
        assert ("by: jiaju\n  office: 科普部\n  dated: 2026-05-30\n  words: " in text) is not change


@pytest.mark.slow
def test_a_review_copy_is_one_file_that_asks_for_nothing(state: DeskState) -> None:
    (state.root / "content/articles/moon.webp").write_bytes(webp())
    one = draft(state)
    note_state(state, one, {"state": "asked", "asked_of": "jiaju", "remark": "请看第二段", "words": one.words}, "送审")
    page = review_copy(state, again(state, one))
    assert "<h2" in page and "先看" in page and "请甲局审核：怎样看月亮" in page and "请看第二段" in page
    assert one.words in page and "data:image/webp;base64," in page and "<script" not in page
    assert not re.findall(r'<(?:img|link|iframe|source)[^>]+(?:src|href)="(?!data:|")', page)
    assert re.findall(r'href="([^"#]+)"', page.partition("<main")[2]).count("https://example.gov.cn/") == 1
    (state.root / "content/articles/moon.webp").write_bytes(webp()[:20])
    with pytest.raises(CannotShow):
        review_copy(state, one)
    broken = draft(state, summary=[""])
    with pytest.raises(CannotShow) as error:
        review_copy(state, broken)
    assert "summary" in error.value.said


@pytest.mark.slow
def test_every_kind_of_record_can_be_sent_to_be_reviewed(state: DeskState) -> None:
    assert state.plan
    for kind in DESK_KINDS.values():
        for id in list(kind.records(state.plan, state.pages))[:1]:
            save_draft(state, kind, id, as_answers(kind, open_file(state.root, kind, id)), "")
            found = read_draft(state.root, kind, id)
            assert found and found.name in review_copy(state, found)


@pytest.mark.slow
def test_a_dropped_draft_can_be_brought_back(state: DeskState) -> None:
    one = draft(state)
    drop_draft(state, one)
    assert read_drafts(state.root) == []
    undo_snapshot(state.root, read_snapshots(state.root)[-1])
    assert [it.name for it in read_drafts(state.root)] == ["怎样看月亮"]


@pytest.fixture
def pages(state: DeskState) -> DraftPages:
    def drawn(template: str, **values: object) -> Reply:
        return Reply(f"{template} {values.get('said')}")

    return DraftPages(state, drawn, RecordPages(state, drawn))


def test_the_steps_of_a_review_are_entered_by_hand(state: DeskState, pages: DraftPages) -> None:
    one = draft(state, _body=["正文。"])
    query = {"kind": ["article"], "id": [one.id]}
    version = {"version": [one.opened.version]}
    assert "这一项要填" in str(pages.asked(query, {**version, "asked": ["2026-06-01"]}).body)
    assert pages.asked(
        query, {**version, "asked_of": ["jiaju"], "asked": ["2026-06-01"], "remark": ["请看数字"]}
    ).location
    found = again(state, one)
    assert (found.stage, found.state.asked_of, found.state.remark) == ("已送审", "jiaju", "请看数字")
    given = {
        "state": ["returned"],
        "by": ["jiaju"],
        "office": ["科普部"],
        "dated": ["2026-06-01"],
        "remark": ["第二段"],
    }
    assert pages.answered(query, {**version, **given}).location
    assert (again(state, one).stage, again(state, one).state.remark) == ("退回改", "第二段")
    assert "别人刚刚改过" in str(pages.answered(query, {"version": ["x"], **given}).body)
    said = [it.said for it in read_snapshots(state.root)]
    assert said == [
        "草稿：文章〈怎样看月亮〉",
        "草稿〈怎样看月亮〉：送审 甲局",
        "草稿〈怎样看月亮〉：退回改，2026年6月1日",
    ]


@pytest.mark.slow
def test_two_people_at_one_draft_lose_nothing(state: DeskState, pages: DraftPages) -> None:
    one = draft(state)
    edit(state.root / one.path, "抬头看。", "抬头慢慢看。")
    answer = pages.save({"kind": ["article"], "id": [one.id]}, {**NEW, "version": [one.opened.version]})
    assert "别人刚刚改过" in str(answer.body) and "慢慢" in (state.root / one.path).read_text("utf-8")


def test_the_real_article_is_untouched_by_its_draft(state: DeskState) -> None:
    answers = as_answers(ARTICLES, open_file(state.root, ARTICLES, "stars"))
    save_draft(state, ARTICLES, "stars", answers, "")
    assert (state.root / "drafts/articles/stars.md").read_text("utf-8") == ARTICLE
    assert (state.root / "content/articles/stars.md").read_text("utf-8") == ARTICLE
