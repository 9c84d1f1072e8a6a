"""What a single YAML file may hold, what is refused, and at which line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kepu.common.files.text_file import MAX_BYTES, read_text
from kepu.common.files.yaml.yaml_events import MAX_DEPTH
from kepu.common.files.yaml.yaml_file import YamlFile
from kepu.common.files.yaml_reader import read_yaml
from kepu.common.problems import Where


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("甲局", "甲局"),
        ('"甲: 局"', "甲: 局"),
        ("'甲 # 局'", "甲 # 局"),
        ("甲：局", "甲：局"),
        ("C# 语言", "C# 语言"),
        ("https://example.gov.cn/a", "https://example.gov.cn/a"),
        ("16", 16),
        ('"16"', "16"),
        ("0715", "0715"),
        ("0715.5", "0715.5"),
        ("16.74", 16.74),
        ("-1", -1),
        ("1e3", "1e3"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("１６", "１６"),
        ("9" * 5000, "9" * 5000),
        (".nan", ".nan"),
        ("true", True),
        ("False", False),
        ('"yes"', "yes"),
        ("是", "是"),
        ("null", None),
        ("~", None),
        ("", None),
        ('""', ""),
        ("2026-09-19", date(2026, 9, 19)),
        ('"2026-09-19"', "2026-09-19"),
        ("2026/9/19", "2026/9/19"),
        ("[甲, 乙]", ("甲", "乙")),
        ("\n- 甲\n- 乙", ("甲", "乙")),
        ("{名: 甲}", {"名": "甲"}),
        ("|-\n  第一行\n  note：第二行", "第一行\nnote：第二行"),
        (">-\n  第一行\n  第二行", "第一行第二行"),
        (">-\n  第一行，\n  ABC\n  DEF\n  第二行\n\n  第三行", "第一行，ABC DEF 第二行\n第三行"),
        (">-\n  第一行\n    缩进\n  第二行", "第一行\n  缩进\n第二行"),
        ("第一行\n  第二行\n  A\n  B", "第一行第二行 A B"),
        ("第一行\n\n  第二行", "第一行\n第二行"),
        ("'第一''行\n  第二行'", "第一'行第二行"),
        ('"第一\\"行\n  第二行\n  end"', '第一"行第二行 end'),
        ("[第一行\n  第二行, 乙]", ("第一行第二行", "乙")),
        (">-\n  甲”\n  “乙，\n  カナ\n  字😀\n  字", "甲”“乙，カナ字😀字"),
        ("“Hello”\n  “World”", "“Hello” “World”"),
        ("讲座  # 说明", "讲座"),
        ("planned # 计划中", "planned"),
        ("[甲, 乙] # 说明", ("甲", "乙")),
        ("⚠️ 1️⃣ 👩‍🔬", "⚠️ 1️⃣ 👩‍🔬"),
        ('"第一行\n\n  　第二行"', "第一行\n　第二行"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_value_is_read_as_it_is_written(written: str, value: Any, tmp_path: Path) -> None:
    file = read(tmp_path, f"field: {written}\n")
    assert file.problems == []
    assert file.value == {"field": value}
    assert type(file.value["field"]) is type(value)


def test_comments_and_a_document_start_are_no_content(tmp_path: Path) -> None:
    file = read(tmp_path, "# 说明：这一行不读\n---\nfield: 甲  # 也不读\n...\n")
    assert (file.value, file.problems) == ({"field": "甲"}, [])


CUT = "前面有“ #”，这几个字不算内容，网站上不会显示；是内容就给整句加引号，是说明就另起一行写"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("title: 讲座 #1 报告厅开讲", "#1 报告厅开讲"),
        ("title: 暗号是 #科普咸安# ，来了就有书", "#科普咸安# ，来了就有书"),
        ("title: 解放路 # 楼上", "# 楼上"),
        ("title: A #1", "#1"),
        ('title: "讲座" #1', "#1"),
        ("title: [甲, 乙 #1\n  ]", "#1"),
        ("title: 2026 #1", "#1"),
        ("title: #科普咸安# 来了", "#科普咸安# 来了"),
        ("title:\n  - 甲 #1", "#1"),
        ("title: 甲\t#乙", "#乙"),
        ("title: A 3 # 5 栋", "# 5 栋"),
        ("title: [火, #烟]", "#烟]"),
    ],
)
def test_words_that_a_comment_takes_away_are_named_at_their_line(written: str, words: str, tmp_path: Path) -> None:
    (said,) = lines(read(tmp_path, f"a: 1\n{written}\n"))
    assert re.fullmatch(rf"plan/x.yaml:[23]: title：“{re.escape(words)}”{CUT}", said), said


def test_a_bracket_that_a_comment_leaves_open_is_said_so(tmp_path: Path) -> None:
    (said,) = lines(read(tmp_path, "a: 1\ntitle: {name: 讲座 #1, b: 2}\n"))
    assert said == f"plan/x.yaml:2: name：“#1, b: 2}}”{CUT}"


@pytest.mark.parametrize("written", ["a: [{b: 甲, c&a ", "a: [{b: 甲, c&a \n"])
def test_a_bracket_left_open_where_the_file_ends_is_a_problem(written: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(written, "utf-8")
    assert read_yaml(path, "a").problems


@pytest.mark.parametrize("written", ["title: [#火]", "title: {name: #火}", "title: [a, b,\n  [#火]]"])
def test_a_comment_right_behind_a_bracket_is_named(written: str, tmp_path: Path) -> None:
    (said,) = lines(read(tmp_path, f"a: 1\n{written}\nb: 2\n"))
    line = 2 + written.count("\n")
    assert said == f"plan/x.yaml:{line}: “#火”从 # 起不算内容，后面的括号也不算；文字以 # 开头时请给它加引号"


@pytest.mark.parametrize(
    ("hidden", "what"),
    [
        ("\u00ad", "看不见的字符（U+00AD）"),
        ("\u2800", "看不见的字符（U+2800）"),
        ("\u2063", "看不见的字符（U+2063）"),
        ("\U000e0100", "看不见的字符（U+E0100）"),
        ("\uf06c", "只有个别字体才有的符号（U+F06C"),
        ("\U000f0001", "只有个别字体才有的符号（U+F0001"),
        ("\u200c", "看不见的字符（U+200C）"),
        ("\u200d", "看不见的字符（U+200D）"),
        ("\ufe0f", "看不见的字符（U+FE0F）"),
        ("\u3164", "看不见的字符（U+3164）"),
        ("\u061c", "看不见的字符（U+061C）"),
        ("\U000e0041", "看不见的字符（U+E0041）"),
        ("\uf0b7", "只有个别字体才有的符号（U+F0B7"),
        ("\ue000", "只有个别字体才有的符号（U+E000"),
        ("\U00100000", "只有个别字体才有的符号（U+100000"),
        ("\u2f54", "“⽔”（U+2F54），它是部首或兼容字形，不是通用的字（多半是从 PDF 复制来的），搜索找不到；请改为“水”"),
        (
            "\uf981",
            "“\uf981”（U+F981），它是部首或兼容字形，不是通用的字（多半是从 PDF 复制来的），搜索找不到；请改为“女”",
        ),
        ("\u2ed8", "“⻘”（U+2ED8），它是部首或兼容字形，不是通用的字（多半是从 PDF 复制来的），搜索找不到；请删去"),
    ],
)
def test_characters_nobody_sees_or_finds_are_named_by_their_class(hidden: str, what: str, tmp_path: Path) -> None:
    (said,) = lines(read(tmp_path, f"a: 1\ntitle: 科{hidden}普\n"))
    assert said.startswith(f"plan/x.yaml:2: “科”后面有{what}")


def test_every_key_and_item_has_its_line(tmp_path: Path) -> None:
    file = read(tmp_path, "a: 1\nb:\n  - c: |\n      文字\n    d: 2\n  - e: 1\n    c: 3\n")
    assert file.where(("b", 0, "d")) == Where("plan/x.yaml", 5, "d")
    assert file.where(("b", 1)) == Where("plan/x.yaml", 6, "b")
    assert file.where(("b", 1, "c")) == Where("plan/x.yaml", 7, "c")


def test_a_missing_field_is_placed_at_the_record_it_is_missing_from(tmp_path: Path) -> None:
    file = read(tmp_path, "a: 1\nb:\n  - c: 2\n")
    assert file.where(("b", 0, "gone")) == Where("plan/x.yaml", 3, "gone")
    assert file.where(("gone",)) == Where("plan/x.yaml", 1, "gone")


def test_a_line_after_a_long_text_is_still_looked_at(tmp_path: Path) -> None:
    assert lines(read(tmp_path, "a: |\n  文字：文字\n\nb：1\n"))[0].startswith("plan/x.yaml:4: b：冒号是中文的")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_nesting_bomb_is_refused_at_its_line(opening: str, tmp_path: Path) -> None:
    file = read(tmp_path, "a: 1\nb:\n  " + opening * 200_000)
    assert lines(file) == [f"plan/x.yaml:3: 层次超过 {MAX_DEPTH} 层，请检查缩进和括号"]


def test_as_many_levels_as_allowed_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).problems == []


def test_a_file_of_50_mb_is_refused_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read all of it"))
    assert lines(read_yaml(path, "plan/x.yaml")) == [
        "plan/x.yaml:1: 文件有 50.0 MB，超过 1 MB 的上限；一条记录一个文件，附件请不要放进来"
    ]


def test_a_file_of_just_the_size_allowed_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a: ".ljust(MAX_BYTES, "x")).problems == []


def test_aliases_do_not_multiply(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 50)}]\n" for n in range(1, 40))
    file = read(tmp_path, bomb)
    assert file.value is None
    assert len(set(file.problems)) == 40 + 39  # an anchor and, once a line, an alias


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    assert lines(read_yaml(tmp_path / "gone.yaml", "plan/x.yaml")) == [
        "plan/x.yaml:1: 文件读不出来，请检查文件是否被别的程序占用，或没有权限"
    ]


def test_text_comes_with_unix_line_ends(tmp_path: Path) -> None:
    (tmp_path / "source.txt").write_bytes("第一段\r\n第二段\r\n".encode())
    assert read_text(tmp_path / "source.txt", "source.txt") == ("第一段\n第二段\n", [])


def read(folder: Path, text: str) -> YamlFile:
    path = folder / "x.yaml"
    path.write_bytes(text.encode())
    return read_yaml(path, "plan/x.yaml")


def lines(file: YamlFile) -> list[str]:
    return [str(problem) for problem in file.problems]
