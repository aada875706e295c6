"""What a golden history tells of a recurring cycle: a tick of its timer, with something due."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from temporalio.client import ScheduleActionExecutionStartWorkflow

from tests.workflow.engine import Engine
from tests.workflow.recurring_scene import TODAY, scene_on, yearly
from tests.workflow.under_way import Handle


async def a_tick(office: Engine, folder: Path) -> AsyncIterator[tuple[str, Handle]]:
    """A tick on which a cycle is launched."""
    scene = await scene_on(office, folder)
    await scene.set_long_ago(scene.terms(yearly(TODAY - timedelta(days=1))))
    await scene.has_ticked(1)
    begun = (await scene.timer.describe()).info.recent_actions[0].action
    await scene.timer.delete()
    assert isinstance(begun, ScheduleActionExecutionStartWorkflow)
    yield "recurrence-ticked", office.client.get_workflow_handle(begun.workflow_id)
