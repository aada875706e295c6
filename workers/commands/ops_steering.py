"""`perennial ops nudge ...`: what an operator does to processes, recorded with who and why."""

from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple

import typer

from domain.definition.words import Role
from domain.people import Organisation
from gateway.operating import Operating
from gateway.operators import Clocks, Done, Order
from gateway.outgoing_mail import set_outgoing
from gateway.process_meant import process_meant, review_meant
from gateway.reassigning import Reassigning
from gateway.resending import resend as tell_again
from storage.read_models.waiting import wait_for
from workers.commands.people_choice import one
from workers.control_room import ControlRoom, control_room
from workers.settings import load_settings
from workers.terminal import AsJson, say, say_json

PATIENCE = 15.0
DELIVERIES = "deliveries"

Process = Annotated[
    str, typer.Argument(metavar="PROCESS", help="A review or a cycle, by id, workflow or key.")
]
ReviewId = Annotated[str, typer.Argument(metavar="REVIEW", help="Id, or name of its workflow.")]
By = Annotated[str, typer.Option(metavar="NUMBER", help="Who decided it.")]
Why = Annotated[str, typer.Option(help="Why; kept sealed.")]
Request = Annotated[str | None, typer.Option(help="The same id is carried out once.")]
IsDry = Annotated[bool, typer.Option("--dry-run", help="Do nothing; say what would be done.")]


class Asked(NamedTuple):
    """Who decided something and why, and how it is answered."""

    by: str
    reason: str
    request: str | None
    dry_run: bool
    as_json: bool


Act = Callable[[ControlRoom, Organisation, Order], Awaitable[Done]]


async def nudge(
    process: Process,
    *,
    by: By,
    reason: Why,
    late: Annotated[bool, typer.Option("--late", help="Only what is overdue.")] = False,
    request: Request = None,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Ask whoever has an open step after it, in a message; nobody twice within a working day.

    The reason is recorded and told to nobody. Called again on the same day it does nothing more.

    Example: perennial ops nudge annual-2026 --late --by 1105 --reason "The mail server was down"
    """

    async def act(room: ControlRoom, _: Organisation, order: Order) -> Done:
        meant = await process_meant(room.archive, process)
        return await Operating(room.archive, room.client).nudge(meant, order, late=late)

    await _carry_out(act, Asked(by, reason, request, dry_run, as_json))


async def reassign(
    review: ReviewId,
    part: Annotated[Role, typer.Argument(metavar="PART", help="The part that changes hands.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Who gets it.")],
    *,
    by: By,
    reason: Why,
    former: Annotated[
        str | None, typer.Option("--from", metavar="NUMBER", help="Who gives it up.")
    ] = None,
    request: Request = None,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Give a part in a review to somebody else: open steps and later ones.

    Whoever gets it reads what was written, so --by names an HR admin, or who in HR looks after the
    review. Without --from the blocked step is given, or the part of its only holder.

    Example: perennial ops reassign REVIEW manager 1002 --by 1105 --reason "On leave"
    """

    async def act(room: ControlRoom, people: Organisation, order: Order) -> Done:
        meant = await review_meant(room.archive, review)
        giver = one(former, people).id if former else None
        reassigning = Reassigning(room.archive, room.client)
        return await reassigning.reassign(meant, part, one(person, people), order, giver)

    await _carry_out(act, Asked(by, reason, request, dry_run, as_json))


async def resend(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT", help="A message, a review, a cycle, or between-cycles for the rest."
        ),
    ],
    *,
    by: By,
    reason: Why,
    even_if_delivered: Annotated[
        bool, typer.Option("--even-if-delivered", help="Also a message that went out.")
    ] = False,
    request: Request = None,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Tell people again what messages should have told them that failed or came back, once each.

    What has lost its point is left out: the step is done, or lies before somebody else. A message
    that went out is told again only by its id and with --even-if-delivered.

    Example: perennial ops resend annual-2026 --by 1105 --reason "The mail server refused us"
    """

    async def act(room: ControlRoom, _: Organisation, order: Order) -> Done:
        return await tell_again(room.archive, what, order, even_if_sent=even_if_delivered)

    await _carry_out(act, Asked(by, reason, request, dry_run, as_json))


async def pause(
    process: Process,
    *,
    by: By,
    reason: Why,
    request: Request = None,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Stop the clocks of a review or a cycle; `deliveries` stops all messages instead.

    While messages are stopped they wait in the outbox, and every process goes on.

    Example: perennial ops pause deliveries --by 1105 --reason "Wrong links in the mails"
    """
    await _set("pause", process, Asked(by, reason, request, dry_run, as_json))


async def resume(
    process: Process,
    *,
    by: By,
    reason: Why,
    request: Request = None,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Let a review, a cycle, or all messages (`deliveries`) go on.

    Due dates of reviews move by the working days that were lost; messages that waited go out first.

    Example: perennial ops resume deliveries --by 1105 --reason "The links are right again"
    """
    await _set("resume", process, Asked(by, reason, request, dry_run, as_json))


async def _set(change: Clocks, process: str, asked: Asked) -> None:
    async def act(room: ControlRoom, _: Organisation, order: Order) -> Done:
        if process == DELIVERIES:
            return await set_outgoing(room.archive, change, order)
        meant = await process_meant(room.archive, process)
        return await Operating(room.archive, room.client).set_clocks(change, meant, order)

    await _carry_out(act, asked)


async def _carry_out(act: Act, asked: Asked) -> None:
    async with control_room(load_settings()) as room:
        people = await room.archive.people()
        who = one(asked.by, people).id
        done = await act(room, people, Order(who, asked.reason, asked.request, asked.dry_run))
        is_shown = True
        if done.position is not None:
            is_shown = await wait_for(room.archive.readers, done.position, PATIENCE)
    if asked.as_json:
        say_json({**done.told(), "is_shown": is_shown})
        return
    for sentence in done.sentences:
        say(sentence)
    if done.outcome == "on_its_way":
        say(f"Its request is {done.request}.")
