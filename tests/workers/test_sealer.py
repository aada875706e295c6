"""The sealer: a checkpoint at each interval, and its copies where the database cannot reach."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from domain.proof.note import Note, VerifierKey, VerifierKeyUnreadable
from storage.event_store import EventStore
from storage.pool import Role, open_pool
from storage.proof.audit import audited
from storage.proof.errors import (
    AuditKeyUnusable,
    CheckpointOfAnotherLog,
    CheckpointSignedByAnother,
    CheckpointUnreadable,
    LogNotAsSealed,
)
from storage.proof.published import read_published
from storage.proof.sealed_log import SealedLog
from storage.proof.signing import AuditKey, is_signed
from tests.storage.sealed import unguarded, write
from workers.addresses import Addresses
from workers.auditing import audit_of, checkpoint_made, verifiers_of
from workers.embedded.mail import MailCatcher
from workers.embedded.ports import settle_ports
from workers.keys import make_keys
from workers.sealer import Sealer, audit_key_of
from workers.servers import Servers
from workers.settings import Settings

NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)
AUDITOR = "auditor@example.invalid"


@pytest.fixture
async def mail(tmp_path: Path) -> AsyncIterator[MailCatcher]:
    ports, _ = settle_ports({"mail": 0})
    mail = MailCatcher(tmp_path / "mail", ports["mail"])
    await mail.start()
    yield mail
    await mail.stop()


@pytest.fixture
def servers(database: str, tmp_path: Path, mail: MailCatcher) -> Servers:
    settings = Settings(home=tmp_path, auditor_address=AUDITOR)
    addresses = Addresses(
        postgres_url=SecretStr(database),
        temporal_address="",
        temporal_ui_url=None,
        temporal_metrics_url=None,
        smtp_host=mail.host,
        smtp_port=mail.port,
    )
    return Servers(settings, addresses, make_keys(settings), started_here=True)


@pytest.fixture
async def store(database: str) -> AsyncIterator[EventStore]:
    async with await open_pool(database, Role.WRITER) as pool, EventStore(pool) as store:
        yield store


@pytest.fixture
async def log(database: str) -> AsyncIterator[SealedLog]:
    async with SealedLog.open(database) as log:
        yield log


def files_in(servers: Servers) -> list[str]:
    return sorted(path.name for path in servers.settings.checkpoint_path.glob("*"))


async def test_what_is_new_is_sealed_once_in_each_interval(
    servers: Servers, log: SealedLog, store: EventStore, mail: MailCatcher
) -> None:
    sealer = Sealer(log, servers)
    await sealer.look(NOON)
    assert files_in(servers) == [], "an empty log has nothing to vouch for"
    for minutes, size in ((0, 5), (59, 7), (60, 7)):
        await write(store, size - await store.head())
        await sealer.look(NOON + timedelta(minutes=minutes))
    await sealer.look(NOON + timedelta(minutes=120))
    assert files_in(servers) == ["000000000005.txt", "000000000007.txt"]
    assert [letter.recipients for letter in mail.caught] == [(AUDITOR,)] * 2
    text = mail.caught[-1].read().get_content()
    note = Note.parse("perennial/log" + text.partition("perennial/log")[2].rstrip() + "\n")
    assert note.head.size == 7
    assert is_signed(note, verifiers_of(servers.settings, None))


async def test_a_copy_that_was_lost_is_written_again_and_none_is_written_over(
    servers: Servers, log: SealedLog, store: EventStore
) -> None:
    await write(store, 3)
    await checkpoint_made(servers)
    folder = servers.settings.checkpoint_path
    [path] = folder.iterdir()
    path.unlink()
    await Sealer(log, servers).look(NOON)
    assert files_in(servers) == [path.name]
    path.write_text("what somebody put here")
    await Sealer(log, servers).look(NOON)
    assert path.read_text() == "what somebody put here"
    with pytest.raises(CheckpointUnreadable, match="is no checkpoint"):
        read_published(folder)


async def test_a_log_whose_checkpoints_were_taken_away_is_not_signed_afresh(
    servers: Servers, log: SealedLog, store: EventStore, database: str
) -> None:
    for _ in range(2):
        await write(store, 3)
        await checkpoint_made(servers)
    superuser = await asyncpg.connect(database)
    async with unguarded(superuser):
        await superuser.execute("DELETE FROM log.checkpoint WHERE tree_size > 3")
    await superuser.close()
    await write(store, 4)
    why = r"over 6 events was published, .* none after 3: .* `perennial audit verify`"
    with pytest.raises(LogNotAsSealed, match=why):
        await checkpoint_made(servers)
    with pytest.raises(LogNotAsSealed, match=why):
        await Sealer(log, servers).look(NOON)
    assert [each.size for each in await log.checkpoints()] == [3]
    # A restore to an earlier moment, written down by whoever did it.
    servers.settings.checkpoint_path.joinpath("000000000006.txt").unlink()
    made = await checkpoint_made(servers)
    assert made is not None
    assert made.size == 10


async def test_a_log_under_a_named_server_is_not_signed_with_a_key_made_in_passing(
    servers: Servers, database: str, log: SealedLog, store: EventStore
) -> None:
    await write(store, 1)
    settings = servers.settings.model_copy(update={"postgres_url": SecretStr(database)})
    named = Servers(settings, servers.addresses, servers.keys, started_here=False)
    with pytest.raises(AuditKeyUnusable, match="perennial audit key"):
        await Sealer(log, named).look(NOON)
    audit_key_of(settings, create=True)
    await Sealer(log, named).look(NOON)
    assert await log.latest() is not None


async def test_an_installation_audits_itself(servers: Servers, store: EventStore) -> None:
    await write(store, 9)
    found = await audit_of(servers)
    assert (found.holds, found.events, found.checkpoints, found.published) == (True, 9, 1, 1)
    assert found.sentences() == (
        "Events 1 to 9 checked: each is what was recorded; none is missing, added or moved.",
        "1 signed checkpoint fits, the last over 9 events; as published: 1.",
    )


async def test_checkpoints_of_another_log_or_key_are_refused_with_a_sentence(
    servers: Servers, log: SealedLog, store: EventStore, tmp_path: Path
) -> None:
    await write(store, 2)
    await checkpoint_made(servers)
    [ours] = verifiers_of(servers.settings, None)
    for origin, refusal in (
        ("perennial/log/elsewhere", CheckpointOfAnotherLog),
        (ours.name, CheckpointSignedByAnother),
    ):
        path = tmp_path / "theirs.txt"
        path.write_text(AuditKey(origin, [b"o" * 32]).sign(2, b"r" * 32).text)
        with pytest.raises(refusal, match=r"theirs\.txt .* nothing was checked"):
            await audited(log, [ours], read_published(path))
    with pytest.raises(CheckpointOfAnotherLog):
        verifiers_of(servers.settings, VerifierKey(name="x/y", public=bytes(32)).text)
    with pytest.raises(VerifierKeyUnreadable):
        verifiers_of(servers.settings, ours.text[:-1])
    with pytest.raises(CheckpointUnreadable, match="No checkpoint lies in"):
        read_published(tmp_path / "keys")


async def test_a_key_that_was_replaced_still_verifies_what_it_signed(
    servers: Servers, log: SealedLog, store: EventStore
) -> None:
    await write(store, 2)
    await checkpoint_made(servers)
    path = servers.settings.audit_key_path
    old = path.read_text()
    path.write_text(f"{'A' * 43}=\n{old}")
    await write(store, 2)
    assert (await audit_of(servers)).checkpoints == 2
    path.write_text(f"{'A' * 43}=\n")
    with pytest.raises(CheckpointSignedByAnother, match="before that was replaced"):
        await audit_of(servers)
    path.write_text(f"{'B' * 42}8=\n")
    with pytest.raises(LogNotAsSealed, match="signed with another key"):
        await checkpoint_made(servers)


def test_a_key_that_others_can_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    made = audit_key_of(settings, create=True).verifiers
    assert audit_key_of(settings, create=True).verifiers == made
    path = settings.audit_key_path
    path.chmod(0o644)
    with pytest.raises(AuditKeyUnusable, match="chmod 600"):
        audit_key_of(settings)
    path.chmod(0o600)
    path.write_text("no key")
    with pytest.raises(AuditKeyUnusable, match="does not hold keys"):
        audit_key_of(settings)
    misspelt = Settings(home=tmp_path, audit_key_file=tmp_path / "misspelt")
    with pytest.raises(AuditKeyUnusable, match="is not there"):
        audit_key_of(misspelt, create=True)
