"""How cycles and reviews are named on the command line: a key, and whose review."""

from dataclasses import dataclass
from typing import ClassVar

from domain.errors import ReviewError
from domain.people import Organisation, Person
from gateway.looked_at import About
from storage.archive import Archive
from storage.read_models.cycles import Cycle, all_cycles, cycle_of, find_cycle
from storage.read_models.people import everybody
from storage.read_models.reviews import ReviewLine, find_review, reviews_of_person
from workers.commands.people_choice import one


class UnknownCycle(ReviewError):
    """No cycle of that key was launched here."""

    code: ClassVar[str] = "unknown_cycle"


class NoReview(ReviewError):
    """That person has no review in this cycle."""

    code: ClassVar[str] = "no_review"


class WhichCycle(ReviewError):
    """There are several cycles; say which one with --cycle."""

    code: ClassVar[str] = "which_cycle"


@dataclass(frozen=True)
class Found:
    """A review with the cycle it belongs to and the person under review."""

    cycle: Cycle
    review: ReviewLine
    reviewee: Person

    @property
    def about(self) -> About:
        """Say whom and what something shown of it is about."""
        return About(self.reviewee.id, self.cycle.cycle, self.review.review)


async def people_of(archive: Archive) -> Organisation:
    """Give everybody in the directory."""
    return await everybody(archive.readers, archive.organisation)


async def the_cycle(archive: Archive, key: str | None) -> Cycle:
    """Find a cycle by its key; without one, the only one there is.

    Raises:
        UnknownCycle: names the cycles there are.
        WhichCycle: there are several and no key was given.
    """
    if key is not None:
        found = await find_cycle(archive.readers, archive.organisation, key)
        if found is not None:
            return found
    cycles = await all_cycles(archive.readers, archive.organisation)
    keys = ", ".join(cycle.key for cycle in cycles) or "none"
    if key is not None:
        raise UnknownCycle(f"No cycle '{key}' was launched here; there are: {keys}.")
    if not cycles:
        raise UnknownCycle("No cycle was launched here yet; `perennial launch` does that.")
    if len(cycles) > 1:
        raise WhichCycle(f"There are several cycles ({keys}); say which one with --cycle.")
    return cycles[0]


async def the_review(archive: Archive, whose: str, key: str | None) -> Found:
    """Find the review of a person in a cycle; without a key, their latest one.

    Raises:
        UnknownPerson: nobody of that number or address is there.
        NoReview: the person has no review in that cycle.
    """
    person = one(whose, await people_of(archive))
    if key is None:
        reviews = await reviews_of_person(archive.readers, person.id)
        review = max(reviews, key=lambda each: each.opened_at, default=None)
    else:
        await the_cycle(archive, key)
        review = await find_review(archive.readers, archive.organisation, key, person.id)
    cycle = await cycle_of(archive.readers, review.cycle) if review else None
    if review is None or cycle is None:
        where = f"cycle '{key}'" if key else "any cycle"
        raise NoReview(f"{person.display_full_name} has no review in {where}.")
    return Found(cycle, review, person)
