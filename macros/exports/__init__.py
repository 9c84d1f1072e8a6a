"""The plan as data for others: one module a format, one table of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ..model import Plan
from .. import urls
from ..views import unit_pages
from . import duties_csv, duties_xlsx, plan_json, units_json

API = "api/v1/"
UNIT_WORKBOOK = "duties.xlsx"

FORMATS: dict[str, tuple[Callable[[Plan], str], Callable[[], dict[str, Any]]]] = {
    "plan.json": (plan_json.export, plan_json.schema),
    "units.json": (units_json.export, units_json.schema),
    "duties.csv": (duties_csv.export, duties_csv.schema),
}
"""File name → what writes it, and the JSON Schema of it (of one row, for CSV)."""


def generate_exports(plan: Plan) -> Iterator[tuple[str, str | bytes]]:
    """Path from the site's root and content of every data file."""
    for name, (export, schema) in FORMATS.items():
        yield f"{API}{name}", export(plan)
        yield f"{API}schema/{name.partition('.')[0]}.json", json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    yield f"{API}duties.xlsx", duties_xlsx.export(plan)
    for unit in unit_pages(plan):
        yield f"{urls.url_of(unit)}{UNIT_WORKBOOK}", duties_xlsx.export_unit(plan, unit)
