"""Who reads a development plan changes with who cares for the person."""

from uuid import UUID

import asyncpg
import pytest

from domain.development.refusals import NotYoursToReadPlan
from domain.ids import PersonId, ReviewId
from domain.people_events import differences
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.read_models.development import opened_plan, plan_line
from storage.staging import Vault
from tests.played_cycle import LAUNCHED_AT, Batch, organisation
from tests.storage.reading import journal_of, record
from tests.storage.recorded_plan import RecordedPlan

FORMER = PersonId(UUID(int=99))


async def test_the_hr_partner_of_today_reads_a_plan_and_the_one_before_does_no_more(
    store: EventStore, keys: KeyRing, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> None:
    journal, people = journal_of(store, keys, vault), organisation(6)
    entered = [e for one in people.values() for e in differences(None, 0, one, LAUNCHED_AT)]
    await record(journal, [Batch(event.person, 0, (event,)) for event in entered])
    reviewee, partner = people.by_number("5"), people.by_number("2")
    assert reviewee is not None
    assert partner is not None
    plan = RecordedPlan(journal, ReviewId(UUID(int=52)))
    changes = {"reviewee": reviewee.id, "hr_partner": FORMER}
    begun = plan.beginning.begun.model_copy(update=changes)
    plan.beginning = plan.beginning.model_copy(update={"begun": begun})
    await plan.begin()
    await live.catch_up()
    line = await plan_line(readers, plan.id)
    assert line is not None
    assert (await opened_plan(journal, line, partner.id)).begun is not None
    with pytest.raises(NotYoursToReadPlan):
        await opened_plan(journal, line, FORMER)
