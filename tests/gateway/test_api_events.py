"""The feed: every fact of the processes as a CloudEvent, from wherever one left off."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx2
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat
from temporalio.client import Client

from domain.anonymity import anonymous_steps
from domain.offices import Office
from domain.review.fact import OnStep
from gateway.api.events import stream_of
from gateway.offices import give_office
from gateway.site.guests import Guests
from tests.gateway.doorway import Doorway
from tests.gateway.program import acting
from tests.gateway.quiet_house import quiet_house
from tests.storage.company_with_goals import firm


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
    stream = stream_of(doorway.front, last, Guests(doorway.front).seated(uuid4()))
    heard = [await anext(stream) for _ in told[3:]]
    await stream.aclose()
    assert [each.partition("\n")[0] for each in heard] == [
        f"id: {each['position']}" for each in told[3:]
    ]
    assert all(each.endswith("\n\n") for each in heard)


async def test_of_a_step_that_is_answered_without_names_nothing_is_told(
    database: str, temporal_client: Client
) -> None:
    async with quiet_house(database, temporal_client) as house:
        place = await firm(house.archive, house.live, datetime(2026, 12, 20, tzinfo=UTC))
        hidden = anonymous_steps(place.launch.definition)
        batches = place.stories[0].batches
        happened = [event for batch in batches for event in batch.events]
        assert hidden & {event.step for event in happened if isinstance(event, OnStep)}
        await give_office(house.archive, place.reviewee, Office.AUDITOR, datetime.now(UTC))
        await house.live.catch_up()
        async with acting(house.app, place.reviewee) as client:
            lines = (await client.get("/events")).text.splitlines()
    steps = {json.loads(line)["data"].get("step") for line in lines}
    assert {"rate", "peer_feedback"} & steps == {"rate"}
    assert not hidden & steps


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
