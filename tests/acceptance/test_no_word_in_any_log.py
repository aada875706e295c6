"""Everything that an installation says of itself is searched for what people wrote in it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import Client

from activities.codec import Keyring, SealingCodec
from tests.acceptance.marked_year import (
    GOALS,
    MARK,
    NO_ROOM,
    NO_VAULT,
    Installation,
    marked_installation,
    written,
)
from tests.gateway.house import form_token
from workers.embedded.home import Home

pytestmark = pytest.mark.timeout(500)

DONE = "recorded"
EVENTS = (
    *("request_answered", "request_recorded", "request_refused", "request_failed"),
    *("letter_not_delivered", "page_folded", "Completing activity as failed"),
)
"""What has to have been said, or nothing would be shown by this."""
SEALED_OFF = {"cluster", "keys"}
"""What is meant to hold words and keys: the database of PostgreSQL, and the key files."""


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Installation]:
    async with marked_installation(tmp_path) as installation:
        people, cycle = written(tmp_path)
        await installation.shell.answer("people", "import", people)
        launch = ("launch", cycle, "--people", "3", "--hr", "9", "--yes")
        await installation.shell.answer(*launch)
        yield installation


async def test_no_log_no_history_and_no_metric_holds_what_people_wrote(
    installation: Installation,
) -> None:
    await _a_year(installation)
    await _by_hand(installation)
    await _mischief(installation)
    found = {**await _told_by_temporal(installation), **_files(installation)}
    assert {name for name, told in found.items() if _holds(told)} == set()
    assert {name: len(told) > 0 for name, told in found.items()} == dict.fromkeys(found, True)
    said = found["standard error of everything"].decode()
    assert [event for event in EVENTS if f'"event": "{event}"' not in said] == []


def _holds(told: bytes) -> bool:
    return MARK.lower().encode() in told.lower() or MARK.encode("utf-16-le") in told


async def _a_year(at: Installation) -> None:
    """Propose, be refused, agree with a comment, while the database fails now and then."""
    maker, lead = await at.token("3"), await at.token("2")
    async with at.as_program(maker) as own, at.as_program(lead) as boss:
        place = (await own.get("/work")).json()["to_do"][0]["href"]
        wrong = {"answers": {"objectives": f"{MARK} is no list"}}
        assert (await own.post(f"{place}/ways/form/check", json=wrong)).status_code == 422
        assert (await _hands_in(own, place, MARK, {})).status_code == 404
        async with at.broken(*NO_VAULT):
            failed = await _hands_in(own, place, "form", GOALS)
        assert failed.status_code == 500
        assert MARK not in failed.text
        await _until_recorded(own, place)
        place = (await boss.get("/work")).json()["to_do"][0]["href"]
        async with at.broken(*NO_ROOM):
            refused = await _hands_in(boss, place, "agree", {"comment": f"Well {MARK}"})
        assert refused.json()["code"] == "event_not_storable"
        sent_back = await _hands_in(boss, place, "send-back", {"reason": f"Too {MARK}"})
        assert sent_back.status_code == 200, sent_back.text


async def _until_recorded(client: httpx2.AsyncClient, place: str) -> None:
    """Wait until what failed is asked for again, by nobody in particular."""
    async with asyncio.timeout(60):
        while (await client.get(f"{place}/status")).json()["status"] != DONE:  # noqa: ASYNC110
            await asyncio.sleep(0.5)


async def _hands_in(
    client: httpx2.AsyncClient, place: str, way: str, answers: object
) -> httpx2.Response:
    path, key = f"{place}/ways/{way}/submissions", {"Idempotency-Key": str(uuid4())}
    shown = (await client.get(place)).json()["shown_sha256"]
    form = (await client.get(f"{place}/ways/{way}")).json()
    based_on = (form.get("draft") or {"version": 0})["version"]
    sent = {"answers": answers, "based_on": based_on, "shown_sha256": shown}
    return await client.post(path, json=sent, headers=key)


async def _by_hand(at: Installation) -> None:
    """What commands do with words, and how they refuse."""
    shell = at.shell
    task = ("action", "task", "3", "--owner", "2", "--due", "2099-01-05", "--what", f"Do {MARK}")
    await shell.run(*task)
    praise = ("feedback", "give", "3", "--from", "1", "--kind", "praise", f"Good {MARK}")
    await shell.run(*praise)
    for words in (("show", MARK), ("show", "3", "--as", "2")):
        _, _, complaints = await shell.run(*words)
        assert "Traceback" not in complaints
    seen = (await shell.answer("audit", "views", "--viewer", "2", "--subject", "3"))["views"]
    assert {(view["what"], view["right"]) for view in seen} >= {("review", "command line")}
    assert "like 2026-01-31" in await shell.refusal("audit", "views", "--since", "soon")


async def _mischief(at: Installation) -> None:
    """Addresses, tokens and bodies that hold words."""
    async with httpx2.AsyncClient(base_url=at.site, timeout=60) as client:
        for path in (f"/s/{MARK}", f"/enter/{MARK}", f"/{MARK}", f"/hr/cycles/{MARK}", "/work"):
            await client.get(path, params={"name": MARK}, headers={"X-Request-Id": MARK})
        for who in ("maker", "lead", "nobody"):
            page = (await client.get("/sign-in")).text
            sent = {"_csrf": form_token(page), "address": f"{who}.{MARK}@halden.example"}
            await client.post("/sign-in", data=sent)
        headers = {"Authorization": f"Bearer prn_{MARK}"}
        await client.post("/api/v1/people", content=MARK, headers=headers)


async def _told_by_temporal(at: Installation) -> dict[str, bytes]:
    """Everything that Temporal tells of its workflows, opened, and its metrics."""
    addresses = Home(at.home).published()
    assert addresses is not None
    assert addresses.temporal_metrics_url is not None
    client = await Client.connect(addresses.temporal_address)
    codec = SealingCodec(Keyring.parse((at.home / "keys" / "codec.keys").read_text()))
    told: dict[str, bytes] = {}
    async for workflow in client.list_workflows():
        handle = client.get_workflow_handle(workflow.id, run_id=workflow.run_id)
        history = await handle.fetch_history()
        events = list(history.events)
        payloads = [each for event in events for each in _payloads(event)]
        opened = [payload.data for payload in await codec.decode(payloads)]
        plain = [event.SerializeToString() for event in events]
        attributes = workflow.raw_info.SerializeToString()
        told[f"history of {workflow.id}"] = b"\n".join([*plain, *opened, attributes])
    async with httpx2.AsyncClient() as metrics:
        told["metrics of Temporal"] = (await metrics.get(addresses.temporal_metrics_url)).content
    return told


def _payloads(message: Message) -> Iterator[Payload]:
    """Every payload of an event, however deep it lies."""
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        is_map = field.message_type.GetOptions().map_entry
        inner = value.values() if is_map else value if field.is_repeated else (value,)
        for each in inner:
            if isinstance(each, Message):
                yield from _payloads(each)


def _files(at: Installation) -> dict[str, bytes]:
    """Every file of the home but the database and the keys; and what was said."""
    files = {path.relative_to(at.home): path for path in at.home.rglob("*") if path.is_file()}
    kept = {name: path for name, path in files.items() if not SEALED_OFF & {*name.parts}}
    told = {str(name): path.read_bytes() for name, path in kept.items()}
    assert any("temporal.db" in name for name in told)
    assert "postgres/postgres.log" in told
    return {name: text for name, text in told.items() if text} | {
        "standard error of everything": at.said.read_bytes(),
        "names of files": "\n".join(map(str, files)).encode(),
    }
