"""The real articles: how long they are, whom and what they are for, and where their figures come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from kepu.model.article import ArticleHead
from kepu.model.plan import Plan
from sites import ROOT, Content

EMERGENCIES = {
    *("earthquake", "fire", "drowning", "lightning", "flood", "heatstroke", "carbon-monoxide"),
    *("telecom-fraud", "cpr", "food-safety", "infectious-disease"),
    *("electric-shock", "road-safety", "ebike-charging", "forest-fire", "pesticide-safety"),
    *("choking", "burns", "bleeding", "fracture", "stroke", "chest-pain", "pit-rescue", "snake-bite", "wasp-sting"),
    *("dog-bite", "senior-fall", "landslide", "gas-leak", "elevator-trapped"),
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
SOURCE = re.compile(r"《[^》]+》|专家共识|健康素养66条")
ABROAD = re.compile("美国|欧洲")
"""Whose guidelines are not Chinese: their figures are no steps."""


@dataclass(frozen=True)
class Text:
    """An article: its id, its head and its words in Markdown."""

    id: str
    head: ArticleHead
    body: str

    @property
    def length(self) -> int:
        """Characters without white space, marks of Markdown and pictures."""
        return len(re.sub(r"[\s#*>-]|\]\([^)]*\)|\{\{[^}]*\}\}", "", self.body))

    @property
    def blocks(self) -> list[str]:
        """Paragraphs and list items: one line each."""
        return [line for line in self.body.splitlines() if line and not line.startswith("#")]

    @property
    def headings(self) -> list[str]:
        return [line for line in self.body.splitlines() if line.startswith("#")]

    def names_a_source(self, block: str) -> bool:
        """A work or one of the publishers the article lists stands in this block."""
        publishers = [re.split("[（、]", source.publisher)[0] for source in self.head.sources if source.publisher]
        return bool(SOURCE.search(block)) or any(name in block for name in publishers)


@pytest.fixture(scope="module")
def texts(real_content: Content) -> dict[str, Text]:
    return {page.article.id: _text(page.path, page.article) for page in real_content[0] if page.article}


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
    order = sorted(emergencies, key=lambda text: text.head.rank or 1000)
    assert [text.head.rank for text in order] == [*range(1, len(order) + 1)]
    assert [text.id for text in order[:6]] == ["cpr", "choking", "bleeding", "stroke", "chest-pain", "fire"]


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


FIRST_AID = [
    ("ebike-charging", "烟会往上窜，不要往下冲"),
    ("drowning", "不要控水"),
    ("drowning", "先吹气、再按压"),
    ("cpr", "先吹气、再按压"),
    ("cpr", "嘴角略朝下"),
    ("road-safety", "右侧护栏外"),
    ("fire", "不能浇水"),
    ("fire", "断不了电就不泼水"),
    ("fire", "烟浓就退回屋里，关门"),
    ("food-safety", "同吃的人都去医院"),
    ("dog-bite", "约15分钟"),
    ("dog-bite", "伤口小、没出血也去"),
    ("choking", "一岁以下的婴儿不压肚子"),
    ("choking", "还咳得出声的人，不冲击"),
    ("burns", "粘住的不硬扯"),
    ("bleeding", "扎着的东西不拔"),
    ("fracture", "不在现场复位"),
    ("stroke", "不喂水、不喂药"),
    ("chest-pain", "离医院近，也打"),
    ("pit-rescue", "谁也不下去"),
    ("pit-rescue", "不抽烟、不点火、不打手机"),
    ("snake-bite", "不跑"),
    ("snake-bite", "不用嘴吸"),
    ("wasp-sting", "不挤"),
    ("senior-fall", "先别急着扶起来"),
    ("landslide", "不顺着山坡往下跑"),
    ("gas-leak", "开也不行，关也不行"),
    ("elevator-trapped", "不扒门，不撬门"),
    ("heatstroke", "不管出不出汗"),
    ("heatstroke", "人不清醒的，不喂水"),
    ("lightning", "先把他挪到屋里、车里或低处"),
    ("carbon-monoxide", "开也不行、关也不行"),
    ("flood", "不蹚水去拉闸"),
    ("pesticide-safety", "守着喝药的人"),
    ("forest-fire", "往已经烧过的地方跑"),
]
"""The half of a rule that people get hurt without."""

HARMFUL = [
    ("ebike-charging", "浓烟往上跑"),
    ("drowning", "倒出"),
    ("road-safety", "到右侧路肩等"),
    ("fire", "用毛巾捂住口鼻"),
    ("dog-bite", "立即冲洗、消毒伤口"),
    ("snake-bite", "扎紧"),
    ("snake-bite", "快跑"),
    ("burns", "牙膏"),
    ("wasp-sting", "用醋"),
    ("heatstroke", "皮肤发干发烫"),
    ("lightning", "说法不一"),
    ("forest-fire", "12119"),
    ("earthquake", "厨房、卫生间"),
]
"""What is heard as its opposite when it is read aloud, is out of date or leaves a choice to somebody in need."""


@pytest.mark.parametrize(("article", "half"), FIRST_AID)
def test_first_aid_says_both_halves_of_a_rule(texts: dict[str, Text], article: str, half: str) -> None:
    assert half in texts[article].body.replace("*", "")


def test_wherever_gas_is_smelt_no_switch_is_touched(texts: dict[str, Text], real_plan: Plan) -> None:
    lines = [(id, line) for id, text in texts.items() for line in text.body.splitlines()]
    lines += [(id, piece.text) for id, piece in real_plan.daily.items()]
    assert [id for id, line in lines if "燃气味" in re.sub(r"\[.*?\]", "", line) and "开关" not in line] == []


@pytest.mark.parametrize(("article", "words"), HARMFUL)
def test_what_could_hurt_is_said_neither_in_an_article_nor_on_a_day(
    texts: dict[str, Text], real_plan: Plan, article: str, words: str
) -> None:
    pieces = [piece.text for piece in real_plan.daily.values() if piece.article == article]
    head = texts[article].head
    assert [said for said in (head.summary, head.motto or "", texts[article].body, *pieces) if words in said] == []


def test_no_doubt_stands_in_an_article_or_below_a_picture(texts: dict[str, Text]) -> None:
    """In need nobody weighs sources: what is not certain is left out, and asked of the unit that knows."""
    written = {text.id: f"{text.head.model_dump_json()}{text.body}" for text in texts.values()}
    drawn = {path.name: path.read_text("utf-8") for path in (ROOT / "overrides/plan/pictures").glob("*.svg")}
    assert [id for id, words in (written | drawn).items() if "待核" in words] == []


def test_figures_from_abroad_stand_in_a_box_below_the_steps(emergencies: list[Text]) -> None:
    blocks = [(text.id, block) for text in emergencies for block in text.blocks if ABROAD.search(block)]
    assert blocks and [(id, block) for id, block in blocks if not block.startswith("    ")] == []


def test_who_drowns_is_shouted_for_then_thrown_to_then_called_for(texts: dict[str, Text], real_plan: Plan) -> None:
    """The answer, the steps, the summary and the piece of the day keep one order."""
    answer, steps = texts["drowning"].body.split("\n## 来时\n")
    for words in (answer, steps, texts["drowning"].head.summary, real_plan.daily["drowning-throw"].text):
        assert sorted("打抛叫", key=words.index) == ["叫", "抛", "打"]


def test_old_people_are_spoken_to_with_respect(texts: dict[str, Text]) -> None:
    """An article for them first of all says 您; only swindlers say 你, between quotation marks."""
    spoken = {
        text.id: re.sub(r"“[^”]*”", "", f"{text.head.title}{text.head.summary}{text.body}")
        for text in texts.values()
        if text.head.audiences[:1] == ("seniors",)
    }
    assert len(spoken) >= 5
    assert [id for id, words in spoken.items() if "你" in words] == []


def _figures(texts: dict[str, Text]) -> Iterator[tuple[Text, str]]:
    """The blocks with figures in articles on health and emergencies."""
    for text in texts.values():
        if text.head.emergency or {"health", "food"} & {*text.head.topics}:
            yield from ((text, block) for block in text.blocks if FIGURE.search(block))
