"""What every place offers to publishing, whatever lies behind it: releases beside each other, one of them live."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from ...model.destination import Destination
from ..integrity import Contents
from ..release import Release


class PublishingPlace(Protocol):
    """A place while it is open: `with` connects, locks it for writing, and clears up what broke off.

    Every method raises PublishError, in words for an editor, when the place cannot do it.
    """

    moment: str
    """The place's own time when it was opened, written as in the id of a release."""
    releases: list[str]
    """Ids of the releases that lie there, oldest first."""
    strangers: list[str]
    """What lies among the releases and is none."""
    live_id: str
    """The release that readers see; empty where there is none."""
    held: str
    """The release that a rollback took down and that may not come back by itself; empty where there is none."""

    @property
    def name(self) -> str:
        """Where it is, in words for an editor."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def contents(self, id: str) -> Contents:
        """What lies in a release, with the digest of every file."""

    def addresses(self, id: str) -> tuple[str, ...]:
        """The addresses that a release promises."""

    def put(self, folder: Path, release: Release, before: Release | None) -> None:
        """Lay a release beside the others and verify it; files it shares with `before` need not be sent again."""

    def switch(self, id: str) -> None:
        """Show this release to readers from now on, in one step."""

    def remove(self, id: str) -> None:
        """Remove a release that is not live."""

    def hold(self, id: str) -> None:
        """Note that this release was rolled back."""

    def free(self) -> None:
        """Forget what was held."""


class OpenPlace(Protocol):
    """What makes a place of an entry of plan/publish.yaml; with `write` false nothing there changes."""

    def __call__(self, destination: Destination, write: bool = True) -> PublishingPlace: ...
