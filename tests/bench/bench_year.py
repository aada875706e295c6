"""How long a year takes when its time is skipped: one reviewee who is late at every step."""

import asyncio
import sys
import time

from tests.bench.stand import Row, stand
from tests.workflow.company import Launched, annual, hire
from tests.workflow.under_way import UnderWay
from tests.workflow.year import (
    LATE_AFTER_THE_PANEL,
    LATE_BEFORE_THE_PANEL,
    REVIEWEE,
    play,
    settle,
)

BUDGET_SECONDS = 5.0
YEARS = 3


async def measure() -> list[Row]:
    """Play the year a few times; the fastest is the one that others disturbed least."""
    seconds = []
    async with stand() as here, here.engine.at_work(), here.engine.projecting():
        company = await hire(here.engine, here.folder, 12)
        for number in range(YEARS):
            definition = annual().model_copy(update={"key": f"annual-{number}"})
            started = time.perf_counter()
            launched = await company.launch(definition, reviewees=(REVIEWEE,))
            await _play_the_year(await launched.review_of(REVIEWEE), launched)
            seconds.append(time.perf_counter() - started)
            await here.engine.dismiss()
    what = f"a year in skipped time, one reviewee, fastest of {YEARS}"
    return [Row(what, min(seconds), BUDGET_SECONDS, "s", is_least=False)]


async def _play_the_year(review: UnderWay, launched: Launched) -> None:
    await review.until_it_waits()
    await play(review, launched, LATE_BEFORE_THE_PANEL)
    await review.until("2026-11-23 10:00")
    await settle(review)
    await play(review, launched, LATE_AFTER_THE_PANEL)
    await review.handle.result()


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")
