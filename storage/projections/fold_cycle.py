"""What an event of a cycle, or of its messages, changes in the tables."""

import json
from typing import assert_never
from uuid import UUID

from domain.cycle import events as cycle
from domain.delivery import events as delivery
from storage.projections.fold_notices import DROPPED, WAITING
from storage.projections.fold_resent import tell_again
from storage.projections.rows import CycleRow, DeliveryRow, LaunchResultRow
from storage.projections.rows_launch import CALLED_OFF, LAUNCHED, ScheduledLaunchRow
from storage.projections.shelf import LogEntry, Shelf


def fold_cycle(shelf: Shelf, entry: LogEntry, event: cycle.Event) -> None:
    """Take an event of a cycle into the rows at hand."""
    match event.type:
        case "CycleLaunched":
            _launch(shelf, entry, event)
        case "LaunchScheduled":
            _schedule(shelf, entry, event)
        case "LaunchCalledOff":
            _settle(shelf, entry.stream, CALLED_OFF)
        case "PeopleTakenIn":
            _take_in(shelf, entry.stream, event)
        case "CycleClosed":
            row = shelf.cycles[entry.stream]
            row.state, row.closed_at = "closed", event.at
            shelf.touch(row)
        case "StageDeadlineMoved" | "ChangeOrdered" | "PeopleAdded":
            pass
        case _:
            assert_never(event.type)


def _launch(shelf: Shelf, entry: LogEntry, event: cycle.CycleLaunched) -> None:
    row = CycleRow(
        cycle=entry.stream,
        organisation=event.organisation,
        key=event.definition.key,
        title=event.definition.title,
        definition=event.definition.model_dump_json(),
        tempo=event.tempo.model_dump_json(),
        hr_owner=event.hr_owner,
        people=len(event.people),
        launched_at=event.at,
    )
    shelf.cycles[entry.stream] = row
    shelf.touch(row)
    _settle(shelf, entry.stream, LAUNCHED)


def _schedule(shelf: Shelf, entry: LogEntry, event: cycle.LaunchScheduled) -> None:
    row = ScheduledLaunchRow(
        is_stored=True,  # perhaps: an upsert takes both
        cycle=entry.stream,
        organisation=event.organisation,
        key=event.name,
        title=event.title,
        people=event.people,
        begins_at=event.begins_at,
        request=event.request,
        scheduled_by=event.by,
        scheduled_at=event.at,
    )
    called_off = shelf.scheduled.get(entry.stream)
    if called_off is not None:
        shelf.let_go(called_off)
    shelf.scheduled[entry.stream] = row
    shelf.touch(row)


def _settle(shelf: Shelf, launched: UUID, state: str) -> None:
    """Let a launch that was scheduled wait no more."""
    row = shelf.scheduled.get(launched)
    if row is not None:
        row.state = state
        shelf.touch(row)


def _take_in(shelf: Shelf, launched: UUID, event: cycle.PeopleTakenIn) -> None:
    """Note what became of everybody; who was left out at the launch may be added later."""
    for result in event.results:
        known = shelf.results.get((launched, result.person))
        row = known or LaunchResultRow(
            is_stored=True,  # perhaps: an upsert takes both
            cycle=launched,
            person=result.person,
            outcome=result.outcome,
            reason=None,
            review=None,
            session=None,
            blocked=0,
        )
        if known is None or known.outcome == "left_out":
            row.outcome, row.reason, row.blocked = result.outcome, result.reason, result.blocked
            row.review, row.session = result.review, result.session
            shelf.results[launched, result.person] = row
            shelf.touch(row)


def fold_delivery(shelf: Shelf, entry: LogEntry, event: delivery.Event) -> None:
    """Take what happened to a message into the ledger and the outbox."""
    match event.type:
        case "MessageSent":
            _record(shelf, event, "sent")
        case "MessageFailed":
            _record(shelf, event, "failed", event.reason)
        case "MessageBounced":
            _record(shelf, event, "bounced", event.reason)
        case "NoticesResent":
            tell_again(shelf, entry, event)
        case "NoticesDropped":
            for notice in event.notices:
                row = shelf.notices.get(notice)
                if row is not None and row.state == WAITING:
                    row.state, row.settled_at = DROPPED, event.at
                    shelf.touch(row)
        case _:
            assert_never(event.type)


def _record(
    shelf: Shelf,
    event: delivery.MessageSent | delivery.MessageFailed | delivery.MessageBounced,
    state: str,
    failure: str | None = None,
) -> None:
    at = event.sent_at if event.type == "MessageBounced" else event.at
    message = shelf.deliveries.get(event.message)
    if message is None:
        message = DeliveryRow(
            is_stored=True,  # perhaps: an upsert takes both
            message=event.message,
            cycle=event.cycle,
            recipient=event.recipient,
            channel=event.channel,
            at=at,
            notices=json.dumps([str(notice) for notice in event.notices]),
            state=state,
        )
        shelf.deliveries[event.message] = message
    message.at, message.state, message.failure = at, state, failure
    shelf.touch(message)
    for name in event.notices:
        notice = shelf.notices.get(name)
        if notice is not None:
            ended = "failed" if state == "bounced" else state
            notice.state, notice.message, notice.settled_at = ended, event.message, event.at
            shelf.touch(notice)
