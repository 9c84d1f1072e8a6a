"""Spoilt files, some hundred of the ten thousand of `python -m bench.fuzz`: a message with file and line, or a good site."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from kepu.common.problems import PlanError, Problem, Where
from sites import ROOT, make_project

from bench.fuzz import Fuzz, mutations, names

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="measures time by signal")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Every kind of record, and four real articles."""
    articles = ("cpr", "flood", "fire", "lightning")
    return make_project(
        tmp_path / "project",
        "calendar",
        {f"guide/{name}.md": body(ROOT / "national" / "content" / "articles" / f"{name}.md") for name in articles},
    )


def body(path: Path) -> str:
    """An article as an ordinary page: what its front matter names is not in the small plan."""
    return "---\ntitle: 一页\ndescription: 一句话\n---\n" + path.read_text("utf-8").split("---\n", 2)[2]


@pytest.mark.slow
def test_spoilt_files_end_in_a_message_or_a_site(project: Path) -> None:
    fuzz = Fuzz(project)
    before = names(project)
    fuzz.run(range(120), built=60)
    assert fuzz.failures == []
    assert fuzz.slowest[0] < 10
    assert fuzz.counts["没有问题"] > 15 and fuzz.counts["有问题，指出了文件和行"] > 60
    assert names(project) == before


def test_what_would_be_a_failure_is_seen_as_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(error: BaseException) -> list[str]:
        def refuse(root: Path) -> None:
            raise error

        monkeypatch.setattr("bench.fuzz.read_project", refuse)
        fuzz = Fuzz(project)
        fuzz.run(range(1), built=0)
        return fuzz.failures

    assert "ZeroDivisionError" in fails(ZeroDivisionError())[0]
    assert "没有这一行" in fails(PlanError([Problem(Where("plan/site.yaml", 9999), "错")]))[0]
    assert "说得不清楚" in fails(PlanError([Problem(Where("plan/nowhere.yaml"), "错")]))[0]
    assert fails(PlanError([Problem(Where("plan/site.yaml"), "错")])) == []


def test_the_same_seed_spoils_the_same_way() -> None:
    import random

    texts = ["a: 1\nb: 2\n", "c: 3\n"]
    once, again = (mutations(texts[0], random.Random("1"), texts) for _ in range(2))
    assert once == again != texts[0]
