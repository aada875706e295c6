"""How fast a launch opens reviews, beside bare workflow starts of the same number.

No worker takes the reviews up, so that only opening them is measured: planning, the facts in the
log, the start, and a result for each person. Each page is held against the bare starts just
before and just after it.
"""

import asyncio
import statistics
import sys
import time
from datetime import UTC, datetime
from operator import truediv
from uuid import uuid4

from pydantic import JsonValue
from temporalio.testing import ActivityEnvironment

from activities import launch as launching
from activities.launch import Launcher, LaunchRef, PageRef
from domain.ids import cycle_id
from tests.bench.bare_starts import bare_starts, megabytes
from tests.bench.stand import Row, Stand, stand
from tests.workflow.company import HR, annual, hire

PEOPLE = 1000
BUDGET = 0.8
BUDGET_MEGABYTES = 16.0


async def measure() -> list[Row]:
    """Launch for a thousand people."""
    async with stand() as here:
        ref, launcher = await _launch_of(here)
        pages: int = await ActivityEnvironment().run(launcher.begin, ref)
        ours, bare, memory = [], [], []
        for page in range(pages):
            half = launching.PAGE_SIZE // 2
            before = await bare_starts(here.engine.client, half, launching.AT_ONCE)
            started = time.perf_counter()
            asked = PageRef(cycle=ref.cycle, page=page, at=ref.at)
            await ActivityEnvironment().run(launcher.take_in, asked)
            ours.append(launching.PAGE_SIZE / (time.perf_counter() - started))
            after = await bare_starts(here.engine.client, half, launching.AT_ONCE)
            bare.append(statistics.harmonic_mean([before, after]))
            memory.append(megabytes())
    rate, reference = statistics.median(ours), statistics.median(bare)
    grown = memory[-1] - memory[0]
    named = f"launch, {rate:,.0f} reviews/s against {reference:,.0f} bare starts/s"
    return [
        Row(named, statistics.median(map(truediv, ours, bare)), BUDGET),
        Row(
            "launch, memory from first to last page", grown, BUDGET_MEGABYTES, "MB", is_least=False
        ),
    ]


async def _launch_of(here: Stand) -> tuple[LaunchRef, Launcher]:
    """Stage what is launched, as the gateway does."""
    engine = here.engine
    company = await hire(engine, here.folder, PEOPLE)
    definition = annual()
    cycle = cycle_id(engine.archive.organisation, definition.key)
    package: dict[str, JsonValue] = {
        "organisation": str(engine.archive.organisation),
        "definition": definition.model_dump_json(),
        "people": [str(person) for person in company.people],
        "hr_owner": str(company[HR]),
    }
    content = await engine.archive.vault.stage(uuid4(), engine.archive.organisation, package)
    at = datetime(2026, 1, 5, 8, tzinfo=UTC)
    ref = LaunchRef(cycle=cycle, launch=content, at=at)
    return ref, Launcher(engine.archive, engine.client)


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")
