"""Whom a change is about: everybody, a group, or people by name, as far as somebody may steer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from domain.errors import ReviewError
from domain.ids import ReviewId
from domain.people import Organisation, Person
from storage.archive import Archive
from storage.read_models.cycles import Cycle
from storage.read_models.people import named_people, people_by_id
from storage.read_models.reviews import ReviewLine, reviews_of_cycle

Whom = Literal["everybody", "department", "location", "manager", "people"]

MOST_NAMES = 500


class NobodyConcerned(ReviewError):
    """No open review of this cycle is meant by that; nothing can be changed."""

    code: ClassVar[str] = "nobody_concerned"


class UnknownPeople(ReviewError):
    """Some of these people are not in the directory."""

    code: ClassVar[str] = "unknown_people"


@dataclass(frozen=True)
class Selection:
    """What HR chose: a kind of group and which, or people as they were typed."""

    whom: Whom = "everybody"
    group: str = ""
    names: tuple[str, ...] = ()

    @property
    def is_everybody(self) -> bool:
        """Whether it means the whole cycle."""
        return self.whom == "everybody"


@dataclass(frozen=True)
class Concerned:
    """The reviews that are meant, with whom each is about.

    `is_whole` says that these are all open reviews of the cycle.
    """

    reviews: tuple[ReviewLine, ...]
    people: Organisation
    is_whole: bool = False
    by_id: dict[ReviewId, ReviewLine] = field(default_factory=dict)

    def name(self, review: ReviewId) -> str:
        """Name whom a review is about."""
        line = self.by_id.get(review)
        person = self.people.get(line.reviewee) if line else None
        return person.display_full_name if person else "somebody who was erased"


MaySteer = Callable[[Person], bool]
"""Whether the one who asks may steer the review of somebody."""


async def concerned(
    archive: Archive, cycle: Cycle, chosen: Selection, may: MaySteer, *, whole: bool
) -> Concerned:
    """Find the open reviews that are meant and that somebody may steer.

    Args:
        archive: where to look.
        cycle: whose reviews.
        chosen: what HR chose.
        may: whether they may steer the review of somebody.
        whole: whether they may steer the cycle as a whole, whoever is in it.

    Raises:
        NobodyConcerned: there is none.
        UnknownPeople: somebody who was named is not in the directory.
    """
    lines = [
        line
        for line in await reviews_of_cycle(archive.readers, cycle.cycle)
        if line.state == "open"
    ]
    people = await people_by_id(archive.readers, {line.reviewee for line in lines})
    if chosen.is_everybody and whole:
        return _found(lines, people, is_whole=True)
    if chosen.whom == "people":
        named = await _named(archive, chosen.names)
        meant = [line for line in lines if line.reviewee in named]
    else:
        meant = [line for line in lines if _is_in(people.get(line.reviewee), chosen)]
    own = [line for line in meant if (one := people.get(line.reviewee)) and may(one)]
    return _found(own, people)


def _found(
    lines: Sequence[ReviewLine], people: Organisation, *, is_whole: bool = False
) -> Concerned:
    if not lines:
        raise NobodyConcerned

    def by_name(line: ReviewLine) -> str:
        person = people.get(line.reviewee)
        return person.display_full_name.casefold() if person else ""

    lines = sorted(lines, key=by_name)
    return Concerned(tuple(lines), people, is_whole, {line.review: line for line in lines})


def _is_in(person: Person | None, chosen: Selection) -> bool:
    if person is None:
        return False
    match chosen.whom:
        case "department":
            return person.department.casefold() == chosen.group.casefold()
        case "location":
            return person.location.casefold() == chosen.group.casefold()
        case "manager":
            return person.manager is not None and str(person.manager) == chosen.group
        case _:
            return chosen.is_everybody


async def _named(archive: Archive, names: Sequence[str]) -> set[object]:
    words = list(dict.fromkeys(names))[:MOST_NAMES]
    found = await named_people(archive.readers, archive.organisation, words)
    unknown = [each for each in words if each not in found]
    if unknown:
        told = ", ".join(each[:40] for each in unknown[:5])
        raise UnknownPeople(f"Not in the directory: {told}. Give employee numbers or addresses.")
    return set(found.values())
