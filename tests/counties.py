"""Counties that there are not, made of the shape of the real plan: their folders, and what must not be found in them."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from sites import ROOT

FOREIGN = ("咸安", "咸宁", "湖北", "桂花")
"""Names of the place that the real plan is of."""


@dataclass(frozen=True)
class MadeUp:
    """A county: its names, and the words that take the place of the real ones."""

    name: str
    city: str
    province: str
    towns: str

    @property
    def words(self) -> dict[str, str]:
        rank = self.name[-1]
        short = self.name[:-1]
        real = {"咸安区": self.name, "咸安": short, "咸宁": self.city[:-1], "湖北": self.province[:-1], "香城": short}
        towns = {name: f"{self.towns}{name[1:]}" for name in ("桂花", "温泉", "永安", "浮山", "汀泗", "向阳湖")}
        ranks = {name: name.replace("区", rank) for name in ("全区", "区委", "区政府", "团区委")}
        return {**real, **towns, **ranks, "鄂政办": "某政办", "4212": "9999", "guihua": "xiliu"}


QINGJIANG = MadeUp("清江县", "云中市", "江东省", "西")
LIUXI = MadeUp("柳溪区", "白石市", "岭外省", "北")

SITE = """name: 科普{short}
code: kepu-test
tagline: {name}全民科学素质行动的公共平台
description: {name}的实施方案，逐条可查。
place: {name}
above: [{province}, {city}]
host: {name}科协
prints: false
national:
  format: 1
"""


def make_county(folder: Path, county: MadeUp) -> Path:
    """The folder of a county that has the real plan's shape and the national content, and nothing else."""
    names = {
        unit: unit.replace("区", county.name[-1], 1)
        for path in (ROOT / "plan" / "units").glob("*.yaml")
        if (unit := re.search(r"(?m)^name: (\S+)$", path.read_text("utf-8"))[1]).startswith("区")  # type: ignore[index]
    }
    words = dict(sorted({**names, **county.words}.items(), key=lambda pair: -len(pair[0])))
    pattern = re.compile("|".join(map(re.escape, words)))
    for within in ("plan/2021-2025", "plan/units"):
        for path in (ROOT / within).rglob("*.*"):
            target = folder / pattern.sub(lambda match: words[match[0]], path.relative_to(ROOT).as_posix())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(pattern.sub(lambda match: words[match[0]], path.read_text("utf-8")), "utf-8")
    _sign(folder / "plan" / "2021-2025")
    said = SITE.format(short=county.name[:-1], name=county.name, city=county.city, province=county.province)
    (folder / "plan" / "site.yaml").write_text(said, "utf-8")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def _sign(plan: Path) -> None:
    """The digests of a text that has changed."""
    text = (plan / "source.txt").read_bytes()
    lines = text.decode("utf-8").removesuffix("\n").split("\n")
    sums = [hashlib.sha256(line.encode("utf-8")).hexdigest()[:8] for line in lines]
    (plan / "source.sums").write_text("\n".join([*sums, ""]), "utf-8")
    document = plan / "plan.yaml"
    said = f"source_sha256: {hashlib.sha256(text).hexdigest()}"
    document.write_text(re.sub(r"source_sha256: \w+", said, document.read_text("utf-8")), "utf-8")
