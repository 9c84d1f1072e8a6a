"""The real articles: how long they are, whom and what they are for, and where their figures come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sites import ROOT

from macros.content import load_content
from macros.model import Plan
from macros.reading import ArticleHead

EMERGENCIES = {
    *("earthquake", "fire", "drowning", "lightning", "flood", "heatstroke", "carbon-monoxide"),
    *("telecom-fraud", "cpr", "food-safety", "infectious-disease"),
    *("electric-shock", "road-safety", "ebike-charging", "forest-fire", "pesticide-safety"),
}

AUDIENCES = ("youth", "farmers", "workers", "seniors", "officials")

NAMED_SUBJECTS = {
    "youth": {"科学精神", "人工智能"},
    "farmers": {"农技推广", "农药"},
    "workers": {"技能等级", "安全生产"},
    "seniors": {"智能手机", "养老诈骗", "用药安全"},
    "officials": {"科学决策", "证据等级", "人工智能"},
}
"""What the plan names for each audience, as words to search for."""

UNFINISHED = re.compile(r"敬请期待|建设中|待补充|待完善|占位|示例文字|TODO|TBD|FIXME|coming soon|lorem", re.IGNORECASE)

FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:[—–~～至到-]\s*\d+(?:\.\d+)?)?\s*(?:厘米|毫米|米|毫升|毫克|mg|ml|℃|次/分|%|％|K)"
    r"|每分钟\s*\d+|\d+\s*次",
    re.IGNORECASE,
)
SOURCE = re.compile(r"《[^》]+》|专家共识|健康素养66条|待核")
WEAK = re.compile(r"\d+\s*(?:秒|次|厘米)|美国心脏协会")


@dataclass(frozen=True)
class Text:
    """An article: its id, its head and its words in Markdown."""

    id: str
    head: ArticleHead
    body: str

    @property
    def length(self) -> int:
        """Characters without white space and marks of Markdown."""
        return len(re.sub(r"[\s#*>-]|\]\([^)]*\)", "", self.body))

    @property
    def blocks(self) -> list[str]:
        """Paragraphs and list items: one line each."""
        return [line for line in self.body.splitlines() if line and not line.startswith("#")]

    @property
    def headings(self) -> list[str]:
        return [line for line in self.body.splitlines() if line.startswith("#")]

    def names_a_source(self, block: str) -> bool:
        """A work, a weak mark or one of the publishers the article lists stands in this block."""
        publishers = [re.split("[（、]", source.publisher)[0] for source in self.head.sources if source.publisher]
        return bool(SOURCE.search(block)) or any(name in block for name in publishers)


@pytest.fixture(scope="module")
def texts(real_plan: Plan) -> dict[str, Text]:
    pages, _ = load_content(ROOT, real_plan)
    return {page.article.id: _text(page.path, page.article) for page in pages if page.article}


@pytest.fixture(scope="module")
def emergencies(texts: dict[str, Text]) -> list[Text]:
    return [text for text in texts.values() if text.head.emergency]


def _text(path: str, head: ArticleHead) -> Text:
    _, _, body = (ROOT / path).read_text("utf-8").split("---\n", 2)
    return Text(head.id, head, body)


def test_there_are_at_least_forty_five(texts: dict[str, Text]) -> None:
    assert len(texts) >= 45


def test_each_has_four_to_nine_hundred_characters(texts: dict[str, Text]) -> None:
    assert {text.id: text.length for text in texts.values() if not 400 <= text.length <= 900} == {}


def test_the_emergency_topics_are_there_and_nothing_that_can_wait(emergencies: list[Text]) -> None:
    ids = {text.id for text in emergencies}
    assert EMERGENCIES - ids == set()
    assert ids & {"myopia", "safe-medicine", "elder-fraud", "rumours"} == set()


def test_an_emergency_article_says_what_to_do_in_bold_before_its_first_heading(emergencies: list[Text]) -> None:
    assert [text.id for text in emergencies if "**" not in text.body.split("\n## ")[0]] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_audience_has_five_articles_besides_the_emergencies(texts: dict[str, Text], audience: str) -> None:
    mine = [text for text in texts.values() if audience in text.head.audiences and not text.head.emergency]
    assert len(mine) >= 5


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_the_plan_names_for_an_audience_is_written(texts: dict[str, Text], audience: str) -> None:
    words = {word for text in texts.values() if audience in text.head.audiences for word in text.head.keywords}
    assert NAMED_SUBJECTS[audience] - words == set()


def test_nothing_is_left_unfinished(texts: dict[str, Text]) -> None:
    found = {text.id: UNFINISHED.findall(f"{text.head.title}{text.head.summary}{text.body}") for text in texts.values()}
    assert {id: words for id, words in found.items() if words} == {}


def test_each_has_a_source_that_can_be_asked_for(texts: dict[str, Text]) -> None:
    """By its publisher or by its number."""
    assert [t.id for t in texts.values() if not any(s.publisher or s.number for s in t.head.sources)] == []


def test_laws_name_who_made_them(texts: dict[str, Text]) -> None:
    laws = [(text.id, source) for text in texts.values() for source in text.head.sources]
    assert [(id, law.name) for id, law in laws if law.name.startswith("《中华人民共和国") and not law.publisher] == []


def test_medical_figures_stand_beside_their_source(texts: dict[str, Text]) -> None:
    assert [f"{text.id}: {block}" for text, block in _figures(texts) if not text.names_a_source(block)] == []


def test_weak_figures_of_resuscitation_carry_a_mark(texts: dict[str, Text]) -> None:
    _, doing = texts["cpr"].body.split("\n## 来时\n")
    assert [line for line in doing.splitlines() if WEAK.search(line) and "（待核）" not in line] == []


def test_the_disputed_posture_in_lightning_carries_a_mark(texts: dict[str, Text]) -> None:
    blocks = [block for block in texts["lightning"].blocks if "躺倒" in block]
    assert [("蹲下" in block, "（待核）" in block) for block in blocks] == [(True, True)]


def _figures(texts: dict[str, Text]) -> Iterator[tuple[Text, str]]:
    """The blocks with figures in articles on health and emergencies."""
    for text in texts.values():
        if text.head.emergency or {"health", "food"} & {*text.head.topics}:
            yield from ((text, block) for block in text.blocks if FIGURE.search(block))
