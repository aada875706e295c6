"""What is due of a recurrence: launched, taken into the cycle of its quarter, held or skipped."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import ClassVar, Final, Protocol
from uuid import UUID, uuid5

from temporalio import activity

from activities.recurring.book import RecurrenceBook, working_days_of
from domain.cycle.cycle import CycleState, OtherDefinition
from domain.cycle.cycle import fold as fold_cycle
from domain.cycle.eligibility import LeftOut, left_out
from domain.cycle.events import CycleEvent
from domain.cycle.scheduling import LaunchIsScheduled
from domain.definition.check import problems
from domain.definition.cycle import CycleDefinition
from domain.definition.problem import Severity
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId, cycle_id
from domain.people import Organisation
from domain.recurrence.deciding import Said, hold, launched, skip, verdict
from domain.recurrence.events import Hindrance, SkipReason
from domain.recurrence.moved import definition_for
from domain.recurrence.occurrences import Occurrence, is_meant, occurrences
from domain.recurrence.recurrences import Recurrence
from domain.recurrence.rhythm import AfterHire
from domain.recurrence.terms import Terms
from domain.value import Fact
from storage.archive import Archive

PARTS: Final = 99
LOOKS: Final = 150
LOOKS_EVERY: Final = 0.2
"""How long a launch is waited for until the log says that it has begun: half a minute."""

_BY_RULE: Final = frozenset(
    {LeftOut.JOINED_TOO_LATE, LeftOut.OTHER_EMPLOYMENT, LeftOut.OTHER_DEPARTMENT}
)


class LaunchNotBegun(ReviewError):
    """The launch was asked for and has not begun yet; it goes on by itself."""

    code: ClassVar[str] = "launch_not_begun"


class Tick(Fact):
    """A moment at which a recurrence is looked at."""

    recurrence: UUID
    at: datetime


@dataclass(frozen=True)
class Asked:
    """A cycle that is to be launched, or to take people in."""

    definition: CycleDefinition
    people: Sequence[PersonId]
    hr_owner: PersonId


class Launches(Protocol):
    """How cycles are launched: the way HR's own launches go."""

    async def launch(self, asked: Asked) -> None:
        """Launch a cycle; launched again, nothing happens.

        Raises:
            ReviewError: it is refused.
        """

    async def add(self, cycle: CycleId, asked: Asked, request: str) -> bool:
        """Take people into a cycle that runs; False while that is on its way.

        Raises:
            ReviewError: it is refused.
        """


class Occasions:
    """Carries recurrences on; looking twice at the same moment does everything once."""

    def __init__(self, archive: Archive, launches: Launches) -> None:
        """Decide from the log of this archive, and launch like that."""
        self._archive = archive
        self._launches = launches
        self._book = RecurrenceBook(archive)

    @activity.defn(name="carry recurring cycle on")
    async def carry_on(self, tick: Tick) -> None:
        """Do what is due of a recurrence at a moment."""
        known = (await self._book.read()).by_id.get(tick.recurrence)
        if known is None or known.is_paused or known.is_ended:
            return
        people = await self._archive.people()
        due = due_of(known, people, tick.at)
        before = await self._cycle(known.last_cycle) if known.last_cycle else None
        for occurrence in due:
            is_last = occurrence == due[-1]
            found = verdict(known, occurrence, tick.at, is_last=is_last, before=before)
            match found:
                case "launch":
                    await self._launch(known, occurrence, people, tick.at)
                case "wait":
                    await self._hold(known.id, occurrence, "previous_runs", Said(at=tick.at))
                case "previous_runs" | "missed" | "overtaken":
                    await self._skip(known.id, occurrence, found, Said(at=tick.at))
            _beat()

    async def launch(
        self, recurrence: Recurrence, occurrence: Occurrence, people: Organisation, said: Said
    ) -> CycleId | Hindrance:
        """Launch an occurrence and record it; or say what hinders that, recording nothing.

        Raises:
            LaunchNotBegun: it is on its way; asked again it goes on.
        """
        if (owner := people.get(recurrence.terms.hr_owner)) is None or not owner.works_here(
            said.at
        ):
            return "no_owner"
        try:
            if isinstance(recurrence.terms.rhythm, AfterHire):
                cycle = await self._join(recurrence, occurrence)
            else:
                cycle = await self._begin(recurrence.terms, occurrence, people, said.at)
        except (OtherDefinition, LaunchIsScheduled):
            return "key_taken"
        except _Hindered as hindered:
            return hindered.reason
        await self._book.record(
            lambda known: launched(known, known.by_id[recurrence.id], occurrence, cycle, said)
        )
        return cycle

    async def _launch(
        self, known: Recurrence, occurrence: Occurrence, people: Organisation, at: datetime
    ) -> None:
        fit, apart, said = occurrence, list[PersonId](), Said(at=at)
        if occurrence.people:
            fit, apart = _sorted_out(known.terms, occurrence, people, at)
        if apart:
            await self._skip(known.id, occurrence._replace(people=tuple(apart)), "left_out", said)
        if occurrence.people and not fit.people:
            return
        found = await self.launch(known, fit, people, said)
        if isinstance(found, str):
            await self._hold(known.id, fit, found, said)

    async def _begin(
        self, terms: Terms, occurrence: Occurrence, people: Organisation, at: datetime
    ) -> CycleId:
        definition = self._fitting(terms, occurrence)
        cycle = cycle_id(self._archive.organisation, definition.key)
        state = await self._cycle(cycle)
        if state.launch is not None and state.launch.definition == definition:
            return cycle
        day = terms.local(at).date()
        meant = [each.id for each in people.values() if is_meant(terms, each, day)]
        if not meant:
            raise _Hindered("nobody")
        await self._asked(cycle, Asked(definition, meant, terms.hr_owner))
        return cycle

    async def _join(self, recurrence: Recurrence, occurrence: Occurrence) -> CycleId:
        """Take who falls due into the cycle of their period; where it has closed, into another."""
        terms, fresh = recurrence.terms, list(occurrence.people)
        own = {each.cycle for each in recurrence.outcomes.values()}
        for part in range(1, PARTS):
            definition = self._fitting(terms, occurrence, part)
            cycle = cycle_id(self._archive.organisation, definition.key)
            state = await self._cycle(cycle)
            asked = Asked(definition, fresh, terms.hr_owner)
            if state.launch is None:
                await self._asked(cycle, asked)
                return cycle
            if state.launch.definition != definition and cycle not in own:
                raise _Hindered("key_taken")
            fresh = [who for who in fresh if who not in _inside(state)]
            if not fresh:
                return cycle
            if not state.is_closed and state.launch.definition == definition:
                await self._added(cycle, Asked(definition, fresh, terms.hr_owner))
                return cycle
        raise _Hindered("key_taken")

    async def _asked(self, cycle: CycleId, asked: Asked) -> None:
        """Have a cycle launched, and wait until the log says so."""
        try:
            await self._launches.launch(asked)
        except (OtherDefinition, LaunchIsScheduled):
            raise
        except ReviewError:
            raise _Hindered("refused") from None
        for _ in range(LOOKS):
            if (await self._cycle(cycle)).launch is not None:
                return
            _beat()
            await asyncio.sleep(LOOKS_EVERY)
        raise LaunchNotBegun

    async def _added(self, cycle: CycleId, asked: Asked) -> None:
        # The same people are added by the same request; others, however late, by another.
        request = uuid5(cycle, ",".join(sorted(map(str, asked.people))))
        try:
            is_done = await self._launches.add(cycle, asked, str(request))
        except ReviewError:
            raise _Hindered("refused") from None
        if not is_done:
            raise LaunchNotBegun

    def _fitting(self, terms: Terms, occurrence: Occurrence, part: int = 1) -> CycleDefinition:
        try:
            return fitting_definition(terms, occurrence, part)
        except ValueError:
            raise _Hindered("faulty") from None

    async def _cycle(self, cycle: CycleId) -> CycleState:
        recorded = await self._archive.journal.read(cycle)
        return fold_cycle(r.event for r in recorded if isinstance(r.event, CycleEvent))

    async def _hold(
        self, recurrence: UUID, occurrence: Occurrence, reason: Hindrance, said: Said
    ) -> None:
        await self._book.record(
            lambda known: hold(known, known.by_id[recurrence], occurrence, reason, said)
        )

    async def _skip(
        self, recurrence: UUID, occurrence: Occurrence, reason: SkipReason, said: Said
    ) -> None:
        await self._book.record(
            lambda known: (
                (skip(known, known.by_id[recurrence], left, reason, said),)
                if (left := known.by_id[recurrence].left_of(occurrence))
                else ()
            )
        )


class _Hindered(Exception):
    def __init__(self, reason: Hindrance) -> None:
        super().__init__(reason)
        self.reason = reason


def due_of(recurrence: Recurrence, people: Organisation, at: datetime) -> list[Occurrence]:
    """Give what of a recurrence is due at a moment and not settled, the first one first."""
    terms = recurrence.terms
    found = occurrences(terms, people.values(), working_days_of(terms, at), recurrence.since)
    due = takewhile(lambda each: each.at <= at, found)
    return [left for each in due if (left := recurrence.left_of(each)) is not None]


def fitting_definition(terms: Terms, occurrence: Occurrence, part: int = 1) -> CycleDefinition:
    """Give the definition of the cycle that an occurrence launches.

    Raises:
        ValueError: it has faults on these days; the message names the first.
    """
    definition = definition_for(terms, occurrence, part)
    faults = (each for each in problems(definition) if each.severity is Severity.ERROR)
    first = next(faults, None)
    if first is not None:
        raise ValueError(first.sentence)
    return definition


def _sorted_out(
    terms: Terms, occurrence: Occurrence, people: Organisation, at: datetime
) -> tuple[Occurrence, list[PersonId]]:
    """Give who can be taken in today, and whom the rules of the process leave out for good."""
    day = terms.local(at).date()
    why = {who: left_out(terms.definition, people[who], day) for who in occurrence.people}
    fit = tuple(who for who, reason in why.items() if reason is None)
    return occurrence._replace(people=fit), [who for who, r in why.items() if r in _BY_RULE]


def _inside(state: CycleState) -> frozenset[PersonId]:
    added = {who for each in state.additions.values() for who in each.people}
    return frozenset(added.union(state.launch.people if state.launch else ()))


def _beat() -> None:
    if activity.in_activity():
        activity.heartbeat()
