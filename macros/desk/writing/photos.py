"""A photo of any size into a small picture for the site: upright, without place, camera and author, at most 1,200 pixels."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...common.files.media_files import kind_of
from ...common.office.office_file import UnusableFile

if TYPE_CHECKING:
    from PIL import Image

LONGEST_PHOTO_SIDE = 1200
MOST_PHOTO_BYTES = 200_000
MOST_SENT_BYTES = 40_000_000
MOST_PIXELS, MOST_JPEG_PIXELS = 50_000_000, 220_000_000
"""A JPEG is read at a fraction of its size; of other files every pixel is laid out, four bytes each."""

_STEPS = ((1200, 82), (1200, 74), (1200, 66), (1200, 58), (1000, 58), (800, 58), (640, 50), (480, 40))
"""Longest side and quality, tried until the picture is light enough."""

_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
_OTHERS = {
    "heic": "这是苹果手机的 HEIC（或 AVIF）照片，读不了。请在手机上用微信发给自己（不勾“原图”）再存下来；"
    "或在手机的 设置 → 相机 → 格式 里选“兼容性最佳”，以后拍的就是 JPG",
    "pdf": "这是 PDF，不是图；请打开它，截图存成 .png，或在看图软件里另存为 .jpg",
    "docx": "这是 Word 文件；要把文章放进来，请用“从 Word 打开”",
    "mp4": "这是视频，这里只放图",
}
_NO_PICTURE = "这不是 .jpg、.png 或 .webp 图；请用看图软件打开，另存为 .jpg"
_BROKEN_PICTURE = "图不完整或者坏了，请重新导出或复制一次"


@dataclass(frozen=True)
class Photo:
    """A picture as the site has it: WebP, and its size in pixels."""

    content: bytes
    width: int
    height: int


def small_photo(content: bytes) -> Photo:
    """A picture that a page can carry. Raises UnusableFile."""
    if not content:
        raise UnusableFile("文件是空的（0 字节），多半没有复制完")
    if len(content) > MOST_SENT_BYTES:
        raise UnusableFile(f"文件有 {len(content) / 1e6:.0f} MB，超过 40 MB；请用看图软件另存一张小一些的")
    if content.startswith(b"BM"):
        raise UnusableFile("这是 .bmp 图，读不了；请用画图打开，另存为 .png")
    kind = kind_of(content)
    if kind not in _FORMATS:
        raise UnusableFile(_OTHERS.get(kind, _NO_PICTURE))
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise UnusableFile("这台电脑还没有装处理图片的软件包；请在项目文件夹里运行 pip install .[edit]") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of EXIF that is cut off, of many pixels
            with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as found:
                _refuse_pixels(found.size, kind)
                found.draft("RGB", (LONGEST_PHOTO_SIDE, LONGEST_PHOTO_SIDE))
                upright = ImageOps.exif_transpose(found)
                return _light(_plain(upright))
    except Image.DecompressionBombError:
        raise UnusableFile("图有好几亿点，太大，没有打开；请用看图软件另存一张小一些的") from None
    except UnusableFile:
        raise
    except Exception:  # a decoder says in many ways that a file is none of its own
        raise UnusableFile(_BROKEN_PICTURE) from None


def _refuse_pixels(size: tuple[int, int], kind: str) -> None:
    width, height = size
    if width * height > (MOST_JPEG_PIXELS if kind == "jpg" else MOST_PIXELS):
        raise UnusableFile(f"图有 {width}×{height} 点，太大，没有打开；请用看图软件另存一张小一些的")
    if not width or not height:
        raise UnusableFile(_BROKEN_PICTURE)


def _plain(picture: Image.Image) -> Image.Image:
    """Colours as every screen shows them, and nothing but pixels."""
    from PIL import Image, ImageCms

    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, known, ImageCms.createProfile("sRGB"), outputMode="RGB")
            picture = turned or picture
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    plain = picture.convert("RGBA" if clear else "RGB")
    if max(plain.size) > LONGEST_PHOTO_SIDE:
        plain.thumbnail((LONGEST_PHOTO_SIDE, LONGEST_PHOTO_SIDE), Image.Resampling.LANCZOS)
    plain.info.clear()
    return plain


def _light(picture: Image.Image) -> Photo:
    for side, quality in _STEPS:
        picture.thumbnail((side, side))
        packed = io.BytesIO()
        picture.save(packed, "WEBP", quality=quality, method=4)
        if packed.tell() <= MOST_PHOTO_BYTES:
            break
    return Photo(packed.getvalue(), *picture.size)
