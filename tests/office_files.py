"""Photos and articles for tests, as phones and Word make them."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import docx
from PIL import Image

TURNED = 0x0112
PLACE = 0x8825


def photo(width: int = 1400, height: int = 1000, kind: str = "JPEG", **how: Any) -> bytes:
    """A picture, red at its upper left corner; a JPEG lies on its side and says so, and where it was taken."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste((200, 20, 20), (0, 0, width // 4, height // 4))
    packed = io.BytesIO()
    exif = Image.Exif()
    if kind == "JPEG":
        exif[TURNED] = 6
        exif[0x010F] = "KepuPhone"
        exif.get_ifd(PLACE)[1] = "N"
        exif.get_ifd(PLACE)[2] = (29.0, 50.0, 24.0)
    image.save(packed, kind, **({"exif": exif, "quality": 90} if kind == "JPEG" else {}), **how)
    return packed.getvalue()


@cache
def article() -> bytes:
    """An article as an office writes it: everything that is set apart, and signs that mean something to Markdown."""
    book = docx.Document()
    book.add_heading("冬天怎样防煤气中毒", 0)
    book.add_paragraph("“一氧化碳”没有颜色，没有气味——闻不到。窗缝留 <1 厘米也不够，型号 A*B_C 的报警器要装好。")
    book.add_heading("怎样预防", 1)
    opened = book.add_paragraph("烧炭取暖，")
    opened.add_run("一定要").bold = True
    opened.add_run("开窗").bold = True
    opened.add_run("。")
    for words in ("检查烟道。", "装报警器。"):
        book.add_paragraph(words, style="List Number")
    book.add_picture(io.BytesIO(photo()))
    book.add_heading("出了事怎么办", 2)
    for words in ("先开窗。", "再打 120。"):
        book.add_paragraph(words, style="List Bullet")
    table = book.add_table(rows=3, cols=2)
    for row, cells in enumerate((("症状", "怎么办"), ("头晕 | 恶心", "到室外"), ("昏迷", "打 120"))):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    book.add_picture(io.BytesIO(photo(900, 700, "PNG")))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
