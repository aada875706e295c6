"""Temporal, the log and the read models are compared, and whatever differs is named."""

from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from activities import starting
from activities.rebuilding.start import Kind
from activities.verifying import shown, standing
from activities.verifying.difference import REBUILD_MISSING, Difference
from activities.verifying.verified import verified
from domain.review import commands as c
from domain.review import events as e
from domain.review.decide import decide
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan
from storage.journal import Entry
from storage.read_models.waiting import wait_for
from tests.unit.review import sample_plan as sample
from tests.workflow.company import Launched, hire
from tests.workflow.engine import Engine
from tests.workflow.lost_temporal import lost, missing_started, running_on, verified_on
from tests.workflow.under_way import UnderWay

NOT_QUIET = (
    "INSERT INTO read.quiet_reviews SELECT review, cycle, cycle, NULL, now() FROM read.reviews"
)
LONG_AGO = (
    "UPDATE read.notices SET state = 'waiting', not_before = not_before - interval '400 days'"
)
UNGUARDED = "ALTER TABLE log.event DISABLE TRIGGER ALL"


async def tamper(engine: Engine, *statements: str) -> None:
    """Change something behind everybody's back, as only a superuser can."""
    connection = await asyncpg.connect(engine.database)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def one_review(office: Engine, folder: Path) -> UnderWay:
    """A cycle with one review, which the read models show."""
    review = await (await launched_on(office, folder)).review_of("101")
    await review.until_it_waits()
    archive = office.archive
    assert await wait_for(archive.readers, await archive.store.head(), 20)
    return review


async def launched_on(office: Engine, folder: Path) -> Launched:
    return await (await hire(office, folder, 8)).launch(reviewees=("101",))


async def differences(engine: Engine) -> list[tuple[str, str]]:
    """What differs, by its sort and by what it is about."""
    found = await verified_on(engine)
    return [(each.sort, each.about) for each in found.differences]


async def the_only(engine: Engine) -> Difference:
    (found,) = (await verified_on(engine)).differences
    return found


async def test_where_all_is_well_it_says_what_was_compared(office: Engine, tmp_path: Path) -> None:
    await one_review(office, tmp_path)
    found = await verified_on(office)
    compared, *_, verdict = found.sentences()
    assert "reviews 1" in compared
    assert "cycles 1" in compared
    assert verdict == "No difference: Temporal, the log and the read models agree."
    assert found.counts["workflows asked where they stand"] == 2
    assert found.told()["well"] is True


async def test_a_workflow_that_somebody_terminated_is_named_and_a_rebuild_mends_it(
    office: Engine, tmp_path: Path
) -> None:
    review = await one_review(office, tmp_path)
    await review.handle.terminate("the wrong button")
    named = await the_only(office)
    assert named.about == review.handle.id
    assert "was terminated in Temporal, though it is to run" in named.what
    assert named.mend == REBUILD_MISSING
    report = await missing_started(office)
    assert (report.started, report.kinds[Kind.REVIEWS].started) == (1, 1)
    assert (await verified_on(office)).is_well
    await review.until("2026-01-13 10:00")
    await review.submit("propose_goals", review.plan.reviewee)
    assert await review.all(e.StepSubmitted)


async def test_everything_is_missing_where_temporal_is_empty(
    office: Engine, tmp_path: Path
) -> None:
    review = await one_review(office, tmp_path)
    afterwards = await lost(office)
    found = await verified_on(afterwards)
    kinds = sorted(each.about.partition("/")[0] for each in found.differences)
    assert kinds == ["cycle", "delivery", "review", "session"]
    assert review.handle.id in {each.about for each in found.differences}
    assert {each.sort for each in found.differences} == {"not running"}


async def test_a_workflow_that_runs_though_all_is_done_is_named(
    office: Engine, tmp_path: Path
) -> None:
    review = await one_review(office, tmp_path)
    state = fold(await review.facts())
    await review.steer("cancel", c.CancelReview(cause="left", request="leaver"))
    await review.handle.result()
    await office.client.start_workflow(
        starting.REVIEW,
        starting.ReviewStart(state=state),
        id=review.handle.id,
        task_queue="nobody works here",
        search_attributes=(await review.handle.describe()).typed_search_attributes,
    )
    assert ("running in vain", review.handle.id) in await differences(office)


async def test_a_workflow_that_stands_elsewhere_than_its_stream_is_named(
    office: Engine, tmp_path: Path
) -> None:
    review = await one_review(office, tmp_path)
    state = fold(await review.facts())
    asked = c.PauseReview(at=sample.local("2026-01-06 10:00"), request="aside", by=sample.HR)
    told = decide(state, asked)
    journal = office.archive.journal
    await journal.append(review.plan.review, state.version, [Entry(each) for each in told])
    named = await the_only(office)
    assert (named.sort, named.about) == ("stands elsewhere", review.handle.id)
    assert f"version {state.version} of its stream, the log at {state.version + 1}" in named.what


async def test_where_no_worker_is_it_says_that_nobody_was_asked(
    idle_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PATIENCE", timedelta(seconds=1))
    async with idle_engine.projecting():
        await idle_engine.start(await idle_engine.record_opening(of_one_step()))
        found = await verified_on(idle_engine)
    assert found.is_well
    assert any("Start a worker" in remark for remark in found.remarks)


def of_one_step() -> ReviewPlan:
    return sample.of_one(sample.step("notes"))


async def test_rows_that_the_log_gives_otherwise_are_named_by_table_key_and_column(
    office: Engine, tmp_path: Path
) -> None:
    review = await one_review(office, tmp_path)
    assert (await verified_on(office)).is_well
    await tamper(
        office, NOT_QUIET, "DELETE FROM read.sessions", "UPDATE read.reviews SET stage = '-'"
    )
    found = (await verified_on(office)).differences
    changed, missing, surplus = (each.what for each in found)
    row = f"the row {review.plan.review} of the table"
    assert changed == f"In {row} reviews the log gives another value for stage."
    about = f"the row {review.plan.session} of the table sessions"
    assert missing == f"By the log there should be {about}."
    assert surplus == f"By the log there should not be {row} quiet_reviews."
    assert {each.mend for each in found} == {"Run `perennial projections rebuild`."}


async def test_a_gap_in_the_log_is_named_with_the_stream_it_tears(
    idle_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "LAG_SECONDS", 0.1)
    review = await idle_engine.record_opening(of_one_step())
    recorded = await idle_engine.archive.journal.read(review.plan.review)
    (second,) = (each.position for each in recorded if isinstance(each.event, e.StageOpened))
    await tamper(
        idle_engine,
        UNGUARDED,
        "DELETE FROM log.event WHERE type = 'StageOpened'",
    )
    found = await verified_on(idle_engine)
    said = " ".join(found.sentences())
    assert f"The log has a gap: the fact at position {second} is missing." in said
    assert f"Version 2 is missing from the stream {review.plan.review}" in said
    assert "Restore the database from a backup" in said


async def test_a_fact_that_nobody_can_read_is_named_with_its_stream(
    idle_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "LAG_SECONDS", 0.1)
    review = await idle_engine.record_opening(of_one_step())
    await tamper(
        idle_engine, UNGUARDED, "UPDATE log.event SET data = '{}' WHERE type = 'StageOpened'"
    )
    found = await verified_on(idle_engine)
    assert ("does not fold", str(review.plan.review)) in {
        (each.sort, each.about) for each in found.differences
    }


async def test_what_the_outbox_and_the_ledger_tell_differently_is_named(
    idle_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PATIENCE", timedelta(seconds=1))
    async with idle_engine.projecting():
        async with idle_engine.at_work():
            await one_review(idle_engine, tmp_path)
        # With nobody there who would deliver.
        await tamper(idle_engine, "UPDATE read.notices SET state = 'sent', message = notice")
        assert {sort for sort, _ in await differences(idle_engine)} >= {"told by nobody"}
        await tamper(idle_engine, LONG_AGO)
        assert {sort for sort, _ in await differences(idle_engine)} >= {"waits too long"}


async def test_a_quick_look_reads_nothing_in_full_and_still_names_what_does_not_run(
    office: Engine, tmp_path: Path
) -> None:
    review = await one_review(office, tmp_path)
    await review.handle.terminate("the wrong button")
    await tamper(office, "UPDATE read.reviews SET stages_done = 5")
    found = await verified(office.archive, office.client, office.database, is_quick=True)
    assert [each.about for each in found.differences] == [review.handle.id]
    assert not {"streams folded", "rows of read models"} & found.counts.keys()


async def test_a_sample_asks_no_more_than_so_many(idle_engine: Engine) -> None:
    async with idle_engine.projecting(), idle_engine.at_work():
        for _ in range(6):
            await idle_engine.begin(of_one_step())
        archive, client = idle_engine.archive, idle_engine.client
        await running_on(idle_engine)
        found = await verified(archive, client, idle_engine.database, sample=2)
        await idle_engine.dismiss()
    assert found.is_well
    assert found.counts["reviews"] == 6
    assert found.counts["workflows asked where they stand"] < 6
