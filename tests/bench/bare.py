"""The least that a human step could cost: an update, and an activity that inserts one row."""

from datetime import timedelta

import asyncpg
from temporalio import activity, workflow

QUEUE = "bare"
STORE = "bare-store"

# bare_row: where the row goes.
TABLE = "CREATE TABLE IF NOT EXISTS public.bare (id bigserial PRIMARY KEY, words text)"

# insert_bare_row: one row, one statement, one commit.
INSERT = "INSERT INTO public.bare (words) VALUES ($1) RETURNING id"


@workflow.defn(name="BareStep")
class BareStep:
    """Takes updates for ever, and checks nothing."""

    @workflow.run
    async def run(self) -> None:
        """Wait until it is terminated."""
        await workflow.wait_condition(lambda: False)

    @workflow.update(name="submit")
    async def submit(self, words: str) -> int:
        """Insert a row."""
        inserted: int = await workflow.execute_activity(
            "insert row",
            words,
            task_queue=STORE,
            start_to_close_timeout=timedelta(seconds=30),
            result_type=int,
        )
        return inserted


class Table:
    """A table with one column of words."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Insert through this pool."""
        self._pool = pool

    @activity.defn(name="insert row")
    async def insert(self, words: str) -> int:
        """Insert the words."""
        return int(await self._pool.fetchval(INSERT, words))
