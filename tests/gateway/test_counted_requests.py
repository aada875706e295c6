"""Requests are counted by route, and whatever somebody makes up is counted as one thing."""

from uuid import uuid4

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from activities.counts import class_of
from gateway.site.request_log import RequestLog
from storage.metrics import REGISTRY

METHODS = ["GET", "POST", "BREW"]


async def answered(request: Request) -> PlainTextResponse:
    return PlainTextResponse("here")


def counted(**labels: str) -> float:
    return REGISTRY.get_sample_value("perennial_http_requests_total", labels) or 0.0


async def asked(method: str, path: str) -> None:
    app = Starlette(routes=[Route("/counted/{review}", answered, methods=METHODS)])
    transport = httpx2.ASGITransport(app=RequestLog(app))
    async with httpx2.AsyncClient(transport=transport, base_url="http://perennial.test") as browser:
        await browser.request(method, path)


@pytest.mark.parametrize("method, counted_as", [("GET", "GET"), ("BREW", "other")])
async def test_a_request_is_counted_by_its_route_and_never_by_its_address(
    method: str, counted_as: str
) -> None:
    labels = {"route": "/counted/{review}", "method": counted_as, "status": "2xx"}
    before, secret = counted(**labels), str(uuid4())
    await asked(method, f"/counted/{secret}")
    assert counted(**labels) == before + 1
    families = list(REGISTRY.collect())
    values = {v for f in families for sample in f.samples for v in sample.labels.values()}
    assert not any(secret in value for value in values)


async def test_addresses_that_somebody_made_up_are_one_route() -> None:
    labels = {"route": "none", "method": "GET", "status": "4xx"}
    before = counted(**labels)
    for _ in range(3):
        await asked("GET", f"/made/up/{uuid4()}")
    assert counted(**labels) == before + 3


@pytest.mark.parametrize(
    "reason, counted_as",
    [
        ("smtp_550", "smtp_550"),
        ("unknown_recipient", "unknown_recipient"),
        ("anna@example.org is not here", "other"),
        ("a" * 41, "other"),
    ],
)
def test_a_reason_is_counted_by_its_code_and_what_is_no_code_as_other(
    reason: str, counted_as: str
) -> None:
    assert class_of(reason) == counted_as
