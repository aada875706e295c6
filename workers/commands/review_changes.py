"""`perennial review ...`: what HR does to one review, for those without a browser."""

from collections.abc import Sequence
from typing import Annotated
from uuid import uuid4

import typer

from domain.cycle.events import Change
from domain.ids import StepId
from gateway.changing import Changes, Ordered
from workers.attach import at_work
from workers.commands.answering import tell_outcome
from workers.commands.finding import people_of, the_review
from workers.commands.people_choice import one
from workers.commands.timeline import CycleOption
from workers.settings import load_settings
from workers.terminal import AsJson

Whose = Annotated[str, typer.Argument(metavar="PERSON", help="Whose review.")]
By = Annotated[str, typer.Option(metavar="NUMBER", help="Who in HR decided it.")]
Why = Annotated[str, typer.Option(help="Why; kept sealed.")]
Request = Annotated[str | None, typer.Option(help="The same id is carried out once.")]


async def pause(
    person: Whose,
    *,
    by: By,
    reason: Why,
    cycle: CycleOption = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Stop the clocks of a review: no reminder goes out, and nothing can be handed in.

    Example: perennial review pause 1042 --by 1105 --reason "The merger comes first"
    """
    await _change("pause", person, cycle, Said(by, reason, request, as_json=as_json))


async def resume(
    person: Whose,
    *,
    by: By,
    reason: Why,
    cycle: CycleOption = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Let the clocks of a review run again; due dates move by the working days that were lost.

    Example: perennial review resume 1042 --by 1105 --reason "The merger is done"
    """
    await _change("resume", person, cycle, Said(by, reason, request, as_json=as_json))


async def cancel(
    person: Whose,
    *,
    by: By,
    reason: Why,
    cycle: CycleOption = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """End a review before its time: the person leaves the cycle. It cannot be undone.

    Example: perennial review cancel 1042 --by 1105 --reason "On parental leave all year"
    """
    await _change("cancel", person, cycle, Said(by, reason, request, as_json=as_json))


async def reopen(
    person: Whose,
    step: Annotated[str, typer.Argument(metavar="STEP", help="The step that was done.")],
    *,
    by: By,
    reason: Why,
    cycle: CycleOption = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Have a step that was done done again, and with it everything that rested on it.

    Example: perennial review reopen 1042 propose_goals --by 1105 --reason "Last year's file"
    """
    said = Said(by, reason, request, as_json=as_json)
    await _change("reopen", person, cycle, said, (StepId(step),))


class Said:
    """Who decided it and why, and how it is answered."""

    def __init__(self, by: str, reason: str, request: str | None, *, as_json: bool) -> None:
        """Name the request, if it has no name yet."""
        self.by, self.reason, self.as_json = by, reason, as_json
        self.request = request or str(uuid4())


_DONE = {
    "pause": "The review of {name} is paused.",
    "resume": "The review of {name} goes on.",
    "cancel": "The review of {name} was ended.",
    "reopen": "{step} is open again in the review of {name}.",
}


async def _change(
    change: Change, person: str, cycle: str | None, said: Said, steps: Sequence[StepId] = ()
) -> None:
    async with at_work(load_settings()) as office:
        found = await the_review(office.archive, person, cycle)
        ordered = Ordered(
            request=said.request,
            cycle=found.cycle.cycle,
            change=change,
            by=one(said.by, await people_of(office.archive)).id,
            words=said.reason,
            reviews=(found.review.review,),
            steps=tuple(steps),
        )
        answer = await Changes(office.archive, office.client).carry_out(ordered)
        name, step = found.reviewee.display_full_name, ", ".join(steps)
        done = _DONE[change].format(name=name, step=step)
        await tell_outcome(office.archive, answer, done, as_json=said.as_json)
