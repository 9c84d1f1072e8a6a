"""A server with a shell, far away or this one: releases side by side, one link to the live one, switched in one step."""

from __future__ import annotations

import os
import posixpath
import shlex
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from .destinations import Destination
from .release import MANIFEST, SUMS, PublishError, Release, read_release

SCRIPT = r"""
set -u
umask 022
root=$1 keep=$2 mode=$3
say() { printf '%s\n' "$*"; }
if [ "$mode" = write ]; then
  mkdir -p "$root/releases" || exit 1
fi
cd "$root" || exit 1
if [ "$mode" = write ]; then
  command -v flock >/dev/null && command -v sha256sum >/dev/null || { say tools; exit 0; }
  exec 9>>.lock
  flock -n 9 || { say busy; exit 0; }
  rm -rf releases/*.part
fi
live=$(readlink current 2>/dev/null || :)
live=${live#releases/}
say "time $(date -u +%Y%m%dT%H%M%SZ)"
say "live $live"
for folder in releases/*/; do
  [ -d "$folder" ] && folder=${folder%/} && say "release ${folder#releases/}"
done
if [ -n "$live" ] && [ -f current/release.json ]; then
  printf 'manifest '; cat current/release.json; say
fi
say ready
while read -r word id rest; do
  part=releases/$id.part
  case $word in
  begin)
    mkdir -p "$part" && say ok || say failed ;;
  link)
    new=$part/$rest
    if [ -f "current/$rest" ] && [ ! -e "$new" ]; then
      [ -d "${new%/*}" ] || mkdir -p "${new%/*}"
      ln "current/$rest" "$new" 2>/dev/null || cp -p "current/$rest" "$new"
    fi ;;
  verify)
    if [ "$(find "$part" -type f | wc -l)" -eq "$rest" ] && (cd "$part" && sha256sum -c SHA256SUMS >/dev/null 2>&1)
    then say ok; else say damaged; fi ;;
  switch)
    [ ! -d "$part" ] || mv "$part" "releases/$id" || { say failed; continue; }
    [ -f "releases/$id/site/index.html" ] || { say missing; continue; }
    sync -f "releases/$id" 2>/dev/null || :
    rm -f .current
    if ln -s "releases/$id" .current && mv -T .current current; then say ok; else say failed; continue; fi
    count=0
    for name in $(ls -1 releases | sort -r); do
      case $name in *.part) continue ;; esac
      count=$((count + 1))
      [ "$count" -le "$keep" ] || [ "$name" = "$id" ] || rm -rf "releases/$name"
    done ;;
  esac
done
[ "$mode" = read ] || rm -rf releases/*.part
"""
"""Runs at the other end as long as we talk to it; when we fall silent it ends, and with it the lock."""

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


class Server:
    """A conversation with a server; nothing changes for readers before `switch`."""

    def __init__(self, destination: Destination, write: bool = True) -> None:
        self.destination = destination
        self.write = write
        self.live_id = ""
        self.releases: list[str] = []
        self.live: Release | None = None
        self.moment = ""

    @property
    def name(self) -> str:
        place = self.destination
        user = f"{place.user}@" if place.user else ""
        return f"{user}{place.host}:{place.path}" if place.kind == "ssh" else place.path

    def __enter__(self) -> Server:
        place = self.destination
        if place.kind == "ssh" and not shutil.which(_ssh()[0]):
            raise PublishError(
                "这台电脑没有 ssh。Windows 在“可选功能”里添加“OpenSSH 客户端”，Debian 安装 openssh-client"
            )
        self.said = tempfile.TemporaryFile()
        mode = "write" if self.write else "read"
        self.process = subprocess.Popen(
            self.shell(["sh", "-c", SCRIPT, "sh", place.path, str(place.keep), mode]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said,
        )  # fmt: skip
        try:
            self._greet()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _stdin(self.process).close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        _stdout(self.process).close()
        self.said.close()

    def put(self, folder: Path, release: Release) -> None:
        """Bring a release to the server, complete and checked, beside those that are there."""
        if shutil.which("rsync"):
            self._send_by_rsync(folder, release)
        else:
            self._send_by_tar(folder, release)
        if self.ask(f"verify {release.id} {len(release.files) + 2}") != "ok":
            raise PublishError("传到服务器上的文件与这边的对不上，请再发布一次")
        if self.live:
            for name in self.live.leaving(release):
                self.tell(f"link {release.id} {name}")

    def switch(self, id: str) -> None:
        """Make a release the live one, in one step."""
        try:
            answer = self.ask(f"switch {id}")
        except PublishError as error:
            raise PublishError(f"{error}。不能确定有没有换上，请运行 kepu releases 看一看") from None
        if answer != "ok":
            raise PublishError(self._explained("服务器上没有换成；原因是："))
        self.live_id = id

    def tell(self, words: str) -> None:
        try:
            _stdin(self.process).write(f"{words}\n".encode())
            _stdin(self.process).flush()
        except OSError:
            raise PublishError(self._explained("与服务器的连接断了：")) from None

    def ask(self, words: str) -> str:
        self.tell(words)
        return self._line()

    def shell(self, command: Sequence[str]) -> list[str]:
        """A command to be run at the other end."""
        if self.destination.kind == "local":
            return list(command)
        return [*self._ssh(), self.destination.host or "", shlex.join(command)]

    def _ssh(self) -> list[str]:
        place = self.destination
        options = ["BatchMode=yes", "ConnectTimeout=20", "ServerAliveInterval=15", "ServerAliveCountMax=4"]
        command = [*_ssh(), *(word for option in options for word in ("-o", option))]
        command += ["-p", str(place.port)] if place.port else []
        return [*command, *(["-l", place.user] if place.user else [])]

    def _greet(self) -> None:
        """Read what the other end says of itself, up to `ready`."""
        while (line := self._line()) != "ready":
            word, _, rest = line.partition(" ")
            match word:
                case "busy":
                    raise PublishError("有人正在往这里发布，请过一会儿再试")
                case "tools":
                    raise PublishError("服务器上缺少 flock 或 sha256sum，请管服务器的同事安装 util-linux 和 coreutils")
                case "time":
                    self.moment = rest
                case "live":
                    self.live_id = rest
                case "release":
                    self.releases += [] if rest.endswith(".part") else [rest]
                case "manifest":
                    self.live = read_release(rest)

    def _line(self) -> str:
        while True:
            line = _stdout(self.process).readline()
            if not line:
                raise PublishError(self._explained("与服务器的对话断了："))
            if words := line.decode("utf-8", "replace").strip():
                return words

    def _explained(self, beginning: str) -> str:
        self.said.seek(0)
        return self.explain(self.said.read().decode("utf-8", "replace"), beginning)

    def explain(self, said: str, beginning: str) -> str:
        """What went wrong, in words for an editor; what is not known is passed on as it is."""
        place = self.destination
        login = f"ssh {f'-p {place.port} ' if place.port else ''}{f'{place.user}@' if place.user else ''}{place.host}"
        for sign, meaning in SIGNS.items():
            if sign in said:
                return meaning.format(host=place.host, path=place.path, login=login)
        return f"{beginning}{said.strip() or '没有说明原因'}"

    def _send_by_rsync(self, folder: Path, release: Release) -> None:
        place = self.destination
        part = posixpath.join(place.path, "releases", f"{release.id}.part")
        host = f"[{place.host}]" if ":" in (place.host or "") else place.host
        target = f"{part}/" if place.kind == "local" else f"{host}:{part}/"
        command = ["rsync", "-rtsz", "--delete", "--chmod=D755,F644", f"{folder}/", target]
        if self.live_id:
            command.insert(2, f"--link-dest={posixpath.join(place.path, 'releases', self.live_id)}")
        if place.kind == "ssh":
            command[2:2] = ["-e", shlex.join(self._ssh())]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode:
            raise PublishError(self.explain(done.stderr, "文件没有传完："))

    def _send_by_tar(self, folder: Path, release: Release) -> None:
        """Where there is no rsync, as on Windows: link what has not changed, send the rest in one stream."""
        if self.ask(f"begin {release.id}") != "ok":
            raise PublishError(self._explained("文件没有传完："))
        known = set(release.unchanged(self.live))
        for name in sorted(known):
            self.tell(f"link {release.id} {name}")
        part = posixpath.join(self.destination.path, "releases", f"{release.id}.part")
        command = self.shell(["tar", "-x", "-z", "-o", "-f", "-", "-C", part])
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said)
            try:
                with tarfile.open(fileobj=_stdin(process), mode="w|gz") as archive:
                    for name in [*(name for name in release.files if name not in known), SUMS, MANIFEST]:
                        archive.add(folder / name, name, recursive=False, filter=_plain)
                _stdin(process).close()
                failed = process.wait() != 0
            except OSError:
                failed = True
                process.wait()
            said.seek(0)
            if failed:
                raise PublishError(self.explain(said.read().decode("utf-8", "replace"), "文件没有传完："))


def _ssh() -> list[str]:
    """The ssh to use; KEPU_SSH may name another, with options."""
    return shlex.split(os.environ.get("KEPU_SSH", "")) or ["ssh"]


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A file without an owner, readable by the web server."""
    member.mode, member.uid, member.gid, member.uname, member.gname = 0o644, 0, 0, "", ""
    return member


def _stdin(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdin
    return process.stdin


def _stdout(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout
    return process.stdout
