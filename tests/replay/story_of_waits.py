"""What golden histories tell of rarer waits: leave, ends of steps, witnesses, a log ahead."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from temporalio.client import WorkflowUpdateStage

from activities import naming
from activities.starting import (
    LEAVE_RECORDED,
    MEMBER_WITHDRAWN,
    NEWER_BUILD,
    PART_CHANGED,
    REVIEWEE_LEFT,
    STAGE_EXTENDED,
)
from domain.actions.events import ActionHandedOver
from domain.calibration import commands as panel_commands
from domain.calibration.events import CoFacilitatorNamed
from domain.definition.conversation import FeedbackRules
from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.definition.words import AtExpiry, Role
from domain.ids import StageId, cycle_id
from domain.review import commands as c
from domain.review import events as e
from domain.review.evolve import fold
from domain.review.more_time import AskForTime, ask_for_time
from domain.review.verdict import Verdict
from gateway.cycle_start import LaunchRequest
from gateway.scheduling import Scheduling
from storage.journal import Entry
from storage.read_models.waiting import wait_for
from tests.unit.review import sample_plan as sample
from tests.workflow.company import HR, annual, hire, rating_alone
from tests.workflow.engine import Engine, beginning
from tests.workflow.errand import errand, let_pass
from tests.workflow.panel import Panel, panel_on
from tests.workflow.under_way import Handle, UnderWay, until_it_waits
from workflows.messages import StageMove

Told = AsyncIterator[tuple[str, Handle]]


async def reviews_that_wait(engine: Engine, folder: Path) -> Told:
    """Reviews with somebody away, in other hands, past the end of a step, without a signature."""
    review = await engine.begin(sample.of_one(sample.step("talk", Role.MANAGER)))
    leave = sample.away(sample.MANAGER, date(2026, 3, 9), date(2026, 3, 13))
    await review.handle.signal(LEAVE_RECORDED, leave)
    await review.until_told(e.LeaveRecorded)
    yield "review-on-leave", review.handle
    handed = c.HandOver(
        request="hand", from_person=sample.MANAGER, to=sample.seat(sample.NEWCOMER), by=sample.HR
    )
    await review.steer("hand_over", handed)
    yield "review-handed-over", review.handle
    await _more_time_is_asked_for(review)
    await review.submit("talk", sample.NEWCOMER)
    yield "review-read-again", review.handle
    async for name, handle in _at_their_end(engine):
        yield name, handle
    review = await engine.begin(sample.plan(sample.sign_off(), session=None))
    await review.submit("share", sample.MANAGER, Verdict.SHARED, words=None)
    await review.submit("sign", verdict=Verdict.DECLINED)
    yield "review-waiting-for-a-witness", review.handle


async def reviews_that_are_told(engine: Engine, folder: Path) -> Told:
    """A review that hears from machines: of changes, of the organisation, of its build."""
    review = await engine.begin(sample.of_one(sample.step("talk", Role.MANAGER)))
    longer = c.Extend(stage=StageId("only"), by_rule=When(working_days=20), request="longer")
    handed = c.HandOver(
        request="hand", from_person=sample.MANAGER, to=sample.seat(sample.NEWCOMER), by=sample.HR
    )
    await review.handle.signal(STAGE_EXTENDED, longer)
    await review.until_told(e.StageExtended)
    await review.handle.signal(NEWER_BUILD)
    await review.handle.signal(PART_CHANGED, handed)
    await review.until_told(e.PartHandedOver)
    yield "review-told-by-machines", review.handle
    await review.handle.signal(REVIEWEE_LEFT, c.CancelReview(cause="left", request="leaver"))
    await review.handle.result()
    yield "review-of-a-leaver", review.handle


async def _at_their_end(engine: Engine) -> Told:
    """Reviews in which a step came to its end undone."""
    for name, end in (("given-up", AtExpiry.COMPLETE_WITHOUT), ("handed-on", AtExpiry.HAND_TO)):
        to = sample.seat(sample.HR) if end is AtExpiry.HAND_TO else None
        notes = sample.step("notes", at_expiry=end, hand_to=to, grace=2)
        review = await engine.begin(sample.of_one(notes, sample.step("talk", Role.MANAGER)))
        await review.until("2026-03-19 10:00")
        yield f"review-{name}-at-the-end-of-a-step", review.handle


async def _more_time_is_asked_for(review: UnderWay) -> None:
    """Record something that the process is not told of, as the gateway does."""
    history = await review.facts()
    step, reviewee = fold(history).open[0], review.plan.reviewee
    asked = AskForTime(
        step=step.step,
        seat=step.seat,
        round=step.round,
        person=sample.NEWCOMER,
        days=3,
        request="more time",
        content=await review.archive.vault.stage(uuid4(), reviewee, {"reason": "busy"}),
    )
    fact = ask_for_time(history, asked, await review.now())
    await review.archive.journal.append(review.plan.review, len(history), [Entry(fact)])


async def sessions_that_wait(office: Engine, folder: Path) -> Told:
    """A session that a review leaves, that reads its log again, and that is overdue."""
    panel: Panel = await panel_on(office, folder)
    leaves = panel_commands.WithdrawMember(review=panel.reviews["102"].plan.review)
    await panel.handle.signal(MEMBER_WITHDRAWN, leaves)
    await panel.rate("101", "10", 3)
    await panel.until("2026-11-13 10:00")
    named = CoFacilitatorNamed(
        at=sample.local("2026-11-13 10:00"), person=panel["10"], by=panel[HR], submission="named"
    )
    await office.archive.journal.append(panel.session, len(await panel.facts()), [Entry(named)])
    await panel.move("101", "1")
    yield "session-read-again", panel.handle
    launched = await panel.launched.company.launch(
        with_a_ladder(), "2026-11-02 09:00", ("10", "101", "102")
    )
    session = (await launched.review_of("101")).plan.session
    assert session is not None
    name = naming.session_workflow(launched.id, session)
    handle: Handle = office.client.get_workflow_handle(name)
    await until_it_waits(handle)
    await let_pass(launched, handle, "2026-12-18 10:00")
    yield "session-overdue", handle


def with_a_ladder() -> CycleDefinition:
    """A cycle whose calibration climbs when it is overdue."""
    rated, calibrated, signed = rating_alone().stages
    update = {"at_expiry": AtExpiry.ESCALATE, "ladder": "standard"}
    steps = tuple(each.model_copy(update=update) for each in calibrated.steps)
    stages = (rated, calibrated.model_copy(update={"steps": steps}), signed)
    return rating_alone().model_copy(update={"key": "climbing", "stages": stages})


async def cycles_that_wait(office: Engine, folder: Path) -> Told:
    """Cycles asked for something before their day, and open long after their end."""
    company = await hire(office, folder, 8)
    definition = annual().model_copy(update={"feedback": FeedbackRules()})
    launched = await company.launch(definition, reviewees=["101"])
    await wait_for(office.archive.readers, await office.archive.store.head(), 20)
    await let_pass(launched, launched.handle, "2026-02-20 10:00")
    yield "cycle-that-looks-for-feedback", launched.handle
    launched = await company.launch(
        annual().model_copy(update={"key": "long"}), "2026-12-01 09:00", ["101"]
    )
    await until_it_waits(launched.handle)
    await let_pass(launched, launched.handle, "2027-01-15 10:00")
    yield "cycle-that-stays-open", launched.handle
    later = annual().model_copy(update={"key": "later"})
    at, tempo = datetime.now(UTC), beginning(sample.local("2026-01-05 09:00"))
    request = LaunchRequest(later, (company["101"],), company[HR], tempo)
    scheduling = Scheduling(office.archive, office.client)
    await scheduling.schedule(request, at + timedelta(days=5), "later", at, company[HR])
    name = naming.cycle_workflow(cycle_id(office.archive.organisation, "later"))
    handle: Handle = office.client.get_workflow_handle(name)
    move = StageMove(
        stage=StageId("goal_setting"), by_rule=When(working_days=2), request="r", by=company[HR]
    )
    await handle.start_update(
        "move_stage_deadline", move, wait_for_stage=WorkflowUpdateStage.ACCEPTED
    )
    yield "cycle-asked-before-its-day", handle


async def actions_that_wait(office: Engine, folder: Path) -> Told:
    """Actions in other hands, with a log that moved on, and given up."""
    launched = await (await hire(office, folder, 8)).launch(reviewees=("101",))
    running = await errand(launched)
    await running.desk.hand_over(running.said("hand over", words=""), launched.company["101"])
    yield "action-handed-over", running.handle
    back = ActionHandedOver(**(await running.all(ActionHandedOver))[-1].model_dump())
    back = back.model_copy(update={"request": "and back"})
    await office.archive.journal.append(running.action, len(await running.facts()), [Entry(back)])
    await running.desk.drop(running.said("drop", "10", "It is no longer needed."))
    yield "action-dropped", running.handle
