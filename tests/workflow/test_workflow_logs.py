"""A workflow says something once: when it happens, and not again while its history is replayed."""

import logging

import pytest
from temporalio.worker import Replayer

from activities import starting
from domain.definition.deadlines import When
from domain.ids import StageId
from domain.review.commands import Extend
from tests.unit.review.sample_plan import of_one, step
from tests.workflow.engine import Engine
from workers.worker import RUNNER
from workflows.review import Review

SAID = "not carried out: unknown_stage"


async def test_what_a_review_says_is_said_once_and_never_in_replay(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    review = await engine.begin(of_one(step("notes")))
    unknown = Extend(stage=StageId("none"), by_rule=When(working_days=3), request="extend")
    await review.handle.signal(starting.STAGE_EXTENDED, unknown)
    await review.submit("notes")
    (line,) = [each for each in caplog.records if each.name == "temporalio.workflow"]
    assert line.getMessage().startswith(SAID)
    caplog.clear()
    history = await review.handle.fetch_history()
    config = engine.client.config()
    replayer = Replayer(
        workflows=[Review], data_converter=config["data_converter"], workflow_runner=RUNNER
    )
    assert (await replayer.replay_workflow(history)).replay_failure is None
    assert [line for line in caplog.records if line.name == "temporalio.workflow"] == []
