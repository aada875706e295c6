"""What keeps objectives from standing together as a tree, each fault with how to mend it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.alignment.above import folded
from domain.alignment.objective import Objective
from domain.alignment.tree import ObjectiveTree
from domain.ids import ObjectiveId

NAMED_AT_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one objective: in which of its values, and how to mend it."""

    objective: ObjectiveId
    column: str
    sentence: str


def faults_between(after: ObjectiveTree, before: ObjectiveTree) -> tuple[Fault, ...]:
    """Tell what is wrong with the objectives that are new in `after` or other than in `before`.

    What was wrong before and was not touched is not told again.
    """
    touched = tuple(one for one in after.values() if before.get(one.id) != one)
    return (
        *_days(touched),
        *_names(touched, after),
        *_parents(touched, after, before),
        *_circles(touched, after),
    )


def _days(touched: Sequence[Objective]) -> Iterator[Fault]:
    for one in touched:
        if one.start is not None and one.due is not None and one.due < one.start:
            sentence = (
                f"“{one.title}” is due on {one.due}, before it starts on {one.start}: mend due."
            )
            yield Fault(one.id, "due", sentence)


def _names(touched: Sequence[Objective], after: ObjectiveTree) -> Iterator[Fault]:
    called: defaultdict[str, set[ObjectiveId]] = defaultdict(set)
    for one in after.values():
        if not one.is_retired:
            called[folded(one.title)].add(one.id)
            called[one.key].add(one.id)
    for one in touched:
        others = called[folded(one.title)] - {one.id}
        if others and not one.is_retired:
            other = min((after[each] for each in others), key=lambda each: each.key)
            yield Fault(
                one.id,
                "title",
                f"“{one.title}” is also what the objective {other.key} goes by, so nobody could "
                "tell which one a goal serves: give it a title of its own.",
            )


def _parents(
    touched: Sequence[Objective], after: ObjectiveTree, before: ObjectiveTree
) -> Iterator[Fault]:
    for one in touched:
        earlier = before.get(one.id)
        if one.parent is None or (earlier is not None and earlier.parent == one.parent):
            continue
        above = after.parent_of(one)
        if above is None:
            sentence = (
                f"“{one.title}” serves something that is not an objective of this organisation: "
                "name one by its key or title, or leave parent empty."
            )
        elif one.parent == one.id:
            sentence = f"“{one.title}” serves itself: name another parent, or leave it empty."
        elif above.is_retired:
            sentence = (
                f"“{one.title}” serves “{above.title}”, which is retired: name the objective that "
                "took its place."
            )
        else:
            continue
        yield Fault(one.id, "parent", sentence)


def _circles(touched: Sequence[Objective], after: ObjectiveTree) -> Iterator[Fault]:
    changed = {one.id: order for order, one in enumerate(touched)}
    for loop in after.loops:
        inside = [one for one in loop if one.id in changed]
        if len(loop) == 1 or not inside:
            continue
        first = min(inside, key=lambda one: changed[one.id])
        turn = loop.index(first)
        yield Fault(first.id, "parent", circle_in_words((*loop[turn:], *loop[:turn])))


def circle_in_words(loop: Sequence[Objective]) -> str:
    """Say which objectives serve each other in a circle."""
    told = [f"“{one.title}”" for one in loop[1:NAMED_AT_MOST]]
    if len(loop) > NAMED_AT_MOST:
        told.append(f"{len(loop) - NAMED_AT_MOST} more objectives")
    steps = "".join(f" {label}, which serves" for label in told)
    first = f"“{loop[0].title}”"
    return (
        f"The tree runs in a circle: {first} serves{steps} {first}. Mend the parent of one of them."
    )
