"""How the invented people come in: imported, each with a token, some with a browser."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import Final

import aiohttp

from activities.intake.people_import import import_people
from domain.ids import CycleId, PersonId, review_id
from domain.people import Organisation, Person
from gateway.api.scopes import Scope
from gateway.api.tokens import issue_token
from gateway.entry.sessions import cookie_name, digest_of
from gateway.site.front import Front
from storage.sessions import SessionBook
from workers.channels import mail_for
from workers.load.book import Book
from workers.load.browsing import Door
from workers.load.crowd import HEAD, crowd, people_file, reviewed
from workers.load.installation import Installation
from workers.load.schedule import Case
from workers.office import Office
from workers.site import Visible, front_for

ISSUED_AT_ONCE: Final = 16
SCOPES: Final = (Scope.WORK_READ, Scope.WORK_WRITE)


async def bring_in(office: Office, reviewees: int, seed: int) -> Organisation:
    """Import the crowd; those whom an earlier load has brought in stay as they are.

    Raises:
        ValueError: the file that was invented has problems.
    """
    archive = office.archive
    with TemporaryDirectory(prefix="perennial-load-") as folder:
        file = Path(folder) / "people.csv"
        file.write_text(people_file(crowd(reviewees, seed)), encoding="utf-8")
        naming_key, at = await archive.naming_key(), datetime.now(UTC)
        done = await import_people(file, archive.directory, naming_key, at)
    if done.reading.problems:
        raise ValueError("the people of a load have problems")
    return await archive.people()


def cases_of(people: Organisation, cycle: CycleId, reviewees: int) -> list[Case]:
    """Say whose reviews there are, and who leads them."""
    found = reviewed(people.values())[:reviewees]
    return [Case(review_id(cycle, one.id), one, _manager(people, one)) for one in found]


def _manager(people: Organisation, person: Person) -> Person:
    manager = people.get(person.manager) if person.manager else None
    return manager or numbered(people, HEAD)


def numbered(people: Organisation, number: str) -> Person:
    """Give somebody of the crowd by their number.

    Raises:
        KeyError: nobody has it.
    """
    found = people.by_number(number)
    if found is None:
        raise KeyError(number)
    return found


@dataclass
class Browsers:
    """The browsers of those who look at pages; each begins its session when it is first used."""

    front: Front
    _cookies: dict[PersonId, str] = field(default_factory=dict)

    async def cookie_of(self, person: PersonId) -> str:
        """Give the cookie of somebody's browser."""
        if person not in self._cookies:
            secret = token_urlsafe(32)
            book = SessionBook(self.front.archive.hosts)
            await book.begin(digest_of(secret), person, datetime.now(UTC))
            self._cookies[person] = f"{cookie_name(self.front.site, None)}={secret}"
        return self._cookies[person]


async def tokens_for(office: Office, people: Sequence[Person]) -> dict[PersonId, str]:
    """Issue a token for everybody who acts, good for a day."""
    gate, at = asyncio.Semaphore(ISSUED_AT_ONCE), datetime.now(UTC)

    async def issue(person: PersonId) -> tuple[PersonId, str]:
        async with gate:
            issued = await issue_token(office.archive, person, "load", SCOPES, at, days=1)
        return person, issued.secret

    return dict(await asyncio.gather(*(issue(one.id) for one in people)))


@asynccontextmanager
async def door_to(
    place: Installation, acting: Sequence[Person], at_once: int, book: Book
) -> AsyncIterator[Door]:
    """Open the site for everybody who acts."""
    office, servers = place.office, place.servers
    tokens = await tokens_for(office, acting)
    browsers = Browsers(front_for(servers, office, mail_for(servers), Visible(0)))
    connector = aiohttp.TCPConnector(limit=at_once * 2)
    async with aiohttp.ClientSession(
        place.site_url, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        yield Door(session, tokens, browsers.cookie_of, book)
