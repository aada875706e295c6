"""The tree of objectives above: who serves whom, by id, key and title."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from domain.alignment.above import Above, folded
from domain.alignment.objective import Objective
from domain.ids import ObjectiveId
from domain.reporting_line import loops_in


class ObjectiveTree(Mapping[ObjectiveId, Objective]):
    """All objectives above at one moment, frozen; of two with the same id the later stands.

    Nothing is refused here: what does not fit, loops and orphans, is told by `loops` and
    `orphans`. However deep the tree is, nothing walks it by recursion.
    """

    def __init__(self, objectives: Iterable[Objective] = ()) -> None:
        self._by_id = {objective.id: objective for objective in objectives}

    def __getitem__(self, objective: ObjectiveId) -> Objective:
        return self._by_id[objective]

    def __iter__(self) -> Iterator[ObjectiveId]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def with_objectives(self, objectives: Iterable[Objective]) -> "ObjectiveTree":
        """Return the tree as it stands once these are entered or replaced."""
        return ObjectiveTree((*self._by_id.values(), *objectives))

    def by_key(self, key: str) -> Objective | None:
        """Find an objective by its key."""
        return self._by_key.get(folded(key))

    def find(self, name: str) -> Objective | None:
        """Find an objective by its key, or else by its title; one in force before a retired one."""
        keyed, titled = self._by_key.get(folded(name)), self._by_title.get(folded(name))
        if keyed is not None and titled is not None and keyed.is_retired:
            return titled
        return keyed or titled

    def parent_of(self, objective: Objective) -> Objective | None:
        """Return the objective that this one serves, if there is such a one."""
        return None if objective.parent is None else self.get(objective.parent)

    def children_of(self, objective: ObjectiveId) -> tuple[Objective, ...]:
        """List what serves an objective directly, in the order of keys."""
        return self._children.get(objective, ())

    @cached_property
    def roots(self) -> tuple[Objective, ...]:
        """List what serves nothing, or something that is not there, in the order of keys."""
        tops = (one for one in self._by_id.values() if self.parent_of(one) is None)
        return tuple(sorted(tops, key=lambda one: one.key))

    @cached_property
    def orphans(self) -> tuple[Objective, ...]:
        """List what names an objective above it that is not there."""
        return tuple(one for one in self.roots if one.parent is not None and one.parent not in self)

    @cached_property
    def loops(self) -> tuple[tuple[Objective, ...], ...]:
        """List the circles in which objectives serve each other, from each to the one above."""
        above = {one.id: one.parent for one in self._by_id.values()}
        return tuple(tuple(self[one] for one in loop) for loop in loops_in(above))

    @cached_property
    def under_retired(self) -> tuple[Objective, ...]:
        """List what is in force and serves a retired objective."""
        return tuple(
            one
            for one in self._by_id.values()
            if not one.is_retired and (above := self.parent_of(one)) and above.is_retired
        )

    def walk(self, start: Objective | None = None) -> Iterator[tuple[int, Objective]]:
        """Yield an objective and all below it, or all there are, each behind the one it serves.

        Each comes with its depth below the start. What is caught in a circle is never reached
        from a root; from inside it, each is yielded once.
        """
        below = (start,) if start is not None else self.roots
        waiting = [(0, one) for one in reversed(below)]
        seen: set[ObjectiveId] = set()
        while waiting:
            depth, objective = waiting.pop()
            if objective.id in seen:
                continue
            seen.add(objective.id)
            yield depth, objective
            waiting.extend((depth + 1, one) for one in reversed(self.children_of(objective.id)))

    def above(self) -> Above:
        """Give the names a goal may use for the objectives it serves."""
        names: dict[bool, list[str]] = {True: [], False: []}
        for one in self._by_id.values():
            names[one.is_retired] += (one.key, one.title)
        return Above.named(names[False], names[True])

    @cached_property
    def _by_key(self) -> dict[str, Objective]:
        return {one.key: one for one in self._by_id.values()}

    @cached_property
    def _by_title(self) -> dict[str, Objective]:
        in_order = sorted(self._by_id.values(), key=lambda one: not one.is_retired)
        return {folded(one.title): one for one in in_order}

    @cached_property
    def _children(self) -> dict[ObjectiveId, tuple[Objective, ...]]:
        children: dict[ObjectiveId, list[Objective]] = {}
        for one in sorted(self._by_id.values(), key=lambda each: each.key):
            if one.parent is not None:
                children.setdefault(one.parent, []).append(one)
        return {parent: tuple(below) for parent, below in children.items()}
