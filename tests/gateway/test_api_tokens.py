"""Tokens, refusals and the feed, as a program meets them."""

import json
from datetime import timedelta

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat

from domain.offices import Office
from gateway.api.scopes import Scope
from gateway.api.tokens import TokenLastsTooLong, issue_token
from gateway.offices import give_office
from tests.gateway.house import House
from tests.gateway.program import program


async def test_a_token_acts_in_the_name_of_a_person(house: House) -> None:
    async with program(house, "10") as client:
        answer = (await client.get("/me")).json()
    assert answer["person"] == str(house.person("10"))
    assert answer["time_zone"] == "Europe/Berlin"


@pytest.mark.parametrize("sent", ["", "Bearer prn_forged", "Basic cHJu", "Bearer x"])
async def test_without_a_good_token_nothing_is_told(house: House, sent: str) -> None:
    async with program(house, "10") as client:
        answer = await client.get("/me", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "token_refused"


async def test_a_revoked_token_opens_nothing(house: House) -> None:
    async with program(house, "10") as client:
        assert (await client.delete("/tokens/current")).status_code == 204
        assert (await client.get("/me")).status_code == 401


async def test_a_token_that_has_expired_opens_nothing(house: House) -> None:
    front = house.front
    long_ago = front.now() - timedelta(days=3)
    person = house.person("10")
    issued = await issue_token(front.archive, person, "old", set(Scope), long_ago, days=1)
    async with program(house, "10") as client:
        sent = {"Authorization": f"Bearer {issued.secret}"}
        assert (await client.get("/me", headers=sent)).status_code == 401


async def test_a_token_is_good_for_a_year_at_most(house: House) -> None:
    with pytest.raises(TokenLastsTooLong):
        await issue_token(
            house.front.archive, house.person("10"), "x", set(Scope), house.front.now(), days=400
        )


async def test_a_token_reaches_no_further_than_its_scopes(house: House) -> None:
    async with program(house, "3", Scope.WORK_READ) as client:
        answer = await client.get("/events")
    assert answer.status_code == 403
    assert answer.json()["code"] == "scope_missing"


async def test_a_token_reaches_no_further_than_its_person(house: House) -> None:
    async with program(house, "101", Scope.EVENTS_READ) as client:
        answer = await client.get("/events")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_yours"


async def test_the_feed_is_cloud_events_and_goes_on_where_one_left_off(house: House) -> None:
    front = house.front
    await give_office(front.archive, house.person("3"), Office.AUDITOR, front.now())
    await house.settled()
    async with program(house, "3", Scope.EVENTS_READ) as client:
        first = await client.get("/events")
        lines = first.text.splitlines()
        position = first.headers["perennial-position"]
        rest = await client.get("/events", params={"after": position})
    assert rest.text == ""
    assert {json.loads(line)["type"] for line in lines} >= {"perennial.ReviewOpened"}
    headers = {"content-type": "application/cloudevents+json"}
    for line in lines:
        told = from_structured_event(HTTPMessage(headers, line.encode()), JSONFormat())
        assert told.get_specversion() == "1.0"
    assert "Person" not in first.text


async def test_the_description_is_a_page_without_outside_hosts(house: House) -> None:
    async with house.stranger() as client:
        page = (await client.get("/docs")).text
        described = (await client.get("/api/v1/openapi.json")).json()
    assert "https://" not in page
    for path in described["paths"]:
        assert f"/api/v1{path}" in page
