"""A site before a small firm whose reviews stand where a test wants them; no workflow runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe
from urllib.parse import urlsplit

import asyncpg
import httpx2
from fastapi import FastAPI, Request
from temporalio.client import Client

from domain.definition.words import Role as Part
from domain.offices import Office
from domain.people import Person
from domain.people_events import differences
from domain.reach import Link, StepReach
from domain.review.commands import Command
from gateway.app import build_app
from gateway.entry.paths import path_of
from gateway.entry.sessions import cookie_name, digest_of
from gateway.offices import give_office
from gateway.site.front import Front, Site
from gateway.site.visitor import visitor_at
from storage.archive import Archive
from storage.link_tokens import LinkSigner
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from storage.sessions import SessionBook
from tests.gateway.house import BASE, form_token
from tests.played_cycle import LAUNCHED_AT, ORGANISATION, Batch
from tests.storage.company_with_goals import Firm, firm
from tests.storage.reading import record
from tests.workflow.postbox import Postbox

MASTER = MasterKey(b"k" * 32)


@dataclass(frozen=True)
class Doorway:
    """The site, and the firm behind it."""

    firm: Firm
    front: Front
    app: FastAPI
    postbox: Postbox
    live: Projector

    @property
    def reviewee(self) -> Person:
        return self.firm.people[self.firm.reviewee]

    @property
    def manager(self) -> Person:
        assert self.reviewee.manager is not None
        return self.firm.people[self.reviewee.manager]

    @property
    def log(self) -> Archive:
        return self.front.archive

    def step(self, part: Part = Part.REVIEWEE) -> StepReach:
        """The step that waits for somebody, by their part in the review."""
        state = self.firm.stories[0].state
        (found,) = [each for each in state.open if state.spec(each.step).role is part]
        return StepReach(
            review=self.firm.review, step=found.step, seat=found.seat, round=found.round
        )

    async def happens(self, command: Command) -> None:
        """Let something happen to the review, and the pages know of it."""
        story = self.firm.stories[0]
        before = len(story.batches)
        story.ask(command)
        await record(self.log.journal, story.batches[before:])
        await self.live.catch_up()

    async def in_hr(self, person: Person) -> None:
        """Let somebody be HR administrator."""
        await give_office(self.log, person.id, Office.HR_ADMIN, self.front.now())

    @asynccontextmanager
    async def showing(self) -> AsyncIterator[None]:
        """Show what is recorded, as long as the block lasts."""
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

    async def changes(self, person: Person) -> None:
        """Let the directory say something else of somebody."""
        before = self.firm.people[person.id]
        events = differences(before, 1, person, self.front.now())
        await record(self.log.journal, [Batch(person.id, 1, tuple(events))])
        await self.live.catch_up()

    async def let_in(self, client: httpx2.AsyncClient, person: Person) -> None:
        """Sign somebody in, in a browser, without a code."""
        secret = token_urlsafe(32)
        book = SessionBook(self.log.hosts)
        await book.begin(digest_of(secret), person.id, self.front.now())
        client.cookies.set(cookie_name(self.front.site), secret)

    async def link(self, reach: StepReach | None = None, person: Person | None = None) -> str:
        """The path of a link, as a message of the reviewee holds it."""
        link = Link(person=(person or self.reviewee).id, reach=reach or self.step())
        return (await self.front.linker.to(link)).removeprefix(BASE)

    def page(self, reach: StepReach | None = None) -> str:
        """The page that a link opens."""
        return path_of(reach or self.step())

    def with_site(self, site: Site) -> "Doorway":
        """The same firm behind a site that is set up in another way."""
        front = replace(self.front, site=site)
        return replace(self, front=front, app=_watched(front))

    @asynccontextmanager
    async def stranger(self, base: str = BASE) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser in which nobody is signed in."""
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=base) as client:
            yield client


async def who(client: httpx2.AsyncClient, page: str = "") -> str | None:
    """The name of whoever a page below that address sees, and how far they reach."""
    answer = (await client.get(f"{page}/who-is-there")).json()
    assert answer is None or isinstance(answer, str)
    return answer


def _watched(front: Front) -> FastAPI:
    app = build_app(front)

    async def who_is_there(request: Request) -> str | None:
        visitor = await visitor_at(request)
        if visitor is None:
            return None
        reach = "everything" if visitor.reach is None else path_of(visitor.reach)
        return f"{visitor.person.display_full_name} reaches {reach}"

    app.get("/{place:path}who-is-there")(who_is_there)
    # Before any page that takes whatever lies below it.
    app.router.routes.insert(0, app.router.routes.pop())
    return app


async def send(
    client: httpx2.AsyncClient, page: str, path: str | None = None, **values: str
) -> httpx2.Response:
    """Send a form of a page to that page, or to where the form says."""
    shown = (await client.get(page)).text
    return await client.post(path or page, data={"_csrf": form_token(shown), **values})


async def found(
    database: str, until: datetime = LAUNCHED_AT, *, sign_in_on_links: bool = False
) -> Firm:
    """Let the year of a firm go on until then, in a database of its own."""
    await migrate(database)
    async with (
        Archive.open(database, MASTER, ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as projectors,
    ):
        live = Projector(archive.store, projectors, archive.keys)
        return await firm(archive, live, until, sign_in_on_links=sign_in_on_links)


@asynccontextmanager
async def doorway_on(database: str, client: Client, place: Firm) -> AsyncIterator[Doorway]:
    """Open the site before a firm that was founded in this database, or in one it is a copy of."""
    own = replace(place, stories=tuple(deepcopy(place.stories)))
    async with (
        Archive.open(database, MASTER, ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as projectors,
    ):
        postbox = Postbox()
        site = Site(base_url=BASE, secret=b"s" * 32, signer=LinkSigner([b"l" * 32]))
        front = Front(archive, client, postbox, site)
        live = Projector(archive.store, projectors, archive.keys)
        yield Doorway(own, front, _watched(front), postbox, live)


async def copy_of(server: str, template: str, name: str) -> str:
    """Make a database that is a copy of another, and give its URL."""
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


async def drop(server: str, database: str) -> None:
    """Throw a database away, by its URL."""
    await _execute(server, f"DROP DATABASE {urlsplit(database).path[1:]} WITH (FORCE)")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
