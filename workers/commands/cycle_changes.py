"""`perennial cycle pause ...` and `perennial nudge`: what HR does to many reviews at once."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer

from domain.cycle.events import Change
from domain.ids import ReviewId, StepId
from gateway.changing import Added, Changes, Ordered
from gateway.nudging import personal_line, spared
from workers.attach import at_work
from workers.commands.answering import tell_outcome
from workers.commands.finding import people_of, the_cycle, the_review
from workers.commands.people_choice import chosen, one
from workers.commands.review_changes import By, Request, Said, Why
from workers.settings import load_settings
from workers.terminal import AsJson

Key = Annotated[str, typer.Argument(metavar="CYCLE", help="Key of the cycle.")]


async def pause(
    cycle: Key, *, by: By, reason: Why, request: Request = None, as_json: AsJson = False
) -> None:
    """Stop the clocks of every open review of a cycle.

    Example: perennial cycle pause annual-2026 --by 1105 --reason "The merger comes first"
    """
    await _change("pause", cycle, Said(by, reason, request, as_json=as_json))


async def resume(
    cycle: Key, *, by: By, reason: Why, request: Request = None, as_json: AsJson = False
) -> None:
    """Let the clocks of every review of a cycle run again.

    Example: perennial cycle resume annual-2026 --by 1105 --reason "The merger is done"
    """
    await _change("resume", cycle, Said(by, reason, request, as_json=as_json))


async def cancel(
    cycle: Key, *, by: By, reason: Why, request: Request = None, as_json: AsJson = False
) -> None:
    """End every open review of a cycle before its time. It cannot be undone.

    Example: perennial cycle cancel annual-2026 --by 1105 --reason "We change the process"
    """
    await _change("cancel", cycle, Said(by, reason, request, as_json=as_json))


async def close(
    cycle: Key, *, by: By, reason: Why, request: Request = None, as_json: AsJson = False
) -> None:
    """End what is still open and close a cycle for good; completed reviews stay.

    Example: perennial cycle close annual-2026 --by 1105 --reason "The year is over"
    """
    await _change("close", cycle, Said(by, reason, request, as_json=as_json))


async def add(
    cycle: Key,
    people: Annotated[
        str, typer.Argument(metavar="PEOPLE", help="Employee numbers with commas, or a file.")
    ],
    *,
    by: By,
    reason: Why,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Take late joiners into a cycle that runs, or people whom its launch left out.

    Example: perennial cycle add annual-2026 1201,1202 --by 1105 --reason "Joined in March"
    """
    async with at_work(load_settings()) as office:
        found, everybody = await the_cycle(office.archive, cycle), await people_of(office.archive)
        joining = tuple(chosen(people, everybody))
        name = request or str(uuid4())
        added = Added(name, found.cycle, joining, one(by, everybody).id, reason)
        answer = await Changes(office.archive, office.client).add(added)
        done = f"Taken into {found.key}: {len(joining)}; `perennial status {found.key}` shows them."
        await tell_outcome(office.archive, answer, done, as_json=as_json)


async def nudge(
    cycle: Key,
    *,
    by: By,
    person: Annotated[str | None, typer.Option(help="Only this person's review.")] = None,
    step: Annotated[str | None, typer.Option(help="Only this step.")] = None,
    late: Annotated[bool, typer.Option("--late", help="Only what is overdue.")] = False,
    line: Annotated[str, typer.Option(help="A personal line for the message.")] = "",
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Ask after open steps in a message beside the reminders; nobody twice within a working day.

    Example: perennial nudge annual-2026 --late --by 1105 --line "The panel meets on Monday."
    """
    async with at_work(load_settings()) as office:
        found = await the_cycle(office.archive, cycle)
        now = found.tempo.virtual(datetime.now(UTC))
        reviews: tuple[ReviewId, ...] = ()
        if person is not None:
            reviews = ((await the_review(office.archive, person, cycle)).review.review,)
        ordered = Ordered(
            request=request or str(uuid4()),
            cycle=found.cycle,
            change="nudge",
            by=one(by, await people_of(office.archive)).id,
            words=personal_line(line),
            reviews=reviews,
            steps=(StepId(step),) if step else (),
            late=late,
            spared=await spared(office.archive, found.cycle, now),
        )
        answer = await Changes(office.archive, office.client).carry_out(ordered)
        done = "Whoever has an open step and was not asked today gets a message."
        await tell_outcome(office.archive, answer, done, as_json=as_json)


_DONE = {
    "pause": "{key} is paused.",
    "resume": "{key} goes on.",
    "cancel": "Every open review of {key} ends.",
    "close": "What was open in {key} ends, and the cycle closes.",
}


async def _change(change: Change, cycle: str, said: Said) -> None:
    async with at_work(load_settings()) as office:
        found = await the_cycle(office.archive, cycle)
        ordered = Ordered(
            request=said.request,
            cycle=found.cycle,
            change=change,
            by=one(said.by, await people_of(office.archive)).id,
            words=said.reason,
        )
        answer = await Changes(office.archive, office.client).carry_out(ordered)
        done = _DONE[change].format(key=found.key)
        await tell_outcome(office.archive, answer, done, as_json=said.as_json)
