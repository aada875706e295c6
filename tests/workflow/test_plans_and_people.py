"""What becomes of development plans when people leave or get another manager."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.intake.people_import import import_people
from activities.plan_actions import action_of_plan
from domain.actions.events import ActionDropped, ActionTasked
from gateway.people_changes import tell_reviews
from storage.read_models.waiting import wait_for
from tests.invented_people import file_of, line
from tests.workflow.company import HEAD, Company, hire, lines_of
from tests.workflow.engine import Engine
from tests.workflow.followed_plan import Followed, follow

REVIEWEE, MANAGER = "101", "10"
SIZE = 8


@pytest.fixture
async def plan(office: Engine, tmp_path: Path) -> Followed:
    return await follow(await hire(office, tmp_path, SIZE), REVIEWEE, "usual")


async def imported(company: Company, folder: Path, changed: str) -> None:
    """Import everybody again, one of them changed; what runs hears of it, as in `people import`."""
    archive = company.engine.archive
    lines = [changed if each.startswith(f"{REVIEWEE},") else each for each in lines_of(SIZE)]
    file = folder / "changed.csv"
    file.write_bytes(file_of(lines))
    done = await import_people(
        file, archive.directory, await archive.naming_key(), datetime.now(UTC)
    )
    assert done.reading.problems == ()
    assert await wait_for(archive.readers, await archive.store.head(), 20.0)
    await tell_reviews(archive, company.engine.client, done.before, done.events)


async def test_a_plan_goes_to_the_new_manager_and_goes_once(plan: Followed, tmp_path: Path) -> None:
    for _ in range(2):
        await imported(plan.company, tmp_path, line(REVIEWEE, HEAD))
    assert [type(each).__name__ for each in await plan.facts()] == ["PlanBegun", "PlanHandedOver"]
    assert (await plan.state()).manager == plan.company[HEAD]


async def test_the_plan_of_somebody_who_left_ends_with_its_actions(
    plan: Followed, tmp_path: Path
) -> None:
    gone = {"employment_status": "inactive", "termination_date": "2026-11-20"}
    await imported(plan.company, tmp_path, line(REVIEWEE, MANAGER, **gone))
    assert (await plan.state()).closed == "left"
    recorded = await plan.engine.archive.journal.read(action_of_plan(plan.id, "1"))
    assert [type(each.event) for each in recorded] == [ActionTasked, ActionDropped]
    await plan.weeks_to_the_end()
