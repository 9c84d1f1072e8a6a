"""env.py: the macros authors may write, and the template that draws them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import html5lib
import jinja2
import pytest
from jinja2.nodes import Const, FromImport, Import, Macro, Output, TemplateData
from kepu import define_env
from kepu.common.templates import CompiledTemplates
from kepu.model.plan import Plan
from kepu.project.pictures import load_pictures
from kepu.project.reading.macro_calls import MACROS, records_for_macro
from kepu.render import jinja_env
from sites import ROOT

TEMPLATE = (ROOT / "overrides" / "plan" / "macro.html").read_text("utf-8")
GUIDE = "".join(path.read_text("utf-8") for path in sorted((ROOT / "national" / "content" / "guide").glob("*.md")))


class Env:
    """What mkdocs-macros would hand over."""

    def __init__(self, plan: Plan, url: str = "guide/") -> None:
        self.conf = SimpleNamespace(
            extra={"plan": plan, "today": date(2026, 6, 1)}, config_file_path=str(ROOT / "mkdocs.yml")
        )
        self.page = SimpleNamespace(url=url)
        self.macros: dict[str, Callable[..., str]] = {}
        define_env(self)

    def macro(self, function: Callable[..., str], name: str = "") -> object:
        self.macros[name] = function
        return function


def draw(plan: Plan, name: str, id: str | None = None, url: str = "guide/") -> str:
    return Env(plan, url).macros[name](*([] if id is None else [id]))


def test_every_macro_is_defined_and_no_other(real_plan: Plan) -> None:
    assert set(Env(real_plan).macros) == set(MACROS)


def test_the_template_draws_the_macros_of_the_table_and_no_other() -> None:
    assert set(re.findall(r'"([a-z_]+)"', " ".join(re.findall(r"component (?:==|in) ([^%]+)%", TEMPLATE)))) == set(
        MACROS
    )


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_draws_something_for_every_record(real_plan: Plan, name: str) -> None:
    kind = MACROS[name]
    for id in records_for_macro(real_plan, kind, load_pictures(ROOT)[0]) if kind else [None]:
        html = draw(real_plan, name, id)
        assert re.sub(r"<[^>]*>", "", html).strip(), (name, id)
        assert "\n" not in html  # Markdown would take a second line for text of its own
        parser = html5lib.HTMLParser()
        parser.parseFragment(html)
        assert parser.errors == []


@pytest.mark.parametrize(
    ("name", "id", "words"),
    [
        ("measure", "youth-2", ["全面推进各阶段科学教育", "区教育局", "团区委"]),
        ("action", "youth", ["青少年科学素质提升行动", "区教育局", "5 条措施"]),
        ("unit", "kexie", ["区科协"]),
        ("duties", "kexie", ["区科协牵头", "深入开展科学精神和科学家精神进校园活动", "编者推定"]),
        ("measures", "officials", ["加强对领导干部和公务员的科普活动"]),
        ("plan_title", None, ["咸安区全民科学素质行动规划纲要实施方案(2021-2025年)"]),
        ("plan_totals", None, ["36", "24"]),
        ("progress_to_goal", None, ["16%", "暂无公开的测评结果", "16.74"]),
        ("notes", None, ["健康中国咸宁行", "编者注"]),
        ("picture", "lightning-crouch", ["双脚并拢蹲下，双手抱膝，低头", "不要到树下躲雨"]),
    ],
)
def test_a_macro_says_what_its_page_says(real_plan: Plan, name: str, id: str | None, words: list[str]) -> None:
    html = draw(real_plan, name, id)
    assert [word for word in words if word not in html] == []


@pytest.mark.parametrize(
    ("url", "expected"), [("", "units/kexie/"), ("guide/", "../units/kexie/"), ("a/b/", "../../units/kexie/")]
)
def test_links_of_a_macro_fit_the_page_it_stands_on(real_plan: Plan, url: str, expected: str) -> None:
    assert f'href="{expected}"' in draw(real_plan, "unit", "kexie", url)


def test_the_guide_shows_each_macro() -> None:
    assert {name for name in MACROS if not re.search(rf"\{{\{{ *{name}\(", GUIDE)} == set()


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of every template that is compiled from now on."""
    found: list[str] = []
    whole = jinja2.Environment.compile

    def compile(self: jinja2.Environment, source: str, *rest: Any) -> Any:
        found.append(source)
        return whole(self, source, *rest)

    monkeypatch.setattr(jinja2.Environment, "compile", compile)
    return found


def test_a_template_of_the_same_words_is_compiled_once(tmp_path: Path, compiled: list[str]) -> None:
    template = tmp_path / "overrides" / "plan" / "x.html"
    template.parent.mkdir(parents=True)
    for words in ("甲", "甲", "乙"):
        template.write_text(words, "utf-8")
        jinja_env.forget_templates()
        assert jinja_env.render(tmp_path, "x.html", "", {}) == words
    assert compiled == ["甲", "乙"]


def test_what_templates_compile_to_is_kept_for_the_next_run_by_file_and_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    template = tmp_path / "project" / "overrides" / "plan" / "x.html"
    template.parent.mkdir(parents=True)
    for words in ("甲", "甲", "乙", "damaged", "乙"):
        if words == "damaged":
            kept = tmp_path / "cache" / "kepu" / "templates.kept"
            kept.write_bytes(kept.read_bytes()[:-200_000])
            continue
        template.write_text(words, "utf-8")
        jinja_env.forget_templates()
        monkeypatch.setattr(jinja_env, "_COMPILED", CompiledTemplates())  # as in another process
        jinja_env.compile_templates(tmp_path / "project")
        assert jinja_env.render(tmp_path / "project", "x.html", "", {}) == words
    assert [words for words in compiled if words in ("甲", "乙")] == ["甲", "乙", "乙"]
    assert [path.name for path in (tmp_path / "project").iterdir()] == ["overrides"]


def test_what_was_compiled_serves_other_projects_and_tells_of_the_file_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, words in (
        ("a", "\n{{ missing }}"),
        ("b", "\n{{ missing }}"),
        ("c", "\n{{ another }}"),
        ("a", "\n{{ missing }}"),
    ):
        template = tmp_path / name / "overrides" / "plan" / "x.html"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text(words, "utf-8")
        jinja_env.forget_templates()
        monkeypatch.setattr(jinja_env, "_COMPILED", again := CompiledTemplates())  # as in another process
        with pytest.raises(jinja_env.DrawingError, match=r"^overrides/plan/x\.html:2: .*" + words[4:8]):
            jinja_env.render(tmp_path / name, "x.html", "", {})
        again.save()
    assert compiled.count("\n{{ missing }}") == 1


def test_macros_see_the_page_that_is_drawn_and_nothing_of_the_page_before(tmp_path: Path) -> None:
    plan = tmp_path / "overrides" / "plan"
    plan.mkdir(parents=True)
    (plan / "parts.html").write_text("{% macro here() %}{{ word }} {{ '' | link }}{% endmacro %}", "utf-8")
    (plan / "x.html").write_text("{% import 'parts.html' as parts %}{{ parts.here() }}", "utf-8")
    jinja_env.forget_templates()
    drawn = [
        jinja_env.render(tmp_path, "x.html", url, {"word": word}) for word, url in (("甲", "a/"), ("<乙>", "a/b/"))
    ]
    assert drawn == ["甲 ../", "&lt;乙&gt; ../../"]
    with pytest.raises(jinja_env.DrawingError, match="'word' is undefined"):
        jinja_env.render(tmp_path, "x.html", "c/", {})


def test_a_file_of_macros_looks_nothing_up_by_itself() -> None:
    """It would find what the first page has, on every page."""
    env = jinja_env.environment(ROOT)
    folder = ROOT / "overrides" / "plan"
    trees = {path.relative_to(folder).as_posix(): env.parse(path.read_text("utf-8")) for path in folder.rglob("*.html")}
    imports = [found for tree in trees.values() for found in (*tree.find_all(Import), *tree.find_all(FromImport))]
    asked = {found.template.value for found in imports if isinstance(found.template, Const)}
    for name in asked:
        for part in trees[name].body:
            blank = isinstance(part, Output) and all(
                isinstance(x, TemplateData) and not x.data.strip() for x in part.nodes
            )
            assert blank or isinstance(part, Import | FromImport | Macro), f"{name}:{part.lineno}"
