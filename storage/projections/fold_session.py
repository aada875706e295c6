"""What an event of a calibration session changes in the tables."""

import json
from collections.abc import Iterable
from typing import assert_never

from domain.calibration import events as e
from domain.ids import PersonId
from storage.projections.fold_notices import tell_of_session
from storage.projections.fold_rating import expect_move
from storage.projections.rows import MemberRow, SessionRow
from storage.projections.shelf import LogEntry, SessionRows, Shelf


def fold_session(shelf: Shelf, entry: LogEntry, event: e.Event) -> None:
    """Take an event of a session into the rows at hand."""
    if event.type == "SessionOpened":
        rows = _opened(shelf, entry, event)
    else:
        rows = shelf.sessions[entry.stream]
    rows.session.version = entry.version
    shelf.touch(rows.session)
    tell_of_session(shelf, entry, event, rows)
    _change(shelf, entry, event, rows)


def _opened(shelf: Shelf, entry: LogEntry, event: e.SessionOpened) -> SessionRows:
    plan = event.plan
    rows = SessionRows(
        SessionRow(
            session=entry.stream,
            cycle=plan.cycle,
            organisation=plan.organisation,
            facilitator=plan.facilitator.person,
            panel=_ids(plan.panel),
            opens_at=plan.opens,
            due=plan.due,
            version=entry.version,
        )
    )
    for member in plan.members:
        row = MemberRow(
            session=entry.stream,
            review=member.review,
            reviewee=member.reviewee,
            hidden_from=_ids(member.hidden_from),
        )
        rows.members[member.review] = row
        shelf.touch(row)
    shelf.sessions[entry.stream] = rows
    return rows


def _change(shelf: Shelf, entry: LogEntry, event: e.Event, rows: SessionRows) -> None:
    session = rows.session
    match event.type:
        case "RatingMoved":
            session.moves += 1
            rows.members[event.review].moves += 1
            rows.members[event.review].last_move = event.content.id
            shelf.touch(rows.members[event.review])
            expect_move(shelf, entry, event, rows)
        case "MemberWithdrawn":
            rows.members[event.review].is_withdrawn = True
            shelf.touch(rows.members[event.review])
        case "CoFacilitatorNamed" | "CoFacilitatorReleased":
            _change_leaders(session, event)
        case "FacilitatorReminded":
            session.reminders += 1
        case "SessionRungReached":
            session.rungs += 1
        case "SessionLocked":
            session.state, session.missing = "locked", len(event.missing)
            session.locked_at, session.locked_by = event.at, event.actor
        case "SessionOpened":
            pass
        case _:
            assert_never(event.type)


def _change_leaders(
    session: SessionRow, event: e.CoFacilitatorNamed | e.CoFacilitatorReleased
) -> None:
    others = [one for one in json.loads(session.co_facilitators) if one != str(event.person)]
    named = [str(event.person)] if event.type == "CoFacilitatorNamed" else []
    session.co_facilitators = json.dumps([*others, *named])


def _ids(people: Iterable[PersonId]) -> str:
    return json.dumps([str(person) for person in people])
