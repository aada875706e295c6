"""Which steps somebody has begun to write, without a word of it."""

from typing import Final

import asyncpg

from domain.ids import ReviewId, StepId

# begun_steps: every step for which there is a draft.
BEGUN_STEPS: Final = "SELECT DISTINCT review, step, seat FROM web.drafts"


async def begun_steps(pool: asyncpg.Pool) -> list[tuple[ReviewId, StepId, int]]:
    """List the steps that somebody has begun; asked through a host's connections."""
    rows = await pool.fetch(BEGUN_STEPS)
    return [(ReviewId(row["review"]), StepId(row["step"]), row["seat"]) for row in rows]
