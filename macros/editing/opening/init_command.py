"""`kepu init`: a published plan into a project, and what its editor is told."""

from __future__ import annotations

from pathlib import Path

from ...common.problems import Say, listed
from ...project.plans.open_questions import QUESTIONS_PATH
from .reading.read_source import read_source
from .reading.source_text import CannotRead
from .writing.project_folder import FilledFolder, fill_folder


def open_plan(text: Path, folder: Path, say: Say) -> int:
    """Open the plan in a file into a folder; 0 when that was done, 1 when the file or the folder cannot be used."""
    try:
        if not text.exists():
            raise CannotRead(f"没有“{text}”这个文件")
        filled = fill_folder(read_source(text), folder)
    except CannotRead as error:
        say(f"{error}。\n\n没有写任何文件。")
        return 1
    _tell(filled, text, folder, say)
    return 0


def _tell(filled: FilledFolder, text: Path, folder: Path, say: Say) -> None:
    project = filled.project
    reading, tree = project.reading, project.tree
    ranks = [tree.rank_of(item) for item in reading.outline.items]
    counts = [
        f"{ranks.count(rank)} {name}"
        for rank, name in (("chapter", "章"), ("task", "项任务"), ("measure", "条措施"))
        if rank in ranks
    ]
    say(
        f"读到 {len(reading.texts)} 段：{'、'.join(counts) or '没有编号的条目'}，{len(reading.units)} 个单位，{len(reading.pairs())} 处分工。"
    )
    if filled.written:
        say(f"写了 {len(filled.written)} 个文件，放在 {folder}。")
    else:
        say(f"{folder} 里的文件都是现成的，没有要改的。")
    if filled.removed:
        say(f"删去不再用的 {len(filled.removed)} 个：{listed(filled.removed)}。")
    if filled.left:
        say(
            f"有 {len(filled.left)} 个文件你改过，没有动：{listed(filled.left)}。要用程序写的，请先把它们移开，再运行一次。"
        )
    waiting = project.open_questions
    if filled.again:
        say(f"有 {len(filled.again)} 个问题答过，原文改了，要再看一次。")
    if waiting:
        say(
            f"有 {len(waiting)} 个问题要人回答，写在 {folder / QUESTIONS_PATH}：不知道的、猜的、正文和表不一致的，都在里面。"
        )
    else:
        say("问题都回答了。")
    say(f"\n下一步：\n  cd {folder}\n  kepu build    # 现在就能做成网站，放在 {folder / 'site'}")
    if waiting:
        say(
            f"\n回答 {QUESTIONS_PATH} 里的问题，再在这里运行一次 kepu init {text} {folder}，回答就用上了；你改过的文件不会动。"
        )
