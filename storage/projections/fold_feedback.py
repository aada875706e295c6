"""What feedback changes in the tables, and who is told that there is some."""

from typing import assert_never
from uuid import uuid5

from domain.feedback import events as e
from domain.feedback.readers import told_of
from domain.ids import event_id
from domain.views.notices import Kind, Matter, Notice, Reason
from storage.projections.fold_notices import DROPPED, WAITING, tell_between_cycles
from storage.projections.rows import NoticeRow
from storage.projections.rows_feedback import FeedbackRow, QuietRow
from storage.projections.shelf import LogEntry, Shelf


def fold_feedback(shelf: Shelf, entry: LogEntry, event: e.Event) -> None:
    """Take an event of feedback into the rows at hand."""
    match event.type:
        case "FeedbackGiven":
            _give(shelf, entry, event)
        case "FeedbackWithdrawn":
            _withdraw(shelf, entry, event)
        case "FeedbackMissed":
            _miss(shelf, entry, event)
        case _:
            assert_never(event.type)


def _give(shelf: Shelf, entry: LogEntry, event: e.FeedbackGiven) -> None:
    row = FeedbackRow(
        feedback=event.feedback,
        organisation=entry.organisation,
        giver=event.giver,
        receiver=event.receiver,
        kind=event.kind,
        visible_to=event.visible_to,
        at=event.at,
    )
    shelf.feedback[event.feedback] = row
    shelf.touch(row)
    matter = Matter(Kind.FEEDBACK, event.receiver, event.receiver)
    for recipient in told_of(event):
        notice = Notice(recipient, Reason.FEEDBACK_GIVEN, event.at)
        tell_between_cycles(shelf, entry, notice, matter, event.at)


def _withdraw(shelf: Shelf, entry: LogEntry, event: e.FeedbackWithdrawn) -> None:
    """Keep the row, and tell nobody any more who has not been told yet."""
    row = shelf.feedback[event.feedback]
    row.withdrawn_at = event.at
    shelf.touch(row)
    given = event_id(entry.stream, f"given:{event.feedback}")
    for notice in shelf.lasting.get(entry.stream, []):
        is_of_it = notice.notice in {given, uuid5(given, str(notice.recipient))}
        if is_of_it and notice.state == WAITING:
            notice.state, notice.settled_at = DROPPED, event.at
            shelf.touch(notice)


def _miss(shelf: Shelf, entry: LogEntry, event: e.FeedbackMissed) -> None:
    row = QuietRow(
        is_stored=True,  # perhaps: an upsert takes both
        review=event.review,
        cycle=event.cycle,
        manager=event.manager,
        quiet_since=event.quiet_since,
        at=event.at,
    )
    row = shelf.quiet.setdefault(event.review, row)
    row.manager, row.quiet_since, row.at = event.manager, event.quiet_since, event.at
    shelf.touch(row)
    review = shelf.reviews.get(event.review)
    shelf.add_notice(_notice(entry, event), review.notices if review else [])


def _notice(entry: LogEntry, event: e.FeedbackMissed) -> NoticeRow:
    """Tell with the other messages of the cycle, as long as the review is open."""
    return NoticeRow(
        notice=entry.event_id,
        position=entry.position,
        cycle=event.cycle,
        recipient=event.manager,
        stream=event.review,
        review=event.review,
        reason=Reason.FEEDBACK_MISSED,
        not_before=event.at,
        due=None,
        made_at=event.at,
    )
