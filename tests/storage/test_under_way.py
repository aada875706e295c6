"""What is under way is written down together with its words, and gone once it has its answer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.ids import OrganisationId
from storage.archive import Archive
from storage.errors import ContentAlreadyStaged
from storage.master_key import MasterKey
from storage.staging import Sealed
from storage.under_way import UnderWay

SUBJECT = uuid4()
SOON = timedelta(hours=1)
ASKED = UnderWay("review/of/somebody", "once", "submit_step", "SubmitStep", '{"step":"notes"}')


@pytest.fixture
async def archive(database: str) -> AsyncIterator[Archive]:
    async with Archive.open(database, MasterKey(b"k" * 32), OrganisationId(uuid4())) as archive:
        yield archive


async def sealed(archive: Archive, words: str) -> Sealed:
    return await archive.vault.sealed(uuid4() if words == "new" else ID, SUBJECT, {"words": words})


ID = uuid4()


async def test_words_and_what_is_asked_with_them_are_written_together(archive: Archive) -> None:
    words = await sealed(archive, "well done")
    await archive.under_way.write(ASKED, words)
    assert await archive.vault.load(words.ref) == {"words": "well done"}
    (taken,) = await archive.under_way.take_up(SOON, 10, SOON)
    assert taken.asked == ASKED
    assert "well done" not in str(await archive.writers.fetch("SELECT * FROM vault.under_way"))


async def test_other_words_under_the_same_name_leave_nothing_behind(archive: Archive) -> None:
    first = await sealed(archive, "well done")
    await archive.vault.stage(first.ref.id, SUBJECT, {"words": "well done"})
    with pytest.raises(ContentAlreadyStaged):
        await archive.under_way.write(ASKED, await sealed(archive, "badly done"))
    assert (await archive.under_way.count())[0] == 0
    assert await archive.vault.load(first.ref) == {"words": "well done"}


async def test_an_answer_is_noted_without_anybody_waiting_for_it(archive: Archive) -> None:
    words = await sealed(archive, "well done")
    await archive.under_way.write(ASKED, words)
    archive.under_way.answered(ASKED)
    assert (await archive.under_way.count())[0] == 0
    assert await archive.vault.load(words.ref) == {"words": "well done"}


async def test_a_refusal_of_long_ago_takes_nothing_from_who_asked_again(archive: Archive) -> None:
    words = await sealed(archive, "well done")
    before = await archive.under_way.write(ASKED, words)
    after = await archive.under_way.write(ASKED, words, timedelta(seconds=60))
    await archive.under_way.refused(ASKED, before)
    assert await archive.vault.load(words.ref) == {"words": "well done"}
    await archive.under_way.refused(ASKED, after)
    assert (await archive.under_way.count())[0] == 0
    assert await archive.writers.fetchval("SELECT count(*) FROM vault.content") == 0


async def test_each_of_several_relays_takes_up_what_no_other_has(archive: Archive) -> None:
    for number in range(20):
        await archive.under_way.write(UnderWay("review/x", str(number), "pause", "Pause", "{}"))
    rounds = await asyncio.gather(*(archive.under_way.take_up(SOON, 5, SOON / 2) for _ in range(4)))
    taken = [each.asked.request for round_ in rounds for each in round_]
    assert sorted(taken) == sorted(map(str, range(20)))
