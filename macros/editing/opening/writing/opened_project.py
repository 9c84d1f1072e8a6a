"""A published plan and what has been answered → the files of a project, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ....project.rules.plans.published_text import paragraph_sums
from ..asking.answered import decided
from ..asking.open_question import GivenAnswer, OpenQuestion, answer_of
from ..asking.questions import questions_on
from ..decisions import Decisions
from ..plan_reading import PlanReading, read_plan
from ..reading.source_text import SourceText
from .county_files import map_questions, map_values, site_values, unit_values
from .plan_document import document_values, period
from .plan_tree import PlanTree
from .yaml_text import yaml_text

SETTINGS = """\
site_name: {name}
docs_dir: content
strict: true
theme:
  name: material
plugins:
  - kepu
  - macros:
      modules: [kepu]
      on_undefined: strict
      on_error_fail: true
"""


ABOUT_SITE = {"place", "host", "name", "url"}
"""What is not asked where there is a site already."""


@dataclass(frozen=True)
class OpenedProject:
    """A plan as it was opened: what was read with the answers, what is asked, what was answered."""

    reading: PlanReading
    questions: tuple[OpenQuestion, ...]
    given: Mapping[str, GivenAnswer]
    beside: bool = False
    """The plan comes into a site that there is already: only its own folder and the new units are written."""

    @cached_property
    def open_questions(self) -> tuple[OpenQuestion, ...]:
        return tuple(question for question in self.questions if not answer_of(question, self.given))

    @cached_property
    def tree(self) -> PlanTree:
        return PlanTree(self.reading)

    @cached_property
    def plan_id(self) -> str:
        """The folder of the plan: its years, else the year it was issued."""
        start, end = period(self.reading.facts, self.reading.decisions.facts)
        if start and end:
            return f"{start.year}-{end.year}"
        issued = self.reading.facts.issued
        return f"plan-{issued.year}" if issued else "plan"

    @cached_property
    def files(self) -> dict[str, str]:
        """The project's files by their paths, but for the questions."""
        folder, schema = f"plan/{self.plan_id}", "../schema"
        tree = {
            f"{folder}/tree/{file.id}.yaml": yaml_text(file.node, f"../{schema}/node.json")
            for file in self.tree.files()
        }
        source = self.reading.source.text
        sums = paragraph_sums(source)
        taken = {unit.id for unit in self.reading.units}
        units = {
            f"plan/units/{unit.id}.yaml": yaml_text(unit_values(self.reading, unit, taken), f"{schema}/unit.json")
            for unit in self.reading.units
            if not unit.known
        }
        site = site_values(self.reading)
        ties = map_values(self.reading, self.tree)
        tied = {f"{folder}/map.yaml": yaml_text(ties, f"{schema}/map.json")} if any(ties.values()) else {}
        around = {
            "mkdocs.yml": SETTINGS.format(name=site["name"]),
            "plan/site.yaml": yaml_text(site, "schema/site.json"),
            "content/.gitkeep": "",  # MkDocs asks for the folder, though all pages may be those of the national content
            **({} if units else {"plan/units/.gitkeep": ""}),
        }
        return {
            **({} if self.beside else around),
            f"{folder}/source.txt": source,
            f"{folder}/source.sums": "".join(f"{mark}\n" for mark in sums),
            f"{folder}/plan.yaml": yaml_text(document_values(self.reading, self.tree), f"{schema}/document.json"),
            **tree,
            **tied,
            **units,
        }  # fmt: skip


def open_project(
    source: SourceText, given: Mapping[str, GivenAnswer], known: Mapping[str, str], beside: bool
) -> OpenedProject:
    """A plan as it is read with the answers whose questions are still the same; `known` are the units of the site."""
    untold = read_plan(source, Decisions(known_units=known))
    questions = tuple(one for one in questions_on(untold) if not (beside and one.id in ABOUT_SITE))
    told = read_plan(source, replace(decided(questions, given), known_units=known))
    return OpenedProject(told, (*questions, *map_questions(told, PlanTree(told))), given, beside)
