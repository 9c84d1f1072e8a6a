"""What a site ships and what it was made with as /bom.json: a software bill of materials, CycloneDX 1.6.

https://cyclonedx.org/docs/1.6/json/ ; without serial number and time stamp, so that the same site gives the same bytes.
Written by hand: cyclonedx-python-lib, which would write it, adds both; the tests hold it against that library's schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..common.packages import PROJECT, SPDX, packages, project_needs, project_version
from ..model.plan import Plan
from .shapes import as_json

BOM_FILE = "bom.json"
"""The name CycloneDX recommends; at the root, because it describes the whole site, not the plan's data."""

SITE_REF = "site"


class ShippedWork(NamedTuple):
    """A work of others that readers are sent: its licence, and the Python package it comes in."""

    name: str
    licence: str
    package: str
    holder: str


SHIPPED = (
    ShippedWork("Material for MkDocs", "MIT", "mkdocs-material", "Martin Donath"),
    ShippedWork("Material Design Icons", "Apache-2.0", "mkdocs-material", "Pictogrammers"),
    ShippedWork("Noto Sans CJK", "OFL-1.1", "manimgx-fonts-cjk", "Adobe, Google"),
)
"""Icons, and the font in posters; pages have none, and the scripts are our own. NOTICE names the same works."""


def export_bom(plan: Plan) -> str:
    """The bill of materials; what is shipped is `required`, what only made the site `excluded`."""
    made_with = packages()
    shipped = [_work(work) for work in SHIPPED if work.package in made_with]
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {"type": "application", "bom-ref": SITE_REF, "name": plan.site.name},
        },
        "components": [_engine(), *shipped, *_packages()],
        "dependencies": [
            {"ref": SITE_REF, "dependsOn": [PROJECT, *(work["bom-ref"] for work in shipped)]},
            {"ref": PROJECT, "dependsOn": [_purl(name) for name in project_needs()]},
            *({"ref": _purl(name), "dependsOn": [*map(_purl, it.needs)]} for name, it in made_with.items()),
        ],
    }
    return as_json(bom, indent=1)


def _engine() -> dict[str, Any]:
    """The program itself, whose templates, styles, scripts and drawings are on every page."""
    return {
        "type": "application",
        "bom-ref": PROJECT,
        "name": PROJECT,
        "version": project_version(),
        "scope": "required",
        "licenses": _licences("MIT"),
    }


def _work(work: ShippedWork) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"{SITE_REF}/{re.sub('[^a-z]+', '-', work.name.lower())}",
        "name": work.name,
        "version": packages()[work.package].version,
        "scope": "required",
        "licenses": _licences(work.licence),
        "copyright": work.holder,
        "properties": [{"name": "kepu:package", "value": _purl(work.package)}],
    }


def _packages() -> Iterator[dict[str, Any]]:
    for name, package in packages().items():
        component = {
            "type": "library",
            "bom-ref": _purl(name),
            "name": name,
            "version": package.version,
            "scope": "excluded",
            "purl": _purl(name),
        }
        yield {**component, "licenses": _licences(package.licence)} if package.licence else component


def _purl(name: str) -> str:
    return f"pkg:pypi/{name}@{packages()[name].version}"


def _licences(licence: str) -> list[dict[str, Any]]:
    """A licence by its identifier, as an expression of several, or as its package names it."""
    if licence in SPDX.values():
        return [{"license": {"id": licence}}]
    if re.search(" (?:OR|AND|WITH) ", licence):
        return [{"expression": licence}]
    return [{"license": {"name": licence}}]
