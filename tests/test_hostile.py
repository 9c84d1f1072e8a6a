"""What an author's text could try: every attack is refused at its line, and would do no harm if it were not."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import html5lib
import pytest
from choosing import mostly_slow
from kepu.build.mkdocs_plugin import KepuPlugin
from kepu.common.problems import PlanError
from kepu.common.text.markdown_extensions import STOOD_FOR_LESS
from kepu.model.plan import Plan
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.link_audit import audit
from kepu.project.content_loader import load_content
from kepu.project.rules.texts.files import MOST_FILE_BYTES, MOST_IN_PICTURE
from kepu.project.rules.texts.markdown import check_text
from kepu.render.markdown import Writer
from sites import ROOT
from test_media import jpeg, png

HEAD = "---\ntitle: 一页\ndescription: 一句话\n---\n"

TEMPLATE_ATTACKS = [
    "{{ config }}",
    "{{ self }}",
    "{{ page.file.abs_src_path }}",
    "{{ ''.__class__.__mro__ }}",
    '{{ unit.__globals__["os"].popen("id").read() }}',
    '{{ unit("jiaju").__class__ }}',
    '{{ unit("jiaju")|attr("__class__") }}',
    '{{ (unit)("jiaju") ~ config }}',
    '{{ unit("jiaju" ~ config) }}',
    '{{ unit(unit("jiaju")) }}',
    '{{ unit("jiaju") if config else "" }}',
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ macros_info() }}",
    "{{ context() }}",
    "{{ environment }}",
    "{{ unit() }}",
    "{{ [unit] }}",
    "{{ unit|list }}",
    "{%- set x = config -%}",
    '{% include "../mkdocs.yml" %}',
    '{% import "about.md" as x %}',
    '{% extends "about.md" %}',
    "{% from 'about.md' import x %}",
    "{% for x in config %}{{ x }}{% endfor %}",
    "{% if config %}x{% endif %}",
    "{% macro x() %}{% endmacro %}",
    "{% call unit('jiaju') %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% block x %}{% endblock %}",
    "{% with %}{{ config }}{% endwith %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% do config %}",
    "{% raw %}x{% endraw %}{{ config }}",
    "{% raw %}{% endraw %}{% raw %}{{ config }}",
    "{%- raw -%}{{ x }}{%- endraw -%}{{ config }}",
    "{# 注 #}{{ config }}{# 注 #}",
    "{# 没完 {{ config }}",
    "# 题 {#main onclick=alert(1)}",
    "`{{ config }}`",
    "    {{ config }}",
    "```\n{{ config }}\n```",
    "[一]({{ config }})",
    "![一]({{ config }})",
    "[一][a]\n\n[a]: {{ config }}",
    "{{ config",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a' * 999999999 }}",
    "{{ range(999999999) | list }}",
    "{{" + "(" * 5000,
    "{{ " + "[" * 3000 + "]" * 3000 + " }}",
    "{{ " + "not " * 3000 + "x }}",
]

HTML_ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">点</a>',
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=https://evil.example/>",
    "<style>body{display:none}</style>",
    '<div style="position:fixed">',
    "<form action=https://evil.example/><input name=q></form>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<object data=x></object>",
    "<!-- 注释 --><b>粗</b>",
    "<!--><script>alert(1)</script>-->",
    "<?php echo 1 ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "</main></body><script>alert(1)</script>",
    "段落里 <img\nsrc=x\nonerror=alert(1)> 换行",
    "- 列表\n\n  <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "| 列 |\n|---|\n| <script>alert(1)</script> |",
    '!!! note "<img src=x onerror=alert(1)>"\n    字',
    "# <img src=x onerror=alert(1)>",
    "[<img src=x onerror=alert(1)>](about.md)",
    '[一](about.md "<script>alert(1)</script>")',
    "脚注[^1]\n\n[^1]: <script>alert(1)</script>",
    "<a@example.cn>",
    "<p markdown=1>字</p>",
]

MARKDOWN_ATTACKS = [
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "`<script>alert(1)</script>`",
    "``<b>`</b>``",
    "    <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "~~~ {.a onclick=alert(1)}\n<b>\n~~~",
    "[一](about.md){: onclick=alert(1) }",
    "# 题 {: onclick=alert(1) }",
    '[一](about.md "\\" onmouseover=alert(1) x=\\"")',
    '![" onerror="alert(1)](x.png)',
    '!!! note" onclick="alert(1)\n    字',
    "[TOC]\n\n# <b>题",
    "wzxhzdk:0 klzzwxh:0000",
    f"{STOOD_FOR_LESS}script>alert(1){STOOD_FOR_LESS}/script>",
    "3 < 4，a<b",
]

LINK_ATTACKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6a;avascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&#10;script:alert(1)",
    "&#1;javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    "ftp://example.com/",
    "//evil.example/",
    "\\\\evil.example\\x",
    "https://[",
    "https://a:b:c/",
    "view-source:https://example.com/",
]

ALLOWED = {
    *("html", "head", "body", "p", "a", "img", "h1", "ul", "ol", "li", "code", "pre", "em", "strong", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "div", "sup", "hr", "br", "span"),
}
"""What Markdown itself makes."""
ATTRIBUTES = {"href", "src", "alt", "title", "id", "class", "start"}


def problems(folder: Path, text: str, plan: Plan | None = None, name: str = "a.md") -> list[str]:
    path = folder / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + text, "utf-8")
    return [str(problem) for problem in load_content(folder, plan)[1]]


def problems_of(folder: Path, texts: Iterable[str], plan: Plan | None = None) -> dict[str, list[str]]:
    """What is found in each of many texts, all checked at once; every path is said to be a.md."""
    known = dict(enumerate(texts))
    for number, text in known.items():
        planted(folder / "content", f"a-{number}.md", f"{HEAD}# 一页\n\n{text}\n".encode())
    found: dict[str, list[str]] = {text: [] for text in known.values()}
    for problem in map(str, load_content(folder, plan)[1]):
        number = re.match(r"content/a-(\d+)\.md:", problem)
        assert number, problem
        found[known[int(number[1])]].append(re.sub(r"a-\d+\.md", "a.md", problem, count=1))
    return found


def line_of(problem: str) -> int:
    return int(problem.split(":")[1])


def rendered(text: str) -> str:
    """An author's text on its way to the page, without the checks before it."""
    writer = Writer(ROOT, {}, set())
    writer.links.start("a.md", "a/", national=False)
    return writer.html(text, lambda name, ids: "")


def test_a_template_that_is_not_a_call_of_our_macros_is_refused_at_its_line(tmp_path: Path, two_periods: Plan) -> None:
    found = problems_of(tmp_path, TEMPLATE_ATTACKS, two_periods)
    assert len(found) == len(TEMPLATE_ATTACKS)
    assert {attack: said for attack, said in found.items() if not any(line_of(problem) >= 7 for problem in said)} == {}


def test_what_is_rendered_is_checked_again_where_it_is_rendered() -> None:
    page = SimpleNamespace(file=SimpleNamespace(src_uri="a.md"))

    def passes(attack: str) -> bool:
        with suppress(PlanError):
            KepuPlugin().harmless(attack, page)  # type: ignore[arg-type]
            return True
        return False

    assert [attack for attack in TEMPLATE_ATTACKS if passes(attack)] == []
    with pytest.raises(PlanError, match=r"content/a\.md"):
        KepuPlugin().harmless(TEMPLATE_ATTACKS[0], page)  # type: ignore[arg-type]


def test_html_is_refused_at_its_line(tmp_path: Path) -> None:
    found = problems_of(tmp_path, HTML_ATTACKS)
    assert len(found) == len(HTML_ATTACKS)
    assert [
        attack for attack, said in found.items() if not any("这里不能写 HTML（<" in problem for problem in said)
    ] == []
    assert [problem for said in found.values() for problem in said if not 7 <= line_of(problem) <= 9] == []


def test_tags_of_one_line_are_one_finding(tmp_path: Path) -> None:
    found = problems(tmp_path, "<b>粗</b>，<i>斜</i>\n</u>\n")
    assert [problem.partition("；")[0] for problem in found] == [
        "content/a.md:5: 这里不能写 HTML（<b>）",
        "content/a.md:6: 这里不能写 HTML（</u>）",
    ]


def test_no_element_or_attribute_of_an_author_reaches_the_page() -> None:
    through = []
    for attack in (*HTML_ATTACKS, *MARKDOWN_ATTACKS):
        html = rendered(f"一段\n\n{attack}\n\n一段\n")
        tree = html5lib.parse(html, namespaceHTMLElements=False)
        if not all(element.tag in ALLOWED and set(element.attrib) <= ATTRIBUTES for element in tree.iter()):
            through.append((attack, html))
    assert through == []


@pytest.mark.parametrize(
    "words", ["3 < 4，5 > 2", "`<b>`", "```\n<b>\n```", "    <b>", "a<1", "``` ` <b> ```", "<（书名）>"]
)
def test_angle_brackets_that_are_no_html_may_be_written(tmp_path: Path, words: str) -> None:
    assert problems(tmp_path, f"# 一页\n\n{words}\n") == []
    assert "&lt;" in rendered(words) and "&amp;lt;" not in rendered(words)


LINK_FORMS = ("[一]({})", "![一]({})", "[一][a]\n\n[a]: {}")


def test_an_unsafe_link_is_refused_at_its_line(tmp_path: Path) -> None:
    found = problems_of(tmp_path, [form.format(target) for target in LINK_ATTACKS for form in LINK_FORMS])
    assert len(found) == len(LINK_ATTACKS) * len(LINK_FORMS)
    named = re.compile(r"content/a\.md:[79]: 链接“")
    assert {text: said for text, said in found.items() if not any(map(named.match, said))} == {}


def test_an_unsafe_link_would_not_pass_the_audit_either(tmp_path: Path) -> None:
    targets = [target for target in LINK_ATTACKS if "<" not in target]
    for number, target in enumerate(targets):
        page = f'<!doctype html><title>题</title><main>字<a href="{target}">点</a></main>'
        (tmp_path / f"{number}.html").write_text(page, "utf-8")
    problems = audit(BuiltSite(tmp_path))
    named = {problem.where.path for problem in problems if re.search("不安全|不存在", problem.message)}
    assert [target for number, target in enumerate(targets) if f"{number}.html" not in named] == []


@pytest.mark.parametrize(
    "target",
    [
        "about.md",
        "../a/b.md#c",
        "#d",
        "https://www.gov.cn/a?b=c&d=e:f",
        "HTTPS://www.gov.cn/",
        "mailto:a@b.cn",
        "tel:0715-0000000",
        "a_(b).md",
    ],
)
def test_safe_links_pass(tmp_path: Path, target: str) -> None:
    assert problems(tmp_path, f"# 一页\n\n[一]({target})\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" * 501, "个方括号“[”，超过 500 个"),
        ("字" * 10_001, "有 10001 个字，超过 10000 个"),
        ("- * " * 20 + "字", "层以上的列表或引用"),
        ("> " * 50 + "字", "层以上的列表或引用"),
        ("字\n\n" * 30_000, "正文超过 100 KB"),
    ],
)
def test_what_markdown_would_not_finish_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = problems(tmp_path, text)
    assert expected in found


def planted(content: Path, name: str, data: bytes = b"x") -> Path:
    path = content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.html", "这里不放 .html 的文件"),
        ("a.js", "这里不放 .js 的文件"),
        ("a.SVG", "这里不放 .svg"),
        ("a.svgz", "这里不放 .svgz 的文件"),
        ("a.xml", "这里不放 .xml 的文件"),
        ("events.ics", "这里不放 .ics 的文件"),
        ("README", "这里不放 没有后缀 的文件"),
        ("图 1.png", "文件名只能用汉字"),
        ("a'onload=x.png", "文件名只能用汉字"),
        ("a%2f..%2fb.png", "文件名只能用汉字"),
        ("a\u202egnp.png", "文件名只能用汉字"),
        ("CON.png", "“CON.png”是 Windows 给设备留的名字"),
        ("a<b>.png", "文件名只能用汉字"),
        ("README.md", "文件名就是网址"),
        ("a b.md", "文件名就是网址"),
        ("文章.md", "文件名就是网址"),
        ("A/x.png", "文件名就是网址"),
    ],
)
def test_a_file_of_another_kind_or_with_an_odd_name_is_refused(tmp_path: Path, name: str, expected: str) -> None:
    planted(tmp_path / "content", name, HEAD.encode())
    found = [str(problem) for problem in load_content(tmp_path, None)[1]]
    assert any(problem.startswith("content/") and expected in problem for problem in found), found


@pytest.mark.parametrize("name", ["图1.png", "a-b_c.1.JPG", "doc/表格.xlsx", ".DS_Store", "Thumbs.db", "~$a.docx"])
def test_pictures_and_papers_may_lie_in_content(tmp_path: Path, name: str) -> None:
    office = b"PK\3\4 [Content_Types].xml xl/workbook.xml"
    kinds = {".png": png(), ".jpg": jpeg(), ".xlsx": office}
    planted(tmp_path / "content", name, kinds.get(Path(name).suffix.lower(), b"x"))
    assert load_content(tmp_path, None)[1] == []


@pytest.mark.parametrize(
    ("one", "other"), [("a.png", "A.png"), ("a.md", "a/index.md"), ("x/b.PNG", "x/B.png"), ("b/c.md", "b/c/index.md")]
)
def test_two_files_with_one_address_are_named(tmp_path: Path, one: str, other: str) -> None:
    for name in (one, other):
        planted(tmp_path / "content", name, HEAD.encode() if name.endswith(".md") else png())
    (found,) = load_content(tmp_path, None)[1]
    assert "在网站上是同一个网址" in found.message


def outside_file(tmp_path: Path, content: Path) -> None:
    (tmp_path / "secret.md").write_text(HEAD, "utf-8")
    (content / "a.md").symlink_to(tmp_path / "secret.md")


def outside_folder(tmp_path: Path, content: Path) -> None:
    (tmp_path / "secrets").mkdir()
    planted(tmp_path / "secrets", "a.md", HEAD.encode())
    (content / "more").symlink_to(tmp_path / "secrets")


def circle(tmp_path: Path, content: Path) -> None:
    (content / "round").symlink_to(content)


def nowhere(tmp_path: Path, content: Path) -> None:
    (content / "a.png").symlink_to(content / "missing.png")


def pipe(tmp_path: Path, content: Path) -> None:
    os.mkfifo(content / "a.md")


@pytest.mark.parametrize("plant", [outside_file, outside_folder, circle, nowhere, pipe])
def test_what_is_not_a_file_in_content_is_refused_and_not_read(tmp_path: Path, plant: object) -> None:
    content = tmp_path / "content"
    content.mkdir()
    plant(tmp_path, content)  # type: ignore[operator]
    pages, found = load_content(tmp_path, None)
    assert pages == []
    assert [re.search("这是一个链接|这不是普通文件", problem.message) is not None for problem in found] == [True]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with planted(tmp_path / "content", "a.mp4").open("ab") as file:
        file.truncate(MOST_FILE_BYTES + 1_000_000)
    (found,) = load_content(tmp_path, None)[1]
    assert "文件有 21 MB，超过 20 MB 的上限" in found.message


def test_a_picture_has_a_limit_of_its_own_and_its_message_says_what_to_do(tmp_path: Path) -> None:
    with planted(tmp_path / "content", "a.webp").open("ab") as file:
        file.truncate(MOST_IN_PICTURE + 100 * 1024)
    planted(tmp_path / "content", "a.md").write_text(
        "---\ntitle: 甲\ndescription: 乙\n---\n字\n\n![图](a.webp)\n", "utf-8"
    )
    (found,) = [problem for problem in load_content(tmp_path, None)[1] if "这张图有" in problem.message]
    assert "这张图有 400 KB，一张图的上限是 300 KB" in found.message
    assert found.message.endswith("（用在 content/a.md:7）")


UNITS = ["> ", " ", "- ", "- * ", "`", "``a`", "[](", "1. ", "\t\n", "a\n=\n", "<", "~~~\n", "]((("]
BLANKS = [0, 50, 9000]


@pytest.mark.parametrize(
    ("unit", "blank"),
    mostly_slow(product(UNITS, BLANKS), [*product(UNITS[:-1], [50]), *product(UNITS[-1:], BLANKS)]),
)
def test_checking_a_text_takes_no_longer_than_its_length_warrants(unit: str, blank: int) -> None:
    """With a blank line after every so many characters, or none."""
    text = unit * (99_000 // len(unit))
    parts = [text[start : start + blank] for start in range(0, len(text), blank)] if blank else [text]
    started = time.process_time()
    list(check_text("\n\n".join(parts)[:99_000], 1, "content/a.md"))
    assert time.process_time() - started < 2
