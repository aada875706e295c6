"""The feed: every fact of the processes as a CloudEvent, from wherever one left off."""

import json
from collections.abc import AsyncIterator

import httpx2
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat

from gateway.api.events import stream_of
from tests.gateway.doorway import Doorway
from tests.gateway.program import acting


@pytest.fixture
async def client(doorway: Doorway) -> AsyncIterator[httpx2.AsyncClient]:
    await doorway.in_hr(doorway.manager)
    await doorway.live.catch_up()
    async with acting(doorway.app, doorway.manager.id) as client:
        yield client


async def test_the_feed_is_cloud_events_and_goes_on_where_one_left_off(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    first = await client.get("/events")
    position = first.headers["perennial-position"]
    rest = await client.get("/events", params={"after": position})
    assert (rest.text, rest.headers["perennial-position"]) == ("", position)
    lines = first.text.splitlines()
    assert {json.loads(line)["type"] for line in lines} >= {"perennial.ReviewOpened"}
    headers = {"content-type": "application/cloudevents+json"}
    for line in lines:
        told = from_structured_event(HTTPMessage(headers, line.encode()), JSONFormat())
        assert told.get_specversion() == "1.0"
    for person in doorway.firm.people.values():
        assert person.display_full_name not in first.text
        assert str(person.id) not in first.text


async def test_a_stream_goes_on_after_the_last_event_that_was_taken(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    told = [json.loads(line) for line in (await client.get("/events")).text.splitlines()]
    last = told[2]["position"]
    page = await client.get("/events", headers={"Last-Event-ID": str(last)})
    assert [json.loads(line)["position"] for line in page.text.splitlines()] == [
        each["position"] for each in told[3:]
    ]
    stream = stream_of(doorway.front, last)
    heard = [await anext(stream) for _ in told[3:]]
    await stream.aclose()
    assert [each.partition("\n")[0] for each in heard] == [
        f"id: {each['position']}" for each in told[3:]
    ]
    assert all(each.endswith("\n\n") for each in heard)


async def test_a_position_that_is_none_is_refused(client: httpx2.AsyncClient) -> None:
    for after in ("-1", "x", str(2**70)):
        assert (await client.get("/events", params={"after": after})).status_code == 422


async def test_the_description_is_a_page_without_outside_hosts(doorway: Doorway) -> None:
    async with doorway.stranger() as client:
        page = (await client.get("/docs")).text
        described = (await client.get("/api/v1/openapi.json")).json()
    assert 'src="http' not in page
    assert "https://" not in page
    for path in described["paths"]:
        assert f"/api/v1{path}" in page
