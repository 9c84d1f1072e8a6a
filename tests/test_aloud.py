"""What the script that reads aloud makes of texts, in Node: tests/scripts/spoken.tsv, and every article of the site."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from kepu.render.assets import SCRIPTS, script_of
from rjsmin import jsmin
from selectolax.lexbor import LexborHTMLParser
from sites import ROOT, Site

BLOCKS = "main h1, main h2, main h3, main p, main li, main dt, main dd, main th, main td"


def test_what_is_written_is_said_as_a_person_would(tmp_path: Path, real_site: Site, calendar_site: Site) -> None:
    """Row by row, and all that articles, daily pieces and events say; minified, as readers get it."""
    pages = [page for url, page in real_site.pages.items() if url.startswith(("articles/", "daily/", "emergency/"))]
    pages += [page for url, page in calendar_site.pages.items() if url.startswith("events/")]
    texts = [node.text() for page in pages for node in LexborHTMLParser(page.html).css(BLOCKS)]
    assert len(texts) > 5000
    parts = [part for part in SCRIPTS["aloud"] if part in ("aloud/wording", "aloud/sentences")]
    (tmp_path / "aloud.js").write_text(jsmin(script_of(ROOT, parts)), "utf-8")
    (tmp_path / "texts.json").write_text(json.dumps(texts), "utf-8")
    environment = {"KX_SCRIPT": str(tmp_path / "aloud.js"), "KX_TEXTS": str(tmp_path / "texts.json")}
    command = ["node", "--test", str(ROOT / "tests/scripts/aloud.test.mjs")]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, "\n".join(re.findall(r"^not ok .*|^ +[+-] .*|.*Error.*", done.stdout, re.MULTILINE))
    assert re.search(r"^# pass \d{3}", done.stdout, re.MULTILINE)
