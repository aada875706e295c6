"""Erases a person: said in the log first, then the key, then everything beside the log.

Each step may be done again. A process that dies between two of them leaves a person who is
erased by the log; erasing them again brings the rest to its end.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.erasure import decide
from domain.erasure.decide import Case
from domain.erasure.events import SubjectErased
from domain.erasure.refusals import NoReasonGiven, ReasonNamesThePerson
from domain.erasure.retention import Holding
from domain.erasure.standing import Standing
from domain.erasure.words import Ground
from domain.ids import PersonId
from domain.people import Person
from gateway.subject.keeping import record
from gateway.subject.taken_out import TakenOut, taken_out
from storage.archive import Archive
from storage.read_models.holdings import holding_of, still_to_do
from storage.read_models.people import person_of
from storage.read_models.waiting import wait_for
from storage.subject.erasing import carry_out, kept
from storage.subject.purge import Purged
from storage.subject.scrub import scrub
from storage.subject.traces import Trace, traces

PATIENCE: Final = 30.0


@dataclass(frozen=True)
class Wanted:
    """An erasure as somebody asks for it."""

    person: PersonId
    ground: Ground
    reason: str
    at: datetime
    by: PersonId | None = None


@dataclass(frozen=True)
class Erased:
    """What an erasure did.

    Attributes:
        was_recorded: whether the log said so before, and this only brought it to its end.
        is_shown: whether the pages have caught up with it.
        purged: rows taken out beside the log, by what they were.
        left: what the database would not let us clean, with the reason.
        traces: where something that names the person still stands.
        files: what was taken out of Perennial before, by whom, and lies beyond our reach.
    """

    was_recorded: bool
    is_shown: bool
    purged: Purged = field(default_factory=dict)
    left: tuple[str, ...] = ()
    traces: tuple[Trace, ...] = ()
    files: tuple[TakenOut, ...] = ()


async def may_be_erased(archive: Archive, wanted: Wanted) -> bool:
    """Tell whether the person is erased by the log already; refuses what must not be erased.

    Raises:
        NoReasonGiven: nobody said why.
        ReasonNamesThePerson: the reason would outlive the erasure with their name in it.
        ReviewError: what `domain.erasure.decide.may_erase` refuses.
    """
    now = (await kept(archive)).now
    if wanted.person in now.erased:
        return True
    await _refuse_reason(archive, wanted)
    decide.may_erase(now, await _case(archive, wanted))
    return False


async def record_erasure(archive: Archive, wanted: Wanted) -> int:
    """Say in the log that a person is erased; a second time says nothing new.

    Raises: as `may_be_erased`.
    """
    await _refuse_reason(archive, wanted)
    case = await _case(archive, wanted)

    def decided(now: Standing) -> SubjectErased | None:
        return decide.erase(now, case, wanted.at, wanted.by)

    return await record(archive, decided, wanted.reason)


async def erase(archive: Archive, wanted: Wanted, *, clean: bool = True) -> Erased:
    """Erase a person, or bring an erasure to its end that was begun.

    Args:
        archive: where to.
        wanted: whom, why, and on which ground.
        clean: whether to write the tables anew that names stood in; who erases many does that
            once at the end.

    Raises: as `may_be_erased`.
    """
    was_recorded = await may_be_erased(archive, wanted)
    marks = marks_of(await person_of(archive.readers, wanted.person))
    files = await taken_out(archive, wanted.person)
    if not was_recorded:
        await record_erasure(archive, wanted)
    purged = await carry_out(archive, wanted.person, marks)
    is_shown = await wait_for(archive.readers, await archive.store.head(), PATIENCE)
    left = await scrub(archive) if clean else ()
    return Erased(was_recorded, is_shown, purged, left, await traces(archive, marks), files)


def marks_of(person: Person | None) -> tuple[str, ...]:
    """Give what names a person: name, address, number; nothing once nobody knows any more."""
    if person is None:
        return ()
    return (person.display_full_name, person.work_email, person.employee_number)


async def _refuse_reason(archive: Archive, wanted: Wanted) -> None:
    if not wanted.reason.strip():
        raise NoReasonGiven
    marks = marks_of(await person_of(archive.readers, wanted.person))
    if decide.names_the_person(wanted.reason, marks):
        raise ReasonNamesThePerson


async def _case(archive: Archive, wanted: Wanted) -> Case:
    holding = await holding_of(archive, wanted.person) or Holding(person=wanted.person)
    still = await still_to_do(archive, wanted.person)
    return Case(holding, wanted.ground, still, wanted.at.date())
