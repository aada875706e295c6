"""What a timer sets going: launched once, late, beside, after, or not, and HR hears of it."""

from asyncio import gather
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.service import RPCError

from domain.cycle.events import CycleClosed
from domain.recurrence import events as e
from domain.recurrence.rhythm import AfterHire, months_later
from domain.recurrence.terms import Overlap
from gateway.recurring import CannotBeginNow
from storage.journal import Entry
from storage.read_models.waiting import wait_for
from tests.workflow.company import HR
from tests.workflow.engine import Engine
from tests.workflow.recurring_scene import NOW, TODAY, Scene, process, quarterly, scene_on, yearly

A_DAY = timedelta(days=1)


@pytest.fixture
async def scene(office: Engine, tmp_path: Path) -> AsyncIterator[Scene]:
    found = await scene_on(office, tmp_path)
    yield found
    with suppress(RPCError):
        await found.timer.delete()


async def test_a_timer_that_ticks_while_others_look_launches_a_cycle_once(scene: Scene) -> None:
    day = TODAY - A_DAY
    terms = scene.terms(yearly(day))
    recurrence = await scene.set_long_ago(terms)
    await gather(scene.carry_on(recurrence.id), scene.carry_on(recurrence.id))
    await scene.has_ticked(1)
    [launched] = await scene.facts(e.OccurrenceLaunched)
    days_late = (launched.at.date() - day).days  # one, or two where midnight has passed meanwhile
    assert (launched.occurrence, launched.days_late, launched.by) == (f"{day}", days_late, None)
    assert days_late in {1, 2}
    [launch] = await scene.launches_of(launched.cycle)
    assert (launch.definition.key, launch.definition.begins) == (f"yearly-{day.year}", day)
    assert set(launch.people) == set(scene.company.people)
    assert launch.hr_owner == terms.hr_owner


async def test_a_day_missed_for_longer_than_it_may_be_late_is_skipped_and_hr_is_told(
    scene: Scene,
) -> None:
    await scene.set_long_ago(scene.terms(yearly(TODAY - 8 * A_DAY), late_days=7))
    skipped = await scene.first(e.OccurrenceSkipped)
    assert skipped.reason == "missed"
    archive = scene.office.archive
    assert await wait_for(archive.readers, await archive.store.head(), 20)
    told = "SELECT recipient, kind, cycle FROM read.notices WHERE reason = 'recurrence_skipped'"
    [notice] = await archive.readers.fetch(told)
    assert tuple(notice) == (skipped.owner, "recurrence", archive.organisation)


async def two_quarters(scene: Scene, overlap: Overlap) -> tuple[UUID, e.OccurrenceLaunched]:
    """A quarterly cycle that was launched three months ago and still runs; the next is due."""
    first = months_later(TODAY - A_DAY, -3)
    terms = scene.terms(quarterly(first), overlap=overlap)
    recurrence = await scene.set_long_ago(terms, 100, ticks=False)
    await scene.carry_on(recurrence.id, datetime.combine(first, time(12), UTC))
    [launched] = await scene.facts(e.OccurrenceLaunched)
    await scene.carry_on(recurrence.id)
    return recurrence.id, launched


async def test_a_cycle_that_waits_begins_once_the_one_before_is_closed(scene: Scene) -> None:
    recurrence, first = await two_quarters(scene, Overlap.WAIT)
    await scene.carry_on(recurrence)
    [held] = await scene.facts(e.OccurrenceHeld)
    assert held.reason == "previous_runs"
    closed = CycleClosed(at=NOW, open_reviews=0)
    await scene.office.archive.journal.append(first.cycle, None, [Entry(closed)])
    await scene.carry_on(recurrence)
    assert [each.occurrence for each in await scene.facts(e.OccurrenceLaunched)] == [
        first.occurrence,
        held.occurrence,
    ]


async def test_a_cycle_is_launched_beside_the_one_before_or_skipped_as_hr_settled(
    scene: Scene,
) -> None:
    await two_quarters(scene, Overlap.SKIP)
    [skipped] = await scene.facts(e.OccurrenceSkipped)
    assert skipped.reason == "previous_runs"
    cycle = await scene.recurring.launch_now("yearly", skipped.occurrence, scene.by_hr())
    assert cycle is not None
    assert await scene.launches_of(cycle)
    assert (await scene.facts(e.OccurrenceLaunched))[-1].by == scene.company[HR]


async def test_a_key_that_another_cycle_has_holds_the_launch_until_hr_has_mended_it(
    scene: Scene,
) -> None:
    day = TODAY - A_DAY
    terms = scene.terms(yearly(day))
    other = process().model_copy(update={"key": f"yearly-{day.year}"})
    await scene.company.launch(other)
    recurrence = await scene.set_long_ago(terms, ticks=False)
    await scene.carry_on(recurrence.id)
    await scene.carry_on(recurrence.id)
    [held] = await scene.facts(e.OccurrenceHeld)
    assert held.reason == "key_taken"
    with pytest.raises(CannotBeginNow, match="another cycle has its key already"):
        await scene.recurring.launch_now("yearly", None, scene.by_hr())
    await scene.carry_on(recurrence.id, NOW + 8 * A_DAY)
    assert [each.reason for each in await scene.facts(e.OccurrenceSkipped)] == ["missed"]


async def test_whoever_falls_due_after_hire_joins_the_cycle_of_their_quarter(scene: Scene) -> None:
    due = await scene.hired({"501": TODAY - 2 * A_DAY, "502": TODAY - A_DAY, "503": TODAY})
    recurrence = await scene.set_long_ago(scene.terms(AfterHire(days=30)), 10, ticks=False)
    for days in (2, 1, 1):
        await scene.carry_on(recurrence.id, NOW - days * A_DAY)
    one, two = await scene.facts(e.OccurrenceLaunched)
    assert (one.people, two.people) == ((due["501"],), (due["502"],))
    assert one.cycle == two.cycle
    closed = CycleClosed(at=NOW, open_reviews=0)
    await scene.office.archive.journal.append(one.cycle, None, [Entry(closed)])
    await scene.carry_on(recurrence.id, NOW + timedelta(hours=4))
    three = (await scene.facts(e.OccurrenceLaunched))[-1]
    [launch] = await scene.launches_of(three.cycle)
    assert (three.people, three.cycle == one.cycle) == ((due["503"],), False)
    assert launch.definition.key.endswith("-2")
