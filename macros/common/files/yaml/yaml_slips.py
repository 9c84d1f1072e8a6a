"""What office keyboards and a missing sign do to YAML, each at the line that an editor has to mend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from ...problems import Problem, Where

_WIDE = r"\u00a0\u2000-\u200a\u202f\u205f\u3000"
_FULL_WIDTH_COLON = re.compile(rf"[\s{_WIDE}]*(?:-\s+)?([a-z_][a-z0-9_-]*)[ {_WIDE}]*：")
_FULL_WIDTH_SPACE = re.compile(rf"[ \t]*(?:-[ ]*)?[{_WIDE}]|\s*(?:-\s+)?[A-Za-z_][\w-]*[ ]*:[ ]*[{_WIDE}]")
_FIELD = re.compile(r"\s*(?:-\s+)?([a-z_][a-z0-9_-]*)[ ]*:(?:\s|$)")
NO_SPACE = re.compile(r"\s*(?:-\s+)?([a-z_][a-z0-9_-]*):[^\s/:]")
_COMMENT = re.compile(r"([^\"'#]*)(?<=[\[{\s,:])(#[^\s\]},]+)")
_TAB = re.compile(r" *\t")
_SLIPPED = re.compile(rf"[a-z0-9_-][ {_WIDE}]*：|[\t{_WIDE}]")
"""Signs that all slips have at least one of."""


def slips(text: str, shown: str, text_lines: set[int]) -> list[Problem]:
    """What Chinese input methods and Tab keys leave in YAML, found line by line outside quoted text."""
    problems: list[Problem] = []
    if not _SLIPPED.search(text):
        return problems
    for number, line in _plain_lines(text, text_lines):
        if match := _FULL_WIDTH_COLON.match(line):
            message = f"冒号是中文的“：”，应当是英文的“:”，后面空一格，写成“{match[1]}: ”"
            problems.append(Problem(Where(shown, number, match[1]), message))
        elif _FULL_WIDTH_SPACE.match(line):
            message = "有全角空格（或别的特殊空格），缩进、“-”和冒号后面要用半角空格"
            problems.append(Problem(Where(shown, number), message))
        elif _TAB.match(line):
            problems.append(Problem(Where(shown, number), "行首有制表符（Tab 键），缩进要用空格"))
    return problems


def missing_spaces(text: str, shown: str, text_lines: set[int]) -> list[Problem]:
    """Fields without a space after the colon. Text may look like that too, so only a file that cannot be read is asked."""
    return [
        missing_space(shown, number, match[1])
        for number, line in _plain_lines(text, text_lines)
        if (match := NO_SPACE.match(line))
    ]


def missing_space(shown: str, number: int, name: str) -> Problem:
    """What an editor is told of a colon that no space follows."""
    return Problem(Where(shown, number, name), f"冒号后面要空一格，写成“{name}: ”")


def hidden_ends(text: str, shown: str, text_lines: set[int]) -> list[Problem]:
    """Lists and groups whose closing bracket stands behind a # that begins a comment."""
    return [
        Problem(Where(shown, number), f"“{match[2]}”从 # 起不算内容，后面的括号也不算；文字以 # 开头时请给它加引号")
        for number, line in _plain_lines(text, text_lines)
        if (match := _COMMENT.match(line)) and not {*"[{"}.isdisjoint(match[1])
    ]


def _plain_lines(text: str, text_lines: set[int]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and number not in text_lines and not line.lstrip().startswith("#"):
            yield number, line


_OPENED = ("found unexpected end of stream", "could not find expected ':'", "did not find expected ',' or")
"""What the parser notices too late: the line to mend is where the quote, bracket or field began."""

_SYNTAX: Mapping[str, str] = {
    "found unexpected end of stream": "引号没有成对，直到文件结尾也没有找到另一半",
    "could not find expected ':'": "这一行缺少冒号“:”，应当写成“字段: 内容”",
    "did not find expected ',' or ']'": "方括号没有成对，或各项之间缺少英文逗号；文字以 [ 开头时请给整句加引号",
    "did not find expected ',' or '}'": "花括号没有成对，或各项之间缺少英文逗号；文字以 { 开头时请给整句加引号",
    "did not find expected node content": "括号或逗号多了；文字以 ] } , 开头时请给整句加引号，方括号里不写“-”",
    "did not find expected <document start>": "缩进没有对齐，同一层的字段要从同一列开始",
    "while scanning a directive": "行首不能用 %；要写说明请以 # 开头",
    "found incompatible YAML document": "行首不能用 %；要写说明请以 # 开头",
    "found undefined tag handle": "文字以 ! 开头时请给整句加引号",
    "while scanning a tag": "文字以 ! 开头时请给整句加引号",
    "while scanning an alias": "文字以 * 开头时请给整句加引号",
    "while scanning an anchor": "文字以 & 开头时请给整句加引号",
    "while scanning a block scalar": "文字以 > 或 | 开头时请给整句加引号",
    "while parsing a quoted scalar": "双引号里不能用反斜杠“\\”，请改用单引号括起整句",
    "block sequence entries are not allowed": "列表的“- ”要另起一行，不能跟在“字段:”后面；文字以 - 开头时请给整句加引号",
    "mapping keys are not allowed": "文字以 ? 开头时请给整句加引号",
}


def syntax_problem(error: yaml.YAMLError, text: str, shown: str, last_quoted: tuple[int, int]) -> Problem:
    """What an editor is told where YAML cannot be read, at the line where the fault most likely began."""
    reason = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''}"
    mark = getattr(error, "problem_mark", None)
    if any(sign in reason for sign in _OPENED):
        mark = getattr(error, "context_mark", None) or mark
    number, column = (mark.line, mark.column) if mark else (0, 0)
    lines = [*text.split("\n"), ""]
    if "mapping values are not allowed" in reason:
        number, message = _misplaced_colon(lines, number, column)
    elif "did not find expected key" in reason or "expected '-' indicator" in reason:
        number, message = _misplaced_field(lines[number], number, column, last_quoted)
    elif "cannot start any token" in reason:
        sign = lines[number][column : column + 1]
        message = f"文字以 {sign} 开头时请给整句加引号" if sign.strip() else "这里不能用制表符（Tab 键），请改用空格"
    else:
        unknown = "写法不合 YAML 的规则，请检查这一行和上一行的缩进、引号、冒号"
        message = next((said for sign, said in _SYNTAX.items() if sign in reason), unknown)
    name = _FIELD.match(lines[number])
    return Problem(Where(shown, number + 1, name[1] if name else ""), message)


def _misplaced_colon(lines: list[str], number: int, column: int) -> tuple[int, str]:
    """A colon in the middle of a text, a field under a line without one, or a field too far to the right."""
    if re.search(r":\s", lines[number][:column]):
        return number, "这一行多了一个“: ”；文字里有冒号加空格时，请给整句加引号"
    above = next((index for index in range(number - 1, -1, -1) if lines[index].strip()), number)
    if re.search(r":(\s|$)", lines[above]):
        return number, "缩进比上一行多，但上一行已经写了内容；同一层的字段要从同一列开始"
    return above, _SYNTAX["could not find expected ':'"]


def _misplaced_field(line: str, number: int, column: int, last_quoted: tuple[int, int]) -> tuple[int, str]:
    opened, closed = last_quoted
    if opened < closed == number:
        return opened, f"引号没有成对，一直到第 {closed + 1} 行才遇到下一个引号"
    if line[:column].rstrip().endswith(('"', "'", "]", "}")):
        return number, "引号或括号后面还有文字；请给整句加一对引号，文字里本来有引号的，外面用另一种"
    if line.lstrip().startswith("-"):
        return number, "列表各项的“-”没有对齐"
    return number, "缩进没有对齐，同一层的字段要从同一列开始；列表的每一项以“- ”开头"
