"""What an event of a development plan changes in the tables, and who is told of it."""

from typing import assert_never
from uuid import UUID

from domain.development import events as e
from domain.ids import PersonId
from domain.views.notices import Kind, Matter
from domain.views.notices_development import Pair, made_pointless_in_plan, plan_notices
from storage.projections.fold_notices import drop_between_cycles, tell_between_cycles
from storage.projections.rows_development import CheckInRow, PlanRow
from storage.projections.shelf import LogEntry, PlanRows, Shelf


def fold_plan(shelf: Shelf, entry: LogEntry, event: e.Event) -> None:
    """Take an event of a plan into the rows at hand."""
    if event.type == "PlanBegun":
        rows = shelf.plans[entry.stream] = PlanRows(_row(entry.stream, event))
    else:
        rows = shelf.plans[entry.stream]
    rows.plan.version = entry.version
    shelf.touch(rows.plan)
    _change_plan(event, rows.plan)
    _change_check_ins(shelf, event, rows)
    _tell(shelf, entry, event, rows.plan)


def _row(plan: UUID, event: e.PlanBegun) -> PlanRow:
    return PlanRow(
        plan=plan,
        organisation=event.organisation,
        cycle=event.cycle,
        review=event.review,
        reviewee=event.reviewee,
        manager=event.manager,
        hr_partner=event.hr_partner,
        begun_at=event.at,
        version=1,
    )


def _change_plan(event: e.Event, row: PlanRow) -> None:
    match event:
        case e.PlanEdited():
            row.edition, row.closing_for = event.edition, None
            row.waits_for = _other(row, event.by)
            row.waits_since = event.at if row.waits_for else None
        case e.PlanAcknowledged():
            row.waits_for = row.waits_since = None
        case e.PlanClosingAsked():
            row.closing_for = _other(row, event.by)
        case e.PlanClosed():
            row.state, row.cause, row.closed_at = "closed", event.cause, event.at
            row.waits_for = row.waits_since = row.closing_for = None
        case e.PlanHandedOver():
            _hand_over(event, row)
        case (
            e.PlanBegun()
            | e.AcknowledgementReminded()
            | e.StandstillReported()
            | e.CheckInAnnounced()
            | e.CheckInReminded()
            | e.CheckInHeld()
            | e.CheckInAcknowledged()
        ):
            return
        case _:
            assert_never(event)


def _hand_over(event: e.PlanHandedOver, row: PlanRow) -> None:
    """Let the successor owe what the predecessor owed."""
    row.manager = event.to
    if row.waits_for == event.from_person:
        row.waits_for = event.to
        row.waits_since = row.waits_since if event.to else None
    if row.closing_for == event.from_person:
        row.closing_for = event.to


def _change_check_ins(shelf: Shelf, event: e.Event, rows: PlanRows) -> None:
    match event:
        case e.PlanEdited() | e.PlanClosed():
            _pass_over(shelf, rows, before=None)
        case e.PlanHandedOver():
            for row in rows.check_ins.values():
                if row.waits_for is not None and row.waits_for == event.from_person:
                    row.waits_for = event.to
                    shelf.touch(row)
        case e.CheckInAnnounced() | e.CheckInReminded() | e.CheckInHeld() | e.CheckInAcknowledged():
            row = rows.check_ins.setdefault(
                event.number, CheckInRow(plan=rows.plan.plan, number=event.number)
            )
            shelf.touch(row)
            _change(event, row, rows.plan)
            _pass_over(shelf, rows, before=event.number)
        case _:
            return


def _change(
    event: e.CheckInAnnounced | e.CheckInReminded | e.CheckInHeld | e.CheckInAcknowledged,
    row: CheckInRow,
    plan: PlanRow,
) -> None:
    match event:
        case e.CheckInAnnounced():
            row.due, row.state = event.due, "announced"
        case e.CheckInReminded():
            row.reminders = event.times
        case e.CheckInHeld():
            row.state, row.held_at, row.held_by = "held", event.at, event.by
            row.waits_for = _other(plan, event.by)
        case e.CheckInAcknowledged():
            row.waits_for, row.acknowledged_at = None, event.at
        case _:
            assert_never(event)


def _pass_over(shelf: Shelf, rows: PlanRows, before: int | None) -> None:
    """Let talks that were announced and never noted lie, once others have taken their place."""
    for row in rows.check_ins.values():
        if row.state == "announced" and (before is None or row.number < before):
            row.state = "passed_over"
            shelf.touch(row)


def _other(row: PlanRow, by: PersonId) -> UUID | None:
    return row.manager if by == row.reviewee else row.reviewee


def _tell(shelf: Shelf, entry: LogEntry, event: e.Event, row: PlanRow) -> None:
    """Take back what has lost its point, and tell whoever does not know it from doing it."""
    if pointless := made_pointless_in_plan(event):
        drop_between_cycles(shelf, entry.stream, event.at, pointless)
    if isinstance(event, e.PlanHandedOver) and event.from_person is not None:
        drop_between_cycles(shelf, entry.stream, event.at, to=event.from_person)
    manager = PersonId(row.manager) if row.manager else None
    pair = Pair(PersonId(row.reviewee), manager)
    for notice in plan_notices(event, pair):
        matter = Matter(Kind.PLAN, entry.stream, pair.reviewee)
        tell_between_cycles(shelf, entry, notice, matter, event.at)
