"""How one submission travels: checked, sealed, and only then asked of the review."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import NAMESPACE_OID, UUID, uuid5

from pydantic import JsonValue
from temporalio.client import Client

from activities import naming
from domain.answers import NotAnAnswer, is_blank, level_of, text_of
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.rating import RatingScale
from domain.errors import ReviewError
from domain.ids import PersonId, ReviewId, StepId
from domain.review.commands import SubmitStep
from domain.review.events import StepSentBack, StepSubmitted
from domain.review.refusals import UnknownStep, VerdictNotPossible
from domain.review.verdict import ALLOWED, Verdict
from domain.verdict_forms import COMMENT, RATING, REASON, WITHOUT_FORM
from gateway.asking import PATIENCE, Answer, Wish, ask
from gateway.checking import Asked, checked
from gateway.nominating import nomination_of
from gateway.surroundings import ReviewContext
from gateway.whose_step import refuse_strangers
from storage.archive import Archive
from storage.staging import Sealed
from workflows.messages import Receipt


class AnswersNotAccepted(ReviewError):
    """Some answers cannot be accepted yet."""

    code: ClassVar[str] = "answers_not_accepted"


@dataclass(frozen=True)
class Submission:
    """What a person hands in on a step of a review.

    `id` is chosen by the person's side and makes handing in twice handing in once. `shown_sha256`
    is the record that lay before a person who agrees or signs: where it has grown since, they are
    asked to look again; None leaves that open.
    """

    id: str
    review: ReviewId
    step: StepId
    actor: PersonId
    verdict: Verdict
    answers: Mapping[str, JsonValue]
    shown_sha256: str | None = None


class Desk:
    """Takes submissions in: nothing is asked of Temporal before the words are safe."""

    def __init__(self, archive: Archive, client: Client, patience: float = PATIENCE) -> None:
        """Stage in this archive, ask through this client, wait for so many seconds."""
        self._archive = archive
        self._client = client
        self._patience = patience

    async def submit(self, submission: Submission, context: ReviewContext) -> Answer:
        """Check, stage and ask; the answer says whether it is recorded or on its way.

        Raises:
            AnswersNotAccepted: names every field that cannot be accepted, all at once.
            NomineesNotAccepted: a colleague who is named or approved cannot be asked.
            Refused: it is not this person's turn, or the step does not allow the verdict.
            NotYourStep: something is wrong with the answers, and the step is not this person's.
        """
        step = _step(context.definition, submission)
        try:
            words = await self._checked(submission, context, step)
            nomination = await nomination_of(
                self._archive, submission.review, context, step, words, submission.verdict
            )
        except ReviewError:
            before = await self._handed_in(submission)
            if before is not None:
                return before
            await refuse_strangers(
                self._archive, submission.review, submission.step, submission.actor
            )
            raise
        sealed = await self._seal(submission, context, words) if words else None
        command = SubmitStep(
            step=submission.step,
            actor=submission.actor,
            verdict=submission.verdict,
            submission=submission.id,
            content=sealed.ref if sealed else None,
            peers=nomination.peers,
            calendars=dict(nomination.calendars),
            leaves=nomination.leaves,
            shown_sha256=submission.shown_sha256,
        )
        name = naming.review_workflow(context.cycle, submission.review)
        wish = Wish(name, "submit_step", command, submission.id, sealed)
        return await ask(self._archive, self._client, wish, self._patience)

    async def _handed_in(self, submission: Submission) -> Receipt | None:
        """Give the receipt of what was handed in before: it need not fit what holds today."""
        recorded = await self._archive.journal.read(submission.review)
        by_this = (submission.id, submission.actor)
        told = (each.event for each in recorded)
        handed_in = (event for event in told if isinstance(event, StepSubmitted | StepSentBack))
        if not any((event.submission, event.actor) == by_this for event in handed_in):
            return None
        return Receipt(version=recorded[-1].version, position=recorded[-1].position)

    async def _checked(
        self, submission: Submission, context: ReviewContext, step: Step
    ) -> dict[str, JsonValue]:
        """Hold the answers against the form, or against the one question of a reason."""
        if step.form is None or submission.verdict in WITHOUT_FORM:
            return _reason(submission, context.definition.rating_scale)
        form = context.definition.forms[step.form]
        asked = Asked(submission.review, step, submission.verdict)
        found = await checked(self._archive, asked, context, form, submission.answers)
        if found.problems:
            raise AnswersNotAccepted(found.told)
        return found.words

    async def _seal(
        self, submission: Submission, context: ReviewContext, words: dict[str, JsonValue]
    ) -> Sealed:
        """Seal the words under the reviewee's key before anything else is told of them."""
        return await self._archive.vault.sealed(content_id(submission.id), context.reviewee, words)


def content_id(submission: str) -> UUID:
    """Name the staged words of a submission after it."""
    return uuid5(NAMESPACE_OID, f"content:{submission}")


def _step(definition: CycleDefinition, submission: Submission) -> Step:
    try:
        step = definition.step(submission.step)
    except KeyError:
        known = ", ".join(each.id for each in definition.steps)
        raise UnknownStep(
            f"This cycle has no step named '{submission.step}'; it has {known}."
        ) from None
    if submission.verdict not in ALLOWED[step.act]:
        possible = ", ".join(verdict.value for verdict in ALLOWED[step.act]) or "none"
        raise VerdictNotPossible(f"That answer is not possible here; possible are: {possible}.")
    return step


def _reason(submission: Submission, scale: RatingScale | None) -> dict[str, JsonValue]:
    """Take the reason, the comment or the amended rating of a step that asks no form."""
    is_amended = submission.verdict is Verdict.AMENDED
    known = {REASON, COMMENT, RATING} if is_amended else {REASON, COMMENT}
    unknown = sorted(set(submission.answers) - known)
    if unknown:
        raise AnswersNotAccepted(
            f"This step takes no answer named {', '.join(unknown)}; "
            f"it takes {', '.join(sorted(known))}."
        )
    try:
        words: dict[str, JsonValue] = {
            name: text_of(value)
            for name, value in submission.answers.items()
            if name != RATING and not is_blank(value)
        }
        if is_amended:
            words[RATING] = level_of(submission.answers.get(RATING), scale)
    except NotAnAnswer as problem:
        raise AnswersNotAccepted(" ".join(problem.args)) from None
    return words
