"""The least that a human step could cost: an update, and an activity that inserts one row.

It stands alone: the sandbox copies the module of a workflow for each that begins.
"""

from datetime import timedelta
from typing import Final

from temporalio import workflow

QUEUE: Final = "bare"
STORE: Final = "bare-store"


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
