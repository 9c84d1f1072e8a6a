"""Search on the built site in a real browser: complete, right at the top, and pleasant to use."""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

import pytest
from browsing import Handler, Watched, onlookers, overflow, serious, serving
from choosing import mostly_slow
from kepu.model.plan import Plan
from kepu.queries.search_format import LIST_SIGN, NAMES_FILE, PAGES_LIST, PageRow
from kepu.render.assets import SCRIPTS, script_of
from playwright.sync_api import Browser, Page, Route, expect
from sites import ROOT, Site, page_rows

from bench.golden import Query, golden, halves, mark
from bench.paste import LENGTHS, PASTED, RUMOUR

BASE = "/a/b/"
SEED, DRAWN = 20261125, 200
FIRST, FIVE = 0.95, 0.99
"""Of the golden queries at least so many are right at the top, and among the first five."""


@pytest.fixture(scope="module")
def origin(real_site: Site) -> Iterator[str]:
    with serving(partial(Handler, mounts={BASE: real_site.folder})) as address:
        yield address


Open = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def look(browser: Browser, origin: str) -> Iterator[Callable[..., AbstractContextManager[Watched]]]:
    with onlookers(browser, origin) as start:
        yield start


@pytest.fixture
def opened(look: Callable[..., AbstractContextManager[Watched]]) -> Open:
    """A page of the site, from which `refused` cannot be fetched; otherwise nothing may have gone wrong at the end."""

    @contextmanager
    def start(url: str, script: str = "", refused: str | re.Pattern[str] = "", **options: Any) -> Iterator[Page]:
        alone = options.pop("alone", False) or bool(script or refused)
        with look(alone=alone, **options) as reader:
            if script:
                reader.page.add_init_script(script)
            if refused:  # before the page opens: what is under way when a route is laid passes it by
                reader.page.route(refused, lambda route: route.abort())
            yield reader.open(BASE + url)
            if refused:
                reader.faults.clear()

    return start


ASK = """async (queries) => {
  const input = document.querySelector("#kx-q"), list = document.querySelector("[data-kx-results]");
  const answers = {}, shown = document.body.style.display;
  document.body.style.display = "none";
  for (const words of queries) {
    list.setAttribute("aria-busy", "not yet");
    input.value = words;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    while (list.getAttribute("aria-busy") !== "false") await new Promise((done) => setTimeout(done, 2));
    answers[words] = Array.from(list.querySelectorAll("[data-result]"), (entry) => entry.dataset.result);
  }
  document.body.style.display = shown;
  return answers;
}"""
"""Nothing is painted in the meantime: that takes far longer than searching."""


def ask(page: Page, queries: list[str]) -> dict[str, list[str]]:
    """The addresses found for each query, one after the other in one and the same page."""
    found: dict[str, list[str]] = page.evaluate(ASK, queries)
    return found


PARTS = script_of(ROOT, [*SCRIPTS["search"][:-2], *SCRIPTS["sounds"], "search/passages"])
"""The script without its boxes, and the one that it fetches when what was typed stands nowhere."""
ANSWERS = """async () => {
  %s
  await keyed();
  window.answersOf = async (queries) => {
    const answers = {};
    for (const words of queries) {
      await answer(words, (told) => { answers[words] = told.results.map((result) => result.page.url || ""); });
    }
    return answers;
  };
}"""

Answers = dict[str, list[str]]
AnswersOf = Callable[..., Answers]


@pytest.fixture(scope="module")
def answering(look: Callable[..., AbstractContextManager[Watched]]) -> Iterator[Page]:
    """A page that stays open and answers without showing anything: it fetches everything once, and no excerpts."""
    with look(alone=True) as reader:
        reader.open(f"{BASE}about/").evaluate(ANSWERS % PARTS)
        yield reader.page


@pytest.fixture
def answers_of(opened: Open, answering: Page) -> AnswersOf:
    """The addresses found for each query, also on a page that a script has made older."""

    def found(queries: list[str], script: str = "") -> Answers:
        if not script:
            answers: Answers = answering.evaluate("queries => answersOf(queries)", queries)
            return answers
        with opened("search/", script=script) as page:
            assert page.evaluate("'Segmenter' in Intl") is not bool(script)
            return ask(page, queries)

    return found


def results(page: Page) -> list[str]:
    expect(page.locator('[data-kx-results][aria-busy="false"]')).to_have_count(1)
    found: list[str] = page.locator("[data-result]").evaluate_all("list => list.map((entry) => entry.dataset.result)")
    return found


# Right at the top.


@pytest.fixture(scope="module")
def queries(real_site: Site) -> list[Query]:
    """The golden queries; “this year” is that of the build."""
    built = real_site["about/"].one("footer").find(".//time")
    assert built is not None
    return golden(datetime.fromisoformat(built.get("datetime") or "").year)


def test_the_golden_queries_are_many_and_their_pages_exist(queries: list[Query], real_site: Site) -> None:
    classes = {query.kind for query in queries}
    assert len(queries) >= 200
    assert len({query.words for query in queries}) == len(queries)
    assert [kind for kind in classes if sum(query.kind == kind for query in queries) < 12] == []
    assert {url for query in queries for url in query.right} - {*real_site.pages} == set()


@pytest.mark.parametrize("shown", mostly_slow([False, True], [False]), ids=["found", "shown"])
def test_the_golden_queries_find_their_pages_first(
    answers_of: AnswersOf, opened: Open, queries: list[Query], shown: bool
) -> None:
    words = [query.words for query in queries]
    answers = answers_of(words)
    if shown:
        with opened("search/") as page:
            assert ask(page, words) == answers
    assert [words for words, found in answers.items() if not found] == []
    for half in halves(queries):
        marks = mark(half, answers)
        wrong = [query.words for query in half if not query.right.intersection(answers[query.words][:1])]
        assert marks.first >= FIRST, wrong
        assert marks.five >= FIVE, wrong


def test_units_and_measures_come_first_by_their_names(answers_of: AnswersOf, real_plan: Plan) -> None:
    members = [member for unit in real_plan.units.values() for member in unit.members]
    wanted = {unit.name: f"units/{unit.id}/" for unit in [*real_plan.units.values(), *members]}
    wanted |= {measure.title: f"measures/{measure.id}/" for measure in real_plan.current.measures()}
    answers = answers_of([*wanted])
    assert {words: found[:1] for words, found in answers.items() if found[:1] != [wanted[words]]} == {}


# Complete.

UNSEEN = {"script", "style", "noscript", "template", "form", "title", "desc"}


def visible(element: Element, hub: bool) -> Iterator[str]:
    """The words of an element that a reader sees, and that are the page's own; those of a hub are its cards."""
    classes = {*(element.get("class") or "").split()}
    if (
        not isinstance(element.tag, str)
        or element.tag.rpartition("}")[2] in UNSEEN
        or element.get("hidden") is not None
    ):
        return
    tag = element.tag.rpartition("}")[2]
    if (tag == "nav" and "kx-crumbs" not in classes) or (element.get("data-kx-others") is not None and not hub):
        return
    if classes & {"kx-printed", "kx-hidden", "kx-poster__foot", "kx-send"}:
        return
    yield element.text or ""
    for child in element:
        yield from visible(child, hub)
        yield child.tail or ""


@pytest.fixture(scope="module")
def texts(real_site: Site) -> dict[str, str]:
    """Address → words, without spaces, of every page that search knows by its words."""
    names = json.loads((real_site.folder / NAMES_FILE).read_text("utf-8"))
    ids = json.loads((real_site.folder / f"{PAGES_LIST}.{names['text']['ids']}.json").read_text("utf-8"))
    pages = (real_site[row.url or ""] for row, id in zip(page_rows(names), ids, strict=True) if id)
    return {page.url: folded("".join(visible(page.main, page.main.get("data-kx-hub") is not None))) for page in pages}


def folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lower())


def drawn(words: dict[str, str]) -> list[str]:
    """Runs of Han characters, letters and figures cut out of the pages at random, always the same."""
    chance, found = random.Random(SEED), set[str]()
    while len(found) < DRAWN:
        runs = re.findall(r"[一-鿿a-z0-9]{2,}", words[chance.choice(sorted(words))])
        run = chance.choice(runs)
        length = chance.randint(2, min(9, len(run)))
        start = chance.randint(0, len(run) - length)
        found.add(run[start : start + length])
    return sorted(found)


OLD = "delete Intl.Segmenter; delete window.WebAssembly"


@pytest.mark.parametrize(
    ("script", "step"),
    mostly_slow([("", 6), ("", 1), (OLD, 16), (OLD, 1)], [("", 6), (OLD, 16)]),
    ids=["some", "all", "old, some", "old, all"],
)
def test_no_run_of_characters_is_lost(answers_of: AnswersOf, texts: dict[str, str], script: str, step: int) -> None:
    wanted = drawn(texts)[::step]
    answers = answers_of(wanted, script)
    missed = {run: [url for url, text in texts.items() if run in text and url not in answers[run]] for run in wanted}
    assert {run: urls for run, urls in missed.items() if urls} == {}


def test_names_and_terms_find_every_page_that_has_them_and_few_others(
    answers_of: AnswersOf, texts: dict[str, str], real_plan: Plan, queries: list[Query]
) -> None:
    names = [unit.name for unit in real_plan.units.values()]
    names += [measure.title for measure in real_plan.current.measures()]
    names += [query.words for query in queries if query.kind == "term"]
    names += ["科普e站", "16%", "PM2.5", "AED", "96110", "互联网+科普"]
    answers = answers_of(names)
    precision = []
    for name in names:
        right = {url for url, text in texts.items() if folded(re.sub(r"[“”]", "", name)) in re.sub("[“”]", "", text)}
        assert right - {*answers[name]} == set(), name
        precision += [len(right.intersection(answers[name])) / len(answers[name])] if right else []
    assert sum(precision) / len(precision) >= 0.95


def test_single_characters_work(answers_of: AnswersOf, texts: dict[str, str]) -> None:
    characters = sorted({char for text in texts.values() for char in text if "一" <= char <= "鿿"})
    wanted = random.Random(SEED).sample(characters, 40)
    answers = answers_of(wanted)
    assert {c: [u for u, text in texts.items() if c in text and u not in answers[c]] for c in wanted} == {
        c: [] for c in wanted
    }


# Understood.


def test_the_exact_name_of_a_unit_offers_its_duties_first(opened: Open) -> None:
    with opened("search/?q=区科协") as page:
        first = page.locator("[data-result]").first
        expect(first.get_by_role("link", name="查看职责")).to_have_attribute("href", re.compile("/a/b/units/kexie/$"))
        expect(first.get_by_role("link")).to_have_count(1)
        expect(page.get_by_role("link", name="查看职责")).to_have_count(1)


def test_a_kind_can_be_chosen_sent_and_taken_back(opened: Open) -> None:
    with opened("search/?q=科协") as page:
        everything = results(page)
        chip = page.locator("[data-kx-kinds] a").filter(has_text="措施")
        count = int(chip.locator("small").inner_text())
        chip.click()
        expect(page).to_have_url(re.compile(r"/search/\?q=.*&kind=%E6%8E%AA%E6%96%BD$"))
        chosen = results(page)
        assert len(chosen) == count > 0
        assert all(url.startswith("measures/") for url in chosen)
        page.reload()
        assert results(page) == chosen
        page.go_back()
        expect(page.locator("[data-result]")).to_have_count(len(everything))


def test_audience_topic_and_year_can_be_chosen_too(opened: Open) -> None:
    with opened("search/?q=诈骗") as page:
        results(page)
        field = page.get_by_label("人群")
        options = field.locator("option").all_inner_texts()
        said = next(text for text in options if text.startswith("老年人"))
        field.select_option(label=said)
        expect(page).to_have_url(re.compile("&audience=seniors$"))
        assert len(results(page)) == int(re.sub(r"\D", "", said))
        assert "articles/elder-fraud/" in results(page)
        expect(page.get_by_label("主题")).to_be_visible()


@pytest.mark.slow
def test_many_results_are_shown_thirty_at_a_time(opened: Open) -> None:
    with opened("search/?q=科学素质") as page:
        count = len(results(page))
        assert count > 60
        shown = page.locator("[data-result]:visible")
        expect(shown).to_have_count(30)
        page.get_by_role("button", name="再看一些").click()
        expect(shown).to_have_count(60)
        expect(shown.nth(30).locator("a").first).to_be_focused()
        while page.get_by_role("button", name="再看一些").is_visible():
            page.get_by_role("button", name="再看一些").click()
        expect(shown).to_have_count(count)
        expect(shown.last.locator("p")).not_to_be_empty()


STRANGE = [
    "kind=没有这种",
    "kind=请拨打 400-123-4567 领取补贴",
    "audience=__proto__&topic=constructor",
    "year=1970&topic=toString",
]


@pytest.mark.parametrize("strange", mostly_slow(STRANGE, STRANGE[1:3]))
def test_a_strange_filter_is_none(opened: Open, strange: str) -> None:
    with opened("search/?q=诈骗") as page:
        everything = results(page)
        page.wait_for_load_state("networkidle")  # excerpts arrive after the results
        shown = page.locator("main").inner_text()
        page.goto(f"{page.url}&{strange}")
        assert results(page) == everything
        expect(page.locator("main")).to_have_text(shown, use_inner_text=True)
        expect(page).to_have_url(re.compile(r"/search/\?q=[^&]+$"))


def test_the_words_are_marked_whole_in_an_excerpt_without_stray_signs(opened: Open) -> None:
    with opened("search/?q=桂乡农匠") as page:
        first = page.locator("[data-result]").first
        expect(first.locator("p mark").first).to_have_text("桂乡农匠")
        texts = page.locator("[data-result]:visible > p").all_inner_texts()
        assert [text for text in texts if re.match(r"…?[，。；、：”）]", text) or "¶" in text or "␣" in text] == []


def test_a_result_leads_to_the_passage(opened: Open) -> None:
    with opened("search/?q=坚持立德树人") as page:
        results(page)
        link = page.locator('[data-result="plan/source/"] > a').first
        expect(link).to_have_attribute("href", re.compile(r"/a/b/plan/source/#p\d+:~:text="))
        link.click()
        page.wait_for_load_state()
        expect(page.get_by_text("坚持立德树人").first).to_be_in_viewport()


@pytest.mark.slow
def test_old_kernels_get_the_anchor_alone(opened: Open) -> None:
    script = "delete Document.prototype.fragmentDirective"
    with opened("search/?q=坚持立德树人", script=script) as page:
        results(page)
        link = page.locator('[data-result="plan/source/"] > a').first
        expect(link).to_have_attribute("href", re.compile(r"/a/b/plan/source/#p\d+$"))


def test_where_nothing_fits_there_is_a_way_on(opened: Open) -> None:
    with opened("search/?q=量子色动力学") as page:
        assert results(page) == []
        expect(page.get_by_role("status")).to_contain_text("没有找到“量子色动力学”")
        section = page.locator("[data-kx-none]")
        for name in ("站点地图", "责任单位", "近视"):
            expect(section.get_by_role("link", name=name).first).to_be_visible()
        expect(section).to_contain_text("想问人")


def test_what_was_put_right_is_said_and_what_is_right_is_not(opened: Open) -> None:
    meant = {"香城公匠": "香城工匠", "智慧行动": "智惠行动", "xuanchuanbu": "宣传部"}
    right = ["晚上睡觉地震了", "九月十七日", "在教室里地震了躲哪里", "𠮷野家"]
    with opened("search/") as page:
        told = {words: said(page, words) for words in [*meant, *right]}
    assert {typed for typed, words in meant.items() if f"按“{words}”找的" not in told[typed]} == set()
    assert {typed for typed in right if "按“" in told[typed]} == set()


def said(page: Page, words: str) -> str:
    """What the search page says of a query."""
    ask(page, [words])
    return page.get_by_role("status").inner_text()


def test_a_decimal_is_no_date(answers_of: AnswersOf) -> None:
    answers = answers_of(["PM2.5", "16.5"])
    assert [url for urls in answers.values() for url in urls if url.startswith("events/20")] == []


FIRST_OF = {
    **dict.fromkeys(["fangzha", "fangzhapian", "zhapian"], "articles/telecom-fraud/"),
    **dict.fromkeys(
        ["dizhen", "dì zhèn", "dìzhèn", "di4zhen4", "dizh", "earthquake", "Earthquake"], "articles/earthquake/"
    ),
    **dict.fromkeys(["lüse", "lǜsè", "lvse"], "measures/farmers-2/"),
    **dict.fromkeys(["fire", "FIRE", "着火了怎么办"], "articles/fire/"),
    **dict.fromkeys(["CPR", "cpr", "xinfeifusu"], "articles/cpr/"),
    **dict.fromkeys(["first aid"], "articles/cpr/"),
    **dict.fromkeys(["snake", "Snake bite"], "articles/snake-bite/"),
    **dict.fromkeys(["gas", "gas leak"], "articles/gas-leak/"),
    **{"dog": "articles/dog-bite/", "electric": "articles/electric-shock/", "wasp": "articles/wasp-sting/"},
    **{"sos": "emergency/", "burn": "articles/burns/", "flood": "articles/flood/"},
    **dict.fromkeys(["122", "122电话", "我要打122", "122是什么电话"], "resources/hotline-122/"),
    "119": "resources/hotline-119/",
    "122交通日": "observances/traffic-safety-day/",
    **dict.fromkeys(["教育局", "区教育局"], "units/jiaoyuju/"),
    "汀泗桥镇": "units/tingsiqiaozhen/",
    "乡镇办场": "units/gexiangzhenbanchang/",
    "应急科普工程": "projects/emergency/",
}
INSIDE = {
    "完善初高中包括科学": "measures/youth-2/",  # words of the body that the table leaves out
    "桂乡农匠": "measures/resources-3/",
    "香城工匠": "measures/grassroots-4/",
    "科普 大屏": "measures/digital-2/",
}


def test_letters_numbers_and_names_lead_to_public_pages_and_words_into_a_measure(answers_of: AnswersOf) -> None:
    answers, inside = answers_of([*FIRST_OF]), answers_of([*INSIDE])
    assert {words: found[:1] for words, found in answers.items() if found[:1] != [FIRST_OF[words]]} == {}
    assert {words: found for words, found in inside.items() if INSIDE[words] not in found} == {}


def test_pages_for_editors_come_after_all_others_and_answer_no_public_word(
    answers_of: AnswersOf, real_plan: Plan
) -> None:
    """They are full of examples, in Chinese and in letters."""
    words = [
        "fire",
        "CPR",
        "earthquake",
        "drowning",
        "youth",
        "heatstroke",
        "index",
        "health",
        "噎住",
        "打疫苗",
        "字太小",
        "地震",
    ]
    words += [
        word for group in (real_plan.synonyms.groups if real_plan.synonyms else ())[:40] for word in group.typed[:2]
    ]
    answers = answers_of([word for word in words if word != "网站"])  # which is what they are about
    named = answers_of(["同义词", "kepu publish", "开放数据"])
    assert {w: urls for w, urls in answers.items() if any(url.startswith(("guide/", "api/")) for url in urls)} == {}
    for urls in named.values():
        places = [url.startswith(("guide/", "api/")) for url in urls]
        assert any(places) and (places == sorted(places) or urls[0] == "api/")


def test_lists_of_other_pages_come_last(answers_of: AnswersOf) -> None:
    hubs = ("topics/", "audiences/", "emergency/", "units/index")
    answers = answers_of(["地震", "溺水", "近视", "诈骗", "中暑怎么办"])
    places = [[url.startswith(hubs) for url in urls] for urls in answers.values()]
    assert places == [sorted(each) for each in places]


# Whatever is pasted.


STEPS = 100_000
"""So many steps may a query take with the names that the site has; a hundred characters once took millions."""

COUNT = """async (queries) => {
  %s
  const data = await keyed(), steps = {};
  const known = data.pages.filter((page) => !page.guide).flatMap((page) => page.names.concat(page.keys)).length + data.means.size;
  for (const words of ["地震", "科普中馨", ...queries]) {
    const before = work.steps;
    let told = null;
    await answer(words, (found) => { told = found; });
    steps[words] = [work.steps - before, told.cut || "", told.results.map((result) => result.page.url || "")];
  }
  return [steps, known];
}"""
"""What each query costs, and how many words the site knows: a long text is held once against each."""


def test_what_is_pasted_costs_a_bounded_number_of_steps_and_is_said_to_be_cut(opened: Open) -> None:
    texts = {(name, length): text(length) for name, text in PASTED.items() for length in LENGTHS}
    with opened("about/") as page:
        told, known = page.evaluate(COUNT % PARTS, [*{*texts.values()}])
    assert {key: told[text][0] for key, text in texts.items() if told[text][0] > STEPS} == {}
    longer = {name: (told[texts[name, 1_000]][0], told[texts[name, 10_000]][0]) for name in PASTED}
    assert {name: steps for name, steps in longer.items() if steps[1] > steps[0] * 1.1 + known} == {}
    signs = {"短横", "正则的符号"}  # no word is in them, however many they are
    uncut = {name for (name, length), text in texts.items() if length >= 1_000 and not told[text][1]}
    assert uncut - signs == {"空格"}, "what stands after spaces is a short query"


RUMOURS = {
    RUMOUR: {"articles/unknown-qr-codes/", "articles/telecom-fraud/", "articles/elder-fraud/"},
    "【紧急扩散】刚刚接到省地震局内部消息，今天晚上十二点到明天凌晨四点，咸宁、赤壁一带将发生6.5级以上的大地震！请大家今晚不要在家里睡觉，"
    "到空旷的地方去，看到请马上转发到家人群，宁可信其有！转发一次就可能救一个人的命！！！": {
        "articles/earthquake/",
        "articles/rumours/",
    },
    "医生朋友传来的：心脏病发作时，身边没有人，请不停地用力咳嗽，每次咳嗽前深吸一口气，每隔两秒一次，坚持到救护车来。"
    "美国心脏协会说，这个办法叫咳嗽心肺复苏，已经救了很多人，请转发给你的亲人，特别是家里有老人的，一定要看！": {
        "articles/cpr/"
    },
    "家人们注意了，我家老人昨天在小区门口参加免费体检，领了鸡蛋，被人带去听课，花了八千块钱买保健品，说能根治高血压糖尿病，"
    "打电话退钱对方不接，大家看好自己的爸妈，不要再上当受骗了！": {"articles/elder-fraud/"},
}
"""What goes around, and the pages of which one should be among the first three."""


def test_a_forwarded_message_finds_sensible_pages(answers_of: AnswersOf) -> None:
    answers = answers_of([*RUMOURS])
    assert {words: found[:3] for words, found in answers.items() if not RUMOURS[words] & {*found[:3]}} == {}


def test_a_long_quotation_finds_where_it_stands(answers_of: AnswersOf, real_plan: Plan) -> None:
    wanted = {
        measure.table or measure.body or "": f"measures/{measure.id}/" for measure in real_plan.current.measures()
    }
    texts = [text for text in wanted if len(text) > 80][:8]
    answers = answers_of(texts)
    assert {text[:20]: found[:3] for text, found in answers.items() if wanted[text] not in found[:3]} == {}


def test_that_a_text_was_cut_is_said(opened: Open) -> None:
    with opened("search/") as page:
        page.locator("#kx-q").fill(RUMOUR)
        results(page)
        expect(page.get_by_role("status")).to_contain_text("文字太长，只按其中的“")
        page.locator("#kx-q").fill("科" * 3000)
        results(page)
        expect(page.get_by_role("status")).to_contain_text(
            "没有找到“" + "科" * 20 + "……”。文字太长，只按开头的 40 个字找的。"
        )
        page.locator("#kx-q").press("Enter")
        assert len(page.url) < 6000
        assert page.evaluate("localStorage.getItem('kx-recent')") is None


def test_signs_alone_find_nothing(opened: Open) -> None:
    signs = [".*+?", ".*+?^${}|[]\\", "……？！", "+", "@#&%", "😀😀"]
    with opened(f"search/?q={quote(signs[1])}") as page:
        assert results(page) == []
        assert [words for words in signs if "没有找到" not in said(page, words)] == []


READ = [
    ("%B5%D8%D5%F0", "地震"),
    ("%BD%FC%CA%D3", "近视"),
    ("%E5%9C%B0%E9%9C%87", "地震"),
    ("%E5%9C%B0%E9%9C%87%E6%9D", "地震"),  # cut off on the way
    ("%E5%9C%B0%E9%9C%87%E", "地震"),
    ("%E5%9C%B0%E9%9C%87%", "地震"),
    ("%B5%D8%D5%F0%D", "地震"),
    ("100%25", "100%"),
    ("100%", "100%"),
    ("a+b%2Bc", "a b+c"),
    ("%FF%FE%FF", None),
]


@pytest.mark.parametrize(("raw", "read"), mostly_slow(READ, [READ[0], READ[4], READ[10]]))
def test_the_query_of_an_address_is_read_or_it_is_said(opened: Open, raw: str, read: str | None) -> None:
    with opened(f"search/?q={raw}") as page:
        expect(page.locator("#kx-q")).to_have_value(read or "")
        if read is None:
            expect(page.get_by_role("status")).to_have_text("地址里的搜索词认不出来，请在上面重新输入。")
        expect(page.locator("main")).not_to_contain_text("\ufffd")


# Nobody has written about it.


UNWRITTEN = ["鱼刺", "鱼刺卡住了怎么办", "蜈蚣", "抽搐", "羊癫疯", "吞电池"]


@pytest.mark.parametrize("typed", mostly_slow(UNWRITTEN, ["鱼刺卡住了怎么办"]))
def test_where_nobody_has_written_about_it_that_is_said(opened: Open, texts: dict[str, str], typed: str) -> None:
    with opened(f"search/?q={typed}") as page:
        note, found = page.locator("[data-kx-unwritten]"), results(page)
        assert found[0] == "resources/hotline-120/"
        assert [url for url in found[1:] if typed not in texts[url]] == []
        expect(note).to_contain_text("没有这方面的文章")
        assert ("后面的页面只是提到这个词" in note.inner_text()) is (len(found) > 1)
        expect(note.get_by_role("link", name="120")).to_have_attribute("href", "tel:120")
        expect(note.get_by_role("link").last).to_have_attribute("href", re.compile("/a/b/topics/health/$"))
        page.goto(page.url.partition("search/")[0] + "about/")
        page.locator("#kx-find").fill(typed)
        expect(page.locator(".kx-panel").get_by_role("link", name="120", exact=True)).to_be_visible()


def test_where_somebody_has_nothing_is_said(opened: Open, real_site: Site) -> None:
    with opened("search/") as page:
        for typed in ("蜂蜜", "被狗咬了", "心肺复苏", "触电"):
            page.locator("#kx-q").fill(typed)
            results(page)
            expect(page.locator("[data-kx-unwritten]")).to_be_hidden()
        page.route("**/search/keywords.*.json", partial(written, real_site))
        page.reload()
        page.locator("#kx-q").fill("鱼刺")
        assert results(page)[0] == "articles/cpr/"
        expect(page.locator("[data-kx-unwritten]")).to_be_hidden()


ANSWERED = [
    ("被狗咬抽搐", "articles/dog-bite/", "“抽搐”：情况紧急，请打 120。"),
    ("胸口闷喘不上气", "articles/chest-pain/", "“喘不上气”：情况紧急，请打 120。"),
    ("喘不上气", "resources/hotline-120/", "“喘不上气”：情况紧急，请打 120。"),  # in summaries
    ("高血压头痛", "articles/blood-pressure/", ""),
    ("蜱虫咬了", "articles/ticks/", ""),  # 虫咬 is no word here
]


def test_no_article_that_answers_stands_below_the_word_that_there_is_none(opened: Open) -> None:
    with opened("search/") as page:
        for typed, first, said in ANSWERED:
            page.locator("#kx-q").fill(typed)
            assert results(page)[0] == first, typed
            expect(page.locator("[data-kx-unwritten]")).to_have_text(said)


def written(site: Site, route: Route) -> None:
    """As when the article has the word among its keywords."""
    data = route.fetch().json()
    keywords = data["keywords"].split("\n")
    keywords[[*site.found].index("articles/cpr/")] += f"{LIST_SIGN}鱼刺"
    data["keywords"] = "\n".join(keywords)
    route.fulfill(json=data)


# Pleasant.


@pytest.mark.parametrize("key", mostly_slow(["/", "Control+k"], ["/"]))
def test_a_key_leads_to_the_box_and_results_come_while_typing(opened: Open, key: str) -> None:
    with opened("units/jiaoyuju/") as page:
        page.keyboard.press(key)
        expect(page.locator("#kx-find")).to_be_focused()
        page.keyboard.type("近视")
        first = page.locator(".kx-panel [data-result]").first
        expect(first).to_have_attribute("data-result", "articles/myopia/")
        expect(page.locator(".kx-panel [role=status]")).to_contain_text("找到")
        page.keyboard.press("ArrowDown")
        expect(first.locator("a").first).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(page.locator("#kx-find")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".kx-panel")).to_be_hidden()
        page.locator("#kx-find").fill("近视")
        expect(first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/a/b/articles/myopia/"))


AT = "document.querySelectorAll('[data-result]')[45].getBoundingClientRect().top"


def test_back_at_the_results_the_reader_is_where_they_were(opened: Open) -> None:
    """In a browser that reads the page again; those of Playwright do."""
    with opened("search/?q=科学素质", viewport={"width": 375, "height": 812}) as page:
        results(page)
        page.get_by_role("button", name="再看一些").click()
        expect(page.locator("[data-result]:visible")).to_have_count(60)
        page.locator("[data-result]").nth(45).scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        before = page.evaluate(AT)
        page.locator("[data-result]").nth(45).locator("a").first.click()
        expect(page).not_to_have_url(re.compile("/search/"))
        page.go_back()
        results(page)
        expect(page.locator("[data-result]:visible")).to_have_count(60)
        page.wait_for_load_state("networkidle")
        expect(page.locator("[data-result]").nth(45)).to_be_in_viewport()
        assert abs(page.evaluate(AT) - before) < 3  # once the passages have come in, not only before


def test_a_slash_in_a_text_field_is_a_slash(opened: Open) -> None:
    with opened("search/") as page:
        page.locator("#kx-q").press_sequentially("1/2")
        expect(page.locator("#kx-q")).to_have_value("1/2")


def test_the_list_of_the_search_page_is_walked_with_arrows(opened: Open) -> None:
    with opened("search/?q=近视") as page:
        results(page)
        page.locator("#kx-q").press("ArrowDown")
        expect(page.locator("[data-result] > a").first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-result] > a").nth(1)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#kx-q")).to_be_focused()


FIELDS = [("units/kexie/", "#kx-find"), ("search/", "#kx-q")]


@pytest.mark.parametrize(("url", "field"), mostly_slow(FIELDS, FIELDS[:1]))
def test_the_enter_of_an_input_method_commits_and_stays(opened: Open, url: str, field: str) -> None:
    with opened(url) as page:
        page.locator(field).click()
        before = page.url
        method = page.context.new_cdp_session(page)
        method.send("Input.imeSetComposition", {"text": "jiao yu ju", "selectionStart": 10, "selectionEnd": 10})
        expect(page.locator(field)).to_have_value("jiao yu ju")
        key = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        method.send("Input.dispatchKeyEvent", key)
        expect(page.locator("[data-result]")).to_have_count(0)
        method.send("Input.insertText", {"text": "教育局"})
        expect(page.locator("[data-result]").first).to_have_attribute("data-result", "units/jiaoyuju/")
        assert page.url.partition("?")[0] == before.partition("?")[0]


def test_recent_searches_stay_on_the_device_until_cleared(opened: Open) -> None:
    with opened("search/") as page:
        page.locator("#kx-q").fill("近视")
        page.locator("#kx-q").press("Enter")
        results(page)
        page.goto(page.url.partition("?")[0])
        recent = page.locator("[data-kx-recent]")
        expect(recent.get_by_role("link", name="近视")).to_be_visible()
        recent.get_by_role("button", name="清除").click()
        expect(recent).to_be_hidden()
        assert page.evaluate("localStorage.getItem('kx-recent')") is None


@pytest.mark.parametrize("scheme", mostly_slow(["light", "dark"], ["dark"]))
def test_results_are_accessible_and_fit_narrow_screens(opened: Open, scheme: str) -> None:
    with opened("search/?q=老年人", color_scheme=scheme, viewport={"width": 320, "height": 700}) as page:
        results(page)
        assert overflow(page) <= 0
        assert serious(page) == []
        page.set_viewport_size({"width": 683, "height": 400})  # 1366×800 at 200 %
        assert overflow(page) <= 0


@pytest.mark.slow
def test_the_panel_is_accessible(opened: Open) -> None:
    with opened("about/") as page:
        page.keyboard.press("/")
        page.keyboard.type("近视")
        expect(page.locator(".kx-panel [data-result]").first).to_be_visible()
        assert serious(page) == []


def test_the_box_of_the_home_page_gives_results_while_typing_too(opened: Open) -> None:
    with opened("") as page:
        page.keyboard.press("/")
        expect(page.locator("#kx-home-find")).to_be_focused()
        page.keyboard.type("近视")
        first = page.locator(".kx-search .kx-panel [data-result]").first
        expect(first).to_have_attribute("data-result", "articles/myopia/")
        expect(first).to_be_in_viewport()
        assert serious(page) == []
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/a/b/articles/myopia/"))


@pytest.mark.slow
def test_so_does_the_box_of_the_404_page(browser: Browser, real_site: Site) -> None:
    """Without a known address that page counts from the root of its host."""
    with serving(partial(Handler, mounts={"/": real_site.folder})) as root, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{root}/404.html")
        page.locator("#q404").click()
        page.keyboard.type("近视")
        first = page.locator(".kx-search .kx-panel [data-result]").first
        expect(first).to_have_attribute("data-result", "articles/myopia/")


def test_the_panel_of_the_home_page_fits(opened: Open) -> None:
    with opened("", viewport={"width": 320, "height": 812}) as page:
        page.locator("#kx-home-find").fill("老年人")
        expect(page.locator(".kx-search .kx-panel [data-result]").first).to_be_visible()
        for width in (320, 375, 683):
            page.set_viewport_size({"width": width, "height": 812})
            assert overflow(page) <= 0, width


def test_without_scripts_the_box_leads_to_the_headings_of_the_site_map(opened: Open) -> None:
    with opened("about/", java_script_enabled=False) as page:
        page.locator("#kx-find").fill("区科协")
        page.locator("#kx-find").press("Enter")
        for heading in ("主要页面", "科普文章", "责任单位"):
            expect(page.locator("main").get_by_role("link", name=heading, exact=True)).to_be_visible()
        page.locator("main").get_by_role("link", name="责任单位", exact=True).click()
        expect(page.locator(":target")).to_have_text("责任单位")


@pytest.mark.slow
def test_without_scripts_the_search_page_is_the_site_map(opened: Open, real_site: Site) -> None:
    with opened("sitemap/") as page:
        whole = page.locator("main h2, main h3").all_inner_texts()
        leads = "links => links.map((link) => link.href)"
        listed = page.locator("main section a").evaluate_all(leads)
    with opened("search/?q=区科协", java_script_enabled=False, viewport={"width": 375, "height": 812}) as page:
        assert page.locator("main h2:visible, main h3:visible").all_inner_texts() == whole
        assert {*page.locator("main section a").evaluate_all(leads)} >= {*listed}
        assert overflow(page) <= 0
        page.locator("main").get_by_role("link", name="区科协", exact=True).first.click()
        expect(page).to_have_url(re.compile("/a/b/units/kexie/$"))


# Light, and honest when something is missing.


def test_nothing_of_search_is_fetched_before_the_box_gets_focus(opened: Open) -> None:
    with opened("about/", alone=True) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if re.search(r"search|pagefind|hanzi", url)] == []
        page.locator("#kx-find").focus()
        expect(page.locator("head script[src*=search]")).to_have_count(1)


ONLY_IN_TEXT, QUESTION = "两个词常放在一起", "家里老人总买保健品怎么劝"


@contextmanager
def counting(page: Page, site: Site) -> Iterator[dict[str, int]]:
    """What a page asks for meanwhile: path → bytes, gzipped."""
    asked: dict[str, int] = {}

    def note(url: str) -> None:
        path = url.partition(BASE)[2].partition("?")[0]
        file = site.folder / path
        asked[path] = len(gzip.compress((file / "index.html" if file.is_dir() else file).read_bytes()))

    page.on("request", lambda request: note(request.url))
    yield asked


BY_NAME = 40
FETCHING = [("科协", BY_NAME, False), (ONLY_IN_TEXT, 65, False), (QUESTION, 65, False), ("zhihuizhulao", 85, True)]
"""What is typed, how many KB, gzipped, the first result may cost, and whether the sounds are among them."""


@pytest.mark.parametrize(("words", "most", "hanzi"), mostly_slow(FETCHING, FETCHING[:2]))
def test_the_first_result_is_light(opened: Open, real_site: Site, words: str, most: int, hanzi: bool) -> None:
    with opened("about/", alone=True) as page, counting(page, real_site) as asked:
        if most == BY_NAME:
            page.route("**/search/keywords.*.json", lambda route: None)  # a name does without
        page.keyboard.press("/")
        page.locator("#kx-find").fill(words)
        expect(page.locator(".kx-panel [data-result]").first).to_be_visible()
        fetched = {path: size for path, size in asked.items() if most != BY_NAME or "keywords" not in path}
        page.unroute_all(behavior="ignoreErrors")
    assert {"search/names.json", *(["search/hanzi.json"] if hanzi else [])} <= fetched.keys()
    assert hanzi or "search/hanzi.json" not in fetched
    assert [path for path in fetched if path.startswith("pagefind/")] == []
    assert sum(fetched.values()) <= most * 1000, fetched


def test_words_of_the_full_text_alone_are_found_lightly(opened: Open, real_site: Site, texts: dict[str, str]) -> None:
    assert ONLY_IN_TEXT not in str(real_site.found), "choose other words"
    right = {url for url, text in texts.items() if ONLY_IN_TEXT in text}
    with opened("about/", alone=True) as page, counting(page, real_site) as asked:
        page.goto(page.url.replace("about/", f"search/?q={ONLY_IN_TEXT}"))
        expect(page.locator("[data-result]").first).to_be_visible()
        fetched = dict(asked)
        assert right == {*results(page)[: len(right)]} != set()
        expect(page.locator("[data-result] p mark").first).to_have_text(ONLY_IN_TEXT)
    # What the page itself weighs is not what searching costs: readers have it before they ask, as above.
    searching = ("search/names", "search/keywords", "search/hanzi", "search/text/", "assets/search.", "assets/results.")
    found = {path: size for path, size in fetched.items() if path.startswith(searching)}
    assert sum(found.values()) <= 70_000, fetched


# What happens when files cannot be fetched.


def test_offline_the_search_page_says_so_and_names_the_site_map(opened: Open) -> None:
    with opened("search/", refused="**/search/names.json") as page:
        page.locator("#kx-q").fill("近视")
        expect(page.get_by_role("status")).to_have_text("搜索要用的文件没有取到，请检查网络后再试。")
        expect(page.locator("[data-kx-unfetched]")).to_have_text("站点地图列出了全部页面。")
        expect(page.locator("main").get_by_role("link", name="站点地图")).to_be_visible()
        page.unroute("**/search/names.json")
        page.locator("#kx-q").fill("近视 ")
        expect(page.locator("[data-result]").first).to_be_visible()
        expect(page.locator("[data-kx-unfetched]")).to_be_hidden()
        page.route("**/search/hanzi.json", lambda route: route.abort())
        page.locator("#kx-q").fill("jinshi")  # letters say nothing without the sounds
        expect(page.get_by_role("status")).to_have_text("搜索要用的文件没有取到，请检查网络后再试。")


UNFETCHED = [
    ("**/assets/search.*.js", "搜索没有取到，请检查网络后再试，或者从站点地图找。"),
    ("**/search/names.json", "搜索要用的文件没有取到，请检查网络后再试，或者从站点地图找。"),
]


@pytest.mark.parametrize(("what", "expected"), mostly_slow(UNFETCHED, UNFETCHED[:1]))
def test_offline_the_box_says_so_and_names_the_site_map(opened: Open, what: str, expected: str) -> None:
    with opened("about/", refused=what) as page:
        page.keyboard.press("/")
        page.keyboard.type("近视")
        expect(page.locator("p.kx-panel, .kx-panel [role=status]")).to_have_text(expected)
        expect(page.locator(".kx-panel").get_by_role("link", name="站点地图")).to_be_visible()


def test_without_full_text_names_still_answer_and_it_is_said(opened: Open) -> None:
    said = "正文没有取到，只按名称找了"
    with opened("search/", refused="**/search/text/**") as page:
        page.locator("#kx-q").fill("教育局")
        assert results(page)[0] == "units/jiaoyuju/"
        expect(page.get_by_role("status")).to_contain_text(said)
        expect(page.locator("[data-kx-unfetched]")).to_have_text("站点地图列出了全部页面。")
        page.goto(page.url.partition("search/")[0] + "about/")
        page.keyboard.press("/")
        page.keyboard.type("教育局")
        expect(page.locator(".kx-panel [role=status]")).to_contain_text(said)
        expect(page.locator(".kx-panel").get_by_role("link", name="站点地图")).to_be_visible()


def test_a_network_that_swallows_requests_is_not_waited_for_without_end(opened: Open) -> None:
    with opened("search/", alone=True) as page:
        page.clock.install()
        page.route("**/search/names.json", lambda route: None)
        page.reload()
        page.locator("#kx-q").fill("近视")
        page.clock.run_for(4_000)
        expect(page.get_by_role("status")).to_have_text("网络慢，搜索要用的文件还在取。")
        expect(page.locator("[data-kx-unfetched]")).to_be_visible()
        page.clock.run_for(20_000)
        expect(page.get_by_role("status")).to_have_text("搜索要用的文件没有取到，请检查网络后再试。")
        expect(page.locator('[data-kx-results][aria-busy="false"]')).to_have_count(1)
        expect(page.locator("main").get_by_role("link", name="站点地图")).to_be_visible()
        page.unroute_all(behavior="ignoreErrors")


def test_what_stands_in_the_text_alone_leads_to_its_passage(opened: Open) -> None:
    with opened(f"search/?q={ONLY_IN_TEXT}") as page:
        assert len(results(page)) > 0
        link = page.locator("[data-result] > a").first
        expect(link).to_have_attribute("href", re.compile("#.*:~:text="))


def test_search_keeps_a_strict_policy_below_the_root(opened: Open) -> None:
    policy = "default-src 'self'; object-src 'none'; base-uri 'none'"

    def strict(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    with opened("about/", alone=True) as page:
        page.route("**/*", strict)
        page.goto(page.url.replace("about/", "search/?q=桂乡农匠"))
        assert "plan/source/" in results(page)
        page.goto(page.url.partition("search/")[0] + "about/")
        page.keyboard.press("/")
        page.keyboard.type("近视")
        expect(page.locator(".kx-panel [data-result]").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        page.unroute_all(behavior="wait")


def test_material_search_is_off(real_site: Site) -> None:
    assert not (real_site.folder / "search" / "search_index.json").exists()
    assert "search" not in re.findall(r"(?m)^  - (\w+)", (ROOT / "mkdocs.yml").read_text("utf-8"))


@pytest.mark.slow
def test_of_more_pages_than_the_list_has_room_for_the_rest_is_found_by_its_text(opened: Open, real_site: Site) -> None:
    data = json.loads((real_site.folder / "search" / "names.json").read_text("utf-8"))
    rows = page_rows(data)
    kept = [row if (row.url or "").startswith("units/") else PageRow(*row[:5]) for row in rows]
    with opened("about/", alone=True) as page:
        page.route(
            "**/search/names.json", lambda route: route.fulfill(json={**data, "pages": [*zip(*kept, strict=True)]})
        )
        page.goto(page.url.replace("about/", f"search/?q={ONLY_IN_TEXT}"))
        assert len(results(page)) == 1
        expect(page.locator("[data-result]").first).to_contain_text("什么")
        page.goto(page.url.partition("?")[0] + "?q=教育局")
        assert results(page)[0] == "units/jiaoyuju/"


# A page's own words.

CARDS = (
    "接着看",
    "有用的资源",
    "可以用的资源",
    "相近的资源",
    "先读一读",
    "对应的措施",
    "人群和主题",
    "有关的文章",
    "有关的节日和活动",
    "相关节日和活动",
)


def test_cards_of_other_pages_are_nobodys_text(real_site: Site) -> None:
    data = json.loads((real_site.folder / "search" / "names.json").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for path in (real_site.folder / "search" / "pages").iterdir():
        url, _, words = json.loads(path.read_text("utf-8"))
        lines = re.sub("\ue000.*?\ue001", "", words).split("¶")
        if url not in data["hubs"] and (heads := [line for line in lines if line in CARDS]):
            found[url] = heads
    assert found == {}


def test_a_hit_stands_in_the_words_of_the_page_or_means_the_same(answers_of: AnswersOf, texts: dict[str, str]) -> None:
    answers = answers_of(["地震", "溺水", "近视", "触电"])
    for words, urls in answers.items():
        known = [url for url in urls if url in texts]
        assert [url for url in known if words not in texts[url]] == [], words
