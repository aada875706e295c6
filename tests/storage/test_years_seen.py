"""How much of somebody's year a reader is told, and how little can be counted from it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from domain.definition.words import Role
from domain.views.withheld import knows_authors
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.projections.projector import Projector
from storage.read_models.reviews import review_of
from storage.read_models.viewing import viewing
from storage.read_models.year import year_of
from tests.played_cycle import ORGANISATION
from tests.storage.company_with_goals import AFTER_MID_YEAR, firm
from tests.storage.recorded_plan import RecordedPlan
from tests.storage.steered import manager_of


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


async def test_nobody_but_hr_can_count_what_was_recorded_between_two_entries(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    review = await review_of(archive.readers, place.review)
    assert review is not None
    for reader in (place.reviewee, manager_of(place.stories[0])):
        told = await year_of(archive, review, reader)
        assert {entry.position for entry in told} == {0}
        assert [entry.at for entry in told] == sorted(entry.at for entry in told)
    assert 0 not in {entry.position for entry in await year_of(archive, review)}


async def test_a_stranger_hears_nothing(archive: Archive, live: Projector) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    review = await review_of(archive.readers, place.review)
    stranger = place.people.by_number("12")
    assert review is not None
    assert stranger is not None
    assert await year_of(archive, review, stranger.id) == []


async def test_the_talks_of_a_plan_are_told_to_those_who_may_read_it(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    await RecordedPlan(archive.journal, place.review).begin()
    await live.catch_up()
    review, head = await review_of(archive.readers, place.review), place.people.by_number("1")
    assert review is not None
    assert head is not None
    readers = {place.reviewee: 1, manager_of(place.stories[0]): 1, None: 1, head.id: 0}
    for reader, count in readers.items():
        told = [entry.type for entry in await year_of(archive, review, reader)]
        assert (told.count("PlanBegun"), "StepOpened" in told) == (count, True)


async def test_an_hr_partner_who_leads_the_manager_may_not_know_who_wrote_without_a_name(
    archive: Archive, live: Projector, superuser: asyncpg.Connection
) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    head, partner = place.people.by_number("1"), place.people.by_number("2")
    assert head is not None
    assert partner is not None
    await superuser.execute("DELETE FROM read.seats WHERE role = 'second_line_manager'")
    for reader, may_know in ((head.id, False), (partner.id, True)):
        await superuser.execute("UPDATE read.people SET hr_partner = $1", reader)
        look = await viewing(archive.readers, place.review, reader)
        assert Role.HR_PARTNER in look.viewer.acting_roles
        assert knows_authors(look.viewer) is may_know
