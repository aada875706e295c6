"""HR's console before an invented cycle: everything to look at, and no workflow behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe

import asyncpg
import httpx2
from fastapi import FastAPI
from temporalio.client import Client

from domain.ids import PersonId
from domain.offices import Office
from gateway.app import build_app
from gateway.entry.sessions import cookie_name, digest_of
from gateway.offices import give_office
from gateway.site.front import Front, Site
from storage.archive import Archive
from storage.link_tokens import LinkSigner
from storage.master_key import MasterKey
from storage.sessions import SessionBook
from tests.gateway.house import BASE
from tests.invented_cycle import ORGANISATION, invent, partner
from tests.workflow.postbox import Postbox

MASTER = MasterKey(b"k" * 32)
ADMIN, PARTNER, STRANGER, AUDITOR = partner(2), partner(3), partner(40), partner(41)


@dataclass(frozen=True)
class ConsoleRoom:
    """The site, and who may come in."""

    front: Front
    app: FastAPI

    @asynccontextmanager
    async def visitor(self, person: PersonId) -> AsyncIterator[httpx2.AsyncClient]:
        """The browser of somebody who signed in."""
        secret = token_urlsafe(32)
        book = SessionBook(self.front.archive.hosts)
        await book.begin(digest_of(secret), person, self.front.now())
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
            client.cookies.set(cookie_name(self.front.site), secret)
            yield client


async def invented(database: str, people: int, opened: int = 10) -> None:
    """Fill a database with a cycle of so many people, of whose steps so many have opened."""
    connection = await asyncpg.connect(database)
    try:
        await invent(connection, people, opened)
    finally:
        await connection.close()
    async with Archive.open(database, MASTER, ORGANISATION) as archive:
        await give_office(archive, ADMIN, Office.HR_ADMIN, datetime.now(UTC))
        await give_office(archive, AUDITOR, Office.AUDITOR, datetime.now(UTC))


@asynccontextmanager
async def console_on(database: str, client: Client) -> AsyncIterator[ConsoleRoom]:
    """Open the console before an invented cycle."""
    async with Archive.open(database, MASTER, ORGANISATION) as archive:
        site = Site(base_url=BASE, secret=b"s" * 32, signer=LinkSigner([b"l" * 32]))
        front = Front(archive, client, Postbox(), site)
        yield ConsoleRoom(front, build_app(front))
