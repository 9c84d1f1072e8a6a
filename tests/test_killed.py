"""A build killed at any moment leaves the old site or the new one, whole, and the next build needs no help.

The moments are drawn by chance with a fixed seed; `python -m bench.killed` tries a hundred of them.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from sites import ROOT, edit, make_project

from bench.killed import Trial

KILLS = 5

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")]


def test_a_build_killed_at_random_moments_leaves_a_whole_site(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", "small")
    trial = Trial(root, tmp_path / "site")
    seconds = trial.build()
    edit(root / "content" / "about.md", "一段文字", "改过的文字")
    chance = random.Random(20260601)
    for number in range(KILLS):
        trial.kill_after(chance.uniform(0.1, 1) * seconds, whole_group=number > 0)
        assert trial.faults() == []
    trial.build()
    assert trial.faults() == []
    assert "改过的文字" in (tmp_path / "site" / "about" / "index.html").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "site"]
    assert ROOT not in (tmp_path / "site").parents
