"""The indicative score of a review as it stands, beside the rating that a person gave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, Final

from domain.definition.check_scoring import DIFFERENCE
from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act, FieldKind, Role
from domain.errors import ReviewError
from domain.evidence import background_of, difference, reason_missing
from domain.ids import PersonId, ReviewId, StepId
from domain.part_scores import Answers, AnswersByForm, parts_of
from domain.review.verdict import Verdict
from domain.scoring import Score, indicative_score
from domain.visibility import Written as About
from domain.visibility import may_read, self_assessments
from gateway.profiles import profile_in_cycle
from gateway.surroundings import ReviewContext
from storage.archive import Archive
from storage.read_models.goals import standing_goals_of
from storage.read_models.peer_feedback import countable_feedback
from storage.read_models.ratings import Rating, rating_of_review
from storage.read_models.viewing import Viewing
from storage.read_models.written import Written, written

_WITHOUT_FORM: Final = (Verdict.SENT_BACK, Verdict.TURNED_DOWN)


class NoScore(ReviewError):
    """This cycle forms no score; a section 'scoring' in its definition would say how."""

    code: ClassVar[str] = "no_score"


@dataclass(frozen=True)
class ScoredReview:
    """A review with its score and its ratings; none of them overrides another.

    `reason` is what the manager wrote about the difference between rating and score.
    """

    score: Score
    rating: Rating | None
    reason: str | None

    @property
    def proposed_apart(self) -> Decimal | None:
        """Give by how much the manager's rating is above the score."""
        return self._apart(self.rating.proposed if self.rating else None)

    @property
    def final_apart(self) -> Decimal | None:
        """Give by how much the rating that stands is above the score."""
        return self._apart(self.rating.final if self.rating else None)

    def _apart(self, level: int | None) -> Decimal | None:
        if level is None or self.score.value is None:
            return None
        return difference(level, self.score.value)


async def score_of(archive: Archive, review: ReviewId, context: ReviewContext) -> ScoredReview:
    """Work out the score of a review from everything written in it so far.

    Raises:
        NoScore: the definition of the cycle does not say how.
    """
    definition = context.definition
    if definition.scoring is None:
        raise NoScore
    goals = await standing_goals_of(archive.journal, review, definition)
    profile = await profile_in_cycle(archive, context.cycle, context.reviewee)
    answers = await _answers(archive, review, definition)
    parts = parts_of(definition, answers, background_of(definition, goals, profile))
    return ScoredReview(
        score=indicative_score(definition.scoring, parts),
        rating=await rating_of_review(archive.readers, review),
        reason=_reason(definition, answers),
    )


async def score_seen_by(
    archive: Archive, review: ReviewId, context: ReviewContext, look: Viewing
) -> ScoredReview | None:
    """Give the score to whoever may read the rating it stands beside; None to everybody else.

    Before the manager has rated there is none to be seen, so that nothing rates for them. What
    others may not read of the forms is in it as a mean at most, as the formula declares.
    """
    definition = context.definition
    if definition.scoring is None or not rating_is_open(definition, look):
        return None
    return _as_seen(definition, await score_of(archive, review, context), look)


def rating_is_open(definition: CycleDefinition, look: Viewing) -> bool:
    """Tell whether somebody may read the rating that stands; a reviewee once it is shared."""
    if Role.REVIEWEE in look.viewer.acting_roles and _is_yet_to_be_shared(definition, look):
        return False
    return _may_read_rating(definition, look)


def _as_seen(
    definition: CycleDefinition, scored: ScoredReview, look: Viewing
) -> ScoredReview | None:
    """Leave out how parts came about, and the reason, where the reader may not read the answers.

    A veto names a single score; where that may not be read there is no score to be shown. Who of
    the panel moved a rating, and under which heading, is for HR.
    """
    score = scored.score
    if score.cap is not None and not _is_open(definition, score.cap.part, look):
        return None
    told = zip(score.weights, score.lines, strict=True)
    lines = tuple(line for part, line in told if _is_open(definition, part, look))
    rating_forms = [step.form for step in definition.steps if step.act is Act.RATE]
    explains = any(_is_open(definition, f"{form}.{DIFFERENCE}", look) for form in rating_forms)
    reason = scored.reason if explains else None
    rating = scored.rating and replace(scored.rating, moved_by=None, reason_code=None)
    return replace(scored, score=replace(score, lines=lines), rating=rating, reason=reason)


def _is_yet_to_be_shared(definition: CycleDefinition, look: Viewing) -> bool:
    """Whether the rating that stands, which the panel may have moved, is still to be shared."""
    shares = any(step.act is Act.SHARE for step in definition.steps)
    return shares and not look.progressed.is_shared


def _is_open(definition: CycleDefinition, part: str, look: Viewing) -> bool:
    """Whether a reader wrote, or may read, the answers to a question named 'form.field'."""
    name, _, field_id = part.partition(".")
    own = look.viewer.acting_roles - {Role.PEER}
    scored = self_assessments(definition)
    return any(
        step.role in own
        or may_read(
            About(step=step.id, form=form, is_self_assessment=step.id in scored),
            field,
            look.viewer,
            look.progressed,
        )
        for step in definition.steps
        if step.form == name
        for form in [definition.forms[name]]
        for field in form.fields
        if field.id == field_id
    )


def _may_read_rating(definition: CycleDefinition, look: Viewing) -> bool:
    rates = [step for step in definition.steps if step.act is Act.RATE and step.form]
    return any(
        may_read(About(step=step.id, form=form), field, look.viewer, look.progressed)
        or (look.progressed.is_rated and step.role in look.viewer.acting_roles)
        for step in rates
        for form in [definition.forms[step.form or ""]]
        for field in form.fields
        if field.kind is FieldKind.RATING
    )


async def reason_asked(
    archive: Archive, review: ReviewId, context: ReviewContext, form: str, words: Answers
) -> str | None:
    """Ask for the reason that a rating about to be handed in lacks; None when it lacks none.

    Nothing is read where the cycle asks for no reasons, or the form holds no rating.
    """
    definition = context.definition
    rates = any(step.act is Act.RATE and step.form == form for step in definition.steps)
    if definition.scoring is None or definition.scoring.explain_from is None or not rates:
        return None
    goals = await standing_goals_of(archive.journal, review, definition)
    profile = await profile_in_cycle(archive, context.cycle, context.reviewee)
    others = await _answers(archive, review, definition)
    return reason_missing(definition, form, words, goals, profile, others)


async def _answers(
    archive: Archive, review: ReviewId, definition: CycleDefinition
) -> AnswersByForm:
    """Gather all that was written; of anonymous forms only what a score may be formed of."""
    said = await written(archive.journal, review)
    anonymous = await countable_feedback(archive, review, definition)
    return {**answers_by_form(definition, said), **anonymous}


def answers_by_form(definition: CycleDefinition, said: Sequence[Written]) -> AnswersByForm:
    """Gather who wrote what in which form; of a step done again, only what was written last.

    Of peers, who all do the same step, it is what each of them wrote last.
    """
    steps = {step.id: step for step in definition.steps if step.form is not None}
    last: dict[tuple[StepId, PersonId | None], Written] = {}
    for each in said:
        if each.step in steps and each.verdict not in _WITHOUT_FORM:
            is_peer = steps[each.step].role is Role.PEER
            last[each.step, each.author if is_peer else None] = each
    found: dict[str, list[Answers]] = {}
    for (step, _), each in last.items():
        found.setdefault(steps[step].form or "", []).append(each.words)
    return found


def _reason(definition: CycleDefinition, answers: AnswersByForm) -> str | None:
    forms = [step.form for step in definition.steps if step.act is Act.RATE and step.form]
    told = (given.get(DIFFERENCE) for form in forms for given in answers.get(form, ()))
    return next((reason for reason in told if isinstance(reason, str)), None)
