"""The values of a YAML file into a record that knows where it stands, or into problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ...common.files.yaml.yaml_file import YamlFile
from ...common.problems import Problem, Where, closest
from ...model.record import Record, fields_with_records
from .load_messages import explain, fields_at

R = TypeVar("R", bound=Record)

NO_FIELDS = "内容应当是“字段: 内容”的形式，每个字段一行"
"""Of a file that holds something else than fields."""


def validated(file: YamlFile, kind: type[R], id: str, unit_ids: Mapping[str, str]) -> tuple[R | None, list[Problem]]:
    """The values of a file as a record of this kind, or what is wrong with them."""
    if not isinstance(file.value, dict):
        empty = "文件是空的；要么写上内容，要么把文件删去"
        return None, [Problem(Where(file.path), empty if file.value is None else NO_FIELDS)]
    try:
        # strict: neither true for 1, nor 20260919 for a date
        record = kind.model_validate(file.value, strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False)
        guessed = {(*detail["loc"][:-1], _guess(detail, kind)) for detail in details}
        told = [detail for detail in details if not _follows(detail, guessed)]
        return None, [explain(detail, file, kind, unit_ids) for detail in told]
    place(record, id, file, ())
    return record, []


def place(record: Record, id: str, file: YamlFile, location: tuple[str | int, ...]) -> None:
    """Tell a record and those inside it where they stand."""
    record.placed(id, file, location)
    for name in fields_with_records(type(record)):
        value = record.__dict__[name]
        if isinstance(value, tuple):
            for index, item in enumerate(value):
                place(item, "", file, (*location, name, index))
        elif isinstance(value, Mapping):
            for key, item in value.items():
                place(item, str(key), file, (*location, name, key))
        elif value is not None:
            place(value, "", file, (*location, name))


def _guess(detail: ErrorDetails, kind: type[Record]) -> str:
    """The field that an unknown one most likely stands for."""
    if detail["type"] != "extra_forbidden":
        return ""
    fields = fields_at(kind, tuple(detail["loc"][:-1]))
    return closest(str(detail["loc"][-1]), fields)


def _follows(detail: ErrorDetails, guessed: set[tuple[str | int, ...]]) -> bool:
    """Whether a finding only follows from another.

    A misspelt field is missing under its right name, and pydantic counts only the good items of a list.
    """
    if detail["type"] == "too_short":
        return len(detail["input"]) >= int(detail["ctx"]["min_length"])
    return detail["type"] == "missing" and tuple(detail["loc"]) in guessed
