"""The rooms of the program as a picture in Mermaid: `python tests/rooms.py` prints it, CONTRIBUTING.md holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from test_layers import FILES, ROOMS, imports

HEAD = "flowchart LR"


def uses() -> dict[str, set[str]]:
    """Room → the rooms that its modules import from."""
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for name in FILES:
        room = name.split(".")[0]
        if room in found:
            found[room] |= {other[1:].split(".")[0] for other in imports(name) if other[0] == "."} & {*ROOMS} - {room}
    return found


def arrows(used: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """The arrows that say something: what is reached through another room is not drawn a second time."""
    for room, rooms in used.items():
        through = {far for near in rooms for far in _reached(used, near)}
        yield from ((other, room) for other in ROOMS if other in rooms - through)


def drawing() -> str:
    """The picture; an arrow leads from a room to one that uses it."""
    return "\n".join([HEAD, *(f"    {one} --> {other}" for one, other in arrows(uses()))])


def _reached(used: Mapping[str, set[str]], room: str) -> set[str]:
    return used[room] | {far for near in used[room] for far in _reached(used, near)}


if __name__ == "__main__":
    print(drawing())
