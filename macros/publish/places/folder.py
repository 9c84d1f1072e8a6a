"""A plain folder on any system, such as a USB stick or a shared drive: swapped by two renames, history in zip files."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from ...common.files.atomic_write import write_whole
from ...common.files.lock import Busy, locked
from ...common.files.swap import exchanged
from ...model.destination import Destination
from ..integrity import Contents, contents_of
from ..release import RELEASE_FILE, PublishError, Release, damaged, files_in, open_to_all, read_release
from ..release_ids import RELEASE_TIME, is_release

LIVE, NEXT, OLD, HISTORY, HELD = "current", "next", "before", "releases", ".held"

BROKEN = (zipfile.BadZipFile, KeyError, EOFError, zlib.error, NotImplementedError, RuntimeError, FileNotFoundError)
"""What reading an archive that is not whole ends in."""

REASONS = {
    errno.ENOSPC: "目标磁盘满了，请先清理出地方",
    getattr(errno, "EDQUOT", 122): "目标磁盘分给这个账号的空间用完了",
    errno.EROFS: "目标磁盘写保护了，只能读",
    errno.EACCES: "没有写入的权限，或者有文件正被别的程序打开",
    errno.EPERM: "没有写入的权限，或者有文件正被别的程序打开",
    errno.ENOENT: "找不到这个位置",
    errno.EIO: "磁盘读写出错，U 盘可能松动或坏了",
}


class Folder:
    """A folder to publish into; readers see `current/site`, which is never half old and half new."""

    def __init__(self, destination: Destination, write: bool = True) -> None:
        self.destination = destination
        self.root = Path(destination.path)
        self.write = write
        self.holding = ExitStack()
        self.moment = datetime.now(UTC).strftime(RELEASE_TIME)

    @property
    def name(self) -> str:
        return str(self.root)

    def __enter__(self) -> Self:
        if not self.root.parent.is_dir():
            raise PublishError(f"找不到 {self.root.parent}；U 盘插好了吗，共享文件夹连上了吗？")
        with _explained():
            if self.write:
                (self.root / HISTORY).mkdir(parents=True, exist_ok=True)
                for folder in (self.root, self.root / HISTORY):  # whatever the umask
                    with suppress(OSError):
                        folder.chmod(folder.stat().st_mode | 0o555)
                self._hold_lock()
                _recover(self.root)
        found = [path.stem for path in (self.root / HISTORY).glob("*.zip")]
        self.releases = sorted(filter(is_release, found))
        self.strangers = sorted(name for name in found if not is_release(name))
        self.live_id = self._live_id()
        held = self.root / HELD
        noted = held.read_text("utf-8", errors="replace").strip() if held.exists() else ""
        self.held = noted if is_release(noted) else ""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.write:
            return
        if error:  # a full disk should not stay full of what was not finished
            shutil.rmtree(self.root / NEXT, ignore_errors=True)
            for path in (self.root / HISTORY).glob("*.part"):
                if is_release(path.stem):
                    path.unlink()
        self.holding.close()

    def _hold_lock(self) -> None:
        try:
            self.holding.enter_context(locked(self.root / ".lock"))
        except Busy:
            raise PublishError("有人正在往这里发布，请过一会儿再试") from None

    def _live_id(self) -> str:
        """The release that is live by its manifest; where that cannot be read, it should be the last one."""
        live = self.root / LIVE
        found = (live / RELEASE_FILE).read_text("utf-8", errors="replace") if (live / RELEASE_FILE).is_file() else ""
        release = read_release(found)
        return release.id if release else max(self.releases, default="") if live.exists() else ""

    def contents(self, id: str) -> Contents:
        """What lies in a release, byte for byte: of the live one in its folder, of the others in their archives."""
        with _explained():
            if id == self.live_id:
                return contents_of(self.root / LIVE)
            try:
                with zipfile.ZipFile(self.root / HISTORY / f"{id}.zip") as archive:
                    sums = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
                    return Contents(archive.read(RELEASE_FILE).decode("utf-8", "replace"), sums)
            except BROKEN:
                return Contents()

    def addresses(self, id: str) -> tuple[str, ...]:
        """The addresses that a release promises, as far as they can be read."""
        release = read_release(self.contents(id).manifest)
        return release.addresses if release else ()

    def put(self, folder: Path, release: Release, before: Release | None) -> None:
        """Lay the release beside the live one, read it back, and pack it for later.

        Raises PublishError where what was read back differs.
        """
        with _explained():
            new = self.root / NEXT
            _copy(folder, new)
            for name in release.lingering if before else ():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.root / LIVE / name, new / name)
            open_to_all(new)
            _flush(new)
            if damaged(new, release):
                raise PublishError("写进去的文件读出来不一样，磁盘可能坏了，请换一个")
            _pack(folder, self.root / HISTORY / f"{release.id}.zip")

    def switch(self, id: str) -> None:
        """Put a release in place: the one just laid down, or one from the history."""
        with _explained():
            new = self.root / NEXT
            if not new.exists():
                self._unpack(id, new)
            live, old = self.root / LIVE, self.root / OLD
            if live.exists() and exchanged(new, live):
                new.rename(old)
            else:
                _renamed(new, live, old)
            self.live_id = id
            shutil.rmtree(old, ignore_errors=True)
            _flush(live)

    def remove(self, id: str) -> None:
        """Delete a release, unless it is the live one."""
        with _explained():
            if id != self.live_id:
                (self.root / HISTORY / f"{id}.zip").unlink(missing_ok=True)

    def hold(self, id: str) -> None:
        """Note that this release was taken down, so that it does not come back by itself."""
        with _explained():
            write_whole(self.root / HELD, f"{id}\n")

    def free(self) -> None:
        with _explained():
            (self.root / HELD).unlink(missing_ok=True)

    def _unpack(self, id: str, new: Path) -> None:
        try:
            with zipfile.ZipFile(self.root / HISTORY / f"{id}.zip") as archive:
                archive.extractall(new)
        except BROKEN:
            shutil.rmtree(new, ignore_errors=True)
            raise PublishError(f"版本 {id} 的压缩包坏了，请换一个版本") from None
        release = read_release((new / RELEASE_FILE).read_text("utf-8")) if (new / RELEASE_FILE).exists() else None
        if release is None or release.id != id or damaged(new, release):
            shutil.rmtree(new, ignore_errors=True)
            raise PublishError(f"版本 {id} 的文件不全，请换一个版本")
        open_to_all(new)
        _flush(new)


def _renamed(new: Path, live: Path, old: Path) -> None:
    """Two renames, where the system cannot exchange: the old folder comes back if the second fails."""
    if live.exists():
        live.rename(old)
    try:
        new.rename(live)
    except OSError:
        if old.exists():
            old.rename(live)
        raise


def _recover(root: Path) -> None:
    """Whatever a run that broke off left behind: the live folder is there again, and nothing else."""
    live, old = root / LIVE, root / OLD
    if old.exists() and not live.exists():
        old.rename(live)
    parts = (path for path in (root / HISTORY).glob("*.part") if is_release(path.stem))
    for path in (old, root / NEXT, *parts):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()


def _copy(folder: Path, new: Path) -> None:
    """File by file, so that the first thing to go wrong is what is said."""
    for name, path in files_in(folder).items():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, new / name)


def _flush(folder: Path) -> None:
    """Bring a folder's files to the disk, and forget what memory holds of them, so that reading asks the disk."""
    paths = files_in(folder).values()
    if hasattr(os, "sync"):
        os.sync()
    for path in paths:
        with path.open("r+b") as file:
            if not hasattr(os, "sync"):
                os.fsync(file.fileno())
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _pack(folder: Path, path: Path) -> None:
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files_in(folder).items():
            archive.writestr(_entry(name, file), file.read_bytes(), zipfile.ZIP_DEFLATED)
    with part.open("r+b") as packed:
        os.fsync(packed.fileno())
    part.replace(path)


def _entry(name: str, file: Path) -> zipfile.ZipInfo:
    """An entry with the file's time, or the nearest that an archive can hold: it knows the years 1980 to 2107 only."""
    made = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    year = min(max(made.year, 1980), 2107)
    entry = zipfile.ZipInfo(name, (year, *made.timetuple()[1:6]))
    entry.external_attr = 0o644 << 16
    return entry


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0, error.strerror or str(error))
        place = f"（{error.filename}）" if error.filename and error.errno != errno.ENOSPC else ""
        raise PublishError(f"{reason}{place}") from None
