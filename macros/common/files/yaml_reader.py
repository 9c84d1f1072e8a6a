"""One YAML file into plain values, remembering the line of each, and every slip of an office keyboard."""

from __future__ import annotations

from pathlib import Path

import yaml

from ..problems import Problem, Where
from ..text.characters import visible
from .text_file import Unusable, decoded, file_bytes, read_decoded
from .yaml.yaml_events import YamlReader
from .yaml.yaml_file import YamlFile
from .yaml.yaml_slips import hidden_ends, missing_spaces, slips, syntax_problem


def read_yaml(path: Path, shown: str) -> YamlFile:
    """Read one file; what is wrong with it is in `problems`, and `value` is None when it cannot be used.

    Refused: other encodings than UTF-8, a byte-order mark, more than 1 MB, more than 12 levels,
    anchors, aliases and tags (nobody needs them here, and they can blow up), duplicate keys.
    """
    try:
        return yaml_of(file_bytes(path), shown)
    except Unusable as error:
        return YamlFile(shown, problems=[Problem(Where(shown, error.line), error.message)])


def yaml_of(data: bytes, shown: str) -> YamlFile:
    """The same of the bytes of a file."""
    try:
        return parsed_yaml(decoded(data), shown)
    except Unusable as error:
        return YamlFile(shown, problems=[Problem(Where(shown, error.line), error.message)])


def parsed_yaml(text: str, shown: str) -> YamlFile:
    """The values of a text with LF line ends, or what is wrong with it."""
    file = YamlFile(shown)
    reader = YamlReader(file)
    try:
        reader.read(text)
        file.problems += slips(text, shown, reader.text_lines)
    except Unusable as error:
        file.problems.append(Problem(Where(shown, error.line), error.message))
    except yaml.YAMLError as error:
        # one slip makes the parser stumble further down; naming the slip is enough
        found = slips(text, shown, reader.text_lines) or missing_spaces(text, shown, reader.text_lines)
        if not found and not file.problems:
            found = hidden_ends(text, shown, reader.text_lines)
            found = found or [syntax_problem(error, text, shown, reader.last_quoted)]
        file.problems += found
    if file.problems:
        file.value = None
    return file


def front_matter_of(data: bytes, shown: str) -> tuple[YamlFile, str, int]:
    """The values between the two “---” of a Markdown file, the text below, and the line that text begins on."""
    file = YamlFile(shown)
    try:
        text = decoded(data)
    except Unusable as error:
        file.problems.append(Problem(Where(shown, error.line), error.message))
        return file, "", 1
    head, body, first_line = _parted(text)
    if head is None:
        file.problems.append(Problem(Where(shown), "开头缺少“---”括起的说明，第一行和说明后面各要有一行只写“---”"))
        return file, body, first_line
    return parsed_yaml(f"\n{head}\n", shown), body, first_line  # the empty line keeps the numbers of the lines right


def read_front_matter(path: Path, shown: str) -> tuple[YamlFile, str, int]:
    """The same of a file."""
    try:
        return front_matter_of(file_bytes(path), shown)
    except Unusable as error:
        return YamlFile(shown, problems=[Problem(Where(shown, error.line), error.message)]), "", 1


def read_below_front_matter(path: Path) -> tuple[str, int]:
    """The text of a Markdown file alone, and the line it begins on; no text where the file cannot be read."""
    try:
        return below_front_matter(read_decoded(path))
    except Unusable:
        return "", 1


def below_front_matter(text: str) -> tuple[str, int]:
    """What stands in the text of a Markdown file below what it says of itself, and the line that begins on."""
    return _parted(text)[1:]


def _parted(text: str) -> tuple[str | None, str, int]:
    """What stands between the two “---” (None without them), the text below, and the line that text begins on."""
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not mark:
        return None, text, 1
    return head, body, head.count("\n") + 4


def quoted(text: str) -> str:
    """Text as YAML that cannot be misread, without the characters nobody sees."""
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
