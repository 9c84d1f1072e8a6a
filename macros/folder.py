"""A plain folder on any system, such as a USB stick or a shared drive: swapped by two renames, history in zip files."""

from __future__ import annotations

import errno
import shutil
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from .destinations import Destination
from .release import ID, MANIFEST, MOMENT, PublishError, Release, damaged, files_in, read_release

LIVE, NEW, OLD, HISTORY = "current", "next", "before", "releases"

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
        self.moment = datetime.now(UTC).strftime(MOMENT)

    @property
    def name(self) -> str:
        return str(self.root)

    def __enter__(self) -> Folder:
        if not self.root.parent.is_dir():
            raise PublishError(f"找不到 {self.root.parent}；U 盘插好了吗，共享文件夹连上了吗？")
        with _explained():
            if self.write:
                (self.root / HISTORY).mkdir(parents=True, exist_ok=True)
                self.lock = (self.root / ".lock").open("a")
                if not _locked(self.lock):
                    self.lock.close()
                    raise PublishError("有人正在往这里发布，请过一会儿再试")
                _recover(self.root)
        manifest = self.root / LIVE / MANIFEST
        self.live = read_release(manifest.read_text("utf-8")) if manifest.exists() else None
        self.live_id = self.live.id if self.live else ""
        found = (path.stem for path in (self.root / HISTORY).glob("*.zip"))
        self.releases = sorted(name for name in found if ID.fullmatch(name))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.write:
            return
        if error:  # a full disk should not stay full of what was not finished
            shutil.rmtree(self.root / NEW, ignore_errors=True)
            for path in (self.root / HISTORY).glob("*.part"):
                path.unlink()
        self.lock.close()

    def put(self, folder: Path, release: Release) -> None:
        """Lay the release beside the live one, read it back, and pack it for later."""
        with _explained():
            new = self.root / NEW
            _copy(folder, new)
            if damaged(new, release):
                raise PublishError("写进去的文件读出来不一样，磁盘可能坏了，请换一个")
            _pack(folder, self.root / HISTORY / f"{release.id}.zip")
            for name in self.live.leaving(release) if self.live else ():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.root / LIVE / name, new / name)

    def switch(self, id: str) -> None:
        """Put a release in place: the one just laid down, or one from the history."""
        with _explained():
            new = self.root / NEW
            if not new.exists():
                self._unpack(id, new)
            live, old = self.root / LIVE, self.root / OLD
            if live.exists():
                live.rename(old)
            try:
                new.rename(live)
            except OSError:
                if old.exists():
                    old.rename(live)
                raise
            self.live_id = id
            shutil.rmtree(old, ignore_errors=True)
            for path in sorted((self.root / HISTORY).glob("*.zip"), reverse=True)[self.destination.keep :]:
                if path.stem != id:
                    path.unlink()

    def _unpack(self, id: str, new: Path) -> None:
        try:
            with zipfile.ZipFile(self.root / HISTORY / f"{id}.zip") as archive:
                archive.extractall(new)
        except (zipfile.BadZipFile, KeyError):
            shutil.rmtree(new, ignore_errors=True)
            raise PublishError(f"版本 {id} 的压缩包坏了，请换一个版本") from None
        release = read_release((new / MANIFEST).read_text("utf-8")) if (new / MANIFEST).exists() else None
        if release is None or release.id != id or damaged(new, release):
            shutil.rmtree(new, ignore_errors=True)
            raise PublishError(f"版本 {id} 的文件不全，请换一个版本")


def _recover(root: Path) -> None:
    """Whatever a run that broke off left behind: the live folder is there again, and nothing else."""
    live, old = root / LIVE, root / OLD
    if old.exists() and not live.exists():
        old.rename(live)
    for path in (old, root / NEW, *(root / HISTORY).glob("*.part")):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()


def _copy(folder: Path, new: Path) -> None:
    """File by file, so that the first thing to go wrong is what is said."""
    for name, path in files_in(folder).items():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, new / name)


def _pack(folder: Path, path: Path) -> None:
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files_in(folder).items():
            archive.write(file, name)
    part.replace(path)


def _locked(file: IO[str]) -> bool:
    """Take the lock of the operating system; it goes when the file is closed, however the run ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0, error.strerror or str(error))
        place = f"（{error.filename}）" if error.filename and error.errno != errno.ENOSPC else ""
        raise PublishError(f"{reason}{place}") from None
