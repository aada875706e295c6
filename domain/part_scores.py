"""What each part of a score comes to: the single scores in it, and their mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pydantic import JsonValue

from domain.answers import is_blank, number_of
from domain.definition.cycle import CycleDefinition
from domain.definition.forms import Form, FormField
from domain.definition.rating import RatingScale
from domain.definition.words import FieldKind
from domain.expectations.part_scores import expectation_part
from domain.expectations.profile import RoleProfile
from domain.goals import Goal
from domain.worked import Cut, Term, mean_of_equals, weighed, worked

Answers = Mapping[str, JsonValue]
AnswersByForm = Mapping[str, Sequence[Answers]]
"""Form name -> the answers of everybody who filled it in."""

_SHOWN: Final = Cut(decimals=2)


@dataclass(frozen=True, slots=True)
class Background:
    """What answers are scored against: the agreed objectives, the role profile and the scale."""

    goals: tuple[Goal, ...] = ()
    profile: RoleProfile | None = None
    scale: RatingScale | None = None
    meets: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score, named 'form.field'; `score` is exact, and None when nothing is scored.

    `singles` are the scores in it: what vetoes look at. Of several authors they are means, so
    that no single answer can be told from them. `sentence` works the score out.
    """

    name: str
    score: Fraction | None = None
    singles: tuple[Term, ...] = ()
    sentence: str = ""


def parts_of(
    definition: CycleDefinition, answers: AnswersByForm, background: Background
) -> tuple[Part, ...]:
    """Give every part the scoring of a definition names, in that order.

    Answers to an anonymous form count only from its threshold on: below it the part has no score,
    just as if nobody had answered.
    """
    names = definition.scoring.parts if definition.scoring else ()
    return tuple(_part(name, definition, answers, background) for name in names)


def _part(
    name: str, definition: CycleDefinition, answers: AnswersByForm, background: Background
) -> Part:
    form_name, _, field_id = name.partition(".")
    form = definition.forms.get(form_name)
    field = next((each for each in form.fields if each.id == field_id), None) if form else None
    if form is None or field is None:
        return Part(name)
    given = [each.get(field_id) for each in _counted(form, answers.get(form_name, ()))]
    return part_of(name, field, given, background)


def _counted(form: Form, answers: Sequence[Answers]) -> Sequence[Answers]:
    return () if form.anonymous and len(answers) < form.threshold else answers


def part_of(
    name: str, field: FormField, answers: Sequence[JsonValue], background: Background
) -> Part:
    """Give the part that the answers of one or several people to one question make together.

    Of several people it is the mean of what each of them comes to; who scored nothing is not
    counted as zero.
    """
    by_author = [found for answer in answers if (found := singles_of(field, answer, background))]
    if not by_author:
        return Part(name)
    if len(by_author) == 1:
        [terms] = by_author
        is_weighed = field.kind is FieldKind.GOAL_SCORES
        sentence = worked(terms, _SHOWN) if is_weighed else mean_of_equals(terms, _SHOWN)
        return Part(name, weighed(terms), terms, sentence)
    score = weighed([Term("", weighed(terms) or Fraction(0)) for terms in by_author])
    sentence = f"{_SHOWN.of(score or Fraction(0))} = the mean of all answers"
    return Part(name, score, _means(by_author), sentence)


def singles_of(field: FormField, answer: JsonValue, background: Background) -> tuple[Term, ...]:
    """Give the scores in one answer, as `domain.forms.normalised` keeps it, with their weights.

    Objectives weigh what was agreed, all other lines alike. Empty when nothing was scored, and for
    questions that hold no score.
    """
    if is_blank(answer):
        return ()
    match field.kind:
        case FieldKind.RATING | FieldKind.NUMBER:
            return (Term("", number_of(answer)),)
        case FieldKind.GOAL_SCORES:
            goals = background.goals
            return _lines(answer, {goal.id: (goal.title, goal.weight) for goal in goals})
        case FieldKind.SCORES:
            return _lines(answer, {item: (item, Decimal(1)) for item in field.items})
        case FieldKind.ACCOUNTABILITIES | FieldKind.SKILLS | FieldKind.VALUES:
            return _expected(field, answer, background)
        case _:
            return ()


def _lines(answer: JsonValue, lines: Mapping[str, tuple[str, Decimal]]) -> tuple[Term, ...]:
    if not isinstance(answer, dict):
        return ()
    return tuple(
        Term(title, number_of(answer[key]), weight)
        for key, (title, weight) in lines.items()
        if not is_blank(answer.get(key))
    )


def _expected(field: FormField, answer: JsonValue, background: Background) -> tuple[Term, ...]:
    if background.meets is None:
        return ()
    found = expectation_part(field, answer, background.profile, background.scale, background.meets)
    return tuple(Term(title, score) for title, score in found)


def _means(by_author: Sequence[Sequence[Term]]) -> tuple[Term, ...]:
    """Give the mean of each line over all who scored it."""
    titles = dict.fromkeys(term.title for terms in by_author for term in terms)
    lines = {
        title: [term for terms in by_author for term in terms if term.title == title]
        for title in titles
    }
    means = {title: weighed([Term("", t.score) for t in terms]) for title, terms in lines.items()}
    return tuple(
        Term(title, mean, lines[title][0].weight)
        for title, mean in means.items()
        if mean is not None
    )
