"""Objectives, their readings and their changes are told from the log, and from nowhere else."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from fractions import Fraction

import asyncpg
import pytest
from pydantic import JsonValue

from domain.ids import PersonId, progress_stream
from domain.progress import refusals
from domain.progress.off_track import OffTrack
from domain.progress.picture import Picture
from gateway.readings import ReadingAsked, ReadReview, record_reading
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.projections.projector import Projector
from storage.read_models.cycles import Cycle, cycle_of
from storage.read_models.goals import goals_of_cycle, goals_of_review, standing_goals_of
from storage.read_models.reviews import review_of
from tests.played_cycle import ORGANISATION, PROMPT, RETURNED
from tests.storage.company_with_goals import (
    AFTER_MID_YEAR,
    BEFORE_MID_YEAR,
    HEAVIER,
    REASON,
    SERVED,
    WAS,
    Firm,
    firm,
)
from tests.unit.progress_facts import said

MAY = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


async def the_cycle(archive: Archive, place: Firm) -> Cycle:
    cycle = await cycle_of(archive.readers, place.cycle)
    assert cycle is not None
    return cycle


async def seen(archive: Archive, place: Firm) -> Picture:
    review = await review_of(archive.readers, place.review)
    assert review is not None
    cycle = await the_cycle(archive, place)
    return (await goals_of_review(archive, review, cycle.definition)).picture


async def take(
    archive: Archive,
    place: Firm,
    goal: str = "faster",
    *,
    request: str = "may",
    by: PersonId | None = None,
    **parts: JsonValue,
) -> int:
    review = await review_of(archive.readers, place.review)
    assert review is not None
    about = ReadReview(review, await the_cycle(archive, place), place.people[place.reviewee])
    asked = ReadingAsked(request, by or place.reviewee, goal, said(**parts))
    return await record_reading(archive, asked, about, MAY)


async def test_objectives_stand_once_they_are_agreed(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, BEFORE_MID_YEAR, habit=RETURNED)
    told = await seen(archive, place)
    assert tuple(each.goal for each in told.goals) == SERVED
    assert tuple(each.goal for each in told.standing.goals) == SERVED
    assert (told.attained, told.is_off_track) == (None, False)


async def test_a_reading_is_sealed_and_comes_back(
    archive: Archive, live: Projector, superuser: asyncpg.Connection
) -> None:
    place = await firm(archive, live, BEFORE_MID_YEAR)
    await take(archive, place, value=6, obstacle="Nobody answers.")
    (faster, *_) = (await seen(archive, place)).goals
    assert (faster.attained, faster.off_track) == (Fraction(3, 4), (OffTrack.OBSTACLE,))
    (kept,) = faster.readings
    assert (kept.by, kept.at, kept.reading.on) == (place.reviewee, MAY, date(2026, 5, 20))
    stream = progress_stream(place.review)
    row = await superuser.fetchrow(
        "SELECT data, meta, sealed FROM log.event WHERE stream_id = $1", stream
    )
    written = "".join(str(part) for part in row.values())
    assert not {part for part in ("faster", "Nobody", "report") if part in written}


async def test_the_same_request_records_one_reading(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, BEFORE_MID_YEAR)
    first = await take(archive, place, value=6)
    assert await take(archive, place, value=6) == first
    await take(archive, place, request="later", value=5)
    (faster, *_) = (await seen(archive, place)).goals
    assert [each.reading.value for each in faster.readings] == [6, 5]


async def test_a_refused_reading_leaves_nothing_behind(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, BEFORE_MID_YEAR)
    stranger = next(one for one in place.people if place.people[one].employee_number == "20")
    with pytest.raises(refusals.NotYoursToRead):
        await take(archive, place, by=stranger, value=6)
    with pytest.raises(refusals.ReadingInTheFuture):
        await take(archive, place, value=6, on="2026-05-21")
    with pytest.raises(refusals.ReadingOfAnotherKind):
        await take(archive, place, level=2)
    assert await archive.journal.read(progress_stream(place.review)) == []


async def test_the_manager_records_readings_too(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, BEFORE_MID_YEAR)
    manager = place.people[place.reviewee].manager
    assert manager is not None
    assert await take(archive, place, "rollout", by=manager, done=["trial"]) > 0


async def test_the_mid_year_check_leaves_old_and_new_side_by_side(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    told = await seen(archive, place)
    faster, rollout = told.goals
    (before,) = faster.earlier
    assert (faster.goal, before.goal, before.reason) == (HEAVIER, WAS, REASON)
    assert [each.goal.id for each in told.standing.dropped] == ["trust"]
    assert (faster.attained, rollout.attained) == (Fraction(3, 4), Fraction(1))
    assert told.attained == (70 * Fraction(3, 4) + 30) / 100


async def test_what_stands_is_what_is_scored(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    standing = await standing_goals_of(archive.journal, place.review, place.launch.definition)
    assert standing == (HEAVIER, SERVED[1])


async def test_a_whole_cycle_is_told_at_once(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, BEFORE_MID_YEAR, count=3, habit=PROMPT)
    await take(archive, place, value=12)
    cycle = await the_cycle(archive, place)
    found = {each.review: each for each in await goals_of_cycle(archive, cycle)}
    assert set(found) == {story.review for story in place.stories}
    assert found[place.review].reviewee == place.reviewee
    assert [each.picture.is_off_track for each in found.values()].count(True) == 1
    assert found[place.review].picture.attained == 0


async def test_the_erased_have_no_objectives(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR, count=2)
    await archive.keys.destroy(place.reviewee)
    erased, other = await goals_of_cycle(archive, await the_cycle(archive, place))
    if erased.review != place.review:
        erased, other = other, erased
    assert erased.picture.goals == ()
    assert len(other.picture.goals) == 2
