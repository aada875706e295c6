"""The site before an archive in which a year was recorded; no workflow stands behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx2
from fastapi import FastAPI
from starlette.requests import Request
from temporalio.client import Client

from domain.ids import PersonId
from domain.reach import Reach
from gateway.app import build_app
from gateway.site.front import Front, Site
from gateway.site.visitor import Visitor, introduce
from storage.archive import Archive
from storage.link_tokens import LinkSigner
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from tests.gateway.house import form_token
from tests.played_cycle import ORGANISATION, PlayedCycle
from tests.storage.scored_year import recorded, scored_year
from tests.workflow.postbox import Postbox

BASE = "http://perennial.test"
_SESSION = UUID(int=1)


@dataclass
class QuietHouse:
    """The site, and what is recorded behind it; whoever knocks says who they are."""

    archive: Archive
    live: Projector
    app: FastAPI

    @asynccontextmanager
    async def visitor(
        self, person: PersonId | None, reach: Reach | None = None
    ) -> AsyncIterator[httpx2.AsyncClient]:
        """The browser of somebody who signed in, or whom a link let in; of nobody for None."""

        async def visitor_of(front: Front, _: Request) -> Visitor | None:
            return await introduce(front, person, _SESSION, reach) if person else None

        self.app.state.visitor_of = visitor_of
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
            yield client

    @asynccontextmanager
    async def projecting(self) -> AsyncIterator[None]:
        """Show what pages record, as long as the block lasts."""
        running = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            await self.live.catch_up()
            await asyncio.sleep(0.01)


async def send(
    client: httpx2.AsyncClient, page: str, path: str, **values: str | list[str]
) -> httpx2.Response:
    """Send a form of a page, with the hidden fields that stand in it."""
    html = (await client.get(page)).text
    hidden = {"_csrf": form_token(html), "request": request_in(html)}
    return await client.post(path, data={**hidden, **values})


def request_in(html: str) -> str:
    """Find the id of the first form of a page."""
    return html.partition('name="request" value="')[2].partition('"')[0]


@asynccontextmanager
async def quiet_house(database: str, client: Client) -> AsyncIterator[QuietHouse]:
    """Open the site before an empty archive; the client is there to be asked for nothing."""
    async with _recording(database) as (archive, live):
        site = Site(base_url=BASE, secret=b"s" * 32, signer=LinkSigner([b"l" * 32]))
        app = build_app(Front(archive, client, Postbox(), site))
        yield QuietHouse(archive, live, app)


async def signed_year_in(database: str) -> PlayedCycle:
    """Record the year of four people, up to four signatures, in a database of its own."""
    async with _recording(database) as (archive, live):
        year = await scored_year(archive)
        await recorded(archive, year.batches(), live)
        return year


@asynccontextmanager
async def _recording(database: str) -> AsyncIterator[tuple[Archive, Projector]]:
    await migrate(database)  # the right to build schemas is not copied with a template
    async with (
        Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as pool,
    ):
        yield archive, Projector(archive.store, pool, archive.keys)
