"""One YAML file into plain values, remembering the line of each, and every slip of an office keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from .errors import Problem, Where

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
YEARS = (1900, 2100)

Location = tuple[str | int, ...]

_WIDE = r"\u00a0\u2000-\u200a\u202f\u205f\u3000"
_FULL_WIDTH_COLON = re.compile(rf"[\s{_WIDE}]*(?:-\s+)?([a-z_][a-z0-9_-]*)[ {_WIDE}]*：")
_FULL_WIDTH_SPACE = re.compile(rf"[ \t]*(?:-[ ]*)?[{_WIDE}]|\s*(?:-\s+)?[A-Za-z_][\w-]*[ ]*:[ ]*[{_WIDE}]")
_FIELD = re.compile(r"\s*(?:-\s+)?([a-z_][a-z0-9_-]*)[ ]*:(?:\s|$)")
_NO_SPACE = re.compile(r"\s*(?:-\s+)?([a-z_][a-z0-9_-]*):[^\s/:]")
_TAB = re.compile(r" *\t")
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffd-\uffff]"
)
_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class YamlFile:
    """Values of one file; `lines` gives the line (from 1) of every key and list item by its location."""

    path: str
    value: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def where(self, location: Location) -> Where:
        """The nearest line known for a location, and its last field name."""
        known = location
        while known and known not in self.lines:
            known = known[:-1]
        return Where(self.path, self.lines.get(known, 1), _field_name(location))


def read_yaml(path: Path, shown: str) -> YamlFile:
    """Read one file; what is wrong with it is in `problems`, and `value` is None when it cannot be used.

    Refused: other encodings than UTF-8, a byte-order mark, more than 1 MB, more than 12 levels,
    anchors, aliases and tags (nobody needs them here, and they can blow up), duplicate keys.
    """
    file = YamlFile(shown)
    try:
        return _parsed(_decoded(path), file)
    except _Unusable as error:
        file.problems.append(Problem(Where(shown, error.line), error.message))
        return file


def _parsed(text: str, file: YamlFile) -> YamlFile:
    """The file with the values of the text, or with what is wrong with it."""
    reader, shown = _Reader(file), file.path
    try:
        reader.read(text)
        file.problems += _slips(text, shown, reader.text_lines)
    except _Unusable as error:
        file.problems.append(Problem(Where(shown, error.line), error.message))
    except yaml.YAMLError as error:
        # one slip makes the parser stumble further down; naming the slip is enough
        found = _slips(text, shown, reader.text_lines) or _missing_spaces(text, shown, reader.text_lines)
        file.problems += found or [_syntax_problem(error, text, shown, reader.last_quoted)]
    if file.problems:
        file.value = None
    return file


def read_front_matter(path: Path, shown: str) -> tuple[YamlFile, str, int]:
    """The values between the two “---” of a Markdown file, the text below, and the line that text begins on."""
    file = YamlFile(shown)
    try:
        text = _decoded(path)
    except _Unusable as error:
        file.problems.append(Problem(Where(shown, error.line), error.message))
        return file, "", 1
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not mark:
        file.problems.append(Problem(Where(shown), "开头缺少“---”括起的说明，第一行和说明后面各要有一行只写“---”"))
        return file, text, 1
    file = _parsed(f"\n{head}\n", file)  # the empty line keeps the numbers of the lines right
    return file, body, head.count("\n") + 4


def read_text(path: Path, shown: str) -> tuple[str | None, list[Problem]]:
    """The text of a UTF-8 file with LF line ends, or None and what is wrong with it."""
    try:
        return _decoded(path), []
    except _Unusable as error:
        return None, [Problem(Where(shown, error.line), error.message)]


def quoted(text: str) -> str:
    """Text as YAML that cannot be misread, without the characters nobody sees."""
    return '"' + INVISIBLE.sub("", text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def visible(text: str) -> str:
    """Text without the characters nobody sees."""
    return INVISIBLE.sub("", text)


class _Unusable(Exception):
    """Nothing more can be read from this file."""

    def __init__(self, message: str, line: int = 1) -> None:
        self.message, self.line = message, line


def _decoded(path: Path) -> str:
    data = _bytes(path)
    if data.startswith(b"\xef\xbb\xbf"):
        raise _Unusable("文件开头有 BOM 标记；请在编辑器里另存为“UTF-8”（不是“带有 BOM 的 UTF-8”）")
    if _many_zeros(data):
        raise _Unusable(f"文件是 UTF-16（记事本里叫“Unicode”）编码，{_SAVE_AS}")
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _encoding_problem(data, error.start) from None
    for number, line in enumerate(text.split("\n"), 1):
        if hidden := INVISIBLE.search(line):
            raise _Unusable(_hidden_problem(line, hidden), number)
    return text


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise _Unusable("这是一个文件夹，这里应当是一个文件")
    if path.exists() and not path.is_file():
        raise _Unusable("这不是普通文件")
    try:
        size = path.stat().st_size
        if size <= MAX_BYTES:
            return path.read_bytes()
    except OSError:
        raise _Unusable("文件读不出来，请检查文件是否被别的程序占用，或没有权限") from None
    raise _Unusable(f"文件有 {size / 1e6:.1f} MB，超过 1 MB 的上限；一条记录一个文件，附件请不要放进来")


def _hidden_problem(line: str, hidden: re.Match[str]) -> str:
    if hidden[0] == "\r":
        return "换行符是旧式的（CR），请在编辑器里把换行符改为 LF 或 CRLF"
    before = line[: hidden.start()].strip()
    before = (before.rpartition(": ")[2] or before)[-8:]
    place = f"“{before}”后面" if before else "行首"
    what = "乱码“\ufffd”" if hidden[0] == "\ufffd" else f"看不见的字符（U+{ord(hidden[0]):04X}）"
    return f"{place}有{what}，请删去，重新输入这几个字"


def _encoding_problem(data: bytes, bad: int) -> _Unusable:
    """What the bytes are when they are not UTF-8."""
    if b"\0" in data:
        return _Unusable("这不是文本文件，请换成 UTF-8 编码的文本文件")
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 10 < sum(char > "\x7f" for char in text):
        return _Unusable("这一行有损坏的字，请对照原文重新输入", data[:bad].count(b"\n") + 1)
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return _Unusable(f"文件的编码无法识别，{_SAVE_AS}")
    return _Unusable(f"文件是 GBK（记事本里叫“ANSI”）编码，{_SAVE_AS}")


_SAVE_AS = "请在编辑器里另存为“UTF-8”编码"


def _many_zeros(data: bytes) -> bool:
    """In UTF-16 every letter, digit and line end has a zero byte beside it."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.count(b"\0") * 10 > len(data)


Event = Any  # the stubs of PyYAML know neither the marks nor the anchors of all events


class _Reader:
    """Builds values from the event stream: lines, depth and aliases are all in view there."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.text_lines: set[int] = set()
        self.depth = 0
        self.text_of: list[str] = []
        self.last_quoted = (0, 0)  # first and last line, from 0

    def read(self, text: str) -> None:
        self.text_of = text.split("\n")
        self.events: Iterator[Event] = yaml.parse(text, Loader=_SAFE_LOADER)
        started = False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if started:
                    return self.problem(event, "一个文件只能写一份内容，不要用“---”分成几份")
                started = True
                self.file.value = self.node(next(self.events), ())

    def problem(self, event: Event, message: str, location: Location = ()) -> None:
        self.file.problems.append(Problem(Where(self.file.path, _line(event), _field_name(location)), message))

    def node(self, event: Event, location: Location) -> Any:
        if isinstance(event, yaml.AliasEvent):
            hint = "请直接写出来；文字以 * 开头时请给整句加引号"
            return self.problem(event, f"不支持用“*{event.anchor}”引用别处的内容，{hint}", location)
        self.refuse_marks(event, location)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, location)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Unusable(f"层次超过 {MAX_DEPTH} 层，请检查缩进和括号", _line(event))
        value = self.mapping(location) if isinstance(event, yaml.MappingStartEvent) else self.sequence(location)
        self.depth -= 1
        return value

    def refuse_marks(self, event: Event, location: Location) -> None:
        """Anchors (&name) and tags (!name)."""
        if event.anchor:
            self.problem(event, f"不支持“&{event.anchor}”这种写法；文字以 & 开头时请给整句加引号", location)
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem(event, f"不支持“{tag}”这种写法；文字以 ! 开头时请给整句加引号", location)

    def mapping(self, location: Location) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.problem(event, "冒号前面应当是一个字段名；文字以 { [ * & 开头时请给整句加引号", location)
                if not isinstance(event, yaml.AliasEvent):
                    self.node(event, location)
                self.node(next(self.events), location)
                continue
            key, here = event.value, (*location, event.value)
            value_event: Event = next(self.events)
            if "：" in key and getattr(value_event, "value", "x") == "":
                message = f"“{_cut(key)}”里的冒号是中文的“：”，应当是英文的“:”，后面空一格"
                self.problem(event, message, location)
            elif key in values:
                self.problem(event, f"重复写了两次（第 {self.file.lines[here]} 行已有），请只留一处", here)
                self.node(value_event, here)
            else:
                self.refuse_marks(event, here)
                self.file.lines[here] = _line(event)
                values[key] = self.node(value_event, here)
        return values

    def sequence(self, location: Location) -> tuple[Any, ...]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*location, len(values))
            self.file.lines[here] = _line(event)
            values.append(self.node(event, here))
        return tuple(values)

    def scalar(self, event: Event, location: Location) -> Any:
        if event.style:
            after = event.end_mark.line + (event.end_mark.column > 0)
            self.text_lines.update(range(event.start_mark.line + 2, after + 1))
            self.last_quoted = (event.start_mark.line, event.end_mark.line)
        if event.style == '"' and (hidden := INVISIBLE.search(event.value)):
            self.problem(event, f"反斜杠写出了看不见的字符（U+{ord(hidden[0]):04X}），请删去", location)
        if event.style or not event.implicit[0]:
            return event.value
        self.swallowed(event)
        try:
            return _plain_value(event.value)
        except ValueError as error:
            self.problem(event, str(error), location)
            return event.value

    def swallowed(self, event: Event) -> None:
        """A text without quotes may go on in the next line; a list item or a field there was not meant as text."""
        for number in range(event.start_mark.line + 1, event.end_mark.line + 1):
            line, path = self.text_of[number], self.file.path
            if line.lstrip().startswith("- "):
                message = "列表各项的“-”没有对齐，这一行被并进了上一项"
                self.file.problems.append(Problem(Where(path, number + 1), message))
            elif match := _NO_SPACE.match(line):
                self.file.problems.append(_missing_space(path, number + 1, match[1]))


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


_BOOLEANS = {"true": True, "false": False}
_LOOKS_BOOLEAN = {"yes", "no", "on", "off", "y", "n"}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _plain_value(text: str) -> Any:
    """A scalar without quotes: nothing, true/false, a number, a date, else text as it stands."""
    if text in ("", "~", "null"):
        return None
    if text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    if text.lower() in _LOOKS_BOOLEAN:
        raise ValueError(f'“{text}”会被 YAML 当成“是/否”；是非请写 true 或 false，文字请加引号："{text}"')
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _ISO_DATE.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"没有“{text}”这一天，请核对月和日") from None
        if not YEARS[0] <= day.year <= YEARS[1]:  # calendars have a page for every month up to it
            raise ValueError(f"年份应当在 {YEARS[0]} 到 {YEARS[1]} 之间，写的是“{text}”")
        return day
    return text


def _slips(text: str, shown: str, text_lines: set[int]) -> list[Problem]:
    """What Chinese input methods and Tab keys leave in YAML, found line by line outside quoted text."""
    problems = []
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


def _missing_spaces(text: str, shown: str, text_lines: set[int]) -> list[Problem]:
    """Fields without a space after the colon. Text may look like that too, so only a file that cannot be read is asked."""
    return [
        _missing_space(shown, number, match[1])
        for number, line in _plain_lines(text, text_lines)
        if (match := _NO_SPACE.match(line))
    ]


def _missing_space(shown: str, number: int, name: str) -> Problem:
    return Problem(Where(shown, number, name), f"冒号后面要空一格，写成“{name}: ”")


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


def _syntax_problem(error: yaml.YAMLError, text: str, shown: str, last_quoted: tuple[int, int]) -> Problem:
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


def _field_name(location: Location) -> str:
    return next((part for part in reversed(location) if isinstance(part, str)), "")


def _cut(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
