"""`perennial assign`: names somebody for a part that nobody has, or that somebody gives up."""

from typing import Annotated
from uuid import uuid4

import typer

from domain.definition.words import Role
from gateway.steering import NewHands, Steering, seat_for, setting_of
from workers.attach import at_work
from workers.commands.answering import tell_outcome
from workers.commands.finding import people_of, the_review
from workers.commands.people_choice import one
from workers.commands.timeline import CycleOption
from workers.settings import load_settings
from workers.terminal import AsJson

KEPT = (Role.REVIEWEE, Role.PANEL)


async def assign_part(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose review.")],
    *,
    role: Annotated[Role, typer.Option(help="The part that changes hands.")],
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Who gets it.")],
    former: Annotated[
        str | None,
        typer.Option("--from", metavar="NUMBER", help="Who gives it up; blocked parts if absent."),
    ] = None,
    cycle: CycleOption = None,
    by: Annotated[str | None, typer.Option(metavar="NUMBER", help="Who in HR decided it.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept sealed.")] = "",
    request: Annotated[str | None, typer.Option(help="The same id is carried out once.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give a part in somebody's review to another person: open steps and later ones.

    Without --from the blocked steps of the role are given; this is how HR mends them. What is open
    gets a deadline that its new holder can keep.

    Example: perennial assign 1001 --role manager --to 1002 --reason "The board asked for it"
    """
    if role in KEPT:
        raise typer.BadParameter(f"The part of the {role.value} cannot be given away.")
    async with at_work(load_settings()) as office:
        found = await the_review(office.archive, person, cycle)
        people = await people_of(office.archive)
        successor = one(to, people)
        definition = found.cycle.definition
        setting = setting_of(office.archive, found.cycle.cycle, definition, people)
        seat, calendars = seat_for(setting, found.reviewee, successor, role)
        asked = NewHands(
            request=request or str(uuid4()),
            cycle=found.cycle.cycle,
            review=found.review.review,
            role=role,
            from_person=one(former, people).id if former else None,
            to=seat,
            calendars=calendars,
            by=one(by, people).id if by else None,
            reason=reason,
        )
        answer = await Steering(office.archive, office.client).hand_over(asked)
        name = role.value.replace("_", " ")
        done = f"{successor.display_full_name} now has the part of the {name}."
        await tell_outcome(office.archive, answer, done, as_json=as_json)
