"""A server with a shell, far away or this one: releases side by side, one link to the live one, switched in one step.

Made by hand on ssh and rsync: deployment tools switch releases, but none says in Chinese what an office can do.
"""

from __future__ import annotations

import os
import posixpath
import shlex
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ...model.destination import Destination
from ..integrity import Contents
from ..release import RELEASE_FILE, SUMS, PublishError, Release, read_release
from ..release_ids import is_release
from .server_messages import explained
from .server_script import SCRIPT


class Server:
    """A conversation with a server; nothing changes for readers before `switch`."""

    def __init__(self, destination: Destination, write: bool = True) -> None:
        self.destination = destination
        self.write = write
        self.live_id = ""
        self.held = ""
        self.releases: list[str] = []
        self.strangers: list[str] = []
        self.moment = ""

    @property
    def name(self) -> str:
        place = self.destination
        user = f"{place.user}@" if place.user else ""
        return f"{user}{place.host}:{place.path}" if place.kind == "ssh" else place.path

    def __enter__(self) -> Self:
        place = self.destination
        if place.kind == "ssh" and not shutil.which(_ssh()[0]):
            raise PublishError(
                "这台电脑没有 ssh。Windows 在“可选功能”里添加“OpenSSH 客户端”，Debian 安装 openssh-client"
            )
        self.said = tempfile.TemporaryFile()
        mode = "write" if self.write else "read"
        self.process = subprocess.Popen(
            self.shell(["sh", "-c", SCRIPT, "sh", place.path, mode]),
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

    def contents(self, id: str) -> Contents:
        """What lies in a release there, byte for byte."""
        self.tell(f"contents {id}")
        manifest, found = "", {"sum": list[str](), "odd": list[str](), "closed": list[str]()}
        while (line := self._line()) != "done":
            word, _, rest = line.partition(" ")
            if word == "manifest":
                manifest = rest
            elif word in found:
                found[word].append(rest)
        pairs = (line.partition("  ./") for line in found["sum"])
        sums = {name: sha256 for sha256, mark, name in pairs if mark}
        return Contents(manifest, sums, _names(found["odd"]), _names(found["closed"]))

    def addresses(self, id: str) -> tuple[str, ...]:
        """The addresses that a release promises, as far as they can be read."""
        self.tell(f"addresses {id}")
        release = read_release(_stdout(self.process).readline().decode("utf-8", "replace"))
        return release.addresses if release else ()

    def put(self, folder: Path, release: Release, before: Release | None) -> None:
        """Bring a release there, complete and checked; what `before` (the live one) holds as well is not sent again.

        Raises PublishError.

        Where that does not give what it should, everything is sent, once.
        """
        answer = self._sent(folder, release, before)
        if answer != "ok" and before:
            answer = self._sent(folder, release, None)
        if answer == "closed":
            raise PublishError("传到服务器上的文件公众读不了，请管服务器的同事看一看这个账号的权限")
        if answer != "ok":
            raise PublishError("传到服务器上的文件与这边的对不上，请再发布一次")

    def _sent(self, folder: Path, release: Release, before: Release | None) -> str:
        if self.ask(f"begin {release.id}") != "ok":
            raise PublishError(self._explained("文件没有传完："))
        if shutil.which("rsync"):
            self._send_by_rsync(folder, release, before)
        else:
            self._send_by_tar(folder, release, before)
        lingering = release.lingering if before else {}
        for name in lingering:
            self.tell(f"link {release.id} {name}")
        return self.ask(f"verify {release.id} {len(release.files) + 2 + len(lingering)}")

    def switch(self, id: str) -> None:
        """Make a release the live one, in one step. Raises PublishError."""
        try:
            answer = self.ask(f"switch {id}")
        except PublishError as error:
            raise PublishError(f"{error}。不能确定有没有换上，请运行 kepu releases 看一看") from None
        if answer != "ok":
            raise PublishError(self._explained("服务器上没有换成；原因是："))
        self.live_id = id

    def remove(self, id: str) -> None:
        """Delete a release, unless it is the live one."""
        self.tell(f"remove {id}")

    def hold(self, id: str) -> None:
        """Note that this release was taken down, so that it does not come back by itself."""
        self.tell(f"hold {id}")

    def free(self) -> None:
        """Forget what was held."""
        self.tell("free")

    def tell(self, words: str) -> None:
        """Send one line. Raises PublishError where the connection has ended."""
        try:
            _stdin(self.process).write(f"{words}\n".encode())
            _stdin(self.process).flush()
        except OSError:
            raise PublishError(self._explained("与服务器的连接断了：")) from None

    def ask(self, words: str) -> str:
        """Send one line; returns the one that comes back. Raises PublishError."""
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
                case "held":
                    self.held = rest if is_release(rest) else ""
                case "release" if is_release(rest):
                    self.releases.append(rest)
                case "release" if not is_release(rest.removesuffix(".part")):
                    self.strangers.append(rest)

    def _line(self) -> str:
        while True:
            line = _stdout(self.process).readline()
            if not line:
                raise PublishError(self._explained("与服务器的对话断了："))
            if words := line.decode("utf-8", "replace").strip():
                return words

    def _explained(self, beginning: str) -> str:
        self.said.seek(0)
        return explained(self.destination, self.said.read().decode("utf-8", "replace"), beginning)

    def _send_by_rsync(self, folder: Path, release: Release, before: Release | None) -> None:
        place = self.destination
        part = posixpath.join(place.path, "releases", f"{release.id}.part")
        host = f"[{place.host}]" if ":" in (place.host or "") else place.host
        target = f"{part}/" if place.kind == "local" else f"{host}:{part}/"
        command = ["rsync", "-rtpsz", "--delete", "--chmod=D755,F644", f"{folder}/", target]
        if before:
            command.insert(2, f"--link-dest={posixpath.join(place.path, 'releases', before.id)}")
        if place.kind == "ssh":
            command[2:2] = ["-e", shlex.join(self._ssh())]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode:
            raise PublishError(explained(place, done.stderr, "文件没有传完："))

    def _send_by_tar(self, folder: Path, release: Release, before: Release | None) -> None:
        """Where there is no rsync, as on Windows: link what has not changed, send the rest in one stream."""
        known = set(release.unchanged(before))
        for name in sorted(known):
            self.tell(f"link {release.id} {name}")
        part = posixpath.join(self.destination.path, "releases", f"{release.id}.part")
        command = self.shell(["tar", "-x", "-z", "-o", "-f", "-", "-C", part])
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said)
            try:
                with tarfile.open(fileobj=_stdin(process), mode="w|gz") as archive:
                    for name in [*(name for name in release.files if name not in known), SUMS, RELEASE_FILE]:
                        archive.add(folder / name, name, recursive=False, filter=_plain)
                _stdin(process).close()
                failed = process.wait() != 0
            except OSError:
                failed = True
                process.wait()
            said.seek(0)
            if failed:
                raise PublishError(
                    explained(self.destination, said.read().decode("utf-8", "replace"), "文件没有传完：")
                )


def _ssh() -> list[str]:
    """The ssh to use; KEPU_SSH may name another, with options."""
    return shlex.split(os.environ.get("KEPU_SSH", "")) or ["ssh"]


def _names(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.removeprefix("./") for name in found)


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
