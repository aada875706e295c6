"""`perennial submit`: does a step by hand, the way a page does it."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, ClassVar
from uuid import uuid4

import typer
from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition, Step
from domain.errors import ReviewError
from domain.ids import StepId
from domain.people import Person
from domain.review.refusals import NotYourStep, UnknownStep
from domain.review.verdict import ALLOWED, Verdict
from gateway.looked_at import About, What, note_seen_at_shell
from gateway.profiles import profile_in_cycle
from gateway.submitting import Desk, Submission
from gateway.surroundings import ReviewContext
from gateway.whose_step import refuse_strangers
from storage.archive import Archive
from storage.read_models.goals import standing_goals_of
from storage.read_models.inbox import InboxStep, inbox
from workers.attach import at_work
from workers.commands.answering import tell_outcome
from workers.commands.blank_answers import blank_answers
from workers.commands.finding import Found, people_of, the_review
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, say_json

StepArgument = Annotated[
    str, typer.Argument(metavar="STEP", help="The step, as the inbox names it.", show_default=False)
]
Of = Annotated[
    str | None,
    typer.Option("--of", metavar="PERSON", help="Whose review; needed when several are open."),
]
Answers = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Answers as a JSON object; '-' reads standard input."),
]


class AnswersUnreadable(ReviewError):
    """The answers are not a JSON object."""

    code: ClassVar[str] = "answers_unreadable"


class SeveralReviews(ReviewError):
    """That step is open in several reviews; say whose with --of."""

    code: ClassVar[str] = "several_reviews"


async def submit_step(
    person: PersonArgument,
    step: StepArgument,
    *,
    of: Of = None,
    answers: Answers = None,
    reason: Annotated[str | None, typer.Option(help="A reason or comment in words.")] = None,
    verdict: Annotated[
        Verdict | None, typer.Option(help="What you say; needed where several are possible.")
    ] = None,
    request: Annotated[
        str | None, typer.Option(help="Id of the request; the same id is carried out once.")
    ] = None,
    blank: Annotated[bool, typer.Option("--blank", help="Print the form to fill in.")] = False,
    as_json: AsJson = False,
) -> None:
    """Do a step as a person: the answers are checked, sealed and recorded.

    Without --verdict the first possible one is taken: submitted, agreed, shared, acknowledged,
    upheld, witnessed. `--blank` prints an empty form to fill in and pass as --answers.

    Example: perennial submit 1042 propose_goals --answers goals.json
    """
    async with at_work(load_settings()) as office:
        actor = one(person, await people_of(office.archive))
        found = await _found(office.archive, actor, StepId(step), of)
        spec = spec_of(found.cycle.definition, StepId(step))
        if blank:
            say_json(await _blank(office.archive, found, spec, actor))
            return
        given = _read(answers) | ({"reason": reason} if reason else {})
        submission = Submission(
            id=request or str(uuid4()),
            review=found.review.review,
            step=spec.id,
            actor=actor.id,
            verdict=verdict or next(iter(ALLOWED[spec.act]), Verdict.SUBMITTED),
            answers=given,
        )
        context = ReviewContext(
            cycle=found.cycle.cycle,
            reviewee=found.reviewee.id,
            definition=found.cycle.definition,
            tempo=found.cycle.tempo,
        )
        answer = await Desk(office.archive, office.client).submit(submission, context)
        done = f"Recorded: {submission.verdict.value.replace('_', ' ')}. ({spec.title})"
        await tell_outcome(office.archive, answer, done, as_json=as_json)


async def _found(archive: Archive, actor: Person, step: StepId, of: str | None) -> Found:
    """Find the review: the one that is named, else the only one in which the step is open."""
    if of is not None:
        return await the_review(archive, of, None)
    before = await inbox(archive.readers, actor.id, datetime.now(UTC))
    steps: list[InboxStep] = [s for s in (*before.to_do, *before.upcoming) if s.step == step]
    if len({s.review for s in steps}) > 1:
        raise SeveralReviews
    if not steps:
        raise NotYourStep(
            f"The step '{step}' is not before {actor.display_full_name}; "
            f"`perennial inbox {actor.employee_number}` lists what is."
        )
    return await the_review(archive, str(steps[0].reviewee), None)


def spec_of(definition: CycleDefinition, step: StepId) -> Step:
    """Give a step of a definition.

    Raises:
        UnknownStep: there is none of that id; names those there are.
    """
    try:
        return definition.step(step)
    except KeyError:
        known = ", ".join(each.id for each in definition.steps)
        raise UnknownStep(f"This cycle has no step named '{step}'; it has {known}.") from None


async def _blank(archive: Archive, found: Found, step: Step, actor: Person) -> dict[str, JsonValue]:
    """Give the form of a step with nothing filled in, in the shape the answers have."""
    definition, review = found.cycle.definition, found.review.review
    await refuse_strangers(archive, review, step.id, actor.id)
    goals = await standing_goals_of(archive.journal, review, definition)
    about = About(found.reviewee.id, found.cycle.cycle, review)
    await note_seen_at_shell(archive, actor.id, What.GOALS, about)
    profile = await profile_in_cycle(archive, found.cycle.cycle, found.reviewee.id)
    return blank_answers(definition, step, goals, profile)


def _read(answers: str | None) -> dict[str, JsonValue]:
    if answers is None:
        return {}
    try:
        text = sys.stdin.read() if answers == "-" else Path(answers).read_text(encoding="utf-8")
        told = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise AnswersUnreadable(f"The answers cannot be read as JSON: {error}.") from None
    if not isinstance(told, dict):
        raise AnswersUnreadable
    return told
