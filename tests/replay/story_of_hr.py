"""What golden histories tell of HR: changes in flight, people added, launches to come, leaders."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from domain.cycle.events import Change
from domain.definition.cycle import Eligibility
from domain.ids import ReviewId, StepId, cycle_id
from domain.review import events as e
from gateway.calibrating import Leading
from gateway.changing import Added, Changes, Ordered
from gateway.cycle_start import LaunchRequest
from gateway.scheduling import Scheduling
from tests.unit.review import sample_plan as sample
from tests.workflow.company import HR, Company, Launched, annual, hire
from tests.workflow.engine import Engine, beginning
from tests.workflow.panel import Panel, panel_on
from tests.workflow.under_way import Handle

WHY = "words that nobody outside may read"
HEARD: dict[Change, type[e.ReviewEvent]] = {
    "pause": e.ReviewPaused,
    "resume": e.ReviewResumed,
    "close": e.ReviewCancelled,
}
Told = AsyncIterator[tuple[str, Handle]]


async def changes_by_hr(office: Engine, folder: Path) -> Told:
    """A cycle that stands still, goes on, takes somebody in and is closed by hand."""
    definition = annual().model_copy(update={"eligible": Eligibility(departments=("Nowhere",))})
    company = await hire(office, folder, 12)
    launched = await company.launch(definition, reviewees=["101"])
    people = tuple(company[number] for number in ("102", "103"))
    await Changes(office.archive, office.client).add(
        Added("late joiners", launched.id, people, company[HR], WHY)
    )
    yield "cycle-with-people-added", launched.handle
    await _change(launched, "pause")
    yield "cycle-paused", launched.handle
    await _change(launched, "resume")
    review = await launched.review_of("102")
    await review.until("2026-01-13 10:00")
    await review.submit("propose_goals", company["102"])
    await _change(launched, "reopen", review.plan.review)
    await _change(launched, "nudge", review.plan.review)
    yield "review-reopened", review.handle
    await _change(launched, "close")
    await launched.handle.result()
    yield "cycle-closed-by-hand", launched.handle


async def _change(launched: Launched, change: Change, *reviews: ReviewId) -> None:
    """Have it done to these reviews, or to all, and wait until they have heard."""
    office = launched.company.engine
    ordered = Ordered(
        request=change,
        cycle=launched.id,
        change=change,
        by=launched.company[HR],
        words=WHY,
        reviews=reviews,
        steps=(StepId("propose_goals"),) if change == "reopen" else (),
    )
    await Changes(office.archive, office.client).carry_out(ordered)
    if not reviews:
        for number in ("102", "103"):
            await (await launched.review_of(number)).until_told(HEARD[change])


async def a_launch_to_come(office: Engine, folder: Path) -> Told:
    """A launch that is called off, is scheduled anew, and comes.

    One that waits has nothing in its history to replay.
    """
    company = await hire(office, folder, 8)
    cycle = cycle_id(office.archive.organisation, annual().key)
    await _schedule(company, "first", timedelta(days=5))
    scheduling = Scheduling(office.archive, office.client)
    await scheduling.call_off(cycle, "first", datetime.now(UTC), company[HR])
    asked = await _schedule(company, "second", timedelta(seconds=1))
    launched = Launched(company, asked, cycle)
    await launched.until_everybody_has_a_result()
    yield "cycle-launched-as-scheduled", launched.handle


async def _schedule(company: Company, request: str, ahead: timedelta) -> LaunchRequest:
    office, at = company.engine, datetime.now(UTC)
    tempo = beginning(sample.local("2026-01-05 09:00"))
    asked = LaunchRequest(annual(), (company["101"],), company[HR], tempo)
    await Scheduling(office.archive, office.client).schedule(
        asked, at + ahead, request, at, company[HR]
    )
    return asked


async def led_by_several(office: Engine, folder: Path) -> Told:
    """A calibration session that a second person leads for a while."""
    panel: Panel = await panel_on(office, folder)
    async for act in a_second_leads(panel):
        yield f"session-with-a-second-leader-{act}d", panel.handle


async def a_second_leads(panel: Panel) -> AsyncIterator[str]:
    """HR names a second person to lead a session, and releases them; each gives a history."""
    acts: tuple[Literal["name"], Literal["release"]] = ("name", "release")
    for act in acts:
        leading = Leading(
            id=f"{act} a second",
            session=panel.session,
            cycle=panel.launched.id,
            person=panel["10"],
            actor=panel[HR],
            act=act,
            is_hr=True,
        )
        await panel.board.lead(leading)
        yield act
