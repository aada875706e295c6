"""An action that was recorded is followed, though whoever tasked it died before it began."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from domain.actions import events as e
from domain.ids import ActionId, PersonId
from gateway.asking import Refused
from storage.journal import Entry
from tests.workflow.company import Launched, hire
from tests.workflow.engine import Engine
from tests.workflow.errand import WHAT, Errand, asked, errand
from tests.workflow.under_way import until_it_waits
from workflows.messages import Receipt

CUT_SHORT = ActionId(UUID(int=404))


@pytest.fixture
async def launched(office: Engine, tmp_path: Path) -> Launched:
    return await (await hire(office, tmp_path, 8)).launch(reviewees=("101", "102"))


async def recorded_alone(launched: Launched) -> Errand:
    """An action in the log of which Temporal has never heard."""
    (tasked,) = await (await errand(launched)).all(e.ActionTasked)
    task = tasked.task.model_copy(update={"action": CUT_SHORT})
    entry = Entry(tasked.model_copy(update={"task": task}), {task.subject: {"what": WHAT}})
    await launched.company.engine.archive.journal.append(CUT_SHORT, 0, [entry])
    return Errand(launched, CUT_SHORT)


async def test_nobody_is_told_that_something_is_recorded_which_is_not(launched: Launched) -> None:
    alone = await recorded_alone(launched)
    with pytest.raises(Refused, match="Only its owner"):
        await alone.desk.drop(alone.said("not mine", "104", "I would rather not"))
    assert isinstance(await alone.desk.done(alone.said("done")), Receipt)
    assert [fact.type for fact in await alone.facts()] == ["ActionTasked", "ActionDone"]


async def test_an_action_that_is_tasked_again_begins_though_its_owner_is_gone_by_then(
    launched: Launched,
) -> None:
    alone = await recorded_alone(launched)
    gone = replace(asked(launched), id=CUT_SHORT, owner=PersonId(UUID(int=405)))
    assert isinstance(await alone.desk.task(gone), Receipt)
    await until_it_waits(alone.handle)
    assert [fact.type for fact in await alone.facts()] == ["ActionTasked"]
