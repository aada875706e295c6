"""The engine of one test: its own database and workers, on the servers of the whole run."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from tests.workflow.engine import Engine, engine_on


@pytest.fixture
async def idle_engine(database: str, temporal_client: Client) -> AsyncIterator[Engine]:
    """An engine that nobody works for yet."""
    async with engine_on(database, temporal_client) as engine:
        yield engine


@pytest.fixture
async def engine(idle_engine: Engine) -> AsyncIterator[Engine]:
    """An engine at work."""
    async with idle_engine.at_work():
        yield idle_engine
        await idle_engine.dismiss()


@pytest.fixture
async def office(engine: Engine) -> AsyncIterator[Engine]:
    """An engine at work whose read models are kept up, as in an installation."""
    async with engine.projecting():
        yield engine
        await engine.dismiss()
