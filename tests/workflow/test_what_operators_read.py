"""What stands in the Temporal UI of a process: a table for who may read, a few words for all."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from google.protobuf.json_format import MessageToJson, ParseDict
from pydantic import JsonValue
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata

from activities import naming
from activities.in_clear import IN_CLEAR, Clear
from activities.search_attributes import PROCESS_STATE
from domain.definition.words import Role
from tests.unit.review.sample_plan import MANAGER, local, of_one, step
from tests.workflow.company import hire
from tests.workflow.engine import Engine
from tests.workflow.reference_review import play_promptly, reference_plan
from tests.workflow.under_way import Handle, until_it_waits


async def details_of(process: Handle) -> list[str]:
    """Read the current details of a process, line by line, as the UI asks for them."""
    told: WorkflowMetadata = await process.query(
        "__temporal_workflow_metadata", result_type=WorkflowMetadata
    )
    return str(told.current_details).splitlines()


def summaries_of(history: Sequence[HistoryEvent], kind: "EventType.ValueType") -> list[str]:
    found = (e.user_metadata.summary for e in history if e.event_type == kind)
    return [str(json.loads(summary.data)) for summary in found]


async def test_the_details_of_a_late_review_say_who_until_when_and_what_was_sent(
    engine: Engine,
) -> None:
    review = await engine.begin(of_one(step("talk", Role.MANAGER)))
    await review.until("2026-03-19 10:00")
    said, _, _, _, row, _, console = await details_of(review.handle)
    assert said == "Stage 1 of 1, overdue. Next: rung at 2026-03-23 08:00 UTC."
    assert [cell.strip() for cell in row.strip("|").split("|")] == [
        "talk",
        str(MANAGER),
        "overdue",
        "2026-03-16 16:00 UTC",
        "rung 2026-03-23 08:00 UTC",
        "escalation 1 2026-03-19 08:00 UTC",
    ]
    assert console == f"Console: /operations/reviews/{review.plan.review}"


async def test_every_timer_and_every_activity_of_a_review_says_what_it_is_for(
    engine: Engine,
) -> None:
    review = await engine.begin(reference_plan())
    await play_promptly(review)
    history = await review.history()
    timers = summaries_of(history, EventType.EVENT_TYPE_TIMER_STARTED)
    assert set(timers) == {Clear.REMINDER}
    records = summaries_of(history, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
    assert records == [Clear.HANDED_IN] * 6


async def test_everything_else_of_a_review_is_sealed(engine: Engine) -> None:
    review = await engine.begin(reference_plan())
    await play_promptly(review)
    clear = []
    for event in await review.history():
        for place, payload in payloads(json.loads(MessageToJson(event)), ()):
            if "indexedFields" not in place and payload.metadata["encoding"] != b"sealed":
                clear.append(payload.data)
    assert clear
    assert set(clear) <= {*IN_CLEAR, b""}


async def test_messages_that_cannot_be_sent_show_until_they_have_gone_out(
    office: Engine, tmp_path: Path
) -> None:
    office.postbox.is_closed = True
    launched = await (await hire(office, tmp_path, 8)).launch(reviewees=("101",))
    delivery: Handle = office.client.get_workflow_handle(naming.delivery_workflow(launched.id))
    await until_it_waits(delivery)
    await office.advance(delivery, local("2026-01-12 08:30") - local("2026-01-05 09:00"))
    await until_shown(delivery, "failing")
    assert not office.postbox.messages
    office.postbox.is_closed = False
    await office.advance(delivery, timedelta(hours=8))
    await until_shown(delivery, "open")
    assert len(office.postbox.messages) == 1


async def test_a_cycle_shows_that_it_should_be_over(office: Engine, tmp_path: Path) -> None:
    launched = await (await hire(office, tmp_path, 8)).launch(reviewees=("101",))
    await until_it_waits(launched.handle)
    await office.advance(launched.handle, timedelta(days=420))
    await until_shown(launched.handle, "overdue")
    said, *_, console = await details_of(launched.handle)
    assert said.startswith("Cycle: overdue. Next: end of cycle at ")
    assert console == f"Console: /hr/cycles/{launched.id}"


async def until_shown(process: Handle, state: str) -> None:
    """Return once a process is shown in that state."""
    async with asyncio.timeout(20):
        while await state_of(process) != state:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)


async def state_of(process: Handle) -> str | None:
    return (await process.describe()).typed_search_attributes.get(PROCESS_STATE)


def payloads(told: JsonValue, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Payload]]:
    """Everything that is a payload in an event, with where it lies."""
    match told:
        case dict() if "metadata" in told:
            yield place, ParseDict(told, Payload())
        case dict():
            for name, value in told.items():
                yield from payloads(value, (*place, name))
        case list():
            for value in told:
                yield from payloads(value, place)
        case _:
            return
