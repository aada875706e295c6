"""A house to visit: a company with a launched cycle on a real engine, and the site before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe

import httpx2
from fastapi import FastAPI

from domain.definition.cycle import CycleDefinition
from domain.ids import PersonId, ReviewId, review_id
from domain.reach import Link, Reach
from gateway.app import build_app
from gateway.entry.sessions import cookie_name, digest_of
from gateway.site.front import Front, Site
from storage.link_tokens import LinkSigner
from storage.links import LinkBook
from storage.read_models.waiting import wait_for
from storage.sessions import SessionBook
from tests.workflow.company import Company, Launched, hire
from tests.workflow.engine import Engine

BASE = "http://perennial.test"


@dataclass(frozen=True)
class House:
    """The site, and everything that stands behind it."""

    company: Company
    launched: Launched
    front: Front
    app: FastAPI

    @property
    def engine(self) -> Engine:
        return self.company.engine

    def person(self, number: str) -> PersonId:
        return self.company[number]

    def review(self, number: str) -> ReviewId:
        return review_id(self.launched.id, self.company[number])

    async def settled(self) -> None:
        """Wait until the pages show all that is in the log."""
        archive = self.front.archive
        assert await wait_for(archive.readers, await archive.store.head(), 20)

    @asynccontextmanager
    async def stranger(self) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser in which nobody is signed in."""
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
            yield client

    @asynccontextmanager
    async def visitor(
        self, number: str, reach: Reach | None = None
    ) -> AsyncIterator[httpx2.AsyncClient]:
        """The browser of somebody, signed in; or let in by the link of one step alone."""
        secret, at = token_urlsafe(32), datetime.now(UTC)
        hosts, person = self.front.archive.hosts, self.person(number)
        link = None
        if reach is not None:
            link = await LinkBook(hosts).ensure(Link(person=person, reach=reach), at)
        await SessionBook(hosts).begin(digest_of(secret), person, at, link=link)
        async with self.stranger() as client:
            client.cookies.set(cookie_name(self.front.site, reach), secret)
            yield client


async def post(
    client: httpx2.AsyncClient, path: str, values: dict[str, str], page: str | None = None
) -> httpx2.Response:
    """Post a form as a browser does: with the token of the page it stands on."""
    token = form_token((await client.get(page or path)).text)
    return await client.post(path, data={"_csrf": token, **values})


def form_token(html: str) -> str:
    """Find the token in a page."""
    _, _, rest = html.partition('name="_csrf" value="')
    return rest.partition('"')[0]


@asynccontextmanager
async def house_on(
    engine: Engine,
    folder: Path,
    base_url: str = BASE,
    size: int = 12,
    definition: CycleDefinition | None = None,
    at: str = "2026-01-05 09:00",
) -> AsyncIterator[House]:
    """Hire a company, launch the year (or that cycle) at that moment, and open the site."""
    company = await hire(engine, folder, size)
    launched = await company.launch(definition, at)
    site = Site(base_url=base_url, secret=b"s" * 32, signer=LinkSigner([b"l" * 32]))
    front = Front(engine.archive, engine.client, engine.postbox, site)
    house = House(company, launched, front, build_app(front))
    await house.settled()
    yield house
