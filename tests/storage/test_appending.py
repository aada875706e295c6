"""What an append answers, and what it leaves in the log."""

import asyncio
import json
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from storage.errors import EventNotStorable, LogOutOfReach
from storage.event_store import Appended, AppendRequest, Conflict, EventStore
from storage.group_commit import portions
from storage.pool import Role, open_pool
from tests.storage.facts import TENANT, fact, facts


async def test_a_fact_is_read_back_exactly_as_it_was_handed_in(store: EventStore) -> None:
    stream, new = uuid4(), fact(data='{ "b":1,  "a":"é" }', meta='{"actor":"x"}')
    assert await store.append(stream, 0, [new]) == Appended(version=1, position=1)
    [stored] = await store.read_stream(stream)
    assert (stored.position, stored.version, stored.stream_id) == (1, 1, stream)
    assert (stored.event_id, stored.tenant_id) == (new.event_id, TENANT)
    assert (stored.type, stored.schema_version) == ("StepSubmitted", 1)
    assert (stored.data, stored.meta, stored.sealed) == (new.data, new.meta, new.sealed)
    assert stored.recorded_at.utcoffset() is not None


async def test_a_fact_without_a_confidential_part_stays_without_one(store: EventStore) -> None:
    stream = uuid4()
    await store.append(stream, 0, [replace(fact(), sealed=None)])
    [stored] = await store.read_stream(stream)
    assert stored.sealed is None


async def test_facts_of_one_decision_follow_each_other(store: EventStore) -> None:
    first, second = uuid4(), uuid4()
    assert await store.append(first, 0, facts(3)) == Appended(version=3, position=3)
    assert await store.append(second, 0, facts(2)) == Appended(version=2, position=5)
    assert await store.append(first, 3, facts(1)) == Appended(version=4, position=6)
    assert [event.version for event in await store.read_stream(first, 2)] == [3, 4]
    assert [event.position for event in await store.read_after(2, limit=3)] == [3, 4, 5]
    assert await store.head() == 6


async def test_a_decision_on_an_outdated_state_is_a_conflict(store: EventStore) -> None:
    stream = uuid4()
    await store.append(stream, 0, facts(2))
    assert await store.append(stream, 1, facts(1)) == Conflict(actual=2)
    assert await store.append(stream, 3, facts(1)) == Conflict(actual=2)
    assert await store.head() == 2


async def test_without_an_expected_version_a_fact_goes_to_the_end(store: EventStore) -> None:
    stream = uuid4()
    assert await store.append(stream, None, facts(2)) == Appended(version=2, position=2)
    assert await store.append(stream, None, facts(1)) == Appended(version=3, position=3)


@pytest.mark.parametrize("expected", [0, None])
async def test_a_retry_answers_what_the_first_try_answered(
    store: EventStore, expected: int | None
) -> None:
    stream, decision = uuid4(), facts(2)
    first = await store.append(stream, expected, decision)
    await store.append(stream, 2, facts(1))
    assert await store.append(stream, expected, decision) == first
    assert await store.head() == 3


async def test_a_retry_that_expects_another_version_is_a_conflict(store: EventStore) -> None:
    stream, decision = uuid4(), facts(2)
    await store.append(stream, 0, decision)
    assert await store.append(stream, 2, decision) == Conflict(actual=2)


async def test_a_partial_overlap_is_a_conflict(store: EventStore) -> None:
    stream, (first, second) = uuid4(), facts(2)
    await store.append(stream, 0, [first])
    for overlap in ([first, second], [second, first]):
        assert await store.append(stream, None, overlap) == Conflict(actual=1)
        assert await store.append(stream, 0, overlap) == Conflict(actual=1)
    assert await store.head() == 1


async def test_known_facts_in_another_order_are_a_conflict(store: EventStore) -> None:
    stream, (first, second) = uuid4(), facts(2)
    await store.append(stream, 0, [first, second])
    assert await store.append(stream, None, [second, first]) == Conflict(actual=2)


async def test_a_fact_of_another_stream_is_a_conflict(store: EventStore) -> None:
    known = fact()
    await store.append(uuid4(), 0, [known])
    assert await store.append(uuid4(), 0, [known]) == Conflict(actual=0)
    assert await store.head() == 1


async def test_many_requests_in_one_call_are_answered_each_in_its_place(
    store: EventStore,
) -> None:
    known, stream, other = facts(1), uuid4(), uuid4()
    await store.append(stream, 0, known)
    outcomes = await store.append_many(
        [
            AppendRequest(other, 0, (fact(), fact())),
            AppendRequest(stream, 0, tuple(known)),
            AppendRequest(stream, 0, (fact(),)),
            AppendRequest(stream, None, (fact(),)),
            AppendRequest(stream, 2, (fact(),)),
        ]
    )
    assert outcomes == [Appended(2, 3), Appended(1, 1), Conflict(1), Appended(2, 4), Appended(3, 5)]


async def test_a_launch_of_many_reviews_is_appended_in_order(store: EventStore) -> None:
    streams = [uuid4() for _ in range(600)]
    outcomes = await store.append_many([AppendRequest(one, 0, (fact(),)) for one in streams])
    assert outcomes == [Appended(1, position) for position in range(1, 601)]
    assert [event.stream_id for event in await store.read_after(0)] == streams


async def test_a_bulky_import_is_cut_into_several_statements(store: EventStore) -> None:
    bulky = [AppendRequest(uuid4(), 0, (fact(data=BULKY),)) for _ in range(5)]
    assert [len(portion) for portion in portions(bulky)] == [2, 2, 1]
    assert await store.append_many(bulky) == [Appended(1, position) for position in range(1, 6)]


BULKY = json.dumps({"appendix": "x" * 3_000_000})
BAD = ["", "not json", "[1]", "1", "null", r'{"a":"\u0000"}', '{"a":"\x00"}', '{"a":"\ud800"}']


@pytest.mark.parametrize("bad", BAD)
async def test_what_is_no_json_object_is_refused_and_its_neighbours_survive(
    store: EventStore, bad: str
) -> None:
    neighbours = [store.append(uuid4(), 0, facts(1)) for _ in range(5)]
    appends = [*neighbours[:2], store.append(uuid4(), 0, [fact(data=bad)]), *neighbours[2:]]
    outcomes = await asyncio.gather(*appends, return_exceptions=True)
    assert isinstance(outcomes.pop(2), EventNotStorable)
    assert sorted(outcome.position for outcome in outcomes if isinstance(outcome, Appended)) == [
        *range(1, 6)
    ]


async def test_a_refusal_does_not_quote_what_was_refused(store: EventStore) -> None:
    with pytest.raises(EventNotStorable) as refusal:
        await store.append(uuid4(), 0, [fact(meta='{"actor": "Ada Example"')])
    assert refusal.value.__cause__ is None
    assert "Ada" not in str(refusal.value)


async def test_the_same_fact_twice_in_a_decision_is_refused(store: EventStore) -> None:
    twice = fact()
    with pytest.raises(EventNotStorable):
        await store.append(uuid4(), 0, [twice, twice])
    assert await store.head() == 0


async def test_a_decision_without_facts_is_a_mistake(store: EventStore) -> None:
    with pytest.raises(ValueError, match="at least one event"):
        await store.append(uuid4(), 0, [])
    with pytest.raises(ValueError, match="at least one event"):
        await store.append_many([AppendRequest(uuid4(), 0, ())])


async def test_simultaneous_decisions_on_one_stream_have_one_winner(store: EventStore) -> None:
    stream = uuid4()
    outcomes = await asyncio.gather(*(store.append(stream, 0, facts(1)) for _ in range(20)))
    assert outcomes.count(Appended(1, 1)) == 1
    assert outcomes.count(Conflict(1)) == 19


async def test_decisions_on_one_stream_handed_in_without_waiting_keep_their_order(
    store: EventStore,
) -> None:
    stream, noise = uuid4(), [store.append(uuid4(), 0, facts(1)) for _ in range(30)]
    chain = [store.append(stream, version, facts(1)) for version in range(30)]
    mixed = [append for pair in zip(noise, chain, strict=True) for append in pair]
    outcomes = (await asyncio.gather(*mixed))[1::2]
    assert [outcome for outcome in outcomes if isinstance(outcome, Conflict)] == []
    assert len(await store.read_stream(stream)) == 30


async def test_a_caller_who_gives_up_disturbs_nobody(store: EventStore) -> None:
    appends = [asyncio.create_task(store.append(uuid4(), 0, facts(1))) for _ in range(20)]
    await asyncio.sleep(0)
    for given_up in appends[::2]:
        given_up.cancel()
    kept = await asyncio.gather(*appends[1::2])
    positions = {outcome.position for outcome in kept if isinstance(outcome, Appended)}
    assert len(positions) == 10
    assert len(await store.read_after(0)) == await store.head()


async def test_closing_answers_everybody_first(writer: asyncpg.Pool) -> None:
    async with EventStore(writer) as store:
        appends = [asyncio.create_task(store.append(uuid4(), 0, facts(1))) for _ in range(10)]
        await asyncio.sleep(0)
    assert all(append.done() for append in appends)


async def test_a_store_whose_pool_is_closed_says_so_at_once(database: str) -> None:
    pool = await open_pool(database, Role.WRITER)
    await pool.close()
    with pytest.raises(LogOutOfReach):
        await EventStore(pool).append(uuid4(), 0, facts(1))


async def test_an_append_by_a_reader_is_refused(database: str) -> None:
    async with await open_pool(database, Role.PROJECTOR) as pool:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await EventStore(pool).append(uuid4(), 0, facts(1))
