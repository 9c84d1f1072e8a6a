"""The words in the cells of a form into the values of an entry, each with what is wrong with it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ...common.office.cells import plain_digits, written_day
from ...model.reports import STATES, State
from ...queries.progress.form_cells import NONE_COUNTED

EntryValues = dict[str, Any]
"""Field of an entry → its value, as a YAML file would hold it; None takes the field away."""


class WrongCell(Exception):
    """A cell cannot be understood; says what stands there and what would be right."""


_SPAN = re.compile(r"\s*(?:至|到|—+|~|–)\s*")
_LINES = re.compile(r"[\n;；]+")
_COUNT = re.compile(
    r"(?P<what>.*?[^0-9\s约近超逾大])\s*(?P<about>大约|约|近|超过|超|逾)?\s*(?P<number>[0-9][0-9,]*)(?P<more>\.[0-9]+|万|余|多)?\s*"
    r"(?P<unit>[^0-9\s,.]{1,6})"
)
_NUMBER = r"[^\s（()）《》]*[〔\[［(（]\s*[0-9]{4}\s*[〕\]］)）]\s*第?[0-9]+\s*号"
_DOCUMENT = re.compile(rf"(?P<name>.+?)(?:(?<=》)|\s+|[（(])\s*[（(]?(?P<number>{_NUMBER})[)）]?")
_ADDRESS = re.compile(r"https?://[^\s，。；、）)]+")
_NO_COUNT = re.compile(r"(?:无|没有|没有数量)(?:[:：，, ]\s*(?P<why>.+))?", re.DOTALL)

_MEANT: dict[str, State] = {
    "完成": "done", "已完成": "done", "全部完成": "done", "正在进行": "ongoing", "推进中": "ongoing", "持续推进": "ongoing",
    "没有开展": "not-started", "未开展": "not-started", "没有启动": "not-started", "终止": "ended", "取消": "ended",
    "无": "not-applicable", "不适用": "not-applicable", "不承担": "not-applicable",
}  # fmt: skip


def state_in(words: str) -> EntryValues:
    """One of the five states, by its name."""
    said = plain_digits(words)
    for state, name in STATES.items():
        if said == name:
            return {"state": state}
    hint = f"；您是否想选“{STATES[_MEANT[said]]}”？" if said in _MEANT else ""
    raise WrongCell(f"写的是“{_short(words)}”，要从下拉单里选：{'、'.join(STATES.values())}{hint}")


def day_or_days_in(words: str) -> EntryValues:
    """A day, or from which to which."""
    plain = plain_digits(words)
    parts = [part for part in _SPAN.split(plain) if part]
    days = [_day(part, words) for part in parts]
    if len(days) > 2 or not days:
        raise WrongCell(f"写的是“{_short(words)}”，只写一天，或从哪天到哪天，例如 2025-05-20 至 2025-06-01")
    if len(days) == 1 or days[0] == days[1]:
        return {"on": days[0], "from": None, "to": None}
    if days[1] < days[0]:
        raise WrongCell(f"写的是“{_short(words)}”，后一天早于前一天")
    return {"on": None, "from": days[0], "to": days[1]}


def _day(words: str, whole: str) -> date:
    if day := written_day(words):
        return day
    if re.fullmatch("[34][0-9]{4}(?:\\.[0-9]+)?", words):
        raise WrongCell(f"写的是 {words}，像是 Excel 里的日期变成了数字，请写成 2025-05-20 的样子")
    raise WrongCell(f"写的是“{_short(whole)}”，要写到哪一天，例如 2025-05-20；一段日子写 2025-05-20 至 2025-06-01")


def counts_in(words: str) -> EntryValues:
    """Numbers, one a line, or why there are none."""
    counts: list[dict[str, Any]] = []
    reason = None
    for line in (line.strip() for line in _LINES.split(words)):
        if not line:
            continue
        if line.startswith(("无", "没有")) and (none := _NO_COUNT.fullmatch(line)):
            if not none["why"]:
                raise WrongCell(f"写的是“{_short(line)}”，还要写为什么没有，例如“{NONE_COUNTED}线上课程，没有计人次”")
            reason = none["why"].strip()
            continue
        counts.append(_count(line))
    return {"counts": tuple(counts) or None, "uncounted": reason}


def _count(line: str) -> dict[str, Any]:
    plain = plain_digits(line)
    found = _COUNT.fullmatch(plain)
    if not found and re.search("[0-9]", plain) and re.fullmatch(r"(?:约|近|超)?[0-9,.]+\s*\S{0,6}", plain):
        loose = "不写约数；" if re.match("约|近|超", plain) else ""
        raise WrongCell(f"写的是“{_short(line)}”，{loose}还要写数的是什么、用什么单位，例如“报告会 12 场”")
    if not found:
        raise WrongCell(f"写的是“{_short(line)}”，一行写一个：数的是什么、多少、单位，例如“报告会 12 场”")
    if found["about"] or found["more"]:
        loose = f"{found['about'] or ''}{found['number']}{found['more'] or ''}"
        raise WrongCell(f"写的是“{loose}”，只写整的数字，不写约数、小数和“万”；没有数清的写“{NONE_COUNTED}没有数清”")
    what = _outside(line, found["what"]).rstrip(":：，, ")
    return {"what": what, "number": int(found["number"].replace(",", "")), "unit": found["unit"]}


def _outside(line: str, plain: str) -> str:
    """The words as they were written, where making digits plain did not change their number."""
    return line[: len(plain)].strip() if len(plain_digits(line[: len(plain)])) == len(plain) else plain.strip()


def evidence_in(words: str) -> EntryValues:
    """Links and documents, one a line."""
    return {"evidence": tuple(_evidence(line.strip()) for line in re.split("\n+", words) if line.strip())}


def _evidence(line: str) -> dict[str, Any]:
    if address := _ADDRESS.search(line):
        name, behind = line[: address.start()].strip(" ：:，,（("), line[address.end() :].strip(" ，,）)")
        day = _trailing_day(behind, line)
        name = name or address[0].partition("://")[2].partition("/")[0]
        return {"kind": "link", "name": name, "link": address[0], **({"dated": day} if day else {})}
    if re.fullmatch(_NUMBER, line):
        raise WrongCell(f"写的是“{_short(line)}”，文号前面还要写文件名，加书名号，例如《……总结》测〔2025〕3号")
    if found := _DOCUMENT.match(line):
        behind = line[found.end() :].strip(" ，,）)")
        day = _trailing_day(behind, line)
        number = re.sub(r"\s", "", found["number"])
        number = re.sub(r"[\[［(（]([0-9]{4})[\]］)）]", r"〔\1〕", number)
        return {"kind": "document", "name": found["name"].strip(), "number": number, **({"dated": day} if day else {})}
    raise WrongCell(f"写的是“{_short(line)}”，别人查不到；依据要有网址，或《文件》和文号，例如《……总结》测〔2025〕3号")


def _trailing_day(words: str, line: str) -> date | None:
    if not words:
        return None
    if day := written_day(words):
        return day
    raise WrongCell(f"写的是“{_short(line)}”，一行只写一条依据，最后可以写日期，例如 2025-09-21")


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 24 else f"{flat[:24]}…"
