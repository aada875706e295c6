"""The tree of objectives survives in the log, and no word of it stands there in the open."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from domain.alignment.changes import differences, read, retired
from domain.alignment.events import Told
from domain.alignment.objective import Objective, OwnReading
from domain.ids import OrganisationId
from domain.progress.measured import Measured
from storage.archive import Archive
from storage.errors import LogOfAnotherOrganisation
from storage.event_store import EventStore
from storage.master_key import MasterKey
from storage.objectives import OBJECTIVES_AFTER, ObjectiveJournal, Standing, TreeChanged
from tests.invented_objectives import LEAD, YIELD, measured, named, objective
from tests.invented_people import AT
from tests.storage.facts import TENANT, fact

HERE = OrganisationId(TENANT)
TOP = objective("top", title="Trusted by every laboratory")
PLAN = objective("plan", "top", title="Optics in series", measure=YIELD, owner=LEAD.id)


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, HERE) as archive:
        yield archive


@pytest.fixture
def objectives(archive: Archive) -> ObjectiveJournal:
    return archive.objectives


def said(*some: Objective, standing: Standing | None = None) -> list[Told]:
    known = standing or Standing()
    return [
        told
        for one in some
        for told in differences(known.tree.get(one.id), known.version_of(one.id), one, AT)
    ]


async def test_a_tree_is_read_back_as_it_was_recorded(objectives: ObjectiveJournal) -> None:
    await objectives.record(said(TOP, PLAN))
    standing = await objectives.standing()
    assert dict(standing.tree) == {TOP.id: TOP, PLAN.id: PLAN}
    assert standing.versions == {TOP.id: 1, PLAN.id: 1}


async def test_what_happened_since_is_added_to_what_was_read(
    objectives: ObjectiveJournal, archive: Archive
) -> None:
    await objectives.record(said(TOP, PLAN))
    before = await objectives.standing()
    assert await objectives.standing() is before
    reading = OwnReading(measured=Measured(on=date(2026, 1, 4), value=Decimal(80)), note="counted")
    await objectives.record(read(PLAN, 1, reading, AT))
    await objectives.record(retired(TOP, 1, on=date(2026, 1, 5), reason="sold", at=AT))
    after = await objectives.standing()
    assert (after.versions, after.position) == ({TOP.id: 2, PLAN.id: 2}, 4)
    assert (after.tree[PLAN.id].reading, after.tree[TOP.id].is_retired) == (reading, True)
    anew = ObjectiveJournal(archive.writers, archive.journal, HERE)
    assert dict((await anew.standing()).tree) == dict(after.tree)


async def test_no_word_or_number_of_an_objective_stands_in_the_log_in_the_open(
    objectives: ObjectiveJournal, superuser: asyncpg.Connection
) -> None:
    await objectives.record(said(TOP, PLAN))
    await objectives.record(retired(PLAN, 1, on=date(2026, 1, 5), reason="Sold to Ort", at=AT))
    for row in await superuser.fetch("SELECT * FROM log.event"):
        for value in row.values():
            written = value if isinstance(value, bytes) else str(value).encode()
            for secret in (b"Trusted", b"Optics", b"per cent", b'"plan"', b"Sold"):
                assert secret not in written


async def test_of_two_loads_at_once_one_is_refused_whole(objectives: ObjectiveJournal) -> None:
    await objectives.record(said(PLAN))
    with pytest.raises(TreeChanged):
        await objectives.record(said(TOP, PLAN))
    assert list((await objectives.standing()).tree) == [PLAN.id]


async def test_the_objectives_of_another_organisation_are_not_seen(
    objectives: ObjectiveJournal, database: str, master: MasterKey
) -> None:
    await objectives.record(said(TOP))
    with pytest.raises(LogOfAnotherOrganisation):
        async with Archive.open(database, master, OrganisationId(named("elsewhere"))) as theirs:
            await theirs.objectives.record(said(measured("theirs")))
    assert list((await objectives.standing()).tree) == [TOP.id]


async def test_objectives_are_found_by_an_index_among_many_other_facts(
    objectives: ObjectiveJournal, store: EventStore, superuser: asyncpg.Connection
) -> None:
    for _ in range(3):
        await store.append(fact().event_id, 0, [fact() for _ in range(400)])
    await objectives.record(said(TOP))
    await superuser.execute("ANALYZE log.event")
    plan = await superuser.fetch(f"EXPLAIN {OBJECTIVES_AFTER}", HERE, 0, 10)
    assert any("event_of_objectives" in row[0] for row in plan)
