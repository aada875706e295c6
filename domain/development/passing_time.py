"""What falls due in a development plan as weeks go by."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from domain.development import events as e
from domain.development.state import CheckIn, PlanState, Side, Told

FIRST_REMINDER: Final = timedelta(days=3)
"""So long after a change or a talk somebody is reminded of the word that is missing."""

LATE: Final = timedelta(days=1)
BETWEEN: Final = timedelta(days=7)
MOST_REMINDERS: Final = 3
STAYS_OPEN: Final = timedelta(days=28)
"""A plan whose last talk was noted is closed after this time, acknowledged or not."""


def pass_time(state: PlanState, at: datetime) -> tuple[Told, ...]:
    """Tell what has fallen due: announce, remind, close. Nothing runs while the plan is paused.

    A plan whose words were erased is of somebody who is not here any more.
    """
    if state.begun is None or state.closed:
        return ()
    if state.terms is None:
        return (Told(e.PlanClosed(at=at, cause="left")),)
    if state.is_paused:
        return tuple(_ask_to_acknowledge(state, at))
    if _has_come_to_its_end(state, at.date()):
        return (Told(e.PlanClosed(at=at, cause="completed")),)
    return (*_talks(state, at), *_words(state, at))


def announced(state: PlanState, at: datetime) -> tuple[Told, ...]:
    """Announce what is due within the week, if nobody has heard of it; nothing while paused."""
    check_in = state.current(at.date())
    if check_in is None or check_in.held_by is not None:
        return ()
    if check_in.is_announced or state.is_paused or state.is_over:
        return ()
    event = e.CheckInAnnounced(
        at=at,
        edition=state.edition,
        number=check_in.number,
        due=check_in.due,
        is_last=state.is_last(check_in),
    )
    return (Told(event),)


def _ask_to_acknowledge(state: PlanState, at: datetime) -> Iterator[Told]:
    edited = state.edited_on
    if edited is None or not _is_time(edited + FIRST_REMINDER, state.reminders, at.date()):
        return
    for side in state.missing:
        if (recipient := state.person(side)) is not None:
            yield Told(
                e.AcknowledgementReminded(
                    at=at,
                    edition=state.edition,
                    times=state.reminders + 1,
                    recipient=recipient,
                )
            )


def _talks(state: PlanState, at: datetime) -> Iterator[Told]:
    """Announce the talk of the coming week, or remind both of one that is overdue."""
    if told := announced(state, at):
        yield from told
        return
    check_in = state.current(at.date())
    if check_in is None or check_in.held_by is not None:
        return
    if _is_time(check_in.due + LATE, check_in.talk_reminders, at.date()):
        for side in state.sides:
            yield from _reminded(state, check_in, "talk", side, at)


def _words(state: PlanState, at: datetime) -> Iterator[Told]:
    """Remind whoever has not acknowledged a talk, and of how it goes on after the last one."""
    noted = [each for each in state.check_ins if each.held_by is not None]
    latest = noted[-1] if noted else None
    if latest is None or latest.held_on is None:
        return
    if not _is_time(latest.held_on + FIRST_REMINDER, latest.word_reminders, at.date()):
        return
    asked: set[Side] = set()
    if latest.held_by and state.awaits_word(latest):
        asked.update(state.others(latest.held_by))
    if state.awaits_decision and state.is_last(latest):
        asked.add(Side.MANAGER)
    for side in Side:
        if side in asked:
            yield from _reminded(state, latest, "word", side, at)


def _reminded(
    state: PlanState, check_in: CheckIn, asks: e.Missing, side: Side, at: datetime
) -> Iterator[Told]:
    recipient = state.person(side)
    if recipient is None:
        return
    times = check_in.talk_reminders if asks == "talk" else check_in.word_reminders
    yield Told(
        e.CheckInReminded(
            at=at,
            number=check_in.number,
            due=check_in.due,
            is_last=state.is_last(check_in),
            asks=asks,
            times=times + 1,
            recipient=recipient,
        )
    )


def _is_time(first: date, times: int, on: date) -> bool:
    """Whether the next reminder is due, of those there are at most."""
    return times < MOST_REMINDERS and on >= first + BETWEEN * times


def _has_come_to_its_end(state: PlanState, on: date) -> bool:
    last = state.last
    if last is None or last.held_on is None or state.agreed.decides:
        return False
    return not state.awaits_word(last) or on >= last.held_on + STAYS_OPEN
