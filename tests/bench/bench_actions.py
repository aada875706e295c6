"""What a review costs Temporal: actions as the server counts them, events and bytes of history."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

from tests.bench.stand import Row, stand
from tests.workflow.actions import actions_so_far
from tests.workflow.reference_review import (
    play_promptly,
    play_with_two_reminders_and_an_extension,
    reference_plan,
)
from tests.workflow.under_way import UnderWay

Play = Callable[[UnderWay], Awaitable[None]]
PLAYS: dict[str, tuple[Play, int]] = {
    "two reminders, one extension": (play_with_two_reminders_and_an_extension, 23),
    "everybody in time": (play_promptly, 17),
}


async def measure() -> list[Row]:
    """Play the reference review both ways."""
    rows = []
    async with stand() as here, here.engine.at_work():
        for name, (play, budget) in PLAYS.items():
            before = await actions_so_far(here.metrics_url)
            review = await here.engine.begin(reference_plan())
            await play(review)
            spent = (await actions_so_far(here.metrics_url) - before).total()
            history = await review.history()
            size = sum(event.ByteSize() for event in history)
            rows += [
                Row(f"actions of a review, {name}", spent, budget, "", is_least=False),
                Row(f"history events, {name}", len(history), 112, "", is_least=False),
                Row(f"history bytes, {name}", size, 13_500, "bytes", is_least=False),
            ]
        await here.engine.dismiss()
    return rows


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")
