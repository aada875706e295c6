"""Drafts: kept version by version, sealed, and gone with what they were for."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.ids import OrganisationId, PersonId, ReviewId, StepId
from storage.archive import Archive
from storage.drafts import DraftKey, Drafts, DraftTooLarge, Saving
from storage.master_key import MasterKey

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SUBJECT, AUTHOR = PersonId(uuid4()), PersonId(uuid4())
KEY = DraftKey(ReviewId(uuid4()), StepId("notes"), 0, 1, AUTHOR, "form")


@pytest.fixture
async def archive(database: str) -> AsyncIterator[Archive]:
    async with Archive.open(database, MasterKey(b"k" * 32), OrganisationId(uuid4())) as archive:
        yield archive


@pytest.fixture
def drafts(archive: Archive) -> Drafts:
    return Drafts(archive.hosts, archive.keys)


def saving(words: str, based_on: int = 0) -> Saving:
    return Saving(SUBJECT, {"words": words}, based_on, UUID(int=based_on + 1), NOW)


async def test_each_save_follows_the_one_it_was_based_on(drafts: Drafts) -> None:
    first = await drafts.save(KEY, saving("one"))
    second = await drafts.save(KEY, saving("two", based_on=1))
    assert first is not None
    assert second is not None
    assert (second.version, second.submission) == (2, first.submission)
    assert await drafts.save(KEY, saving("stale", based_on=1)) is None
    kept = await drafts.load(KEY)
    assert kept is not None
    assert kept.answers == {"words": "two"}


async def test_other_words_are_handed_in_under_another_name(drafts: Drafts) -> None:
    first = await drafts.save(KEY, saving("one"))
    second = await drafts.save(KEY, saving("two", based_on=1))
    assert first is not None
    assert second is not None
    again = await drafts.load(KEY)
    assert again is not None
    assert again.submission_by(AUTHOR) == second.submission_by(AUTHOR)
    assert first.submission_by(AUTHOR) != second.submission_by(AUTHOR)
    assert second.submission_by(AUTHOR) != second.submission_by(SUBJECT)


async def test_what_is_on_its_way_stays_as_it_is_until_it_is_taken_back(drafts: Drafts) -> None:
    await drafts.save(KEY, saving("one"))
    assert not await drafts.send(KEY, 7, None, NOW)
    assert await drafts.send(KEY, 1, "digest", NOW)
    assert await drafts.save(KEY, saving("two", based_on=1)) is None
    (sent,) = await drafts.on_their_way(NOW + timedelta(seconds=1))
    assert (sent.key, sent.shown_sha256) == (KEY, "digest")
    await drafts.take_back(KEY)
    assert await drafts.on_their_way(NOW + timedelta(seconds=1)) == []
    assert await drafts.save(KEY, saving("two", based_on=1)) is not None


async def test_a_draft_is_gone_in_every_way_once_its_step_was_handed_in(drafts: Drafts) -> None:
    await drafts.save(KEY, saving("one"))
    await drafts.save(replace(KEY, way="turn-down"), saving("no time"))
    await drafts.save(replace(KEY, seat=1), saving("of somebody else"))
    await drafts.drop(KEY)
    assert await drafts.load(KEY) is None
    assert await drafts.load(replace(KEY, way="turn-down")) is None
    assert await drafts.load(replace(KEY, seat=1)) is not None


async def test_what_is_sealed_opens_in_its_own_place_alone(
    archive: Archive, drafts: Drafts
) -> None:
    await drafts.save(KEY, saving("confidential"))
    (row,) = await archive.hosts.fetch("SELECT sealed FROM web.drafts")
    assert b"confidential" not in row["sealed"]
    await archive.keys.destroy(SUBJECT)
    assert await drafts.load(KEY) is None
    assert not await archive.hosts.fetch("SELECT 1 FROM web.drafts")


async def test_a_draft_has_a_limit(drafts: Drafts) -> None:
    with pytest.raises(DraftTooLarge):
        await drafts.save(KEY, saving("x" * 205_000))
    assert await drafts.load(KEY) is None
