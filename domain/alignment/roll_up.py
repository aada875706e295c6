"""Progress rolled up the tree: the weighted mean of what serves an objective, level by level.

Progress is kept in hundredths of a per cent, rounded half up at each objective, so that every line
can be checked with the very figures it shows. Where one thing alone serves another nothing is
rounded, and a rounding moves the mean above it by at most half a hundredth.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple

WHOLE: Final = 10_000
"""All of the way to a target, in hundredths of a per cent."""

_NOWHERE: Final = -1


class Node(NamedTuple):
    """An objective above, or a goal of a person, as far as rolling up needs it.

    Attributes:
        key: what it is known by.
        parent: the key of what it serves; unknown keys count as none.
        weight: what it counts among those that serve the same, with two decimals at most.
        attained: its own reading, from 0 to 1; None if there is none.
        is_counted: False for what was retired: shown, but not part of what it served.
    """

    key: Hashable
    parent: Hashable | None
    weight: Decimal
    attained: Fraction | None
    is_counted: bool = True


@dataclass(frozen=True)
class RollUp:
    """The progress of every node, by its place in `nodes`.

    Attributes:
        nodes: what was rolled up, in the order given.
        place: where each key stands in it; of two with one key the later.
        above: the place of what each serves, or -1.
        progress: of each, in hundredths of a per cent; None where nothing is known of it.
        is_fed: whether something that counts serves it, so that its own reading does not count.
        unsettled: keys of what is caught in a circle and has no progress therefore.
    """

    nodes: Sequence[Node]
    place: Mapping[Hashable, int]
    above: Sequence[int]
    progress: Sequence[int | None]
    is_fed: Sequence[bool]
    unsettled: tuple[Hashable, ...]

    def progress_of(self, key: Hashable) -> int | None:
        """Give the progress of a node; of one that nobody serves, its own reading."""
        return self.progress[self.place[key]]

    def own_of(self, key: Hashable) -> int | None:
        """Give what a node's own reading says, whether it counts or not."""
        return hundredths(self.nodes[self.place[key]].attained)

    def below(self, key: Hashable) -> Iterator[tuple[Node, int | None]]:
        """Yield what counts towards a node, in the order given, each with its progress."""
        for place in self._children.get(self.place[key], ()):
            yield self.nodes[place], self.progress[place]

    @cached_property
    def _children(self) -> Mapping[int, Sequence[int]]:
        children: dict[int, list[int]] = {}
        for place, above in enumerate(self.above):
            if above != _NOWHERE and self.nodes[place].is_counted:
                children.setdefault(above, []).append(place)
        return children


def roll_up(nodes: Sequence[Node]) -> RollUp:
    """Roll progress up from the leaves, each node once, however deep the tree is.

    What has no progress lends its weight to the others beside it. A node that something serves is
    as far as that has come; its own reading stands beside and is not mixed in.
    """
    place: dict[Hashable, int] = {node[0]: number for number, node in enumerate(nodes)}
    above = [_NOWHERE if node[1] is None else place.get(node[1], _NOWHERE) for node in nodes]
    expected, is_fed = _expected(nodes, above)
    progress: list[int | None] = [None] * len(nodes)
    reached, weighed = [0] * len(nodes), [0] * len(nodes)
    ready = [number for number, count in enumerate(expected) if not count]
    for number in ready:
        _, _, weight, attained, is_counted = nodes[number]
        if is_fed[number]:
            total = weighed[number]
            made = (2 * reached[number] + total) // (2 * total) if total else None
        else:
            made = hundredths(attained)
        progress[number] = made
        up = above[number]
        if up == _NOWHERE:
            continue
        if made is not None and is_counted:
            share = int(weight * 100)
            reached[up] += share * made
            weighed[up] += share
        expected[up] -= 1
        if not expected[up]:
            ready.append(up)
    unsettled = tuple(node[0] for node, count in zip(nodes, expected, strict=True) if count)
    return RollUp(nodes, place, above, progress, is_fed, unsettled)


def _expected(nodes: Sequence[Node], above: Sequence[int]) -> tuple[list[int], list[bool]]:
    """Count what each node waits for, and tell whether something that counts serves it."""
    expected, is_fed = [0] * len(nodes), [False] * len(nodes)
    for node, up in zip(nodes, above, strict=True):
        if up != _NOWHERE:
            expected[up] += 1
            if node[4]:
                is_fed[up] = True
    return expected, is_fed


def hundredths(attained: Fraction | None) -> int | None:
    """Give an attainment in hundredths of a per cent, rounded half up."""
    if attained is None:
        return None
    share, whole = attained.as_integer_ratio()
    return (2 * WHOLE * share + whole) // (2 * whole)
