"""citations.py and check_quotations.py: what stands between quotation marks is what the law says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from kepu.model.article import ArticleHead
from kepu.model.kept_text import KeptText
from kepu.model.plan import Plan
from kepu.model.record import Source
from kepu.project.citations import KeptTexts, number_of, numbers_in
from kepu.project.rules.texts.quotations import quotations_in_markdown, quotations_in_record

GUIDE = KeptText(
    title="公民素养——基本知识（2024年版）",
    names=("素养66条",),
    publisher="某委",
    dated=date(2024, 5, 28),
    as_of=date(2026, 1, 1),
    sources=(Source(name="某委公报", dated=date(2024, 5, 28)),),
    articles={
        "第43条": "合理用药，能口服不肌注，能肌注不输液。",
        "第43条释义": "任何药物都可能产生不良反应。",
        "第十五条": "不加工、不食用病死禽畜。不猎捕、不买卖野生动物。",
    },
)
LAW = GUIDE.model_copy(
    update={
        "title": "中华人民共和国节水法",
        "names": (),
        "articles": {"第三条": "任何单位和个人都应当节约用水(含再生水)。"},
    }
)
KEPT = {"guide": GUIDE, "law": LAW}


@pytest.mark.parametrize(
    ("words", "number"),
    [("7", 7), ("十", 10), ("十九", 19), ("四十三", 43), ("一百零二", 102), ("一百八十四", 184), ("一千二百", 1200)],
)
def test_numbers_are_read_in_digits_and_in_chinese(words: str, number: int) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("第四十一条至第四十三条、第五十条", [41, 42, 43, 50]),
        ("第9至11条", [9, 10, 11]),
        ("第 7 条", [7]),
        ("第一条线、第二条路", []),
    ],
)
def test_a_row_of_numbers_is_taken_apart(words: str, numbers: list[int]) -> None:
    assert list(numbers_in(words)) == numbers


def test_a_law_is_found_by_every_name_it_goes_by() -> None:
    text = "《中华人民共和国节水法》第三条，《节水法》（2024年修订）第三条，“素养66条”第43条，《灌溉条例》第五条"
    found = [(one.law.title if one.law else None, one.numbers) for one in KeptTexts(KEPT.values()).citations(text)]
    assert found == [(LAW.title, (3,)), (LAW.title, (3,)), (GUIDE.title, (43,)), (None, (5,))]


QUOTED = ("能口服不肌注，能肌注不输液", "都应当节约用水（含再生水）")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“素养66条”第43条写的是“能口服不肌注，能肌注不输液”。", ""),
        ("《节水法》第三条：“都应当节约用水（含再生水）。”", ""),
        ("“能口服不肌注，能肌注不输液”，也是“素养66条”第43条的话。", ""),
        ("《节水法》第三条和“素养66条”第43条都这样说。", ""),
        ("节水法（2024年修订）第三条写的是“必须节水”。", "不是《中华人民共和国节水法》的原话"),
        ("“能吃药不打针”，这是素养66条第43条的话。", "不是《公民素养——基本知识（2024年版）》的原话"),
        ('“素养66条”第43条写的是"能吃药不打针"。', "不是《公民素养"),
        ("“素养66条”第43条写的是「能吃药不打针」。", "不是《公民素养"),
        ("“素养66条”第43条写的是“能吃药\n不打针”。", "不是《公民素养"),
        ("《节水法》第三条说要节约用水。隔壁说“够用就行”。", ""),
        ("先记三条。第一条线：别浪费。", ""),
        ("“限量”字样：《节水法》第三条要求节约用水。", ""),
        ("`“瞎说”，《节水法》第三条的话`", ""),
        ("能吃药不打针，也是“素养66条”第43条的话。", "没有用引号照抄"),
        ("“素养66条”第43条写的是“能吃药不打针，能打针不输液”。", "最近的一处是"),
        ("“素养66条”第43条：“不加工、不食用病死禽畜”。", "第十五条；请改条号"),
        ("“素养66条”第43条：“合理用药”。", "加一行 quote: [合理用药]"),
        ("《节水法》第九条要求节水。", "第9条不在"),
        ("《节水法》要求节水，第九条还有罚款。", "第9条不在"),
        ("《灌溉条例》第五条要求登记。", "plan/quotes 里没有《灌溉条例》"),
        ("《灌溉条例》要求“先到先得”。", "不能证明“先到先得”是它的原话"),
    ],
)
def test_an_article_repeats_a_law_to_the_letter_or_not_at_all(text: str, said: str, calendar_plan: Plan) -> None:
    found = list(quotations_in_markdown(replace(calendar_plan, quotes=KEPT), _head(), f"甲\n{text}", 9, "content/a.md"))
    assert [problem.where.line for problem in found] == [10] * bool(said)
    assert all(said in problem.message for problem in found)


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("《节水法》第三条", "应当节约用水", ""),
        ("《节水法》", "任何单位……节约用水", ""),
        ("《节水法》第三条", "必须节约用水", "不是《中华人民共和国节水法》的原话"),
        ("节水手册", "拧紧龙头", "不在 plan/quotes 里"),
    ],
)
def test_the_quote_of_a_source_is_held_against_the_kept_text(
    name: str, words: str, said: str, calendar_plan: Plan
) -> None:
    head = _head().model_copy(update={"sources": (Source(name=name, quote=(words,)),)})
    found = list(quotations_in_record(replace(calendar_plan, quotes=KEPT), head))
    assert len(found) == bool(said) and all(said in problem.message for problem in found)


def test_words_of_the_plan_stand_in_the_plan(calendar_plan: Plan) -> None:
    words = calendar_plan.current.source.splitlines()[-1][:12]
    text = f"区里方案要求“{words}”。区级实施方案写明“人人都是节水员”。"
    found = [problem.message for problem in quotations_in_markdown(calendar_plan, _head(), text, 1, "content/a.md")]
    assert len(found) == 1 and "“人人都是节水员”在方案原文里找不到" in found[0]


def _head() -> ArticleHead:
    sources = (
        Source(name="《公民素养——基本知识（2024年版）》第43条", quote=QUOTED[:1]),
        Source(name="《节水法》", quote=QUOTED[1:]),
    )
    return ArticleHead(title="题", summary="答", topics=("science",), sources=sources, written=date(2026, 1, 1))
