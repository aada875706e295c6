"""Launches to come in the tables: what holds is the one that was scheduled last."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from domain.content import ContentRef
from domain.cycle.events import LaunchCalledOff, LaunchScheduled
from domain.ids import CycleId, PersonId
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.staging import Vault
from tests.played_cycle import ORGANISATION, Batch
from tests.storage.reading import journal_of, record

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
CYCLE, HR = CycleId(UUID(int=8)), PersonId(UUID(int=6))


def scheduled(request: str) -> LaunchScheduled:
    return LaunchScheduled(
        at=AT,
        organisation=ORGANISATION,
        cycle=CYCLE,
        name="half-year",
        title="Half a year",
        people=1,
        begins_at=AT + timedelta(days=7),
        package=ContentRef(id=UUID(int=1), subject=ORGANISATION, sha256="0" * 64),
        request=request,
        by=HR,
    )


async def test_a_launch_called_off_and_scheduled_anew_at_once_waits(
    live: Projector, store: EventStore, keys: KeyRing, vault: Vault, projector: asyncpg.Pool
) -> None:
    called_off = LaunchCalledOff(at=AT, request="first", by=HR)
    told = (scheduled("first"), called_off, scheduled("second"))
    await record(journal_of(store, keys, vault), [Batch(CYCLE, 0, told)])
    await live.catch_up()
    rows = await projector.fetch("SELECT request, state FROM read.scheduled_launches")
    assert [tuple(row) for row in rows] == [("second", "waiting")]
