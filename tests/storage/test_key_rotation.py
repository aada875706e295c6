"""The master key is replaced while everything runs, and nothing is ever left without one."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.errors import MasterKeyStillNeeded, MasterKeyUnusable, RotationUnderWay
from storage.key_command import KeyCommand
from storage.key_rotation import KeyCabinet
from storage.key_wrapper import KeyWrapper, MasterKeys
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.sealing import seal, unseal

OLD, NEW = MasterKey(b"o" * 32), MasterKey(b"n" * 32)
BOTH = MasterKeys([NEW, OLD])
PARTS = b"rating 4"
ROTATE = """
import asyncio, sys
from storage.key_command import KeyCommand
from storage.key_rotation import KeyCabinet
from storage.key_wrapper import MasterKeys
from storage.master_key import MasterKey

async def rotate(url):
    masters = MasterKeys([MasterKey(b"n" * 32), MasterKey(b"o" * 32)])
    async with KeyCabinet.open(url, masters) as cabinet, cabinet.turn():
        await cabinet.rewrap(page=10, progress=lambda done: print(done, flush=True))

asyncio.run(rotate(sys.argv[1]))
"""


class KeyFile:
    """A file of keys that is changed while others hold what they read from it."""

    def __init__(self, *keys: MasterKey) -> None:
        self.keys: Sequence[KeyWrapper] = keys

    def masters(self) -> MasterKeys:
        return MasterKeys(self.keys, lambda: self.keys)


async def sealed_under(ring: KeyRing, people: Sequence[UUID]) -> bytes:
    parts = dict.fromkeys(people, PARTS)
    return seal(parts, keys=await ring.ensure(people), associated=b"here")


async def opened_by(ring: KeyRing, people: Sequence[UUID], sealed: bytes) -> dict[UUID, bytes]:
    return unseal(sealed, keys=await ring.load(people), associated=b"here")


async def test_words_open_before_during_and_after_a_rotation(keeper: asyncpg.Pool) -> None:
    people, file = [uuid4() for _ in range(50)], KeyFile(OLD)
    sealed = await sealed_under(KeyRing(keeper, file.masters()), people)
    # A process that runs all the time and has not opened anything yet.
    runs_on = KeyRing(keeper, file.masters())
    file.keys = (NEW, OLD)
    cabinet = KeyCabinet(keeper, file.masters())
    seen: list[int] = []
    async with cabinet.turn():
        assert await cabinet.rewrap(page=20, progress=seen.append) == 50
    assert seen == [20, 40, 50]
    for ring in (runs_on, KeyRing(keeper, BOTH), KeyRing(keeper, NEW)):
        assert len(await opened_by(ring, people, sealed)) == 50
    with pytest.raises(MasterKeyUnusable, match=NEW.id):
        await KeyRing(keeper, OLD).load(people)


async def test_who_still_holds_the_old_key_wraps_new_ones_with_the_new(
    keeper: asyncpg.Pool,
) -> None:
    file = KeyFile(OLD)
    runs_on = KeyRing(keeper, file.masters())
    await runs_on.ensure([uuid4()])
    file.keys = (NEW, OLD)
    await KeyCabinet(keeper, file.masters()).rewrap()
    await runs_on.ensure([late := uuid4()])
    assert (await KeyRing(keeper, NEW).load([late]))[late] is not None


async def test_a_process_without_the_new_key_makes_no_key_that_would_be_lost(
    keeper: asyncpg.Pool,
) -> None:
    behind = KeyRing(keeper, OLD)
    await behind.ensure([uuid4()])
    await KeyCabinet(keeper, BOTH).rewrap()
    with pytest.raises(MasterKeyUnusable, match="Bring the key file"):
        await behind.ensure([uuid4()])
    assert await keeper.fetchval("SELECT count(*) FROM keeper.subject_key") == 1


async def test_people_who_come_while_keys_are_wrapped_anew_are_wrapped_by_the_new_one(
    keeper: asyncpg.Pool,
) -> None:
    file = KeyFile(OLD)
    rings = [KeyRing(keeper, file.masters()) for _ in range(4)]
    people = [uuid4() for _ in range(40)]
    await rings[0].ensure(people[:20])
    file.keys = (NEW, OLD)

    async def come(ring: KeyRing, mine: Sequence[UUID]) -> None:
        for person in mine:
            await ring.ensure([person])

    await asyncio.gather(
        KeyCabinet(keeper, file.masters()).rewrap(page=2),
        *(come(ring, people[20 + 5 * n : 25 + 5 * n]) for n, ring in enumerate(rings)),
    )
    in_use = await KeyCabinet(keeper, BOTH).in_use()
    assert in_use.wrapping == NEW.id
    assert in_use.wrapped_by_others(NEW.id) == 0
    assert None not in (await KeyRing(keeper, NEW).load(people)).values()


async def test_a_rotation_that_was_killed_is_finished_by_the_next(
    keeper: asyncpg.Pool, database: str
) -> None:
    people = [uuid4() for _ in range(600)]
    sealed = await sealed_under(KeyRing(keeper, OLD), people)
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ROTATE, database, stdout=asyncio.subprocess.PIPE
    )
    assert killed.stdout is not None
    assert await killed.stdout.readline()
    os.kill(killed.pid, signal.SIGKILL)
    await killed.communicate()
    halfway = await KeyCabinet(keeper, BOTH).in_use()
    assert 0 < halfway.wrapped_by_others(NEW.id) < 600
    assert len(await opened_by(KeyRing(keeper, BOTH), people, sealed)) == 600
    async with KeyCabinet(keeper, BOTH).turn():
        left = await KeyCabinet(keeper, BOTH).rewrap()
    assert left == halfway.wrapped_by_others(NEW.id)
    assert len(await opened_by(KeyRing(keeper, NEW), people, sealed)) == 600


async def test_who_is_erased_during_a_rotation_stays_erased(keeper: asyncpg.Pool) -> None:
    ring, people = KeyRing(keeper, OLD), [uuid4() for _ in range(30)]
    await ring.ensure(people)
    erasing = asyncio.gather(*(ring.destroy(person) for person in people[::2]))
    await KeyCabinet(keeper, BOTH).rewrap(page=3)
    await erasing
    keys = await KeyRing(keeper, NEW).load(people)
    assert [person for person in people if keys[person] is None] == people[::2]
    in_use = await KeyCabinet(keeper, BOTH).in_use()
    assert (in_use.erased, sum(each.wraps for each in in_use.masters)) == (15, 15)


async def test_a_master_key_is_not_let_go_while_it_wraps_anything(keeper: asyncpg.Pool) -> None:
    await KeyRing(keeper, OLD).ensure([uuid4()])
    cabinet = KeyCabinet(keeper, BOTH)
    with pytest.raises(MasterKeyStillNeeded, match="still wraps 1 keys"):
        await cabinet.check_unneeded([OLD.id])
    await cabinet.rewrap()
    await cabinet.check_unneeded([OLD.id])
    with pytest.raises(MasterKeyStillNeeded):
        await cabinet.check_unneeded([NEW.id])


async def test_a_rotation_without_the_key_that_wraps_changes_nothing(keeper: asyncpg.Pool) -> None:
    await KeyRing(keeper, OLD).ensure([person := uuid4()])
    with pytest.raises(MasterKeyUnusable, match=OLD.id):
        await KeyCabinet(keeper, MasterKeys([NEW])).rewrap()
    assert (await KeyCabinet(keeper, BOTH).in_use()).wrapping == OLD.id
    assert (await KeyRing(keeper, OLD).load([person]))[person] is not None


async def test_two_rotations_at_once_are_refused(keeper: asyncpg.Pool) -> None:
    async with KeyCabinet(keeper, BOTH).turn():
        with pytest.raises(RotationUnderWay):
            async with KeyCabinet(keeper, BOTH).turn():
                pytest.fail("both had their turn")
    async with KeyCabinet(keeper, BOTH).turn():
        pass


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that comes about by itself, not for long."""
    async with asyncio.timeout(5):
        while not await is_so():  # noqa: ASYNC110 - nobody tells when it has come about
            await asyncio.sleep(0.01)


async def test_an_erasure_elsewhere_is_heard_at_once(keeper: asyncpg.Pool) -> None:
    here, elsewhere, person = KeyRing(keeper, OLD), KeyRing(keeper, OLD), uuid4()

    async def is_in_doubt() -> bool:
        return here._cache[person].seen < 0

    async def is_gone() -> bool:
        return (await here.load([person]))[person] is None

    await here.ensure([person])
    async with here.watched():
        # Until it listens it hears nothing; what it holds is in doubt then.
        await until(is_in_doubt)
        assert not await is_gone()
        await elsewhere.destroy(person)
        await until(is_gone)


def held_by_service(file: Path, *keys: str) -> str:
    file.write_text("\n".join(keys))
    return f"{sys.executable} -m tests.storage.key_program {file}"


async def test_a_key_service_takes_over_from_the_file(keeper: asyncpg.Pool, tmp_path: Path) -> None:
    people = [uuid4() for _ in range(5)]
    sealed = await sealed_under(KeyRing(keeper, OLD), people)
    service = KeyCommand.identified(held_by_service(tmp_path / "kept", f"kms/7 {b's'.hex() * 32}"))
    assert service.id == "kms/7"
    await KeyCabinet(keeper, MasterKeys([service, OLD])).rewrap()
    alone = KeyRing(keeper, MasterKeys([service]))
    assert len(await opened_by(alone, people, sealed)) == 5
    assert (await alone.ensure([uuid4()])).keys()
