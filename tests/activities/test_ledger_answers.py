"""Was she told, and why did I get this: the ledger knows, message by message."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.ids import StepId
from domain.views.notices import Reason
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.read_models.ledger import Told, ledger_of_person, untold_of_person
from tests.delivery_scene import BOSS, MONDAY, ORGANISATION, Scene, report
from tests.workflow.postbox import Postbox


@pytest.fixture
async def scene(database: str) -> AsyncIterator[Scene]:
    await migrate(database)
    async with (
        Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as pool,
    ):
        yield Scene(archive, pool)


def outline(told: Told) -> tuple[Reason, str | None, object]:
    return told.reason, told.step, told.subject


async def test_the_ledger_names_the_step_the_person_and_the_way(scene: Scene) -> None:
    await scene.launch([report(10)])
    await scene.deliver(Postbox(), MONDAY)
    await scene.catch_up()
    [line] = await ledger_of_person(scene.archive.readers, BOSS.id)
    assert (line.state, line.channel, line.at) == ("sent", "postbox", MONDAY)
    assert [outline(each) for each in line.told] == [
        (Reason.STEP_OPENED, StepId("rate"), report(10).id)
    ]
    assert await untold_of_person(scene.archive.readers, BOSS.id) == []


async def test_what_was_done_before_it_was_told_is_in_the_ledger_as_well(scene: Scene) -> None:
    await scene.launch([report(10)])
    await scene.submit(report(10), BOSS, MONDAY + timedelta(minutes=1))
    await scene.catch_up()
    [dropped] = await untold_of_person(scene.archive.readers, BOSS.id)
    assert dropped.state == "dropped"
    assert outline(dropped.told) == (Reason.STEP_OPENED, StepId("rate"), report(10).id)
    [waiting] = await untold_of_person(scene.archive.readers, report(10).id)
    assert waiting.state == "waiting"
