"""What golden histories tell: everything a workflow can wait for, and how it ends."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

from activities import naming
from activities.starting import CYCLE_CLOSED
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.ids import StageId
from domain.review import commands as c
from domain.review.verdict import Verdict
from gateway.steering import NewDeadline, Steering
from tests.replay.story_of_hr import a_launch_to_come, changes_by_hr, led_by_several
from tests.replay.story_of_peers import peers
from tests.replay.story_of_recurrence import a_tick
from tests.replay.story_of_renewals import renewals
from tests.replay.story_of_sights import deliveries_seen, others_seen, reviews_seen
from tests.replay.story_of_waits import (
    actions_that_wait,
    cycles_that_wait,
    reviews_that_are_told,
    reviews_that_wait,
    sessions_that_wait,
)
from tests.unit.review import sample_plan as sample
from tests.workflow.company import HR, Launched, hire
from tests.workflow.engine import Engine
from tests.workflow.errand import errand, everyday_delivery
from tests.workflow.followed_plan import follow
from tests.workflow.panel import Panel, panel_on
from tests.workflow.under_way import Handle, until_it_waits
from tests.workflow.year import (
    PROMPT_AFTER_THE_PANEL,
    PROMPT_BEFORE_THE_PANEL,
    REVIEWEE,
    play,
    settle,
)

Told = AsyncIterator[tuple[str, Handle]]
"""A name of what is waited for, and the workflow that waits for it."""

WAITING_POINTS = {
    "goal-setting": slice(0, 1),
    "mid-year": slice(1, 3),
    "self-assessment": slice(3, 6),
    "rating": slice(6, 8),
    "calibration": slice(8, 9),
}


async def a_year(office: Engine, folder: Path) -> Told:
    """A cycle, its delivery, and a review in which everybody is in time, stage by stage."""
    launched = await (await hire(office, folder, 12)).launch()
    review = await launched.review_of(REVIEWEE)
    await review.until_it_waits()
    yield "review-just-opened", review.handle
    for stage, acts in WAITING_POINTS.items():
        await play(review, launched, PROMPT_BEFORE_THE_PANEL[acts])
        yield f"review-in-{stage}", review.handle
    await settle(review)
    await play(review, launched, PROMPT_AFTER_THE_PANEL[:1])
    yield "review-in-sign-off", review.handle
    await play(review, launched, PROMPT_AFTER_THE_PANEL[1:])
    yield "review-completed", review.handle
    async for name, handle in _the_cycle(office, launched):
        yield name, handle


async def _the_cycle(office: Engine, launched: Launched) -> Told:
    asked = NewDeadline(
        request="two days more",
        cycle=launched.id,
        stage=StageId("goal_setting"),
        by_rule=When(working_days=2),
        by=launched.company[HR],
    )
    await Steering(office.archive, office.client).move_deadline(asked)
    yield "cycle-running", launched.handle
    name = naming.delivery_workflow(launched.id)
    delivery: Handle = office.client.get_workflow_handle(name)
    await until_it_waits(delivery)
    await office.advance(
        delivery, sample.local("2026-01-14 10:00") - sample.local("2026-01-05 09:00")
    )
    yield "delivery-waiting", delivery
    await delivery.signal(CYCLE_CLOSED)
    await delivery.result()
    yield "delivery-ended", delivery


async def a_panel(office: Engine, folder: Path) -> Told:
    """A calibration session: waiting, with a rating moved, locked."""
    panel: Panel = await panel_on(office, folder)
    yield "session-waiting", panel.handle
    await panel.rate_everybody()
    await panel.until("2026-11-13 10:00")
    await panel.move("101", "1")
    yield "session-with-a-move", panel.handle
    await panel.until("2026-11-20 10:00")
    await panel.lock()
    await panel.handle.result()
    yield "session-locked", panel.handle


async def an_action(office: Engine, folder: Path) -> Told:
    """An action: waiting, after a reminder, moved, done; and what tells people of it."""
    launched = await (await hire(office, folder, 8)).launch(reviewees=(REVIEWEE,))
    running = await errand(launched)
    yield "action-waiting", running.handle
    await running.until("2026-01-20 10:00")
    yield "action-after-a-reminder", running.handle
    said = running.said("later", words="words that nobody outside may read")
    await running.desk.move(said, date(2026, 2, 20))
    yield "action-moved", running.handle
    await running.until("2026-02-27 10:00")
    yield "action-overdue", running.handle
    await running.desk.done(running.said("done"))
    await running.handle.result()
    yield "action-done", running.handle
    yield "delivery-between-cycles", await everyday_delivery(launched)


async def a_plan(office: Engine, folder: Path) -> Told:
    """A development plan: waiting, looked after for weeks, closed."""
    plan = await follow(await hire(office, folder, 8), REVIEWEE, "usual")
    yield "plan-waiting", plan.handle
    await plan.weeks(5)
    yield "plan-looked-after", plan.handle
    for who in (REVIEWEE, "10"):
        await plan.desk.close(plan.on(who, "2027-02-18 10:00"))
    await plan.weeks_to_the_end()
    yield "plan-closed", plan.handle


async def turns(engine: Engine, folder: Path) -> Told:
    """Reviews that take a turn: sent back, disputed, blocked, overdue, paused, cancelled."""
    review = await engine.begin(sample.plan(sample.goal_setting()))
    await review.submit("propose_goals")
    await review.submit("agree_goals", sample.MANAGER, Verdict.SENT_BACK)
    yield "review-sent-back", review.handle
    review = await engine.begin(sample.plan(sample.sign_off(), session=None))
    await review.submit("share", sample.MANAGER, Verdict.SHARED, words=None)
    await review.submit("sign", verdict=Verdict.DISPUTED)
    yield "review-disputed", review.handle
    review = await engine.begin(sample.of_one(sample.step("talk", Role.MANAGER, seats=[None])))
    await review.until("2026-03-05 10:00")
    yield "review-blocked", review.handle
    review = await engine.begin(sample.of_one(sample.step("notes")))
    await review.until("2026-04-15 10:00")
    yield "review-overdue", review.handle
    review = await engine.begin(sample.of_one(sample.step("notes")))
    longer = c.Extend(stage=StageId("only"), by_rule=When(working_days=5), request="longer")
    await review.steer("extend", longer)
    await review.steer("pause", c.PauseReview(request="pause", by=sample.HR))
    yield "review-paused", review.handle
    await review.steer("resume", c.ResumeReview(request="resume", by=sample.HR))
    await review.steer("cancel", c.CancelReview(cause="left", request="leaver"))
    yield "review-cancelled", review.handle


STORIES = (
    *(a_year, a_panel, turns, peers, an_action, a_plan),
    *(changes_by_hr, a_launch_to_come, led_by_several, a_tick),
    *(
        reviews_that_wait,
        reviews_that_are_told,
        sessions_that_wait,
        cycles_that_wait,
        actions_that_wait,
        renewals,
    ),
    *(reviews_seen, others_seen, deliveries_seen),
)
