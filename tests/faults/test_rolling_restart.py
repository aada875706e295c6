"""Three workers share the load and are replaced one after the other, as an upgrade does it."""

import asyncio
import re
from collections import Counter
from datetime import timedelta

import httpx2
import pytest

from tests.faults.breaking import Breaker
from tests.faults.installation import Installation, workers_of
from tests.faults.run import Scene, play_while, scene
from workers.embedded.ports import LOCALHOST

SEED = 61
REVIEWS = 7
WORKERS = workers_of(3)
BEFORE_THE_FIRST = 10.0
READY_WITHIN = 30.0

DONE = re.compile(r"^temporal_activity_execution_latency\w*_count\{[^}]*\} (\d+)", re.MULTILINE)


async def asked(place: Installation, worker: str, path: str) -> httpx2.Response | None:
    """Ask a worker for its status; None while it does not answer."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        try:
            return await client.get(f"http://{LOCALHOST}:{place.ports[worker]}{path}")
        except httpx2.HTTPError:
            return None


async def done_by(place: Installation, worker: str) -> int:
    """Count the activities that a worker has carried out since it started."""
    answer = await asked(place, worker, "/metrics")
    return sum(map(int, DONE.findall(answer.text))) if answer is not None else 0


async def until_ready(place: Installation, worker: str) -> None:
    """Wait until a worker says that it can work."""
    told = "it does not answer"
    for _ in range(int(READY_WITHIN / 0.1)):
        answer = await asked(place, worker, "/readyz")
        if answer is not None and answer.is_success:
            return
        told = answer.text if answer is not None else told
        await asyncio.sleep(0.1)
    pytest.fail(f"{worker} is not ready after {READY_WITHIN:.0f} s: {told}")


async def replaced_one_by_one(here: Scene, shares: Counter[str], exits: list[int]) -> None:
    """Let all work for a while; then end each in its turn and wait for the one in its place."""
    await asyncio.sleep(BEFORE_THE_FIRST)
    for worker in WORKERS:
        shares[worker] += await done_by(here.place, worker)
        exits.append(await here.place.parts[worker].replace())
        await until_ready(here.place, worker)


@pytest.mark.timeout(timedelta(minutes=6).total_seconds())
async def test_three_workers_share_the_load_and_a_rolling_restart_loses_nothing() -> None:
    shares: Counter[str] = Counter()
    exits: list[int] = []
    async with scene(SEED, REVIEWS, workers=len(WORKERS)) as here:
        for worker in WORKERS:
            await until_ready(here.place, worker)
        restart = replaced_one_by_one(here, shares, exits)
        played = await play_while(here, 1, restart, Breaker(here.place))
        for worker in WORKERS:
            shares[worker] += await done_by(here.place, worker)

    assert not played.broken, "\n".join(map(str, played.broken))
    assert exits == [0, 0, 0]
    assert min(shares.values()) >= sum(shares.values()) / 20, shares
    assert played.figures()["reviews completed"] == REVIEWS
    assert not played.fell
