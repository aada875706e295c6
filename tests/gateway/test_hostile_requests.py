"""Addresses that nobody would type by accident: refused in plain words, whatever stands in them."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from gateway.api.app import build_api
from gateway.app import ROUTERS
from tests.gateway.console_room import ADMIN, ConsoleRoom
from tests.gateway.program import acting
from tests.invented_cycle import CYCLE

HUGE = "9" * 30
NOBODY = "00000000-0000-4000-8000-000000000000"
PARTS = {"cycle": str(CYCLE), "kind": "extend"}


def addresses(told: dict[str, Any]) -> Iterator[str]:
    """The address of a route with each of its parts and questions turned against it."""
    for path, methods in told["paths"].items():
        if "get" not in methods or path.endswith("/live"):
            continue
        for filling in ("%00", "x", HUGE, NOBODY):
            yield re.sub(r"\{(\w+)(:path)?\}", lambda m: PARTS.get(m[1], filling), path)
        good = re.sub(r"\{(\w+)(:path)?\}", lambda m: PARTS.get(m[1], NOBODY), path)
        names = {
            e["name"] for e in methods["get"].get("parameters", ()) if e["in"] == "query"
        } | {"person", "actor", "since", "until", "people", "to", "level", "for"}
        for name in sorted(names):
            for value in ("%00", HUGE, "-1", "%F0%28%8C%28", "0001-01-01", "9999-12-31", "MDAwMDA"):
                yield f"{good}?{name}={value}"


def pages() -> dict[str, Any]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    return app.openapi()

async def fuzz(client, told):
    bad = []
    seen = 0
    for address in [*addresses(told), *(f"/{a}?to={b}" for a in ("sign-in","sign-in/code","sign-in/oidc","sign-out","","s/%00","enter/x", "s/x/report") for b in ("%00", "//x", "/%0d%0ax"))]:
        seen += 1
        try:
            answer = await client.get(address)
            if answer.status_code >= 500:
                bad.append((address, answer.status_code))
        except Exception as e:
            bad.append((address, repr(e)[:110]))
    print(seen)
    for b in bad:
        print(b)
    assert not bad

async def test_fuzz_pages(console: ConsoleRoom) -> None:
    async with console.visitor(ADMIN) as client:
        await fuzz(client, pages())


async def test_fuzz_api(console: ConsoleRoom) -> None:
    async with acting(console.app, ADMIN) as client:
        await fuzz(client, build_api().openapi())
