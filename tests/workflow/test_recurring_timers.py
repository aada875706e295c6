"""Timers of recurring cycles are made from the log: lost, or pressed in the UI, they are mended."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.service import RPCError, RPCStatusCode

from activities.recurring.timer import timer_at
from activities.recurring.timers import timers_amiss
from domain.recurrence.names import recurrence_id
from domain.recurrence.refusals import RecurrencePausedAlready, RecurrenceRuns
from gateway.changing import SayWhy
from tests.workflow.engine import Engine
from tests.workflow.lost_temporal import lost, missing_started, verified_on
from tests.workflow.recurring_scene import TODAY, Scene, scene_on, yearly

NEXT_YEAR = yearly(TODAY + timedelta(days=90))


@pytest.fixture
async def scene(engine: Engine, tmp_path: Path) -> AsyncIterator[Scene]:
    found = await scene_on(engine, tmp_path, 4)
    await found.recurring.settle(found.terms(NEXT_YEAR), found.by_hr())
    yield found
    with suppress(RPCError):
        await found.timer.delete()


async def amiss(engine: Engine) -> list[str]:
    return [each.how async for each in timers_amiss(engine.archive, engine.client)]


async def test_the_timer_ticks_once_a_day_at_the_hour_and_in_the_zone_that_hr_settled(
    scene: Scene,
) -> None:
    found = await scene.timer.describe()
    assert [(n.hour, n.minute) for n in found.info.next_action_times[:3]] == [(4, 0)] * 3
    assert found.schedule.spec.time_zone_name == "UTC"
    assert await amiss(scene.office) == []
    assert not await scene.recurring.settle(scene.terms(NEXT_YEAR), scene.by_hr())


async def test_a_recurrence_is_paused_resumed_and_ended_and_its_timer_follows(
    scene: Scene,
) -> None:
    recurring = scene.recurring
    with pytest.raises(SayWhy):
        await recurring.pause("yearly", scene.by_hr(" "))
    await recurring.pause("yearly", scene.by_hr())
    assert (await scene.timer.describe()).schedule.state.paused
    with pytest.raises(RecurrencePausedAlready):
        await recurring.pause("yearly", scene.by_hr())
    await recurring.resume("yearly", scene.by_hr())
    assert not (await scene.timer.describe()).schedule.state.paused
    with pytest.raises(RecurrenceRuns):
        await recurring.resume("yearly", scene.by_hr())
    await recurring.end("yearly", scene.by_hr())
    with pytest.raises(RPCError) as failure:
        await scene.timer.describe()
    assert failure.value.status is RPCStatusCode.NOT_FOUND
    assert await amiss(scene.office) == []


async def test_a_dry_run_records_nothing_and_makes_no_timer(scene: Scene) -> None:
    await scene.recurring.end("yearly", scene.by_hr(), is_dry=True)
    await scene.recurring.pause("yearly", scene.by_hr(), is_dry=True)
    other = scene.terms(yearly(TODAY + timedelta(days=30))).model_copy(update={"key": "other"})
    other = other.model_copy(update={"cycle_key": "other-{year}"})
    assert await scene.recurring.settle(other, scene.by_hr(), is_dry=True)
    known = (await scene.recurring.read()).listed()
    assert [(each.terms.key, each.state) for each in known] == [("yearly", "running")]
    organisation = scene.office.archive.organisation
    found = await timer_at(scene.office.client, organisation, recurrence_id(organisation, "other"))
    assert found is None


async def test_a_timer_that_somebody_paused_in_the_ui_or_deleted_is_found_and_mended(
    scene: Scene,
) -> None:
    await scene.timer.pause(note="pressed by mistake")
    found = await verified_on(scene.office)
    assert [(each.sort, each.about) for each in found.differences if "timer" in each.sort] == [
        ("timer different", scene.timer.id)
    ]
    assert (await missing_started(scene.office)).timers == 1
    assert await amiss(scene.office) == []
    await scene.timer.delete()
    assert await amiss(scene.office) == ["missing"]
    await missing_started(scene.office)
    assert await amiss(scene.office) == []


async def test_a_timer_of_what_was_ended_is_found_and_taken_away(scene: Scene) -> None:
    standing = (await scene.recurring.read()).keyed("yearly")
    await scene.recurring.end("yearly", scene.by_hr())
    await scene.set_timer(standing)
    assert await amiss(scene.office) == ["in_vain"]
    await missing_started(scene.office)
    assert await amiss(scene.office) == []


async def test_the_timers_stand_again_after_temporal_was_lost(scene: Scene) -> None:
    anew = await lost(scene.office)
    assert await amiss(anew) == ["missing"]
    await missing_started(anew)
    assert await amiss(anew) == []
    await replace(scene, office=anew).timer.delete()
