"""What is read while a piece of work is done, noted by what is read: as long as all of that stays, so does the result.

A work that is kept must not forget anything it depends on. So nobody lists it: what can change notes it by itself.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

_Item = TypeVar("_Item")
_Of = TypeVar("_Of")
_Rest = ParamSpec("_Rest")
_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class Reads(set[str]):
    """The names of what is read while a piece of work is done.

    `asked` are the questions among them and those on the way to their answers, each with what was read to answer it.
    """

    def __init__(self, names: Iterable[str] = (), asked: dict[str, frozenset[str]] | None = None) -> None:
        super().__init__(names)
        self.asked = {} if asked is None else asked


class _Open(threading.local):
    """The works under way in this thread, the innermost last."""

    def __init__(self) -> None:
        self.works: list[Reads] = []


_OPEN = _Open()

QUESTIONS: dict[str, Callable[..., object]] = {}
"""Every function that is a `by_answer`, by its name."""


@contextmanager
def reading() -> Iterator[Reads]:
    """Gives the names of all that is read meanwhile; the work around this one takes no note of it."""
    read = Reads()
    _OPEN.works.append(read)
    try:
        yield read
    finally:
        _OPEN.works.pop()


def note(*names: str) -> None:
    """Tell the work under way what it reads."""
    if _OPEN.works:
        _OPEN.works[-1].update(names)


class NotedList(list[_Item]):
    """A list that stays as it is; whoever looks at what is in it has read the list of its `name`."""

    def __init__(self, items: Iterable[_Item] = (), name: str = "") -> None:
        super().__init__(items)
        self.name = name

    def __iter__(self) -> Iterator[_Item]:
        note(f"list {self.name}")
        return super().__iter__()

    def __len__(self) -> int:
        note(f"list {self.name}")
        return super().__len__()

    def __getitem__(self, place: Any) -> Any:
        note(f"list {self.name}")
        return super().__getitem__(place)


class NotedFolder(Mapping[str, _Item]):
    """Records by id that stay as they are; whoever looks has read them all, or one, or how many or whether any there are.

    The records of a folder under other names than their ids are of the name `folder/what they go by`.
    """

    def __init__(self, records: Mapping[str, _Item], name: str) -> None:
        self.name, self._records = name, dict(records)

    def _all(self) -> dict[str, _Item]:
        note(f"all {self.name}")
        return self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        note(f"count {self.name}")
        return len(self._records)

    def __bool__(self) -> bool:
        note(f"any {self.name}")
        return bool(self._records)

    def __getitem__(self, id: str) -> _Item:
        note(f"one {self.name} {id}")
        return self._records[id]

    def __contains__(self, id: object) -> bool:
        note(f"one {self.name} {id}")
        return id in self._records

    def keys(self) -> KeysView[str]:
        return self._all().keys()

    def values(self) -> ValuesView[_Item]:
        return self._all().values()

    def items(self) -> ItemsView[str, _Item]:
        return self._all().items()


def folders_read(names: Iterable[str]) -> set[str] | None:
    """The folders that were looked at in any of these ways; None where anything else was read."""
    parted = [name.split(" ", 2) for name in names]
    known = all(words[0] in _WAYS for words in parted)
    return {words[1].partition("/")[0] for words in parted} if known else None


_WAYS = {"all", "any", "count", "one"}
"""How the names begin that a NotedFolder notes."""


def remembered(most: int) -> Callable[[Callable[_Given, _Answer]], Callable[_Given, _Answer]]:
    """As lru_cache, for a function of a plan: whoever gets an answer that is remembered has read what it was made of."""

    def decorate(function: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
        @lru_cache(maxsize=most)
        def known(*given: Any, **named: Any) -> tuple[_Answer, Reads]:
            with reading() as read:
                answer = function(*given, **named)
            return answer, read

        @wraps(function)
        def asked(*given: _Given.args, **named: _Given.kwargs) -> _Answer:
            answer, read = known(*given, **named)  # type: ignore[arg-type]
            if _OPEN.works:
                _OPEN.works[-1].update(read)
                _OPEN.works[-1].asked.update(read.asked)
            return answer

        return asked

    return decorate


def by_answer(function: Callable[Concatenate[_Of, _Rest], _Answer]) -> Callable[Concatenate[_Of, _Rest], _Answer]:
    """A function of which the answer alone counts: who asks depends on it, not on all that was looked at to find it.

    What is asked of comes first, a plan or a list that says its `name`; the rest are what `json_name` can name.
    """
    QUESTIONS[function.__name__] = function
    answer: Callable[..., _Answer] = function

    @wraps(function)
    def asked(of: _Of, /, *rest: _Rest.args, **named_rest: _Rest.kwargs) -> _Answer:
        works = _OPEN.works
        if not works or named_rest:
            return answer(of, *rest, **named_rest)
        try:
            name = _question(function.__name__, getattr(of, "name", ""), *map(_named, rest))
        except TypeError:  # it cannot be asked again: then all that it looks at counts
            return answer(of, *rest)
        outer = works[-1]
        works.append(Reads(asked=outer.asked))
        try:
            return answer(of, *rest)
        finally:
            outer.add(name)
            outer.asked[name] = frozenset(works.pop())

    return asked


class _Named(NamedTuple):
    """A record by what finds it again."""

    kind: str
    id: str


def _named(value: object) -> object:
    """What stands in the name of a question for something that it is asked with. Raises TypeError where nothing can."""
    if value is None or isinstance(value, str | int | date):
        return value
    if isinstance(value, tuple | list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    id = getattr(value, "id", None)
    if not isinstance(id, str) or not id:
        raise TypeError(value)
    return _Named(type(value).__name__, id)


@lru_cache(maxsize=100_000)
def _question(function: str, *given: object) -> str:
    """The name of a question, from which it can be asked again."""
    return json.dumps([function, *map(_in_json, given)], ensure_ascii=False)


def _in_json(value: object) -> object:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value._asdict() if isinstance(value, _Named) else value


def answered(name: str, sources: Mapping[str, object], records: Mapping[str, Mapping[str, object]]) -> object:
    """The answer to a question noted under this name, asked anew of the source of its name.

    `records` are those of each kind by id. Raises LookupError for what is not there any more.
    """
    function, source, *rest = json.loads(name)
    return QUESTIONS[function](sources[source], *_meant(rest, records))


def _meant(values: Iterable[object], records: Mapping[str, Mapping[str, object]]) -> Iterator[object]:
    for value in values:
        if isinstance(value, dict):
            yield date.fromisoformat(value["day"]) if "day" in value else records[value["kind"]][value["id"]]
        else:
            yield tuple(value) if isinstance(value, list) else value
