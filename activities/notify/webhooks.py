"""Tells other programs what happens: each fact in the order of the log, at least once, signed."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx2

from activities import counts
from activities.notify.facts_told import FactsTold
from activities.notify.webhook_signature import signed_headers
from activities.notify.webhook_terms import secret_of
from domain.process_facts import ProcessFact
from storage.archive import Archive
from storage.read_models.asking import NothingToShowYet
from storage.read_models.waiting import position_shown
from storage.webhooks import Webhook, WebhookBook

CONTENT_TYPE: Final = "application/cloudevents+json; charset=utf-8"
TIMEOUT_SECONDS: Final = 10.0
FACTS_AT_ONCE: Final = 100
PROGRAMS_AT_ONCE: Final = 16
TURN: Final = timedelta(seconds=60)
"""So long a program is told without a pause."""

LEASE: Final = TURN + timedelta(seconds=30)
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVES_UP_AFTER: Final = timedelta(days=3)

_GONE: Final = 410


class _NotTaken(Exception):
    """The program did not take a fact; `is_gone` says that it never will."""

    def __init__(self, answer: str, *, is_gone: bool = False) -> None:
        super().__init__(answer)
        self.answer = answer
        self.is_gone = is_gone


@dataclass(slots=True)
class _Told:
    """How far a program has been told in this turn."""

    position: int
    answer: str = "nothing to tell"


class WebhookSender:
    """Tells the programs in the book whatever they have not heard."""

    def __init__(self, archive: Archive, client: httpx2.AsyncClient) -> None:
        """Read from this archive and speak through this client, which follows no redirections."""
        self._archive = archive
        self._client = client
        self._book = WebhookBook(archive.hosts, archive.organisation)
        self._told = FactsTold(archive)

    async def send_round(self, at: datetime) -> int:
        """Give every program that is due its turn, and count how many had one.

        What was sent but not noted, because this process died in between, is sent again under the
        same id. Nothing is told before the read models show it: whoever asks back finds it there.

        Raises:
            LogOutOfReach: the database did not answer; asking again is safe.
        """
        try:
            head = await position_shown(self._archive.readers)
        except NothingToShowYet:
            return 0
        due = await self._book.claim(at, at + LEASE, head, PROGRAMS_AT_ONCE)
        if due:
            naming_key = await self._archive.naming_key()
            await asyncio.gather(*(self._tell(each, head, naming_key) for each in due))
        return len(due)

    async def _tell(self, webhook: Webhook, head: int, naming_key: bytes) -> None:
        """Tell one program what comes next, and note how that went."""
        told, secret = _Told(webhook.position), secret_of(naming_key, webhook.id)
        try:
            async with asyncio.timeout(TURN.total_seconds()):
                page = await self._told.after(webhook.position, head, FACTS_AT_ONCE, webhook.types)
                for position, fact in page:
                    if fact is not None:
                        told.answer = await self._post(webhook.url, secret, fact)
                    told.position = position
        except TimeoutError:
            pass  # the rest is told in the next turn
        except _NotTaken as refusal:
            await self._note(webhook, told, refusal)
            return
        await self._book.told(webhook.id, told.position, datetime.now(UTC), told.answer)

    async def _note(self, webhook: Webhook, told: _Told, refusal: _NotTaken) -> None:
        now = datetime.now(UTC)
        tries = 0 if told.position > webhook.position else webhook.tries
        pause = min(FIRST_PAUSE * 2 ** min(tries, 16), LONGEST_PAUSE)
        since = webhook.failing_since or now
        is_over = refusal.is_gone or now - since > GIVES_UP_AFTER
        await self._book.failed(
            webhook.id, told.position, now, now + pause, refusal.answer, is_over=is_over
        )

    async def _post(self, url: str, secret: str, fact: ProcessFact) -> str:
        body = fact.model_dump_json().encode()
        headers = signed_headers(secret, fact.id, datetime.now(UTC), body)
        headers["content-type"] = CONTENT_TYPE
        try:
            answer = await self._client.post(url, content=body, headers=headers)
        except httpx2.HTTPError as trouble:
            counts.WEBHOOKS.labels("unreachable").inc()
            raise _NotTaken(type(trouble).__name__) from None
        counts.WEBHOOKS.labels("taken" if answer.is_success else "refused").inc()
        if not answer.is_success:
            raise _NotTaken(str(answer.status_code), is_gone=answer.status_code == _GONE)
        return str(answer.status_code)
