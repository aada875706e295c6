"""Every button of the Temporal UI is pressed on the real server; nothing is lost or doubled."""

import asyncio
from pathlib import Path
from typing import Final

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import ResetReapplyType
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    PauseActivityRequest,
    ResetActivityRequest,
    ResetWorkflowExecutionRequest,
    UnpauseActivityRequest,
)
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.rebuilding.start import Kind
from activities.verifying.difference import Difference
from domain.definition.words import Role
from domain.review import commands as c
from domain.review import events as e
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan
from storage.archive import Archive
from storage.errors import LogOutOfReach
from tests.unit.review import sample_plan as sample
from tests.workflow.company import hire
from tests.workflow.engine import Engine
from tests.workflow.lost_temporal import missing_started, verified_on
from tests.workflow.under_way import Handle, UnderWay, until_it_waits
from workflows.messages import Receipt

RUNNING: Final = WorkflowExecutionStatus.RUNNING


def of_two_steps() -> ReviewPlan:
    return sample.of_one(sample.step("notes"), sample.step("talk", Role.MANAGER))


async def begun(office: Engine) -> UnderWay:
    """A review of two steps, the first of which is open."""
    return await office.begin(of_two_steps())


async def finished(review: UnderWay) -> None:
    """Do what is left of a review, and see that each fact of it stands in the log once."""
    (open_step,) = fold(await review.facts()).open
    if open_step.step == "notes":
        assert isinstance(await review.submit("notes"), Receipt)
    assert isinstance(await review.submit("talk", sample.MANAGER), Receipt)
    await review.handle.result()
    submitted = [(each.step, each.round) for each in await review.all(e.StepSubmitted)]
    assert submitted == [("notes", 1), ("talk", 1)]
    assert len(await review.all(e.ReviewCompleted)) == 1


async def differences(office: Engine) -> list[Difference]:
    return (await verified_on(office)).differences


async def mended(office: Engine, review: UnderWay) -> None:
    """What verify names, `rebuild --missing` mends, and nothing is left to name."""
    named = [each for each in await differences(office) if each.about == review.handle.id]
    assert [each.sort for each in named] == ["not running"]
    report = await missing_started(office)
    assert (report.started, report.kinds[Kind.REVIEWS].started) == (1, 1)
    assert await differences(office) == []


async def test_terminate_loses_nothing_and_is_mended(office: Engine) -> None:
    review = await begun(office)
    await review.submit("notes")
    await review.handle.terminate("the button Terminate")
    await mended(office, review)
    await finished(review)


async def test_what_is_handed_in_after_terminate_is_kept_until_the_mend(office: Engine) -> None:
    review = await begun(office)
    await review.handle.terminate("the button Terminate")
    answer = await review.submit("notes", request="asked meanwhile")
    assert not isinstance(answer, Receipt)
    await mended(office, review)
    again = await review.submit("notes", request="asked meanwhile")
    assert isinstance(again, Receipt)
    await finished(review)


async def test_cancel_ends_nothing(office: Engine) -> None:
    review = await begun(office)
    await review.submit("notes")
    await review.handle.cancel()
    await until_heard(review)
    assert (await review.handle.describe()).status is RUNNING
    assert await differences(office) == []
    await finished(review)


async def until_heard(review: UnderWay) -> None:
    """Return once the workflow has been looked at after the request to cancel."""
    stood = await review.handle.query("standing")
    assert stood is not None
    assert (await review.handle.describe()).status is RUNNING


async def test_time_goes_on_in_a_review_that_was_asked_to_cancel(office: Engine) -> None:
    review = await begun(office)
    await review.handle.cancel()
    await until_heard(review)
    await review.until("2026-03-20 10:00")
    await review.until_told(e.RungReached)
    await finished(review)


async def reset(office: Engine, review: UnderWay, event: int, *, reapply: bool) -> None:
    """Press Reset: a new run that begins behind that event of the history."""
    kind = ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE
    if not reapply:
        kind = ResetReapplyType.RESET_REAPPLY_TYPE_NONE
    run = (await review.handle.describe()).run_id
    request = ResetWorkflowExecutionRequest(
        namespace=office.client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=review.handle.id, run_id=run),
        reason="the button Reset",
        workflow_task_finish_event_id=event,
        request_id=f"reset {event} {reapply}",
        reset_reapply_type=kind,
    )
    await office.client.workflow_service.reset_workflow_execution(request)


async def looked_at(review: UnderWay) -> list[int]:
    """The events that end the workflow tasks of a history."""
    return [
        event.event_id
        for event in (await review.handle.fetch_history()).events
        if event.HasField("workflow_task_completed_event_attributes")
    ]


@pytest.mark.parametrize("reapply", [True, False], ids=["reapplied", "not reapplied"])
async def test_reset_to_the_first_task_writes_no_fact_twice(
    office: Engine,
    *,
    reapply: bool,
) -> None:
    review = await begun(office)
    await review.submit("notes", request="only once")
    await review.until("2026-03-05 10:00")
    before = await review.facts()
    first, *_ = await looked_at(review)
    await reset(office, review, first, reapply=reapply)
    again = await review.submit("notes", request="only once")
    assert isinstance(again, Receipt)
    assert await review.facts() == before
    await review.steer("nudge", c.NudgeReview(request="look", by=sample.HR))
    assert await differences(office) == []
    await finished(review)


async def test_after_a_reset_the_dates_are_those_of_the_log(office: Engine) -> None:
    review = await begun(office)
    await review.until("2026-03-09 10:00")
    await review.submit("notes", request="only once")
    due = fold(await review.facts()).open[0].clock
    assert due is not None
    first, *_ = await looked_at(review)
    await reset(office, review, first, reapply=True)
    await review.submit("notes", request="only once")
    newcomer = sample.seat(sample.NEWCOMER)
    asked = c.HandOver(request="leaves", from_person=sample.MANAGER, to=newcomer)
    await review.steer("hand_over", asked)
    (handed,) = await review.all(e.StepHandedOver)
    assert handed.due == due.due


async def test_reset_to_the_last_task_changes_nothing(office: Engine) -> None:
    review = await begun(office)
    await review.submit("notes")
    *_, last = await looked_at(review)
    await reset(office, review, last, reapply=True)
    assert await differences(office) == []
    await finished(review)


async def test_delete_loses_nothing_and_is_mended(office: Engine) -> None:
    review = await begun(office)
    await review.submit("notes")
    run = (await review.handle.describe()).run_id
    await office.client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=office.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=review.handle.id, run_id=run),
        )
    )
    async with asyncio.timeout(30):
        while await is_there(review):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
    await mended(office, review)
    await finished(review)


async def is_there(review: UnderWay) -> bool:
    try:
        await review.handle.describe()
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def test_nonsense_is_refused_and_stops_nothing(office: Engine) -> None:
    review = await begun(office)
    await review.handle.signal("no such signal", {"nonsense": True})
    await review.handle.signal("changed", {"nonsense": True})
    await review.handle.signal("changed", args=[])
    for update in ("submit_step", "no such update"):
        with pytest.raises(WorkflowUpdateFailedError):
            await review.handle.execute_update(update, {"nonsense": True})
    with pytest.raises(WorkflowUpdateFailedError):
        await review.handle.execute_update("submit_step", args=[])
    assert await differences(office) == []
    await finished(review)


class LogAway:
    """A log that is out of reach until it is let back."""

    def __init__(self, archive: Archive) -> None:
        self.append = archive.journal.append
        self.is_away = True

    async def __call__(self, *args: object, **named: object) -> object:
        if self.is_away:
            raise LogOutOfReach
        return await self.append(*args, **named)  # type: ignore[arg-type]  # as it was given


async def test_an_activity_that_is_paused_reset_and_unpaused_records_once(
    office: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await begun(office)
    log = LogAway(office.archive)
    monkeypatch.setattr(office.archive.journal, "append", log)
    asked = asyncio.create_task(review.submit("notes", request="slow"))
    name = await until_it_retries(review)
    await press(office, review, PauseActivityRequest(id=name))
    log.is_away = False
    await press(office, review, ResetActivityRequest(id=name, keep_paused=True))
    assert not await review.all(e.StepSubmitted)
    await press(office, review, UnpauseActivityRequest(id=name))
    await asked
    assert isinstance(await review.submit("notes", request="slow"), Receipt)
    await finished(review)


async def until_it_retries(review: UnderWay) -> str:
    """Give the id of the activity that fails, once it has failed."""
    async with asyncio.timeout(30):
        while True:
            pending = (await review.handle.describe()).raw_description.pending_activities
            if pending and pending[0].attempt > 1:
                return str(pending[0].activity_id)
            await asyncio.sleep(0.05)


async def press(
    office: Engine,
    review: UnderWay,
    request: PauseActivityRequest | UnpauseActivityRequest | ResetActivityRequest,
) -> None:
    """Press a button of an activity."""
    service = office.client.workflow_service
    request.namespace = office.client.namespace
    request.execution.workflow_id = review.handle.id
    match request:
        case PauseActivityRequest():
            await service.pause_activity(request)
        case UnpauseActivityRequest():
            await service.unpause_activity(request)
        case ResetActivityRequest():
            await service.reset_activity(request)


async def test_a_cycle_that_is_asked_to_cancel_goes_on(office: Engine, tmp_path: Path) -> None:
    launched = await (await hire(office, tmp_path, 8)).launch(reviewees=("101",))
    delivery: Handle = office.client.get_workflow_handle(f"delivery/{launched.id}")
    for handle in (launched.handle, delivery):
        await until_it_waits(handle)
        await handle.cancel()
    with pytest.raises(WorkflowUpdateFailedError):
        await launched.handle.execute_update("change_reviews", args=[])
    review = await launched.review_of("101")
    await review.steer("pause", c.PauseReview(request="pause", by=sample.HR))
    assert (await launched.handle.describe()).status is RUNNING
    assert (await delivery.describe()).status is RUNNING
    assert await differences(office) == []
