"""Temporal is lost in mid-year, started anew from the log alone, and nobody loses a word."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from temporalio.testing import ActivityEnvironment

from activities import naming
from activities.launch import Launcher, LaunchRef
from activities.rebuilding.errors import LogIsIncomplete, ServerNotEmpty
from activities.rebuilding.finding import PAGE
from activities.rebuilding.start import Kind
from activities.rebuilding.starting_kind import Pace
from domain.calibration import commands as calibration
from domain.calibration.session import decide as decide_session
from domain.calibration.session import fold as fold_session
from domain.cycle.events import StageDeadlineMoved
from domain.definition.deadlines import Reminders, When
from domain.ids import PersonId, StageId, cycle_id, review_id
from domain.review import commands as c
from domain.review import events as e
from domain.review.decide import decide
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan
from domain.review.state import ReviewState
from gateway.asking import OnItsWay
from gateway.cycle_start import LaunchRequest, stage
from gateway.relaying import Relay
from gateway.scheduling import Scheduling
from storage.journal import Entries, Entry
from tests.unit.review import sample_plan as sample
from tests.workflow.company import HR, Launched, annual, hire
from tests.workflow.engine import Engine, beginning
from tests.workflow.errand import errand
from tests.workflow.followed_plan import follow
from tests.workflow.lost_temporal import (
    anew,
    lost,
    missing_started,
    rebuilder,
    rebuilt,
    running_on,
    verified_on,
)
from tests.workflow.panel import REVIEWEES, panel_on
from tests.workflow.under_way import UnderWay, until_it_waits
from tests.workflow.year import (
    LATE_AFTER_THE_PANEL,
    LATE_BEFORE_THE_PANEL,
    REVIEWEE,
    play,
    settle,
)
from workers.rebuild_progress import ProgressFile
from workflows.messages import Receipt

MID_YEAR = 3
A_MINUTE = timedelta(minutes=1)
MANY = 130


async def the_rest(review: UnderWay, launched: Launched, done: int) -> list[str]:
    """Live a review to its end, and name what happened in it."""
    await review.until_it_waits()
    await play(review, launched, LATE_BEFORE_THE_PANEL[done:])
    await settle(review)
    await play(review, launched, LATE_AFTER_THE_PANEL)
    return [fact.type for fact in await review.facts()]


async def company_at_work(engine: Engine, folder: Path) -> set[str]:
    """Let every kind of process run, and one end; name those that run."""
    company = await hire(engine, folder, 12)
    launched = await company.launch(reviewees=("10", "101", "102"))
    await errand(launched)
    await follow(company, "103", "usual")
    ended = await launched.review_of("102")
    await ended.until_it_waits()
    await ended.steer("cancel", c.CancelReview(cause="left", request="leaver"))
    await ended.handle.result()
    at, tempo = datetime.now(UTC), beginning(sample.local("2026-01-05 09:00"))
    later = annual().model_copy(update={"key": "later"})
    asked = LaunchRequest(later, (company["101"],), company[HR], tempo)
    scheduling = Scheduling(engine.archive, engine.client)
    await scheduling.schedule(asked, at + timedelta(hours=1), "later", at, company[HR])
    return await running_on(engine)


async def openings(engine: Engine, number: int) -> Sequence[ReviewPlan]:
    """Record that many reviews opened, whose workflows are not there."""
    plans, moment = [], sample.local("2026-03-02 10:00")
    whole = sample.of_one(sample.step("notes"))
    cycle = cycle_id(engine.archive.organisation, str(uuid4()))
    for _ in range(number):
        own = {"organisation": engine.archive.organisation, "cycle": cycle}
        review = review_id(cycle, PersonId(uuid4()))
        plans.append(whole.model_copy(update={**own, "review": review, "tempo": beginning(moment)}))
    events = [decide(ReviewState(), c.OpenReview(at=moment, plan=plan)) for plan in plans]
    asked = [
        Entries(plan.review, 0, tuple(Entry(event) for event in told))
        for plan, told in zip(plans, events, strict=True)
    ]
    await engine.archive.journal.append_many(asked)
    return plans


async def test_a_year_in_which_temporal_is_lost_is_the_year_it_would_have_been(
    idle_engine: Engine, tmp_path: Path
) -> None:
    async with idle_engine.at_work(), idle_engine.projecting():
        company = await hire(idle_engine, tmp_path, 8)
        usual = await company.launch(reviewees=(REVIEWEE,))
        expected = await the_rest(await usual.review_of(REVIEWEE), usual, 0)
        other = annual().model_copy(update={"key": "the-year-of-the-loss"})
        launched = await company.launch(other, reviewees=(REVIEWEE,))
        review = await launched.review_of(REVIEWEE)
        await review.until_it_waits()
        await play(review, launched, LATE_BEFORE_THE_PANEL[:MID_YEAR])
    afterwards = await lost(idle_engine)
    assert (await rebuilt(afterwards)).kinds[Kind.REVIEWS].started == 1
    async with afterwards.at_work(), afterwards.projecting():
        assert await the_rest(anew(review, afterwards), launched, MID_YEAR) == expected
        await afterwards.dismiss()
    assert expected.count("AssigneeReminded") > 5


async def test_every_kind_of_process_goes_on_and_what_had_ended_stays_ended(
    idle_engine: Engine, tmp_path: Path
) -> None:
    async with idle_engine.at_work(), idle_engine.projecting():
        before = await company_at_work(idle_engine, tmp_path)
    assert {name.partition("/")[0] for name in before} == {
        *("review", "session", "action", "plan", "delivery", "cycle")
    }
    afterwards = await lost(idle_engine)
    report = await rebuilt(afterwards)
    after = await running_on(afterwards)
    assert (report.started, report.failed) == (len(after), [])
    assert report.kinds[Kind.REVIEWS].ended == 1
    assert before < after
    # The review and the cycle of the plan stand in the log alone until now.
    assert sorted(name.partition("/")[0] for name in after - before) == ["cycle", "review"]
    async with afterwards.at_work(), afterwards.projecting():
        assert (await verified_on(afterwards)).differences == []
        await afterwards.dismiss()


async def test_a_dry_run_says_what_would_be_started_and_starts_nothing(
    idle_engine: Engine,
) -> None:
    await openings(idle_engine, 3)
    head = await idle_engine.archive.store.head()
    async with rebuilder(idle_engine, is_dry=True) as own:
        report = await own.rebuild()
    assert list(report.sentences()) == ["Reviews: 3 to start."]
    assert await running_on(idle_engine) == set()
    assert await idle_engine.archive.store.head() == head


async def test_a_server_that_is_not_empty_is_refused_and_nothing_is_started(
    idle_engine: Engine,
) -> None:
    await idle_engine.start(await idle_engine.record_opening(sample.of_one(sample.step("notes"))))
    await openings(idle_engine, 2)
    before = await running_on(idle_engine)
    with pytest.raises(ServerNotEmpty, match=r"holds 1 workflows .* `perennial rebuild --missing`"):
        await rebuilt(idle_engine)
    assert await running_on(idle_engine) == before
    assert (await missing_started(idle_engine)).kinds[Kind.REVIEWS].started == 2


async def test_a_rebuild_that_is_killed_goes_on_when_it_is_run_again(
    idle_engine: Engine, tmp_path: Path
) -> None:
    plans = await openings(idle_engine, MANY)
    progress = ProgressFile(tmp_path)
    async with rebuilder(idle_engine, keeper=progress, pace=Pace(MANY)) as own:
        rebuilding = asyncio.create_task(own.rebuild())
        async with asyncio.timeout(30):
            while not ((known := progress.read()) and known.after):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        rebuilding.cancel()
        await asyncio.gather(rebuilding, return_exceptions=True)
    assert 0 < len(await running_on(idle_engine)) < MANY
    async with rebuilder(idle_engine, keeper=progress) as own:
        report = await own.rebuild()
    names = {naming.review_workflow(plan.cycle, plan.review) for plan in plans}
    assert await running_on(idle_engine) == names
    assert report.resumed
    assert report.started <= MANY - PAGE
    assert progress.read() is None


async def test_a_log_with_a_gap_is_refused_and_the_gap_is_named(idle_engine: Engine) -> None:
    await openings(idle_engine, 3)
    connection = await asyncpg.connect(idle_engine.database)
    await connection.execute("ALTER TABLE log.event DISABLE TRIGGER ALL")
    await connection.execute("DELETE FROM log.event WHERE position = 4")
    await connection.close()
    with pytest.raises(LogIsIncomplete, match="the fact at position 4 is missing"):
        await rebuilt(idle_engine)
    assert await running_on(idle_engine) == set()


async def test_what_fell_due_while_temporal_was_away_comes_once(idle_engine: Engine) -> None:
    often = sample.step("notes", reminders=Reminders(before=(3, 1), after=(1, 2)))
    whole = sample.of_one(often)
    review = await idle_engine.record_opening(whole)
    late = whole.model_copy(
        update={
            **review.plan.model_dump(include={"organisation", "cycle"}),
            "review": review_id(review.plan.cycle, sample.MANAGER),
            "tempo": beginning(sample.local("2026-03-12 12:00")),
        }
    )
    events = decide(ReviewState(), c.OpenReview(at=sample.local("2026-03-02 10:00"), plan=late))
    await idle_engine.archive.journal.append(late.review, 0, [Entry(each) for each in events])
    await rebuilt(idle_engine)
    handle = idle_engine.client.get_workflow_handle(naming.review_workflow(late.cycle, late.review))
    overdue = UnderWay(idle_engine.archive, idle_engine.skipper, handle, late)
    async with idle_engine.at_work():
        await overdue.until_told(e.AssigneeReminded)
        once = [fact.type for fact in await overdue.facts()]
        assert (await missing_started(idle_engine)).started == 0
        await overdue.until("2026-03-12 13:00")
        assert [fact.type for fact in await overdue.facts()] == once
        await idle_engine.dismiss()


async def test_a_late_retry_of_what_was_handed_in_adds_nothing_and_answers_as_before(
    idle_engine: Engine,
) -> None:
    async with idle_engine.at_work():
        review = await idle_engine.begin(sample.plan(sample.goal_setting()))
        before = await review.submit("propose_goals", request="handed in")
        facts = await review.facts()
    afterwards = await lost(idle_engine)
    await rebuilt(afterwards)
    async with afterwards.at_work():
        again = anew(review, afterwards)
        answer = await again.submit("propose_goals", request="handed in")
        assert isinstance(before, Receipt)
        assert isinstance(answer, Receipt)
        assert answer.version == before.version
        assert await again.facts() == facts
        await afterwards.dismiss()


async def test_what_is_handed_in_while_temporal_is_empty_is_recorded_after_the_rebuild(
    idle_engine: Engine,
) -> None:
    async with idle_engine.at_work():
        review = await idle_engine.begin(sample.plan(sample.goal_setting()))
    afterwards = await lost(idle_engine)
    again = anew(review, afterwards)
    answer = await again.submit("propose_goals", request="into the void")
    assert isinstance(answer, OnItsWay)
    await rebuilt(afterwards)
    async with afterwards.at_work():
        assert await Relay(afterwards.archive, afterwards.client).once(A_MINUTE) == 1
        assert [fact.submission for fact in await again.all(e.StepSubmitted)] == ["into the void"]
        await afterwards.dismiss()


async def test_a_locked_session_still_tells_the_reviews_that_had_not_heard(
    idle_engine: Engine, tmp_path: Path
) -> None:
    async with idle_engine.at_work(), idle_engine.projecting():
        panel = await panel_on(idle_engine, tmp_path)
        await panel.rate_everybody()
    state, at = fold_session(await panel.facts()), sample.local("2026-11-20 10:00")
    lock = calibration.LockSession(at=at, actor=panel[HR], submission="lock")
    told = decide_session(state, lock.model_copy(update={"missing": (), "departs": "no"}))
    journal = idle_engine.archive.journal
    await journal.append(panel.session, state.version, [Entry(each) for each in told])
    afterwards = await lost(idle_engine)
    await rebuilt(afterwards)
    async with afterwards.at_work():
        for number in REVIEWEES:
            await anew(panel.reviews[number], afterwards).until_told(e.CalibrationSettled)
        await afterwards.client.get_workflow_handle(panel.handle.id).result()
        sessions = (await missing_started(afterwards)).kinds[Kind.SESSIONS]
        assert (sessions.ended, sessions.started) == (1, 0)
        await afterwards.dismiss()


async def test_a_cycle_whose_reviews_are_all_done_closes_and_its_delivery_ends(
    idle_engine: Engine, tmp_path: Path
) -> None:
    async with idle_engine.at_work(), idle_engine.projecting():
        launched = await (await hire(idle_engine, tmp_path, 8)).launch(reviewees=(REVIEWEE,))
        review = await launched.review_of(REVIEWEE)
        await review.until_it_waits()
    state = fold(await review.facts())
    leaver = c.CancelReview(at=sample.local("2026-01-06 10:00"), cause="left", request="leaver")
    ended = [Entry(event) for event in decide(state, leaver)]
    await idle_engine.archive.journal.append(review.plan.review, state.version, ended)
    afterwards = await lost(idle_engine)
    report = await rebuilt(afterwards)
    assert report.kinds[Kind.CYCLES].started == report.kinds[Kind.DELIVERIES].started == 1
    async with afterwards.at_work(), afterwards.projecting(), asyncio.timeout(30):
        for name in (launched.handle.id, naming.delivery_workflow(launched.id)):
            await afterwards.client.get_workflow_handle(name).result()
        await afterwards.dismiss()
    assert [fact.type for fact in await launched.facts()][-1] == "CycleClosed"


async def test_a_launch_goes_on_with_whom_it_had_not_taken_in(
    idle_engine: Engine, tmp_path: Path
) -> None:
    company = await hire(idle_engine, tmp_path, 8)
    at, people = sample.local("2026-01-05 09:00"), (company["10"], company["101"])
    asked = LaunchRequest(annual(), people, company[HR], beginning(at))
    cycle = cycle_id(idle_engine.archive.organisation, annual().key)
    # Temporal is lost in the moment between the launch and its first page.
    staged = await stage(idle_engine.archive, asked, "launch")
    launcher = Launcher(idle_engine.archive, idle_engine.client)
    ref = LaunchRef(cycle=cycle, launch=staged, at=at)
    assert await ActivityEnvironment().run(launcher.begin, ref) == 1
    assert (await rebuilt(idle_engine)).started == 1
    async with idle_engine.at_work(), idle_engine.projecting():
        await Launched(company, asked, cycle).until_everybody_has_a_result()
        delivery = idle_engine.client.get_workflow_handle(naming.delivery_workflow(cycle))
        await until_it_waits(delivery)
        await idle_engine.dismiss()


async def test_a_scheduled_launch_still_begins_by_itself(
    idle_engine: Engine, tmp_path: Path
) -> None:
    company = await hire(idle_engine, tmp_path, 8)
    at, tempo = datetime.now(UTC), beginning(sample.local("2026-01-05 09:00"))
    asked = LaunchRequest(annual(), (company["101"],), company[HR], tempo)
    scheduling = Scheduling(idle_engine.archive, idle_engine.client)
    await scheduling.schedule(asked, at + timedelta(seconds=4), "soon", at, company[HR])
    afterwards = await lost(idle_engine)
    assert (await rebuilt(afterwards)).kinds[Kind.CYCLES].started == 1
    async with afterwards.at_work(), afterwards.projecting():
        cycle = cycle_id(idle_engine.archive.organisation, annual().key)
        await Launched(company, asked, cycle).until_everybody_has_a_result()
        delivery = afterwards.client.get_workflow_handle(naming.delivery_workflow(cycle))
        await until_it_waits(delivery)
        await afterwards.dismiss()


async def test_a_deadline_that_was_moved_for_all_reaches_who_had_not_heard_and_nobody_twice(
    idle_engine: Engine, tmp_path: Path
) -> None:
    async with idle_engine.at_work(), idle_engine.projecting():
        launched = await (await hire(idle_engine, tmp_path, 8)).launch(reviewees=("101", "102"))
        heard, unheard = [await launched.review_of(number) for number in ("101", "102")]
        for review in (heard, unheard):
            await review.until_it_waits()
        first = moved(launched, "first")
        command = c.Extend(**first.model_dump(include={"stage", "by_rule", "request", "by"}))
        await heard.steer("extend", command)
    journal = idle_engine.archive.journal
    await journal.append(launched.id, None, [Entry(first), Entry(moved(launched, "second"))])
    afterwards = await lost(idle_engine)
    await rebuilt(afterwards)
    async with afterwards.at_work(), afterwards.projecting(), asyncio.timeout(30):
        for review in (heard, unheard):
            while len(await review.all(e.StageExtended)) < 2:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
            requests = [fact.request for fact in await review.all(e.StageExtended)]
            assert requests == ["first", "second"]
        await afterwards.dismiss()


def moved(launched: Launched, request: str) -> StageDeadlineMoved:
    """What a cycle records when HR moves a deadline for everybody."""
    return StageDeadlineMoved(
        at=sample.local("2026-01-06 10:00"),
        stage=StageId("goal_setting"),
        by_rule=When(working_days=2),
        reviews=(),
        request=request,
        by=launched.company[HR],
    )
