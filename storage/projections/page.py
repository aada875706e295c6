"""A page of the log: read without a gap, folded in memory, its words opened, written as one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, assert_never
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter, ValidationError

from domain.actions.events import ActionEvent
from domain.alignment.events import ObjectiveFact
from domain.calibration.events import SessionEvent
from domain.cycle.events import CycleEvent
from domain.delivery.events import DeliveryEvent
from domain.development.events import PlanEvent
from domain.erasure.events import ErasureEvent
from domain.expectations.events import ExpectationEvent
from domain.feedback.events import FeedbackEvent
from domain.follow_ups import FollowUp, FollowUpEvent
from domain.ids import CycleId, OrganisationId
from domain.offices import OfficeEvent
from domain.operations.events import OperationEvent
from domain.people_events import PersonFact
from domain.progress.events import ProgressEvent
from domain.recurrence.events import RecurrenceEvent
from domain.review.events import ReviewEvent, ReviewOpened
from domain.views.outline import OpeningOutlined
from storage.errors import LogHasGap
from storage.event_types import DomainEvent, decode
from storage.journal import Words
from storage.keys import KeyRing, Keys
from storage.projections.fold_actions import fold_action
from storage.projections.fold_cycle import fold_cycle, fold_delivery
from storage.projections.fold_development import fold_plan
from storage.projections.fold_erasure import fold_erasure
from storage.projections.fold_feedback import fold_feedback
from storage.projections.fold_follow_ups import WAITING as UNDONE
from storage.projections.fold_follow_ups import carried_out
from storage.projections.fold_notices import WAITING
from storage.projections.fold_people import expect_person
from storage.projections.fold_recurrence import fold_recurrence
from storage.projections.fold_review import fold_review
from storage.projections.fold_session import fold_session
from storage.projections.row import Row
from storage.projections.rows import NoticeRow, ReviewRow
from storage.projections.rows_actions import FollowUpRow
from storage.projections.shelf import LogEntry, Shelf
from storage.projections.tables import remove, write
from storage.sealing import associated_data, subjects_of, unseal

# page_after: the open part of what happened after a position, in the order of commit.
PAGE_AFTER: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version, data
FROM log.event
WHERE position > $1
ORDER BY position
LIMIT $2
"""

# sealed_at: the sealed parts of the few events whose words are looked at.
SEALED_AT: Final = """
SELECT position, sealed FROM log.event WHERE position = ANY($1::bigint[]) AND sealed IS NOT NULL
"""


OPENING: Final = ("ReviewOpened", ReviewOpened.schema_version)
_OUTLINES: Final = TypeAdapter(OpeningOutlined).validator


@dataclass(frozen=True, slots=True)
class Folded:
    """What a page brought about, for those who act on it once it is committed.

    Attributes:
        position: how far the log is folded now.
        notices: for each cycle with fresh notices, when the earliest of them may go out.
        closed_in: cycles in which a review was completed or cancelled.
        lasting: the same as `notices` for what belongs to no cycle, for each organisation.
        follow_ups: what reviews asked for that can be set going now.
        types: how many facts of each type the page held; empty where no page was folded.
    """

    position: int
    notices: Mapping[CycleId, datetime] = field(default_factory=dict)
    closed_in: frozenset[CycleId] = frozenset()
    lasting: Mapping[OrganisationId, datetime] = field(default_factory=dict)
    follow_ups: tuple[FollowUp, ...] = ()
    types: Mapping[str, int] = field(default_factory=dict)


def read_entries(rows: Sequence[asyncpg.Record], after: int) -> list[LogEntry]:
    """Decode a page of the log.

    Raises:
        LogHasGap: a position is missing.
        UnknownEvent: a type or version that this program does not know.
        EventUnreadable: an event has not the shape of its type.
    """
    entries = []
    expected = after
    for position, stream, version, event_id, organisation, type_, schema_version, data in rows:
        expected += 1
        if position != expected:
            raise LogHasGap(
                f"The fact at position {expected} is missing from the log. Nothing is shown past "
                "it until the log is whole again; restore it from a backup."
            )
        event = _decode(type_, schema_version, data)
        entries.append(
            LogEntry(
                position, stream, version, event_id, organisation, type_, schema_version, event
            )
        )
    return entries


async def read_page(connection: asyncpg.Connection, after: int, limit: int) -> list[LogEntry]:
    """Read what follows a position; raises as `read_entries`."""
    return read_entries(await connection.fetch(PAGE_AFTER, after, limit), after)


async def fold_page(
    connection: asyncpg.Connection,
    schema: str,
    keys: KeyRing,
    shelf: Shelf,
    page: Sequence[LogEntry],
) -> None:
    """Take a page into the rows at hand; nothing is written yet.

    Raises:
        SealBroken: the words of an event were changed or belong to another.
    """
    await shelf.fetch(connection, schema, page)
    for entry in page:
        _fold(shelf, entry)
    await _open_words(connection, keys, shelf)


async def store_page(connection: asyncpg.Connection, schema: str, shelf: Shelf) -> list[Row]:
    """Write what has changed and give it back; the rows stay at hand."""
    touched, shelf.touched = shelf.touched, []
    await write(connection, schema, touched)
    gone, shelf.gone = shelf.gone, []
    await remove(connection, schema, gone)
    return touched


def outcome_of(position: int, touched: Sequence[Row]) -> Folded:
    """Say what the rows of a page mean to those who wait for it."""
    notices: dict[CycleId, datetime] = {}
    lasting: dict[OrganisationId, datetime] = {}
    closed_in: set[CycleId] = set()
    follow_ups: list[FollowUp] = []
    for row in touched:
        if isinstance(row, NoticeRow) and row.state == WAITING and row.kind is None:
            cycle = CycleId(row.cycle)
            notices[cycle] = min(row.not_before, notices.get(cycle, row.not_before))
        elif isinstance(row, NoticeRow) and row.state == WAITING:
            whole = OrganisationId(row.cycle)
            lasting[whole] = min(row.not_before, lasting.get(whole, row.not_before))
        elif isinstance(row, ReviewRow) and row.closed_at is not None:
            closed_in.add(CycleId(row.cycle))
        elif isinstance(row, FollowUpRow) and row.state == UNDONE:
            follow_ups.append(FollowUp.model_validate(row, from_attributes=True))
    return Folded(position, notices, frozenset(closed_in), lasting, tuple(follow_ups))


def _fold(shelf: Shelf, entry: LogEntry) -> None:  # noqa: C901, PLR0912, PLR0915 - one case a kind of event
    event = entry.event
    match event:
        case ReviewEvent():
            fold_review(shelf, entry, event)
        case DeliveryEvent():
            fold_delivery(shelf, entry, event)
        case PersonFact():
            expect_person(shelf, entry, event)
        case SessionEvent():
            fold_session(shelf, entry, event)
        case CycleEvent():
            fold_cycle(shelf, entry, event)
        case ActionEvent():
            fold_action(shelf, entry, event)
        case FollowUpEvent():
            carried_out(shelf, event)
        case PlanEvent():
            fold_plan(shelf, entry, event)
        case FeedbackEvent():
            fold_feedback(shelf, entry, event)
        case ProgressEvent():
            pass  # read from the log itself, with the words beside it
        case ObjectiveFact():
            pass  # read from the log itself: the tree is the sum of it
        case ExpectationEvent():
            pass  # read from the log itself, as they stood when a cycle was launched
        case OfficeEvent():
            pass  # read from the log itself: there are a handful
        case OperationEvent():
            pass  # read from the log itself, by whoever sends messages
        case RecurrenceEvent():
            fold_recurrence(shelf, entry, event)
        case ErasureEvent():
            fold_erasure(shelf, event)
        case _:
            assert_never(event)


def _decode(type_: str, schema_version: int, data: str) -> DomainEvent | OpeningOutlined:
    if (type_, schema_version) == OPENING:
        try:
            outline: OpeningOutlined = _OUTLINES.validate_json(data)
        except ValidationError:
            # Said by whoever knows the whole of it.
            return decode(type_, schema_version, data)
        return outline
    return decode(type_, schema_version, data)


async def _open_words(connection: asyncpg.Connection, keys: KeyRing, shelf: Shelf) -> None:
    """Open the words of the few events that need them, and finish their folds in order."""
    unopened, shelf.unopened = shelf.unopened, []
    positions = [each.entry.position for each in unopened if each.entry is not None]
    rows = await connection.fetch(SEALED_AT, positions) if positions else []
    sealed: dict[int, bytes] = {row["position"]: row["sealed"] for row in rows}
    loaded = await keys.load(s for part in sealed.values() for s in subjects_of(part))
    for each in unopened:
        part = sealed.get(each.entry.position) if each.entry else None
        words = _words(each.entry, part, loaded) if each.entry and part else {}
        each.take(words.get(each.subject))


def _words(entry: LogEntry, part: bytes, keys: Keys) -> dict[UUID, Words]:
    seals = associated_data(entry.event_id, entry.stream, entry.type, entry.schema_version)
    opened = unseal(part, keys=keys, associated=seals)
    return {subject: json.loads(words) for subject, words in opened.items()}
