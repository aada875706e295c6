"""What an event of an action changes in the tables, and who is told of it."""

from typing import Final, assert_never
from uuid import UUID

from domain.actions import events as e
from domain.ids import PersonId
from domain.views.notices import Kind, Matter, Notice, Reason
from storage.projections.fold_notices import drop_between_cycles, tell_between_cycles
from storage.projections.rows_actions import ActionRow
from storage.projections.shelf import LogEntry, Shelf

ENDS: Final = {"ActionDone": "done", "ActionDropped": "dropped"}


def fold_action(shelf: Shelf, entry: LogEntry, event: e.Event) -> None:
    """Take an event of an action into the rows at hand."""
    if event.type == "ActionTasked":
        row = shelf.actions[entry.stream] = _row(entry.stream, event)
    else:
        row = shelf.actions[entry.stream]
    row.version = entry.version
    shelf.touch(row)
    _change(row, event)
    _tell(shelf, entry, event, row)


def _row(action: UUID, event: e.ActionTasked) -> ActionRow:
    task, origin = event.task, event.task.origin
    return ActionRow(
        action=action,
        organisation=task.organisation,
        subject=task.subject,
        owner=task.owner.person,
        tasked_by=task.tasked_by,
        origin=origin.kind,
        cycle=origin.cycle,
        review=origin.review,
        asked_in=origin.event,
        due_on=task.on,
        due=task.due,
        tasked_at=event.at,
        tempo=task.tempo.model_dump_json(),
        version=1,
    )


def _change(row: ActionRow, event: e.Event) -> None:
    match event:
        case e.ActionTasked():
            return
        case e.ActionReminded():
            row.reminders += 1
        case e.ActionRungReached():
            row.rungs += 1
        case e.ActionMoved():
            row.due_on, row.due = event.on, event.due
            row.times += 1
        case e.ActionHandedOver():
            row.owner, row.due = event.to.person, event.due
            row.times += 1
        case e.ActionDone() | e.ActionDropped():
            row.state = ENDS[event.type]
            row.ended_at, row.ended_by = event.at, event.actor
        case _:
            assert_never(event)


def _tell(shelf: Shelf, entry: LogEntry, event: e.Event, row: ActionRow) -> None:
    """Take back what has lost its point, and tell whoever does not know it from doing it."""
    if isinstance(event, e.ActionMoved | e.ActionHandedOver | e.ActionDone | e.ActionDropped):
        drop_between_cycles(shelf, entry.stream, event.at)
    told = _notice(event, row)
    if told is None:
        return
    recipient, reason = told
    due = None if reason is Reason.ACTION_ENDED else row.due
    matter = Matter(Kind.ACTION, entry.stream, PersonId(row.subject), PersonId(row.owner))
    tell_between_cycles(shelf, entry, Notice(recipient, reason, event.at, due), matter, event.at)


def _notice(event: e.Event, row: ActionRow) -> tuple[PersonId, Reason] | None:
    owner, tasked_by = PersonId(row.owner), PersonId(row.tasked_by)
    match event:
        case e.ActionReminded():
            return event.recipient, Reason.ACTION_REMINDER
        case e.ActionRungReached():
            return event.recipient, Reason.ACTION_RUNG
        case e.ActionTasked():
            return None if owner == tasked_by else (owner, Reason.ACTION_TASKED)
        case e.ActionMoved() | e.ActionHandedOver():
            return None if owner == event.actor else (owner, Reason.ACTION_TASKED)
        case e.ActionDone() | e.ActionDropped():
            return None if tasked_by == event.actor else (tasked_by, Reason.ACTION_ENDED)
        case _:
            assert_never(event)
