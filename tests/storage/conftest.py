"""A migrated database per test, and everything of storage/ that stands on it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from storage.staging import Vault


@pytest.fixture
async def superuser(database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


@pytest.fixture
async def writer(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(database, Role.WRITER, max_size=20) as pool:
        yield pool


@pytest.fixture
async def store(writer: asyncpg.Pool) -> AsyncIterator[EventStore]:
    async with EventStore(writer) as store:
        yield store


@pytest.fixture
async def keeper(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(database, Role.KEEPER) as pool:
        yield pool


@pytest.fixture
def master() -> MasterKey:
    return MasterKey(b"k" * 32)


@pytest.fixture
def keys(keeper: asyncpg.Pool, master: MasterKey) -> KeyRing:
    return KeyRing(keeper, master)


@pytest.fixture
def vault(writer: asyncpg.Pool, keys: KeyRing) -> Vault:
    return Vault(writer, keys)


@pytest.fixture
async def projector(database: str) -> AsyncIterator[asyncpg.Pool]:
    # The right to build schemas belongs to the database and is not copied from the template.
    await migrate(database)
    async with await open_pool(database, Role.PROJECTOR) as pool:
        yield pool


@pytest.fixture
async def readers(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(database, Role.READER) as pool:
        yield pool


@pytest.fixture
def live(store: EventStore, projector: asyncpg.Pool, keys: KeyRing) -> Projector:
    return Projector(store, projector, keys)
