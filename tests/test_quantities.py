"""quantities.py and numbers.py: an amount is the same however it is written, and two that differ are told."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from kepu.common.text.quantities import folded, quantities
from kepu.model.article import ArticleHead
from kepu.model.record import Source
from kepu.project.content_loader import Written
from kepu.project.plan_loader import load_plan
from kepu.project.rules.texts.numbers import check_numbers


def amounts(text: str) -> list[tuple[str, str, str, str]]:
    """Measure, amount in its smallest unit, rate and bound of each amount in a text."""
    found = list(quantities(folded(text)))
    return [(q.measure, f"{q.low}" if q.low == q.high else f"{q.low}-{q.high}", q.per, q.bound) for q in found]


@pytest.mark.parametrize(
    ("ways", "measure", "amount"),
    [
        ("10–20分钟|10至20分钟|１０～２０ 分钟|10分钟到20分钟|**10—20** 分钟|十到二十分钟", "时间", "600-1200"),
        ("十五分钟|15 分钟|15分钟|１５分钟|一刻钟以外的15分钟", "时间", "900"),
        ("半小时|30分钟|三十分钟|半个小时|半个钟头", "时间", "1800"),
        ("一个半小时|1小时30分|90分钟|1.5小时|一小时三十分钟", "时间", "5400"),
        ("一分半钟|90秒|九十秒钟", "时间", "90"),
        ("两三天|2至3天|二到三日", "时间", "172800-259200"),
        ("38℃|38度|38 摄氏度|３８°C|三十八度", "温度", "38"),
        ("8米|8公尺|八米|800厘米|8m", "长度", "8000"),
        ("1,200米|1.2公里|一千二百米|1200 米", "长度", "1200000"),
        ("十五六米|15至16米", "长度", "15000-16000"),
        ("30:2|30∶2|30：2|30比2", "比", "15"),
        ("51.9%|51.9％|百分之51.9", "比例", "519/10"),
        ("20万元|二十万元|200000元", "元", "200000"),
        ("两斤|1公斤|1000克|1千克", "重量", "1000000"),
    ],
)
def test_one_amount_is_written_in_many_ways(ways: str, measure: str, amount: str) -> None:
    for way in ways.split("|"):
        assert amounts(f"用水{way}。") == [(measure, amount, "", "")], way


@pytest.mark.parametrize(
    "text",
    [
        "照第43条、第四十一条至第四十三条", "打**120**，再打12345", "2025年9月1日起", "二〇二五年五月", "2021-2025年",
        "第2天、第二次、第 3 层", "上午8:30到17:00", "三年级", "45度角", "拍一下，抽一口气，换一次", "几分钟，几个人", "4G、5G网络、3D",
        "66条、国卫办函〔2024〕191号", "三分之一", "20世纪80年代", "考了90分", "",
    ],
)  # fmt: skip
def test_numbers_that_are_no_amounts(text: str) -> None:
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每分钟按100至120次", [("次", "100-120", "每分钟", "")]),
        ("100~120次/分", [("次", "100-120", "每分钟", "")]),
        ("一分钟一百到一百二十下", [("次", "100-120", "每分钟", "")]),
        ("每天户外2小时", [("时间", "7200", "每天", "")]),
        ("按30下、吹2口气", [("次", "30", "", ""), ("口", "2", "", "")]),
        ("至少5厘米，不超过6厘米", [("长度", "50", "", "least"), ("长度", "60", "", "most")]),
        ("站到8米以外", [("长度", "8000", "", "least")]),
        ("两小时以内送到", [("时间", "7200", "", "most")]),
    ],
)
def test_rates_and_bounds(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert amounts(text) == expected


def test_only_other_numbers_and_opposite_bounds_differ() -> None:
    def differ(one: str, other: str) -> bool:
        first, second = (next(quantities(folded(text))) for text in (one, other))
        return first.differs(second)

    assert not differ("约15分钟", "15分钟以上")
    assert not differ("冲15分钟", "按15厘米")
    assert not differ("每天2小时", "等2小时")
    assert differ("至少15分钟", "不超过15分钟")
    assert differ("10至20分钟", "15分钟")


BODY = """开头冲5分钟。

## 来时

1. **烫伤**：用凉水冲{amount}。
2. 叫人来。

## 平时

- 烫伤膏每10分钟看一次。

## 之后

- 烫伤：冲完等三天。
"""
PIECE = "text: 烫伤，用凉水冲{amount}。\nsource: {{name: 某手册}}\narticle: burns\n"


@pytest.fixture
def burns(copy_plan, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Says what is wrong with an article and a daily piece on burns that state these amounts."""
    project = copy_plan()

    def problems(in_article: str, in_piece: str, explained: str = "") -> list[str]:
        path = project / "content" / "articles" / "burns.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\ntitle: 烫伤\n---\n" + BODY.format(amount=in_article), "utf-8")
        (project / "plan" / "daily").mkdir(exist_ok=True)
        (project / "plan" / "daily" / "cool.yaml").write_text(PIECE.format(amount=in_piece), "utf-8")
        if explained:
            (project / "plan" / "numbers.yaml").write_text(explained, "utf-8")
        head = ArticleHead(
            title="烫伤", summary="冲水。", topics=("health",), written=date(2026, 1, 1), sources=(Source(name="某"),),
            audiences=(), measures=(),
        )  # fmt: skip
        page = Written("content/articles/burns.md", "articles/burns/", head)
        return [str(problem) for problem in check_numbers(project, load_plan(project), [page])]

    return problems


def test_both_places_are_told_at_their_lines(burns) -> None:  # type: ignore[no-untyped-def]
    (line,) = burns("10至20分钟", "15分钟")
    assert line.startswith("plan/daily/cool.yaml:1: text：“15分钟”与 content/articles/burns.md:8 的“10至20分钟”不一样")
    assert "plan/numbers.yaml" in line


@pytest.mark.parametrize(("one", "other"), [("半小时", "30分钟"), ("10–20分钟", "十到二十分钟"), ("15分钟", "15厘米")])
def test_what_is_the_same_or_not_comparable_is_quiet(burns, one: str, other: str) -> None:  # type: ignore[no-untyped-def]
    assert burns(one, other) == []


def test_a_reason_in_the_list_settles_it_however_the_amounts_are_written(burns) -> None:  # type: ignore[no-untyped-def]
    entry = "differences:\n- files: [content/articles/burns.md, plan/daily/cool.yaml]\n  said: [10～20 分钟, 十五分钟]\n  reason: 出处不同\n"
    assert burns("10至20分钟", "15分钟", entry) == []
    assert len(burns("10至20分钟", "25分钟")) == 2  # the difference, and that the entry is of no use any more


def test_the_amounts_of_the_example_are_whole_numbers_of_the_smallest_unit() -> None:
    assert next(quantities("半毫米")).low == Fraction(1, 2)
