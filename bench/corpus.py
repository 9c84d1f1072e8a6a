"""A project of ten years' size: the real one, and as many invented records of realistic Chinese text as are asked for."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("plan", "content", "overrides", "mkdocs.yml")
SEED, YEARS = 20260101, range(2018, 2028)

KINDS = ("科普讲座", "科技节", "开放日", "应急演练", "健康义诊", "农技培训", "科普展览", "读书会")
PLACES = ("文化广场", "社区活动室", "中心小学", "党群服务中心", "新时代文明实践站")
HOSTS = ("kexie", "jiaoyuju", "weijianju", "nongyenongcunju", "yingjiguanliju")
TOWNSHIPS = ("wenquanjiedao", "yonganjiedao", "fushanjiedao", "tingsiqiaozhen", "guihuazhen")
AUDIENCES = ("youth", "farmers", "workers", "seniors", "officials")
RESOURCES = ("publication", "course", "platform")


def copy_project(project: Path, prints: bool = True) -> None:
    """The real project without its site and caches; where asked for without posters, of which each is set once and kept for good."""
    for name in PARTS:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, project / name)
    if not prints:
        site = project / "plan" / "site.yaml"
        site.write_text("prints: false\n" + site.read_text("utf-8"), "utf-8")


def write_corpus(project: Path, records: int) -> None:
    """Add N events, N/2 resources and N/4 articles, `records` in all, to a copied project; always the same ones."""
    text, events = _Text(project), round(records / 1.75)
    resources = events // 2
    write_events(project, events)
    for number in range(resources):
        text.resource(number)
    for number in range(records - events - resources):
        text.article(number)


def write_events(project: Path, count: int) -> None:
    """Add events alone, spread evenly over ten years."""
    text = _Text(project)
    for number in range(count):
        text.event(number)


class _Text:
    """Invents records from the sentences, topics and measures of the project itself."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.chance = random.Random(SEED)
        source = (project / "plan" / "2021-2025" / "source.txt").read_text("utf-8")
        self.sentences = re.findall(r"[一-鿿][一-鿿、，“”《》]{19,158}[。；]", source)
        own, national = (folder / "plan" / "vocabulary.yaml" for folder in (project, ROOT / "national"))
        vocabulary = (own if own.exists() else national).read_text("utf-8")
        self.topics = re.findall(r"id: ([a-z-]+)", vocabulary.partition("topics:")[2])
        self.measures = tuple(f"{audience}-{number}" for audience in AUDIENCES for number in (1, 2))

    def write(self, path: str, text: str) -> None:
        target = self.project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def pick(self, values: Sequence[str]) -> str:
        return self.chance.choice(values)

    def event(self, number: int) -> None:
        year = YEARS[number % len(YEARS)]
        start = date(year, 1, 1) + timedelta(days=self.chance.randrange(365))
        self.write(
            f"plan/events/{year}/event-{number}.yaml",
            f"title: 第 {number} 场{self.pick(KINDS)}\nabout: {self.pick(self.sentences)}\nstart: {start}\n"
            f'begins: "09:00"\nends: "11:00"\n'
            f"place: {{name: {number} 号{self.pick(PLACES)}, township: {self.pick(TOWNSHIPS)}}}\n"
            f"host: {self.pick(HOSTS)}\naudiences: [{self.pick(AUDIENCES)}]\ntopics: [{self.pick(self.topics)}]\n"
            f"measures: [{self.pick(self.measures)}]\nfee: 免费\nupdated: {start - timedelta(days=20)}\n",
        )

    def resource(self, number: int) -> None:
        self.write(
            f"plan/resources/resource-{number}.yaml",
            f"name: 第 {number} 种{self.pick(KINDS)}资料\nkind: {self.pick(RESOURCES)}\nabout: {self.pick(self.sentences)}\n"
            f"provider: 区科协\naccess: 到{self.pick(PLACES)}去问。\naudiences: [{self.pick(AUDIENCES)}]\n"
            f"topics: [{self.pick(self.topics)}]\nmeasures: [{self.pick(self.measures)}]\n"
            f"sources:\n  - name: 测速用的编造记录\n    dated: 2026-01-05\nadded: 2026-01-05\n",
        )

    def article(self, number: int) -> None:
        parts = [f"## 第{part}部分\n\n" + "".join(self.chance.sample(self.sentences, 3)) for part in "一二三"]
        self.write(
            f"content/articles/article-{number}.md",
            f"---\ntitle: 第 {number} 篇：{self.pick(KINDS)}看什么\nsummary: {self.pick(self.sentences)[:60]}\n"
            f"audiences: [{self.pick(AUDIENCES)}]\ntopics: [{self.pick(self.topics)}]\nmeasures: [{self.pick(self.measures)}]\n"
            f"sources:\n  - name: 测速用的编造文章\n    dated: 2026-01-05\nwritten: 2026-01-0{1 + number % 9}\n---\n\n"
            + "\n\n".join(parts)
            + "\n",
        )
