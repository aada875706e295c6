"""The drill: a backup under load, everything killed, an empty machine, and every word is there."""

import asyncio
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from pydantic import JsonValue

from domain.content import ContentRef
from domain.ids import PersonId
from domain.people import person_id
from storage.archive import Archive
from storage.master_key_file import make_master_key
from storage.migrate import migrate
from tests.acceptance.shell import Shell
from tests.invented_people import NAMING_KEY
from tests.played_cycle import ORGANISATION
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.master_keys import master_keys
from workers.settings import Settings

EVERY_EVENT = "SELECT * FROM log.event ORDER BY position"


class Company:
    """A machine with a database of its own and a company at work on it, until it is killed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.database = EmbeddedPostgres(home / "postgres", settle_ports({"one": 0})[0]["one"])
        self.url = ""
        self.at_work: Process | None = None

    async def begin(self, shell: Shell) -> None:
        make_master_key(self.home / "keys" / "master.key")
        self.url = await self.database.start()
        shell.surroundings["PERENNIAL_POSTGRES_URL"] = self.url
        await migrate(self.url)
        program = Path(__file__).with_name("busy_company.py")
        self.at_work = await asyncio.create_subprocess_exec(
            *(sys.executable, program, self.url, self.home / "keys" / "master.key"),
            env={**os.environ, "PYTHONPATH": str(program.parents[2])},
            stdin=DEVNULL, stdout=PIPE,
        )  # fmt: skip
        assert await self.line() == b"begun\n"
        assert int(await self.line()) > 0  # some have come and handed in

    async def line(self) -> bytes:
        assert self.at_work is not None
        assert self.at_work.stdout is not None
        return await self.at_work.stdout.readline()

    async def kill(self) -> None:
        """End everything at once, in the middle of whatever it does."""
        for pid in (self.at_work.pid if self.at_work else None, self.database.pid):
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
        if self.at_work is not None:
            await self.at_work.communicate()
        await self.database.stop()


async def events(url: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(EVERY_EVENT)]
    finally:
        await connection.close()


def ledger_of(folder: Path, *, erased: PersonId) -> Path:
    """A ledger as `perennial subject ledger --json` prints it."""
    line = {"at": "2026-11-22T10:00:00Z", "type": "SubjectErased", "subject": str(erased)}
    file = folder / "ledger.json"
    file.write_text(json.dumps({"organisation": str(ORGANISATION), "ledger": [line]}))
    return file


async def waiting_words(url: str, archive: Archive) -> list[dict[str, JsonValue]]:
    """What was handed in and waits, opened."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT id, subject, sha256 FROM vault.content ORDER BY staged_at DESC LIMIT 20"
        )
    finally:
        await connection.close()
    refs = [ContentRef.model_validate(dict(row)) for row in rows]
    return list((await archive.vault.load_many(refs)).values())


@asynccontextmanager
async def database_of(home: Path) -> AsyncIterator[str]:
    """The database of a home folder, while nothing else runs there."""
    database = EmbeddedPostgres(home / "postgres", settle_ports({"one": 0})[0]["one"])
    try:
        yield await database.start()
    finally:
        await database.stop()


async def empty_machine(folder: Path, backup: Path) -> Shell:
    """A machine with nothing but the key, which was brought there after others did not do."""
    there, home = Shell(folder / "there"), folder / "there"
    there.surroundings["PERENNIAL_ORGANISATION"] = str(ORGANISATION)
    assert "is not there" in await there.refusal("restore", backup)
    make_master_key(home / "keys" / "master.key")
    assert "belong to master key" in await there.refusal("restore", backup)
    assert [path.name for path in home.iterdir()] == ["keys"]
    shutil.copy(folder / "here/keys/master.key", home / "keys/master.key")
    return there


async def test_a_company_comes_back_on_an_empty_machine(tmp_path: Path) -> None:
    here, backup = Shell(tmp_path / "here"), tmp_path / "backup"
    here.surroundings["PERENNIAL_ORGANISATION"] = str(ORGANISATION)
    company = Company(tmp_path / "here")
    try:
        await company.begin(here)
        head = (await here.answer("backup", backup))["log"]["head"]
        recorded = await events(company.url)
    finally:
        await company.kill()
    assert len(recorded) > head > 100

    there = await empty_machine(tmp_path, backup)
    assert (await there.answer("restore", backup, "--dry-run"))["events"] == head
    ledger = ledger_of(tmp_path, erased=person_id(NAMING_KEY, "1001"))
    done = await there.answer("restore", backup, "--ledger", ledger)
    assert (done["events"], done["erased_again"]) == (head, 1)
    async with database_of(tmp_path / "there") as url:
        assert (await events(url))[:head] == recorded[:head]
        masters = master_keys(Settings(home=tmp_path / "there"))
        async with Archive.open(url, masters, ORGANISATION) as archive:
            assert {"comment": "said under load"} in await waiting_words(url, archive)
            people = await archive.people()
            assert people.by_number("1000") is not None
            assert people.by_number("1001") is None
    assert (await there.answer("backup", backup, "--check"))["log"]["head"] == head
