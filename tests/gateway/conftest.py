"""A house of each test's own, on the servers of the whole run."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from temporalio.client import Client

from tests.gateway.console_room import ConsoleRoom, console_on, invented
from tests.gateway.doorway import Doorway, copy_of, doorway_on, drop, found
from tests.gateway.house import House, house_on
from tests.gateway.quiet_house import QuietHouse, quiet_house, signed_year_in
from tests.gateway.steps import house_of_steps
from tests.played_cycle import PlayedCycle
from tests.storage.company_with_goals import Firm
from tests.workflow.engine import engine_on

SIGNED_YEAR = "template_signed_year"


@pytest.fixture
async def house(database: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[House]:
    """A company of twelve in whose year it is the morning of Monday, 5 January 2026.

    HR is number 3, and leads the cycle; 10 is a manager, whose people are 101 and so on.
    """
    async with (
        engine_on(database, temporal_client) as engine,
        engine.at_work(),
        engine.projecting(),
        house_on(engine, tmp_path) as house,
    ):
        yield house
        await engine.dismiss()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def invented_database(postgres_url: str, migrated_template: str) -> str:
    """A database whose read models show an invented cycle; nobody writes to them."""
    url = await copy_of(postgres_url, migrated_template, f"console_{uuid4().hex}")
    await invented(url, 400)
    return url


@pytest.fixture
async def console(invented_database: str, temporal_client: Client) -> AsyncIterator[ConsoleRoom]:
    """HR's console before a cycle of four hundred people; no workflow runs."""
    async with console_on(invented_database, temporal_client) as console:
        yield console


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def first_day(postgres_url: str, migrated_template: str) -> tuple[str, Firm]:
    """A database with a firm on the first day of its year, which nobody writes to any more."""
    name = "template_first_day"
    return name, await found(await copy_of(postgres_url, migrated_template, name))


@pytest.fixture
async def doorway(
    postgres_url: str, first_day: tuple[str, Firm], temporal_client: Client
) -> AsyncIterator[Doorway]:
    """The site before a firm whose objectives are to be proposed; no workflow runs."""
    template, firm = first_day
    url = await copy_of(postgres_url, template, f"test_{uuid4().hex}")
    async with doorway_on(url, temporal_client, firm) as doorway:
        yield doorway
    await drop(postgres_url, url)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def year(postgres_url: str, migrated_template: str) -> PlayedCycle:
    """Four signed reviews, recorded in a database which nobody writes to any more."""
    return await signed_year_in(await copy_of(postgres_url, migrated_template, SIGNED_YEAR))


@pytest.fixture
async def signed(
    postgres_url: str, year: PlayedCycle, temporal_client: Client
) -> AsyncIterator[QuietHouse]:
    """The site before four signed reviews, those of `year`; no workflow runs."""
    assert year.stories
    url = await copy_of(postgres_url, SIGNED_YEAR, f"test_{uuid4().hex}")
    async with quiet_house(url, temporal_client) as house:
        yield house
    await drop(postgres_url, url)


@pytest.fixture
async def short(database: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[House]:
    """A company of six on the first morning of a short year, whose notes are open at once."""
    async with house_of_steps(database, temporal_client, tmp_path) as house:
        yield house
