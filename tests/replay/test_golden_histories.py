"""Histories of earlier code, replayed with the code of today."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf.json_format import ParseDict
from pydantic import JsonValue
from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from activities.codec import SealingCodec, data_converter
from tests.replay.golden import HISTORIES, KEYRING
from workers.worker import RUNNER
from workflows.action import Action
from workflows.calibration import CalibrationSession
from workflows.cycle import ReviewCycle
from workflows.delivery import Delivery
from workflows.development import DevelopmentPlan
from workflows.recurrence import RecurringCycle
from workflows.review import Review

FILES = sorted(HISTORIES.glob("*.json"))
EVERY_KIND = {"review", "session", "cycle", "delivery", "action", "plan", "recurrence"}
EVERY_WORKFLOW = (
    *(Review, CalibrationSession, ReviewCycle, Delivery, Action, DevelopmentPlan),
    RecurringCycle,
)
NEVER_SAID = (
    *("halden.example", "Person 1", "words that nobody", "Events, not", "forgotten"),
    "hard things",
)


@workflow.defn(name="Review")
class Hasty:
    """A review that sleeps before it does anything, as none ever did."""

    @workflow.run
    async def run(self, start: object) -> None:  # noqa: ARG002 - as every review is started
        await workflow.sleep(1)


def history_of(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(file.stem, file.read_text())


def payloads(found: JsonValue) -> Iterator[Payload]:
    """Everything sealed in a history, wherever it lies."""
    match found:
        case dict() if {"metadata", "data"} <= found.keys():
            yield ParseDict(found, Payload())
        case dict():
            for value in found.values():
                yield from payloads(value)
        case list():
            for value in found:
                yield from payloads(value)
        case _:
            return


def test_there_are_golden_histories_of_every_kind_of_process() -> None:
    assert {file.stem.split("-")[0] for file in FILES} == EVERY_KIND


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_golden_history_replays_without_a_difference(file: Path) -> None:
    replayer = Replayer(
        workflows=[*EVERY_WORKFLOW],
        data_converter=data_converter(KEYRING),
        workflow_runner=RUNNER,
    )
    await replayer.replay_workflow(history_of(file))


async def test_code_that_would_do_something_else_is_noticed() -> None:
    replayer = Replayer(
        workflows=[Hasty],
        data_converter=data_converter(KEYRING),
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    with pytest.raises(workflow.NondeterminismError):
        await replayer.replay_workflow(history_of(HISTORIES / "review-completed.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_not_even_who_has_the_key_finds_a_name_or_a_word_in_it(file: Path) -> None:
    text = file.read_text()
    sealed = list(payloads(json.loads(text)))
    opened = await SealingCodec(KEYRING).decode(sealed)
    said = text + "".join(payload.data.decode(errors="replace") for payload in opened)
    assert sealed
    assert not [words for words in NEVER_SAID if words in said]
