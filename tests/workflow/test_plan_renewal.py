"""A plan that lasts goes on as a new run: on a server that asks for it after thirty events."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.codec import Keyring, data_converter
from activities.search_attributes import SEARCH_ATTRIBUTES
from tests.workflow.company import hire
from tests.workflow.engine import Engine, engine_on
from tests.workflow.followed_plan import Followed, follow
from workers.embedded.ports import settle_ports
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal

SHORT = "limit.historyCount.suggestContinueAsNew=30"


@pytest.fixture
async def engine(tmp_path: Path, database: str, keyring: Keyring) -> AsyncIterator[Engine]:
    ports, _ = settle_ports({"server": 0})
    server = EmbeddedTemporal(
        tmp_path / "temporal",
        ports["server"],
        search_attributes=SEARCH_ATTRIBUTES,
        dynamic_config=(*TIME_SKIPPING, SHORT),
    )
    address = await server.start()
    client = await Client.connect(address, data_converter=data_converter(keyring))
    async with engine_on(database, client) as engine, engine.at_work(), engine.projecting():
        yield engine
        await engine.dismiss()
    await server.stop()


async def runs_of(plan: Followed) -> int:
    """1 for the first run of a plan, 2 for a later one."""
    first = (await plan.handle.fetch_history()).events[0]
    attributes = first.workflow_execution_started_event_attributes
    return 2 if attributes.continued_execution_run_id else 1


async def test_a_renewed_plan_is_looked_after_in_the_same_weeks(
    engine: Engine, tmp_path: Path
) -> None:
    plan = await follow(await hire(engine, tmp_path, 8), "101", "usual")
    await plan.weeks(7)
    assert await runs_of(plan) == 2
    reminded = [each for each in await plan.told() if "Reminded" in each]
    assert reminded == [
        f"CheckInReminded {day}" for day in ("15.02.",) * 2 + ("22.02.",) * 2 + ("01.03.",) * 2
    ]
