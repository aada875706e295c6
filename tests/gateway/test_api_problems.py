"""What a program sends and should not: refused as a problem, in plain words, nothing written."""

import logging
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest

from domain.reach import StepReach
from tests.gateway.doorway import Doorway
from tests.gateway.program import acting, once

SECRET = "Words that nobody may find in a log"


@pytest.fixture
async def client(doorway: Doorway) -> AsyncIterator[httpx2.AsyncClient]:
    async with acting(doorway.app, doorway.reviewee.id) as client:
        yield client


def step(reach: StepReach, below: str = "") -> str:
    return f"/reviews/{reach.review}/steps/{reach.step}/{reach.seat}/{reach.round}{below}"


def code(answer: httpx2.Response) -> tuple[int, str]:
    """Status and code of a problem that looks as problems look."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["type"] == f"urn:perennial:refusal:{told['code']}"
    assert told["detail"].endswith(".")
    return answer.status_code, told["code"]


async def test_what_is_not_there_or_not_theirs_is_not_found_and_tells_nothing(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    reach = doorway.step()
    foreign = [
        "/no/such/address",
        "/no/such%0Aaddress",
        f"/reviews/{uuid4()}",
        step(reach.model_copy(update={"review": uuid4()})),
        step(reach.model_copy(update={"step": "no_such_step"})),
        step(reach, "/ways/no-such-way"),
        f"/actions/{uuid4()}",
        f"/plans/{uuid4()}",
        f"/boards/{uuid4()}",
        f"/cycles/{doorway.firm.cycle}",
        f"/cycles/{uuid4()}/audit",
        f"/reviews/{doorway.firm.review}/process",
        f"/people/{doorway.manager.id}/messages",
    ]
    found = {path: code(await client.get(path))[0] for path in foreign}
    assert set(found.values()) == {404}, found


async def test_a_step_of_somebody_else_is_not_found(doorway: Doorway) -> None:
    stranger = doorway.firm.people.by_number("15")
    assert stranger is not None
    async with acting(doorway.app, stranger.id) as client:
        assert code(await client.get(step(doorway.step())))[0] == 404
        assert code(await client.get(f"/reviews/{doorway.firm.review}"))[0] == 404


async def test_a_step_that_is_closed_to_one_takes_nothing(doorway: Doorway) -> None:
    path = step(doorway.step(), "/ways/form/submissions")
    async with acting(doorway.app, doorway.manager.id) as client:
        answer = await client.post(path, json={"answers": {}}, headers=once())
    assert code(answer) == (409, "not_open_to_you")


@pytest.mark.parametrize(
    "method, path, status",
    [("PATCH", "/me", 405), ("POST", "/me", 405), ("GET", "/reviews/not-an-id", 422)],
)
async def test_what_is_not_served_is_told_as_a_problem(
    client: httpx2.AsyncClient, method: str, path: str, status: int
) -> None:
    assert code(await client.request(method, path))[0] == status


async def test_bodies_that_are_too_large_or_no_json_are_refused(
    client: httpx2.AsyncClient,
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(5 * 1024):
            yield b"x" * 1024

    long = {"words": "x" * 5 * 1024 * 1024, "to": "1", "kind": "praise"}
    assert code(await client.post("/feedback", json=long, headers=once()))[0] == 413
    unmeasured = await client.post("/feedback", content=endless(), headers=once())
    assert code(unmeasured)[0] == 413
    form = await client.post("/feedback", data={"to": "1"}, headers=once())
    assert code(form)[0] == 415
    json = {"Content-Type": "application/json", **once()}
    for broken in (b"{", b"\xff", b"[" * 50_000):
        answer = await client.post("/feedback", content=broken, headers=json)
        assert code(answer)[0] in (400, 422)


async def test_signs_that_cannot_be_stored_are_refused(client: httpx2.AsyncClient) -> None:
    sent = {"to": "1\0", "kind": "praise", "words": "Thanks."}
    answer = await client.post("/feedback", json=sent, headers=once())
    assert code(answer) == (422, "not_readable")
    (wrong,) = answer.json()["errors"]
    assert wrong["field"] == "body.to"
    assert "1\0" not in answer.text


async def test_a_change_needs_a_key_and_a_key_that_can_be_one(client: httpx2.AsyncClient) -> None:
    sent = {"to": "1", "kind": "praise", "words": "Thanks."}
    for headers in ({}, {"Idempotency-Key": "short"}, {"Idempotency-Key": "with a blank in it"}):
        answer = await client.post("/feedback", json=sent, headers=headers)
        assert code(answer) == (422, "not_readable")


async def test_a_cursor_that_was_not_given_out_is_refused(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    await doorway.in_hr(doorway.reviewee)
    path = f"/cycles/{doorway.firm.cycle}/people"
    for cursor in ("%%%", "bm90LWFuLWlk"):
        answer = await client.get(path, params={"cursor": cursor})
        assert code(answer) == (400, "cursor_unreadable")


async def test_nothing_that_was_written_is_logged(
    doorway: Doorway,
    client: httpx2.AsyncClient,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    path = step(doorway.step(), "/ways/form")
    answers = {"answers": {"objectives": SECRET}}
    assert code(await client.post(f"{path}/check", json=answers))[0] == 422
    for sent in (answers, {SECRET: SECRET}, {"answers": SECRET}):
        await client.post(f"{path}/submissions", json=sent, headers=once())
    assert SECRET not in caplog.text
    assert SECRET not in "".join(capfd.readouterr())
