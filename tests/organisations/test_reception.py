"""The host name says whose pages are meant; any other name leads nowhere, and tells nothing."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from gateway.site.reception import Reception, Room, host_in

HOSTS = ("acme.example", "beta.example", "late.example")


async def says_where(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    await PlainTextResponse(f"{request.headers['host']}{request.url.path}")(scope, receive, send)


@pytest.fixture
async def door() -> AsyncIterator[httpx2.AsyncClient]:
    """Acme and Beta are served, and Late is to come."""
    reception = Reception(HOSTS)
    transport = httpx2.ASGITransport(app=reception)
    acme, beta = (Room(host, says_where) for host in HOSTS[:2])
    async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
        with reception.welcoming(HOSTS[0], acme), reception.welcoming(HOSTS[1], beta):
            yield client


async def ask(door: httpx2.AsyncClient, host: str, path: str = "/", **more: str) -> httpx2.Response:
    return await door.get(path, headers={"host": host} | more)


@pytest.mark.parametrize("host", ["acme.example", "ACME.example:8443", "acme.example."])
async def test_a_host_is_known_however_it_is_written(door: httpx2.AsyncClient, host: str) -> None:
    assert (await ask(door, host, "/work")).text == f"{host}/work"


@pytest.mark.parametrize(
    "host",
    ["elsewhere.example", "acme.example.evil", "xacme.example", "127.0.0.1:8000", "[::1]:80", "",
     "acme.example@evil", "acme.example:x", "beta.example/acme.example"],
)  # fmt: skip
async def test_a_name_of_nobody_leads_nowhere_and_tells_nothing(
    door: httpx2.AsyncClient, host: str
) -> None:
    answers = [await ask(door, host, path) for path in ("/", "/hr", "/s/token", "/api/v1/me")]
    assert {answer.status_code for answer in answers} == {421}
    assert len({answer.text for answer in answers}) == 1
    assert not [name for name in ("acme", "beta", "late") if name in answers[0].text.lower()]
    assert answers[0].headers["content-security-policy"]
    assert "set-cookie" not in answers[0].headers


async def test_what_a_proxy_says_of_another_name_is_not_believed(
    door: httpx2.AsyncClient,
) -> None:
    claims = {"x-forwarded-host": "beta.example", "forwarded": "host=beta.example"}
    assert (await ask(door, "acme.example", **claims)).text == "acme.example/"
    assert (await ask(door, "nobody.example", **claims)).status_code == 421


def test_two_names_at_once_are_none() -> None:
    headers = [(b"host", b"acme.example"), (b"host", b"beta.example")]
    assert host_in({"type": "http", "headers": headers}) == ""
    assert host_in({"type": "http", "headers": []}) == ""
    assert host_in({"type": "http", "headers": [(b"host", b"[::1]:80")]}) == "[::1]"


async def test_who_is_to_come_is_asked_to_wait(door: httpx2.AsyncClient) -> None:
    answer = await ask(door, "late.example", "/work")
    assert (answer.status_code, "Try again in a minute" in answer.text) == (503, True)


async def test_whoever_keeps_the_process_running_asks_by_address(
    door: httpx2.AsyncClient,
) -> None:
    assert (await ask(door, "10.0.0.7:8000", "/livez")).text == "lives\n"
    assert (await ask(door, "10.0.0.7:8000", "/readyz")).text == "ready\n"
    transport = httpx2.ASGITransport(app=Reception(HOSTS))
    async with httpx2.AsyncClient(transport=transport, base_url="http://10.0.0.7") as nobody_yet:
        assert (await nobody_yet.get("/readyz")).status_code == 503
