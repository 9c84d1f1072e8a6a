"""desk: forms come from the model and change what was touched and nothing else; nobody else gets in."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import pytest
from desks import ARTICLE, LONG, Served
from kepu.common.files.known_addresses import remember_addresses
from kepu.desk.desk_state import DeskState
from kepu.desk.forms.answers import filled, shown
from kepu.desk.forms.choosing import choices_for, found_by, proposed_address
from kepu.desk.forms.fields import form_fields
from kepu.desk.forms.intents import INTENTS, intended, settled_with
from kepu.desk.kinds import DESK_KINDS, DeskKind, desk_kind_of
from kepu.desk.publishing import publish_job
from kepu.desk.publishing.publish_job import PublishJob
from kepu.desk.publishing.unpublished import changes_since_published
from kepu.desk.record_files import as_answers, attempt, merged, open_file, put_in
from kepu.desk.serving import desk_server
from kepu.desk.serving.guard import Guard, new_key
from kepu.editing.history.saving import version_of
from kepu.model.events import Event, NthWeekday
from kepu.model.kept_text import KeptText
from kepu.model.record import UnitId
from kepu.publish.published_files import note_published, texts_of
from pydantic import Field, create_model
from sites import ROOT, edit

LAB = "2026/lab-day"


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    assert found.faults() == []
    return found


def as_sent(answers: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What a browser sends of what a form shows: its own line ends, ticked boxes in an order that is not the file's."""
    return {
        name: sorted((it.replace("\n", "\r\n") for it in words), reverse=True)
        for name, words in answers.items()
        if words
    }


def real_files() -> Iterator[tuple[Path, DeskKind, str]]:
    """The records of the county and of the national content, each with the folder that its kind's folder lies in."""
    for root in (ROOT, ROOT / "national"):
        for path in sorted([*(root / "plan").rglob("*.yaml"), *(root / "content").rglob("*.md")]):
            if known := desk_kind_of(path.relative_to(root).as_posix()):
                yield root, *known


def test_opening_and_saving_any_record_changes_nothing() -> None:
    """What the form of every real record sends back is, to the last type, what the file says."""
    count = 0
    for root, kind, id in real_files():
        opened = open_file(root, kind, id)
        assert not opened.fault
        assert repr(filled(kind.fields, as_sent(as_answers(kind, opened)), opened.values)) == repr(
            {name: opened.values[name] for name in ordered(kind, opened.values)}
        ), (kind.id, id)
        count += 1
    assert count > 300


def ordered(kind: DeskKind, values: Mapping[str, Any]) -> list[str]:
    return [it.name for it in kind.fields if it.name in values]


def test_a_record_that_is_saved_untouched_keeps_its_bytes_and_its_time(state: DeskState) -> None:
    for kind in DESK_KINDS.values():
        assert state.plan
        for id in kind.records(state.plan, state.pages):
            path = state.root / kind.path(id)
            before = (path.read_bytes(), path.stat().st_mtime_ns)
            assert attempt(state, kind, id, as_sent(as_answers(kind, open_file(state.root, kind, id)))).saved
            assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_every_field_of_the_model_is_in_the_form_with_a_caption_an_editor_knows() -> None:
    for kind in DESK_KINDS.values():
        names = {info.alias or name for name, info in kind.record.model_fields.items()}
        assert {it.name for it in kind.fields} == names
        for it in (part for whole in kind.fields for part in (whole, *whole.parts)):
            assert it.caption and not any(letter in it.caption + it.hint for letter in "{}[]"), it
            assert not any(word in it.caption + it.hint for word in ("代号", "引号", "yaml")), it
            assert all(caption != code or code.isdigit() or not code.isascii() for code, caption in it.choices), it


def test_every_kind_names_the_schema_that_its_files_have() -> None:
    for kind in DESK_KINDS.values():
        assert (
            kind.is_page
            or ((ROOT / kind.path("2026/x" if kind.id == "event" else "x")).parent / kind.schema).resolve().is_file()
        )


def test_a_record_that_no_form_can_ask_for_is_not_offered() -> None:
    with pytest.raises(LookupError, match=r"KeptText\.articles"):
        form_fields(KeptText)
    assert KeptText not in {kind.record for kind in DESK_KINDS.values()}


def test_a_new_field_of_the_model_is_in_the_form_without_another_line() -> None:
    """With its caption, its hint, its choices and what it refers to, from its one description."""
    more: dict[str, Any] = {
        "level": (Literal["county", "town"] | None, Field(None, description="哪一级的：county 全区、town 镇里")),
        "guests": (tuple[UnitId, ...], Field((), description="请哪些单位来，没有就不填")),
    }
    longer = create_model("LongerEvent", __base__=Event, **more)
    fields = {it.name: it for it in form_fields(longer, DESK_KINDS["event"].order)}
    assert (fields["level"].widget, fields["level"].choices) == ("choice", (("county", "全区"), ("town", "镇里")))
    assert (fields["guests"].caption, fields["guests"].widget, fields["guests"].refers) == (
        "请哪些单位来",
        "picks",
        "unit",
    )
    assert filled(tuple(fields.values()), {"level": ["town"], "guests": ["jiaju"]}, {}) == {
        "level": "town",
        "guests": ("jiaju",),
    }


def test_what_may_be_one_of_several_kinds_is_asked_for_in_one_group(state: DeskState) -> None:
    kind = DESK_KINDS["observance"]
    id = next(id for id, it in state.plan.observances.items() if it.rule.type == "fixed")  # type: ignore[union-attr]
    answers = as_sent(as_answers(kind, open_file(state.root, kind, id)))
    given = {**answers, "rule/type": ["nth-weekday"], "rule/month": ["9"], "rule/n": ["-1"], "rule/weekday": ["6"]}
    wrong = attempt(state, kind, id, given)
    assert not wrong.saved and any(name.startswith("rule") for name in wrong.said), wrong.said
    given |= {"rule/day": [""], "rule/end_month": [""], "rule/end_day": [""]}
    found = attempt(state, kind, id, given)
    assert found.saved, found.said
    assert state.plan and state.plan.observances[id].rule == NthWeekday(type="nth-weekday", month=9, n=-1, weekday=6)


def test_what_is_one_file_has_a_form_too(state: DeskState) -> None:
    for id in ("site", "synonyms", "vocabulary"):
        kind = DESK_KINDS[id]
        if not (state.root / kind.path(id)).is_file():
            continue
        before = (state.root / kind.path(id)).read_bytes()
        answers = as_sent(as_answers(kind, open_file(state.root, kind, id)))
        assert attempt(state, kind, id, answers).saved and (state.root / kind.path(id)).read_bytes() == before
    site = as_sent(as_answers(DESK_KINDS["site"], open_file(state.root, DESK_KINDS["site"], "site")))
    assert attempt(state, DESK_KINDS["site"], "site", {**site, "tagline": ["新的一句话"]}).saved
    assert state.plan and state.plan.site.tagline == "新的一句话"


def test_what_is_changed_in_a_form_changes_those_lines(state: DeskState) -> None:
    kind, id = DESK_KINDS["event"], LAB
    path = state.root / kind.path(id)
    before = path.read_text("utf-8").splitlines()
    answers = as_sent(as_answers(kind, open_file(state.root, kind, id)))
    answers |= {
        "place/address": ["解放路 2 号"],
        "topics": [],
        "keywords": ["显微镜\r\n\r\n  化学 "],
        "revision": ["0"],
    }
    assert attempt(state, kind, id, answers).saved
    after = path.read_text("utf-8").splitlines()
    assert [line for line in before if line not in after] == [
        "place: {name: 一号实验楼, township: dongzhen, address: 解放路 1 号, accessible: 有坡道和电梯}",
        "topics: [science]",
        "updated: 2026-05-30",
    ]
    assert [line for line in after if line not in before] == [
        "place: {name: 一号实验楼, township: dongzhen, address: 解放路 2 号, accessible: 有坡道和电梯}",
        "keywords: [显微镜, 化学]",
        "updated: 2026-06-01",
    ]


def test_an_article_keeps_its_text_and_a_changed_text_its_front_matter(state: DeskState) -> None:
    kind, path = DESK_KINDS["article"], state.root / "content/articles/stars.md"
    answers = as_sent(as_answers(kind, open_file(state.root, kind, "stars")))
    assert attempt(state, kind, "stars", {**answers, "title": ["怎样看月亮"]}).saved
    changed = ARTICLE.replace("看星星", "看月亮").replace("01\n---", "01\nupdated: 2026-06-01\n---")
    assert path.read_text("utf-8") == changed
    answers = as_sent(as_answers(kind, open_file(state.root, kind, "stars")))
    assert attempt(state, kind, "stars", {**answers, "_body": ["找一处黑的地方。\r\n\r\n等十分钟。\r\n\r\n"]}).saved
    assert path.read_text("utf-8") == changed.replace("二十分钟", "十分钟")


def test_what_would_be_wrong_is_said_beside_its_field_and_not_written(state: DeskState) -> None:
    kind, id = DESK_KINDS["event"], LAB
    path = state.root / kind.path(id)
    before = path.read_bytes()
    answers = as_sent(as_answers(kind, open_file(state.root, kind, id)))
    wrong = {"start": ["2026-06-21"], "contact/phone": ["13912345678"], "registration/link": ["www.example.gov.cn"]}
    found = attempt(state, kind, id, {**answers, **wrong})
    assert not found.saved and path.read_bytes() == before
    assert set(found.said) == {"contact/phone", "registration/link"}
    found = attempt(state, kind, id, {**answers, "end": ["2026-06-01"], "host": ["bingju"]})
    assert set(found.said) == {"end", "host", "registration/until"} and "结束日期早于开始日期" in found.said["end"][0]
    assert path.read_bytes() == before


def test_a_record_that_was_wrong_before_can_be_mended_step_by_step(state: DeskState) -> None:
    kind, id = DESK_KINDS["daily"], "moon"
    edit(state.root / kind.path(id), "resource: moon-book", "resource: gone")
    state.refresh()
    assert state.faults()
    answers = as_sent(as_answers(kind, open_file(state.root, kind, id)))
    found = attempt(state, kind, id, {**answers, "text": ["月亮自己不发光。"]})
    assert found.saved, found.said


def test_new_records_get_an_address_from_pinyin_that_is_free(state: DeskState) -> None:
    kind = DESK_KINDS["event"]
    answers = {"title": ["科普进村"], "start": ["2026-09-19"], "updated": ["2026-06-01"], "status": ["planned"]}
    first, second = (attempt(state, kind, "", {**answers, "title": [name]}) for name in ("科普进村", "科普尽村"))
    assert (first.id, second.id) == ("2026/kepujincun", "2026/kepujincun-2")
    text = (state.root / "plan/events/2026/kepujincun.yaml").read_text("utf-8")
    assert text.splitlines() == [
        "# yaml-language-server: $schema=../../schema/event.json",
        "title: 科普进村",
        "start: 2026-09-19",
        "updated: 2026-06-01",
    ]
    taken = attempt(state, kind, "", {**answers, "title": ["另一个"], "_id": ["Ke Pu"]})
    assert "_id" in taken.said
    assert proposed_address("2026年科普日（第3场）") == "2026niankepuri-di3chang"
    assert (proposed_address("con"), proposed_address("12")) == ("con-1", "12-1")


def test_an_expert_gets_an_address_that_does_not_tell_the_name(state: DeskState) -> None:
    kind = DESK_KINDS["expert"]
    answers = {"name": ["王五"], "field": ["茶叶栽培"], "about": ["讲茶。"], "contact/name": ["甲局办公室"]}
    answers |= {"consent/dated": ["2026-05-01"], "consent/how": ["书面同意"], "valid_until": ["2027-05-01"]}
    found = attempt(state, kind, "", {**answers, "updated": ["2026-06-01"]})
    assert found.saved, found.said
    assert found.id.startswith("p-") and "wang" not in found.id


INTENTIONS = {
    "postpone": (
        {"start": date(2026, 7, 4), "reason": "场馆检修"},
        ["start: 2026-06-20", "status: open", "updated: 2026-05-30"],
        ["start: 2026-07-04", "status: postponed", "postponed_from: 2026-06-20", "reason: 场馆检修", "updated: 2026-06-01", "revision: 1"],
    ),
    "cancel": (
        {"reason": "下雨"},
        ["status: open", "updated: 2026-05-30"],
        ["status: cancelled", "reason: 下雨", "updated: 2026-06-01", "revision: 1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", INTENTIONS)
def test_an_intent_changes_exactly_what_belongs_together(state: DeskState, what: str) -> None:
    kind = DESK_KINDS["event"]
    id = LAB
    remember_addresses(state.root, {f"events/{id}/"})
    given, gone, come = INTENTIONS[what]
    opened = open_file(state.root, kind, id)
    intent = next(it for it in INTENTS if it.id == what)
    wanted = intended(intent, dict(opened.values), given, date(2026, 6, 1))
    before = opened.text.splitlines()
    assert put_in(state, kind, id, opened, wanted, {}).saved
    after = (state.root / kind.path(id)).read_text("utf-8").splitlines()
    assert sorted(set(before) - set(after)) == sorted(gone)
    assert sorted(set(after) - set(before)) == sorted(come)


def test_an_event_put_off_twice_keeps_the_day_that_was_announced() -> None:
    postpone = INTENTS[0]
    once = intended(
        postpone, {"start": date(2026, 6, 1)}, {"start": date(2026, 6, 2), "reason": "甲"}, date(2026, 5, 1)
    )
    twice = intended(postpone, once, {"start": date(2026, 6, 3), "reason": "乙"}, date(2026, 5, 1))
    assert (twice["postponed_from"], twice["start"], twice["reason"]) == (date(2026, 6, 1), date(2026, 6, 3), "乙")


def test_the_revision_rises_only_where_calendars_have_the_event() -> None:
    before = {"title": "甲", "start": date(2026, 6, 1), "updated": date(2026, 5, 1)}
    moved = {**before, "start": date(2026, 6, 2)}
    today = date(2026, 5, 9)
    assert settled_with(Event, before, moved, today, True)["revision"] == 1
    assert "revision" not in settled_with(Event, before, moved, today, False)
    assert "revision" not in settled_with(Event, before, {**before, "title": "乙"}, today, True)
    assert settled_with(Event, before, {**before, "title": "乙"}, today, True)["updated"] == today
    assert settled_with(Event, before, dict(before), today, True) == before


def test_two_peoples_changes_are_put_together_and_what_both_changed_is_named() -> None:
    base = {"title": ["甲"], "about": ["一"], "place/name": ["东"], "place/city": [""], "topics": ["a", "b"]}
    theirs = {**base, "about": ["二"], "place/name": ["西"], "topics": ["a"]}
    mine = {**base, "title": ["乙"], "place/city": ["武汉市"], "topics": ["a", "b"]}
    found, both = merged(base, theirs, mine)
    assert both == ["place"]
    assert found == {**base, "title": ["乙"], "about": ["二"], "place/city": ["武汉市"], "topics": ["a"]}


def test_names_are_found_by_characters_pinyin_first_letters_and_other_names(state: DeskState) -> None:
    words = found_by("区科协", ("科学技术协会",))
    assert all(typed in words for typed in ("科协", "kexie", "qkx", "kexuejishuxiehui", "技术"))
    assert state.plan
    units = choices_for(state.plan, state.pages, "unit")
    assert {choice.id for choice in units} == set(state.plan.units)
    for refers in ("audience", "topic", "measure", "township", "observance", "article", "resource", "hotline"):
        assert choices_for(state.plan, state.pages, refers), refers


def test_what_is_not_published_yet_is_told_field_by_field(state: DeskState) -> None:
    assert changes_since_published(state) is None
    note_published(state.root, texts_of(state.root), "usb", "first")
    assert changes_since_published(state) == []
    edit(state.root / "content/articles/stars.md", "二十", "十")
    edit(state.root / "content/articles/stars.md", "topics: [science]", "topics: [science]\naudiences: [youth]")
    edit(state.root / "plan/site.yaml", "tagline: ", "tagline: 新")
    state.refresh()
    found = changes_since_published(state)
    assert found and [(it.caption, it.how) for it in found] == [("文章", "改动"), ("网站信息", "改动")]
    names = [(caption, old, new) for caption, old, new in found[0].fields]
    assert names[0] == ("面向谁", "", "青少年") and names[1][0] == "正文"


def test_a_publication_is_the_command_itself_and_tells_as_it_goes(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = PublishJob(project)
    job.start("nonsense", "")
    assert not job.running
    job.start("publish", "")
    assert job.thread
    job.thread.join(LONG)
    now = job.now()
    assert now["failed"] and "还没有写发布到哪里" in "".join(now["lines"])
    assert set(publish_job.COMMANDS_OF_DESK) == {"publish", "mended", "rollback", "look"}


def test_only_the_browser_with_the_key_gets_in_and_only_its_own_pages_change_anything(served: Served) -> None:
    """Everything that a page of another site, or another program here, could send."""
    host = {"Host": f"127.0.0.1:{served.port}"}
    own = {**host, "Origin": f"http://127.0.0.1:{served.port}", "Sec-Fetch-Site": "same-origin"}
    first = served.ask("GET", served.opening, host)
    cookie = first.headers["Set-Cookie"]
    assert (first.status, first.headers["Location"]) == (303, "/")
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    known = {"Cookie": cookie.split(";")[0]}
    assert served.ask("GET", served.opening, host).status == 403  # used
    assert served.ask("GET", "/?key=" + new_key("another secret"), host).status == 403
    page = served.ask("GET", "/", {**host, **known})
    assert page.status == 200 and "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY" and "Access-Control-Allow-Origin" not in page.headers
    path = served.root / "plan/daily/moon.yaml"
    before = path.read_bytes()
    target = "/record?" + urlencode({"kind": "daily", "id": "moon"})
    changed = urlencode(
        {"text": "改过的一句话。", "resource": "moon-book", "source/name": "天文台", "version": version_of(path)}
    )
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    wrong: list[dict[str, str]] = [
        {**own, **known, "Host": "evil.example"},
        {**own, **known, "Host": f"localhost:{served.port}"},
        {**own, **known, "Host": f"127.0.0.1.evil.example:{served.port}"},
        {**own, **known, "Origin": "http://evil.example"},
        {**own, **known, "Origin": "null"},
        {**own, **known, "Origin": f"http://localhost:{served.port}"},
        {name: value for name, value in {**own, **known}.items() if name != "Origin"},
        {name: value for name, value in {**own, **known}.items() if name != "Sec-Fetch-Site"},
        {**own, **known, "Sec-Fetch-Site": "same-site"},
        {**own, **known, "Sec-Fetch-Site": "cross-site"},
        own,
        {**own, "Cookie": "kepu-edit-1=x"},
        {**own, "Cookie": f"kepu-edit-{served.port}=x"},
    ]
    for headers in wrong:
        answer = served.ask("POST", target, {**headers, **form}, changed)
        assert answer.status == 403 and path.read_bytes() == before, headers
    for headers in (host, {**host, **known, "Sec-Fetch-Site": "cross-site"}, {**known, "Host": "evil.example"}):
        assert served.ask("GET", "/", headers).status == 403, headers
    for name in ("/record", "/do", "/publish", "/progress", "/list"):
        assert served.ask("GET", f"{name}?what=publish&kind=daily&id=moon&text=x", {**host, **known}).status in (
            200,
            404,
        )
    assert path.read_bytes() == before
    for name in ("../site", "../../mkdocs", "/etc/passwd", "moon.yaml/../../site"):
        answer = served.ask(
            "POST", f"/record?{urlencode({'kind': 'daily', 'id': name})}", {**own, **known, **form}, changed
        )
        assert answer.status in (200, 404) and path.read_bytes() == before
    assert served.ask("POST", target, {**own, **known, **form}, changed).status == 303
    assert b"\xe6\x94\xb9\xe8\xbf\x87" in path.read_bytes()  # 改过
    assert served.ask("POST", target, {**own, **known, **form}, "x" * 2_000_001).status == 413
    upload = {**own, **known, "Content-Type": "multipart/form-data; boundary=x"}
    part = '--x\r\nContent-Disposition: form-data; name="workbook"; filename="a.xlsx"\r\n\r\nabc\r\n--x--\r\n'
    assert (
        served.ask("POST", "/sheets?kind=daily", {**host, "Content-Type": upload["Content-Type"]}, part).status == 403
    )
    answer = served.ask("POST", "/sheets?kind=daily", upload, part)
    assert answer.status == 200 and "a.xlsx：这不是表格文件" in answer.body  # type: ignore[attr-defined]


def test_a_second_start_opens_the_running_desk_with_a_key_of_its_own(served: Served) -> None:
    addresses: list[str] = []
    desk_server.serve_desk(served.root, addresses.append)
    assert addresses[0].startswith(f"http://127.0.0.1:{served.port}/?key=") and addresses[0] != served.address
    note = served.root / desk_server.NOTE
    assert os.name == "nt" or stat.S_IMODE(note.stat().st_mode) == 0o600
    assert json.loads(note.read_text("utf-8"))["port"] == served.port


def test_a_note_that_a_crash_left_does_not_keep_the_desk_from_starting(project: Path) -> None:
    note = project / desk_server.NOTE
    note.parent.mkdir(exist_ok=True)
    note.write_text(json.dumps({"port": 9, "secret": "x"}), "utf-8")
    assert desk_server._running(project) == ""
    note.write_text("{", "utf-8")
    assert desk_server._running(project) == ""


def test_the_desk_ends_some_minutes_after_the_last_tab_was_closed() -> None:
    now = [0.0]
    presence = desk_server.Presence(lambda: now[0])
    presence.gone()
    now[0] = desk_server.AFTER_GOODBYE - 1
    assert not presence.over
    presence.here()  # the next page of the same tab
    now[0] += desk_server.AFTER_GOODBYE + 1
    assert not presence.over
    presence.gone()
    now[0] += desk_server.AFTER_GOODBYE + 1
    assert presence.over


def test_keys_are_good_once() -> None:
    guard = Guard(1)
    key = new_key(guard.secret)
    assert guard.takes(key) and not guard.takes(key)
    assert not guard.takes("") and not guard.takes(key.upper()) and not guard.takes("x." + key.partition(".")[2])


def test_a_change_by_hand_is_seen_at_the_next_page(state: DeskState) -> None:
    edit(state.root / "plan/daily/moon.yaml", "text: ", "text: 新的：")
    time.sleep(0.01)
    state.refresh()
    assert state.plan and state.plan.daily["moon"].text.startswith("新的")
    (state.root / "plan/daily/moon.yaml").write_text("text: [\n", "utf-8")
    state.refresh()
    assert state.plan and "moon" not in state.plan.daily and state.faults()  # the others can still be looked at


def test_shown_and_filled_are_each_others_opposite_for_an_empty_form() -> None:
    for kind in DESK_KINDS.values():
        assert filled(kind.fields, as_sent(shown(kind.fields, {})), {}) == {}
