"""What is told again: each notice of a message waits once more, under a name of its own."""

from dataclasses import replace
from uuid import uuid5

from domain.delivery.events import NoticesResent
from storage.projections.fold_notices import WAITING
from storage.projections.rows import NoticeRow
from storage.projections.shelf import LogEntry, Shelf


def tell_again(shelf: Shelf, entry: LogEntry, event: NoticesResent) -> None:
    """Put a copy of each notice into the outbox; what it becomes pointless by is as before."""
    for name in event.notices:
        told = shelf.notices.get(name)
        if told is not None:
            shelf.add_notice(_copy(entry, event, told), _beside(shelf, told))


def _copy(entry: LogEntry, event: NoticesResent, told: NoticeRow) -> NoticeRow:
    return replace(
        told,
        notice=uuid5(entry.event_id, str(told.notice)),
        position=entry.position,
        not_before=event.at,
        made_at=event.at,
        state=WAITING,
        message=None,
        settled_at=None,
        is_stored=False,
        is_touched=False,
    )


def _beside(shelf: Shelf, told: NoticeRow) -> list[NoticeRow]:
    """Give the notices at hand of the same stream; where none are, the table has them all."""
    stream = told.stream
    if stream in shelf.reviews:
        return shelf.reviews[stream].notices
    if stream in shelf.sessions:
        return shelf.sessions[stream].notices
    return shelf.lasting.get(stream, [])
