"""What a recurring cycle will do: its next ten cycles, for whom as things stand, and remarks."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Final

from activities.recurring.book import working_days_of
from activities.recurring.occasions import due_of, fitting_definition
from domain.cycle.eligibility import left_out
from domain.definition.cycle import CycleDefinition
from domain.ids import PersonId
from domain.people import Organisation
from domain.recurrence.events import SENTENCES
from domain.recurrence.names import called
from domain.recurrence.occurrences import Occurrence, is_meant, occurrences
from domain.recurrence.recurrences import Outcome, Recurrence
from domain.recurrence.rhythm import AfterHire, ByCalendar, first_of_period
from domain.recurrence.terms import Terms
from domain.views.telling import day_in_words
from gateway.cycle_start import LaunchRequest
from gateway.launch_remarks import launch_remarks
from gateway.launching import Rehearsal, rehearse
from gateway.objectives import above_of
from storage.archive import Archive

NEXT: Final = 10


@dataclass(frozen=True, slots=True)
class Coming:
    """A cycle to come, or one that is due.

    Attributes:
        day: names it; `begins` is the day it begins, at the instant `at`.
        key: the key of its cycle, called `title`.
        people: for how many it is, as things stand today.
        outcome: what became of it already, if anything did.
        remarks: what is worth knowing of it.
    """

    day: str
    begins: date
    at: datetime
    key: str
    title: str
    people: int
    outcome: Outcome | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The next cycles of a recurrence, and what is worth knowing of all of them."""

    coming: tuple[Coming, ...]
    remarks: tuple[str, ...]


async def foreseen(
    archive: Archive, recurrence: Recurrence, at: datetime, *, rehearses: bool = True
) -> Foreseen:
    """Say what a recurrence does next, and what already waits; changes nothing.

    The next cycle is rehearsed whole, which takes seconds for thousands, unless it is said not to.
    """
    people, profiles = await archive.people(), await archive.profiles.as_of()
    remarks = launch_remarks(recurrence.terms.definition, profiles, await above_of(archive))

    def work() -> Foreseen:
        next_ones = [*due_of(recurrence, people, at), *_to_come(recurrence, people, at)]
        coming = [_coming(recurrence, each, people, at) for each in next_ones[:NEXT]]
        place = next((n for n, each in enumerate(coming) if each.people), None)
        if rehearses and place is not None:
            request = _request(recurrence.terms, next_ones[place], people, at)
            more = _rehearsed(rehearse(archive, request, people, at, profiles))
            first = coming[place]
            coming[place] = replace(first, remarks=(*first.remarks, *more))
        return Foreseen(tuple(coming), (*_of_all(recurrence, coming), *remarks))

    return await asyncio.to_thread(work)


def _to_come(recurrence: Recurrence, people: Organisation, at: datetime) -> Iterator[Occurrence]:
    terms = recurrence.terms
    since = max(at, recurrence.since)
    found = occurrences(terms, people.values(), working_days_of(terms, at), since)
    return islice(found, NEXT)


def _coming(
    recurrence: Recurrence, occurrence: Occurrence, people: Organisation, at: datetime
) -> Coming:
    terms, outcome = recurrence.terms, recurrence.outcome_of(occurrence)
    planned = occurrence.planned
    if isinstance(terms.rhythm, AfterHire):
        planned = first_of_period(terms.rhythm.gathered, planned)
    return Coming(
        day=occurrence.name,
        begins=occurrence.begins,
        at=occurrence.at,
        key=called(terms.cycle_key, planned),
        title=called(terms.title, planned),
        people=len(_for_whom(terms, occurrence, people, at)),
        outcome=outcome,
        remarks=tuple(_remarks(terms, occurrence, outcome)),
    )


def _for_whom(
    terms: Terms, occurrence: Occurrence, people: Organisation, at: datetime
) -> list[PersonId]:
    today = max(terms.local(at).date(), occurrence.begins)
    meant = occurrence.people or [p.id for p in people.values() if is_meant(terms, p, today)]
    definition = _definition(terms, occurrence) or terms.definition
    return [who for who in meant if left_out(definition, people[who], today) is None]


def _request(
    terms: Terms, occurrence: Occurrence, people: Organisation, at: datetime
) -> LaunchRequest:
    whom = _for_whom(terms, occurrence, people, at)
    owner = terms.hr_owner if terms.hr_owner in people else None
    return LaunchRequest(_definition(terms, occurrence) or terms.definition, whom, owner)


def _rehearsed(rehearsal: Rehearsal) -> Iterator[str]:
    """Say what of the next cycle HR can mend before it begins."""
    if number := len(rehearsal.blocked):
        what = "1 step would have" if number == 1 else f"{number} steps would have"
        yield f"As things stand, {what} nobody to do it; managers or HR partners are missing."
    if rehearsal.launch.hr_owner is None:
        yield "Who owns it in HR is not in the directory any more; set it again."


def _definition(terms: Terms, occurrence: Occurrence) -> CycleDefinition | None:
    try:
        return fitting_definition(terms, occurrence)
    except ValueError:
        return None


def _remarks(terms: Terms, occurrence: Occurrence, outcome: Outcome | None) -> Iterator[str]:
    if outcome is not None and outcome.what != "launched" and outcome.reason is not None:
        verb = "waits" if outcome.what == "held" else "is left out"
        yield f"It {verb}: {SENTENCES[outcome.reason]}."
    if occurrence.begins != occurrence.planned:
        yield f"Nobody works on {day_in_words(occurrence.planned)}, so it begins after it."
    elif terms.rhythm.kind == "by_calendar" and occurrence.planned.day != _first_day(terms):
        yield "The month is too short for the day, so it begins on its last."
    try:
        fitting_definition(terms, occurrence)
    except ValueError as fault:
        yield f"It could not be launched: {fault}"


def _first_day(terms: Terms) -> int:
    return terms.rhythm.starts.day if isinstance(terms.rhythm, ByCalendar) else 0


def _of_all(recurrence: Recurrence, coming: Sequence[Coming]) -> Iterator[str]:
    terms = recurrence.terms
    if recurrence.is_paused:
        yield "It is paused: nothing begins until it is resumed."
    if not coming and isinstance(terms.rhythm, AfterHire):
        yield "Nobody's day is to come yet; who is hired later is found by itself."
    if isinstance(terms.rhythm, AfterHire) and any(
        when.on
        for stage in terms.definition.stages
        for when in (stage.opens, *(step.due for step in stage.steps))
    ):
        yield (
            "Its process names days, and who joins late in a quarter shares them; count in working"
            " days instead."
        )
