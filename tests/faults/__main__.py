"""The soak: rounds of faults for an hour, and then the figures: `python -m tests.faults`."""

import argparse
import asyncio
import logging
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.faults.faults import SOAK, drawn
from tests.faults.run import Round, play, scene

ROUND_SECONDS = 100.0
REVIEWS = 10


def say(line: str) -> None:
    """Print at once: who waits for an hour wants to see that it goes on."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def soak(minutes: float, seed: int, reviews: int, keep: Path | None) -> bool:
    """Play rounds until the time is over; tell whether nothing broke."""
    began, number = time.monotonic(), 0
    figures, faults, fell = Counter[str](), Counter[str](), Counter[str]()
    worst, is_sound = 0.0, True
    say(f"seed {seed}, {minutes:g} minutes, {reviews} reviews a round")
    async with scene(seed, reviews, keep) as here:
        while is_sound and time.monotonic() - began < minutes * 60:
            number += 1
            planned = drawn(seed * 1000 + number, ROUND_SECONDS, SOAK)
            played = await play(here, number, planned)
            figures += played.figures()
            faults += played.faults
            fell += played.fell
            worst = max(worst, played.book.worst_outage)
            is_sound = not played.broken
            _tell(number, played, time.monotonic() - began)
            if not is_sound:
                say("\n".join(["what was planned:", *map(str, planned)]))
    say(f"\nseed {seed}, {number} rounds in {(time.monotonic() - began) / 60:.1f} minutes")
    for what, times in sorted(faults.items()):
        say(f"  fault: {what:40} {times:8}")
    for what in _ORDER:
        say(f"  {what:47} {figures[what]:8}")
    say(f"  {'worst outage seen by a client, seconds':47} {worst:8.1f}")
    return is_sound


_ORDER = (
    *("faults", "statements cut off in the middle", "submissions", "of these through pages"),
    *("told accepted", "told on its way", "told refused"),
    *("told unknown", "recorded", "losses", "duplicates", "reminders", "rungs", "messages"),
    *("mails sent again", "reviews completed", "parts that ended by themselves"),
)


def _tell(number: int, played: Round, seconds: float) -> None:
    figures = played.figures()
    say(
        f"{seconds / 60:5.1f} min  round {number}: {figures['faults']} faults, "
        f"{figures['recorded']} recorded, {figures['told unknown']} unknown, "
        f"worst outage {played.book.worst_outage:.1f} s, fell {dict(played.fell)}, "
        f"refused {dict(Counter(c for s in played.book.sendings for c in s.codes))}, "
        f"failures {dict(played.book.failures)}, broken {len(played.broken)}"
    )
    for line in played.broken:
        say(f"    {line}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=Random().randrange(1_000_000))
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--keep", type=Path, help="Folder for data and logs, which then stay.")
    asked = parser.parse_args()
    # A pool says at length that the database is away; that it is away is what this is about.
    logging.getLogger("asyncpg").setLevel(logging.ERROR)
    is_sound = asyncio.run(soak(asked.minutes, asked.seed, asked.reviews, asked.keep))
    sys.exit(0 if is_sound else 1)
