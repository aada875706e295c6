"""Whoever was erased is nobody on every page, and no page breaks for it."""

from datetime import UTC, datetime

import pytest

from domain.erasure.words import Ground
from domain.ids import PersonId, SessionId
from domain.offices import Office
from gateway.board import table
from gateway.board.table import Tables
from gateway.offices import give_office
from gateway.packet.packets import packet_page
from gateway.review_told import told_review
from gateway.subject.erasing import Wanted, record_erasure
from storage.read_models.cycles import cycle_of
from storage.subject.erasing import carry_out
from tests.gateway.program import acting
from tests.gateway.quiet_house import QuietHouse
from tests.played_cycle import PlayedCycle

NOW = datetime(2028, 3, 1, 9, tzinfo=UTC)


async def erased(house: QuietHouse, *people: PersonId) -> None:
    for person in people:
        wanted = Wanted(person, Ground.CONSENT_WITHDRAWN, "Granted", NOW)
        await record_erasure(house.archive, wanted)
        await carry_out(house.archive, person)
    await house.live.catch_up()


def number(year: PlayedCycle, words: str) -> PersonId:
    found = year.people.by_number(words)
    assert found is not None
    return found.id


@pytest.fixture
async def without(signed: QuietHouse, year: PlayedCycle) -> QuietHouse:
    """The first reviewee and the manager of the second were erased; 1 is an HR admin."""
    await give_office(signed.archive, number(year, "1"), Office.HR_ADMIN, NOW)
    first, second = (year.stories[n].state.planned.reviewee for n in (0, 1))
    manager = year.people[second].manager
    assert manager is not None
    await erased(signed, first, manager)
    return signed


async def test_pages_of_hr_show_somebody_who_was_erased(
    without: QuietHouse, year: PlayedCycle
) -> None:
    gone = [one for one in year.people.values() if one.id not in await without.archive.people()]
    cycle, session = year.launch.cycle, year.sessions[0].stream
    places = [
        "/hr",
        *(f"/hr/cycles/{cycle}{part}" for part in ("", "/people", "/calibration", "/audit")),
        *(f"/hr/reviews/{story.review}" for story in year.stories),
        f"/board/{session}",
        *(f"/board/{session}/rows/{story.review}/history" for story in year.stories),
    ]
    assert len(gone) == 2
    async with without.visitor(number(year, "2")) as hr:
        for place in places:
            page = await hr.get(place)
            assert page.status_code == 200, place
            assert [one for one in gone if one.display_full_name in page.text] == [], place


async def test_a_board_that_is_watched_names_them_no_more(
    signed: QuietHouse, year: PlayedCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle = await cycle_of(signed.archive.readers, year.launch.cycle)
    assert cycle is not None
    tables, reviewee = Tables(signed.app.state.front), year.stories[0].state.planned.reviewee
    board = tables.at(cycle, SessionId(year.sessions[0].stream))
    await board.pulse()
    await tables.scores.rest()
    before = await board.pulse()
    name = year.people[reviewee].display_full_name
    assert name in str(board.shown)
    await erased(signed, reviewee)
    # As it is half a minute later, though nothing happened at this table.
    monkeypatch.setattr(table, "READ_EVERY_SECONDS", 0.0)
    assert await board.pulse() != before
    assert name not in str(board.shown)


async def test_pages_of_those_who_worked_with_them_go_on(
    without: QuietHouse, year: PlayedCycle
) -> None:
    reviewee = year.stories[1].state.planned.reviewee
    async with without.visitor(reviewee) as own:
        page = await own.get(f"/reviews/{year.stories[1].review}")
        others = [(await own.get(path)).status_code for path in ("/work", "/feedback", "/board")]
    packet = packet_page(await told_review(without.archive, year.stories[1].review, reviewee), "")
    assert page.status_code == 200
    assert "somebody who was erased" in page.text
    assert "somebody who was erased" in packet
    assert others == [200, 200, 200]
    async with without.visitor(number(year, "2")) as hr:
        assert (await hr.get(f"/reviews/{year.stories[0].review}")).status_code == 404


async def test_programs_are_told_of_nobody_by_name(without: QuietHouse, year: PlayedCycle) -> None:
    places = [
        f"/cycles/{year.launch.cycle}",
        f"/cycles/{year.launch.cycle}/reviews",
        *(f"/reviews/{story.review}" for story in year.stories[:2]),
        *(f"/reviews/{story.review}/timeline" for story in year.stories[:2]),
    ]
    gone = {year.people[year.stories[0].state.planned.reviewee].work_email}
    async with acting(without.app, number(year, "2")) as program:
        for place in places:
            answer = await program.get(place)
            assert answer.status_code in (200, 404), (place, answer.text)
            assert [mark for mark in gone if mark in answer.text] == []
