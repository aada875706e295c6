"""Tokens and how far each reaches, as a program meets them."""

from datetime import timedelta

import pytest

from domain.offices import Office
from gateway.api.scopes import Scope
from gateway.api.tokens import TokenLastsTooLong, issue_token
from gateway.offices import give_office
from tests.gateway.doorway import Doorway
from tests.gateway.program import acting, once


async def test_a_token_acts_in_the_name_of_a_person(doorway: Doorway) -> None:
    async with acting(doorway.app, doorway.reviewee.id, Scope.WORK_READ) as client:
        answer = (await client.get("/me")).json()
    assert answer["person"] == str(doorway.reviewee.id)
    assert answer["scopes"] == ["work:read"]


async def test_without_a_good_token_nothing_is_told(doorway: Doorway) -> None:
    long_ago, person = doorway.front.now() - timedelta(days=3), doorway.reviewee.id
    old = await issue_token(doorway.log, person, "old", set(Scope), long_ago, days=1)
    async with acting(doorway.app, person) as client:
        for sent in ("", "Bearer prn_forged", "Basic cHJu", "Bearer x", f"Bearer {old.secret}"):
            answer = await client.get("/me", headers={"Authorization": sent})
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["code"] == "token_refused"


async def test_a_revoked_token_opens_nothing(doorway: Doorway) -> None:
    async with acting(doorway.app, doorway.reviewee.id) as client:
        assert (await client.delete("/tokens/current")).status_code == 204
        assert (await client.get("/me")).status_code == 401


async def test_one_ends_the_tokens_of_the_same_person_and_no_others(doorway: Doorway) -> None:
    own, other = doorway.reviewee.id, doorway.manager.id
    theirs = await issue_token(doorway.log, other, "x", set(Scope), doorway.front.now())
    async with (
        acting(doorway.app, own) as client,
        acting(doorway.app, own) as second,
        acting(doorway.app, other, Scope.WORK_READ) as stranger,
    ):
        (first, _) = (await client.get("/tokens")).json()
        foreign = await client.delete(f"/tokens/{theirs.id}", headers=once())
        assert foreign.status_code == 403
        guessed = await stranger.delete(f"/tokens/{first['id']}", headers=once())
        assert guessed.json()["code"] == "no_such_token"
        assert (await second.delete(f"/tokens/{first['id']}", headers=once())).is_success
        assert (await client.get("/me")).status_code == 401


async def test_hr_looks_after_everybodys_tokens(doorway: Doorway) -> None:
    await give_office(doorway.log, doorway.manager.id, Office.HR_ADMIN, doorway.front.now())
    async with (
        acting(doorway.app, doorway.reviewee.id) as client,
        acting(doorway.app, doorway.manager.id) as admin,
    ):
        listed = (await admin.get("/tokens", params={"everybody": True})).json()
        (found,) = [each for each in listed if each["person"] == str(doorway.reviewee.id)]
        assert (await admin.delete(f"/tokens/{found['id']}", headers=once())).is_success
        assert (await client.get("/me")).status_code == 401


async def test_a_token_is_good_for_a_year_at_most(doorway: Doorway) -> None:
    person, at = doorway.reviewee.id, doorway.front.now()
    with pytest.raises(TokenLastsTooLong):
        await issue_token(doorway.log, person, "x", set(Scope), at, days=400)


async def test_a_token_reaches_no_further_than_its_scopes_and_its_person(doorway: Doorway) -> None:
    async with acting(doorway.app, doorway.reviewee.id, Scope.WORK_READ) as client:
        narrow = await client.get("/events")
    async with acting(doorway.app, doorway.reviewee.id, Scope.EVENTS_READ) as client:
        wide = await client.get("/events")
    assert (narrow.status_code, narrow.json()["code"]) == (403, "scope_missing")
    assert (wide.status_code, wide.json()["code"]) == (403, "not_yours")


async def test_offices_are_given_by_hr_and_never_to_oneself(doorway: Doorway) -> None:
    reviewee, manager = doorway.reviewee, doorway.manager
    await give_office(doorway.log, manager.id, Office.HR_ADMIN, doorway.front.now())
    sent = {"person": reviewee.employee_number, "office": "auditor"}
    own = {"person": manager.employee_number, "office": "auditor"}
    async with acting(doorway.app, manager.id) as client, doorway.showing():
        assert (await client.post("/offices/give", json=own, headers=once())).status_code == 403
        assert (await client.post("/offices/give", json=sent, headers=once())).is_success
        held = (await client.get("/offices")).json()
        assert (await client.post("/offices/take", json=sent, headers=once())).is_success
        left = (await client.get("/offices")).json()
    assert {each["office"] for each in held} == {"hr_admin", "auditor"}
    assert {each["office"] for each in left} == {"hr_admin"}


async def test_webhooks_are_named_by_operations_and_their_secret_is_shown_to_them(
    doorway: Doorway,
) -> None:
    await give_office(doorway.log, doorway.manager.id, Office.OPS, doorway.front.now())
    address = {"url": "https://hr.example/hook", "types": ["ReviewOpened"]}
    async with acting(doorway.app, doorway.manager.id) as client, doorway.showing():
        inside = await client.post("/webhooks", json={"url": "http://127.0.0.1"}, headers=once())
        made = (await client.post("/webhooks", json=address, headers=once("told-once"))).json()
        again = (await client.post("/webhooks", json=address, headers=once("told-once"))).json()
        secret = (await client.get(f"/webhooks/{made['id']}/secret")).json()["secret"]
        (listed,) = (await client.get("/webhooks")).json()
        assert (await client.delete(f"/webhooks/{made['id']}", headers=once())).is_success
        assert (await client.get("/webhooks")).json() == []
    assert inside.status_code == 422
    assert made == again
    assert secret.startswith("whsec_")
    assert listed["types"] == ["ReviewOpened"]
