"""The model into JSON Schemas, so that an editor's program can complete and explain the fields of a YAML file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from ..common.files.atomic_write import write_whole
from ..model.alert import Alert
from ..model.destination import Publishing
from ..model.events import Event, Observance
from ..model.kept_text import KeptText
from ..model.plan import Unit
from ..model.record import Record
from ..model.redirect import Redirects
from ..model.reports import Assessment, Calls, Report
from ..model.resources import Daily, Expert, Question, Resource, Team, Venue
from ..model.site import Literacy, PlanMap, Site, Vocabulary
from ..model.syndicated import FeedSources
from ..model.tree.document import Document
from ..model.tree.node import Node
from ..model.typo import Discrepancies, Synonyms, Typos
from .plan_loader import SCHEMA_FOLDER

SCHEMAS: Mapping[str, tuple[type[Record], str]] = {
    "site": (Site, "网站信息"),
    "unit": (Unit, "责任单位"),
    "literacy": (Literacy, "公民科学素质数据"),
    "document": (Document, "方案的印发信息和目标"),
    "node": (Node, "方案的一部分：章、任务、措施"),
    "vocabulary": (Vocabulary, "人群和主题"),
    "synonyms": (Synonyms, "搜索的同义词"),
    "observance": (Observance, "节日和系列活动"),
    "event": (Event, "活动"),
    "resource": (Resource, "科普资源"),
    "daily": (Daily, "天天科普"),
    "quiz": (Question, "测一测的题目"),
    "expert": (Expert, "专家"),
    "team": (Team, "志愿服务队"),
    "venue": (Venue, "科普阵地"),
    "alert": (Alert, "全站通知"),
    "sources": (FeedSources, "转载的来源"),
    "quotes": (KeptText, "法律和指南的原文"),
    "numbers": (Discrepancies, "有理由不同的数"),
    "map": (PlanMap, "主题和人群对应的措施"),
    "typos": (Typos, "常见错字"),
    "redirects": (Redirects, "搬走和撤下的页面"),
    "report": (Report, "一个单位一年的报送"),
    "calls": (Calls, "报送通知"),
    "assessment": (Assessment, "规划期终了评估"),
    "publish": (Publishing, "发布到哪里"),
}


def schemas() -> dict[str, str]:
    """File name in plan/schema/ → JSON Schema (draft 2020-12), field descriptions in Chinese."""
    return {f"{name}.json": _schema(record, title) for name, (record, title) in SCHEMAS.items()}


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas below plan/; returns the files."""
    target = folder / SCHEMA_FOLDER
    target.mkdir(exist_ok=True)
    paths = []
    for name, text in schemas().items():
        path = target / name
        write_whole(path, text)
        paths.append(path)
    return paths


def _schema(record: type[Record], title: str) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **record.model_json_schema(), "title": title}
    for described in (schema, *schema.get("$defs", {}).values()):
        described.pop("description", None)  # the docstring of a record is for programmers
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
