"""Who has no role profile, and what HR can do about it."""

from collections.abc import Iterable, Iterator

from domain.expectations.profile import ProfileSet, family_key, profile_of
from domain.ids import PersonId
from domain.people import Person
from domain.value import Value


class Lacking(Value):
    """Somebody without a role profile, and why in a sentence."""

    person: PersonId
    sentence: str


def lacking_profiles(people: Iterable[Person], profiles: ProfileSet) -> tuple[Lacking, ...]:
    """List everybody who has no role profile, each with what HR can do about it."""
    families = profiles.families
    return tuple(
        Lacking(person=person.id, sentence=_why(person, families))
        for person in people
        if profile_of(person, profiles) is None
    )


def _why(person: Person, families: dict[str, tuple[str, ...]]) -> str:
    missing = list(_not_said(person))
    if missing or person.job_family is None:
        return f"The people file says no {' and no '.join(missing)}; fill them in."
    levels = families.get(family_key(person.job_family))
    if levels is None:
        return (
            f"There are no profiles for the job family '{person.job_family}'; load some, or "
            "correct the people file."
        )
    return (
        f"The job family '{person.job_family}' has no profile for the level '{person.level}', "
        f"only for {', '.join(levels)}; load one, or correct the people file."
    )


def _not_said(person: Person) -> Iterator[str]:
    if not person.job_family:
        yield "job_family"
    if not person.level:
        yield "level"
