"""Measurements, each against a named peer or target. `python -m bench` runs all of them, with names only those."""

from pathlib import Path

SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = SHELL if SHELL.exists() else Path("/usr/bin/chromium")
"""The browser; with less around it where there is such a one."""


class Missing(Exception):
    """What a measurement needs and this machine has not, in words for whoever runs it."""
