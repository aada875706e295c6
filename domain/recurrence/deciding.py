"""What HR can have done to a recurring cycle, and what follows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.content import ContentRef
from domain.cycle.cycle import CycleState
from domain.ids import CycleId, PersonId
from domain.recurrence import events as e
from domain.recurrence.names import check_names
from domain.recurrence.occurrences import Occurrence
from domain.recurrence.recurrences import Recurrence, Recurrences
from domain.recurrence.refusals import (
    OccurrenceIsSettled,
    RecurrenceHasEnded,
    RecurrencePausedAlready,
    RecurrenceRuns,
    RecurrencesAlike,
    StartsInThePast,
)
from domain.recurrence.rhythm import ByCalendar
from domain.recurrence.terms import Overlap, Terms
from domain.value import Value


class Said(Value):
    """Who said something, when and why; nobody, where it happens by itself."""

    at: datetime
    by: PersonId | None = None
    content: ContentRef | None = None


def settle(
    known: Recurrences,
    recurrence: UUID,
    terms: Terms,
    said: Said,
    waiting: Sequence[Occurrence] = (),
) -> tuple[e.Event, ...]:
    """Settle a recurrence, or settle it differently; nothing follows where nothing changes.

    Args:
        known: the recurrences there are.
        recurrence: by which id it goes.
        terms: what is settled.
        said: who says so.
        waiting: what of it was due and has not begun; it does not begin by itself any more.

    Raises:
        NameDoesNotFit: its cycles cannot be called like that.
        RecurrencesAlike: another one does the same, or would launch cycles of the same key.
        StartsInThePast: its first day is not to come.
    """
    before = known.by_id.get(recurrence)
    if before is not None and not before.is_ended and before.terms == terms:
        return ()
    check_names(terms.title, terms.cycle_key, terms.rhythm)
    _check_alone(known, recurrence, terms)
    if before is None or before.is_ended or before.terms.rhythm != terms.rhythm:
        _check_to_come(terms, said.at)
    skipped: list[e.Event] = []
    if before is not None:
        skipped = [
            skip(known, before, each, "changed", said, after=number)
            for number, each in enumerate(waiting)
        ]
    number = known.count + len(skipped) + 1
    told = said.model_dump()
    return (*skipped, e.RecurrenceSet(number=number, recurrence=recurrence, terms=terms, **told))


def _check_alone(known: Recurrences, recurrence: UUID, terms: Terms) -> None:
    for other in known.listed():
        if other.id == recurrence or other.is_ended:
            continue
        if _gist(other.terms) == _gist(terms):
            raise RecurrencesAlike(
                f"The recurring cycle '{other.terms.key}' does the same already: the same process,"
                " the same people, the same days. Change that one, or end it first."
            )
        if other.terms.cycle_key == terms.cycle_key:
            raise RecurrencesAlike(
                f"The recurring cycle '{other.terms.key}' calls its cycles {terms.cycle_key}, too,"
                " and a key stands for one cycle alone. Give this one another key for its cycles."
            )


def _gist(terms: Terms) -> tuple[object, ...]:
    process = terms.definition.model_copy(update={"key": "", "title": ""})
    return process, terms.whom, terms.rhythm


def _check_to_come(terms: Terms, at: datetime) -> None:
    rhythm = terms.rhythm
    if not isinstance(rhythm, ByCalendar):
        return
    begins = datetime.combine(rhythm.starts, terms.at, terms.place)
    if begins <= at:
        raise StartsInThePast(
            f"The first day, {rhythm.starts} at {terms.at:%H:%M} in {terms.zone}, has passed; give"
            " one to come. What should begin now is launched by hand."
        )


def pause(known: Recurrences, key: str, said: Said) -> tuple[e.Event, ...]:
    """Let nothing of a recurrence begin until it is resumed.

    Raises:
        NoSuchRecurrence, RecurrenceHasEnded, RecurrencePausedAlready: it cannot be paused.
    """
    found = running(known, key)
    if found.is_paused:
        raise RecurrencePausedAlready
    told = said.model_dump()
    return (e.RecurrencePaused(number=known.count + 1, recurrence=found.id, **told),)


def resume(known: Recurrences, key: str, said: Said) -> tuple[e.Event, ...]:
    """Let a recurrence go on; what was missed meanwhile begins late where it may.

    Raises:
        NoSuchRecurrence, RecurrenceHasEnded, RecurrenceRuns: there is nothing to resume.
    """
    found = running(known, key)
    if not found.is_paused:
        raise RecurrenceRuns
    told = said.model_dump()
    return (e.RecurrenceResumed(number=known.count + 1, recurrence=found.id, **told),)


def end(known: Recurrences, key: str, said: Said) -> tuple[e.Event, ...]:
    """End a recurrence; what it launched goes on.

    Raises:
        NoSuchRecurrence, RecurrenceHasEnded: there is nothing to end.
    """
    found = running(known, key)
    told = said.model_dump()
    return (e.RecurrenceEnded(number=known.count + 1, recurrence=found.id, **told),)


def leave_out(
    known: Recurrences, key: str, occurrence: Occurrence, said: Said
) -> tuple[e.Event, ...]:
    """Leave one occurrence out, be it due or to come.

    Raises:
        NoSuchRecurrence, RecurrenceHasEnded, OccurrenceIsSettled: it cannot be left out.
    """
    found = running(known, key)
    left = found.left_of(occurrence)
    if left is None:
        raise OccurrenceIsSettled
    return (skip(known, found, left, "by_hr", said),)


def running(known: Recurrences, key: str) -> Recurrence:
    """Give the recurrence of a key.

    Raises:
        NoSuchRecurrence: there is none.
        RecurrenceHasEnded: it was ended.
    """
    found = known.keyed(key)
    if found.is_ended:
        raise RecurrenceHasEnded
    return found


def skip(
    known: Recurrences,
    recurrence: Recurrence,
    occurrence: Occurrence,
    reason: e.SkipReason,
    said: Said,
    after: int = 0,
) -> e.OccurrenceSkipped:
    """Give the event by which an occurrence does not begin by itself any more.

    `after` says how many events are recorded with it, before it.
    """
    return e.OccurrenceSkipped(
        number=known.count + after + 1,
        recurrence=recurrence.id,
        occurrence=occurrence.name,
        reason=reason,
        owner=recurrence.terms.hr_owner,
        people=occurrence.people,
        **said.model_dump(),
    )


def hold(
    known: Recurrences,
    recurrence: Recurrence,
    occurrence: Occurrence,
    reason: e.Hindrance,
    said: Said,
) -> tuple[e.Event, ...]:
    """Let an occurrence wait; HR hears once of each reason."""
    if recurrence.is_held(occurrence, reason):
        return ()
    return (
        e.OccurrenceHeld(
            number=known.count + 1,
            recurrence=recurrence.id,
            occurrence=occurrence.name,
            reason=reason,
            owner=recurrence.terms.hr_owner,
            people=occurrence.people,
            **said.model_dump(),
        ),
    )


def launched(
    known: Recurrences, recurrence: Recurrence, occurrence: Occurrence, cycle: CycleId, said: Said
) -> tuple[e.Event, ...]:
    """Note that an occurrence was launched; noted again, nothing follows."""
    left = recurrence.not_launched_of(occurrence)
    if left is None:
        return ()
    return (
        e.OccurrenceLaunched(
            number=known.count + 1,
            recurrence=recurrence.id,
            occurrence=occurrence.name,
            cycle=cycle,
            days_late=max(days_late(recurrence.terms, occurrence, said.at), 0),
            people=left.people,
            **said.model_dump(),
        ),
    )


def days_late(terms: Terms, occurrence: Occurrence, at: datetime) -> int:
    """Count the days since an occurrence was to begin, by the days of its zone."""
    return (terms.local(at).date() - occurrence.begins).days


Verdict = Literal["launch", "wait", "previous_runs", "missed", "overtaken"]


def verdict(
    recurrence: Recurrence,
    occurrence: Occurrence,
    at: datetime,
    *,
    is_last: bool,
    before: CycleState | None,
) -> Verdict:
    """Say what is to become of an occurrence that is due.

    Args:
        recurrence: whose it is.
        occurrence: which one.
        at: now.
        is_last: whether no later one is due as well.
        before: the cycle that was launched last, if any; after hire cycles stand side by side.
    """
    terms = recurrence.terms
    is_by_calendar = isinstance(terms.rhythm, ByCalendar)
    runs = is_by_calendar and before is not None and before.launch and not before.is_closed
    waited = recurrence.is_held(occurrence, "previous_runs")
    if is_by_calendar and not is_last:
        return "overtaken" if waited else "missed"
    if runs and terms.overlap is Overlap.WAIT:
        return "wait"
    if days_late(terms, occurrence, at) > terms.late_days and not waited:
        return "missed"
    if runs and terms.overlap is Overlap.SKIP:
        return "previous_runs"
    return "launch"
