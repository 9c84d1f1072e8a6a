"""deploy/: what is handed over names commands, files and moments that there are."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
import yaml
from kepu.commands import COMMANDS
from sites import ROOT

DEPLOY = ROOT / "deploy"
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and path.name != "README.md"]
SCRIPTS = sorted((DEPLOY / "windows").iterdir())


def named(path: Path) -> str:
    return path.relative_to(DEPLOY).as_posix()


@pytest.mark.parametrize("path", FILES, ids=named)
def test_the_operator_is_told_of_every_file(path: Path) -> None:
    text = (DEPLOY / "README.md").read_text("utf-8")
    assert path.name in text or f"`nginx/{path.parent.name}/`" in text


@pytest.mark.parametrize("path", FILES, ids=named)
def test_commands_that_are_named_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    commands = re.findall(r"(?:bin/kepu|python -m kepu) ([a-z]+)", text)
    assert set(commands) <= set(COMMANDS)
    assert set(re.findall(r"python3? -m (\w+)", text)) <= {"kepu"}
    targets = re.findall(r"run: make ?([a-z-]*)", text)
    assert set(targets) <= {"", *re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_what_windows_runs_is_plain_letters_with_its_line_ends(path: Path) -> None:
    """cmd.exe misreads a script of Chinese; what Python says in it is Chinese."""
    data = path.read_bytes()
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\n") > 5
    lines = data.decode().splitlines()
    assert lines[:3] == ["@echo off", "chcp 65001 >nul", r'cd /d "%~dp0..\.."']
    assert lines[-1].startswith("exit /b %")


def test_the_daily_build_runs_five_minutes_past_midnight_in_xianan() -> None:
    flow = yaml.safe_load((DEPLOY / "workflows" / "daily.yaml").read_text("utf-8"))
    assert flow[True]["schedule"] == [{"cron": "5 16 * * *"}]  # yaml reads the key `on` as true
    timer = unit("kepu.timer")
    assert timer["Timer"]["OnCalendar"] == "*-*-* 00:05:00 Asia/Shanghai"


def test_the_workflow_builds_before_it_publishes_and_holds_no_secret() -> None:
    flow = yaml.safe_load((DEPLOY / "workflows" / "daily.yaml").read_text("utf-8"))
    jobs = flow["jobs"]
    runs = [step.get("run", "") for step in jobs["build"]["steps"]]
    (make,) = [number for number, run in enumerate(runs) if run.startswith("SOURCE_DATE_EPOCH=$(date +%s) make")]
    assert make < runs.index("make test")
    assert (jobs["publish"]["needs"], jobs["remember"]["needs"]) == ("build", "publish")
    assert any(".venv/bin/kepu publish --no-build" in step.get("run", "") for step in jobs["publish"]["steps"])
    secrets = {
        name: [value for step in job["steps"] for value in step.get("env", {}).values()] for name, job in jobs.items()
    }
    assert secrets["build"] == secrets["remember"] == [] and secrets["publish"]
    assert all(re.fullmatch(r"\$\{\{ secrets\.KEPU_\w+ \}\}", value) for value in secrets["publish"])


def test_only_what_remembers_addresses_may_write_and_every_action_is_pinned() -> None:
    flow = yaml.safe_load((DEPLOY / "workflows" / "daily.yaml").read_text("utf-8"))
    assert flow["permissions"] == {"contents": "read"}
    assert [name for name, job in flow["jobs"].items() if "permissions" in job] == ["remember"]
    steps = [(name, step) for name, job in flow["jobs"].items() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"]) for _, step in steps)
    for name, step in steps:
        if name != "remember" and "checkout" in step["uses"]:
            assert step["with"]["persist-credentials"] is False


def unit(name: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string((DEPLOY / "systemd" / name).read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", ["kepu", "kepu-verify"])
def test_what_runs_by_itself_may_do_little(name: str) -> None:
    service = unit(f"{name}.service")["Service"]
    wanted = {
        "UMask": "0022",
        "NoNewPrivileges": "true",
        "ProtectHome": "true",
        "ProtectSystem": "strict",
        "CapabilityBoundingSet": "",
    }
    assert {key: service[key] for key in wanted} == wanted
    assert not any(value.startswith(("+", "-+")) for value in service.values()), "nothing as root"


def test_the_service_publishes_as_nobody_special() -> None:
    service = unit("kepu.service")["Service"]
    assert (service["Type"], service["User"]) == ("oneshot", "kepu")
    assert service["ExecStart"] == f"{service['WorkingDirectory']}/.venv/bin/kepu publish"
    assert service["WorkingDirectory"] in service["ReadWritePaths"].split()
