"""content.py: front matter and macros of hand-written pages, each slip named at its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sites import ROOT

from macros.content import KIND_NAMES, MACROS, load_content, records_of
from macros.model import Plan
from macros.pictures import FOLDER, load_pictures

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


def test_the_real_pages_have_no_problems(real_plan: Plan) -> None:
    articles, found = load_content(ROOT, real_plan)
    assert found == []
    assert {"about/", "accessibility/", "api/", "guide/"} <= {article.url for article in articles}


EMERGENCY = """---
title: 刮大风怎么办
summary: 待在屋里
motto: 关窗不出门
emergency: true
short: 大风
topics: [disaster]
sources:
  - name: 出处
written: 2026-05-01
---
先关窗。
"""


@pytest.mark.parametrize(
    ("headings", "line", "said"),
    [
        (("平时", "来时", "之后"), 0, ""),
        (("平时", "来时"), 14, "平时、来时"),
        (("来时", "平时", "之后"), 14, "来时、平时、之后"),
        (("平时", "来的时候", "之后"), 18, "平时、来的时候、之后"),
        (("平时", "来时", "之后", "之后"), 14, "平时、来时、之后、之后"),
        ((), 12, "没有"),
    ],
)
def test_an_emergency_article_has_three_parts(
    tmp_path: Path, alert_plan: Plan, headings: tuple[str, ...], line: int, said: str
) -> None:
    text = EMERGENCY + "".join(f"\n## {heading}\n\n- 一条\n" for heading in headings)
    start = f"content/articles/gale.md:{line}: 应急文章分三部分，小标题依次是 “## 平时”、“## 来时”、“## 之后”；写的是："
    assert problems(tmp_path, text, alert_plan, "articles/gale.md") == ([start + said] if line else [])
    other = text.replace("emergency: true\n", "").replace("short: 大风\n", "")
    assert problems(tmp_path, other, alert_plan, "articles/gale.md") == []


@pytest.mark.parametrize("kind", sorted(kind for kind in {*MACROS.values()} if kind))
def test_a_macro_may_be_given_records_of_its_kind_only(two_periods: Plan, kind: str) -> None:
    assert kind in KIND_NAMES
    expected = {
        "action": {"youth"},
        "project": set(),  # the current plan has none
        "safeguard": {"assurance"},
        "task": {"youth", "assurance"},
        "picture": {path.stem for path in (ROOT / FOLDER).iterdir()},
        "measure": {"youth-1", "youth-2", "assurance-1", "assurance-2"},
        "unit": {"jiaju", "yiju", "gexiangzhen", "gechengyuandanwei", "dongzhen", "xizhen"},
    }
    assert set(records_of(two_periods, kind, load_pictures(ROOT)[0])) == expected[kind]
