"""Whom the people of the demonstration name as peers: those near them, nobody too often."""

from collections import Counter
from collections.abc import Collection, Mapping
from random import Random
from typing import Final

from domain.ids import PersonId
from domain.people import Organisation, Person

FEWEST: Final = 3
MOST: Final = 4
OFTEN: Final = 7
"""How often one person is named at most, which leaves room for those HR names."""


def nominees(
    people: Organisation, seed: int, but_not: Collection[PersonId] = ()
) -> Mapping[PersonId, tuple[Person, ...]]:
    """Choose three peers, or four, for everybody: the same manager, the department, then others.

    Never somebody's own manager or reports, and whoever was named least comes first.
    """
    asked: Counter[PersonId] = Counter()
    chosen: dict[PersonId, tuple[Person, ...]] = {}
    for reviewee in sorted(people.values(), key=lambda one: one.employee_number):
        dice = Random(f"{seed}:peers:{reviewee.employee_number}")  # noqa: S311 - a play
        near = sorted(
            (one for one in people.values() if _may_be_asked(one, reviewee, but_not)),
            key=lambda one: (_distance(one, reviewee), asked[one.id], dice.random()),
        )
        number = dice.choice((FEWEST, FEWEST, FEWEST, MOST))
        free = [one for one in near if asked[one.id] < OFTEN][:number]
        asked.update(one.id for one in free)
        chosen[reviewee.id] = tuple(free)
    return chosen


def _may_be_asked(one: Person, reviewee: Person, but_not: Collection[PersonId]) -> bool:
    if one.id in but_not or one.id == reviewee.id:
        return False
    return one.id != reviewee.manager and one.manager != reviewee.id


def _distance(one: Person, reviewee: Person) -> int:
    if one.manager == reviewee.manager:
        return 0
    return 1 if one.department == reviewee.department else 2
