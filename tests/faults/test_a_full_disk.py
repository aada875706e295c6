"""A disk that is full: whoever appends waits until there is room, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from storage.event_store import Appended, AppendRequest, EventStore, NewEvent
from storage.group_commit import APPEND, columns_of
from storage.migrate import migrate
from storage.pool import Role, open_pool
from tests.faults.cramped import CrampedPostgres
from workers.embedded.ports import settle_ports

LARGE = b"\x01" * 20_000


@pytest.fixture
async def cramped(tmp_path: Path) -> AsyncIterator[tuple[CrampedPostgres, str]]:
    """A database whose log has a small disk of its own."""
    ports, _ = settle_ports({"postgres": 0})
    postgres = CrampedPostgres(tmp_path / "postgres", ports["postgres"])
    try:
        url = await postgres.start()
        if not postgres.disk.is_there:
            pytest.skip("this machine lets nobody have a disk of their own")
        await migrate(url)
        await postgres.move_log(url)
        yield postgres, url
    finally:
        await postgres.stop()
        postgres.disk.remove()


def a_fact() -> NewEvent:
    return NewEvent(uuid4(), "Large", 1, "{}", "{}", LARGE, uuid4())


async def test_an_append_waits_for_room_and_is_stored_once(
    cramped: tuple[CrampedPostgres, str],
) -> None:
    postgres, url = cramped
    async with await open_pool(url, Role.WRITER) as pool, EventStore(pool) as store:
        stream, elsewhere = uuid4(), AppendRequest(uuid4(), 0, (a_fact(),))
        await store.append(stream, 0, [a_fact()])
        postgres.disk.fill()
        with pytest.raises(asyncpg.DiskFullError):
            await pool.fetch(APPEND, *columns_of([elsewhere]), False)  # noqa: FBT003 - not careful
        waiting = asyncio.create_task(store.append(stream, 1, [a_fact()]))
        done, _ = await asyncio.wait([waiting], timeout=1.0)
        postgres.disk.clear()
        outcome = await waiting

        assert not done, "there was room after all"
        assert isinstance(outcome, Appended)
        assert [each.version for each in await store.read_stream(stream)] == [1, 2]
