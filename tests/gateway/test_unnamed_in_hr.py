"""Who writes without a name stays unnamed to whoever is, or leads, the person it is about.

Be they HR administrator as well.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from temporalio.client import Client

from domain.ids import PersonId, StepId
from domain.offices import Office
from domain.people import Person
from domain.review.events import StepSubmitted
from gateway.offices import give_office
from storage.views import View, record_view
from tests.gateway.program import acting
from tests.gateway.quiet_house import QuietHouse, quiet_house
from tests.played_cycle import Habit
from tests.storage.company_with_goals import Firm, firm

PEERS = StepId("peer_feedback")
DELIVERED = """
INSERT INTO read.deliveries (message, cycle, recipient, channel, at, notices, state)
VALUES ($1, $2, $3, 'mail', now(), '[]'::jsonb, 'sent')
"""
SPOKE_OF = "UPDATE read.notices SET message = $1 WHERE recipient = $2 AND review = $3"
NOBODY_YET = Habit(never_does=frozenset({PEERS}))


@dataclass(frozen=True)
class Told:
    """A review to which colleagues contribute, and the site before it."""

    house: QuietHouse
    firm: Firm

    @property
    def reviewee(self) -> Person:
        return self.firm.people[self.firm.reviewee]

    @property
    def manager(self) -> PersonId:
        assert self.reviewee.manager is not None
        return self.reviewee.manager

    @property
    def peers(self) -> list[Person]:
        """Whoever is asked to write and has no other part."""
        planned = self.firm.stories[0].state.planned.step(PEERS)
        assert planned is not None
        found = [self.firm.people[seat.person] for seat in planned.seats if seat is not None]
        assert len(found) > 1
        return found

    @property
    def stranger(self) -> PersonId:
        """Somebody who has nothing to do with the review."""
        known = {self.reviewee.id, self.manager, self.reviewee.hr_partner, *_ids(self.peers)}
        known |= {self.firm.people[self.manager].manager}
        return next(each for each in self.firm.people if each not in known)

    def seat(self, number: int) -> str:
        return f"/reviews/{self.firm.review}/steps/{PEERS}/{number}/1"

    async def in_hr(self, *people: PersonId) -> None:
        for person in people:
            await give_office(self.house.archive, person, Office.HR_ADMIN, datetime.now(UTC))


def _ids(people: list[Person]) -> set[PersonId]:
    return {person.id for person in people}


@pytest.fixture
async def written(database: str, temporal_client: Client) -> AsyncIterator[Told]:
    """All colleagues have written, and one of them looked at the review to do so."""
    async with quiet_house(database, temporal_client) as house:
        told = Told(
            house, await firm(house.archive, house.live, datetime(2026, 11, 20, tzinfo=UTC))
        )
        await told.in_hr(told.manager, told.reviewee.id, told.stranger)
        looked = View(
            told.peers[0].id,
            "what stands beside a step",
            "peer",
            datetime.now(UTC),
            told.firm.cycle,
            told.firm.review,
        )
        await record_view(house.archive.hosts, looked)
        yield told


async def test_whose_seat_is_done_is_known_to_those_who_sit_on_it_alone(written: Told) -> None:
    for person in (written.reviewee.id, written.manager):
        async with written.house.visitor(person) as client:
            assert (await client.get(written.seat(0))).status_code == 404
    async with written.house.visitor(written.peers[0].id) as client:
        assert (await client.get(written.seat(0))).status_code == 200


async def test_who_saw_a_review_to_write_about_it_is_not_told(written: Told) -> None:
    name, page = written.peers[0].display_full_name, f"/hr/cycles/{written.firm.cycle}/audit"
    assert name in (await read(written, written.stranger, page)).partition('id="saw"')[2]
    for person in (written.manager, written.reviewee.id):
        assert name not in (await read(written, person, page)).partition('id="saw"')[2]
    async with acting(written.house.app, written.manager) as program:
        seen = await program.get(f"/cycles/{written.firm.cycle}/views")
    assert (seen.status_code, name in seen.text) == (200, False)
    review = await read(written, written.manager, f"/hr/reviews/{written.firm.review}")
    assert "what stands beside a step" not in review


async def test_what_a_colleague_was_told_does_not_say_that_they_are_asked(
    written: Told, database: str
) -> None:
    peer, message = written.peers[0], uuid4()
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(DELIVERED, message, written.firm.cycle, peer.id)
        await connection.execute(SPOKE_OF, message, peer.id, written.firm.review)
    finally:
        await connection.close()
    page = f"/people/{peer.id}/messages"
    review = str(written.firm.review)
    for person, is_told in ((written.stranger, True), (written.manager, False)):
        async with acting(written.house.app, person) as program:
            answer = await program.get(page)
        assert (answer.status_code, review in answer.text) == (200, is_told)


async def test_the_audit_does_not_tell_whether_somebody_wrote(written: Told) -> None:
    wrote = next(
        event.actor
        for batch in written.firm.stories[0].batches
        for event in batch.events
        if isinstance(event, StepSubmitted) and event.step == PEERS
    )
    number = written.firm.people[wrote].employee_number
    page = f"/hr/cycles/{written.firm.cycle}/audit?actor={number}"
    assert "Nothing is found" not in await read(written, written.stranger, page)
    assert "Nothing is found" in await read(written, written.manager, page)


async def test_with_whom_feedback_waits_is_not_told(database: str, temporal_client: Client) -> None:
    async with quiet_house(database, temporal_client) as house:
        until = datetime(2026, 9, 20, tzinfo=UTC)
        told = Told(house, await firm(house.archive, house.live, until, habit=NOBODY_YET))
        await told.in_hr(told.manager, told.reviewee.id, told.stranger)
        page = f"/hr/cycles/{told.firm.cycle}/people"
        named = [each.display_full_name for each in told.peers]
        whole = await read(told, told.stranger, page)
        assert any(name in whole for name in named)
        for person in (told.manager, told.reviewee.id):
            shown = await read(told, person, page)
            assert not any(name in shown for name in named)
        assert f"/hr/reviews/{told.firm.review}" not in await read(told, told.reviewee.id, page)


async def read(told: Told, person: PersonId, page: str) -> str:
    """Read what a page says to somebody below its head, which names the visitor."""
    async with told.house.visitor(person) as client:
        answer: httpx2.Response = await client.get(page)
    assert answer.status_code == 200, answer.status_code
    return answer.text.partition("<main")[2]
