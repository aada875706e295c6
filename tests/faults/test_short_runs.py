"""A short run of everything that can break; `make soak` does the same for an hour."""

import logging
import os
from datetime import timedelta

import pytest

from tests.faults.faults import SHORT, Kind, drawn
from tests.faults.run import Round, play, scene

SEED = int(os.environ.get("PERENNIAL_FAULT_SEED", "226"))
SECONDS = 22.0
REVIEWS = 4


def told(played: Round, seed: int) -> str:
    """Say what was broken, what was found, and how to see it again."""
    return "\n".join(
        [
            f"PERENNIAL_FAULT_SEED={seed} plays the same faults again:",
            *map(str, drawn(seed, SECONDS, SHORT)),
            "what does not hold:",
            *map(str, played.broken),
        ]
    )


@pytest.mark.timeout(timedelta(minutes=6).total_seconds())
async def test_no_word_is_lost_and_none_doubled_whatever_breaks(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL, "asyncpg.pool")
    async with scene(SEED, REVIEWS) as here:
        played = await play(here, 1, drawn(SEED, SECONDS, SHORT))
    figures = played.figures()

    assert not played.broken, told(played, SEED)
    assert figures["reviews completed"] == REVIEWS
    assert figures["losses"] == figures["duplicates"] == 0
    assert figures["recorded"] >= 6 * REVIEWS  # not all of them heard that it was


def test_a_seed_breaks_the_same_things_again() -> None:
    assert drawn(5, 60, SHORT) == drawn(5, 60, SHORT)
    assert drawn(5, 60, SHORT) != drawn(6, 60, SHORT)


def test_every_kind_of_fault_comes_by_in_a_minute() -> None:
    assert {fault.kind for fault in drawn(5, 75, SHORT)} == set(Kind)
