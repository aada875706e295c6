"""The codec endpoint: who may have payloads opened, from where, and what everybody else is told."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

import httpx2
import pytest
from temporalio.api.common.v1 import Payload

from activities.codec import Keyring, SealingCodec, new_key
from domain.offices import Office
from domain.people import Person
from gateway.api.scopes import Scope
from gateway.api.tokens import issue_token
from gateway.codec import payloads, reader
from gateway.offices import give_office
from storage.attempts import Limit
from storage.errors import LogOutOfReach
from storage.views import ViewsAsked, views_found
from tests.gateway.doorway import Doorway

UI: Final = "http://temporal.perennial.test:8233"
WORDS: Final = b'{"step": "self-review"}'


@pytest.fixture
def door(doorway: Doorway) -> Doorway:
    """The doorway of a site that knows where the Temporal UI stands."""
    return doorway.with_site(replace(doorway.front.site, temporal_ui=f"{UI}/"))


async def entitled(door: Doorway) -> Person:
    await give_office(door.log, door.manager.id, Office.PAYLOAD_READER, door.front.now())
    return door.manager


@asynccontextmanager
async def the_ui(door: Doorway, person: Person | None) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that shows the Temporal UI, in which somebody is signed in to the site."""
    async with door.stranger() as client:
        client.headers.update({"Origin": UI, "X-Namespace": "default"})
        if person is not None:
            await door.let_in(client, person)
        yield client


Body = dict[str, list[dict[str, object]]]


def as_json(*payloads: Payload) -> Body:
    def text(told: bytes) -> str:
        return base64.b64encode(told).decode()

    return {
        "payloads": [
            {"metadata": {k: text(v) for k, v in each.metadata.items()}, "data": text(each.data)}
            for each in payloads
        ]
    }


def told(answer: httpx2.Response) -> list[bytes]:
    assert answer.status_code == 200, answer.text
    return [base64.b64decode(each["data"]) for each in answer.json()["payloads"]]


async def sealed(door: Doorway, data: bytes = WORDS) -> Body:
    codec = door.front.client.data_converter.payload_codec
    assert codec is not None
    plain = Payload(metadata={"encoding": b"json/plain"}, data=data)
    return as_json(*await codec.encode([plain]))


async def test_a_payload_reader_sees_payloads_open_in_the_pages_of_the_ui(door: Doorway) -> None:
    async with the_ui(door, await entitled(door)) as ui:
        answer = await ui.post("/codec/decode?preserveStorageRefs=true", json=await sealed(door))
        assert told(answer) == [WORDS]
        assert answer.headers["access-control-allow-origin"] == UI
        assert answer.headers["access-control-allow-credentials"] == "true"
        again = await ui.post("/codec/encode", json=answer.json())
        assert told(again) != [WORDS]
        assert told(await ui.post("/codec/decode", json=again.json())) == [WORDS]


@pytest.mark.parametrize("office", [None, Office.OPS, Office.HR_ADMIN, Office.AUDITOR])
async def test_no_other_office_opens_payloads(door: Doorway, office: Office | None) -> None:
    if office is not None:
        await give_office(door.log, door.manager.id, office, door.front.now())
    async with the_ui(door, door.manager) as ui:
        for act in ("decode", "encode"):
            answer = await ui.post(f"/codec/{act}", json=await sealed(door))
            assert answer.status_code == 403
            assert "payload_reader" in answer.json()["detail"]
            assert answer.headers["access-control-allow-origin"] == UI


async def test_who_is_not_signed_in_is_told_to_sign_in(door: Doorway) -> None:
    async with the_ui(door, None) as ui:
        answer = await ui.post("/codec/decode", json=await sealed(door))
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_first")


async def test_pages_of_other_sites_are_refused_whoever_looks_at_them(door: Doorway) -> None:
    async with the_ui(door, await entitled(door)) as ui:
        for origin in ("https://elsewhere.test", "null", UI + ".elsewhere.test"):
            own = {"Origin": origin}
            answer = await ui.post("/codec/decode", json=await sealed(door), headers=own)
            assert (answer.status_code, answer.json()["code"]) == (403, "asked_from_elsewhere")
            assert UI in answer.json()["detail"]
            assert "access-control-allow-origin" not in answer.headers


async def test_a_session_alone_opens_nothing_for_a_program_without_a_page(door: Doorway) -> None:
    async with the_ui(door, await entitled(door)) as ui:
        del ui.headers["Origin"]
        answer = await ui.post("/codec/decode", json=await sealed(door))
        assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


async def test_a_token_opens_payloads_where_it_reaches_that_far(door: Doorway) -> None:
    person, now = await entitled(door), door.front.now()
    for scope, status in ((Scope.PAYLOADS_READ, 200), (Scope.EVENTS_READ, 403)):
        token = await issue_token(door.log, person.id, "the CLI of operations", [scope], now)
        own = {"Authorization": f"Bearer {token.secret}", "X-Namespace": "default"}
        async with door.stranger() as cli:
            answer = await cli.post("/codec/decode", json=await sealed(door), headers=own)
            assert answer.status_code == status


async def test_a_token_of_somebody_who_may_not_opens_nothing(door: Doorway) -> None:
    token = await issue_token(
        door.log, door.manager.id, "the CLI", [Scope.PAYLOADS_READ], door.front.now()
    )
    own = {"Authorization": f"Bearer {token.secret}", "X-Namespace": "default"}
    async with door.stranger() as cli:
        answer = await cli.post("/codec/decode", json=await sealed(door), headers=own)
        assert (answer.status_code, answer.json()["code"]) == (403, "payloads_not_yours")


async def test_a_browser_is_told_before_it_asks_which_page_may(door: Doorway) -> None:
    wish = {"Access-Control-Request-Method": "POST"}
    async with the_ui(door, None) as ui:
        for act in ("decode", "encode"):
            answer = await ui.options(f"/codec/{act}", headers=wish)
            assert answer.status_code == 204
            assert answer.headers["access-control-allow-origin"] == UI
            assert answer.headers["vary"] == "Origin"
            assert "x-namespace" in answer.headers["access-control-allow-headers"]
        other = await ui.options("/codec/decode", headers=wish | {"Origin": "https://x.test"})
        assert other.status_code == 403
        assert "access-control-allow-origin" not in other.headers


async def test_a_site_that_knows_no_ui_says_how_to_name_it(doorway: Doorway) -> None:
    async with the_ui(doorway, await entitled(doorway)) as ui:
        answer = await ui.post("/codec/decode", json=await sealed(doorway))
        assert answer.status_code == 403
        assert "PERENNIAL_TEMPORAL_UI_URL" in answer.json()["detail"]


async def test_what_no_key_here_opens_comes_back_as_it_is_with_the_reason(door: Doorway) -> None:
    strange = SealingCodec(Keyring.parse(new_key()))
    plain = Payload(metadata={"encoding": b"json/plain"}, data=WORDS)
    (foreign,) = as_json(*await strange.encode([plain]))["payloads"]
    (own,) = (await sealed(door))["payloads"]
    async with the_ui(door, await entitled(door)) as ui:
        answer = await ui.post("/codec/decode", json={"payloads": [foreign, own]})
        first, second = told(answer)
        assert second == WORDS
        assert "Add the key it was sealed with" in json.loads(first)["why"]
        assert json.loads(first)["sealed"] == foreign


@pytest.mark.parametrize("namespace", ["another", "", None])
async def test_payloads_of_another_namespace_are_refused(
    door: Doorway, namespace: str | None
) -> None:
    async with the_ui(door, await entitled(door)) as ui:
        del ui.headers["X-Namespace"]
        own = {} if namespace is None else {"X-Namespace": namespace}
        answer = await ui.post("/codec/decode", json=await sealed(door), headers=own)
        assert (answer.status_code, answer.json()["code"]) == (422, "namespace_not_ours")
        assert "namespace default" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body, kind, status",
    [
        (b"{", "application/json", 400),
        (b'{"payloads": 1}', "application/json", 400),
        (b'{"payloads": [{"data": "not base64!"}]}', "application/json", 400),
        (b'{"payloads": [{"data": 5}]}', "application/json", 400),
        (b'{"payloads": []}', "text/plain", 415),
        (b'{"payloads": [], "x": "' + b"a" * payloads.LARGEST + b'"}', "application/json", 413),
    ],
)
async def test_what_is_not_the_protocol_is_refused_in_a_sentence(
    door: Doorway, body: bytes, kind: str, status: int
) -> None:
    async with the_ui(door, await entitled(door)) as ui:
        answer = await ui.post("/codec/decode", content=body, headers={"Content-Type": kind})
        assert answer.status_code == status
        assert answer.json()["detail"].endswith((".", "base64."))


async def test_reading_payloads_is_noted_once_a_minute(door: Doorway) -> None:
    person = await entitled(door)
    async with the_ui(door, person) as ui:
        for _ in range(3):
            await ui.post("/codec/decode", json=await sealed(door))
        found = await views_found(door.log.hosts, ViewsAsked(viewer=person.id), 10)
        assert [(each.view.what, each.view.right) for each in found] == [
            ("payloads in the Temporal UI", "payload reader")
        ]


async def test_what_could_not_be_noted_is_not_shown_and_is_noted_the_next_time(
    door: Doorway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise LogOutOfReach

    person = await entitled(door)
    async with the_ui(door, person) as ui:
        with monkeypatch.context() as away:
            away.setattr(reader, "note_seen", fails)
            answer = await ui.post("/codec/decode", json=await sealed(door))
            assert (answer.status_code, answer.json()["code"]) == (503, "log_out_of_reach")
        assert told(await ui.post("/codec/decode", json=await sealed(door))) == [WORDS]
    assert len(await views_found(door.log.hosts, ViewsAsked(viewer=person.id), 10)) == 1


async def test_little_that_would_open_into_very_much_is_refused(door: Doorway) -> None:
    [one] = (await sealed(door, b'"' + b"a" * 2_000_000 + b'"'))["payloads"]
    async with the_ui(door, await entitled(door)) as ui:
        answer = await ui.post("/codec/decode", json={"payloads": [one] * 20})
        assert (answer.status_code, answer.json()["code"]) == (413, "payloads_too_large")


async def test_who_asks_too_often_waits(door: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Limit(2, reader.REQUESTS_OF_A_READER.within)
    monkeypatch.setattr(reader, "REQUESTS_OF_A_READER", few)
    async with the_ui(door, await entitled(door)) as ui:
        answers = [await ui.post("/codec/decode", json=await sealed(door)) for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        assert int(answers[2].headers["retry-after"]) > 0
