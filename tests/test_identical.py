"""One project gives one site, byte for byte, wherever, whenever and in whatever surroundings it is built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sites import OWN_PAGE, ROOT, SUMMER_2026, Site, make_project

ELSEWHERE = {
    "SOURCE_DATE_EPOCH": SUMMER_2026,
    "TZ": "America/New_York",
    "PYTHONHASHSEED": "4242",
    "LANG": "C",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "COLUMNS": "40",
}


def test_a_second_build_elsewhere_gives_the_same_bytes(tmp_path: Path, small_site: Site) -> None:
    folder = tmp_path / "另一个 文件夹"
    root = make_project(folder / "项目", pages={"2026-2030/actions/youth.md": OWN_PAGE})
    command = [sys.executable, "-m", "macros", "--root", str(root), "build", "--site", str(folder / "网站")]
    environment = {**os.environ, **ELSEWHERE}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    first, second = small_site.files(), Site(folder / "网站").files()
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_nothing_tells_where_a_site_was_built(small_site: Site) -> None:
    places = [str(path).encode() for path in (ROOT, Path.home(), small_site.folder.parent, Path(sys.prefix))]
    found = [name for name, data in small_site.files().items() if any(place in data for place in places)]
    assert found == []
