"""Holds what somebody is about to hand in against everything it has to keep to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from domain.definition.cycle import Step
from domain.definition.forms import Form
from domain.definition.words import Act, FieldKind
from domain.errors import ReviewError
from domain.forms import FieldProblem, check, normalised
from domain.ids import ReviewId
from domain.review.verdict import Verdict
from domain.verdict_forms import form_of
from gateway.nominating import nomination_of
from gateway.scoring import reason_asked
from gateway.surroundings import ReviewContext, rules_for
from storage.archive import Archive


@dataclass(frozen=True)
class Checked:
    """The answers as they would be kept, or everything that keeps them from being accepted."""

    words: dict[str, JsonValue] = field(default_factory=dict)
    problems: tuple[FieldProblem, ...] = ()

    @property
    def told(self) -> str:
        """Name every problem, with the field it is in."""
        return " ".join(
            f"{problem.field}: {problem.sentence}" if problem.field else problem.sentence
            for problem in self.problems
        )


@dataclass(frozen=True)
class Asked:
    """The step somebody is about to do, and what they say there."""

    review: ReviewId
    step: Step
    verdict: Verdict


async def checked(
    archive: Archive,
    asked: Asked,
    context: ReviewContext,
    form: Form,
    answers: Mapping[str, JsonValue],
) -> Checked:
    """Hold answers against a form and, for a rating, against the evidence beside it."""
    rules = await rules_for(archive, asked.review, context, form, answers)
    problems = check(form, answers, rules)
    if problems:
        return Checked(problems=problems)
    words = normalised(form, answers, rules)
    name = asked.step.form
    if name is None or context.definition.forms[name] != form:
        return Checked(words=words)
    sentence = await reason_asked(archive, asked.review, context, name, words)
    if sentence is None:
        return Checked(words=words)
    return Checked(problems=(FieldProblem(field="", sentence=sentence),))


async def rehearsed(
    archive: Archive, asked: Asked, context: ReviewContext, answers: Mapping[str, JsonValue]
) -> Checked:
    """Check a submission as handing it in would, colleagues included, and change nothing."""
    form = form_of(context.definition, asked.step, asked.verdict)
    found = await checked(archive, asked, context, form, answers) if form else Checked()
    if found.problems:
        return found
    try:
        await nomination_of(archive, asked.review, context, asked.step, found.words, asked.verdict)
    except ReviewError as refused:
        return Checked(
            problems=(FieldProblem(field=_people(asked.step, form), sentence=str(refused)),)
        )
    return found


def _people(step: Step, form: Form | None) -> str:
    """Name the question in which colleagues are named; "" where none is."""
    if step.act is not Act.NOMINATE or form is None:
        return ""
    return next((each.id for each in form.fields if each.kind is FieldKind.PEOPLE), "")
