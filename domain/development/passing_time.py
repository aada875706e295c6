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
UNTIL_HR_HEARS_AGAIN: Final = timedelta(days=28)
STAYS_OPEN: Final = timedelta(days=35)
"""A plan whose last talk was noted is closed after this time, acknowledged or not.

HR has heard of it by then.
"""


def pass_time(state: PlanState, at: datetime) -> tuple[Told, ...]:
    """Tell what has fallen due: announce, remind, close. Nothing runs while the plan is paused.

    Where reminders were in vain HR hears of it, of every plan in the same words.
    A plan whose words were erased is of somebody who is not here any more.
    """
    if state.begun is None or state.closed:
        return ()
    if state.terms is None:
        return (Told(e.PlanClosed(at=at, cause="left")),)
    if state.is_paused:
        return (*_ask_to_acknowledge(state, at), *_standstill(state, at))
    if _has_come_to_its_end(state, at.date()):
        return (Told(e.PlanClosed(at=at, cause="completed")),)
    return (*_talks(state, at), *_words(state, at), *_standstill(state, at))


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
    for side in _owing_a_word(state, latest):
        yield from _reminded(state, latest, "word", side, at)


def _owing_a_word(state: PlanState, noted: CheckIn) -> tuple[Side, ...]:
    asked: set[Side] = set()
    if noted.held_by and state.awaits_word(noted):
        asked.update(state.others(noted.held_by))
    if state.awaits_decision and state.is_last(noted):
        asked.add(Side.MANAGER)
    return tuple(side for side in Side if side in asked)


def _standstill(state: PlanState, at: datetime) -> Iterator[Told]:
    """Let HR hear of what stays undone after every reminder, and again as long as it does."""
    since, heard = _in_vain_since(state), state.standstill_on
    if since is None:
        return
    if at.date() >= (since if heard is None or heard < since else heard + UNTIL_HR_HEARS_AGAIN):
        times, recipient = state.standstills + 1, state.opened.hr_partner
        yield Told(e.StandstillReported(at=at, times=times, recipient=recipient))


def _in_vain_since(state: PlanState) -> date | None:
    """Give the day on which a fourth reminder would be due; None while others are to come.

    Talks before the last are followed by the next, which is announced and reminded of anew. Where
    there is nobody to remind, as of a decision without a manager, the day is the same.
    """
    last = state.last
    if state.is_paused:
        return _after_all(state.edited_on, FIRST_REMINDER, state.reminders)
    if last is None:
        return None
    if last.held_by is None:
        return _after_all(last.due, LATE, last.talk_reminders)
    owing = _owing_a_word(state, last)
    can_be_reminded = any(state.person(side) for side in owing)
    times = last.word_reminders if can_be_reminded else MOST_REMINDERS
    return _after_all(last.held_on, FIRST_REMINDER, times) if owing else None


def _after_all(day: date | None, first: timedelta, times: int) -> date | None:
    if day is None or times < MOST_REMINDERS:
        return None
    return day + first + BETWEEN * MOST_REMINDERS


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
