from collections import Counter
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.service import RPCError

from activities import naming, starting
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import local
from tests.workflow.company import Launched, hire
from tests.workflow.engine import Engine
from tests.workflow.under_way import Handle, until_it_waits

TEAM = ("101", "102", "103", "104")


@pytest.fixture
async def launched(office: Engine, tmp_path: Path) -> Launched:
    """The annual cycle of a team of four."""
    launched = await (await hire(office, tmp_path, 8)).launch(reviewees=TEAM)
    await until_it_waits(delivery_of(launched))
    return launched


def delivery_of(launched: Launched) -> Handle:
    name = naming.delivery_workflow(launched.id)
    return launched.company.engine.client.get_workflow_handle(name)


async def until(launched: Launched, moment: str) -> None:
    """Let time pass for the delivery until that moment in Berlin."""
    engine, handle = launched.company.engine, delivery_of(launched)
    now = launched.request.tempo.virtual(await engine.skipper.get_current_time(handle))
    await engine.advance(handle, local(moment) - now)


async def rounds(launched: Launched) -> int:
    """How many rounds the delivery has begun."""
    scheduled = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    history = await delivery_of(launched).fetch_history()
    return sum(event.event_type == scheduled for event in history.events)


def letters(launched: Launched) -> Counter[str]:
    return Counter(message.address for message in launched.company.engine.postbox.messages)


async def test_everybody_hears_once_when_their_first_step_opens(launched: Launched) -> None:
    await until(launched, "2026-01-12 07:59")
    assert letters(launched) == {}
    await until(launched, "2026-01-16 17:00")
    assert letters(launched) == {f"p{number}@halden.example": 1 for number in TEAM}
    assert await rounds(launched) <= 3


async def test_a_manager_with_many_notices_gets_one_letter(launched: Launched) -> None:
    await until(launched, "2026-01-13 09:00")
    for number in TEAM:
        review = await launched.review_of(number)
        await review.until("2026-01-13 10:00")
        await review.submit("propose_goals", launched.company[number], Verdict.SUBMITTED)
    earliest = starting.Earliest(at=local("2026-01-13 10:05"))
    await delivery_of(launched).signal(starting.NOTICES_WAITING, earliest)
    await until(launched, "2026-01-13 17:00")
    assert letters(launched)["p10@halden.example"] == 1


async def test_a_signal_for_each_notice_is_still_one_round(launched: Launched) -> None:
    await until(launched, "2026-01-13 09:00")
    before = await rounds(launched)
    for minute in range(10):
        earliest = starting.Earliest(at=local(f"2026-01-13 10:0{minute}"))
        await delivery_of(launched).signal(starting.NOTICES_WAITING, earliest)
    await until(launched, "2026-01-13 17:00")
    assert await rounds(launched) == before + 1


async def test_the_delivery_ends_with_its_cycle_after_a_last_round(launched: Launched) -> None:
    before = await rounds(launched)
    await delivery_of(launched).signal(starting.CYCLE_CLOSED)
    await delivery_of(launched).result()
    assert await rounds(launched) == before + 1
    with pytest.raises(RPCError, match="already completed"):
        await delivery_of(launched).signal(starting.CYCLE_CLOSED)
