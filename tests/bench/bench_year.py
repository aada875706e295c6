"""How long a year takes when its time is skipped: one reviewee who is late at every step."""

import asyncio
import sys
import time

from tests.bench.stand import Row, stand
from tests.workflow.company import hire
from tests.workflow.year import (
    LATE_AFTER_THE_PANEL,
    LATE_BEFORE_THE_PANEL,
    REVIEWEE,
    play,
    settle,
)

BUDGET_SECONDS = 5.0


async def measure() -> list[Row]:
    """Launch a cycle for one of twelve people and play the twelve months of it."""
    async with stand() as here, here.engine.at_work(), here.engine.projecting():
        company = await hire(here.engine, here.folder, 12)
        started = time.perf_counter()
        launched = await company.launch(reviewees=(REVIEWEE,))
        review = await launched.review_of(REVIEWEE)
        await review.until_it_waits()
        await play(review, launched, LATE_BEFORE_THE_PANEL)
        await review.until("2026-11-23 10:00")
        await settle(review)
        await play(review, launched, LATE_AFTER_THE_PANEL)
        await review.handle.result()
        took = time.perf_counter() - started
        await here.engine.dismiss()
    return [Row("a year in skipped time, one reviewee", took, BUDGET_SECONDS, "s", is_least=False)]


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")
