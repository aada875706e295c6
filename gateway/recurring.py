"""Recurring cycles as HR steers them: set, paused, resumed, left out, launched by hand, ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import ClassVar, Final
from uuid import uuid4

from pydantic import JsonValue
from temporalio.client import Client

from activities.recurring.book import RecurrenceBook, working_days_of
from activities.recurring.occasions import Occasions, due_of
from activities.recurring.timer import set_timer
from domain.content import ContentRef
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId
from domain.people import Organisation
from domain.recurrence import deciding
from domain.recurrence.deciding import Said
from domain.recurrence.events import SENTENCES, Event
from domain.recurrence.names import recurrence_id
from domain.recurrence.occurrences import Occurrence, occurrences
from domain.recurrence.recurrences import Recurrence, Recurrences
from domain.recurrence.refusals import NoSuchOccurrence, OccurrenceIsSettled
from domain.recurrence.terms import Terms
from gateway.changing import SayWhy
from gateway.recurring_launches import AsHrLaunches
from gateway.submitting import content_id
from storage.archive import Archive

YEARS_SEARCHED: Final = 11

Decide = Callable[[Recurrences, Said], Sequence[Event]]


class CannotBeginNow(ReviewError):
    """This cycle cannot be launched now."""

    code: ClassVar[str] = "cannot_begin_now"


@dataclass(frozen=True)
class By:
    """Who in HR asks for something, when and why."""

    person: PersonId
    at: datetime
    reason: str


class Recurring:
    """Records what HR settles and has the timer follow; each wish is carried out whole or not."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Record in this archive; the timers are kept by the Temporal of this client."""
        self._archive = archive
        self._client = client
        self._book = RecurrenceBook(archive)

    async def read(self) -> Recurrences:
        """Give how everything stands."""
        return await self._book.read()

    async def settle(self, terms: Terms, by: By, *, is_dry: bool = False) -> bool:
        """Have a cycle come again; say whether that changes anything.

        Args:
            terms: what is settled.
            by: who asks.
            is_dry: only look whether it could be.

        Raises:
            NameDoesNotFit, RecurrencesAlike, StartsInThePast: it cannot come again like that.
            SayWhy: there is no reason.
        """
        name = recurrence_id(self._archive.organisation, terms.key)
        people = await self._archive.people()

        def decide(known: Recurrences, said: Said) -> Sequence[Event]:
            before = known.by_id.get(name)
            is_open = before is not None and not before.is_ended
            waiting = due_of(before, people, by.at) if before and is_open else ()
            return deciding.settle(known, name, terms, said, waiting)

        return await self._carried_out(terms.key, decide, by, is_dry=is_dry)

    async def pause(self, key: str, by: By, *, is_dry: bool = False) -> bool:
        """Let nothing begin until it is resumed; raises as `deciding.pause` and SayWhy."""
        return await self._carried_out(
            key, lambda known, said: deciding.pause(known, key, said), by, is_dry=is_dry
        )

    async def resume(self, key: str, by: By, *, is_dry: bool = False) -> bool:
        """Let it go on; raises as `deciding.resume` and SayWhy."""
        return await self._carried_out(
            key, lambda known, said: deciding.resume(known, key, said), by, is_dry=is_dry
        )

    async def end(self, key: str, by: By, *, is_dry: bool = False) -> bool:
        """End it; what it launched goes on. Raises as `deciding.end` and SayWhy."""
        return await self._carried_out(
            key, lambda known, said: deciding.end(known, key, said), by, is_dry=is_dry
        )

    async def leave_out(self, key: str, day: str, by: By, *, is_dry: bool = False) -> bool:
        """Leave one occurrence out.

        Raises:
            NoSuchOccurrence: it has no such day.
            OccurrenceIsSettled, NoSuchRecurrence, RecurrenceHasEnded, SayWhy: it cannot be.
        """
        people = await self._archive.people()
        found = deciding.running(await self.read(), key)
        occurrence = occurrence_on(found, people, day, by.at)
        return await self._carried_out(
            key,
            lambda known, said: deciding.leave_out(known, key, occurrence, said),
            by,
            is_dry=is_dry,
        )

    async def launch_now(
        self, key: str, day: str | None, by: By, *, is_dry: bool = False
    ) -> CycleId | None:
        """Launch an occurrence now, early, late or although it was left out; the next by default.

        A cycle that was to begin later begins today, and the days it is due on stay. None of a
        dry run.

        Raises:
            CannotBeginNow: says what hinders it.
            LaunchNotBegun: it is on its way.
            NoSuchOccurrence, OccurrenceIsSettled, NoSuchRecurrence, RecurrenceHasEnded, SayWhy.
        """
        people, found = await self._archive.people(), deciding.running(await self.read(), key)
        if not by.reason.strip():
            raise SayWhy
        wanted = occurrence_on(found, people, day or _next_day(found, people, by.at), by.at)
        left = found.not_launched_of(wanted)
        if left is None:
            raise OccurrenceIsSettled
        if is_dry:
            return None
        today = found.terms.local(by.at).date()
        early = left._replace(begins=min(left.begins, today))
        said = Said(at=by.at, by=by.person, content=await self._staged(by.reason))
        occasions = Occasions(self._archive, AsHrLaunches(self._archive, self._client))
        cycle = await occasions.launch(found, early, people, said)
        if isinstance(cycle, str):
            raise CannotBeginNow(f"This cycle cannot be launched now: {SENTENCES[cycle]}.")
        return cycle

    async def _carried_out(self, key: str, decide: Decide, by: By, *, is_dry: bool) -> bool:
        """Record what follows, and have the timer follow; decided once before words are staged."""
        if not by.reason.strip():
            raise SayWhy
        follows = decide(await self.read(), Said(at=by.at, by=by.person))
        if is_dry or not follows:
            if not is_dry:
                await self._set_timer(key)
            return bool(follows)
        said = Said(at=by.at, by=by.person, content=await self._staged(by.reason))
        await self._book.record(lambda known: decide(known, said))
        await self._set_timer(key)
        return True

    async def _set_timer(self, key: str) -> None:
        recurrence = (await self.read()).keyed(key)
        await set_timer(self._client, self._archive.organisation, recurrence)

    async def _staged(self, reason: str) -> ContentRef:
        words: dict[str, JsonValue] = {"reason": reason.strip()}
        organisation = self._archive.organisation
        return await self._archive.vault.stage(content_id(f"{uuid4()}"), organisation, words)


def occurrence_on(
    recurrence: Recurrence, people: Organisation, day: str, at: datetime
) -> Occurrence:
    """Find an occurrence by its planned day, or by the day on which it begins.

    Raises:
        NoSuchOccurrence: there is none.
    """
    terms = recurrence.terms
    found = occurrences(terms, people.values(), working_days_of(terms, at), recurrence.since)
    last = at.year + YEARS_SEARCHED
    for each in takewhile(lambda one: one.planned.year <= last, found):
        if day in (each.name, each.begins.isoformat()):
            return each
    raise NoSuchOccurrence(
        f"'{terms.key}' has no day {day[:20]}; `perennial recurring show {terms.key}` lists the"
        " next ten."
    )


def _next_day(recurrence: Recurrence, people: Organisation, at: datetime) -> str:
    terms = recurrence.terms
    found = occurrences(terms, people.values(), working_days_of(terms, at), recurrence.since)
    last = at.year + YEARS_SEARCHED
    for each in takewhile(lambda one: one.planned.year <= last, found):
        if recurrence.left_of(each) is not None:
            return each.name
    raise NoSuchOccurrence(f"Nobody's day is to come in '{terms.key}'; there is nothing to launch.")
