"""What authors write is shown as they meant it, or named: marks that would stand on the page as text, and their kin."""

from __future__ import annotations

import random
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from kepu.common.text.markdown_extensions import STOOD_FOR_LESS, reader
from kepu.project.rules.texts import literal_marks
from kepu.project.rules.texts.literal_marks import check_shown
from kepu.project.rules.texts.markdown import check_text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[方案]（https://a.cn/x）", "没有成为链接"),
        ("【方案】(https://a.cn/x)", "没有成为链接"),
        ("［方案］(a.md)", "没有成为链接"),
        ("[方案][没有]", "没有成为链接"),
        ("［方案］［甲］", "没有成为链接"),
        ("！[图](a.png)", "没有成为图"),
        ("！［图］（a.png）", "没有成为图"),
        ("＃＃ 标题", "没有成为标题"),
        ("#话题# 来了", "“#”后面要空一格"),
        ("##标题", "“#”后面要空一格"),
        ("文字\n---", "上一行会变成标题"),
        ("文字\n===", "上一行会变成标题"),
        ("＊＊粗＊＊", "没有成为粗体"),
        ("**粗 **字", "没有成为粗体"),
        ("只有**一边", "没有成为粗体"),
        ("｜甲｜乙｜", "没有成为表格"),
        ("| 甲 | 乙 |\n| 一 | 二 |", "没有成为表格"),
        ("－ 一", "没有成为列表"),
        ("• 一", "没有成为列表"),
        ("１．关气", "没有成为列表"),
        ("段落\n2. 不是", "没有成为列表"),
        ("1. 一\n2. 二\n4. 四", "在网页上的序号是 3"),
        ("1. 一\n    1. 甲\n    3. 乙\n2. 二", "在网页上的序号是 2"),
        ("1、关气\n2、开窗", "连成一段"),
        ("一、甲\n二、乙", "连成一段"),
        ("（1）甲\n（2）乙", "连成一段"),
        ("① 甲\n② 乙", "连成一段"),
        ("- 列表\n\n    见注[^2]。", "没有成为脚注"),
        ("［^1］", "没有成为脚注"),
        ("```\n没完", "没有成为代码"),
        ("`单个", "没有成为代码"),
        ("~~删~~", "没有删除线和高亮"),
        ("==亮==", "没有删除线和高亮"),
        ("- [ ] 事", "没有勾选框"),
        ("题 {: .kx-alert }", "不能写样式和代号"),
        ("??? note\n    字", "折起的部分要有标题"),
        ('??? faq "题"\n    字', "提示框只有"),
        ("!!! tip\n    字", "折起的部分要有标题"),
        ("=== 甲\n    字", "分页的标题写在半角的引号里"),
        ('=== "甲"\n字', "是空的"),
        ("点 :material-prnter: 打印", "没有“prnter”这个图标，是否指 printer"),
        ("5*3*2", "乘号请写 ×"),
        ("![](a.png)", "缺少替代文字"),
        ("![ ](a.png)", "缺少替代文字"),
        ("| 图 |\n|---|\n| ![](a.png) |", "缺少替代文字"),
        ("[方案]（#a）", "没有成为链接"),
        ("〔方案〕(https://a.cn/x)", "没有成为链接"),
        ("(https://a.cn/x)[方案]", "没有成为链接"),
        ("见 [[方案]]", "没有成为链接"),
        ("[方案](https://a.cn/a b)", "网址里有空格"),
        ("![图](a.png “题”)", "网址里有空格"),
        ("[注意]: 水要烧开", "不显示"),
        ("[^1]: 没有人用", "在正文里没有用到"),
        ("甲[^1]\n\n[^1]: 一\n[^1]: 二", "写了两次"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |", "只显示前 2 格"),
        ("甲\t乙\n丙\t丁", "从表格里复制来的"),
        ("## 学 C#", "末尾的 # 不会显示"),
        ("    首行缩进的一段", "会显示成代码"),
        ("\t首行缩进的一段", "会显示成代码"),
        ("- 甲\n\n  ```\n  x\n  ```", "要顶格写"),
        ('!!! tip "题"\n框外的话', "是空的"),
        ("！！！ note\n    字", "没有成为提示框"),
        ("*水\n*电", "星号后面要空一格"),
        ("长*宽*高", "乘号请写 ×"),
        ("这_是_斜体", "没有成为斜体"),
        ("-　水", "没有成为列表"),
        ("2.　水", "没有成为列表"),
        ("1.水\n2.电", "连成一段"),
        ("A. 水\nB. 电", "连成一段"),
        ("✓ 水\n✓ 电", "连成一段"),
        ("第一步 关\n第二步 开", "连成一段"),
        ("～～删～～", "没有删除线和高亮"),
        ("按｀Ctrl｀键", "没有成为代码"),
        ("H~2~O", "没有上标下标"),
        ("3 m^2^", "没有上标下标"),
        ("$x^2$", "没有公式"),
        ("好 :smile: 的", "没有表情"),
        ("按 ++ctrl+c++", "没有这种记号"),
        ("词\n:   解释", "没有词条和缩写"),
        ("＜b＞粗＜/b＞", "不能写 HTML"),
        ("第一行\\\n第二行", "留两个空格"),
        ("&#8203;", "看不见的字符"),
        ("&shy;", "看不见的字符"),
        ("!!! kx-alert\n    字", "提示框只有"),
        ("!!! note kx-alert\n    字", "提示框只有"),
        ("- 甲\n\n    !!! kx-alert\n        字", "提示框只有"),
        ("> !!! danger kx-alert\n>     字", "提示框只有"),
        ("```python {.kx-alert #main}\nx\n```", "只写语言的名字"),
        ("|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|\n" * 100, "这张表有 30702 格"),
    ],
)
def test_a_mark_that_would_be_shown_as_text_is_named_at_its_line(written: str, said: str) -> None:
    before = "第一段。\n\n"
    body = f"{before}{written}\n\n末段。\n"
    found = list(check_text(body, 1, "a.md")) or list(check_shown(body, 1, "a.md"))
    assert {said in problem.message for problem in found} == {True}, found
    last = 3 + written.count("\n") if not said.startswith("这张表") else 3
    assert 3 <= found[0].where.line <= last


@pytest.mark.parametrize(
    "written",
    [
        *("【重要】通知", "\\*\\*照样\\*\\* \\# \\[^1\\]", "`**a** [a](b)`", "    [a](b) ＃", "```\n- [ ] **\n```", "[a] 与 [b]"),
        *("- 一\n  - 二\n    - 三", "1. 一\n   - 二\n\n   接着\n2. 三", "10. 甲\n11. 乙", "1. 甲\n1. 乙", "填空____处"),
        *("下表：\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "1. 一\n\n![图](a.png)\n\n2. 二", "**“粗”**字，*斜*字", "第一行\n第二行"),
        *("注[^1]\n\n[^1]: 内容", "见 [方案][a]\n\n[a]: https://a.cn/", "!!! tip \"标题\"\n    字", "C++ 和 C#，甲 ~ 乙", "3 * 4 * 5"),
        *("??? tip \"题\"\n    字", "???+ note \"题\"\n    - 甲\n    - 乙", "=== \"甲\"\n\n    字\n\n=== \"乙\"\n\n    字"),
        *("点 :material-printer: 打印", "10:30:00", "`:material-nowhere:`"),
        *("注[^1]\n\n[^1]: 《某法》第三条（节选）", "09:30:00 到 10:30", "甲 ～ 乙", "*带星号的必填", "## 第 3 号楼 #\n\n3.5 米", "价 $5 到 $8"),
        *("[甲](a.md \"题\")", "- 甲\n\n    !!! tip\n        字", "| 甲 | 乙 |\n|---|---|\n| `a|b` | c\\|d |", "- 甲\n\n    续一段", "《方案》（2021）", "a_b_c 和 C:\\Users"),
        *("<https://a.cn/>", "文字——某某", "&lt;b&gt; &copy; &amp;", "上文\n\n---\n\n下文", "> 引文", "1、一\n\n2、二"),
    ],
)  # fmt: skip
def test_what_is_shown_as_it_was_meant_is_left_alone(written: str) -> None:
    assert [*check_text(written, 1, "a.md"), *check_shown(written, 1, "a.md")] == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("三样：\n- 水\n- 灯", "<p>三样：</p>\n<ul>\n<li>水</li>\n<li>灯</li>\n</ul>"),
        ("三步：\n1. 关\n2. 开", "<p>三步：</p>\n<ol>\n<li>关</li>\n<li>开</li>\n</ol>"),
        ("- 一\n  - 二", "<ul>\n<li>一<ul>\n<li>二</li>\n</ul>\n</li>\n</ul>"),
        ("1. 关\n   - 阀\n2. 开", "<ol>\n<li>关<ul>\n<li>阀</li>\n</ul>\n</li>\n<li>开</li>\n</ol>"),
        ("- 一\n1. 二", "<ul>\n<li>一</li>\n</ul>\n<ol>\n<li>二</li>\n</ol>"),
        ("1. 关\n\n图\n\n2. 开", "<ol>\n<li>关</li>\n</ol>\n<p>图</p>\n<ol start=\"2\">\n<li>开</li>\n</ol>"),
        ("第一行\n第二行，\nABC\nDEF\n第三行", "<p>第一行第二行，ABC\nDEF\n第三行</p>"),
        ("第一行\n**粗**\n[链](a.md)\n文", '<p>第一行<strong>粗</strong><a href="a.md">链</a>文</p>'),
        ("第一行  \n第二行", "<p>第一行<br />\n第二行</p>"),
        ("- 第一行\n  第二行", "<ul>\n<li>第一行第二行</li>\n</ul>"),
        (
            '??? tip "题"\n    一：\n    - 甲\n\n    !!! note "框"\n        二：\n        1. 乙',
            '<details class="tip">\n<summary>题</summary>\n<p>一：</p>\n<ul>\n<li>甲</li>\n</ul>\n<div class="admonition note">\n'
            '<p class="admonition-title">框</p>\n<p>二：</p>\n<ol>\n<li>乙</li>\n</ol>\n</div>\n</details>',
        ),
        ("见 https://a.cn/b_c_d。", '<p>见 <a href="https://a.cn/b_c_d">https://a.cn/b_c_d</a>。</p>'),
        ("见<https://a.cn/>（附）", '<p>见<a href="https://a.cn/">https://a.cn/</a>（附）</p>'),
        ("[https://a.cn/](https://a.cn/)", '<p><a href="https://a.cn/">https://a.cn/</a></p>'),
    ],
)  # fmt: skip
def test_what_needs_no_rule_is_made_right(written: str, shown: str) -> None:
    assert reader().convert(written.replace("<", STOOD_FOR_LESS)) == shown


def test_the_way_back_from_a_note_is_said_in_chinese() -> None:
    assert 'title="回到正文里的第 1 条注"' in reader().convert("文[^1]\n\n[^1]: 注")


def test_tabs_are_radio_buttons_each_before_its_title_and_words() -> None:
    shown = reader().convert('=== "楼房"\n    甲\n\n=== "平房"\n    乙')
    assert re.findall(r"<(input|label|div)", shown) == ["div", *2 * ["input", "label", "div"]]
    assert shown.count("checked=") == 1 and ">楼房</label>" in shown and ">平房</label>" in shown


def test_a_sign_stands_in_the_text_and_in_code_as_it_was_written() -> None:
    shown = reader().convert("点 :material-printer: 打印，写 `:material-printer:`")
    assert '<svg aria-hidden="true" class="kx-icon kx-icon--text" viewBox="0 0 24 24"><path d="' in shown
    assert shown.endswith("</svg> 打印，写 <code>:material-printer:</code></p>")


def test_what_is_passed_over_as_bare_would_be_found_sound_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    chance, signs = random.Random(5), "一科“”‘’《》（）、，。；：！？…％·—09aZ x"
    heads = ["", "# ", "### "]
    blocks = ["".join([chance.choice(heads), "一", *chance.choices(signs, k=9)]) for _ in range(200)]
    assert literal_marks.BARE.fullmatch("\n\n".join(blocks))
    monkeypatch.setattr(literal_marks, "BARE", re.compile("(?!)"))
    assert not list(check_shown("\n\n".join(blocks), 1, "a.md"))


def test_texts_that_are_looked_at_at_the_same_time_are_not_mixed_up() -> None:
    """A preview and the desk read in threads of their own; one was told what stands in a page of the other."""
    texts = ["只有**一边\n\n" * 9, "| 甲 | 乙 |\n|---|---|\n| `a` `b` | 二 |\n\n" * 9, "**粗**字，`码`。\n\n" * 9]
    alone = [len(list(check_shown(text, 1, "a.md"))) for text in texts]
    assert alone == [9, 0, 0]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(3) as pool:
            found = list(pool.map(lambda text: len(list(check_shown(text, 1, "a.md"))), texts * 12))
    finally:
        sys.setswitchinterval(usual)
    assert found == alone * 12
