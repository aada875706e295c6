"""The outbox: the notices an event makes, and those it makes pointless."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Final, assert_never
from uuid import UUID, uuid5

from domain.calibration import events as calibration
from domain.definition.words import Act
from domain.ids import PersonId, StepId
from domain.review import events as review
from domain.views.notices import (
    ANNOUNCEMENTS,
    NOTHING_KNOWN,
    NUDGES,
    QUIET,
    Instance,
    Matter,
    Notice,
    Pointless,
    Reason,
    SessionDates,
    Situation,
    made_pointless,
    notice_of,
    session_notice_of,
    withdrawn_from,
)
from storage.projections.rows import NoticeRow
from storage.projections.shelf import LogEntry, ReviewRows, SessionRows, Shelf

WAITING: Final = "waiting"
DROPPED: Final = "dropped"


def tell_of_review(shelf: Shelf, entry: LogEntry, event: review.Event, rows: ReviewRows) -> None:
    """Make the notice of an event and drop what it makes pointless, before its rows change."""
    if event.type in QUIET:
        return
    known = _situation(event, rows)
    taken = withdrawn_from(event, _holders(event, rows)) if event.type == "StepReopened" else []
    if rows.notices:
        _drop_pointless(shelf, event, rows)
    for told in taken:
        row = _row(entry, told, rows.review.cycle, event.at)
        row.notice, row.review = uuid5(entry.event_id, str(told.recipient)), entry.stream
        shelf.add_notice(row, rows.notices)
    notice = notice_of(event, known)
    if notice is not None:
        row = _row(entry, notice, rows.review.cycle, event.at)
        row.review = entry.stream
        shelf.add_notice(row, rows.notices)


def tell_of_session(
    shelf: Shelf, entry: LogEntry, event: calibration.Event, rows: SessionRows
) -> None:
    """Make the notice of an event; a locked session has no more to say."""
    if event.type == "SessionLocked":
        rows.notices = _drop(shelf, rows.notices, rows.notices, event.at)
    dates = SessionDates(rows.session.opens_at, rows.session.due)
    notice = session_notice_of(event, dates)
    if notice is not None:
        row = _row(entry, notice, rows.session.cycle, event.at)
        row.session = entry.stream
        shelf.add_notice(row, rows.notices)


def tell_between_cycles(
    shelf: Shelf, entry: LogEntry, notice: Notice, matter: Matter, at: datetime
) -> None:
    """Put a notice of what belongs to no cycle into the outbox of the organisation.

    An event may tell several people, each once. `at` is when it happened.
    """
    row = _row(entry, notice, entry.organisation, at)
    if row.notice in shelf.notices:
        row.notice = uuid5(entry.event_id, str(notice.recipient))
    row.kind, row.about, row.subject, row.holder = matter
    shelf.add_notice(row, shelf.lasting.setdefault(entry.stream, []))


def drop_between_cycles(
    shelf: Shelf,
    stream: UUID,
    at: datetime,
    reasons: Collection[Reason] = frozenset(Reason),
    *,
    to: UUID | None = None,
) -> None:
    """Take back what still waits to be told of a stream: all of it, or what has those reasons.

    With `to` only what that person would be told.
    """
    waiting = shelf.lasting.get(stream, [])
    meant = [each for each in waiting if to in (None, each.recipient)]
    pointless = [each for each in meant if each.reason in reasons]
    shelf.lasting[stream] = _drop(shelf, waiting, pointless, at)


def _situation(event: review.Event, rows: ReviewRows) -> Situation:
    """Look up what the notice of this event depends on, for the few on which it depends."""
    match event.type:
        case "StepOpened":
            return Situation(
                is_returned=rows.review.returned_step == event.step,
                is_reopened=rows.review.reopened_step == event.step,
            )
        case "StepHandedOver" | "DeadlineMoved":
            return _as_it_lies(event, rows)
        case "ReviewCompleted":
            return Situation(reviewee=PersonId(rows.review.reviewee))
        case "CalibrationSettled":
            return Situation(holder=_explains(rows))
        case _:
            return NOTHING_KNOWN


def _explains(rows: ReviewRows) -> PersonId | None:
    """Give who shares the rating, or else who gave it."""
    for act in (Act.SHARE, Act.RATE):
        for seat in rows.seats.values():
            if seat.act == act and seat.person is not None:
                return PersonId(seat.person)
    return None


def _holders(event: review.StepReopened, rows: ReviewRows) -> Iterator[tuple[Instance, PersonId]]:
    """Give who has a step that they can do and have heard of, as it lies before an event."""
    for (step, seat), row in rows.steps.items():
        where = Instance(StepId(step), seat, row.round)
        if row.state != "open" or row.assignee is None or row.opens_at > event.at:
            continue
        if not _is_announced(where, rows):
            yield where, PersonId(row.assignee)


def _is_announced(instance: Instance, rows: ReviewRows) -> bool:
    """Whether the holder of a step is still waiting to hear of it."""
    return any(
        each.reason in ANNOUNCEMENTS and each.state == WAITING and each.is_about(instance)
        for each in rows.notices
    )


def _as_it_lies(event: review.StepHandedOver | review.DeadlineMoved, rows: ReviewRows) -> Situation:
    step = rows.steps[event.step, event.seat]
    instance = Instance(event.step, event.seat, event.round)
    return Situation(
        holder=PersonId(step.assignee) if step.assignee else None,
        opens=step.opens_at,
        is_announced=_is_announced(instance, rows),
    )


def _drop_pointless(shelf: Shelf, event: review.Event, rows: ReviewRows) -> None:
    pointless = made_pointless(event)
    match pointless:
        case Pointless.NONE:
            return
        case Pointless.ALL:
            rows.notices = _drop(shelf, rows.notices, rows.notices, event.at)
        case Pointless.STEPS:
            if isinstance(event, review.StepReopened):
                own = [each for each in rows.notices if each.step in event.withdrawn]
                rows.notices = _drop(shelf, rows.notices, own, event.at)
        case Pointless.INSTANCE | Pointless.NUDGES:
            if isinstance(event, review.OnStep):
                rows.notices = _drop_of_instance(shelf, event, pointless, rows.notices)
        case _:
            assert_never(pointless)


def _drop_of_instance(
    shelf: Shelf, event: review.OnStep, pointless: Pointless, notices: list[NoticeRow]
) -> list[NoticeRow]:
    instance = Instance(event.step, event.seat, event.round)
    own = [each for each in notices if each.is_about(instance)]
    if pointless is Pointless.NUDGES:
        if isinstance(event, review.DeadlineMoved):
            _name_new_deadline(shelf, own, event.due)
        own = [each for each in own if each.reason in NUDGES]
    return _drop(shelf, notices, own, event.at)


def _name_new_deadline(shelf: Shelf, own: list[NoticeRow], due: datetime) -> None:
    for notice in own:
        if notice.state == WAITING and notice.reason in ANNOUNCEMENTS:
            notice.due = due
            shelf.touch(notice)


def _drop(
    shelf: Shelf, notices: list[NoticeRow], pointless: Iterable[NoticeRow], at: datetime
) -> list[NoticeRow]:
    """Drop those that still wait, and give the notices that are left."""
    for notice in pointless:
        if notice.state == WAITING:
            notice.state, notice.settled_at = DROPPED, at
            shelf.touch(notice)
    return [notice for notice in notices if notice.state == WAITING]


def _row(entry: LogEntry, notice: Notice, cycle: UUID, at: datetime) -> NoticeRow:
    step, seat, round_ = notice.instance or (None, None, None)
    return NoticeRow(
        notice=entry.event_id,
        position=entry.position,
        cycle=cycle,
        recipient=notice.recipient,
        stream=entry.stream,
        step=step,
        seat=seat,
        round=round_,
        reason=notice.reason,
        not_before=notice.not_before,
        due=notice.due,
        made_at=at,
    )
