"""`perennial plan`: what the two do with a development plan, by hand."""

from pathlib import Path
from typing import Annotated, ClassVar
from uuid import uuid4

import typer

from activities.intake.plan_file import read_plan_file
from domain.development.words import Decision, Progress
from domain.errors import ReviewError
from gateway.development import OnPlan, PlanDesk
from workers.attach import at_work
from workers.commands.answering import tell_outcome
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.commands.plan_page import the_plan
from workers.office import Office
from workers.settings import load_settings
from workers.terminal import AsJson
from workflows.messages import Receipt

WhosePlan = Annotated[
    str, typer.Argument(metavar="PERSON", help="Whose plan it is.", show_default=False)
]
From = Annotated[str, typer.Option("--from", metavar="NUMBER", help="Who of the two says so.")]
Request = Annotated[str | None, typer.Option(help="The same id is carried out once.")]


class AimsUnreadable(ReviewError):
    """Write how an aim stands as ID=reached, ID=on_the_way or ID=not_begun."""

    code: ClassVar[str] = "aims_unreadable"


async def edit_plan(
    person: WhosePlan,
    *,
    from_person: From,
    file: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The whole plan in YAML, or what `plan show` printed."),
    ],
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Change a development plan; it pauses until the other of the two acknowledges it.

    Example: perennial plan edit 1042 --from 1042 --file plan.yaml
    """
    answer = read_plan_file(file)
    async with at_work(load_settings()) as office:
        asked = await _asked(office, person, from_person, request)
        position = await _desk(office).edit(asked, answer)
        done = "The plan is changed; it goes on when the other has acknowledged it."
        await _tell(office, position, done, as_json=as_json)


async def acknowledge_plan(
    person: WhosePlan, *, from_person: From, as_json: AsJson = False
) -> None:
    """Acknowledge what waits for you in a plan: a change, or what was noted of a talk.

    Example: perennial plan acknowledge 1042 --from 1003
    """
    async with at_work(load_settings()) as office:
        asked = await _asked(office, person, from_person, None)
        position = await _desk(office).acknowledge(asked)
        await _tell(office, position, "Acknowledged.", as_json=as_json)


async def hold_check_in(
    person: WhosePlan,
    *,
    from_person: From,
    words: Annotated[str, typer.Option(help="What you talked about; kept sealed.")],
    aim: Annotated[
        list[str] | None,
        typer.Option(metavar="ID=STANDS", help="How an aim stands; again for each."),
    ] = None,
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Note that the two have talked about the plan; the other acknowledges it.

    An aim stands at reached, on_the_way or not_begun.

    Example: perennial plan check-in 1042 --from 1003 --words "Went well" --aim 1=on_the_way
    """
    aims = dict(_aim(each) for each in aim or [])
    async with at_work(load_settings()) as office:
        asked = await _asked(office, person, from_person, request)
        position = await _desk(office).hold(asked, words, aims)
        await _tell(office, position, "The talk is noted.", as_json=as_json)


async def decide_on_plan(
    person: WhosePlan,
    *,
    from_person: From,
    decision: Annotated[Decision, typer.Option(help="How it goes on after the last check-in.")],
    reason: Annotated[str, typer.Option(help="Why; kept sealed.")],
    request: Request = None,
    as_json: AsJson = False,
) -> None:
    """Say how a plan goes on whose rhythm ends with a decision; that is for the manager.

    Example: perennial plan decide 1042 --from 1003 --decision reached --reason "All goals are met"
    """
    async with at_work(load_settings()) as office:
        asked = await _asked(office, person, from_person, request)
        position = await _desk(office).decide(asked, decision, reason)
        await _tell(office, position, "Recorded.", as_json=as_json)


async def close_plan(person: WhosePlan, *, from_person: From, as_json: AsJson = False) -> None:
    """Close a plan before its last talk; it is closed when both of the two have said so.

    Example: perennial plan close 1042 --from 1003
    """
    async with at_work(load_settings()) as office:
        asked = await _asked(office, person, from_person, None)
        position = await _desk(office).close(asked)
        done = "Recorded; the plan is closed when both have said so."
        await _tell(office, position, done, as_json=as_json)


def _desk(office: Office) -> PlanDesk:
    return PlanDesk(office.archive, office.client)


async def _asked(office: Office, whose: str, by: str, request: str | None) -> OnPlan:
    people = await people_of(office.archive)
    found = await the_plan(office.archive, one(whose, people))
    actor = one(by, people).id
    return OnPlan(found.line.plan, actor, found.now, request or str(uuid4()))


def _aim(words: str) -> tuple[str, Progress]:
    name, _, stands = words.partition("=")
    try:
        return name.strip(), Progress(stands.strip())
    except ValueError:
        raise AimsUnreadable from None


async def _tell(office: Office, position: int, done: str, *, as_json: bool) -> None:
    receipt = Receipt(version=0, position=position)
    await tell_outcome(office.archive, receipt, done, as_json=as_json)
