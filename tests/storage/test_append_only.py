"""The log is append-only for everybody, and each role reaches its own room only."""

import hashlib
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.event_store import EventStore, StoredEvent
from storage.group_commit import APPEND
from storage.pool import Role, open_pool
from tests.storage.facts import TENANT, fact, facts

CHANGES = [
    "UPDATE log.event SET data = '{}'",
    "UPDATE log.event SET data = '{}' WHERE false",
    "DELETE FROM log.event",
    "TRUNCATE log.event",
    "MERGE INTO log.event e USING (SELECT 1) ON true WHEN MATCHED THEN DELETE",
]
ROLES = [*Role, None]


@pytest.mark.parametrize("change", CHANGES)
async def test_nobody_changes_the_past(
    store: EventStore, superuser: asyncpg.Connection, change: str
) -> None:
    await store.append(uuid4(), 0, facts(1))
    before = await store.read_after(0)
    for role in ROLES:
        await superuser.execute(f"SET ROLE {role or 'none'}")
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
            await superuser.execute(change)
        assert await store.read_after(0) == before


@pytest.mark.parametrize("role", ["perennial_archivist", None])
async def test_the_trigger_stops_even_those_who_have_every_privilege(
    superuser: asyncpg.Connection, role: str | None
) -> None:
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(f"SET ROLE {role or 'none'}")
    for change in CHANGES:
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await superuser.execute(change)


FORBIDDEN = {
    Role.WRITER: [
        "INSERT INTO log.event SELECT * FROM log.event",
        "LOCK TABLE log.sequencer; SELECT 1",
        "SELECT * FROM keeper.subject_key",
        "CREATE SCHEMA another",
        "SELECT log.write_v1(0, now(), '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
    ],
    Role.PROJECTOR: ["LOCK TABLE log.sequencer; SELECT 1", "SELECT * FROM keeper.subject_key"],
    Role.READER: ["SELECT * FROM log.event", "SELECT * FROM vault.content"],
    Role.KEEPER: ["SELECT * FROM log.event", "SELECT * FROM vault.content"],
    Role.SEALER: ["SELECT * FROM keeper.subject_key", "SELECT * FROM vault.content"],
}


@pytest.mark.parametrize("role", FORBIDDEN)
async def test_a_role_stays_in_its_room(database: str, role: Role) -> None:
    async with await open_pool(database, role) as pool:
        for statement in FORBIDDEN[role]:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.execute(statement)


async def test_readers_read_what_the_projector_builds(
    database: str, projector: asyncpg.Pool
) -> None:
    await projector.execute("CREATE SCHEMA read; CREATE TABLE read.inbox AS SELECT 1 AS steps")
    async with await open_pool(database, Role.READER) as reader:
        assert await reader.fetchval("SELECT steps FROM read.inbox") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.execute("DELETE FROM read.inbox")


async def test_an_append_needs_read_committed(writer: asyncpg.Pool) -> None:
    async with writer.acquire() as connection, connection.transaction(isolation="serializable"):
        with pytest.raises(asyncpg.InvalidTransactionStateError, match="READ COMMITTED"):
            await connection.execute(
                "SELECT log.append_v1('{}','{}','{}','{}','{}','{}','{}','{}','{}','{}',false)"
            )


async def test_counts_that_do_not_add_up_store_nothing(
    writer: asyncpg.Pool, store: EventStore
) -> None:
    pair: list[list[object]] = [
        [TENANT] * 2,
        ["T"] * 2,
        [1] * 2,
        ["{}"] * 2,
        ["{}"] * 2,
        [None] * 2,
    ]
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await writer.fetch(APPEND, [uuid4()], [0], [1], [uuid4(), uuid4()], *pair, False)  # noqa: FBT003
    assert await store.head() == 0


def leaf(event: StoredEvent) -> bytes:
    """The hash an auditor computes without our database."""
    since_2000 = int((event.recorded_at.timestamp() - 946_684_800) * 1_000_000 + 0.5)
    ids = (event.event_id.bytes, event.tenant_id.bytes)
    fields = [b"\0", event.position.to_bytes(8), event.stream_id.bytes, event.version.to_bytes(4)]
    fields += [*ids, since_2000.to_bytes(8), event.schema_version.to_bytes(4)]
    texts = (event.type, event.data, event.meta)
    fields += [hashlib.sha256(text.encode()).digest() for text in texts]
    sealed = event.sealed
    fields.append(hashlib.sha256(sealed).digest() if sealed is not None else bytes(32))
    return hashlib.sha256(b"".join(fields)).digest()


async def test_the_database_hashes_every_fact_as_documented(store: EventStore) -> None:
    unsealed = replace(fact(data='{"name":"Zoë"}'), sealed=None)
    await store.append(uuid4(), 0, [fact(), unsealed, replace(fact(), sealed=b"")])
    events = await store.read_after(0)
    assert [event.leaf_hash for event in events] == [leaf(event) for event in events]
    assert len({event.leaf_hash for event in events}) == 3


async def test_facts_can_be_read_as_json_by_people(
    store: EventStore, projector: asyncpg.Pool
) -> None:
    stream: UUID = uuid4()
    await store.append(stream, 0, [fact(data='{"step":"sign-off"}')])
    query = "SELECT data->>'step' FROM log.readable_event WHERE stream_id = $1"
    assert await projector.fetchval(query, stream) == "sign-off"
