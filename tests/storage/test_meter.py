"""What is counted for operators is what stands in the log, and nothing but numbers comes out."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import asyncpg
import pytest

from domain.tempo import Segment, Tempo
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.meter import Counted, Meter
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from storage.read_models.console_needs import reviews_by_state
from storage.read_models.progress import blocked_steps, overdue_steps
from storage.staging import Vault
from tests.played_cycle import (
    DISPUTING,
    LATE,
    LAUNCHED_AT,
    PROMPT,
    RETURNED,
    SILENT,
    PlayedCycle,
    play,
)
from tests.storage.reading import journal_of, record

HALF_TIME = LAUNCHED_AT + timedelta(days=45)


@pytest.fixture
async def meter(database: str) -> AsyncIterator[Meter]:
    async with Meter.open(database) as meter:
        yield meter


@pytest.fixture
async def played(store: EventStore, keys: KeyRing, vault: Vault, live: Projector) -> PlayedCycle:
    """Half a year of five people, of whom some are late and some never answer."""
    year = await play(5, vault.stage, (PROMPT, RETURNED, DISPUTING, LATE, SILENT))
    so_far = [batch for batch in year.batches() if batch.events[0].at < HALF_TIME]
    await record(journal_of(store, keys, vault), so_far)
    return year


async def counted(meter: Meter, at: datetime) -> Counted:
    found = await meter.read(at)
    assert found is not None
    return found


async def test_before_there_are_pages_nothing_is_counted(meter: Meter) -> None:
    assert await meter.read(HALF_TIME) is None


@pytest.mark.parametrize("at", [LAUNCHED_AT, HALF_TIME])
async def test_open_late_and_blocked_steps_are_those_of_the_console(
    played: PlayedCycle, live: Projector, meter: Meter, readers: asyncpg.Pool, at: datetime
) -> None:
    await live.catch_up()
    cycle, steps = played.launch.cycle, (await counted(meter, at)).steps
    assert sum(each.late for each in steps) == len(await overdue_steps(readers, cycle, at))
    blocked = sum(each.steps for each in steps if each.state == "blocked")
    assert blocked == len(await blocked_steps(readers, cycle))
    assert sum(each.unowned for each in steps) == 0


async def test_reviews_are_counted_by_state(
    played: PlayedCycle, live: Projector, meter: Meter, readers: asyncpg.Pool
) -> None:
    await live.catch_up()
    found = (await counted(meter, HALF_TIME)).processes
    assert found["cycle", "running"] == 1
    of_reviews = {state: number for (kind, state), number in found.items() if kind == "review"}
    assert sum(of_reviews.values()) == len(played.launch.people)
    shown = await reviews_by_state(readers, played.launch.cycle)
    assert (of_reviews["open"], shown.completed) == (shown.reviews, 0)


async def test_facts_that_no_page_shows_are_the_lag(
    played: PlayedCycle, live: Projector, meter: Meter, store: EventStore
) -> None:
    async with live.pool.acquire() as connection:
        await live.catch_up()
        before = (await counted(meter, HALF_TIME)).log
        assert (before.head, before.shown, before.lag) == (await store.head(),) * 2 + (0,)
        await connection.execute("UPDATE read.checkpoint SET position = position - 7")
    behind = (await counted(meter, HALF_TIME)).log
    assert behind.head - behind.shown == 7
    assert behind.lag > 0


async def test_a_meter_sees_numbers_and_no_row(
    played: PlayedCycle, live: Projector, database: str
) -> None:
    await live.catch_up()
    async with await open_pool(database, Role.METER) as pool:
        for table in ("read.steps", "read.people", "log.event", "vault.under_way"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.fetch(f"SELECT * FROM {table}")  # noqa: S608 - our own names


async def test_a_cycle_that_runs_faster_is_counted_by_its_own_time(
    played: PlayedCycle, live: Projector, meter: Meter, readers: asyncpg.Pool
) -> None:
    await live.catch_up()
    now = HALF_TIME + timedelta(days=4000)
    tempo = Tempo(segments=(Segment(real=now, virtual=LAUNCHED_AT, rate=1.0),))
    assert sum(each.late for each in (await counted(meter, now)).steps) > 0
    async with live.pool.acquire() as connection:
        await connection.execute("UPDATE read.cycles SET tempo = $1", tempo.model_dump_json())
    assert sum(each.late for each in (await counted(meter, now)).steps) == 0
