"""The site is killed between the vault and the review: the words arrive, and arrive once."""

import asyncio
import base64
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx2
from temporalio.client import Client

from activities.codec import Keyring, data_converter, new_key
from domain.review import events as e
from gateway.api.app import PATH
from gateway.api.scopes import Scope
from gateway.api.tokens import issue_token
from tests.gateway.house import House, house_on
from tests.gateway.program import once
from tests.gateway.steps import NOTES, REVIEWEE, WORDS, path_of, short_year
from tests.workflow.engine import engine_on
from workers.embedded.ports import settle_ports
from workers.embedded.temporal import EmbeddedTemporal

PROGRAM = Path(sys.executable).parent / "perennial"


async def test_a_submission_outlives_the_site_that_took_it_in(
    database: str, temporal_server: EmbeddedTemporal, tmp_path: Path
) -> None:
    codec = new_key()
    client = await Client.connect(
        temporal_server.address, data_converter=data_converter(Keyring.parse(codec))
    )
    async with AsyncExitStack() as running:
        engine = await running.enter_async_context(engine_on(database, client))
        await running.enter_async_context(engine.projecting())
        async with engine.at_work():
            first = house_on(
                engine, tmp_path, size=6, definition=short_year(), at="2026-01-12 10:00"
            )
            house = await running.enter_async_context(first)
        surroundings = _surroundings(house, codec, temporal_server.address, tmp_path)
        async with _site(surroundings) as site:
            await _handed_in_and_killed(house, site, surroundings)
        assert await _waiting(house) == 1
        async with engine.at_work(), _site(surroundings) as site:
            await _until_nothing_waits(house)
            await house.settled()
            async with _program(house, surroundings) as program:
                told = await program.get(f"{path_of(house, NOTES)}/status")
            assert told.json()["status"] == "recorded"
            site.send_signal(signal.SIGINT)
            await engine.dismiss()
        await _is_there_once(house)


async def _handed_in_and_killed(house: House, site: Process, surroundings: dict[str, str]) -> None:
    """Hand in while no worker runs, and kill the site as soon as the words are staged."""
    path = f"{path_of(house, NOTES)}/ways/form/submissions"
    async with _program(house, surroundings) as program:
        sending = program.post(path, json={"answers": WORDS}, headers=once())
        sent = asyncio.create_task(sending)
        while not await _waiting(house):  # noqa: ASYNC110 - nobody tells of a row
            await asyncio.sleep(0.005)
        site.kill()
        await asyncio.gather(sent, return_exceptions=True)


async def _until_nothing_waits(house: House) -> None:
    async with asyncio.timeout(60):
        while await _waiting(house):  # noqa: ASYNC110 - nobody tells of a row
            await asyncio.sleep(0.1)


async def _waiting(house: House) -> int:
    return (await house.front.archive.under_way.count())[0]


async def _is_there_once(house: House) -> None:
    journal, review = house.front.archive.journal, house.review(REVIEWEE)
    recorded = await journal.read(review, unseal=True)
    (submitted,) = [each for each in recorded if isinstance(each.event, e.StepSubmitted)]
    assert submitted.confidential is not None
    assert submitted.confidential[house.person(REVIEWEE)] == WORDS


@asynccontextmanager
async def _program(house: House, at: dict[str, str]) -> AsyncIterator[httpx2.AsyncClient]:
    archive, person = house.front.archive, house.person(REVIEWEE)
    issued = await issue_token(archive, person, "a test", tuple(Scope), house.front.now())
    base = f"http://127.0.0.1:{at['PERENNIAL_SITE_PORT']}{PATH}"
    headers = {"Authorization": f"Bearer {issued.secret}"}
    async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=30) as client:
        yield client


def _surroundings(house: House, codec: str, temporal: str, folder: Path) -> dict[str, str]:
    ports, _ = settle_ports({"site": 0})
    master = folder / "master.key"
    master.write_text(base64.b64encode(b"k" * 32).decode())
    master.chmod(0o600)
    kept = {key: value for key, value in os.environ.items() if key[:10] != "PERENNIAL_"}
    ours = {
        "HOME": str(folder / "home"),
        "POSTGRES_URL": house.engine.database,
        "TEMPORAL_ADDRESS": temporal,
        "SMTP_HOST": "127.0.0.1",
        "MASTER_KEY_FILE": str(master),
        "CODEC_KEYS": codec,
        "LINK_KEYS": base64.b64encode(b"l" * 32).decode(),
        "ORGANISATION": str(house.front.archive.organisation),
        "SITE_PORT": str(ports["site"]),
    }
    return {**kept, **{f"PERENNIAL_{name}": value for name, value in ours.items()}}


@asynccontextmanager
async def _site(surroundings: dict[str, str]) -> AsyncIterator[Process]:
    """Run the site in a process of its own; it is gone afterwards, however it goes."""
    site = await asyncio.create_subprocess_exec(
        *(PROGRAM, "run", "site"), env=surroundings, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE
    )
    try:
        async with asyncio.timeout(60):
            await _until_it_answers(site, surroundings["PERENNIAL_SITE_PORT"])
        yield site
    finally:
        if site.returncode is None:
            site.kill()
        await site.communicate()


async def _until_it_answers(site: Process, port: str) -> None:
    while True:
        if site.returncode is not None:
            raise AssertionError((await site.communicate())[1].decode())
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", int(port))
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        await writer.wait_closed()
        return
