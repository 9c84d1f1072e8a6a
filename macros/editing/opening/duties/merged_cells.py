"""A cell of units that Word merges over several rows: its words written into each of them, as they are shown there."""

from __future__ import annotations

import re
from dataclasses import replace

from ..reading.source_text import SourceLine, SourceText, row_text
from .duty_tables import ROLE_COLUMNS, duty_tables


def with_merged_units(source: SourceText) -> SourceText:
    """The text with every row naming its units; a remark says where words were written more than once."""
    if not any(line.merged for line in source.lines):
        return source
    lines, changed = _with_whole_heads(list(source.lines)), list[int]()
    for table in duty_tables(lines):
        for row in table.rows:
            line = lines[row.line]
            places = [place for place in line.merged if place < len(table.kinds) and table.kinds[place] in ROLE_COLUMNS]
            if line.exact and any(row.cells[place] for place in places):
                cells = [row.cells[place] if place in places else cell for place, cell in enumerate(line.cells or ())]
                lines[row.line] = SourceLine(row_text(cells), tuple(cells), True, line.merged - {*places})
                changed.append(row.line + 1)
    if not changed:
        return replace(source, lines=tuple(lines))
    remark = f"表里有 {len(changed)} 行的单位与上一行合并在一格里，在每一行都写了出来：第 {'、'.join(map(str, changed[:8]))} 段"
    return replace(source, lines=tuple(lines), remarks=(*source.remarks, remark))


def _with_whole_heads(lines: list[SourceLine]) -> list[SourceLine]:
    """Of a heading over two rows, the second with what is merged over both."""
    for place in range(1, len(lines)):
        above, line = lines[place - 1], lines[place]
        first = above.exact and not above.merged and (place == 1 or lines[place - 2].cells is None)
        if first and line.merged and all(len(cell) <= 12 for cell in line.cells or ()) and not _is_data(line):
            cells = [
                (above.cells or ())[at] if at in line.merged and at < len(above.cells or ()) else cell
                for at, cell in enumerate(line.cells or ())
            ]
            lines[place] = SourceLine(row_text(cells), tuple(cells), True, frozenset())
    return lines


def _is_data(line: SourceLine) -> bool:
    """Whether a row names no columns: none of its own cells is a heading for units."""
    return not any(re.search("单位|部门|责任|牵头|配合", cell) for cell in line.cells or ())
