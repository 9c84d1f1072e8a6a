"""A cell of units that Word merges over several rows: its words written into each of them, as they are shown there."""

from __future__ import annotations

from dataclasses import replace

from ..reading.source_text import SourceLine, SourceText, row_text
from .duty_tables import ROLE_COLUMNS, duty_tables


def with_merged_units(source: SourceText) -> SourceText:
    """The text with every row naming its units; a remark says where words were written more than once."""
    if not any(line.merged for line in source.lines):
        return source
    lines, changed = list(source.lines), list[int]()
    for table in duty_tables(source.lines):
        for row in table.rows:
            line = lines[row.line]
            places = [place for place in line.merged if place < len(table.kinds) and table.kinds[place] in ROLE_COLUMNS]
            if line.exact and any(row.cells[place] for place in places):
                cells = [row.cells[place] if place in places else cell for place, cell in enumerate(line.cells or ())]
                lines[row.line] = SourceLine(row_text(cells), tuple(cells), True, line.merged - {*places})
                changed.append(row.line + 1)
    if not changed:
        return source
    remark = f"表里有 {len(changed)} 行的单位与上一行合并在一格里，在每一行都写了出来：第 {'、'.join(map(str, changed[:8]))} 段"
    return replace(source, lines=tuple(lines), remarks=(*source.remarks, remark))
