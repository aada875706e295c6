"""`perennial action`: asks for actions, and says what became of them."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import uuid4

import typer

from activities.tasking import NewAction
from domain.answers import NotAnAnswer, date_of
from domain.ids import action_id
from gateway.actions import GOAL, Actions, Said
from workers.attach import at_work
from workers.commands.action_list import the_action
from workers.commands.answering import tell_outcome
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.office import Office
from workers.settings import load_settings
from workers.terminal import AsJson

ActionArgument = Annotated[
    str,
    typer.Argument(
        metavar="ACTION", help="Id of the action, or how it begins.", show_default=False
    ),
]
As = Annotated[
    str | None, typer.Option("--as", metavar="NUMBER", help="Who says so; its owner if absent.")
]
Request = Annotated[str | None, typer.Option(help="The same id is carried out once.")]
Due = Annotated[str, typer.Option(metavar="DAY", help="By which day, such as 2026-03-31.")]


async def task_action(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whom the action is for.")],
    *,
    owner: Annotated[str, typer.Option(metavar="NUMBER", help="Who does it.")],
    due: Due,
    what: Annotated[str, typer.Option(help="What is to be done; kept sealed.")],
    for_goal: Annotated[
        str | None, typer.Option(metavar="ID", help="Which objective of the person it serves.")
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option("--as", metavar="NUMBER", help="Who asks; the person's manager if absent."),
    ] = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Ask somebody to do something for a person by a day; they are reminded until it has ended.

    Example: perennial action task 1042 --owner 1003 --due 2026-03-31 --what "Find a mentor"
    """
    async with at_work(load_settings()) as office:
        people = await people_of(office.archive)
        subject = one(person, people)
        asked_by = one(actor, people).id if actor else subject.manager or subject.id
        asked = NewAction(
            id=action_id(office.archive.organisation, request or str(uuid4())),
            subject=subject.id,
            owner=one(owner, people).id,
            on=_day(due),
            what=what,
            tasked_by=asked_by,
            beside={GOAL: for_goal} if for_goal else {},
        )
        answer = await Actions(office.archive, office.client).task(asked)
        name = one(owner, people).display_full_name
        done = f"{name} is asked to do it by {asked.on}: action {str(asked.id)[:8]}."
        await tell_outcome(office.archive, answer, done, as_json=as_json)


async def finish_action(
    action: ActionArgument,
    *,
    words: Annotated[str, typer.Option(help="How it was done; kept sealed.")],
    actor: As = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Say that an action is done, and how.

    Example: perennial action done 0f6d --words "The first talk took place"
    """
    async with at_work(load_settings()) as office:
        said = await _said(office, action, actor, words, request)
        answer = await Actions(office.archive, office.client).done(said)
        await tell_outcome(office.archive, answer, "The action is done.", as_json=as_json)


async def drop_action(
    action: ActionArgument,
    *,
    reason: Annotated[str, typer.Option(help="Why; kept sealed.")],
    actor: As = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Give an action up, for a reason.

    Example: perennial action drop 0f6d --reason "The project has ended"
    """
    async with at_work(load_settings()) as office:
        said = await _said(office, action, actor, reason, request)
        answer = await Actions(office.archive, office.client).drop(said)
        await tell_outcome(office.archive, answer, "The action is dropped.", as_json=as_json)


async def move_action(
    action: ActionArgument,
    *,
    due: Due,
    reason: Annotated[str, typer.Option(help="Why; kept sealed.")],
    actor: As = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Have an action due on another day, for a reason.

    Example: perennial action move 0f6d --due 2026-04-30 --reason "The course starts later"
    """
    async with at_work(load_settings()) as office:
        said = await _said(office, action, actor, reason, request)
        answer = await Actions(office.archive, office.client).move(said, _day(due))
        done = f"The action is due on {_day(due)} now."
        await tell_outcome(office.archive, answer, done, as_json=as_json)


async def hand_action(
    action: ActionArgument,
    *,
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Who does it from now on.")],
    reason: Annotated[str, typer.Option(help="Why; kept sealed.")] = "",
    actor: As = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Give an action to somebody else.

    Example: perennial action hand 0f6d --to 1004
    """
    async with at_work(load_settings()) as office:
        said = await _said(office, action, actor, reason, request)
        successor = one(to, await people_of(office.archive))
        answer = await Actions(office.archive, office.client).hand_over(said, successor.id)
        done = f"{successor.display_full_name} has the action now."
        await tell_outcome(office.archive, answer, done, as_json=as_json)


async def _said(
    office: Office, action: str, actor: str | None, words: str, request: str | None
) -> Said:
    line = await the_action(office.archive, action, datetime.now(UTC))
    who = one(actor, await people_of(office.archive)).id if actor else line.owner
    return Said(request or str(uuid4()), line.action, who, words)


def _day(words: str) -> date:
    try:
        return date_of(words)
    except NotAnAnswer as problem:
        raise typer.BadParameter(" ".join(problem.sentences)) from None
