"""Whatever somebody with every right does to the log by hand, the audit finds it and says where."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from domain.proof.fault import Kind
from storage.errors import LogHasGap
from storage.event_store import EventStore
from storage.pool import Role
from storage.proof.checkpointing import make_checkpoint
from storage.proof.errors import LogNotAsSealed
from storage.proof.marks import Published
from storage.proof.sealed_log import SealedLog
from tests.storage.sealed import EVENTS, KEY, NOON, REHASH, audit, sealed_log, unguarded, write


@pytest.fixture
async def log(database: str) -> AsyncIterator[SealedLog]:
    async with SealedLog.open(database) as log:
        yield log


@pytest.fixture
async def published(store: EventStore, log: SealedLog) -> list[Published]:
    return await sealed_log(store, log)


async def test_an_empty_log_holds(log: SealedLog) -> None:
    found = await audit(log)
    assert (found.holds, found.events) == (True, 0)
    assert found.sentences()[0] == "There is nothing in the log yet."


async def test_a_log_that_nobody_touched_holds_up_to_its_last_event(
    log: SealedLog, published: list[Published]
) -> None:
    found = await audit(log, published)
    assert found.faults == ()
    assert (found.first, found.last, found.sealed_to) == (1, EVENTS, 30)
    assert (found.checkpoints, found.published) == (3, 3)
    assert found.sentences()[-1] == "Events since then, not sealed yet: 6."


async def test_an_audit_may_begin_at_the_last_checkpoint_before_a_position(
    log: SealedLog, published: list[Published]
) -> None:
    found = await audit(log, published, since=26)
    assert (found.holds, found.first, found.events) == (True, 25, 12)


CHANGES = {
    "data": ('data = \'{"step":"other"}\'', "its data was changed"),
    "meta": ('meta = \'{"by":"nobody"}\'', "its meta was changed"),
    "sealed": ("sealed = 'other'", "its sealed part was changed"),
    "unsealed": ("sealed = NULL", "its sealed part was changed"),
    "type": ("type = 'StepExpired'", "its type was changed"),
    "schema": ("schema_version = 2", "its schema version was changed"),
    "organisation": ("tenant_id = gen_random_uuid()", "its organisation was changed"),
    "name": ("event_id = gen_random_uuid()", "several parts"),
    "time": (
        "recorded_at = recorded_at + interval '1 microsecond'",
        "its time of record was changed",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_changed_event_is_named_with_what_was_changed(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection, change: str
) -> None:
    new, how = CHANGES[change]
    async with unguarded(superuser):
        await superuser.execute(f"UPDATE log.event SET {new} WHERE position = 17")  # noqa: S608
    [fault] = (await audit(log, published)).faults
    [event] = await log.events_at([17])
    assert (fault.kind, fault.first, fault.last) == (Kind.EVENT_CHANGED, 17, 17)
    assert (fault.event_id, fault.type) == (event.event_id, event.type)
    assert how in fault.sentence


async def test_a_hash_that_was_changed_alone_is_found_at_the_event_and_under_the_checkpoint(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute("UPDATE log.event SET leaf_hash = '\\x00' WHERE position = 17")
    found = {fault.kind for fault in (await audit(log, published)).faults}
    assert found == {Kind.EVENT_CHANGED, Kind.REWRITTEN}


@pytest.mark.parametrize("position,first,last", [(5, 1, 8), (17, 17, 24), (28, 25, 28)])
async def test_who_forms_the_hash_anew_is_betrayed_by_the_checkpoints_around_it(
    log: SealedLog,
    published: list[Published],
    superuser: asyncpg.Connection,
    position: int,
    first: int,
    last: int,
) -> None:
    async with unguarded(superuser):
        await superuser.execute("UPDATE log.event SET data = '{}' WHERE position = $1", position)
        await superuser.execute(f"{REHASH} WHERE position = $1", position)
    [fault] = (await audit(log, published)).faults
    assert (fault.kind, fault.first, fault.last) == (Kind.REWRITTEN, first, last)


async def test_a_removed_event_leaves_a_gap(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute("DELETE FROM log.event WHERE position IN (17, 18)")
    gap, *steps = (await audit(log, published)).faults
    assert gap.sentence == ("The log has a gap: the events at positions 17 to 18 were removed.")
    assert [(fault.kind, fault.first) for fault in steps] == [
        (Kind.VERSION_OUT_OF_STEP, 21),
        (Kind.VERSION_OUT_OF_STEP, 22),
    ]


CLOSE_THE_GAP = """
DELETE FROM log.event WHERE position = 17;
UPDATE log.event SET version = version - 1 WHERE stream_id = (
    SELECT stream_id FROM log.event WHERE position = 13) AND position > 17;
UPDATE log.event SET position = -position WHERE position > 17;
UPDATE log.event SET position = -position - 1 WHERE position < 0;
"""


async def test_who_closes_the_gap_as_well_spoils_what_comes_after_it(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute(CLOSE_THE_GAP)
    found = await audit(log, published)
    wrong = [fault.first for fault in found.faults if fault.kind is Kind.EVENT_MOVED]
    assert wrong[0] == 17
    assert "it was recorded at position 18" in found.faults[0].sentence
    async with unguarded(superuser):
        await superuser.execute(REHASH)
    rewritten = (await audit(log, published)).faults
    assert {fault.kind for fault in rewritten} == {Kind.REWRITTEN}
    assert [(fault.first, fault.last) for fault in rewritten] == [(17, 24), (25, 28), (29, 30)]


SWAP = """
UPDATE log.event SET position = -1 WHERE position = 15;
UPDATE log.event SET position = 15 WHERE position = 20;
UPDATE log.event SET position = 20 WHERE position = -1;
"""


async def test_two_events_that_changed_places_are_both_named(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute(SWAP)
    moved = [f for f in (await audit(log, published)).faults if f.kind is Kind.EVENT_MOVED]
    assert [fault.first for fault in moved] == [15, 20]
    assert "recorded at position 20" in moved[0].sentence
    assert "recorded at position 15" in moved[1].sentence


INSERT = """
INSERT INTO log.event
SELECT $1, gen_random_uuid(), 1, gen_random_uuid(), tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event WHERE position = 3
"""


async def test_an_event_that_was_slipped_in_is_found(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute(INSERT, -4)
        await superuser.execute(INSERT, EVENTS + 1)
    found = [(fault.kind, fault.first) for fault in (await audit(log, published)).faults]
    assert found == [
        (Kind.EVENT_INSERTED, -4),
        (Kind.EVENT_CHANGED, -4),
        (Kind.EVENT_CHANGED, EVENTS + 1),
    ]


async def test_a_tail_that_was_cut_off_is_missed_by_what_was_published(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute("DELETE FROM log.event WHERE position > 26")
        await superuser.execute("DELETE FROM log.checkpoint WHERE tree_size > 26")
    assert (await audit(log)).holds, "without a copy outside nobody can know"
    removed, cut = (await audit(log, published)).faults
    assert removed.kind is Kind.CHECKPOINT_MISSING
    assert cut.sentence == (
        "The log ends at position 26, but a checkpoint over 30 events was signed: the events at "
        "positions 27 to 30 were removed from its end."
    )


async def test_a_stream_whose_versions_were_changed_is_out_of_step(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute("UPDATE log.event SET version = 99 WHERE position = 36")
        await superuser.execute(f"{REHASH} WHERE position = 36")
    [fault] = (await audit(log, published)).faults
    assert "position 36 stands at version 99 of its stream, where version 9" in fault.sentence


async def test_what_is_wrong_everywhere_is_counted_and_not_listed_for_ever(
    log: SealedLog, store: EventStore, superuser: asyncpg.Connection
) -> None:
    await write(store, 150)
    async with unguarded(superuser):
        await superuser.execute("UPDATE log.event SET data = '{}'")
    found = await audit(log)
    assert (len(found.faults), found.unlisted) == (100, 50)
    assert found.sentences()[-1] == "And 50 more of the same."


@pytest.mark.parametrize(
    "change,kinds",
    [
        ("UPDATE log.checkpoint SET note = replace(note, '24', '25') WHERE tree_size = 24",
         [Kind.CHECKPOINT_CHANGED]),
        ("UPDATE log.checkpoint SET root = sha256('x') WHERE tree_size = 24",
         [Kind.CHECKPOINT_CHANGED]),
        ("UPDATE log.checkpoint SET frontier[1] = sha256('x') WHERE tree_size = 24",
         [Kind.CHECKPOINT_CHANGED]),
        ("DELETE FROM log.checkpoint WHERE tree_size = 24", [Kind.CHECKPOINT_MISSING]),
    ],
)  # fmt: skip
async def test_a_checkpoint_that_was_tampered_with_is_named_and_the_log_still_judged(
    log: SealedLog,
    published: list[Published],
    superuser: asyncpg.Connection,
    change: str,
    kinds: list[Kind],
) -> None:
    async with unguarded(superuser):
        await superuser.execute(change)
    found = await audit(log, published)
    assert ([fault.kind for fault in found.faults], found.published) == (kinds, 3)
    assert "24" in found.faults[0].sentence


async def test_a_log_that_was_written_anew_disagrees_with_what_was_published(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection, store: EventStore
) -> None:
    async with unguarded(superuser):
        await superuser.execute("TRUNCATE log.event, log.checkpoint")
    await sealed_log(store, log)
    assert (await audit(log)).holds
    found = await audit(log, published[1:2])
    assert [fault.kind for fault in found.faults] == [Kind.CHECKPOINTS_DISAGREE, Kind.REWRITTEN]
    assert "or that checkpoint is of another log" in found.faults[1].sentence


async def test_nothing_is_signed_on_top_of_a_log_that_is_not_as_it_was_sealed(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute("DELETE FROM log.event WHERE position = 33")
    with pytest.raises(LogHasGap):
        await make_checkpoint(log, KEY, NOON)
    async with unguarded(superuser):
        await superuser.execute("DELETE FROM log.event WHERE position > 20")
    with pytest.raises(LogNotAsSealed, match="ends at position 20"):
        await make_checkpoint(log, KEY, NOON)
    assert [each.size for each in await log.checkpoints()] == [12, 24, 30]


async def test_what_is_signed_after_an_event_was_removed_still_stands_over_that_event(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection
) -> None:
    async with unguarded(superuser):
        await superuser.execute("CREATE TABLE taken AS SELECT * FROM log.event WHERE position = 17")
        await superuser.execute("DELETE FROM log.event WHERE position = 17")
    made = await make_checkpoint(log, KEY, NOON)
    assert made is not None
    found = await audit(log, published)
    assert (found.faults[0].kind, found.faults[0].first) == (Kind.EVENT_MISSING, 17)
    await superuser.execute("INSERT INTO log.event SELECT * FROM taken")
    whole = await audit(log, published)
    assert (whole.holds, whole.sealed_to) == (True, made.size)


@pytest.mark.parametrize(
    "change", ["UPDATE log.checkpoint SET note = ''", "DELETE FROM log.checkpoint",
               "TRUNCATE log.checkpoint"],
)  # fmt: skip
async def test_nobody_changes_a_checkpoint(
    log: SealedLog, published: list[Published], superuser: asyncpg.Connection, change: str
) -> None:
    for role in (*Role, None):
        await superuser.execute("SET session_replication_role = replica")
        await superuser.execute(f"SET ROLE {role or 'none'}")
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
            await superuser.execute(change)
        await superuser.execute("RESET ROLE")
    assert len(await log.checkpoints()) == 3


async def test_two_sealers_at_once_sign_the_same_head(log: SealedLog, store: EventStore) -> None:
    await write(store, 10)
    made = await asyncio.gather(*(make_checkpoint(log, KEY, NOON) for _ in range(5)))
    assert len({each.note for each in made if each is not None}) == 1
    assert (await audit(log)).checkpoints == 1
