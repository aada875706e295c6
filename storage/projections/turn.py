"""One turn: the next page of the log into a generation, rows and checkpoint together."""

from collections import Counter
from dataclasses import replace
from typing import Final

import asyncpg

from domain.follow_ups import FollowUp
from domain.ids import CycleId
from storage.keys import KeyRing
from storage.projections import generation
from storage.projections.errors import ReadModelsChanged
from storage.projections.generation import LIVE
from storage.projections.page import (
    Folded,
    fold_page,
    outcome_of,
    read_page,
    store_page,
)
from storage.projections.shelf import Shelf

# checkpoint: how far the live tables are, and by which shape.
CHECKPOINT: Final = f"SELECT position, shape FROM {LIVE}.checkpoint"  # noqa: S608 - our own name

# move_checkpoint: the tables are as far as this now; in the same transaction as their rows.
MOVE_CHECKPOINT: Final = "UPDATE {schema}.checkpoint SET position = $1"

# waiting_notices: for each cycle with waiting notices, when the first of them may go out; for what
# belongs to no cycle, for each organisation.
WAITING_NOTICES: Final = f"""
SELECT cycle, kind IS NOT NULL AS is_lasting, min(not_before) AS at
FROM {LIVE}.notices WHERE state = 'waiting' GROUP BY cycle, is_lasting
"""  # noqa: S608 - our own name

# waiting_follow_ups: what reviews asked for that nobody has set going yet, the oldest first.
WAITING_FOLLOW_UPS: Final = f"""
SELECT event, review, cycle, kind, at FROM {LIVE}.follow_ups WHERE state = 'waiting' ORDER BY at
"""  # noqa: S608 - our own name

# idle_cycles: cycles that are not closed and in which every review there is has ended.
IDLE_CYCLES: Final = f"""
SELECT c.cycle FROM {LIVE}.cycles AS c
WHERE c.state = 'running'
  AND EXISTS (SELECT FROM {LIVE}.reviews AS r WHERE r.cycle = c.cycle)
  AND NOT EXISTS (
    SELECT FROM {LIVE}.reviews AS r WHERE r.cycle = c.cycle AND r.state = 'open'
  )
"""  # noqa: S608 - our own name

# finished_cycles: of these cycles, those in which no review is open any more.
FINISHED_CYCLES: Final = f"""
SELECT cycle FROM unnest($1::uuid[]) AS asked (cycle)
WHERE NOT EXISTS (
    SELECT FROM {LIVE}.reviews AS r WHERE r.cycle = asked.cycle AND r.state = 'open'
)
"""  # noqa: S608 - our own name


async def fold_next(
    connection: asyncpg.Connection, schema: str, keys: KeyRing, position: int, limit: int
) -> Folded | None:
    """Fold the page after a position into a generation; to be called in a transaction.

    Rows and checkpoint move together. None when nothing comes after the position.
    """
    page = await read_page(connection, position, limit)
    if not page:
        return None
    shelf = Shelf()
    await fold_page(connection, schema, keys, shelf, page)
    folded = outcome_of(page[-1].position, await store_page(connection, schema, shelf))
    await connection.execute(MOVE_CHECKPOINT.format(schema=schema), folded.position)
    finished: frozenset[CycleId] = frozenset()
    if folded.closed_in and schema == LIVE:
        rows = await connection.fetch(FINISHED_CYCLES, list(folded.closed_in))
        finished = frozenset(row["cycle"] for row in rows)
    types = Counter(entry.type for entry in page)
    return replace(folded, closed_in=finished, types=types)


async def standing(connection: asyncpg.Connection) -> Folded:
    """Say what all pages so far brought about and nobody has dealt with yet."""
    position = await checked_position(connection)
    waiting = await connection.fetch(WAITING_NOTICES)
    idle = await connection.fetch(IDLE_CYCLES)
    undone = await connection.fetch(WAITING_FOLLOW_UPS)
    return Folded(
        position,
        {row["cycle"]: row["at"] for row in waiting if not row["is_lasting"]},
        frozenset(row["cycle"] for row in idle),
        {row["cycle"]: row["at"] for row in waiting if row["is_lasting"]},
        tuple(FollowUp.model_validate(dict(row)) for row in undone),
    )


async def checked_position(connection: asyncpg.Connection) -> int:
    """Say how far the live tables are; raises ReadModelsChanged if their shape is not ours."""
    row = await connection.fetchrow(CHECKPOINT)
    if row["shape"] != generation.shape():
        raise ReadModelsChanged
    return int(row["position"])
