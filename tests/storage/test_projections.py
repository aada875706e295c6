"""Every fact reaches the read models exactly once and in order, whoever dies meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncpg
import pytest

from domain.review.state import ReviewState
from storage.errors import LogHasGap
from storage.event_store import EventStore, NewEvent
from storage.event_types import UnknownEvent
from storage.keys import KeyRing
from storage.projections import generation
from storage.projections.errors import ReadModelsChanged
from storage.projections.page import Folded
from storage.projections.projector import Projector
from storage.read_models.waiting import position_shown, wait_for
from storage.staging import Vault
from tests.played_cycle import (
    DECLINING,
    DISPUTING,
    LATE,
    ORGANISATION,
    PROMPT,
    RETURNED,
    SILENT,
    TURNED_DOWN,
    Story,
    play,
)
from tests.storage.facts import fact
from tests.storage.reading import journal_of, record, tables
from tests.storage.steered import everything

MADE_ELSEWHERE = frozenset(
    {
        *("actions", "deliveries", "follow_ups", "feedback", "quiet_reviews"),
        *("plans", "check_ins", "scheduled_launches"),
    }
)
HABITS = (PROMPT, LATE, RETURNED, DISPUTING, DECLINING, SILENT, TURNED_DOWN)


async def a_year(store: EventStore, keys: KeyRing, vault: Vault) -> Sequence[Story]:
    """Record a year of six people and the reviews of four that do not go smoothly."""
    played = await play(7, vault.stage, HABITS)
    steered = await everything(vault.stage, 15)
    batches = [*played.batches(), *(batch for story in steered for batch in story.batches)]
    await record(journal_of(store, keys, vault), batches)
    return [*played.stories, *steered]


async def shown(pool: asyncpg.Pool) -> dict[str, list[str]]:
    async with pool.acquire() as connection:
        return await tables(connection)


async def emptied(pool: asyncpg.Pool, live: Projector) -> None:
    """Begin with read models that have seen nothing, as on the first day."""
    async with pool.acquire() as connection:
        await generation.create(connection, generation.NEXT)
        await generation.add_indexes(pool, generation.NEXT)
        async with connection.transaction():
            await generation.switch(connection)
        await generation.drop_old(connection)
    assert await position_shown(pool) == 0


@asynccontextmanager
async def at_work(projector: Projector) -> AsyncIterator[asyncio.Event]:
    """Run a projector for as long as the block lasts, or until the event is set."""
    stop = asyncio.Event()
    running = asyncio.create_task(projector.run(stop))
    try:
        yield stop
        stop.set()
        await running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


class Ear:
    """Hears what a projector tells."""

    def __init__(self) -> None:
        self.heard: list[Folded] = []
        self.ended = asyncio.Event()

    async def __call__(self, folded: Folded) -> None:
        self.heard.append(folded)
        if folded.closed_in:
            self.ended.set()


async def test_pages_of_any_size_lead_to_the_same_tables(
    live: Projector, store: EventStore, projector: asyncpg.Pool, keys: KeyRing, vault: Vault
) -> None:
    await a_year(store, keys, vault)
    await live.catch_up()
    in_bulk = await shown(projector)
    for size in (7, 1000):
        await emptied(projector, live)
        await replace(live, page_size=size).catch_up()
        assert await shown(projector) == in_bulk
    assert all(in_bulk[name] for name in in_bulk if name not in MADE_ELSEWHERE)


async def test_the_tables_agree_with_what_the_domain_makes_of_the_same_facts(
    live: Projector, store: EventStore, projector: asyncpg.Pool, keys: KeyRing, vault: Vault
) -> None:
    stories = await a_year(store, keys, vault)
    await live.catch_up()
    for story in stories:
        rows = await projector.fetch(
            "SELECT step, seat, round, assignee, opens_at, state FROM read.steps "
            "WHERE review = $1 AND state IN ('open', 'blocked')",
            story.review,
        )
        assert {tuple(row) for row in rows} == _open_steps(story.state)
        seats = await projector.fetch(
            "SELECT step, seat, person FROM read.seats "
            "WHERE review = $1 AND act <> 'calibrate' AND is_named",
            story.review,
        )
        assert {tuple(row) for row in seats} == _seats(story.state)


def _open_steps(state: ReviewState) -> set[tuple[object, ...]]:
    return {
        (o.step, o.seat, o.round, o.assignee, o.opens, "blocked" if o.is_blocked else "open")
        for o in state.open
    }


def _seats(state: ReviewState) -> set[tuple[object, ...]]:
    return {
        (step.id, place, seat.person if seat else None)
        for step in state.planned.steps
        for place, seat in enumerate(step.seats)
    }


async def test_a_projector_killed_again_and_again_loses_and_doubles_nothing(
    live: Projector, store: EventStore, projector: asyncpg.Pool, keys: KeyRing, vault: Vault
) -> None:
    await a_year(store, keys, vault)
    await live.catch_up()
    expected = await shown(projector)
    await emptied(projector, live)
    patience = 0.05
    while await position_shown(projector) < await store.head():
        running = asyncio.create_task(replace(live, page_size=25).run(asyncio.Event()))
        await asyncio.wait([running], timeout=patience)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        patience += 0.01
    assert await shown(projector) == expected


async def test_of_two_projectors_one_works_and_the_other_takes_over(
    live: Projector, store: EventStore, projector: asyncpg.Pool, keys: KeyRing, vault: Vault
) -> None:
    await live.catch_up()
    journal, batches = journal_of(store, keys, vault), (await play(2, vault.stage)).batches()
    first, second = Ear(), Ear()
    leading = asyncio.create_task(replace(live, watch=first).run(asyncio.Event()))
    assert await wait_for(projector, await record(journal, batches[:1]), timeout=10)
    async with at_work(replace(live, watch=second)):
        half = await record(journal, batches[1:20])
        assert await wait_for(projector, half, timeout=10)
        assert second.heard == []
        leading.cancel()
        await asyncio.gather(leading, return_exceptions=True)
        position = await record(journal, batches[20:])
        assert await wait_for(projector, position, timeout=10)
    assert second.heard[-1].position == position
    assert first.heard[-1].position == half


async def test_a_projector_follows_the_log_and_tells_what_became_due_and_what_ended(
    live: Projector, store: EventStore, keys: KeyRing, vault: Vault, projector: asyncpg.Pool
) -> None:
    ear = Ear()
    async with at_work(replace(live, watch=ear)):
        played = await play(4, vault.stage)
        assert not await wait_for(projector, 1, timeout=0.1)
        position = await record(journal_of(store, keys, vault), played.batches())
        assert await wait_for(projector, position, timeout=10)
        await asyncio.wait_for(ear.ended.wait(), timeout=10)
    told = [folded.notices for folded in ear.heard if folded.notices]
    assert all(set(notices) == {played.launch.cycle} for notices in told)
    assert min(notices[played.launch.cycle] for notices in told) >= played.launch.at
    assert ear.heard[-1].closed_in == {played.launch.cycle}


async def test_a_projector_that_begins_tells_what_nobody_has_dealt_with(
    live: Projector, store: EventStore, keys: KeyRing, vault: Vault
) -> None:
    played = await play(4, vault.stage)
    await record(journal_of(store, keys, vault), played.batches())
    await live.catch_up()
    ear = Ear()
    async with at_work(replace(live, watch=ear)):
        await asyncio.wait_for(ear.ended.wait(), timeout=10)
    assert [folded.position for folded in ear.heard] == [await store.head()]
    assert ear.heard[0].closed_in == ear.heard[0].notices.keys() == {played.launch.cycle}


async def test_a_cycle_with_an_open_review_is_not_reported_as_ended(
    live: Projector, store: EventStore, keys: KeyRing, vault: Vault, projector: asyncpg.Pool
) -> None:
    await live.catch_up()
    played = await play(4, vault.stage)
    left_open = played.stories[1].batches[3:]
    ear = Ear()
    async with at_work(replace(live, watch=ear)):
        batches = [batch for batch in played.batches() if batch not in left_open]
        position = await record(journal_of(store, keys, vault), batches)
        assert await wait_for(projector, position, timeout=10)
    assert ear.heard[-1].position == position
    assert {cycle for folded in ear.heard for cycle in folded.closed_in} == set()


async def test_a_gap_in_the_log_stops_the_projection(
    live: Projector,
    store: EventStore,
    keys: KeyRing,
    vault: Vault,
    projector: asyncpg.Pool,
    superuser: asyncpg.Connection,
) -> None:
    await live.catch_up()
    await record(journal_of(store, keys, vault), (await play(1, vault.stage)).batches())
    await superuser.execute("ALTER TABLE log.event DISABLE TRIGGER append_only")
    await superuser.execute("DELETE FROM log.event WHERE position = 20")
    with pytest.raises(LogHasGap, match="position 20 is missing"):
        await replace(live, page_size=7).run(asyncio.Event())
    assert await position_shown(projector) == 14


async def test_a_fact_of_an_unknown_kind_is_never_skipped(
    live: Projector, store: EventStore, keys: KeyRing, vault: Vault, projector: asyncpg.Pool
) -> None:
    await live.catch_up()
    await record(journal_of(store, keys, vault), (await play(1, vault.stage)).batches()[:4])
    strange: NewEvent = replace(fact(data='{"type": "MoonRose"}'), type="MoonRose", sealed=None)
    await store.append(ORGANISATION, 0, [strange])
    with pytest.raises(UnknownEvent, match="MoonRose"):
        await live.catch_up()
    # The page it was on left nothing behind.
    assert await position_shown(projector) == 0
    assert (await shown(projector))["people"] == []


async def test_tables_of_another_shape_are_not_touched(
    live: Projector, store: EventStore, keys: KeyRing, vault: Vault, projector: asyncpg.Pool
) -> None:
    ear = Ear()
    await live.catch_up()
    running = asyncio.create_task(replace(live, watch=ear).run(asyncio.Event()))
    while not ear.heard:  # noqa: ASYNC110 - it has begun once it has told something
        await asyncio.sleep(0.01)
    await projector.execute("UPDATE read.checkpoint SET shape = 'of a newer program'")
    await record(journal_of(store, keys, vault), (await play(1, vault.stage)).batches()[:1])
    with pytest.raises(ReadModelsChanged):
        await asyncio.wait_for(running, timeout=10)
    assert await position_shown(projector) == 0
