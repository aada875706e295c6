"""The servers that tests stand on: one of each per test process, real, on free ports."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from temporalio.client import Client

from activities.codec import Keyring, data_converter, new_key
from activities.search_attributes import SEARCH_ATTRIBUTES
from storage.migrate import migrate
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal

TEMPLATE = "template_migrated"
COPYING = "STRATEGY FILE_COPY"
"""How a database is copied: half the work of the usual way, where nothing has to be durable."""
DURABILITY = ("fsync", "full_page_writes")
"""What a server that is thrown away does without; who tests durability starts one of its own."""

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in it is made for us alone
"""Where a database is copied four times as fast as on a disk."""
ROOM = 4 * 1024**3

# On a machine that others keep busy, slow is no fault of what is tested.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


LONGEST = (
    *("test_demo.py", "test_short_runs.py", "test_no_word_in_any_log.py"),
    *("test_release_before.py", "test_a_cycle_by_hr.py", "test_backup_drill.py"),
)
"""Files that take minutes: whoever begins with them does not end with one core idle."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest; the others stay in the order that chance gave them."""
    items.sort(key=lambda item: LONGEST.index(name) if (name := item.path.name) in LONGEST else 9)


def _has_room(place: Path) -> bool:
    return place.is_dir() and os.access(place, os.W_OK) and disk_usage(place).free > ROOM


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests of the pages take the pictures of the documentation anew."""
    parser.addoption("--pictures", action="store_true", help="Take the pictures of docs/images.")


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Where the servers of this test process keep their data; gone afterwards."""
    place = IN_MEMORY if _has_room(IN_MEMORY) else None
    with TemporaryDirectory(
        prefix="perennial-tests-", dir=place, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """A payload key of this test process."""
    return Keyring.parse(new_key())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def temporal_server(server_folder: Path) -> AsyncIterator[EmbeddedTemporal]:
    """The real server, able to skip time, with metrics and our search attributes."""
    ports, _ = settle_ports({"server": 0, "metrics": 0})
    server = EmbeddedTemporal(
        server_folder / "temporal",
        ports["server"],
        metrics_port=ports["metrics"],
        search_attributes=SEARCH_ATTRIBUTES,
        dynamic_config=TIME_SKIPPING,
    )
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def temporal_client(temporal_server: EmbeddedTemporal, keyring: Keyring) -> Client:
    """A client with our codec; wrap it in a TimeSkipper to move a workflow's clock."""
    return await Client.connect(
        temporal_server.address, data_converter=data_converter(keyring), identity="test"
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_url(server_folder: Path) -> AsyncIterator[str]:
    """The real PostgreSQL, as its superuser; `database` is what most tests want."""
    ports, _ = settle_ports({"server": 0})
    server = EmbeddedPostgres(server_folder / "postgres", ports["server"])
    url = await server.start()
    for durability in DURABILITY:
        await _execute(url, f"ALTER SYSTEM SET {durability} = off")
    await _execute(url, "SELECT pg_reload_conf()")
    yield url
    await server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated_template(postgres_url: str) -> str:
    """The name of a migrated database that nobody writes to."""
    await _execute(postgres_url, f"CREATE DATABASE {TEMPLATE}")
    await migrate(_url_of(postgres_url, TEMPLATE))
    return TEMPLATE


@pytest.fixture
async def database(postgres_url: str, migrated_template: str) -> AsyncIterator[str]:
    """The URL of a migrated, empty database of this test's own."""
    name = f"test_{uuid.uuid4().hex}"
    await _execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE {migrated_template} {COPYING}")
    yield _url_of(postgres_url, name)
    await _execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def empty_database(postgres_url: str) -> AsyncIterator[str]:
    """The URL of a database that was never migrated."""
    name = f"test_{uuid.uuid4().hex}"
    await _execute(postgres_url, f"CREATE DATABASE {name}")
    yield _url_of(postgres_url, name)
    await _execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _url_of(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
