"""The posters of emergencies: what they say, how large, and that every copy is the same."""

from __future__ import annotations

import hashlib
import re
import shutil
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import segno
from kepu.common.files.kept import CACHE
from kepu.common.problems import PlanError
from kepu.model.plan import Plan
from kepu.prints import table, typesetter
from kepu.prints.drawings import qr_svg
from kepu.prints.posters import SIZES, poster_sheets, posters_of, title_lines
from kepu.prints.table import generate_prints
from kepu.prints.typesetter import FONT, Sheet, Typesetter, font_letters, missing
from kepu.project.content_loader import Written, load_content
from kepu.project.pictures import load_pictures
from kepu.project.plan_loader import load_plan
from kepu.queries.articles import articles_of
from pypdf import PageObject, PdfReader
from sites import ALERT_PAGES, ROOT, Content, HtmlPage, Site, edit, make_project

pytest.importorskip("typst", reason="pip install -r requirements-test.txt")

DAY = date(2026, 6, 1)
MM = 72 / 25.4
"""Points in a millimetre."""

PAPER = {"a4": (210, 297), "a3": (297, 420)}


class Poster(NamedTuple):
    """A poster of the real site: of which article, on which paper, its page."""

    id: str
    size: str
    page: PageObject
    title: str | None


@pytest.fixture(scope="module")
def posters(real_site: Site) -> list[Poster]:
    found = []
    for path in sorted(real_site.folder.rglob("poster-*.pdf")):
        id, size = path.parent.name, path.stem.removeprefix("poster-")
        reader = PdfReader(path)
        (page,) = reader.pages
        found.append(Poster(id, size, page, reader.metadata.title if reader.metadata else None))
    return found


@pytest.fixture(scope="module")
def urgent(real_content: Content) -> dict[str, Written]:
    return {page.article.id: page for page in real_content[0] if page.article and page.article.emergency}


def bare(words: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", words))


def pieces(page: PageObject) -> list[tuple[str, float]]:
    """The texts of a page in order, each with the points of its letters."""
    found: list[tuple[str, float]] = []

    def visit(text: str, user: Any, matrix: list[float], font: Any, size: float) -> None:
        if text.strip():
            found.append((bare(text), abs(size * matrix[3] * user[3])))

    page.extract_text(visitor_text=visit)
    return found


def sized(found: list[tuple[str, float]], words: str) -> float:
    """The smallest letters in which these words stand, wherever their line is broken."""
    whole = "".join(text for text, _ in found)
    sizes = [size for text, size in found for _ in text]
    start = whole.index(bare(words))
    return min(sizes[start : start + len(bare(words))])


def test_every_emergency_has_a_poster_of_each_size_and_nothing_else_has(
    posters: list[Poster], urgent: dict[str, Written]
) -> None:
    assert [(one.id, one.size) for one in posters] == sorted((id, size) for id in urgent for size in PAPER)


def test_a_poster_is_one_sheet_of_its_paper(posters: list[Poster]) -> None:
    for one in posters:
        wanted = [MM * side for side in PAPER[one.size]]
        assert [float(side) for side in one.page.mediabox[2:]] == pytest.approx(wanted, abs=1.5), one


def test_words_are_as_large_as_two_paces_ask_for(
    posters: list[Poster], urgent: dict[str, Written], real_plan: Plan
) -> None:
    for one in posters:
        head, factor = urgent[one.id].article, SIZES[one.size.upper()]
        assert head and one.title == head.title
        words = pieces(one.page)
        assert sized(words, head.title) >= 60 * factor - 0.1, one
        phone = real_plan.resources[head.hotline or ""].phone or ""
        assert max(size for text, size in words if text == phone) >= 90 * factor - 0.1, one
        assert 1 <= len(head.poster) <= 7
        for step in head.poster:
            assert sized(words, step) >= 24 * factor - 0.1, (one, step)


def test_a_poster_says_in_this_order_title_motto_number_steps_and_who_signs(
    posters: list[Poster], urgent: dict[str, Written]
) -> None:
    for one in posters:
        head, said = urgent[one.id].article, bare(one.page.extract_text())
        assert head and head.motto
        places = [
            said.index(bare(words))
            for words in (head.title, head.motto, *head.poster, "签发单位", head.sources[0].name)
        ]
        assert places == sorted(places), one
        assert "科普咸安" in said and "内容更新于" in said and "\ufffd" not in said


def test_every_font_is_in_the_file(posters: list[Poster]) -> None:
    for one in posters:
        fonts = [
            font.get_object()["/DescendantFonts"][0].get_object() for font in one.page["/Resources"]["/Font"].values()
        ]
        assert fonts and all(
            {"/FontFile2", "/FontFile3"} & font["/FontDescriptor"].get_object().keys() for font in fonts
        ), one
        assert all("NotoSansCJKsc" in font["/BaseFont"] for font in fonts), one


def signed(plan: Plan, page: Written) -> dict[str, Any]:
    """What the A4 poster of an article is set from."""
    return dict(dict(poster_sheets(ROOT, plan, load_pictures(ROOT)[0], page))["A4"].data)


@pytest.mark.parametrize("id", ["cpr", "pit-rescue", "dog-bite"])
def test_ink_reaches_over_the_sheet(real_plan: Plan, urgent: dict[str, Written], id: str) -> None:
    """The longest title, the most lines of steps, the fewest steps."""
    setter = Typesetter(ROOT)
    drawn = setter._compiler.compile(
        setter._template("poster"),
        format="png",
        ppi=24,
        sys_inputs=Sheet("poster", signed(real_plan, urgent[id]), "png").inputs,
    )
    lines = [[value < 200 for value in row] for row in png_rows(drawn)]
    rows = [place for place, line in enumerate(lines) if any(line)]
    left = min(line.index(True) // 4 for line in lines if any(line))
    assert rows[-1] - rows[0] >= 0.92 * len(lines)
    assert left <= 0.05 * len(lines[0]) / 4


def png_rows(data: bytes) -> Iterator[bytes]:
    """The rows of a PNG of eight bits a channel, four channels, without interlace."""
    width = int.from_bytes(data[16:20])
    packed, at = b"", 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        packed += data[at + 8 : at + 8 + length] if data[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    raw, before = zlib.decompress(packed), bytes(width * 4)
    for start in range(0, len(raw), width * 4 + 1):
        kind, row = raw[start], bytearray(raw[start + 1 : start + 1 + width * 4])
        for i, value in enumerate(row):
            left, up, corner = (row[i - 4], before[i], before[i - 4]) if i >= 4 else (0, before[i], 0)
            near = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
            row[i] = (value + (0, left, up, (left + up) // 2, near)[kind]) % 256
        yield (before := bytes(row))


def test_a_signed_poster_of_a_site_with_an_address_names_the_unit_the_day_and_the_address(
    real_plan: Plan, urgent: dict[str, Written], tmp_path: Path
) -> None:
    address = "https://example.gov.cn/kepu/articles/fire/"
    data = signed(real_plan, urgent["fire"])
    assert (data["qr"], data["address"], data["signed"]) == (None, None, None)
    data |= {"qr": qr_svg(address), "address": address, "signed": {"unit": "区应急局", "date": "2026-11-30"}}
    (tmp_path / "a.pdf").write_bytes(Typesetter(ROOT).set(Sheet("poster", data, "pdf")))
    (page,) = PdfReader(tmp_path / "a.pdf").pages
    said = bare(page.extract_text())
    assert "签发单位区应急局日期2026-11-30" in said and address in said


def test_a_code_on_paper_is_as_wide_as_a_phone_needs() -> None:
    template = (ROOT / "overrides" / "prints" / "poster.typ").read_text("utf-8")
    (width,) = re.findall(r"image\(bytes\(data\.qr\).*width: mm\((\d+)\)", template)
    assert int(width) >= 22  # 20 mm and the white around


def test_the_code_is_drawn_square_for_square() -> None:
    address = "https://example.gov.cn/kepu/articles/fire/"
    squares = [[1 - square for square in row] for row in segno.make(address, error="m", micro=False).matrix]
    setter, data = Typesetter(ROOT), {"title": "", "svg": qr_svg(address), "height": 1080}
    drawn = setter._compiler.compile(
        setter._template("drawing"), format="png", ppi=18, sys_inputs=Sheet("drawing", data, "png").inputs
    )
    rows = list(png_rows(drawn))
    side = len(rows) / (len(squares) + 2)
    middles = [int((place + 1.5) * side) for place in range(len(squares))]
    assert [[rows[y][4 * x] // 128 for x in middles] for y in middles] == squares


def test_the_same_sheet_gives_the_same_bytes(real_plan: Plan, urgent: dict[str, Written]) -> None:
    pictures = load_pictures(ROOT)[0]
    sheets = [sheet for _, sheet in poster_sheets(ROOT, real_plan, pictures, urgent["fire"])]
    assert [Typesetter(ROOT).set(sheet) for sheet in sheets] == [Typesetter(ROOT).set(sheet) for sheet in sheets]


def printed(root: Path, plan: Plan, pages: list[Written]) -> dict[str, bytes]:
    return {one.path: one.content() for one in generate_prints(root, plan, pages, DAY)}


def emergencies(tmp_path: Path) -> tuple[Path, Plan]:
    """A project with one emergency, which is to have its posters."""
    root = make_project(tmp_path / "project", "alert", {"articles/gale.md": ALERT_PAGES["articles/gale.md"]})
    edit(root / "plan" / "site.yaml", "prints: false\n", "")
    return root, load_plan(root)


def test_what_was_made_once_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, plan = emergencies(tmp_path)
    pages, _ = load_content(root, plan)
    first = printed(root, plan, pages)
    mine = sorted(path for path in first if path.startswith("articles/"))
    assert [path.removeprefix("articles/gale/") for path in mine] == [
        "card.png", "poster-a3.pdf", "poster-a4.pdf", "preview.png"
    ]  # fmt: skip
    monkeypatch.setattr(Typesetter, "set", lambda *_: pytest.fail("made anew"))
    assert printed(root, plan, pages) == first
    assert {one.path: one.digest for one in generate_prints(root, plan, pages, DAY)} == {
        path: hashlib.sha256(content).hexdigest() for path, content in first.items()
    }


def test_a_character_that_the_font_has_not_is_told(tmp_path: Path) -> None:
    root, plan = emergencies(tmp_path)
    edit(root / "content" / "articles" / "gale.md", "title: 刮大风怎么办", "title: 刮大ก风怎么办")
    pages, _ = load_content(root, plan)
    with pytest.raises(PlanError, match=r"gale\.md:1: 海报和分享图的字体里没有“ก”"):
        list(generate_prints(root, plan, pages, DAY))


def test_unwanted_or_without_the_program_that_sets_them_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, plan = emergencies(tmp_path)
    pages, _ = load_content(root, plan)
    (article,) = articles_of(pages)
    assert len(posters_of(plan.site, article)) == 2
    unwanted = replace(plan, site=plan.site.model_copy(update={"prints": False}))
    assert (list(generate_prints(root, unwanted, pages, DAY)), posters_of(unwanted.site, article)) == ([], [])
    monkeypatch.setattr(typesetter, "NEEDED", {"no-such-module": ""})
    typesetter.installed.cache_clear()
    try:
        assert (list(generate_prints(root, plan, pages, DAY)), posters_of(plan.site, article)) == ([], [])
        assert "pip install" in typesetter.left_out()[0]
    finally:
        monkeypatch.undo()
        typesetter.installed.cache_clear()


def test_they_are_fetched_from_their_article_and_from_the_page_of_all(
    real_site: Site, urgent: dict[str, Written]
) -> None:
    files = {f"articles/{id}/poster-{size}.pdf" for id in urgent for size in PAPER}

    def offered(page: HtmlPage) -> set[str]:
        return {link for link in page.links() if link.endswith(".pdf")}

    assert offered(real_site["emergency/"]) == files
    for id in urgent:
        assert offered(real_site[f"articles/{id}/"]) == {f"articles/{id}/poster-{size}.pdf" for size in PAPER}
    assert offered(real_site["articles/myopia/"]) == set()


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("家里起火怎么办", ["家里起火怎么办"]),
        ("有人倒下没呼吸怎么办", ["有人倒下没呼吸", "怎么办"]),
        ("嘴歪手麻说不清，是不是中风", ["嘴歪手麻说不清，", "是不是中风"]),
        ("一二三四五六七八九十", ["一二三四五六七八九", "十"]),
    ],
)
def test_a_title_is_broken_where_a_speaker_pauses(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


def test_the_font_is_the_one_for_the_mainland() -> None:
    assert FONT.endswith("SC")
    assert missing("骨直 A1\n", font_letters().decode()) == ""


def test_where_something_was_set_already_no_other_process_is_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def noted(work: Callable[[Sheet], bytes], sheets: Sequence[Sheet], few: int) -> list[bytes]:
        asked.append(len(sheets) // few)
        return [b""] * len(sheets)

    monkeypatch.setattr(table, "in_parallel", noted)
    root, plan = emergencies(tmp_path)
    for begun in ([], [root]):
        monkeypatch.setattr(typesetter, "_BEGUN", begun)
        shutil.rmtree(root / CACHE, ignore_errors=True)
        list(generate_prints(root, plan, load_content(root, plan)[0], DAY))
    assert asked[0] >= 2 and asked[1] == 1
