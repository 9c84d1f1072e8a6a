"""The files of a plan's tree put together: every node knows its id, what it stands below, and what the text says there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...common.files.yaml.yaml_file import Location, YamlFile
from ...common.problems import Problem, listed, nearest
from ...model.plan import Period
from ...model.tree.document import Document
from ...model.tree.layout import lay_over
from ...model.tree.node import RANKS, Node
from ...model.tree.words import numbers_of

ORDER = tuple(RANKS)


def built_tree(document: Document, tops: list[Node]) -> tuple[tuple[Node, ...], list[Problem]]:
    """The nodes that stand at the top, in the order of the text, with all below them; and what is wrong with ids and kinds."""
    problems: list[Problem] = []
    every = [node for top in tops for node in _named(top, top.id, ())]
    known: dict[str, Node] = {}
    for node in every:
        if node.id in known and (node.id_ or node.is_file):
            other = known[node.id].where("id")
            problems.append(
                Problem(
                    node.where("id") if node.id_ else node.where(),
                    f"代号“{node.id}”与 {other.path}:{other.line} 重复，网页地址会互相覆盖，请换一个",
                )
            )
        known.setdefault(node.id, node)
        if node.kind not in document.kinds:
            problems.append(
                Problem(
                    node.where("kind"),
                    f"plan.yaml 的 kinds 里没有“{node.kind}”{nearest(node.kind, document.kinds) or f'；有 {listed(list(document.kinds), 20)}'}",
                )
            )
    if problems:
        return (), problems
    for node in every:
        node._kind, node._leads, node._parent = document.kinds[node.kind], document.leads, None
    problems += _hanging(tops, known)
    if problems:
        return (), problems
    hung: dict[str, list[Node]] = {}
    for top in tops:
        hung.setdefault(top.under or "", []).append(top)
    for node in every:
        node._below = _in_order([*node.children, *hung.get(node.id, ())])
        for child in node._below:
            child._parent = node
    problems += _misplaced(every)
    return _in_order(hung.get("", [])), problems


def settle(period: Period) -> None:
    """Lay the tree over the text and number it; once the plan's place in the site is known."""
    for node in period.walk():
        node._base = period.base
    lay_over(period.document, period.nodes, period.lines)
    for number, task in enumerate(period.tasks, 1):
        task._number = number
        for place, measure in enumerate(task.measures, 1):
            if measure is not task:
                measure._number = place
    for node in period.walk():
        if node.rank in ("chapter", "part"):
            siblings = node.parent.below if node.parent else period.nodes
            node._number = 1 + next(index for index, other in enumerate(siblings) if other is node)


def _named(node: Node, id: str, location: Location) -> Iterator[Node]:
    """A node and all below it in its file, each told its id and place."""
    node.placed(node.id_ or id, node._file or YamlFile(""), location)
    yield node
    for number, child in enumerate(node.children, 1):
        yield from _named(child, f"{node.id}-{number}", (*location, "children", number - 1))


def _hanging(tops: list[Node], known: dict[str, Node]) -> Iterator[Problem]:
    """What a file hangs below is there, and does not hang below the file in turn."""
    files = {node.id: top for top in tops for node in _written(top)}
    for top in tops:
        if top.under and top.under not in known:
            yield Problem(top.where("under"), f"没有“{top.under}”这一条{nearest(top.under, known)}")
            continue
        passed, above = [top.id], top.under
        while above in files and files[above].id not in passed:
            passed.append(files[above].id)
            above = files[above].under
        if above in files:
            yield Problem(top.where("under"), f"“{top.id}”绕了一圈又在自己下面；请看各个 under")


def _written(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _written(child)


def _in_order(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """By where they begin in the text; those that stand in a table alone stay where they are written."""
    found = list(nodes)
    places: list[int] = []
    for node in found:
        places.append(next(iter(numbers_of(node.at)), places[-1] if places else 0))
    return tuple(
        node for _, _, node in sorted(zip(places, range(len(found)), found, strict=True), key=lambda it: it[:2])
    )


def _misplaced(nodes: Iterable[Node]) -> Iterator[Problem]:
    """A task stands below chapters, a measure below tasks and chapters, a part below anything."""
    for node in nodes:
        for above in node.above():
            wrong = ORDER.index(above.rank) > ORDER.index(node.rank)
            if wrong or (above.rank == node.rank and node.rank in ("task", "measure")):
                yield Problem(
                    node.where("kind"),
                    f"“{node.kind_name}”（{node.rank}）不能放在“{above.kind_name}”（{above.rank}）下面；请改 plan.yaml 的 kinds 里的 rank",
                )
                break
