"""What golden histories tell of processes that everybody sees in another state than before."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

from activities import naming
from activities.starting import CALIBRATION_SETTLED, Settled
from domain.definition.words import Act, Role
from domain.review import commands as c
from domain.review import events as e
from tests.unit.review import sample_plan as sample
from tests.workflow.company import hire
from tests.workflow.engine import Engine
from tests.workflow.errand import asked, errand
from tests.workflow.panel import panel_on
from tests.workflow.under_way import Handle, until_it_waits

Told = AsyncIterator[tuple[str, Handle]]


async def reviews_seen(engine: Engine, folder: Path) -> Told:
    """Reviews that nobody can do, that are late, paused, with the panel, and to be signed."""
    nobody = sample.step("talk", Role.MANAGER, seats=[None])
    review = await engine.begin(sample.of_one(nobody, sample.step("notes")))
    to = sample.seat(sample.NEWCOMER)
    named = c.HandOver(request="named", role=Role.MANAGER, from_person=None, to=to, by=sample.HR)
    await review.steer("hand_over", named)
    yield "review-seen-blocked-no-more", review.handle
    await review.until("2026-03-24 10:00")
    await review.steer("pause", c.PauseReview(request="pause", by=sample.HR))
    yield "review-seen-overdue-and-paused", review.handle
    await review.steer("resume", c.ResumeReview(request="resume", by=sample.HR))
    await review.submit("talk", sample.NEWCOMER)
    yield "review-seen-open-again", review.handle
    panel = sample.step("calibrate", Role.PANEL, Act.CALIBRATE)
    sign = sample.step("sign", act=Act.SIGN)
    plan = sample.of_one(sample.step("rate", Role.MANAGER, Act.RATE), panel, sign)
    review = await engine.begin(plan.model_copy(update={"session": sample.SESSION}))
    await review.submit("rate", sample.MANAGER)
    await review.handle.signal(CALIBRATION_SETTLED, Settled(session=sample.SESSION))
    await review.until_told(e.CalibrationSettled)
    await review.until("2026-03-11 10:00")
    yield "review-seen-waiting-for-panel-and-signature", review.handle
    silent = sample.seat(sample.MANAGER).model_copy(update={"rungs": ()})
    review = await engine.begin(sample.of_one(sample.step("talk", Role.MANAGER, seats=[silent])))
    await review.until("2026-03-17 10:00")
    yield "review-seen-overdue-with-nothing-ahead", review.handle


async def others_seen(office: Engine, folder: Path) -> Told:
    """A session, an action and a cycle that are late."""
    panel = await panel_on(office, folder)
    await panel.until("2026-11-27 10:00")
    yield "session-seen-overdue", panel.handle
    running = await errand(panel.launched, asked(panel.launched, on=date(2026, 11, 20)))
    await running.until("2026-11-26 10:00")
    yield "action-seen-overdue", running.handle
    cycle = panel.launched.handle
    await office.advance(cycle, timedelta(days=90))
    await until_it_waits(cycle)
    yield "cycle-seen-overdue", cycle


async def deliveries_seen(office: Engine, folder: Path) -> Told:
    """A delivery that cannot send, and then can."""
    office.postbox.is_closed = True
    launched = await (await hire(office, folder, 8)).launch(reviewees=("101",))
    name = naming.delivery_workflow(launched.id)
    delivery: Handle = office.client.get_workflow_handle(name)
    await until_it_waits(delivery)
    by = sample.local("2026-01-12 08:30") - sample.local("2026-01-05 09:00")
    await office.advance(delivery, by)
    office.postbox.is_closed = False
    await office.advance(delivery, timedelta(hours=8))
    await until_it_waits(delivery)
    yield "delivery-seen-failing", delivery
