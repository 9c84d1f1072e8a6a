"""Addresses that editors write, and why a reader could not follow one of them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from .public_hosts import is_inner_name, is_public_number
from .sanitize import safe_address

NOT_WHOLE = "网址要写完整（如 https://www.gov.cn/），中间不能有空格"
WRONG = "网址的写法不对，请从浏览器的地址栏里复制"

EMAIL = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
_DIALLED = re.compile(r"(?:0[0-9]{2,3}-?)?[0-9]{3,8}|[48]00-?[0-9]{3}-?[0-9]{4}")
"""Short numbers, land lines, 400 and 800; eleven digits would be somebody's mobile phone."""

_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?", re.ASCII)
"""RFC 1123 §2.1, with a dot and a letter at the beginning of its last part: 127.1 is the number of a computer."""

_SENTENCE = re.compile("[，。、；：？！“”‘’（）【】《》〈〉「」［］｛｝…]|[.,;](?=$)")
"""Signs of a Chinese sentence, which no address holds unless it is written with % signs."""


def link_fault(link: str) -> str | None:
    """Why an editor may not write this address: it leads nowhere a reader should go, or is not whole."""
    if fault := danger(link):
        return fault
    if re.search(r"\s", link):
        return NOT_WHOLE
    half = unicodedata.normalize("NFKC", link)
    widened = re.match(r"[^:/]*[：／]|[^/]*／|https?:[^/]|[^:/]*[^\x00-\x7f][^:/]*:", link, re.IGNORECASE)
    if widened and re.match(r"(?:https?|mailto|tel)[:/]", half, re.IGNORECASE):
        whole = re.sub("^(https?):/*", lambda scheme: f"{scheme[1].lower()}://", half, flags=re.IGNORECASE)
        return f"网址里的冒号和斜杠要用半角，写成 {whole[:60]}"
    if re.match(r"www\.", half, re.IGNORECASE):
        return f"网址要从 https:// 写起，写成 https://{half[:60]}"
    if found := _SENTENCE.search(link):
        return f"网址里有“{found[0]}”，多半是句子里的标点，请删去；真有这个符号的，请从浏览器的地址栏里复制"
    return _unreachable(link)


def _unreachable(link: str) -> str | None:
    """Why nobody outside could follow an address that is whole: its host, its mailbox, its number."""
    scheme, _, rest = link.partition(":")
    match scheme.lower():
        case "http" | "https":
            return _host_fault(link)
        case "mailto" if not re.match(EMAIL, unquote(rest.partition("?")[0])):
            return "mailto: 后面应当是电子邮箱，例如 mailto:kepu@example.gov.cn"
        case "tel" if not _DIALLED.fullmatch(rest):
            return "tel: 后面应当是半角的办公电话或热线，例如 tel:12345，不写个人手机号"
    return None


def _host_fault(link: str) -> str | None:
    parts = urlsplit(link)
    if parts.username is not None or parts.password is not None:
        return "网址里不能带用户名和密码"
    try:
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    except UnicodeError:
        return WRONG
    if not host:
        return NOT_WHOLE
    if is_inner_name(host) or not (_HOST.fullmatch(host) or _is_public(host)):
        return f"“{host[:40]}”外面的人打不开，应当是公开的网站，例如 www.gov.cn"
    return None if safe_address(link) else WRONG


def _is_public(number: str) -> bool:
    """Whether this is the number of a computer that everybody can reach."""
    try:
        return is_public_number(number)
    except ValueError:
        return False


def not_whole(link: str) -> str | None:
    """A link of a record leads to another site or to an office: it has no file beside it to count from."""
    if re.match(r"(?:https?://[^/?#]+|mailto:.|tel:.)", link, re.IGNORECASE):
        return None
    return (
        f"网址要写完整，以 https:// 开头，写成 https://{link[:60]}" if re.match(r"[\w-]+\.[\w.-]+", link) else NOT_WHOLE
    )


def danger(link: str) -> str | None:
    """Why a browser must not get this address: only http(s), mailto, tel and relative ones, however they are spelt."""
    compact = re.sub(r"[\x00-\x20]", "", link)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", compact)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto", "tel"):
        return f"网址不能以“{scheme[1]}:”开头，只能是 http、https、mailto、tel"
    if re.match(r"[/\\]{2}|\\", compact):
        return NOT_WHOLE
    try:
        urlsplit(link).port  # noqa: B018  # reads the address, and raises when there is none in it
    except ValueError:
        return WRONG
    return None
