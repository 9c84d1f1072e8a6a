"""How measurements are kept: each section on its own; what cannot be measured leaves its last result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sites import Site

from bench import Missing, lighthouse
from bench import __main__ as bench


def measured(*lines: str) -> SimpleNamespace:
    return SimpleNamespace(TITLE=f"量{lines[0]}", measure=lambda: iter(lines))


def refuse() -> Iterator[str]:
    raise Missing("没有 npm")
    yield


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(bench, "MEASUREMENTS", {"one": measured("一"), "two": measured("二", "| 表 |")})
    return tmp_path / "RESULTS.md"


def test_each_section_is_replaced_on_its_own(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bench.main(["two"]) == bench.main(["one"]) == 0
    before = results.read_text("utf-8")
    assert before.startswith("# 测量结果\n") and before.index("## 量一") < before.index("## 量二")
    monkeypatch.setitem(bench.MEASUREMENTS, "two", measured("二", "新的"))  # type: ignore[misc]
    assert bench.main(["two"]) == 0
    after = results.read_text("utf-8")
    assert after.partition("## 量二")[0] == before.partition("## 量二")[0]
    assert "新的" in after and "| 表 |" not in after and after.count("## 量二") == 1


def test_a_section_says_when_where_and_of_what(results: Path) -> None:
    bench.main([])
    for words in ("`python -m bench one`", "日期：20", "提交：", "核", "Python 3"):
        assert words in results.read_text("utf-8")


def test_what_cannot_be_measured_leaves_its_last_result_and_the_others_run_on(
    results: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.main(["one"])
    before = results.read_text("utf-8")
    monkeypatch.setitem(bench.MEASUREMENTS, "one", SimpleNamespace(TITLE="量一", measure=refuse))  # type: ignore[misc]
    assert bench.main([]) == 1
    assert results.read_text("utf-8").startswith(before) and "## 量二" in results.read_text("utf-8")
    assert "没有测：没有 npm" in capsys.readouterr().err


def test_an_unknown_name_is_answered_with_those_there_are(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["three"])
    assert "没有“three”，有的是：one、two" in capsys.readouterr().err


def test_without_npm_lighthouse_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="nodejs 和 npm"):
        next(lighthouse.measure())


def look(kind: str, *runs: float, audit: float = 1) -> lighthouse.Look:
    used = [{"id": "contrast", "weight": 3}, {"id": "hint", "weight": 0}]
    audits = {
        "contrast": {"score": audit, "title": "`对比度`", "scoreDisplayMode": "binary"},
        "hint": {"score": 0, "title": "提示", "scoreDisplayMode": "metricSavings"},
    }
    whole = {name: {"score": 1, "auditRefs": []} for name in lighthouse.TARGETS}
    reports = [
        {"categories": {**whole, "performance": {"score": run, "auditRefs": used}}, "audits": audits} for run in runs
    ]
    return lighthouse.Look(kind, "", reports)


def test_the_middle_run_counts() -> None:
    assert look("首页", 0.9, 0.99, 1).scores["performance"] == 99
    assert look("首页", 0.97).missed and not look("首页", 0.98).missed
    assert look("首页", 0.97).row() == "| 首页 | / | **97** | 100 | 100 | 100 |"


def test_findings_are_named_with_their_pages_and_those_that_cost_points_come_first() -> None:
    looks = [look("首页", 1), look("方案", 0.9, audit=0)]
    assert list(lighthouse.findings(looks)) == [
        "- `contrast` 对比度：方案",
        "- `hint` 提示（不扣分）：每一种页面",
    ]


def test_every_page_of_the_site_is_of_a_kind_in_the_table(real_site: Site) -> None:
    folders = {pattern.partition("/")[0] for pattern in lighthouse.KINDS.values()}
    assert {url.partition("/")[0] or "index.html" for url in real_site.pages} == folders
    assert all(
        lighthouse.largest(real_site.folder, pattern) in real_site.pages for pattern in lighthouse.KINDS.values()
    )
