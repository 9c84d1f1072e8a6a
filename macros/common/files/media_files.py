"""Pictures and papers by their bytes: what a file really is, how large its picture, and its bytes without traces of a camera.

Written against JFIF/EXIF (JEITA CP-3451), PNG (W3C, 3rd edition), WebP (RFC 9649), GIF89a; nothing is decoded, so that
the picture itself stays as it was.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

LONGEST_SIDE = 1600
"""Pixels: twice the widest column of words (720 px), and a phone unpacks it into 10 MB of memory at the most."""

MOST_DRAWN = 1 << 24
"""Bytes of a PNG that are unpacked at once to see that they can be."""

_KINDS: tuple[tuple[str, int, bytes], ...] = (
    ("png", 0, b"\x89PNG\r\n\x1a\n"), ("jpg", 0, b"\xff\xd8\xff"), ("gif", 0, b"GIF87a"), ("gif", 0, b"GIF89a"),
    ("webp", 8, b"WEBP"), ("pdf", 0, b"%PDF-"), ("heic", 4, b"ftyphei"), ("heic", 4, b"ftypmif1"), ("heic", 4, b"ftypavif"),
    ("mp4", 4, b"ftyp"), ("mp3", 0, b"ID3"), ("mp3", 0, b"\xff\xfb"), ("mp3", 0, b"\xff\xf3"), ("mp3", 0, b"\xff\xf2"),
    ("zip", 0, b"PK\x03\x04"), ("office", 0, b"\xd0\xcf\x11\xe0"), ("exe", 0, b"MZ"), ("html", 0, b"<"), ("rar", 0, b"Rar!"),
)  # fmt: skip
"""Kind, offset and bytes by which it is known; the first that fits."""

_NAMES = {
    "jpg": "JPEG 图", "png": "PNG 图", "gif": "GIF 图", "webp": "WebP 图", "pdf": "PDF", "mp3": "MP3", "mp4": "MP4",
    "heic": "HEIC 或 AVIF 图（苹果手机的格式）", "zip": "压缩包", "office": "旧版 Office 文件", "exe": "程序", "html": "网页或 XML",
    "rar": "压缩包", "docx": "Word 文件", "xlsx": "Excel 文件", "pptx": "PowerPoint 文件",
}  # fmt: skip
_SAME = {"jpeg": "jpg"}
_PARTS = {b"word/": "docx", b"xl/": "xlsx", b"ppt/": "pptx"}

_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD"),
    *(b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT"),
}
"""What a browser draws from (W3C PNG §4.7); the other chunks hold texts, EXIF, dates and what programs add."""
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}
"""JFIF, colour profile, Adobe's colours; the other application segments hold EXIF, XMP, IPTC and previews."""


_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""What ends the data of a scan: stuffed zeros and restarts belong to it."""


_UNWANTED = (
    ("pdf", b"/JavaScript", "PDF 里带着程序（JavaScript），请重新导出或打印成 PDF"),
    ("pdf", b"/Launch", "PDF 里带着会打开程序的按钮，请重新导出或打印成 PDF"),
    *((kind, b"vbaProject.bin", "文件里带着宏（程序），请另存为不带宏的文件") for kind in ("docx", "xlsx", "pptx")),
    ("mp4", b"\xa9xyz", "视频里记着拍摄的地点，请用剪辑软件重新导出，不带位置信息"),
    ("mp4", b"com.apple.quicktime.location", "视频里记着拍摄的地点，请用剪辑软件重新导出，不带位置信息"),
)
"""Kind, what its bytes hold, and why the file is refused: ISO 32000-1 §12.6.4, QuickTime's place of recording."""
_NEEDED = (("pdf", b"%%EOF", -2048), ("mp4", b"moov", 0))
"""Kind, what it must hold, and from where on: without it the file was not copied whole."""


class Broken(Exception):
    """The bytes end too soon or contradict themselves."""


def media_fault(data: bytes, suffix: str) -> str | None:
    """Why a file may not be published under this suffix, in words for an editor; None when it is what it says."""
    expected, found = _SAME.get(suffix, suffix), kind_of(data)
    if not data:
        return "文件是空的（0 字节），多半没有复制完，请重新复制"
    if found != expected:
        really = f"其实是{_NAMES[found]}" if found in _NAMES else "认不出是什么文件"
        return f"后缀是 .{suffix}，内容{really}；请用看图或办公软件另存为真正的 .{suffix}，不要只改文件名"
    try:
        if unwanted := next((said for kind, sign, said in _UNWANTED if kind == expected and sign in data), None):
            return unwanted
        if any(kind == expected and sign not in data[start:] for kind, sign, start in _NEEDED):
            raise Broken
        if expected not in _SIZES:
            return None
        width, height = _SIZES[expected](data)
        without_traces(data, suffix)
    except (Broken, struct.error, IndexError, zlib.error):
        return "文件不完整或者坏了，请重新导出或复制"
    if not width or not height:
        return "图的宽或高是 0，请重新导出"
    if max(width, height) > LONGEST_SIDE:
        return f"图有 {width}×{height} 点，太大，手机打开会卡；请把长边缩到 {LONGEST_SIDE} 点以内"
    return None


def picture_size(data: bytes, suffix: str) -> tuple[int, int] | None:
    """Width and height in pixels as a browser shows the picture, turned as its EXIF says; None for other files.

    Raises Broken, IndexError or struct.error for a file that `media_fault` refuses.
    """
    kind = _SAME.get(suffix, suffix)
    if kind not in _SIZES:
        return None
    width, height = _SIZES[kind](data)
    return (height, width) if kind == "jpg" and _lies_on_its_side(data) else (width, height)


def _lies_on_its_side(data: bytes) -> bool:
    """Whether the EXIF of a JPEG turns it by a quarter: orientations 5 to 8."""
    for marker, segment in _segments(data):
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            return _orientation(segment[10:]) >= 5
        if marker == 0xDA:
            break
    return False


def kind_of(data: bytes) -> str:
    """The kind of a file by its first bytes, as its suffix without the dot; empty when it is none that is known."""
    head = data.lstrip() if data[:64].lstrip()[:1] == b"<" else data
    kind = next((kind for kind, at, sign in _KINDS if head[at : at + len(sign)] == sign), "")
    if kind == "zip" and b"[Content_Types].xml" in data:
        return next((office for part, office in _PARTS.items() if part in data), kind)
    return kind


def without_traces(data: bytes, suffix: str) -> bytes:
    """The same picture without place, camera, author and comments; of other files the bytes as they are. Raises Broken.

    Of EXIF the orientation is kept, by which browsers turn a photo upright.
    """
    strip = {"jpg": _jpeg, "jpeg": _jpeg, "png": _png, "webp": _webp, "gif": _gif}.get(suffix)
    return b"".join(strip(data)) if strip else data


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    for marker, segment in _segments(data):
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            yield _upright(segment)
        elif _is_kept(marker, segment):
            yield segment


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker == 0xE2:  # a colour profile; with others, further pictures lie behind the first (CIPA DC-007)
        return segment[4:15] == b"ICC_PROFILE"
    return marker != 0xFE and (marker in _JPEG_KEPT or not 0xE0 <= marker <= 0xEF)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The marker and the bytes of each segment of a JPEG up to its end; a scan (0xDA) has its data with it."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise Broken
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:
            yield marker, data[at : at + 2]
            return
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker == 0xDA:
            following = _MARKER.search(data, end)
            end = following.start() if following else len(data) + 1
        if end < at + 4 or end > len(data):
            raise Broken
        yield marker, data[at:end]
        at = end


def _upright(segment: bytes) -> bytes:
    """An EXIF segment that holds the orientation of this one and nothing else; nothing where it stands upright."""
    turned = _orientation(segment[10:])
    if turned == 1:
        return b""
    kept = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return struct.pack(">HH", 0xFFE1, len(kept) + 8) + b"Exif\0\0" + kept


def _orientation(tiff: bytes) -> int:
    """How a picture is to be turned, 1 (not at all) to 8, by the first folder of its EXIF."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 14:
        return 1
    start = struct.unpack(f"{order}I", tiff[4:8])[0]
    count = struct.unpack(f"{order}H", tiff[start : start + 2].ljust(2, b"\0"))[0]
    for index in range(min(count, 200)):
        entry = tiff[start + 2 + 12 * index : start + 14 + 12 * index]
        if len(entry) == 12 and struct.unpack(f"{order}H", entry[:2])[0] == 0x0112:
            turned = int(struct.unpack(f"{order}H", entry[8:10])[0])
            return turned if 2 <= turned <= 8 else 1
    return 1


def _png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    at, kind, drawn = 8, b"", zlib.decompressobj()
    while kind != b"IEND":
        length = struct.unpack(">I", data[at : at + 4])[0]
        chunk = data[at : at + 12 + length]
        kind = chunk[4:8]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise Broken
        if kind == b"IDAT" and not drawn.eof:
            drawn.decompress(chunk[8:-4], MOST_DRAWN)
        if kind in _PNG_KEPT:
            yield chunk
        at += len(chunk)
    if not (drawn.eof or drawn.unconsumed_tail):
        raise Broken


def _webp(data: bytes) -> Iterator[bytes]:
    if struct.unpack("<I", data[4:8])[0] + 8 > len(data):
        raise Broken
    kept, at = [], 12
    end = struct.unpack("<I", data[4:8])[0] + 8
    while at + 8 <= end:
        length = struct.unpack("<I", data[at + 4 : at + 8])[0]
        chunk = data[at : at + 8 + length + length % 2]
        if data[at : at + 4] == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]  # no EXIF, no XMP any more
        if data[at : at + 4] in _WEBP_KEPT:
            kept.append(chunk)
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    yield b"RIFF" + struct.pack("<I", len(body)) + body


def _gif(data: bytes) -> Iterator[bytes]:
    def table(flags: int) -> int:
        return 3 << ((flags & 7) + 1) if flags & 0x80 else 0

    def blocks(at: int) -> int:
        while data[at]:
            at += 1 + data[at]
        return at + 1

    at = 13 + table(data[10])
    yield data[:at]
    while data[at] != 0x3B:
        if data[at] == 0x21:
            end = blocks(at + 2)
            named = data[at + 3 : at + 14]
            if data[at + 1] != 0xFE and (data[at + 1] != 0xFF or named in (b"NETSCAPE2.0", b"ANIMEXTS1.0")):
                yield data[at:end]
        elif data[at] == 0x2C:
            end = blocks(at + 11 + table(data[at + 9]))
            yield data[at:end]
        else:
            raise Broken
        at = end
    yield b";"


def _jpeg_size(data: bytes) -> tuple[int, int]:
    for marker, segment in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", segment[5:9])
            return width, height
    raise Broken


def _png_size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _gif_size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", data[6:10])
    return width, height


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind != b"VP8 " or data[23:26] != b"\x9d\x01\x2a":
        raise Broken
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


_SIZES = {"jpg": _jpeg_size, "png": _png_size, "gif": _gif_size, "webp": _webp_size}
