"""Requests that are sent again change nothing twice, and get the same answer."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256

import httpx2
import pytest

from domain.ids import PersonId
from tests.gateway.doorway import Doorway
from tests.gateway.program import acting, once

WORDS = {"answers": {"support": "A second pair of hands."}}


@pytest.fixture
async def client(doorway: Doorway) -> AsyncIterator[httpx2.AsyncClient]:
    async with acting(doorway.app, doorway.reviewee.id) as client, doorway.showing():
        yield client


def draft(doorway: Doorway) -> str:
    at = doorway.step()
    return f"/reviews/{at.review}/steps/{at.step}/{at.seat}/{at.round}/ways/form/draft"


async def test_a_request_sent_again_gets_the_same_answer_and_changes_nothing(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    path, key = draft(doorway), once("draft-of-today")
    first = await client.put(path, json=WORDS, headers=key)
    later = await client.put(path, json={**WORDS, "based_on": 1}, headers=once())
    again = await client.put(path, json=WORDS, headers=key)
    assert first.json()["version"] == 1
    assert later.json()["version"] == 2
    assert (again.status_code, again.json()) == (200, first.json())
    shown = (await client.get(path.removesuffix("/draft"))).json()
    assert shown["draft"]["version"] == 2


async def test_a_key_is_good_for_one_request(doorway: Doorway, client: httpx2.AsyncClient) -> None:
    path, key = draft(doorway), once("draft-of-today")
    await client.put(path, json=WORDS, headers=key)
    other = await client.put(path, json={"answers": {}, "based_on": 1}, headers=key)
    elsewhere = await client.put(path.replace("/0/1/", "/0/2/"), json=WORDS, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_used_before")
    assert elsewhere.status_code == 404
    assert (await client.get(path.removesuffix("/draft"))).json()["draft"]["version"] == 1


async def test_two_at_the_same_moment_are_one(doorway: Doorway, client: httpx2.AsyncClient) -> None:
    sent = {"to": doorway.manager.employee_number, "kind": "praise", "words": "Thanks."}
    key = once("thanks-to-you")
    answers = await asyncio.gather(
        *(client.post("/feedback", json=sent, headers=key) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    (given,) = (await client.get("/feedback", params={"which": "given"})).json()
    assert given["words"] == "Thanks."


async def test_keys_of_one_person_are_none_of_anothers(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    key, ids = once("thanks-to-you"), []
    for giver, receiver in _both(doorway):
        async with acting(doorway.app, giver) as program:
            sent = {"to": str(receiver), "kind": "praise", "words": "Thanks."}
            ids.append((await program.post("/feedback", json=sent, headers=key)).json()["id"])
    assert len(set(ids)) == 2


async def test_what_was_refused_is_refused_again_and_not_kept(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    sent = {"to": str(doorway.reviewee.id), "kind": "praise", "words": "Thanks to me."}
    key = once("thanks-to-myself")
    answers = [await client.post("/feedback", json=sent, headers=key) for _ in range(2)]
    assert [each.json()["code"] for each in answers] == ["feedback_on_oneself"] * 2
    hosts = doorway.log.hosts
    assert (
        await hosts.fetchval("SELECT count(*) FROM web.request_key WHERE answer IS NOT NULL") == 0
    )


async def test_what_was_written_cannot_be_guessed_from_what_is_kept_of_a_request(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    key, hosts = once("a-few-words"), doorway.log.hosts
    sent = await client.put(draft(doorway), json=WORDS, headers=key)
    path, body = sent.request.url.path.encode(), sent.request.content
    bare = sha256(b"\0".join((b"PUT", path, b"", body))).digest()
    assert await hosts.fetchval("SELECT digest FROM web.request_key") != bare
    # As it was kept before: nothing is done twice, and nothing is answered.
    await hosts.execute("UPDATE web.request_key SET digest = $1", bare)
    again = await client.put(draft(doorway), json=WORDS, headers=key)
    assert (again.status_code, again.json()["code"]) == (422, "key_used_before")


def _both(doorway: Doorway) -> list[tuple[PersonId, PersonId]]:
    reviewee, manager = doorway.reviewee.id, doorway.manager.id
    return [(reviewee, manager), (manager, reviewee)]
