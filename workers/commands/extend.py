"""`perennial extend`: moves the deadline of a stage, for everybody, a group or one person."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar
from uuid import uuid4

import typer

from domain.definition.deadlines import When
from domain.errors import ReviewError
from domain.ids import ReviewId, StageId
from gateway.concerned import NobodyConcerned
from gateway.steering import NewDeadline, Steering
from storage.archive import Archive
from storage.read_models.cycles import Cycle
from storage.read_models.reviews import open_reviews, reviews_of_cycle
from workers.attach import at_work
from workers.commands.answering import tell_outcome
from workers.commands.finding import people_of, the_cycle, the_review
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson


class SayUntilWhen(ReviewError):
    """Say the new deadline: either --until with a date, or --days with a number."""

    code: ClassVar[str] = "say_until_when"


async def extend_stage(
    cycle: Annotated[str, typer.Argument(metavar="CYCLE", help="Key of the cycle.")],
    stage: Annotated[str, typer.Argument(metavar="STAGE", help="Stage whose deadline moves.")],
    *,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The new last day.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=260, help="Working days more.")] = None,
    person: Annotated[str | None, typer.Option(help="Only this person's review.")] = None,
    department: Annotated[str | None, typer.Option(help="Only this department.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NUMBER", help="Who in HR decided it.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept sealed.")] = "",
    request: Annotated[str | None, typer.Option(help="The same id is carried out once.")] = None,
    as_json: AsJson = False,
) -> None:
    """Move the deadline of a stage: for everybody, a department or one person.

    Reminders follow the new deadline; none goes out for the old one. Steps of the stage that open
    later get the new deadline too.

    Example: perennial extend annual-2026 goal_setting --until 2026-02-13 --department Optics
    """
    by_rule = _rule(until, days)
    async with at_work(load_settings()) as office:
        found = await the_cycle(office.archive, cycle)
        people = await people_of(office.archive)
        asked = NewDeadline(
            request=request or str(uuid4()),
            cycle=found.cycle,
            stage=StageId(stage),
            by_rule=by_rule,
            reviews=await _concerned(office.archive, found, person, department),
            by=one(by, people).id if by else None,
            reason=reason,
        )
        answer = await Steering(office.archive, office.client).move_deadline(asked)
        whom = f"{len(asked.reviews)} review{'s' * (len(asked.reviews) != 1)}"
        done = f"The deadline of {stage} moves for {whom if asked.reviews else 'everybody'}."
        await tell_outcome(office.archive, answer, done, as_json=as_json)


def _rule(until: datetime | None, days: int | None) -> When:
    if (until is None) == (days is None):
        raise SayUntilWhen
    return When(on=until.replace(tzinfo=UTC).date()) if until else When(working_days=days)


async def _concerned(
    archive: Archive, cycle: Cycle, person: str | None, department: str | None
) -> list[ReviewId]:
    """List the open reviews of a person or a department; none named means everybody."""
    readers = archive.readers
    if person is not None:
        return [(await the_review(archive, person, cycle.key)).review.review]
    if department is None:
        if not await open_reviews(readers, cycle.cycle):
            raise NobodyConcerned
        return []
    people = await people_of(archive)
    reviews = [
        review.review
        for review in await reviews_of_cycle(readers, cycle.cycle)
        if review.state == "open"
        and (reviewee := people.get(review.reviewee)) is not None
        and reviewee.department.casefold() == department.casefold()
    ]
    if not reviews:
        known = sorted({one.department for one in people.values()})
        raise NobodyConcerned(
            f"No open review is in the department '{department}'; there are: {', '.join(known)}."
        )
    return reviews
