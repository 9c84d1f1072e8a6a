"""Photos, articles from Word, words from the clipboard: what comes in is small, plain, and says what it said before."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from choosing import mostly_slow
from desks import ARTICLE
from kepu.common.files.media_files import media_fault
from kepu.common.office.office_file import COMPOUND, UnusableFile
from kepu.desk.desk_state import DeskState
from kepu.desk.kinds import DESK_KINDS
from kepu.desk.record_files import as_answers, attempt, checked_answers, first_answers, open_file
from kepu.desk.writing.html_markdown import markdown_of, said_of_picture
from kepu.desk.writing.live_preview import unsaved_view
from kepu.desk.writing.page_links import page_links
from kepu.desk.writing.pending_pictures import PENDING_FOLDER, keep_pending
from kepu.desk.writing.photos import LONGEST_PHOTO_SIDE, MOST_PHOTO_BYTES, small_photo
from kepu.desk.writing.word_files import word_text
from kepu.editing.history.snapshots import read_snapshots
from kepu.editing.history.undoing import undo_snapshot
from kepu.render.project import read_project
from office_files import article, photo
from PIL import Image
from test_workbook_reader import with_parts
from workbooks import digests

KIND, EVENT = DESK_KINDS["article"], DESK_KINDS["event"]


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    assert found.faults() == []
    return found


@pytest.mark.parametrize("kind", mostly_slow(["JPEG", "PNG", "WEBP", "GIF"], ["JPEG"]))
def test_a_photo_comes_out_upright_small_and_without_traces(kind: str) -> None:
    made = small_photo(photo(kind=kind))
    assert media_fault(made.content, "webp") is None and len(made.content) <= MOST_PHOTO_BYTES
    with Image.open(io.BytesIO(made.content)) as image:
        assert (
            image.format == "WEBP" and max(image.size) == LONGEST_PHOTO_SIDE and image.size == (made.width, made.height)
        )
        assert not image.getexif() and "icc_profile" not in image.info and "xmp" not in image.info
        upright = image.size[0] < image.size[1]
        corner = image.convert("RGB").getpixel((image.size[0] - 20, 20) if upright else (20, 20))
    assert upright == (kind == "JPEG")
    assert isinstance(corner, tuple) and corner[0] > 150 > corner[1]  # the red corner went where the phone was held up
    assert b"KepuPhone" not in made.content and b"GPS" not in made.content


@pytest.mark.slow
def test_a_photo_that_is_all_detail_still_fits_and_a_small_one_is_not_blown_up() -> None:
    noise = io.BytesIO()
    Image.effect_noise((1200, 600), 90).convert("RGB").save(noise, "JPEG", quality=95)
    assert len(small_photo(noise.getvalue()).content) <= MOST_PHOTO_BYTES
    small = small_photo(photo(300, 200, "PNG"))
    assert (small.width, small.height) == (300, 200)
    clear = io.BytesIO()
    Image.new("RGBA", (80, 60), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(io.BytesIO(small_photo(clear.getvalue()).content)) as image:
        assert image.mode == "RGBA"


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0" * 99)) + chunk(b"IEND", b"")


NO_PICTURES = {
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 99, "苹果手机的 HEIC"),
    "pdf": (b"%PDF-1.7\n", "这是 PDF，不是图"),
    "word": (article(), "这是 Word 文件"),
    "text": (b"hello", "这不是 .jpg、.png 或 .webp 图"),
    "empty": (b"", "0 字节"),
    "cut": (photo()[:5000], "不完整或者坏了"),
    "bmp": (b"BM" + b"\0" * 60, "另存为 .png"),
    "bomb": (huge_png(30_000, 30_000), "太大，没有打开"),
    "worse": (huge_png(2_000_000, 2_000_000), "太大，没有打开"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "这不是 .jpg"),
}


@pytest.mark.parametrize("case", NO_PICTURES)
def test_what_is_no_picture_gets_a_sentence(case: str) -> None:
    content, said = NO_PICTURES[case]
    with pytest.raises(UnusableFile, match=said):
        small_photo(content)


def test_an_article_of_word_is_clean_once_what_is_asked_is_given(state: DeskState) -> None:
    """It says the same. Asked are the summary, topics, a source, and the words of each picture; the pictures come to lie beside the page."""
    found = word_text(state.root, article(), "a.docx")
    assert found.title == "冬天怎样防煤气中毒" and found.lost == []
    one, two = sorted((state.root / PENDING_FOLDER).iterdir(), key=lambda path: found.markdown.index(path.name))
    assert found.markdown.split("\n\n") == [
        "“一氧化碳”没有颜色，没有气味——闻不到。窗缝留 <1 厘米也不够，型号 A\\*B\\_C 的报警器要装好。",
        "## 怎样预防", "烧炭取暖，**一定要开窗**。", "1. 检查烟道。\n2. 装报警器。", f"![]({one.name})",
        "### 出了事怎么办", "- 先开窗。\n- 再打 120。",
        "| 症状 | 怎么办 |\n|---|---|\n| 头晕 \\| 恶心 | 到室外 |\n| 昏迷 | 打 120 |", f"![]({two.name})",
    ]  # fmt: skip
    answers = {**first_answers(KIND), "title": [found.title], "_body": [found.markdown]}
    said = checked_answers(state, KIND, "", answers)
    assert {"summary", "topics", "sources", "_body"} == set(said)
    assert [words.partition("：")[0] for words in said["_body"]] == ["第 11 行", "第 23 行"]
    answers |= {"summary": ["开窗。"], "topics": ["science"], "sources/0/name": ["区气象台"]}
    answers["_body"] = [found.markdown.replace("![]", "![一扇开着的窗户，窗外有树]")]
    assert checked_answers(state, KIND, "", answers) == {}
    before = digests(state.root)
    done = attempt(state, KIND, "", answers)
    assert done.saved and done.id == "dongtianzenyangfangmeiqizhongdu"
    new = sorted(digests(state.root).keys() - before.keys())
    assert new == [f"content/articles/{done.id}{end}" for end in ("-1.webp", "-2.webp", ".md")]
    state.refresh()
    assert state.faults() == []
    text = (state.root / new[2]).read_text("utf-8")
    assert f"![一扇开着的窗户，窗外有树]({done.id}-1.webp)" in text and "new-" not in text
    assert undo_snapshot(state.root, read_snapshots(state.root)[0])
    assert digests(state.root) == before


def test_a_picture_is_named_after_its_page_and_never_over_another(state: DeskState) -> None:
    folder = state.root / "content" / "articles"
    (folder / "stars-1.webp").write_bytes(small_photo(photo(90, 60, "PNG")).content)
    name = keep_pending(state.root, small_photo(photo(300, 200, "PNG")).content)
    assert name == keep_pending(state.root, small_photo(photo(300, 200, "PNG")).content)
    answers = as_answers(KIND, open_file(state.root, KIND, "stars"))
    body = f"{answers['_body'][0]}\n![满天的星星]({name})\n"
    assert attempt(state, KIND, "stars", {**answers, "_body": [body]}).saved
    assert (folder / "stars-2.webp").is_file() and "(stars-2.webp)" in (folder / "stars.md").read_text("utf-8")


def test_a_poster_is_asked_for_its_words_and_comes_to_lie_with_the_events(state: DeskState) -> None:
    name = keep_pending(state.root, small_photo(photo(300, 400, "PNG")).content)
    answers = as_answers(EVENT, open_file(state.root, EVENT, "2026/lab-day"))
    answers["picture/file"] = [name]
    assert set(checked_answers(state, EVENT, "2026/lab-day", answers)) == {"picture/alt"}
    assert not attempt(state, EVENT, "2026/lab-day", answers).saved
    answers["picture/alt"] = ["海报：一只烧杯；写着六月二十日，一号实验楼"]
    assert attempt(state, EVENT, "2026/lab-day", answers).saved
    assert (state.root / "content/events/2026-lab-day-1.webp").is_file()
    assert state.faults() == []


@pytest.mark.slow
def test_a_picture_that_a_file_of_word_only_points_to_is_not_fetched(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(article())) as package:
        text = package.read("word/document.xml").replace(b'r:embed="', b'r:link="', 1)
        links = re.sub(
            rb'Target="media/image1[^"]*"',
            b'Target="file:///etc/hostname" TargetMode="External"',
            package.read("word/_rels/document.xml.rels"),
        )
    found = word_text(
        tmp_path, with_parts(article(), {"word/document.xml": text, "word/_rels/document.xml.rels": links}), "a.docx"
    )
    assert found.lost == ["有 1 张图不在这个文件里，只连着别处，没有放进来；请在 Word 里删去它们，重新插入"]
    assert found.markdown.count("![](") == 1


NO_WORD = {
    "doc": (COMPOUND + b"\0" * 600, "a.doc", "旧版 Word（.doc）.*另存为"),
    "wps": (COMPOUND + b"\0" * 600, "a.wps", "WPS 文字（.wps）.*另存为"),
    "docm": (article(), "a.docm", "能带宏"),
    "rtf": (b"{\\rtf1 x}", "a.rtf", "RTF"),
    "pdf": (b"%PDF-1.7", "a.pdf", "PDF"),
    "cut": (article()[:9000], "a.docx", "不完整"),
    "text": (b"hello", "a.docx", "这不是 Word 文件"),
    "empty": (b"", "a.docx", "0 字节"),
}


@pytest.mark.parametrize("case", NO_WORD)
def test_what_is_no_docx_gets_a_sentence(tmp_path: Path, case: str) -> None:
    content, name, said = NO_WORD[case]
    with pytest.raises(UnusableFile, match=said):
        word_text(tmp_path, content, name)


CLIPBOARD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head><body>
<!--StartFragment--><h1>怎样预防<o:p></o:p></h1>
<p class=MsoNormal>一定<b>开窗</b><b>。</b><span lang=EN-US>&nbsp;A&lt;B&nbsp;</span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;
</span></span><![endif]>检查烟道</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span>&nbsp;</span></span>装报警器</p>
<p class=MsoListParagraph style='mso-list:l1 level2 lfo2'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>每月试一次</p>
<table><tr><td><p>甲</p></td><td><p>乙</p></td></tr><tr><td colspan=2><p>丙</p><p>丁</p></td></tr></table>
<p><img src="file:///C:/x.png"><script>alert(1)</script></p>
<!--EndFragment--></body></html>"""

HTML = {
    CLIPBOARD: "## 怎样预防\n\n一定**开窗。** A<B\n\n1. 检查烟道\n1. 装报警器\n    - 每月试一次\n\n| 甲 | 乙 |\n|---|---|\n| 丙 丁 |  |",
    "<p>1. 不是列表</p><p># 不是标题</p><p>- 不是</p>": "1\\. 不是列表\n\n\\# 不是标题\n\n\\- 不是",
    "<p>{{ measure('x') }} :material-fire: `a`</p>": "{ { measure('x') }} \\:material-fire: \\`a\\`",
    "<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul>": "- 甲\n    - 乙\n- 丙",
    "<ol><li><p>甲</p><p>又</p></li><li>乙</li></ol>": "1. 甲\n\n    又\n2. 乙",
    "<p>甲<br>乙</p>": "甲\n\n乙",
    '<p><a href="https://a.cn/x_y">看这里</a> <a href="javascript:x">坏</a> <a href="https://a.cn/">https://a.cn/</a></p>': "[看这里](https://a.cn/x_y) 坏 https://a.cn/",
    "<h2>一</h2><h3>二</h3><h2>三</h2>": "## 一\n\n### 二\n\n## 三",
    "<p>　　缩进\u200b的<b> 话 </b>。</p>": "缩进的 **话** 。",
    "<table><tr><td>只有一格</td></tr></table>": "只有一格",
    '<b style="font-weight:normal"><p>不粗</p></b>': "不粗",
    "<section><section><p>微信</p></section></section>": "微信",
}  # fmt: skip


@pytest.mark.parametrize("html", HTML)
def test_html_of_the_clipboard_is_the_same_words(html: str) -> None:
    assert markdown_of(html, lambda source, alt: "", titled=False).markdown == HTML[html]


def test_headings_that_no_style_names_are_told_by_how_offices_write_them() -> None:
    found = markdown_of(
        "<p>怎样防煤气中毒</p><p>　　冬天要防。</p><p>一、怎样预防</p><p>（一）开窗</p><p>开窗。</p><p><strong>二、急救</strong></p>"
        "<p><strong>先打 120，再开窗。</strong></p><p>三、其他：</p>",
        lambda source, alt: "",
    )
    assert (found.title, found.markdown) == (
        "怎样防煤气中毒",
        "冬天要防。\n\n## 一、怎样预防\n\n### （一）开窗\n\n开窗。\n\n## 二、急救\n\n**先打 120，再开窗。**\n\n三、其他：",
    )
    assert markdown_of("<p>只有一段</p>", lambda source, alt: "").markdown == "只有一段"


def test_boxes_in_boxes_are_passed_through_as_deep_as_programs_nest_them() -> None:
    assert markdown_of("<section>" * 90 + "微信", lambda source, alt: "").markdown == "微信"
    with pytest.raises(RecursionError):  # which the pages turn into a sentence
        markdown_of("<section>" * 9000 + "x", lambda source, alt: "")


def test_words_of_pictures_that_programs_made_are_asked_for_again() -> None:
    for words in ("IMG_2034", "图片包含 人, 室内\n\n描述已自动生成", "微信图片_2024.jpg", "Picture 1", "图片 3"):
        assert said_of_picture(words) == ""
    assert said_of_picture("一扇\n开着的窗户") == "一扇 开着的窗户"


def test_a_page_is_seen_as_it_is_written_and_nothing_of_it_is_kept(state: DeskState) -> None:
    before = digests(state.root)
    view = unsaved_view(
        state, KIND, "", {**first_answers(KIND), "title": ["新的"], "_body": ["## 一\n\n正在写<b>的话"]}
    )
    assert view and view.url == "articles/xinde/"
    assert "正在写&lt;b&gt;的话" in view.page and "（一两句话的答案）" in view.page
    assert digests(state.root) == before


@pytest.mark.slow
def test_what_is_wrong_in_a_form_is_left_out_of_what_is_seen(state: DeskState) -> None:
    before = digests(state.root)
    answers = as_answers(EVENT, open_file(state.root, EVENT, "2026/lab-day"))
    wrong = {"fee": ["免费入场"], "contact/phone": ["139"], "start": ["明天"]}
    view = unsaved_view(state, EVENT, "2026/lab-day", {**answers, **wrong})
    assert view and "免费入场" in view.page and "139" not in view.page
    site = DESK_KINDS["site"]
    shown = as_answers(site, open_file(state.root, site, "site"))
    view = unsaved_view(state, site, "site", {**shown, "tagline": ["换一句介绍"]})
    assert view and view.url == "" and "换一句介绍" in view.page
    name = keep_pending(state.root, small_photo(photo(90, 60, "PNG")).content)
    view = unsaved_view(
        state, KIND, "stars", {**as_answers(KIND, open_file(state.root, KIND, "stars")), "_body": [f"![星]({name})"]}
    )
    assert view and set(view.files) == {name} and f"../{name}" in view.page
    assert digests(state.root) == before


@pytest.mark.slow
def test_links_lead_from_an_article_to_any_page_by_name_and_other_names(state: DeskState) -> None:
    links = {title: (address, found) for title, address, found in page_links(state)}
    assert links["怎样看星星"][0] == "stars.md"
    assert links["甲局"][0] == "../units/jiaju/index.md" and "jiaju" in links["甲局"][1]


@pytest.mark.slow
def test_every_link_that_is_offered_leads_somewhere(state: DeskState) -> None:
    body = "".join(f"[x]({address})\n\n" for _, address, _ in page_links(state))
    (state.root / "content/articles/stars.md").write_text(ARTICLE + body, "utf-8")
    assert read_project(state.root)
