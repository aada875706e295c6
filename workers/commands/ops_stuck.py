"""`perennial ops stuck` and `ops explain`: what does not move, and why one process waits."""

from collections.abc import Callable
from typing import Annotated

import typer

from domain.ids import PersonId
from domain.offices import Office
from domain.people import Organisation
from gateway.beside import NotYoursToSee
from gateway.explaining import explained
from gateway.looked_at import About, What, note_seen_at_shell
from gateway.offices import offices_of
from gateway.process_meant import ReviewMeant, process_meant
from gateway.stuck import find_stuck
from storage.archive import Archive
from workers.commands.people_choice import one
from workers.control_room import control_room
from workers.settings import load_settings
from workers.terminal import AsJson, say, say_json

IsQuick = Annotated[
    bool,
    typer.Option("--quick", help="Fold nothing: leave out missed wake-ups and lost workflows."),
]
Process = Annotated[
    str, typer.Argument(metavar="REVIEW", help="Id of a review, name of a workflow, or a cycle.")
]
MAY_SEE_NAMES = frozenset({Office.HR_ADMIN, Office.AUDITOR})


async def show_stuck(*, quick: IsQuick = False, as_json: AsJson = False) -> None:
    """List everything that does not move, a line each: what, why, and what mends it.

    Looks at Temporal, the log, the read models and the outbox; while Temporal is away, at the rest.
    Changes nothing. The exit code is 1 when something stands still.

    Example: perennial ops stuck --quick
    """
    async with control_room(load_settings()) as room:
        found = await find_stuck(room.archive, room.reached, is_quick=quick)
    if as_json:
        say_json(found.told())
    else:
        for sentence in found.sentences():
            say(sentence)
    if found.things:
        raise typer.Exit(1)


async def show_why(
    review: Process,
    *,
    reader: Annotated[
        str | None,
        typer.Option("--as", metavar="READER", help="Names people to this HR admin or auditor."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say in sentences why a review waits: for whom, until when, what fires next, what can be done.

    People are named by their ids. To an HR admin or an auditor they are named, and that is noted.
    A cycle is explained, too.

    Example: perennial ops explain 0a8c6a3e-62a5-5d11-9c0e-2a4f6b8d1357
    """
    async with control_room(load_settings()) as room:
        call = await _call(room.archive, review, reader) if reader else str
        told = await explained(room.archive, room.reached, review, call)
    if as_json:
        say_json(told.told())
        return
    for sentence in told.sentences:
        say(sentence)
    for command in told.possible:
        say(f"  {command}")


async def _call(archive: Archive, review: str, reader: str) -> Callable[[PersonId], str]:
    """Name people to somebody who may know them; it is noted before anything is shown."""
    people = await archive.people()
    who = one(reader, people).id
    if not MAY_SEE_NAMES & await offices_of(archive, who):
        raise NotYoursToSee
    meant = await process_meant(archive, review)
    if isinstance(meant, ReviewMeant):
        plan = meant.state.planned
        about = About(plan.reviewee, plan.cycle, plan.review)
    else:
        about = About(cycle=meant.cycle)
    await note_seen_at_shell(archive, who, What.CONSOLE_REVIEW, about)
    return lambda person: _name(people, person)


def _name(people: Organisation, person: PersonId) -> str:
    found = people.get(person)
    return found.display_full_name if found else "somebody who was erased"
