"""People who act through the pages instead: a browser, signed in, without scripts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Final
from uuid import UUID, uuid5

import httpx2

from domain.ids import PersonId
from gateway.entry.sessions import NAME, digest_of
from gateway.step.ways import _WAYS
from storage.sessions import SessionBook
from tests.faults.book import Said, Sending
from tests.faults.company import Company
from tests.gateway.house import form_token
from tests.gateway.steps import hidden

SAYS_SO: Final = {way.name: way.done for way in _WAYS.values()}
"""What the page of a step says once it was done in that way."""


async def session_for(company: Company, person: PersonId) -> dict[str, str]:
    """Sign somebody in without a code; give the cookie that their browser keeps."""
    archive, secret = company.office.archive, token_urlsafe(32)
    await SessionBook(archive.hosts).begin(digest_of(secret), person, datetime.now(UTC))
    return {NAME: secret}


@dataclass
class Browser:
    """Somebody's browser before the pages of their steps."""

    person: PersonId
    client: httpx2.AsyncClient

    async def say(self, place: str, way: str, sending: Sending) -> tuple[Said, str]:
        """Press the button of a way, tick the box and send; tell what the page then says.

        Raises:
            httpx2.HTTPError: nothing came back, or an answer that says: not now.
        """
        page = await self._page(f"{place}/{way}")
        if page is None:
            return Said.REFUSED, "not shown"
        sending.names = {str(uuid5(UUID(hidden(page, "_seed")), f"{self.person}:1"))}
        kept = {each: hidden(page, each) for each in ("_way", "_version", "_seed", "_shown")}
        sent = {"_csrf": form_token(page), "confirmed": "yes"}
        sent |= {each: value for each, value in kept.items() if value}
        answer = await self.client.post(f"{place}/{way}", data=sent)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            answer.raise_for_status()
        if answer.status_code != HTTPStatus.SEE_OTHER:
            return Said.REFUSED, str(answer.status_code)
        if answer.headers["location"].endswith("/status"):
            return Said.ON_ITS_WAY, ""
        return await self._told(place, way)

    async def _told(self, place: str, way: str) -> tuple[Said, str]:
        page = await self._page(place)
        return (Said.ACCEPTED, "") if SAYS_SO[way] in (page or "") else (Said.REFUSED, "closed")

    async def _page(self, path: str) -> str | None:
        answer = await self.client.get(path)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            answer.raise_for_status()
        return answer.text if answer.status_code == HTTPStatus.OK else None
