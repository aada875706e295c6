"""How many steps people can hand in a second through the site, beside a bare update with one row.

Ours: the request of a browser, the session, the form token, the draft, the check of the answers,
and all that `bench_step` measures below it. Who asks, the site, the workers and the projector share
one process, as in the embedded stack. Both sides take turns.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.ids import StepId
from gateway.step.filling import CONFIRMED, VERSION
from gateway.step.ways import FORM
from storage.drafts import DraftKey, Drafts, Saving
from tests.bench.bench_step import AT_ONCE, BUDGET, STEPS, WORDS, bare_round, bare_steps
from tests.bench.stand import Row, Stand, stand
from tests.bench.wire import Wire, listening, wire_to
from tests.gateway.house import House, form_token, house_on
from tests.workflow.company import annual
from workers.embedded.ports import LOCALHOST, settle_ports

ROUNDS: Final = 4
PEOPLE: Final = AT_ONCE * ROUNDS + 3
MORNING: Final = "2026-01-12 10:00"
ANSWERS: Final = {"progress": WORDS, "obstacles": "None."}


@dataclass
class Posting:
    """Somebody with a browser, everything written and nothing handed in."""

    wire: Wire
    path: str
    token: str

    async def hand_in(self, step: int) -> float:
        """Hand a step in; give the seconds until it was recorded."""
        page = self.path.format(step=_name(step))
        sent = {"_csrf": self.token, CONFIRMED: "yes", VERSION: "1"}
        started = time.perf_counter()
        answer = await self.wire.post(f"{page}/submit", sent)
        async with asyncio.timeout(20):
            while answer.leads_to != page:
                if not answer.leads_to.endswith("/status") and answer.status != HTTPStatus.OK:
                    raise AssertionError(f"{answer.status}: it was not recorded")
                # On its way: the page says so, and is loaded again.
                await asyncio.sleep(0.05)
                answer = await self.wire.get(f"{page}/status")
        return time.perf_counter() - started


async def measure() -> list[Row]:
    """Let both sides hand in steps for some rounds, the first of them to warm up."""
    ours, bare, seconds = [], [], []
    async with (
        stand() as here,
        here.engine.at_work(),
        here.engine.projecting(),
        _site(here) as house,
        bare_steps(here.engine),
    ):
        numbers = await _in_review(house)
        for turn in range(ROUNDS):
            bare.append(await bare_round(here.engine.client))
            rate, took = await _round(house, numbers[turn * AT_ONCE : (turn + 1) * AT_ONCE])
            ours.append(rate)
            seconds += took if turn else []
        await here.engine.dismiss()
    rate, reference = statistics.median(ours[1:]), statistics.median(bare[1:])
    cuts = statistics.quantiles(seconds, n=20)
    named = f"step POST, {rate:,.0f}/s against {reference:,.0f} bare updates/s"
    spread = f"step POST, p95; the median is {statistics.median(seconds) * 1000:,.0f} ms"
    return [
        Row(named, rate / reference, BUDGET),
        Row(spread, cuts[-1], 1.0, "s", is_least=False),
    ]


async def _in_review(house: House) -> list[str]:
    """Give the numbers of those whose reviews opened: who is in HR is left out."""
    opened = {each.person for each in await house.launched.results() if each.review}
    return [one.employee_number for one in house.company.people.values() if one.id in opened]


async def _round(house: House, numbers: Sequence[str]) -> tuple[float, list[float]]:
    """Let so many people hand in all of their steps; give the rate and each one's seconds."""
    async with AsyncExitStack() as opened:
        people = [await opened.enter_async_context(_posting(house, each)) for each in numbers]

        async def play(somebody: Posting) -> list[float]:
            return [await somebody.hand_in(step) for step in range(STEPS)]

        started = time.perf_counter()
        took = await asyncio.gather(*(play(each) for each in people))
        rate = len(people) * STEPS / (time.perf_counter() - started)
    return rate, [each for one in took for each in one]


@asynccontextmanager
async def _posting(house: House, number: str) -> AsyncIterator[Posting]:
    """Write everything down before the clock starts, and open a browser on the first step."""
    archive, person, review = house.front.archive, house.person(number), house.review(number)
    drafts = Drafts(archive.hosts, archive.keys)
    for step in range(STEPS):
        key = DraftKey(review, StepId(_name(step)), 0, 1, person, FORM)
        await drafts.save(key, Saving(person, ANSWERS, 0, uuid4(), datetime.now(UTC)))
    async with house.visitor(number) as known:
        cookies = dict(known.cookies)
    path = f"/reviews/{review}/steps/{{step}}/0/1"
    async with wire_to(house.front.site.base_url, cookies) as wire:
        page = await wire.get(path.format(step=_name(0)))
        yield Posting(wire, path, form_token(page.body.decode()))


@asynccontextmanager
async def _site(here: Stand) -> AsyncIterator[House]:
    """Launch reviews for everybody, and serve the site on a port."""
    ports, _ = settle_ports({"site": 0})
    base = f"http://{LOCALHOST}:{ports['site']}"
    process = steps_in_a_row()
    async with (
        house_on(here.engine, here.folder, base, PEOPLE, process, MORNING) as house,
        listening(house.front),
    ):
        yield house


def steps_in_a_row() -> CycleDefinition:
    """One stage in which the reviewee hands in as many steps as a round has, one after another."""
    whole = annual()
    stage = next(each for each in whole.stages if each.id == "mid_year")
    first = stage.steps[0]
    steps = tuple(first.model_copy(update={"id": StepId(_name(number))}) for number in range(STEPS))
    only = stage.model_copy(update={"opens": When(working_days=0), "steps": steps})
    begins = datetime.fromisoformat(MORNING).date()
    return whole.model_copy(update={"begins": begins, "stages": (only,), "calibration": None})


def _name(step: int) -> str:
    return f"note_{step}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")
