"""media.py: files are what their bytes say, and pictures leave without what a camera wrote into them."""

from __future__ import annotations

import struct
import zlib

import pytest
from kepu.common.files.media_files import media_fault, picture_size, without_traces

GPS = b"GPS 29.837"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 1, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"".join([b"\x89PNG\r\n\x1a\n", head, *more, chunk(b"IDAT", zlib.compress(b"\0\1\2")), chunk(b"IEND", b"")])


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def exif(turned: int) -> bytes:
    entries = struct.pack("<HHII", 0x0112, 3, 1, turned) + struct.pack("<HHII", 0x8825, 4, 1, 40)
    return segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + b"\0\0\0\0" + GPS)


FRAME = segment(0xC0, struct.pack(">BHHB", 8, 10, 20, 1) + b"\1\x11\0")
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"


def jpeg(*before: bytes, after: bytes = b"") -> bytes:
    return b"".join([b"\xff\xd8", *before, FRAME, SCAN, b"\xff\xd9", after])


def webp(*more: bytes) -> bytes:
    frame = b"VP8 " + struct.pack("<I", 10) + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 30, 40)
    extended = b"VP8X" + struct.pack("<I", 10) + b"\x0c\0\0\0" + (29).to_bytes(3, "little") + (39).to_bytes(3, "little")
    body = b"WEBP" + extended + frame + b"".join(more)
    return b"RIFF" + struct.pack("<I", len(body)) + body


GIF = b"GIF89a" + struct.pack("<HHBBB", 5, 5, 0, 0, 0)
GIF_FRAME = b"," + struct.pack("<HHHHB", 0, 0, 5, 5, 0) + b"\2\1\x44\0"
COMMENT = b"!\xfe\x0a" + GPS + b"\0"


def test_place_and_camera_are_taken_out_and_nothing_else() -> None:
    comment, xmp, ipt = segment(0xFE, GPS), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + GPS), segment(0xED, GPS)
    jfif, profile, more = segment(0xE0, b"JFIF\0"), segment(0xE2, b"ICC_PROFILE\0\1\1x"), segment(0xE2, b"MPF\0" + GPS)
    whole = jpeg(jfif, exif(1), xmp, ipt, comment, profile, more, after=jpeg(exif(1)))
    assert without_traces(whole, "jpg") == jpeg(jfif, profile)
    assert without_traces(
        png(2, 1, chunk(b"tEXt", GPS), chunk(b"eXIf", GPS), chunk(b"caBX", GPS), chunk(b"gAMA", b"1234")), "png"
    ) == png(2, 1, chunk(b"gAMA", b"1234"))
    clean = without_traces(webp(b"EXIF" + struct.pack("<I", 10) + GPS, b"XMP " + struct.pack("<I", 10) + GPS), "webp")
    assert GPS not in clean and clean[20] == 0 and clean[4:8] == struct.pack("<I", len(clean) - 8)
    assert without_traces(GIF + COMMENT + GIF_FRAME + b";", "gif") == GIF + GIF_FRAME + b";"
    assert without_traces(b"%PDF-" + GPS, "pdf") == b"%PDF-" + GPS


def test_a_photo_that_is_turned_stays_turned() -> None:
    clean = without_traces(jpeg(exif(6)), "jpeg")
    assert GPS not in clean and clean.count(b"Exif") == 1 and struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in clean
    assert without_traces(clean, "jpeg") == clean


@pytest.mark.parametrize(
    ("suffix", "data", "size"),
    [
        ("png", png(30, 20), (30, 20)),
        *(("jpg", jpeg(), (20, 10)), ("jpeg", jpeg(exif(1)), (20, 10)), ("jpg", jpeg(exif(3)), (20, 10))),
        *(("jpg", jpeg(exif(6)), (10, 20)), ("jpg", jpeg(exif(8)), (10, 20)), ("jpg", jpeg(exif(99)), (20, 10))),
        *(("webp", webp(), (30, 40)), ("gif", GIF, (5, 5)), ("pdf", b"%PDF-1.7", None)),
    ],
)
def test_a_picture_is_as_wide_as_a_browser_shows_it(suffix: str, data: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(data, suffix) == size


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        *(("png", png()), ("jpg", jpeg()), ("jpeg", jpeg(exif(6))), ("webp", webp()), ("gif", GIF + GIF_FRAME + b";")),
        *(("pdf", b"%PDF-1.7\n%%EOF\n"), ("mp3", b"ID3\4"), ("mp4", b"\0\0\0\x18ftypisom moov")),
        ("docx", b"PK\3\4 [Content_Types].xml word/document.xml"),
        ("xlsx", b"PK\3\4 [Content_Types].xml xl/workbook.xml"),
    ],
)
def test_what_is_what_it_says_is_taken(suffix: str, data: bytes) -> None:
    assert media_fault(data, suffix) is None


@pytest.mark.parametrize(
    ("suffix", "data", "said"),
    [
        ("jpg", b"", "文件是空的"),
        ("jpg", b"\0\0\0\x18ftypheic", "后缀是 .jpg，内容其实是HEIC"),
        ("jpg", png(), "内容其实是PNG 图"),
        ("png", b"<script>alert(1)</script>", "内容其实是网页"),
        ("png", b"  <html>", "内容其实是网页"),
        ("pdf", b"MZ\x90\0", "内容其实是程序"),
        ("docx", b"\xd0\xcf\x11\xe0", "内容其实是旧版 Office"),
        ("xlsx", b"PK\3\4 [Content_Types].xml word/document.xml", "内容其实是Word 文件"),
        ("xlsx", b"PK\3\4 anything", "内容其实是压缩包"),
        ("mp4", b"abcdefgh", "认不出是什么文件"),
        ("png", png().replace(b"IDAT", b"IDAX"), "不完整或者坏了"),
        ("png", png(2, 1, chunk(b"IDAT", b"xxxx")), "不完整或者坏了"),
        ("png", png()[:33] + chunk(b"IEND", b""), "不完整或者坏了"),
        ("png", png()[:33] + chunk(b"IDAT", zlib.compress(b"\0\1\2")[:-6]) + chunk(b"IEND", b""), "不完整或者坏了"),
        ("mp4", b"\0\0\0\x18ftypisom", "不完整或者坏了"),
        ("mp4", b"\0\0\0\x18ftypisom moov \xa9xyz+29.8+114.3/", "拍摄的地点"),
        ("pdf", b"%PDF-1.7 <</S/JavaScript/JS(1)>>\n%%EOF", "带着程序"),
        ("docx", b"PK\3\4 [Content_Types].xml word/vbaProject.bin", "带着宏"),
        ("png", png()[:-8], "不完整或者坏了"),
        ("png", png().replace(b"\0\0\0\2\0\0\0\1", b"\0\0\0\3\0\0\0\1"), "不完整或者坏了"),
        ("jpg", jpeg()[:-2], "不完整或者坏了"),
        ("jpg", b"\xff\xd8\xff", "不完整或者坏了"),
        ("webp", webp()[:-4], "不完整或者坏了"),
        ("gif", GIF + GIF_FRAME, "不完整或者坏了"),
        ("pdf", b"%PDF-1.7\n", "不完整或者坏了"),
        ("png", png(30_000, 30_000), "图有 30000×30000 点"),
        (
            "jpg",
            jpeg().replace(b"\x00\x0a\x00\x14", b"\x06\x41\x00\x14"),
            "图有 20×1601 点，太大，手机打开会卡；请把长边缩到 1600 点以内",
        ),
        ("png", png(0, 1), "宽或高是 0"),
    ],
)
def test_what_is_mislabelled_broken_empty_or_absurd_is_refused(suffix: str, data: bytes, said: str) -> None:
    assert said in (media_fault(data, suffix) or "")
