"""One of the invented people before the site: looks, saves, hands in, and waits until it counts."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter
from typing import Final
from uuid import uuid4

import aiohttp
from pydantic import JsonValue

from domain.ids import PersonId
from workers.load.book import Book

API: Final = "/api/v1"
PATIENCE: Final = aiohttp.ClientTimeout(total=60)
TRIES: Final = 6
LOOKS_EVERY: Final = 0.1
LONGEST_WAIT: Final = 120.0

Told = dict[str, JsonValue]


class Given(Exception):
    """Somebody gave up: no answer came, or one that no program can deal with."""


@dataclass(frozen=True)
class Door:
    """The site, and how people come in: a token each, and a cookie for those who look at pages."""

    session: aiohttp.ClientSession
    tokens: Mapping[PersonId, str]
    cookie_of: Callable[[PersonId], Awaitable[str]]
    book: Book

    async def look_at_page(self, person: PersonId, place: str) -> None:
        """Load the page of a step, as somebody does who follows the link in a message."""
        cookie = await self.cookie_of(person)
        started = perf_counter()
        status, _ = await self._once("GET", place, {"Cookie": cookie}, None)
        if status == HTTPStatus.OK:
            self.book.page.append(perf_counter() - started)
        else:
            self.book.errors[f"page {status}"] += 1

    async def look(self, person: PersonId, place: str) -> Told:
        """Ask how a step lies before somebody."""
        started = perf_counter()
        status, told = await self._ask("GET", person, place)
        if status != HTTPStatus.OK:
            raise Given(_named(status, told))
        self.book.look.append(perf_counter() - started)
        return told

    async def save(self, person: PersonId, place: str, answers: Told) -> int:
        """Save a draft; give its version, 0 where something else stood there already."""
        body: Told = {"answers": answers, "based_on": 0}
        started = perf_counter()
        status, told = await self._ask("PUT", person, f"{place}/draft", body)
        if status != HTTPStatus.OK:
            self.book.refusals[_named(status, told)] += 1
            return 0
        self.book.draft.append(perf_counter() - started)
        return int(str(told["version"]))

    async def hand_in(self, person: PersonId, place: str, body: Told) -> None:
        """Hand in and wait until it is recorded; what is on its way is asked for again.

        Raises:
            Given: it was refused, or nothing definite came in two minutes.
        """
        started, key = perf_counter(), str(uuid4())
        while perf_counter() - started < LONGEST_WAIT:
            status, told = await self._ask("POST", person, f"{place}/submissions", body, key)
            if status == HTTPStatus.OK:
                self.book.recorded(perf_counter() - started)
                return
            if status != HTTPStatus.ACCEPTED:
                raise Given(_named(status, told))
            self.book.on_its_way += 1
            await asyncio.sleep(LOOKS_EVERY)
        raise Given("no definite answer")

    async def _ask(
        self,
        method: str,
        person: PersonId,
        path: str,
        body: Told | None = None,
        key: str = "",
    ) -> tuple[int, Told]:
        """Ask the API in somebody's name; what has no answer is asked again a few times."""
        headers = {"Authorization": f"Bearer {self.tokens[person]}"}
        if method != "GET":
            headers["Idempotency-Key"] = key or str(uuid4())
        for attempt in range(TRIES):
            status, told = await self._once(method, f"{API}{path}", headers, body)
            if status and status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return status, told
            self.book.errors[_named(status, told)] += 1
            await asyncio.sleep(LOOKS_EVERY * 2**attempt)
        raise Given("no answer")

    async def _once(
        self, method: str, path: str, headers: Mapping[str, str], body: Told | None
    ) -> tuple[int, Told]:
        """Give the status and what was told; status 0 where nothing came back."""
        try:
            async with self.session.request(
                method, path, headers=headers, json=body, timeout=PATIENCE, allow_redirects=False
            ) as answer:
                if "json" not in answer.content_type:
                    await answer.read()
                    return answer.status, {}
                told = await answer.json(content_type=None)
                return answer.status, told if isinstance(told, dict) else {}
        except (aiohttp.ClientError, TimeoutError, ValueError) as trouble:
            return 0, {"code": type(trouble).__name__}


def _named(status: int, told: Told) -> str:
    return f"{status} {told.get('code', '')}".strip()
