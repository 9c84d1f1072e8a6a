"""Plans for the tests: the small valid one, and copies of it to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.model.plan import Plan
from kepu.project.plan_loader import load_plan

pytest_plugins = ["sites", "browsing", "desks"]

PLANS = Path(__file__).parent / "plans"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project itself."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def valid_plan() -> Plan:
    """Two tasks, three measures, four units; records are frozen, so all tests may share it."""
    return load_plan(PLANS / "valid" / "small")


@pytest.fixture
def copy_plan(tmp_path: Path) -> Callable[..., Path]:
    """Copies the small plan, with a folder of plans/invalid laid over it if told; returns the project folder."""

    def copy(overlay: Path | None = None) -> Path:
        if overlay:
            return laid_over(overlay, tmp_path / overlay.name)
        return Path(shutil.copytree(PLANS / "valid" / "small", tmp_path / "small"))

    return copy


def laid_over(overlay: Path, project: Path) -> Path:
    """The small plan in the folder `project`, with a folder of plans/invalid laid over it.

    Under a folder named calendar-… or offers-… lies the plan with a calendar and resources, under reports-… the one with
    reports.
    """
    calendar, reports = overlay.name.startswith(("calendar-", "offers-")), overlay.name.startswith("reports-")
    base = "calendar" if calendar else "reporting" if reports else "small"
    shutil.copytree(PLANS / "valid" / base, project)
    _remove(project, overlay / "REMOVE.txt")
    if (overlay / "plan").exists():
        shutil.copytree(overlay / "plan", project / "plan", dirs_exist_ok=True)
    return project


def _remove(project: Path, removals: Path) -> None:
    """Take away the files named, and the folders this empties: Git has no empty ones."""
    for line in removals.read_text("utf-8").splitlines() if removals.exists() else []:
        path = project / line
        path.unlink()
        for folder in path.parents:
            if folder == project or any(folder.iterdir()):
                break
            folder.rmdir()


REAL = {"real_plan", "real_content", "real_articles", "real_site"}
"""What is made of the county whose folder lies in this repository."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what states facts of that county: `pytest -m "not ours"` asks only what the engine does for any."""
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {}).values()
        if REAL.intersection(getattr(item, "fixturenames", ())) or any(map(_is_ours, given)):
            item.add_marker(pytest.mark.ours)


def _is_ours(given: object) -> bool:
    """Whether a test is given that county, by a name or a path."""
    root = Path(__file__).parents[1]
    return (
        given == "real" or given in REAL
        if isinstance(given, str)
        else given in (root, root / "plan" / "2021-2025" / "source.txt")
    )
