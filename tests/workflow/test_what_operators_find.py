"""Processes found by what is shown of them, and what is read of one: on the real server."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

from temporalio.api.enums.v1 import EventType

from activities import naming
from activities.in_clear import Clear
from activities.search_attributes import PROCESS_STATE, SEARCH_ATTRIBUTES
from activities.starting import CALIBRATION_SETTLED, Settled
from domain.definition.words import Act, Role
from domain.review import commands as c
from domain.review import events as e
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    SESSION,
    local,
    of_one,
    seat,
    step,
)
from tests.workflow.company import hire
from tests.workflow.engine import Engine
from tests.workflow.errand import asked, errand
from tests.workflow.lost_temporal import anew, lost, rebuilt
from tests.workflow.panel import panel_on
from tests.workflow.under_way import Handle, UnderWay, until_it_waits

UPSERTS = EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES
SECOND = timedelta(seconds=1)
TALK, NOBODY = step("talk", Role.MANAGER), step("talk", Role.MANAGER, seats=[None])


async def found(engine: Engine, condition: str) -> set[str]:
    """Name the processes of this engine that run and fulfil a condition."""
    query = (
        f"OrganisationId = '{engine.archive.organisation}' AND ExecutionStatus = 'Running' "
        f"AND {condition}"
    )
    return {each.id async for each in engine.client.list_workflows(query)}


async def until_found(engine: Engine, condition: str, *wanted: UnderWay) -> None:
    """Return once exactly these are found; lists of Temporal lag by a moment."""
    names = {each.handle.id for each in wanted}
    async with asyncio.timeout(10):
        while await found(engine, condition) != names:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)


async def state_of(process: Handle) -> str | None:
    """Give the state in which a process is shown."""
    return (await process.describe()).typed_search_attributes.get(PROCESS_STATE)


async def test_a_blocked_review_is_found_until_somebody_is_named(engine: Engine) -> None:
    review, _ = await engine.begin(of_one(NOBODY)), await engine.begin(of_one(TALK))
    await until_found(engine, "ProcessState = 'blocked'", review)
    to = seat(NEWCOMER)
    named = c.HandOver(request="named", role=Role.MANAGER, from_person=None, to=to, by=HR)
    await review.steer("hand_over", named)
    await until_found(engine, "ProcessState = 'blocked'")
    assert await review.count(UPSERTS) == 1


async def test_an_overdue_review_is_found_with_its_rung_and_wake_up(engine: Engine) -> None:
    review = await engine.begin(of_one(TALK, step("notes")))
    await review.until("2026-03-19 08:59")
    assert await review.count(UPSERTS) == 0
    await review.until("2026-03-19 10:00")
    await until_found(engine, "ProcessState = 'overdue' AND EscalationRung = 1", review)
    wakes = review.plan.tempo.real(local("2026-03-23 09:00"))
    around = [f"'{wakes + by:%Y-%m-%dT%H:%M:%SZ}'" for by in (-SECOND, SECOND)]
    await until_found(engine, f"NextWakeUp BETWEEN {' AND '.join(around)}", review)
    await review.submit("talk", MANAGER)
    await until_found(engine, "ProcessState = 'open' AND EscalationRung IS NULL", review)
    assert await review.count(UPSERTS) == 2


async def test_a_paused_review_is_found_until_it_goes_on(engine: Engine) -> None:
    review = await engine.begin(of_one(TALK))
    await review.steer("pause", c.PauseReview(request="pause", by=HR))
    await until_found(engine, "ProcessState = 'paused' AND NextWakeUp IS NULL", review)
    await review.steer("resume", c.ResumeReview(request="resume", by=HR))
    await until_found(engine, "ProcessState = 'open' AND NextWakeUp IS NOT NULL", review)


async def test_a_review_that_waits_for_the_panel_is_found_until_that_locks(engine: Engine) -> None:
    panel = step("calibrate", Role.PANEL, Act.CALIBRATE)
    plan = of_one(step("rate", Role.MANAGER, Act.RATE), panel, step("sign", act=Act.SIGN))
    review = await engine.begin(plan.model_copy(update={"session": SESSION}))
    await review.submit("rate", MANAGER)
    await until_found(engine, "ProcessState = 'waiting_for_calibration'", review)
    await review.handle.signal(CALIBRATION_SETTLED, Settled(session=SESSION))
    await until_found(engine, "ProcessState = 'open'", review)
    await review.until("2026-03-11 10:00")
    await until_found(engine, "ProcessState = 'waiting_for_sign_off'", review)
    assert await review.count(UPSERTS) == 3


async def test_a_step_that_nobody_is_reminded_of_is_found_once_it_is_late(engine: Engine) -> None:
    silent = seat(MANAGER).model_copy(update={"rungs": ()})
    review = await engine.begin(of_one(step("talk", Role.MANAGER, seats=[silent])))
    await review.until("2026-03-16 17:01")
    await until_found(engine, "ProcessState = 'overdue' AND NextWakeUp IS NULL", review)


async def test_what_is_rebuilt_is_seen_as_it_stands(office: Engine) -> None:
    late, blocked = await office.begin(of_one(TALK)), await office.begin(of_one(NOBODY))
    await late.until("2026-03-24 10:00")
    await late.until_told(e.RungReached)
    # The clock of a server that begins anew is the real one: what was late is late again then.
    afterwards = await lost(office)
    await rebuilt(afterwards)
    await until_found(afterwards, "ProcessState = 'blocked'", anew(blocked, afterwards))
    await until_found(afterwards, "EscalationRung = 2", anew(late, afterwards))


async def test_an_action_and_a_session_are_shown_when_they_are_late(
    office: Engine, tmp_path: Path
) -> None:
    panel = await panel_on(office, tmp_path)
    await panel.until("2026-11-27 10:00")
    assert await state_of(panel.handle) == "overdue"
    running = await errand(panel.launched, asked(panel.launched, on=date(2026, 11, 20)))
    assert await state_of(running.handle) == "open"
    await running.until("2026-11-26 10:00")
    assert await state_of(running.handle) == "overdue"


async def test_every_process_of_a_launch_says_what_it_is_and_whose(
    office: Engine, tmp_path: Path
) -> None:
    launched = await (await hire(office, tmp_path, 8)).launch(reviewees=("101",))
    review = await launched.review_of("101")
    delivery = naming.delivery_workflow(launched.id)
    for name, what in (
        (review.handle.id, Clear.REVIEW),
        (launched.handle.id, Clear.CYCLE),
        (delivery, Clear.DELIVERY),
    ):
        process: Handle = office.client.get_workflow_handle(name)
        await until_it_waits(process)
        seen = await process.describe()
        told = {pair.key.name: pair.value for pair in seen.typed_search_attributes}
        assert (told["ProcessState"], told["CycleId"]) == ("open", str(launched.id))
        assert told.keys() <= {*SEARCH_ATTRIBUTES, "BuildIds"}
        assert await seen.static_summary() == what
        unit = str(review.plan.blocked.person) if what is Clear.REVIEW else None
        assert told.get("UnitId") == unit
