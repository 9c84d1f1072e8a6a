"""The kinds of places that the site can be published to, one a line."""

from __future__ import annotations

from collections.abc import Mapping

from ...model.destination import Destination, Way
from .folder import Folder
from .place import OpenPlace, PublishingPlace
from .server import Server

TARGETS: Mapping[Way, OpenPlace] = {"ssh": Server, "local": Server, "folder": Folder}
"""Kind in plan/publish.yaml → what publishes there. A new kind is a module, its line here and its name in the model."""


def place_at(destination: Destination, write: bool = True) -> PublishingPlace:
    """The place of an entry of plan/publish.yaml, not opened yet."""
    return TARGETS[destination.kind](destination, write)
