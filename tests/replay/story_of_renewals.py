"""What golden histories tell of processes that go on as a new run: on a server that asks for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from temporalio.client import Client

from activities import naming
from activities.codec import data_converter
from activities.search_attributes import SEARCH_ATTRIBUTES
from activities.starting import NOTICES_WAITING, Earliest
from domain.review.verdict import Verdict
from tests.replay.golden import KEYRING
from tests.replay.story_of_hr import a_second_leads
from tests.unit.review import sample_plan as sample
from tests.workflow.company import Company, hire
from tests.workflow.engine import Engine, engine_on
from tests.workflow.errand import errand
from tests.workflow.followed_plan import follow
from tests.workflow.panel import panel_on
from tests.workflow.under_way import Handle, until_it_waits
from workers.embedded.ports import settle_ports
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal

SHORT = "limit.historyCount.suggestContinueAsNew=12"
Told = AsyncIterator[tuple[str, Handle]]


async def renewals(engine: Engine, folder: Path) -> Told:
    """Each kind of process at the end of one run, and in the next."""
    async with _where_runs_are_short(folder / "short") as client:
        for story in (_of_a_company, _of_a_panel):
            own = engine_on(engine.database, client, engine.archive.organisation)
            async with own as short, short.at_work():
                async for told in story(short, folder):
                    yield told
                await short.dismiss()


async def _of_a_company(short: Engine, folder: Path) -> Told:
    company = await hire(short, folder, 8)
    review = await short.begin(sample.plan(sample.goal_setting()))
    for _ in range(2):
        await review.submit("propose_goals")
        await review.submit("agree_goals", sample.MANAGER, Verdict.SENT_BACK)
    async for told in _both("review", review.handle, short):
        yield told
    async for told in _of_a_cycle(company):
        yield told
    plan = await follow(company, "103", "usual")
    await plan.weeks(3)
    async for told in _both("plan", plan.handle, short):
        yield told


async def _of_a_cycle(company: Company) -> Told:
    short = company.engine
    launched = await company.launch(reviewees=("101",))
    async for told in _both("cycle", launched.handle, short):
        yield told
    name = naming.delivery_workflow(launched.id)
    delivery: Handle = short.client.get_workflow_handle(name)
    await until_it_waits(delivery)
    for hour in (10, 11, 12):
        at = sample.local(f"2026-01-06 {hour}:00")
        await delivery.signal(NOTICES_WAITING, Earliest(at=at))
    async for told in _both("delivery", delivery, short):
        yield told
    running = await errand(launched)
    for day in (18, 19):
        said = running.said(f"move to {day}", words="words that nobody outside may read")
        await running.desk.move(said, date(2026, 2, day))
    async for told in _both("action", running.handle, short):
        yield told


async def _of_a_panel(short: Engine, folder: Path) -> Told:
    panel = await panel_on(short, folder)
    async for _ in a_second_leads(panel):
        pass
    async for told in _both("session", panel.handle, short):
        yield told


async def _both(kind: str, handle: Handle, short: Engine) -> Told:
    """The first run, which has gone on, and the one that goes on with it, once it waits."""
    async with asyncio.timeout(30):
        while not (before := await _run_before(handle)):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    await until_it_waits(handle)
    yield f"{kind}-that-goes-on", short.client.get_workflow_handle(handle.id, run_id=before)
    yield f"{kind}-renewed", handle


async def _run_before(handle: Handle) -> str:
    first = (await handle.fetch_history()).events[0]
    return first.workflow_execution_started_event_attributes.continued_execution_run_id


@asynccontextmanager
async def _where_runs_are_short(folder: Path) -> AsyncIterator[Client]:
    ports, _ = settle_ports({"server": 0})
    server = EmbeddedTemporal(
        folder,
        ports["server"],
        search_attributes=SEARCH_ATTRIBUTES,
        dynamic_config=(*TIME_SKIPPING, SHORT),
    )
    address = await server.start()
    converter = data_converter(KEYRING)
    try:
        yield await Client.connect(address, data_converter=converter, identity="test")
    finally:
        await server.stop()
