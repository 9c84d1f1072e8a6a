"""pictures.py: our own drawings, each with its two texts, made of nothing but shapes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kepu.model.plan import Plan
from kepu.project.pictures import FOLDER, load_pictures
from kepu.queries.articles import Article, emergencies
from sites import ROOT
from test_env import Env

FILES = sorted((ROOT / FOLDER).glob("*.svg"))
SHEET = (ROOT / "overrides" / "css" / "picture.css").read_text("utf-8")

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">\n{}\n</svg>\n'
TEXTS = "<title>侧躺</title>\n<desc>一个人侧身躺在地上，嘴朝向地面，上面那条腿屈膝。</desc>\n"
CIRCLE = '<circle class="kx-picture__line" cx="9" cy="9" r="4"/>'


def read(folder: Path, text: str | bytes, name: str = "side.svg") -> list[str]:
    """What is wrong with a picture file, said after its path."""
    path = folder / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(problem).removeprefix(f"{(FOLDER / name).as_posix()}:") for problem in load_pictures(folder)[1]]


def test_a_picture_keeps_its_shapes_and_hands_over_its_texts(tmp_path: Path) -> None:
    text = f'<!-- ground -->\n<g\ntransform="translate(1\n2)">\n{CIRCLE}\n</g><text x="1" y="2">1 &lt; 2</text>'
    assert read(tmp_path, SVG.format(TEXTS.replace("侧躺", "侧\n  躺") + text)) == []
    picture = load_pictures(tmp_path)[0]["side"]
    assert (picture.title, picture.description) == ("侧躺", "一个人侧身躺在地上，嘴朝向地面，上面那条腿屈膝。")
    assert (picture.id, picture.box) == ("side", "0 0 40 30")
    circle = CIRCLE.replace("/>", "></circle>")
    assert picture.drawing == f'<g transform="translate(1 2)">{circle}</g><text x="1" y="2">1 &lt; 2</text>'


def test_drawings_share_parts_and_strokes_are_written_once(tmp_path: Path) -> None:
    assert read(tmp_path, SVG.format(CIRCLE), "parts/dot.svg") == []
    body = (
        '<part name="dot" class="kx-picture--skin" transform="scale(2)"/>'
        '<limb class="kx-picture--coat" stroke-width="9" d="M0 0H9"/>'
        '<sign class="kx-picture--good" stroke-width="5" d="M0 9H9"/>'
    )
    assert read(tmp_path, SVG.format(TEXTS + body)) == []
    circle = CIRCLE.replace("/>", "></circle>")
    path = '<path class="{}" stroke-width="{}" d="{}"></path>'
    assert load_pictures(tmp_path)[0]["side"].drawing == "".join(
        [
            f'<g class="kx-picture--skin" transform="scale(2)">{circle}</g>',
            path.format("kx-picture__edge", 15, "M0 0H9"),
            path.format("kx-picture__limb kx-picture--coat", 9, "M0 0H9"),
            path.format("kx-picture__limb kx-picture--ground", 11, "M0 9H9"),
            path.format("kx-picture__limb kx-picture--good", 5, "M0 9H9"),
        ]
    )
    assert "dot" not in load_pictures(tmp_path)[0]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("side.svg", f'{TEXTS}<part name="heat"/>', "4: part：没有“heat”这个部件，是否指 head？"),
        ("side.svg", f'{TEXTS}<part name="head" href="x"/>', "4: part：图里不能写 href"),
        ("side.svg", f'{TEXTS}<limb d="M0 0H9"/>', "4: limb：要写 stroke-width，一个整数"),
        ("parts/hand.svg", '<part name="head"/>', "2: part：图里不能用 part"),
        ("parts/hand.svg", "<image/>", "2: image：图里不能用 image"),
    ],
)
def test_what_is_wrong_with_parts_is_said(tmp_path: Path, name: str, text: str, expected: str) -> None:
    (found,) = read(tmp_path, SVG.format(text), name)
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<script>alert(1)</script>", "4: script：图里不能用 script；可用的有 circle、"),
        ("<style>path { fill: red }</style>", "4: style：图里不能用 style"),
        ('<image href="a.png"/>', "4: image：图里不能用 image"),
        ('<use href="#head"/>', "4: use：图里不能用 use"),
        ("<foreignObject></foreignObject>", "4: foreignObject：图里不能用 foreignObject"),
        ('<a href="https://example.com/"></a>', "4: a：图里不能用 a"),
        ("<svg></svg>", "4: svg：图里不能用 svg"),
        (f'{CIRCLE}\n<path d="M0 0" fill="#f00"/>', "5: path：图里不能写 fill；颜色用 class"),
        ('<path d="M0 0" style="fill:red"/>', "4: path：图里不能写 style"),
        ('<path d="M0 0" onclick="x()"/>', "4: path：图里不能写 onclick"),
        ('<g id="head"></g>', "4: g：图里不能写 id"),
        ('<g transform="scale(2)" xmlns:x="x" x:href="x"></g>', "4: g：图里不能写 x:href"),
        ("<g>", "5: 这里不合 SVG 的写法"),
        ("<g class=kx-picture__line></g>", "4: 这里不合 SVG 的写法"),
    ],
)
def test_a_picture_is_made_of_shapes_and_classes_only(tmp_path: Path, body: str, expected: str) -> None:
    found = read(tmp_path, SVG.format(TEXTS + body))
    assert found and found[0].startswith(expected)
    assert "side" not in load_pictures(tmp_path)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SVG.format(TEXTS.replace("侧躺", " ")), "1: title：缺少图下面的说明"),
        (SVG.format("<title>侧躺</title><desc>一个人侧躺</desc>"), "1: desc：缺少替代文字，或者不到 20 个字"),
        (SVG.format(TEXTS.partition("\n")[0]), "1: desc：缺少替代文字，或者不到 20 个字"),
        (SVG.format(TEXTS.replace("侧躺", "侧躺（待核）")), "1: title：图的说明里不能写“待核”"),
        (SVG.format(TEXTS.replace("屈膝", "屈膝，待核")), "1: desc：图的说明里不能写“待核”"),
        (SVG.format(TEXTS).replace("0 0 40 30", "1 0 40 30"), "1: svg：应当写成 <svg xmlns="),
        (SVG.format(TEXTS).replace(' viewBox="0 0 40 30"', ""), "1: svg：应当写成 <svg xmlns="),
        (SVG.format(TEXTS).replace("<svg", '<svg width="40"'), "1: svg：应当写成 <svg xmlns="),
        (SVG.format(TEXTS).replace("svg", "html", 1).replace("</svg", "</html"), "1: html：应当写成 <svg xmlns="),
        (SVG.format(TEXTS).encode("gbk"), "1: 文件是 GBK"),
        ("", "1: 这里不合 SVG 的写法"),
    ],
)
def test_a_picture_has_a_frame_and_two_texts(tmp_path: Path, text: str | bytes, expected: str) -> None:
    (found,) = read(tmp_path, text)
    assert found.startswith(expected)


@pytest.mark.parametrize("name", ["Side.svg", "侧躺.svg", "a b.svg"])
def test_a_picture_has_a_name_that_an_author_can_type(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, SVG.format(TEXTS), name) == ["1: 图的文件名只用小写字母、数字和短横线"]


def test_everything_wrong_with_every_picture_is_said_at_once(tmp_path: Path) -> None:
    read(tmp_path, SVG.format(""), "a.svg")
    assert len(read(tmp_path, SVG.format(f'{TEXTS}<image/><path fill="red" stroke="red"/>'), "b.svg")) == 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_picture_runs_fetches_or_names_anything(path: Path) -> None:
    text = path.read_text("utf-8")
    assert (
        re.findall(r"<script|<style|<image|<use|\bhref|url\(|data:|\bstyle=|\bid=|\bon\w+=|<!DOCTYPE|<\?", text) == []
    )


def test_every_picture_says_in_two_texts_what_it_shows() -> None:
    pictures, problems = load_pictures(ROOT)
    assert problems == []
    assert pictures.keys() == {path.stem for path in FILES}
    for picture in pictures.values():
        assert picture.title and len(picture.description) >= 20, picture.id
        assert picture.title not in picture.description, picture.id


def test_a_picture_is_drawn_as_an_image_with_its_words(real_plan: Plan) -> None:
    macro = Env(real_plan).macros["picture"]
    for picture in load_pictures(ROOT)[0].values():
        html = macro(picture.id)
        assert re.match(
            r'<figure class="kx-picture"( data-kx-png="[./]*assets/[a-z-]+\.png")?><svg viewBox="0 0 ', html
        )
        assert f' role="img" aria-label="{picture.description}">' in html
        assert html.endswith(f"</svg><figcaption>{picture.title}</figcaption></figure>")
        assert html.count("<") == picture.drawing.count("<") + 6 > 20, picture.id


def test_all_pictures_may_stand_on_one_page(real_plan: Plan) -> None:
    macro = Env(real_plan).macros["picture"]
    html = "".join(macro(path.stem) for path in FILES * 2)
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    labels = re.findall(r'aria-label="([^"]+)"', html)
    assert len(labels) == 2 * len(set(labels)) == 2 * len(FILES)


def test_pictures_and_their_style_sheet_know_the_same_classes() -> None:
    drawings = "".join(picture.drawing for picture in load_pictures(ROOT)[0].values())
    drawn = {name for names in re.findall(r'class="([^"]+)"', drawings) for name in names.split()}
    styled = set(re.findall(r"\.(kx-picture[-_]{2}[a-z]+)", SHEET))
    assert drawn == styled


def test_the_guide_lists_every_picture() -> None:
    guide = (ROOT / "national" / "content" / "guide" / "macros.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", guide, re.M)) == {path.stem for path in FILES}


def test_every_part_stands_in_a_picture() -> None:
    used = set(re.findall(r'<part name="([^"]+)"', "".join(path.read_text("utf-8") for path in FILES)))
    assert used == {path.stem for path in (ROOT / FOLDER / "parts").glob("*.svg")}


def drawn_in_articles() -> dict[str, list[str]]:
    """The pictures that each article shows, by its file's name."""
    return {
        path.stem: re.findall(r'\{\{ *picture\("([^"]+)"\) *\}\}', path.read_text("utf-8"))
        for folder in ("content", "national/content")
        for path in (ROOT / folder / "articles").glob("*.md")
    }


@pytest.mark.ours
def test_every_picture_stands_in_an_article() -> None:
    assert {id for used in drawn_in_articles().values() for id in used} == {path.stem for path in FILES}


def test_every_emergency_and_half_of_all_articles_have_a_picture(real_articles: tuple[Article, ...]) -> None:
    drawn = {name for name, used in drawn_in_articles().items() if used}
    assert {article.id for article in emergencies(real_articles)} - drawn == set()
    assert len(drawn) * 2 >= len(real_articles)
