"""Addresses that nobody would type by accident: refused in plain words, whatever stands in them."""

import re
from collections.abc import Iterator

import httpx2
import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from gateway.api.app import PATH, build_api
from gateway.app import ROUTERS
from tests.gateway.console_room import ADMIN, ConsoleRoom
from tests.gateway.program import acting
from tests.invented_cycle import CYCLE

NUL = "%00"
HUGE = "9" * 30
PARTS = {"cycle": str(CYCLE), "kind": "extend"}


def routes(of: list[BaseRoute], method: str) -> Iterator[APIRoute]:
    for each in of:
        if isinstance(each, APIRoute) and method in each.methods:
            yield each


def addresses(route: APIRoute, prefix: str = "") -> Iterator[str]:
    """The address of a route with each of its parts and questions turned against it."""
    path = route.path_format
    for filling in (NUL, "x", HUGE, "00000000-0000-4000-8000-000000000000"):
        filled = re.sub(r"\{(\w+)(:path)?\}", lambda m: PARTS.get(m[1], filling), path)
        yield prefix + filled
    good = re.sub(
        r"\{(\w+)(:path)?\}",
        lambda m: PARTS.get(m[1], "00000000-0000-4000-8000-000000000000"),
        path,
    )
    names = {each.alias for each in route.dependant.query_params}
    for dependency in route.dependant.dependencies:
        names |= {each.alias for each in dependency.query_params}
    names |= {"person", "actor", "since", "until", "kind", "people", "stage", "to", "level", "q"}
    for name in sorted(names):
        for value in (NUL, HUGE, "-1", "%F0%28%8C%28", "0001-01-01", "9999-12-31"):
            yield f"{prefix}{good}?{name}={value}"


PAGES = [each for router in ROUTERS for each in routes(list(router.routes), "GET")]
DATA = [each for each in routes(build_api().routes, "GET")]


async def test_fuzz_pages(console: ConsoleRoom) -> None:
    bad = []
    async with console.visitor(ADMIN) as client:
        for route in PAGES:
            if "live" in route.path:
                continue
            for address in addresses(route):
                try:
                    answer = await client.get(address)
                    if answer.status_code >= 500:
                        bad.append((address, answer.status_code))
                except Exception as e:
                    bad.append((address, repr(e)[:150]))
    for b in bad:
        print(b)
    assert not bad


async def test_fuzz_api(console: ConsoleRoom) -> None:
    bad = []
    async with acting(console.app, ADMIN) as client:
        for route in DATA:
            if "live" in route.path:
                continue
            for address in addresses(route):
                try:
                    answer = await client.get(address)
                    if answer.status_code >= 500:
                        bad.append((address, answer.status_code))
                except Exception as e:
                    bad.append((address, repr(e)[:150]))
    for b in bad:
        print(b)
    assert not bad
