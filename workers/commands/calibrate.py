"""`perennial calibrate`: what a panel does, by hand."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, ClassVar
from uuid import uuid4

import typer
from rich.table import Table

from domain.calibration.refusals import NotOnThePanel
from domain.definition.cycle import CycleDefinition
from domain.distribution import departures, distribution, quota
from domain.errors import ReviewError
from domain.people import Organisation
from gateway.calibrating import Board, Move
from gateway.looked_at import About, What, note_seen_at_shell
from storage.archive import Archive
from storage.read_models.cycles import Cycle, all_cycles
from storage.read_models.ratings import BoardRow, SessionLine, board, sessions_of_cycle
from workers.attach import at_work, reading
from workers.commands.answering import tell_outcome
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

SessionArgument = Annotated[
    str, typer.Argument(metavar="SESSION", help="Id of the session, as the inbox names it.")
]
As = Annotated[str, typer.Option("--as", metavar="NUMBER", help="Who of the panel acts.")]
Request = Annotated[str | None, typer.Option(help="The same id is carried out once.")]


class UnknownSession(ReviewError):
    """There is no calibration session of that id."""

    code: ClassVar[str] = "unknown_session"


async def show_session(session: SessionArgument, actor: As, *, as_json: AsJson = False) -> None:
    """Show the ratings of a group as one of the panel may see them, and the guideline.

    Your own row and that of the person you report to are left out; where the cycle says so, those
    of your reports, too.

    Example: perennial calibrate show 0f6d... --as 1105
    """
    async with reading(load_settings()) as archive:
        line, cycle = await _session(archive, session)
        people = await people_of(archive)
        viewer = one(actor, people)
        table = {str(line.facilitator), *line.panel, *line.co_facilitators}
        if str(viewer.id) not in table:
            raise NotOnThePanel
        about = About(cycle=cycle.cycle)
        await note_seen_at_shell(archive, viewer.id, What.BOARD, about)
        rows = [
            row
            for row in await board(archive.readers, line.session)
            if str(viewer.id) not in row.hidden_from
        ]
    if as_json:
        say_json([asdict(row) | {"hidden_from": len(row.hidden_from)} for row in rows])
        return
    _show(rows, cycle.definition, people)


async def move_rating(
    session: SessionArgument,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose rating moves.")],
    rating: Annotated[int, typer.Argument(metavar="LEVEL", help="The level it moves to.")],
    *,
    actor: As,
    code: Annotated[str, typer.Option(help="Reason code of the definition.")],
    reason: Annotated[str, typer.Option(help="The reason in words; kept sealed.")],
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Move a rating for a reason; the manager's own rating stays beside it.

    Example: perennial calibrate move 0f6d... 1042 4 --as 1105 --code evidence --reason "..."
    """
    async with at_work(load_settings()) as office:
        line, cycle = await _session(office.archive, session)
        people = await people_of(office.archive)
        reviewee = one(person, people)
        rows = await board(office.archive.readers, line.session)
        review = next((row.review for row in rows if row.reviewee == reviewee.id), None)
        if review is None:
            raise UnknownSession(f"{reviewee.display_full_name} is not part of this session.")
        move = Move(
            id=request or str(uuid4()),
            session=line.session,
            cycle=cycle.cycle,
            review=review,
            reviewee=reviewee.id,
            actor=one(actor, people).id,
            rating=rating,
            reason_code=code,
            reason=reason,
        )
        answer = await Board(office.archive, office.client).move(move, cycle.definition)
        await tell_outcome(office.archive, answer, "The rating is moved.", as_json=as_json)


async def lock_session(
    session: SessionArgument,
    actor: As,
    *,
    reason: Annotated[str, typer.Option(help="Why the ratings depart from the guideline.")] = "",
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Lock a session; its ratings are written back to the reviews.

    Example: perennial calibrate lock 0f6d... --as 1105
    """
    async with at_work(load_settings()) as office:
        line, cycle = await _session(office.archive, session)
        people = await people_of(office.archive)
        answer = await Board(office.archive, office.client).lock(
            cycle.cycle, line.session, one(actor, people).id, request or str(uuid4()), reason
        )
        await tell_outcome(office.archive, answer, "The session is locked.", as_json=as_json)


async def _session(archive: Archive, words: str) -> tuple[SessionLine, Cycle]:
    """Find a session by its id, or by the beginning of it."""
    readers = archive.readers
    for cycle in await all_cycles(readers, archive.organisation):
        for line in await sessions_of_cycle(readers, cycle.cycle):
            if words and str(line.session).startswith(words.lower()):
                return line, cycle
    raise UnknownSession


def _show(rows: Sequence[BoardRow], definition: CycleDefinition, people: Organisation) -> None:
    table = Table(box=None)
    for column in ("number", "name", "manager's", "panel's", "reason code"):
        table.add_column(column)
    for row in rows:
        person = people.get(row.reviewee)
        table.add_row(
            person.employee_number if person else "",
            person.display_full_name if person else "somebody erased",
            str(row.proposed or "missing"),
            str(row.on_board or ""),
            row.reason_code or "",
        )
    console.print(table)
    levels = [level for row in rows if (level := row.on_board or row.proposed) is not None]
    guideline = definition.calibration.guideline if definition.calibration else {}
    if guideline and levels:
        wanted, found = quota(guideline, len(levels)), distribution(levels)
        for level in sorted(wanted):
            console.print(f"  level {level}: {found.get(level, 0)} (guideline {wanted[level]})")
        for sentence in departures(guideline, levels):
            console.print(f"  {sentence}", style="yellow", markup=False)
