"""A page that forgets every condition shows what is the visitor's, and strangers nothing."""

import asyncio
from uuid import UUID

import httpx2
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from gateway.site.front import Front, front_of
from gateway.site.in_whose_name import InNobodysName
from gateway.site.visitor import Visitor, introduce, visitor_at
from storage.acting import acting
from storage.read_models.asking import rows_of
from tests.gateway.quiet_house import QuietHouse
from tests.played_cycle import PlayedCycle
from tests.storage.scored_year import ACKNOWLEDGED, AGAIN

PAGE = "/everything"
CARELESS = {
    "ratings": "SELECT review AS id FROM read.ratings",
    "notices": "SELECT recipient AS id FROM read.notices",
}


def careless(house: QuietHouse, *, asks_who: bool) -> None:
    """Let the site have a page whose author forgot every condition."""

    async def everything(request: Request) -> dict[str, list[str]]:
        if asks_who:
            await asyncio.gather(visitor_at(request))
        readers = front_of(request).archive.readers
        return {
            table: sorted({str(row["id"]) for row in await rows_of(readers, query)})
            for table, query in CARELESS.items()
        }

    house.app.get(PAGE)(everything)
    house.app.router.routes.insert(0, house.app.router.routes.pop())


async def test_a_page_without_any_condition_shows_what_is_the_visitors(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    careless(signed, asks_who=True)
    for number in (ACKNOWLEDGED, AGAIN):
        story = year.stories[number]
        reviewee = story.state.planned.reviewee
        async with signed.visitor(reviewee) as client:
            shown = (await client.get(PAGE)).json()
        assert shown["ratings"] == [str(story.review)]
        assert shown["notices"] == [str(reviewee)]


async def test_a_page_that_never_asked_who_is_there_shows_nothing(signed: QuietHouse) -> None:
    careless(signed, asks_who=False)
    async with signed.visitor(None) as client:
        answer = await client.get(PAGE)
    assert answer.status_code == 500
    assert "This failed, and not through you" in answer.text


async def test_visitors_who_come_at_once_never_get_each_others_page(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    careless(signed, asks_who=True)

    async def visitor_of(front: Front, request: Request) -> Visitor | None:
        story = year.stories[int(request.headers["story"])]
        return await introduce(front, story.state.planned.reviewee, UUID(int=1), None)

    async def look(client: httpx2.AsyncClient, number: int) -> None:
        for _ in range(5):
            shown = (await client.get(PAGE, headers={"story": str(number)})).json()
            assert shown["ratings"] == [str(year.stories[number].review)]

    async with signed.visitor(None) as client:
        signed.app.state.visitor_of = visitor_of
        await asyncio.gather(*(look(client, number) for number in (ACKNOWLEDGED, AGAIN) * 3))


async def test_whatever_is_asked_begins_in_nobodys_name() -> None:
    found: list[bool] = []

    async def asked(_: Scope, __: Receive, ___: Send) -> None:
        found.append(acting().is_nobody)

    async def nothing(*_: object) -> Message:
        return {}

    for kind in ("http", "websocket"):
        await InNobodysName(asked)({"type": kind}, nothing, nothing)  # type: ignore[arg-type]  # unused
    assert found == [True, True]
