"""content.py: front matter and macros of hand-written pages, each slip named at its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kepu.model.plan import Plan
from kepu.project.content_loader import load_content
from kepu.project.pictures import FOLDER, load_pictures
from kepu.project.reading.macro_calls import KIND_NAMES, MACROS, WORDS, records_for_macro
from kepu.project.rules.texts.emergency_parts import PARTS
from sites import ROOT, Content, make_project

HEAD = "---\ntitle: 一页\ndescription: 一句话\n---\n"


def problems(folder: Path, text: str | bytes, plan: Plan | None, name: str = "a.md") -> list[str]:
    path = folder / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(problem) for problem in load_content(folder, plan)[1]]


@pytest.mark.parametrize(
    ("macro", "expected"),
    [
        ('{{ measure("youth-2") }}', None),
        ("{{ measure('youth-2') }} 和 {{ unit('jiaju') }}", None),
        ('{{ unit("dongzhen") }}{{ duties("dongzhen") }}', None),
        ('{{ measures("assurance") }}{{ safeguard("assurance") }}{{ action("youth") }}', None),
        ("{{ plan_title() }} {{ plan_totals() }} {{ progress_to_goal() }} {{ notes() }}", None),
        ("{% raw %}{{ anything }}{% endraw %} {# 说明 #}", None),
        ('{{ measure("youth-9") }}', "措施“youth-9”不存在，是否指 youth-2？"),
        ('{{ unit("jiajv") }}', "责任单位“jiajv”不存在，是否指 jiaju？"),
        ('{{ duties("dongzhe") }}', "责任单位“dongzhe”不存在，是否指 dongzhen？"),
        ('{{ action("yuoth") }}', "行动“yuoth”不存在，是否指 youth？"),
        ('{{ project("youth") }}', "工程“youth”不存在"),
        ('{{ safeguard("assurence") }}', "保障“assurence”不存在，是否指 assurance？"),
        ('{{ measures("youht") }}', "任务“youht”不存在，是否指 youth？"),
        ('{{ mesure("youth-2") }}', "没有“mesure”这个宏，是否指 measure？"),
        ('{{ lipsum("youth-2") }}', "没有“lipsum”这个宏"),
        ("{{ measure() }}", '宏“measure”应当写成 {{ measure("代号") }}'),
        ("{{ measure(x) }}", '宏“measure”应当写成 {{ measure("代号") }}'),
        ("{{ measure(['youth-2']) }}", '宏“measure”应当写成 {{ measure("代号") }}'),
        ("{{ measure(id='youth-2') }}", '宏“measure”应当写成 {{ measure("代号") }}'),
        ("{{ measure(*'ab') }}", '宏“measure”应当写成 {{ measure("代号") }}'),
        ("{{ measure('youth-2', 'youth-1') }}", '宏“measure”应当写成 {{ measure("代号") }}'),
        ("{{ measure(2) }}", "措施“2”不存在"),
        ('{{ notes("youth") }}', "宏“notes”应当写成 {{ notes() }}"),
        ("{{ config }}", "{{ }} 里只能写本站的宏"),
        ("{{ ''.__class__ }}", "{{ }} 里只能写本站的宏"),
        ("{{ measure.__globals__ }}", "{{ }} 里只能写本站的宏"),
        ("{{ measure('youth-2') | upper }}", "{{ }} 里只能写本站的宏"),
        ("{{ measure('youth-2').x }}", "{{ }} 里只能写本站的宏"),
        ("{{ 1 + 1 }}", "{{ }} 里只能写本站的宏"),
        ("{% for x in config %}{% endfor %}", "{{ }} 里只能写本站的宏"),
        ("{% set x = 1 %}", "{{ }} 里只能写本站的宏"),
        ('{% include "/etc/passwd" %}', "{{ }} 里只能写本站的宏"),
        ("{{ measure(“youth-2”) }}", "{{ }} 的写法不对"),
        ('{{ measure("youth-2") }', "{{ }} 的写法不对"),
        ("{% endfor %}", "{{ }} 的写法不对"),
    ],
)
def test_only_our_macros_with_known_ids_are_taken(
    tmp_path: Path, two_periods: Plan, macro: str, expected: str | None
) -> None:
    found = problems(tmp_path, f"{HEAD}# 一页\n\n第二段：{macro}。\n", two_periods)
    assert [problem.startswith(f"content/a.md:7: {expected}") for problem in found] == (
        [] if expected is None else [True]
    )


def test_every_slip_of_every_page_is_named_at_once(tmp_path: Path, two_periods: Plan) -> None:
    problems(tmp_path, f'{HEAD}{{{{ unit("x1") }}}}\n\n{{{{ nothing() }}}}\n', two_periods, "b/c.md")
    found = problems(tmp_path, f'{HEAD}{{{{ unit("x2") }}}}\n', two_periods)
    assert sorted(problem.partition(": ")[0] for problem in found) == [
        "content/a.md:5",
        "content/b/c.md:5",
        "content/b/c.md:7",
    ]


def test_an_unknown_picture_is_named_with_the_nearest(tmp_path: Path, two_periods: Plan) -> None:
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    text = f'{HEAD}# 一页\n\n{{{{ picture("cpr-hands") }}}}\n\n{{{{ picture("cpr-hand") }}}}\n'
    expected = ["content/a.md:9: 图“cpr-hand”不存在，是否指 cpr-hands？"]
    assert problems(tmp_path, text, two_periods) == expected
    assert problems(tmp_path, text, None) == expected


def test_a_spoilt_picture_is_told_with_the_pages(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "a.svg").write_text("<svg>", "utf-8")
    found = problems(tmp_path, HEAD, None)
    assert [problem.startswith(f"{FOLDER.as_posix()}/a.svg:1: ") for problem in found] == [True] * len(found) != []


def test_without_a_plan_the_macros_are_checked_and_the_ids_are_not(tmp_path: Path) -> None:
    found = problems(tmp_path, f'{HEAD}{{{{ unit("nobody") }}}} {{{{ nothing() }}}}', None)
    assert [problem.startswith("content/a.md:5: 没有“nothing”这个宏") for problem in found] == [True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 一页\n", "content/a.md:1: 开头缺少“---”括起的说明，第一行和说明后面各要有一行只写“---”"),
        ("---\ntitle: 一页\n", "content/a.md:1: 开头缺少“---”括起的说明"),
        ("---\ndescription: 一句话\n---\n", "content/a.md:1: title：缺少这一项（标题）"),
        (
            "---\ntitle: 一页\ndescription: ''\n---\n",
            "content/a.md:3: description：没有填内容（一句话说明）；这一项必须填",
        ),
        ("---\ntitle: 2026\ndescription: 一句话\n---\n", "content/a.md:2: title：应当是文字，写的是“2026”；请加引号"),
        ("---\ntitle：一页\ndescription: 一句话\n---\n", "content/a.md:"),
        ("---\n- 一页\n---\n", "content/a.md:1: 内容应当是“字段: 内容”的形式"),
        (
            "---\ntitle: 一页\ndescription: 一句话\ntitel: 又一页\n---\n",
            "content/a.md:4: titel：没有“titel”这个字段，是否指 title？",
        ),
        (
            "---\ntitle: 一页\ndescription: 一句话\nrender_macros: false\n---\n",
            "content/a.md:4: render_macros：没有“render_macros”这个字段；可用的有 title、description、aliases、keywords、search",
        ),
        ("---\ntitle: 一: 页\ndescription: 一句话\n---\n", "content/a.md:2: title：这一行多了一个“: ”"),
        ("---\ntitle: [一页\ndescription: 一句话\n---\n", "content/a.md:"),
        (
            f"{HEAD}正文".encode("gbk"),
            "content/a.md:1: 文件是 GBK（记事本里叫“ANSI”）编码，请在编辑器里另存为“UTF-8”编码",
        ),
        (b"\xef\xbb\xbf" + HEAD.encode(), "content/a.md:1: 文件开头有 BOM 标记"),
        (b"\0\0", "content/a.md:1: "),
    ],
)
def test_front_matter_names_a_title_and_a_description(tmp_path: Path, text: str | bytes, expected: str) -> None:
    (found,) = problems(tmp_path, text, None)
    assert found.startswith(expected)


def test_macros_do_not_stand_in_front_matter(tmp_path: Path) -> None:
    found = problems(tmp_path, '---\ntitle: "{{ config }}"\ndescription: 一句话\n---\n# 一页\n', None)
    assert [problem.startswith("content/a.md:2: ") for problem in found] == [True]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lines_are_counted_through_either_line_end(tmp_path: Path, ends: str) -> None:
    text = f"{HEAD}# 一页\n\n{{{{ nothing() }}}}\n".replace("\n", ends)
    assert [problem.startswith("content/a.md:7:") for problem in problems(tmp_path, text, None)] == [True]


def test_pages_come_in_the_order_of_their_addresses(tmp_path: Path) -> None:
    for name in ("index.md", "z.md", "b/index.md", "b/a.md"):
        assert problems(tmp_path, HEAD, None, name) == []
    articles, _ = load_content(tmp_path, None)
    assert [(article.path, article.url) for article in articles] == [
        ("content/index.md", ""),
        ("content/b/index.md", "b/"),
        ("content/b/a.md", "b/a/"),
        ("content/z.md", "z/"),
    ]
    assert (articles[0].title, articles[0].article) == ("一页", None)


def test_what_a_mac_leaves_on_a_stick_is_no_page(tmp_path: Path, two_periods: Plan) -> None:
    """AppleDouble files hold bytes, and nobody sees them; drafts behind a dot are not for readers."""
    folder = make_project(tmp_path / "project") / "content"
    pages = [page.url for page in load_content(folder.parent, two_periods)[0]]
    (folder / "articles").mkdir(exist_ok=True)
    for name in ("articles/._cpr.md", "._about.md", "._map.png", ".draft.md"):
        (folder / name).write_bytes(b"\x00\x05\x16\x07\xff\xfe")
    found, problems = load_content(folder.parent, two_periods)
    assert ([page.url for page in found], problems) == (pages, [])


def test_the_real_pages_have_no_problems(real_content: Content) -> None:
    articles, found = real_content
    assert found == []
    assert {"about/", "accessibility/", "api/", "guide/"} <= {article.url for article in articles}


EMERGENCY = """---
title: 刮大风怎么办
summary: 待在屋里
motto: 关窗不出门
emergency: true
short: 大风
hotline: hotline-119
topics: [disaster]
sources:
  - name: 出处
written: 2026-05-01
---
先关窗。
"""
STEPS = {"来时": "1. 一步"}


def emergency(*headings: str, **parts: str) -> str:
    return EMERGENCY + "".join(f"\n## {name}\n\n{({**STEPS, **parts}).get(name, '- 一条')}\n" for name in headings)


@pytest.mark.parametrize(
    ("headings", "line", "said"),
    [
        (PARTS, 0, ""),
        (PARTS[:-1], 15, "来时、要做、不要做、之后"),
        (("平时", "来时", "之后"), 15, "平时、来时、之后"),
        (("来时", "要做", "别做", "之后", "平时"), 23, "来时、要做、别做、之后、平时"),
        ((*PARTS, "之后"), 15, "来时、要做、不要做、之后、平时、之后"),
        ((), 13, "没有"),
    ],
)
def test_an_emergency_article_has_five_parts_in_one_order(
    tmp_path: Path, alert_plan: Plan, headings: tuple[str, ...], line: int, said: str
) -> None:
    text = emergency(*headings)
    start = f"content/articles/gale.md:{line}: 应急文章分五部分，小标题依次是 {'、'.join(f'“## {p}”' for p in PARTS)}；写的是："
    assert problems(tmp_path, text, alert_plan, "articles/gale.md") == ([start + said] if line else [])
    other = text.replace("emergency: true\n", "").replace("short: 大风\n", "")
    assert problems(tmp_path, other, alert_plan, "articles/gale.md") == []


@pytest.mark.parametrize(
    ("part", "words", "line", "said"),
    [
        ("来时", "1. 一步\n2. 两步\n\n说明\n\n- 补一句", 0, ""),
        ("来时", "- 一步", 17, "先写步骤"),
        ("来时", "先看图\n\n1. 一步", 17, "先写步骤"),
        ("来时", "", 15, "先写步骤"),
        ("来时", "\n".join(f"{n}. 一步" for n in range(1, 9)), 24, "步骤有 8 条，最多 7 条"),
        ("来时", "1. 一步\n\n**另外**\n\n1. 又一步", 19, "只有一张编号的步骤表"),
        ("来时", "1. 一步\n   - 小步\n2. 两步", 18, "只有一张编号的步骤表"),
        ("来时", "1. " + "字" * 91, 17, "这一步有 91 个字，最多 90 个字"),
        ("来时", "1. **" + "字" * 80 + "**[《很长的一篇》](../about.md)", 0, ""),
        ("来时", "\n".join(["1. " + "字" * 90] * 7), 17, "合起来有 35 行，一张 A4 最多 11 行；请在开头加上 poster"),
        ("来时", "1. ![图](a.png)", 17, "步骤里不放图"),
        ("要做", "做", 21, "“要做”下面只写“- ”开头的短句"),
        ("要做", "", 19, "“要做”下面只写“- ”开头的短句"),
        ("不要做", "- 不做\n\n1. 做", 27, "“不要做”下面只写“- ”开头的短句"),
    ],
)
def test_steps_are_few_and_short_and_lists_are_lists(
    tmp_path: Path, alert_plan: Plan, part: str, words: str, line: int, said: str
) -> None:
    found = problems(tmp_path, emergency(*PARTS, **{part: words}), alert_plan, "articles/gale.md")
    assert [(p.split(": ")[0].rpartition(":")[2], said in p) for p in found] == ([(str(line), True)] if line else [])


LONG_STEP = "字，" * 22
POSTED = "1. **叫一声：“您好？”** 没有人应，打**119**，等人来\n2. 不进去，不喊"


@pytest.mark.parametrize(
    ("poster", "line", "said"),
    [
        (["叫一声：“您好？”没有人应", "不进去"], 0, ""),
        (["打119。等人来"], 0, ""),
        (["进去"], 9, "“来时”里没有“进去”这样的话"),
        (["打119，不喊"], 9, "“来时”里没有一步依次说了这些话"),
        (["等人来，打119"], 9, "“来时”里没有一步依次说了这些话"),
        (["不喊", "打119"], 10, "“来时”里没有一步依次说了这些话"),
        (["不喊"] * 8, 16, "海报上有 8 步，最多 7 步"),
        ([LONG_STEP], 9, "这一步有 44 个字，海报上最多 40 个字"),
    ],
)
def test_a_poster_says_what_the_article_says_and_nothing_else(
    tmp_path: Path, alert_plan: Plan, poster: list[str], line: int, said: str
) -> None:
    listed = "poster:\n" + "".join(f"  - {words}\n" for words in poster)
    text = emergency(*PARTS, 来时=POSTED + f"\n3. {LONG_STEP}").replace("topics:", f"{listed}topics:")
    found = problems(tmp_path, text, alert_plan, "articles/gale.md")
    assert [(p.split(":")[1], said in p) for p in found] == ([(str(line), True)] if line else [])
    wordy = text.replace("刮大风怎么办", "字" * 28).replace("关窗不出门", "字" * 21)
    told = problems(tmp_path, wordy, alert_plan, "articles/gale.md")
    assert any("28 个字，海报上最多 27" in p for p in told) and any("21 个字，海报上最多 20" in p for p in told)
    calm = text.replace("emergency: true\n", "").replace("short: 大风\n", "")
    (found,) = problems(tmp_path, calm, alert_plan, "articles/gale.md")
    assert "只有应急文章有海报" in found


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("summary: 待在屋里", "summary: 待在屋里（待核）", 3),
        ("motto: 关窗不出门", "motto: 待核", 4),
        ("1. 一步", "1. 一步（待核）", 17),
        ("1. 一步", '1. 一步\n\n!!! note "数字从哪里来"\n    待核', 20),
        ("## 之后\n\n- 一条", "## 之后\n\n- 一条（待核）", 29),
        ("## 平时\n\n- 一条", "## 平时\n\n1. 一条（待核）", 33),
        ("## 平时\n\n- 一条", "## 平时\n\n- 一条（待核）", 33),
        ("emergency: true\nshort: 大风", "# 两行\n# 不急", 0),
    ],
)
def test_no_doubt_stands_where_somebody_acts(
    tmp_path: Path, alert_plan: Plan, before: str, after: str, line: int
) -> None:
    text = emergency(*PARTS).replace(before, after, 1)
    if not line:  # what can wait may say so, but for steps
        text += "\n等单位核实（待核）。\n"
    found = problems(tmp_path, text, alert_plan, "articles/gale.md")
    assert [p.split(":")[1] for p in found if "不能写“待核”" in p] == ([str(line)] if line else [])


@pytest.mark.parametrize(
    ("written", "field", "said"),
    [
        ("", "emergency", "应急文章还要填 hotline"),
        ("hotline: hotline-118\n", "hotline", "有电话号码的热线“hotline-118”不存在，是否指 hotline-119？"),
        ("hotline: hotline-119\nsecond_hotline: weather\n", "second_hotline", "有电话号码的热线“weather”不存在"),
        ("hotline: hotline-119\nsecond_hotline: hotline-119\n", "second_hotline", "没有第二个号码就不填"),
    ],
)
def test_an_emergency_article_names_the_hotline_it_needs(
    tmp_path: Path, alert_plan: Plan, written: str, field: str, said: str
) -> None:
    text = emergency(*PARTS).replace("hotline: hotline-119\n", written)
    (found,) = problems(tmp_path, text, alert_plan, "articles/gale.md")
    assert f": {field}：" in found and said in found


@pytest.mark.parametrize("kind", sorted(kind for kind in {*MACROS.values()} if kind not in (None, WORDS)))
def test_a_macro_may_be_given_records_of_its_kind_only(two_periods: Plan, kind: str) -> None:
    assert kind in KIND_NAMES
    expected = {
        "action": {"youth"},
        "project": set(),  # the current plan has none
        "safeguard": {"assurance"},
        "task": {"youth", "assurance"},
        "picture": {path.stem for path in (ROOT / FOLDER).glob("*.svg")},
        "measure": {"youth-1", "youth-2", "assurance-1", "assurance-2"},
        "unit": {"jiaju", "yiju", "gexiangzhen", "gechengyuandanwei", "dongzhen", "xizhen"},
    }
    assert set(records_for_macro(two_periods, kind, load_pictures(ROOT)[0])) == expected[kind]
