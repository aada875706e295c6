"""A short log with checkpoints over it, and a superuser who can do to it what nobody may."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from domain.proof.fault import Audit
from domain.proof.note import Note
from storage.event_store import AppendRequest, EventStore
from storage.proof.audit import audited
from storage.proof.checkpointing import make_checkpoint
from storage.proof.marks import Published
from storage.proof.sealed_log import SealedLog
from storage.proof.signing import AuditKey
from tests.storage.facts import facts

ORIGIN = "perennial/log/test"
KEY = AuditKey(ORIGIN, [b"s" * 32])
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SEALED_AT = (12, 24, 30)
EVENTS = 36
STREAMS = [UUID(int=number) for number in range(1, 5)]


async def write(store: EventStore, count: int) -> None:
    """Append so many events, one to each stream in turn."""
    head = await store.head()
    streams = (STREAMS[number % len(STREAMS)] for number in range(head, head + count))
    await store.append_many([AppendRequest(stream, None, tuple(facts(1))) for stream in streams])


async def sealed_log(store: EventStore, log: SealedLog) -> list[Published]:
    """Write 36 events, with checkpoints over 12, 24 and 30 of them; give these as published."""
    notes = []
    for size in SEALED_AT:
        await write(store, size - await store.head())
        made = await make_checkpoint(log, KEY, NOON)
        assert made is not None
        notes.append(Published(f"{size}.txt", Note.parse(made.note)))
    await write(store, EVENTS - SEALED_AT[-1])
    return notes


async def audit(log: SealedLog, published: Sequence[Published] = (), since: int = 1) -> Audit:
    return await audited(log, KEY.verifiers, published, since)


@asynccontextmanager
async def unguarded(superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """Do what only somebody can who owns the whole server, all of it or nothing."""
    async with superuser.transaction():
        for table in ("event", "checkpoint"):
            await superuser.execute(f"ALTER TABLE log.{table} DISABLE TRIGGER append_only")
        yield superuser


REHASH = """
UPDATE log.event SET leaf_hash = log.leaf_hash_v1(
    position, stream_id, version, event_id, tenant_id, recorded_at, schema_version,
    type, data, meta, sealed
)
"""
