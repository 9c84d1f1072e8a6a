"""answers.py, new_article.py: answers of an editor into an article that says what was typed."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import markdown
import pytest
from kepu.__main__ import main
from kepu.common.files.yaml_reader import read_front_matter
from kepu.editing.creating.new_article import escape_markdown, new_article
from kepu.editing.prompt import Cancelled
from kepu.model.plan import Plan
from kepu.project.content_loader import Written
from kepu.project.rules.texts.emergency_parts import PARTS
from kepu.render.project import Project, read_project
from sites import VALID
from test_new import Editor, files

CALM: dict[str, Any] = {
    "标题": "怎样看天气",
    "是不是应急科普": "",
    "一两句话的答案": "看云，也看预报。",
    "面向谁": "青少年",
    "主题：": "科学精神、防灾",
    "对应的措施": "进校园",
    "读者可能搜的词": "天气、看云",
    "来源名称": "某手册",
    "　发布单位": "某局",
    "　来源的日期": "2026/3/5",
    "　网址": "https://example.gov.cn/a",
    "还有别的出处吗": ["某条例", ""],
    "正文第一段": "看云识天气。",
    "接着写一段": ["第二段。", "", ""],
    "下面再起一个小标题": ["为什么", ""],
    "这个小标题下面写什么": "因为水汽。",
    "文件名": "weather",
}
URGENT: dict[str, Any] = {
    **CALM,
    "是不是应急科普": "是",
    "一句口诀": "打雷进屋",
    "应急磁贴上的短名": "雷电",
    "正文第一段": "先进屋。",
    "应急文章先打哪条热线": "0000",
    "来的时候怎样做": "进屋。",
    "要做的": "蹲下。",
    "不要做的": "不靠树。",
    "还有吗": ["关窗。", "", "", "", "", ""],
    "之后怎样做": "等一等再出门。",
    "平时怎样准备": "装避雷针。",
    "文件名": "thunder",
}

Write = Callable[[dict[str, Any]], tuple[Written, str, Editor]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(VALID / "calendar", tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def write(project: Path, calendar_plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Answers the questions, reads the article back and finds nothing that has to be mended."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")

    def answer(answers: dict[str, Any]) -> tuple[Written, str, Editor]:
        given = {key: list(value) if isinstance(value, list) else value for key, value in answers.items()}
        editor = Editor(given)
        path = new_article(project, calendar_plan, editor.ask, editor.said.append)
        found = read_project(project)
        assert [str(problem) for problem in found.warnings if "content/" in problem.where.path] == []
        (page,) = [page for page in found.pages if page.path == path.relative_to(project).as_posix()]
        return page, read_front_matter(path, "")[1], editor

    return answer


def test_all_answers_are_in_the_article(write: Write) -> None:
    page, body, editor = write(CALM)
    head = page.article
    assert head and editor.said == []
    assert (head.title, head.summary, head.emergency) == ("怎样看天气", "看云，也看预报。", False)
    assert (head.audiences, head.topics, head.measures) == (("youth",), ("science", "disaster"), ("youth-1",))
    assert (head.keywords, str(head.written), head.reviewed) == (("天气", "看云"), "2026-06-01", None)
    first = head.sources[0]
    assert (first.name, first.publisher, str(first.dated), first.link) == (
        "某手册", "某局", "2026-03-05", "https://example.gov.cn/a",
    )  # fmt: skip
    assert [source.name for source in head.sources] == ["某手册", "某条例"]
    assert body == "看云识天气。\n\n第二段。\n\n## 为什么\n\n因为水汽。\n"


def test_an_emergency_article_has_its_headings_its_tile_and_its_hotline(write: Write) -> None:
    page, body, _ = write(URGENT)
    head = page.article
    assert head and (head.emergency, head.motto, head.short) == (True, "打雷进屋", "雷电")
    assert head.hotline == "rescue-line"
    assert body == (
        "先进屋。\n\n## 来时\n\n1. 进屋。\n1. 关窗。\n\n## 要做\n\n- 蹲下。\n\n## 不要做\n\n- 不靠树。\n"
        "\n## 之后\n\n- 等一等再出门。\n\n## 平时\n\n- 装避雷针。\n"
    )


def test_no_word_of_ours_stands_where_a_reader_sees_it(write: Write) -> None:
    _, body, editor = write(URGENT)
    answers = [value for given in URGENT.values() for value in (given if isinstance(given, list) else [given])]
    typed = {*PARTS, *answers}
    assert {line.lstrip("#-1. ") for line in body.splitlines() if line} <= typed
    assert not re.search("待补充|敬请期待|建设中|TODO", body)
    assert len(editor.asked) > 15


ODD = [
    "# 不是标题", "- 不是列表", "1. 不是列表", "1.5 米", "-5℃", "+86", "> 引用", "!!! note", "*星* 和 **双星**", "a_b_c",
    "`代码`", "[链](http://a.cn)", "<b>粗</b> & &lt;", "血压<140", "反斜杠 \\n \\", "{: .x}", "~~~", "===", "---", "119 报警",
    "[^1] 脚注", "a | b", "｛｝（）",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_any_sentence_is_shown_as_it_was_typed(text: str) -> None:
    extensions = ["admonition", "attr_list", "footnotes", "tables", "fenced_code", "toc"]
    for source in (escape_markdown(text), f"- {escape_markdown(text)}", f"## {escape_markdown(text)}"):
        shown = markdown.markdown(f"前\n\n{source}\n\n后", extensions=extensions)
        words = [html.unescape(line) for line in re.sub(r"<[^>]*>", "\n", shown).split("\n") if line.strip()]
        assert words == ["前", text, "后"]


@pytest.mark.parametrize("text", ["{{ x }}", "{% raw %}", "{# 说明 #}"])
def test_what_macros_would_take_for_theirs_is_asked_again(text: str, write: Write) -> None:
    page, body, editor = write({**CALM, "正文第一段": [text, "好。"], "标题": [text, "\x1b[A题\u200b"]})
    assert editor.said == ["不能有“{{”“{%”“{#”，请换一种写法。"] * 2
    assert page.title == "[A题" and body.startswith("好。\n")


@pytest.mark.parametrize(
    ("question", "answers", "said"),
    [
        ("是不是应急科普", ["也许", "否"], ["请写“是”或“否”。"]),
        ("　网址", ["www.gov.cn", "", ""], ["“www.gov.cn”不是完整的网址，应当像 https://www.gov.cn/。"]),
        ("　来源的日期", ["去年", "", ""], ["“去年”不是日期，请写成 2026-12-05。"]),
        ("来源名称", ["", "某手册"], ["这一项不能空着。"]),
        ("正文第一段", ["", "好。"], ["这一项不能空着。"]),
        ("主题：", ["", "科学精神"], ["至少要有一个。可以写：防灾减灾、科学精神"]),
        ("主题：", ["science, 防火", "science"], ["没有“防火”。可以写：防灾减灾、科学精神"]),
        ("对应的措施", ["办好", "办好科技节"], ["“办好”有几个都像：办好科技节、办好科普网"]),
        ("文件名", ["index", "weather"], ["已经有这个文件了，请换一个名字。"]),
    ],
)
def test_a_wrong_answer_is_asked_again(question: str, answers: list[str], said: list[str], write: Write) -> None:
    _, _, editor = write({**CALM, question: answers})
    assert editor.said == said


def test_a_short_name_is_short(write: Write) -> None:
    _, _, editor = write({**URGENT, "应急磁贴上的短名": ["雷电和冰雹天气", "雷电"]})
    assert editor.said == ["写了 7 个字，最多 6 个字。"]


def test_a_file_that_is_there_is_never_written_over(write: Write, project: Path) -> None:
    write(CALM)
    before = (project / "content/articles/weather.md").read_text("utf-8")
    _, _, editor = write({**CALM, "标题": "又一篇", "文件名": ["weather", "flood", "weather-2"]})
    shared = "全国内容里已经有这个名字，同名的会把它换掉；新写一条，请换一个名字。"
    assert editor.said == ["已经有这个文件了，请换一个名字。", shared]
    assert (project / "content/articles/weather.md").read_text("utf-8") == before


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
@pytest.mark.parametrize("after", [0, 5, 15, 24])
def test_who_stops_answering_writes_nothing(stop: type[BaseException], after: int, project: Path) -> None:
    editor = Editor({key: list(value) if isinstance(value, list) else value for key, value in URGENT.items()})

    def ask(question: str) -> str:
        if len(editor.asked) >= after:
            raise stop
        return editor.ask(question)

    before = files(project)
    with pytest.raises(Cancelled):
        new_article(project, read_project(project).plan, ask, print)
    assert len(editor.asked) == after and files(project) == before


def test_the_command_writes_an_article(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {key: list(value) if isinstance(value, list) else value for key, value in CALM.items()}
    monkeypatch.setattr("builtins.input", Editor(given).ask)
    assert main(["--root", str(project), "new", "article"]) == 0
    assert "已写好 content/articles/weather.md" in capsys.readouterr().out.replace("\\", "/")
    found: Project = read_project(project)
    assert [page.title for page in found.pages if page.article] == ["怎样看天气"]
