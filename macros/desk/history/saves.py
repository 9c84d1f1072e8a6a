"""The one function of the desk that writes files: a form, a table from Excel, a picture, a draft, an alert, each one snapshot."""

from __future__ import annotations

from collections.abc import Sequence

from ...editing.history.saving import FileChange, save_snapshot
from ...editing.history.snapshots import Snapshot
from ..desk_state import DeskState
from .record_changes import changes_in_words, record_changes


def save_files(state: DeskState, changes: Sequence[FileChange], said: str = "") -> Snapshot | None:
    """Write all these files or none, as one snapshot that can be undone; without words of its own it tells the fields.

    Raises Outdated where one of them is no longer of its version, OSError where the disk refuses.
    """
    root = state.root
    if not said:
        paths = [change.path for change in changes]
        before = {path: (root / path).read_bytes() if (root / path).is_file() else None for path in paths}
        said = changes_in_words(record_changes(state, before, {it.path: it.content for it in changes}))
    snapshot = save_snapshot(root, changes, said)
    state.refresh()
    return snapshot
