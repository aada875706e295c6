"""A Temporal of our own: which build is current there concerns every workflow on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client

from activities.codec import Keyring, data_converter
from activities.search_attributes import SEARCH_ATTRIBUTES
from tests.upgrade.installed_before import Release, unpacked
from tests.workflow.engine import Engine, engine_on
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def own_temporal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a server that only the tests of one module work for."""
    ports, _ = settle_ports({"server": 0})
    folder: Path = tmp_path_factory.mktemp("temporal")
    server = EmbeddedTemporal(
        folder, ports["server"], search_attributes=SEARCH_ATTRIBUTES, dynamic_config=TIME_SKIPPING
    )
    yield await server.start()
    await server.stop()


@pytest.fixture
async def own_client(own_temporal: str, keyring: Keyring) -> Client:
    return await Client.connect(
        own_temporal, data_converter=data_converter(keyring), identity="test"
    )


@pytest.fixture
async def engine(database: str, own_client: Client) -> AsyncIterator[Engine]:
    """An engine on that server; who works for it is for the test to say."""
    async with engine_on(database, own_client) as engine:
        yield engine
        await engine.dismiss()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def own_cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The URL of a PostgreSQL that no release ever migrated anything in."""
    ports, _ = settle_ports({"server": 0})
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), ports["server"])
    yield await server.start()
    await server.stop()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release before this one."""
    return Release(unpacked(tmp_path_factory.mktemp("release")))
