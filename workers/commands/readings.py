"""`perennial goals show` and `goals read`: a person's objectives, and how far each has come."""

from typing import Annotated
from uuid import uuid4

import typer
from pydantic import JsonValue

from domain.progress.reading import Confidence
from gateway.looked_at import What, note_seen_at_shell
from gateway.present import present_of
from gateway.readings import ReadingAsked, ReadReview, record_reading
from storage.read_models.goals import goals_of_review
from storage.read_models.waiting import wait_for
from workers.attach import at_work, reading
from workers.commands.answering import PATIENCE
from workers.commands.finding import people_of, the_review
from workers.commands.goals_page import goals_as_json, page_of
from workers.commands.people_choice import one
from workers.commands.timeline import CycleOption
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

NONE_DONE = "none"

WhoseGoals = Annotated[
    str, typer.Argument(metavar="PERSON", help="Whose objectives.", show_default=False)
]
GoalArgument = Annotated[
    str,
    typer.Argument(
        metavar="GOAL", help="The objective, as `goals show` names it.", show_default=False
    ),
]
Value = Annotated[str | None, typer.Option(metavar="NUMBER", help="What a number stands at.")]
Level = Annotated[int | None, typer.Option(metavar="N", help="The level reached; 1 is the lowest.")]
Done = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="A milestone that is done; again for each; or 'none'."),
]
Sureness = Annotated[
    Confidence, typer.Option(help="How sure the owner is that the target will be reached.")
]
OnDay = Annotated[
    str | None, typer.Option(metavar="DATE", help="For which day; without it, today.")
]
By = Annotated[str | None, typer.Option(metavar="NUMBER", help="Who says so; without it, PERSON.")]


async def show_goals(
    person: WhoseGoals, *, cycle: CycleOption = None, as_json: AsJson = False
) -> None:
    """Show a person's objectives: measure, readings, what is attained, and how they changed.

    Example: perennial goals show 1042
    """
    async with reading(load_settings()) as archive:
        found = await the_review(archive, person, cycle)
        goals = await goals_of_review(archive, found.review, found.cycle.definition)
        await note_seen_at_shell(archive, None, What.GOALS, found.about)
        people = await people_of(archive)
    if as_json:
        about = {"person": str(found.reviewee.id), "cycle": found.cycle.key}
        say_json(about | goals_as_json(goals.picture, found.cycle.definition))
        return
    for line in page_of(found, people, goals.picture):
        console.print(line)


async def read_goal(
    person: WhoseGoals,
    goal: GoalArgument,
    *,
    value: Value = None,
    level: Level = None,
    done: Done = None,
    evidence: Annotated[str, typer.Option(help="Where somebody else can see the same.")],
    confidence: Sureness,
    obstacle: Annotated[str, typer.Option(help="What stands in the way.")] = "",
    on: OnDay = None,
    by: By = None,
    cycle: CycleOption = None,
    request: Annotated[str | None, typer.Option(help="The same id is carried out once.")] = None,
    as_json: AsJson = False,
) -> None:
    """Record how far an objective has come; the reviewee and the manager may do so.

    One of --value, --level and --done is given, as the measure of the objective asks.

    Example: perennial goals read 1042 faster --value 6 --evidence "Desk report" --confidence high
    """
    told: dict[str, JsonValue] = {
        "value": value,
        "level": level,
        "done": [each for each in done if each != NONE_DONE] if done else None,
        "evidence": evidence,
        "confidence": confidence.value,
        "obstacle": obstacle,
        "on": on,
    }
    async with at_work(load_settings()) as office:
        found = await the_review(office.archive, person, cycle)
        actor = one(by, await people_of(office.archive)) if by else found.reviewee
        asked = ReadingAsked(
            request=request or str(uuid4()),
            by=actor.id,
            goal=goal,
            told={name: part for name, part in told.items() if part is not None},
        )
        about = ReadReview(found.review, found.cycle, found.reviewee)
        position = await record_reading(office.archive, asked, about, present_of(found.cycle))
        await wait_for(office.archive.readers, position, PATIENCE)
    if as_json:
        say_json({"request": asked.request, "position": position})
        return
    console.print(
        f"Recorded: a reading of '{goal}'. `perennial goals show` shows it.", markup=False
    )
