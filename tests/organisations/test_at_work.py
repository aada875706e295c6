"""One process works for all organisations; what befalls one of them is not the others' trouble."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg
import httpx2

from tests.organisations.conftest import TwoHouses, url_of
from workers.embedded.ports import settle_ports
from workers.organisations.at_work import Everybody
from workers.organisations.quarters import quarters_in
from workers.running import ALL

PATIENCE = 30.0


@dataclass
class Company:
    """Everybody at work, the port of the site, and what was said to the operator."""

    houses: TwoHouses
    everybody: Everybody
    port: int
    said: list[str]

    async def status_of(self, name: str) -> int:
        """How the site of an organisation answers."""
        async with httpx2.AsyncClient(trust_env=False) as client:
            try:
                host = {"host": f"{name}.localhost:{self.port}"}
                answer = await client.get(f"http://127.0.0.1:{self.port}/sign-in", headers=host)
            except httpx2.ConnectError:
                return 0
            return answer.status_code

    async def until(self, name: str, status: int) -> None:
        """Wait until the site of an organisation answers like that."""
        async with asyncio.timeout(PATIENCE):
            while await self.status_of(name) != status:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)


@asynccontextmanager
async def company(houses: TwoHouses) -> AsyncIterator[Company]:
    """Run everything for both until the block ends."""
    ports, _ = settle_ports({"site": 0})
    said: list[str] = []
    stop = asyncio.Event()
    everybody = Everybody(
        houses.installation, ALL, lambda each: quarters_in(each, houses.ground), pause=0.2
    )
    entries = [each.entry for each in houses.added]
    running = asyncio.create_task(everybody.run(entries, ports["site"], stop, said.append))
    try:
        yield Company(houses, everybody, ports["site"], said)
    finally:
        stop.set()
        await running


async def shut(houses: TwoHouses, database: str, *, is_shut: bool) -> None:
    """Let nobody into a database, and whoever is in it out; or let them in again."""
    name = urlsplit(database).path[1:]
    server = await asyncpg.connect(houses.ground.postgres_url.get_secret_value())
    try:
        await server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {not is_shut}")
        if is_shut:
            await server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
            )
    finally:
        await server.close()


async def test_an_organisation_without_its_database_holds_up_nobody(houses: TwoHouses) -> None:
    beta = houses.both[1]
    await shut(houses, url_of(beta), is_shut=True)
    try:
        async with company(houses) as at:
            await at.until("acme", 200)
            await at.until("beta", 503)
            assert await at.status_of("gamma") == 421
            assert await at.everybody.standing.check() == ""
            (remark,) = await at.everybody.standing.remarks()
            assert remark.startswith(f"organisation {beta.organisation}: ")
            await asyncio.sleep(0.5)
            assert len(at.said) == 1
            assert at.said[0].startswith("Organisation beta waits, and is tried again: ")
            await shut(houses, url_of(beta), is_shut=False)
            await at.until("beta", 200)
            assert at.said[1:] == ["Organisation beta goes on."]
            assert await at.everybody.standing.remarks() == []
    finally:
        await shut(houses, url_of(beta), is_shut=False)


async def test_where_nobody_is_served_the_process_says_so(houses: TwoHouses) -> None:
    for each in houses.both:
        await shut(houses, url_of(each), is_shut=True)
    try:
        async with company(houses) as at:
            await at.until("beta", 503)
            await at.until("acme", 503)
            async with asyncio.timeout(PATIENCE):
                while len(at.said) < 2:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.05)
            assert (await at.everybody.standing.check()).startswith("No organisation is served: ")
    finally:
        for each in houses.both:
            await shut(houses, url_of(each), is_shut=False)
