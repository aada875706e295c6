"""What tests of the read side stand on: a journal, a log with a played cycle in it, all tables."""

from collections.abc import Sequence

import asyncpg

from storage.event_store import Appended, EventStore
from storage.journal import Entries, Entry, Journal
from storage.keys import KeyRing
from storage.projections.rows import TABLES
from storage.projections.tables import table_of
from storage.staging import Vault
from tests.played_cycle import ORGANISATION, Batch

TIMELINE = ("timeline", "position, stream, version, type, schema_version, facts")


def journal_of(store: EventStore, keys: KeyRing, vault: Vault) -> Journal:
    return Journal(store, keys, vault, ORGANISATION)


async def record(journal: Journal, batches: Sequence[Batch]) -> int:
    """Append decisions one after the other, and answer the position of the last event."""
    asked = [
        Entries(batch.stream, batch.expected, tuple(Entry(event) for event in batch.events))
        for batch in batches
    ]
    position = 0
    for start in range(0, len(asked), 40):
        for outcome in await journal.append_many(asked[start : start + 40]):
            assert isinstance(outcome, Appended), outcome
            position = max(position, outcome.position)
    return position


async def tables(connection: asyncpg.Connection, schema: str = "read") -> dict[str, list[str]]:
    """Every row of every read model, in an order of its own."""
    found = {}
    for name, columns in [
        *((table_of(kind).name, ", ".join(table_of(kind).columns)) for kind in TABLES),
        TIMELINE,
    ]:
        query = f"SELECT {columns} FROM {schema}.{name}"  # noqa: S608 - our own names
        rows = await connection.fetch(query)
        found[name] = sorted(str(tuple(row)) for row in rows)
    return found
