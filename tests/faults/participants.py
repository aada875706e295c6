"""The people of a cycle as their own programs act for them: over HTTP, with a token each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from typing import Final
from uuid import uuid5

import httpx2
from pydantic import JsonValue

from domain.ids import PersonId
from tests.faults.book import Book, Said, Sending
from tests.faults.browsing import Browser, session_for
from tests.faults.company import Company

API: Final = "/api/v1"
LOOKS_EVERY: Final = 1.0
PATIENCE: Final = 8.0
"""After so many seconds a program gives up waiting; what it had asked for is then unknown."""

ASKS_AGAIN: Final = 0.8
"""How many of the requests that are not definite are sent again under the same key."""

LENGTH: Final = 300
"""Words in what somebody writes: enough for the log to need more of its disk before long."""

BY_HAND: Final = 0.4
"""How many press a button on a page where that is all there is to do."""

NOT_NOW: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)})
RATINGS: Final = (1, 2, 3)

Answered = tuple[int, dict[str, JsonValue]]


@dataclass
class Participant:
    """Somebody's program: looks what is to be done, and does each thing when its time has come."""

    person: PersonId
    client: httpx2.AsyncClient
    book: Book
    chance: Random
    is_prompt: bool = False
    _acts_at: dict[str, float] = field(default_factory=dict)
    _saved: dict[str, int] = field(default_factory=dict)
    _tries: dict[str, int] = field(default_factory=dict)

    async def work(self) -> None:
        """Work until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOKS_EVERY * self.chance.uniform(0.5, 1.5))

    async def look(self) -> int:
        """Look once; give how many steps lay before the person."""
        seen = await self._get("/work")
        tasks = seen.get("to_do", []) if seen else []
        assert isinstance(tasks, list)
        hrefs = [str(each["href"]) for each in tasks if isinstance(each, dict)]
        places = [href for href in hrefs if "/steps/" in href]
        now = asyncio.get_running_loop().time()
        for place in places:
            due = self._acts_at.setdefault(place, now + self._delay())
            if self.is_prompt or due <= now:
                await self._do(place)
        return len(places)

    async def ask_again(self, sending: Sending) -> None:
        """Send a request again under its key."""
        answer = await self._send("POST", sending.path, sending.body, sending.key)
        self._note(sending, answer)

    def _delay(self) -> float:
        """Most act soon, some just before it is due, some only after they were reminded."""
        habit = self.chance.random()
        if habit < 0.6:
            return self.chance.uniform(0.0, 2.0)
        return self.chance.uniform(3.0, 9.0) if habit < 0.85 else self.chance.uniform(13.0, 20.0)

    async def _do(self, place: str) -> None:
        step = await self._get(place)
        if step is None or step.get("standing") != "open" or not step.get("ways"):
            return
        status = await self._get(f"{place}/status")
        if status is None or status.get("status") != "none":
            return  # what was handed in before is safe, and it is for the site to see it through
        sending = self._written(place, step)
        self.book.sendings.append(sending)
        if sending.is_by_hand:
            await self._say(place, sending)
            return
        await self.ask_again(sending)
        while not sending.is_definite and self.chance.random() < ASKS_AGAIN:
            await asyncio.sleep(self.chance.uniform(0.2, 1.0))
            await self.ask_again(sending)

    def _written(self, place: str, step: dict[str, JsonValue]) -> Sending:
        """Write what is handed in; after a refusal or in despair it goes under another key."""
        number = self._tries[place] = self._tries.get(place, 0) + 1
        key = f"{uuid5(self.person, place)}.{number}"
        ways = step["ways"]
        assert isinstance(ways, list)
        assert isinstance(ways[0], dict)
        way = str(ways[0]["name"])
        words = self._words(place, key) if way == "form" else ""
        body: dict[str, JsonValue] = {
            "answers": answers_of(place, words, self.chance) if words else None,
            "based_on": self._saved.get(place, 0),
            "shown_sha256": step["shown_sha256"],
        }
        path = f"{place}/ways/{way}/submissions"
        sending = Sending(self.person, key, path, body, words)
        is_first, is_button = number == 1, way != "form"
        sending.is_by_hand = is_first and is_button and self.chance.random() < BY_HAND
        sending.names.add(str(uuid5(sending.request, f"{self.person}:1")))
        return sending

    async def _say(self, place: str, sending: Sending) -> None:
        """Press the button on the page instead."""
        way = sending.path.removeprefix(f"{place}/ways/").partition("/")[0]
        try:
            said, why = await Browser(self.person, self.client).say(place, way, sending)
        except httpx2.HTTPError as trouble:
            self.book.missed(self.person, type(trouble).__name__)
            self.book.note(sending, Said.UNKNOWN)
            return
        self.book.reached(self.person)
        self.book.note(sending, said, why, next(iter(sending.names)))

    def _words(self, place: str, key: str) -> str:
        """Write something that nobody else writes; a title is shorter than a text."""
        words = f"Written for {key}"
        is_title = "/steps/propose/" in place
        more = (self.chance.randbytes(4).hex() for _ in range(LENGTH))
        return words if is_title else f"{words}, {' '.join(more)}"

    async def _get(self, path: str) -> dict[str, JsonValue] | None:
        answer = await self._send("GET", path)
        return answer[1] if answer is not None and answer[0] == HTTPStatus.OK else None

    async def _send(
        self, method: str, path: str, body: dict[str, JsonValue] | None = None, key: str = ""
    ) -> Answered | None:
        """Give the answer, or None where there was none or it said: not now."""
        headers = {"Idempotency-Key": key} if key else {}
        try:
            answer = await self.client.request(method, f"{API}{path}", json=body, headers=headers)
            told = answer.json()
        except (httpx2.HTTPError, ValueError) as trouble:
            self.book.missed(self.person, type(trouble).__name__)
            return None
        if answer.status_code in NOT_NOW:
            self.book.missed(self.person, f"{answer.status_code} {told.get('code', '')}")
            return None
        self.book.reached(self.person)
        return answer.status_code, told

    def _note(self, sending: Sending, answer: Answered | None) -> None:
        if answer is None:
            self.book.note(sending, Said.UNKNOWN)
            return
        status, told = answer
        if status == HTTPStatus.OK:
            self.book.note(sending, Said.ACCEPTED, name=str(told["id"]))
        elif status == HTTPStatus.ACCEPTED:
            self.book.note(sending, Said.ON_ITS_WAY, name=str(told["id"]))
        else:
            self.book.note(sending, Said.REFUSED, f"{status} {told.get('code', '')}")
            if isinstance(saved := told.get("saved"), dict):
                place = sending.path.partition("/ways/")[0]
                self._saved[place] = int(str(saved["version"]))


@asynccontextmanager
async def participants(
    site: str, company: Company, book: Book, seed: int
) -> AsyncIterator[list[Participant]]:
    """Let a program act for each of these people for as long as the block lasts."""
    async with AsyncExitStack() as opened:
        acting = []
        for place, (who, token) in enumerate(company.tokens.items()):
            own = httpx2.AsyncClient(
                base_url=site,
                headers={"Authorization": f"Bearer {token}"},
                cookies=await session_for(company, who),
                timeout=PATIENCE,
            )
            client = await opened.enter_async_context(own)
            acting.append(Participant(who, client, book, Random(f"{seed}:{place}")))
        yield acting


def answers_of(place: str, words: str, chance: Random) -> dict[str, JsonValue]:
    """Fill in the form of a step, so that what was sent can be told from anything else."""
    if "/steps/propose/" in place:
        soft: JsonValue = {"kind": "soft", "levels": ["seldom", "always"]}
        goal: JsonValue = {"id": "desk", "title": words, "weight": "100.00", "measure": soft}
        return {"objectives": [goal]}
    if "/steps/assess/" in place:
        return {"highlights": words, "own_rating": chance.choice(RATINGS)}
    return {"rating": chance.choice(RATINGS), "reasons": words}
