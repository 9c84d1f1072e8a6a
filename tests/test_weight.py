"""weight.py: a page over the budget is named with its weight; what loads later does not count."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.html.built_page import BuiltPage
from kepu.postbuild.html.page_facts import eager
from kepu.postbuild.page_weight import check_weight


def noise(kilobytes: float, seed: int = 1) -> str:
    """Text that gzip cannot shrink by more than a quarter: as base64 of chance, its packed size is 3/4 of it."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(random.Random(seed).choices(letters, k=int(kilobytes * 1024 * 4 / 3)))


def site(folder: Path, page: str, **files: str | bytes) -> Path:
    (folder / "a").mkdir()
    (folder / "a" / "index.html").write_text(page, "utf-8")
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def test_a_light_page_passes(tmp_path: Path) -> None:
    page = f'<link rel="stylesheet" href="../s.css"><p>{noise(40)}</p>'
    assert check_weight(BuiltSite(site(tmp_path, page, s_css=noise(35)))) == []


def test_a_long_page_that_packs_well_passes(tmp_path: Path) -> None:
    assert check_weight(BuiltSite(site(tmp_path, "一段文字" * 100_000))) == []


def test_a_heavy_page_is_named_with_its_weight_and_the_limit(tmp_path: Path) -> None:
    (found,) = check_weight(BuiltSite(site(tmp_path, noise(65))))
    assert str(found).startswith("a/index.html:1: 网页压缩后有 6") and "上限是 60.0 KB" in found.message


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="stylesheet" href="../x.bin">',
        "<script src='../x.bin' defer></script>",
        '<img src="../x.bin?v=1" alt="">',
        '<link rel="preload" as="font" href="../x.bin">',
    ],
)
def test_a_page_that_loads_too_much_is_named_with_the_heaviest_file(tmp_path: Path, tag: str) -> None:
    (found,) = check_weight(BuiltSite(site(tmp_path, f"{tag}<p>{noise(30)}</p>", x_bin=noise(60))))
    assert found.message.startswith("网页连同它一打开就要取的文件压缩后有 9") and "上限是 80.0 KB" in found.message
    assert "其中最大的是 x.bin（6" in found.message


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="../x.bin" alt="" loading="lazy">',
        '<a href="../x.bin">下载</a>',
        '<link rel="alternate" href="../x.bin">',
        '<link rel="icon" type="image/png" sizes="512x512" href="../x.bin">',
        '<img src="data:image/png;base64,AAAA" alt="">',
    ],
)
def test_what_is_loaded_later_does_not_count(tmp_path: Path, tag: str) -> None:
    assert check_weight(BuiltSite(site(tmp_path, f"{tag}<p>{noise(30)}</p>", x_bin=noise(60)))) == []


def test_pictures_count_as_they_are(tmp_path: Path) -> None:
    (found,) = check_weight(BuiltSite(site(tmp_path, '<img src="../p.png" alt="">', p_png=b"\0" * 90_000)))
    assert "p.png（87.9 KB）" in found.message


def test_a_file_named_twice_is_loaded_once() -> None:
    html = '<img src="x.png" alt=""><img src="./x.png" alt=""><script src="/y.js"></script>'
    assert eager(BuiltPage(html), "a/index.html") == {"a/x.png", "/y.js"}
