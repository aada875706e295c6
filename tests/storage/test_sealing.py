"""What is confidential opens in its own event, with the key of its own person, or not at all."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import MasterKeyUnusable, SealBroken, SubjectWasErased
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.sealing import associated_data, seal, subjects_of, unseal

EVENT, STREAM = UUID(int=1), UUID(int=2)
HERE = associated_data(EVENT, STREAM, "FeedbackGiven", 1)
ELSEWHERE = {
    "another event": associated_data(UUID(int=3), STREAM, "FeedbackGiven", 1),
    "another stream": associated_data(EVENT, UUID(int=3), "FeedbackGiven", 1),
    "another type": associated_data(EVENT, STREAM, "FeedbackAsked", 1),
    "another version": associated_data(EVENT, STREAM, "FeedbackGiven", 2),
}


async def test_each_person_has_a_part_of_their_own(keys: KeyRing) -> None:
    giver, reviewee = uuid4(), uuid4()
    ring = await keys.ensure([giver, reviewee])
    parts = {reviewee: b"Explains well.", giver: b"Ben Example"}
    sealed = seal(parts, keys=ring, associated=HERE)
    assert unseal(sealed, keys=ring, associated=HERE) == parts
    assert set(subjects_of(sealed)) == set(parts)
    assert b"Explains" not in sealed


async def test_a_retried_append_carries_the_same_bytes(
    keys: KeyRing, keeper: asyncpg.Pool, master: MasterKey
) -> None:
    one, other = uuid4(), uuid4()
    first = seal({one: b"a", other: b"b"}, keys=await keys.ensure([one, other]), associated=HERE)
    restarted = await KeyRing(keeper, master).ensure([one, other])
    assert seal({other: b"b", one: b"a"}, keys=restarted, associated=HERE) == first


@pytest.mark.parametrize("elsewhere", ELSEWHERE.values(), ids=ELSEWHERE.keys())
async def test_a_sealed_part_moved_to_another_event_does_not_open(
    keys: KeyRing, elsewhere: bytes
) -> None:
    person = uuid4()
    ring = await keys.ensure([person])
    sealed = seal({person: b"3"}, keys=ring, associated=HERE)
    with pytest.raises(SealBroken):
        unseal(sealed, keys=ring, associated=elsewhere)


async def test_no_bit_of_a_sealed_part_can_be_changed(keys: KeyRing) -> None:
    person = uuid4()
    ring = await keys.ensure([person])
    sealed = seal({person: b"rating 3"}, keys=ring, associated=HERE)
    for place in (0, *range(17, len(sealed))):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            unseal(bytes(changed), keys=ring, associated=HERE)
    for length in range(2, len(sealed)):
        with pytest.raises(SealBroken):
            unseal(sealed[:length], keys=ring, associated=HERE)


async def test_an_erased_person_is_unreadable_and_the_others_stay(
    keys: KeyRing, keeper: asyncpg.Pool, master: MasterKey
) -> None:
    giver, reviewee = uuid4(), uuid4()
    ring = await keys.ensure([giver, reviewee])
    parts = {giver: b"who", reviewee: b"words"}
    sealed = seal(parts, keys=ring, associated=HERE)
    await keys.destroy(giver)
    for after in (keys, KeyRing(keeper, master)):
        left = await after.load(subjects_of(sealed))
        assert unseal(sealed, keys=left, associated=HERE) == {reviewee: b"words"}
    assert await keeper.fetchval(
        "SELECT wrapped IS NULL FROM keeper.subject_key WHERE subject = $1", giver
    )


async def test_an_erased_person_never_gets_a_key_again(keys: KeyRing) -> None:
    known, unknown = uuid4(), uuid4()
    await keys.ensure([known])
    for person in (known, known, unknown):
        await keys.destroy(person)
        with pytest.raises(SubjectWasErased):
            await keys.ensure([person])
    with pytest.raises(SubjectWasErased):
        seal({known: b"late"}, keys=await keys.load([known]), associated=HERE)


async def test_reading_makes_no_keys(keys: KeyRing, keeper: asyncpg.Pool) -> None:
    person = uuid4()
    assert await keys.load([person]) == {person: None}
    assert await keeper.fetchval("SELECT count(*) FROM keeper.subject_key") == 0


async def test_simultaneous_first_uses_agree_on_one_key(
    keeper: asyncpg.Pool, master: MasterKey
) -> None:
    persons = [uuid4() for _ in range(20)]
    rings = await asyncio.gather(
        *(KeyRing(keeper, master).ensure(persons[::order]) for order in (1, -1) * 4)
    )
    sealed = {seal(dict.fromkeys(persons, b"x"), keys=ring, associated=HERE) for ring in rings}
    assert len(sealed) == 1


async def test_keys_are_kept_in_memory_up_to_a_bound(
    keeper: asyncpg.Pool, master: MasterKey
) -> None:
    ring, persons = KeyRing(keeper, master, capacity=3), [uuid4() for _ in range(10)]
    assert None not in (await ring.ensure(persons)).values()
    await ring.ensure([uuid4()])
    assert len(ring._cache) <= 3


async def test_keys_of_another_master_key_are_refused(keys: KeyRing, keeper: asyncpg.Pool) -> None:
    person = uuid4()
    await keys.ensure([person])
    with pytest.raises(MasterKeyUnusable, match="belong to master key"):
        await KeyRing(keeper, MasterKey(b"x" * 32)).load([person])


@given(st.binary(max_size=80))
def test_bytes_that_are_no_sealed_part_are_refused(noise: bytes) -> None:
    person_or_refusal: list[UUID] | None
    try:
        person_or_refusal = subjects_of(noise)
    except SealBroken:
        person_or_refusal = None
    assert person_or_refusal is None or noise[:1] == b"\x01"
