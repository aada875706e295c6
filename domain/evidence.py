"""Accurate feedback: a rating far from the year's evidence asks for a reason, and stands."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pydantic import JsonValue

from domain.answers import is_blank
from domain.definition.check_scoring import DIFFERENCE
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.rating import Scoring
from domain.definition.words import Act, Role
from domain.expectations.profile import RoleProfile
from domain.goals import Goal
from domain.part_scores import Answers, AnswersByForm, Background, parts_of
from domain.rounding import shortly
from domain.scoring import Score, indicative_score
from domain.views.ratings import level_in
from domain.visibility import Progressed, Viewer, Written, may_read, self_assessments


def background_of(
    definition: CycleDefinition, goals: Iterable[Goal], profile: RoleProfile | None
) -> Background:
    """Give what the answers in a cycle are scored against."""
    expected = definition.expectations
    return Background(
        tuple(goals), profile, definition.rating_scale, expected.meets if expected else None
    )


def difference(rating: int, score: Decimal) -> Decimal:
    """Give by how much a rating is above the score; below zero it is less."""
    return Decimal(rating) - score


def needs_reason(scoring: Scoring, rating: int, score: Score) -> str | None:
    """Ask for a reason where a rating is far from the score; None where it is not.

    How far is far says the definition; without a score, or without that, nothing is asked.
    """
    if scoring.explain_from is None or score.value is None:
        return None
    apart = difference(rating, score.value)
    if abs(apart) < scoring.explain_from:
        return None
    way = "above" if apart > 0 else "below"
    return (
        f"The rating {rating} is {shortly(abs(apart), 4)} {way} the indicative score:"
        f" {score.sentence}. The rating is your decision; say in '{DIFFERENCE}' what the score"
        " does not see."
    )


def reason_missing(
    definition: CycleDefinition,
    form: str,
    words: Answers,
    goals: Iterable[Goal],
    profile: RoleProfile | None,
    peers_words: AnswersByForm,
) -> str | None:
    """Ask for the reason that a rating about to be handed in lacks; None when it lacks none.

    The evidence is what the rater hands in now and what others wrote that the rater may read at
    this moment: a self-assessment that comes after the rating neither counts nor shines through.

    Args:
        definition: the cycle.
        form: name of the form that is handed in.
        words: the answers, as `domain.forms.normalised` keeps them.
        goals: the agreed objectives.
        profile: the role profile of the reviewee.
        peers_words: form name -> what everybody else wrote there, peers among them.
    """
    rating = level_in(words)
    step = next((s for s in definition.steps if s.form == form and s.act is Act.RATE), None)
    if definition.scoring is None or step is None or rating is None:
        return None
    if not is_blank(words.get(DIFFERENCE)):
        return None
    known = {**_readable(definition, step.role, peers_words), form: [words]}
    parts = parts_of(definition, known, background_of(definition, goals, profile))
    return needs_reason(definition.scoring, rating, indicative_score(definition.scoring, parts))


def _readable(
    definition: CycleDefinition, rater: Role, answers: AnswersByForm
) -> dict[str, list[Answers]]:
    """Leave of each form the answers that a role may read before it has rated."""
    return {
        form: [_without_hidden(definition, form, rater, each) for each in given]
        for form, given in answers.items()
        if form in definition.forms
    }


def _without_hidden(
    definition: CycleDefinition, form: str, rater: Role, answers: Answers
) -> Mapping[str, JsonValue]:
    fields = definition.forms[form].fields
    steps = [step for step in definition.steps if step.form == form]
    return {
        field.id: answers[field.id]
        for field in fields
        if field.id in answers
        and all(
            may_read(_written(definition, step), field, _rater(rater), _so_far(step))
            for step in steps
        )
    }


def _written(definition: CycleDefinition, step: Step) -> Written:
    return Written(
        step=step.id,
        form=definition.forms[step.form or ""],
        is_self_assessment=step.id in self_assessments(definition),
    )


def _rater(role: Role) -> Viewer:
    return Viewer(roles=frozenset({role}))


def _so_far(step: Step) -> Progressed:
    return Progressed(submitted=frozenset({step.id}))
