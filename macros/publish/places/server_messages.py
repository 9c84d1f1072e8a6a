"""What ssh, rsync and shells say when they fail, and the same for an editor."""

from __future__ import annotations

from ...model.destination import Destination

SIGNS = {
    "No space left on device": "服务器的磁盘满了，请管服务器的同事清理以后再发布",
    "Disk quota exceeded": "服务器分给这个账号的空间用完了",
    "Read-only file system": "服务器上的这个磁盘是只读的",
    "Host key verification failed": "还没有确认过这台服务器的身份；请在命令窗口里运行一次 {login}，与管服务器的同事核对指纹后输入 yes",
    "REMOTE HOST IDENTIFICATION HAS CHANGED": "服务器的身份与上次不同，可能是重装过，也可能有人冒充；请先问管服务器的同事",
    "Not a directory": "服务器上的 {path} 是一个文件，或者它上面有一级不是文件夹，请换一个 path",
    "File exists": "服务器上的 {path} 是一个文件，不是文件夹，请换一个 path",
    "Permission denied (13)": "账号在服务器上没有写入 {path} 的权限",
    "Permission denied (": "服务器不认这台电脑的钥匙；请把公钥交给管服务器的同事，并确认账号写对了",
    "Permission denied": "账号在服务器上没有写入 {path} 的权限",
    "Could not resolve hostname": "找不到服务器“{host}”，请检查 host 有没有写错，网络通不通",
    "Connection refused": "服务器“{host}”拒绝连接，请检查 port，或问管服务器的同事 ssh 开了没有",
    "timed out": "连不上服务器“{host}”，请检查网络；单位外面可能要先连 VPN",
    "No route to host": "连不上服务器“{host}”，请检查网络",
    "Network is unreachable": "这台电脑没有连上网络",
    "Connection closed": "与服务器的连接断了，请再发布一次",
    "Connection reset": "与服务器的连接断了，请再发布一次",
    "Broken pipe": "与服务器的连接断了，请再发布一次",
    "not found": "服务器上缺少要用的程序",
}
"""What ssh, rsync and shells say, and the same for an editor; the first sign that is found counts."""


def explained(place: Destination, said: str, beginning: str) -> str:
    """What went wrong, in words for an editor; what is not known is passed on as it is."""
    login = f"ssh {f'-p {place.port} ' if place.port else ''}{f'{place.user}@' if place.user else ''}{place.host}"
    for sign, meaning in SIGNS.items():
        if sign in said:
            return meaning.format(host=place.host, path=place.path, login=login)
    return f"{beginning}{said.strip() or '没有说明原因'}"
