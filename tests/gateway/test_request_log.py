"""Each request is one line: its route, its answer, its id; never its address."""

import re
from uuid import uuid4

from structlog.testing import capture_logs

from tests.gateway.console_room import ADMIN, ConsoleRoom
from tests.invented_cycle import CYCLE


async def test_a_request_is_a_line_with_its_route_and_not_its_address(
    console: ConsoleRoom,
) -> None:
    async with console.visitor(ADMIN) as client:
        with capture_logs() as lines:
            people = await client.get(f"/hr/cycles/{CYCLE}/people?text=Somebody")
            await client.get("/api/v1/plans/some-words")
            await client.get("/livez")
            await client.get("/words-of-somebody")
    told = [(line["method"], line["route"], line["status"]) for line in lines]
    assert told == [
        ("GET", "/hr/cycles/{cycle}/people", 200),
        ("GET", "/api/v1/plans/{plan}", 401),
        ("GET", "none", 404),
    ]
    assert re.fullmatch(r"[0-9a-f-]{36}", people.headers["x-request-id"])
    assert "omebody" not in str(lines)


async def test_the_id_that_a_proxy_gave_stays_unless_it_is_no_id(console: ConsoleRoom) -> None:
    given = str(uuid4())
    async with console.visitor(ADMIN) as client:
        kept = await client.get("/livez", headers={"X-Request-Id": given})
        other = await client.get("/livez", headers={"X-Request-Id": "Words of somebody"})
    assert kept.headers["x-request-id"] == given
    assert re.fullmatch(r"[0-9a-f-]{36}", other.headers["x-request-id"])
