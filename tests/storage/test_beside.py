"""What stands beside a form: goals with readings, last year, words as far as they may be read."""

from collections.abc import AsyncIterator

import pytest

from domain.definition.words import Role
from domain.ids import PersonId
from gateway.beside import Beside, Looked, NotYoursToSee, beside
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.projections.projector import Projector
from tests.played_cycle import ORGANISATION, Story
from tests.storage.company_with_goals import AFTER_MID_YEAR, Firm, firm
from tests.storage.scored_year import recorded, scored_year
from tests.storage.steered import manager_of
from tests.storage.test_independent_first import NOW, looked, next_year


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


@pytest.fixture
async def place(archive: Archive, live: Projector) -> Firm:
    """A small firm with signed reviews behind it; the panel moved the first of them to 4."""
    year = await scored_year(archive)
    await recorded(archive, year.batches(), live)
    return Firm(year.people, year.launch, tuple(year.stories))


async def seen(archive: Archive, place: Firm, told: Story, reader: PersonId) -> Beside:
    at: Looked = await looked(archive, place, told.review, reader)
    return await beside(archive, at, NOW)


async def test_last_year_stands_beside_this_one_with_its_rating_for_the_reviewee(
    archive: Archive, live: Projector, place: Firm
) -> None:
    told = await next_year(archive, live, place)
    earlier = (await seen(archive, place, told, place.reviewee)).earlier
    assert earlier is not None
    assert (earlier.cycle, earlier.rating, earlier.level) == ("Annual review 2026", 4, "Excellent")
    assert [goal.title for goal in earlier.goals]
    assert earlier.withheld == ()


async def test_a_manager_who_has_yet_to_rate_sees_last_years_goals_without_the_rating(
    archive: Archive, live: Projector, place: Firm
) -> None:
    told = await next_year(archive, live, place)
    shown = await seen(archive, place, told, manager_of(told))
    assert shown.roles == (Role.MANAGER,)
    assert shown.earlier is not None
    assert (shown.earlier.rating, shown.earlier.withheld) == (None, ("rating",))
    assert shown.earlier.goals
    assert shown.score is None


async def test_a_first_review_has_nothing_before_it(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    assert (await seen(archive, place, place.stories[0], place.reviewee)).earlier is None


async def test_objectives_stand_there_with_what_was_read_of_them(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    shown = await seen(archive, place, place.stories[0], manager_of(place.stories[0]))
    assert shown.goals is not None
    assert any(goal.readings for goal in shown.goals.goals)
    assert shown.goals.attained is not None


async def test_whoever_has_no_part_in_a_review_is_shown_nothing_of_it(
    archive: Archive, place: Firm
) -> None:
    held = {seat.person for s in place.stories[0].state.planned.steps for seat in s.seats if seat}
    owner = place.stories[0].state.planned.blocked.person
    stranger = next(one for one in place.people if one not in held | {owner})
    with pytest.raises(NotYoursToSee):
        await seen(archive, place, place.stories[0], stranger)
