"""What differs between the records here and those that were published last."""

from __future__ import annotations

from ...common.files.known_addresses import ADDRESS_LIST
from ...publish.published_files import published_files, texts_of
from ..desk_state import DeskState
from ..history.record_changes import RecordChange, record_changes


def changes_since_published(state: DeskState) -> list[RecordChange] | None:
    """What the public does not see yet; None where nothing was published from this folder, or it was not noted."""
    before = published_files(state.root)
    if before is None:
        return None
    now = texts_of(state.root)
    list_of_program = ADDRESS_LIST.as_posix()
    return [it for it in record_changes(state, before, now) if it.name != list_of_program]
