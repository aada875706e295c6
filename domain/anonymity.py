"""What readers of an anonymous form see: nothing at all, or what tells nobody apart.

Nothing of what is given here depends on who answered, when, or in which order; whose answer to
one question belongs to whose answer to another cannot be told either.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from pydantic import JsonValue

from domain.answers import NotAnAnswer, is_blank, number_of
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind, Role, Shown
from domain.ids import PersonId, StepId
from domain.rounding import rounded
from domain.value import Value

SCORED: Final = frozenset(
    {
        FieldKind.RATING,
        FieldKind.NUMBER,
        FieldKind.SCORES,
        FieldKind.GOAL_SCORES,
        FieldKind.ACCOUNTABILITIES,
        FieldKind.SKILLS,
        FieldKind.VALUES,
    }
)
"""Kinds of questions whose answers have a mean."""

DECIMALS: Final = 1
"""Decimals a mean is shown with."""


class Given(Value):
    """What one person answered to a form, and when."""

    author: PersonId
    at: datetime
    answers: dict[str, JsonValue]


class Voices(Value):
    """What is shown of the answers to one question, or to one line of it.

    `line` is an item that was scored, "" for a question as a whole. Either there are answers, in
    an order that tells nothing, or a mean.
    """

    question: str
    line: str = ""
    answers: tuple[JsonValue, ...] = ()
    mean: Decimal | None = None


def anonymous_steps(definition: CycleDefinition) -> frozenset[StepId]:
    """Name the steps of a definition whose authors stay unknown to those who read them."""
    return frozenset(step.id for step in definition.steps if is_anonymous(definition, step))


def is_anonymous(definition: CycleDefinition, step: Step) -> bool:
    """Whether those who do a step stay unknown to those who read what they wrote."""
    form = definition.forms.get(step.form or "") if step.role is Role.PEER else None
    return form is not None and form.anonymous


def voices(form: Form, given: Iterable[Given], *, is_over: bool) -> tuple[Voices, ...] | None:
    """Give what readers see of an anonymous form, question by question.

    Args:
        form: the form as it was when the cycle was launched.
        given: what was answered; of an author who answered again, the last counts.
        is_over: whether nobody has the step before them any more.

    Returns:
        None while it is not over, and for ever when fewer answered than the threshold asks for.
    """
    heard = _heard(form, given, is_over=is_over)
    if heard is None:
        return None
    return tuple(shown for field in form.fields for shown in _of_question(form, field, heard))


def countable(
    form: Form, given: Iterable[Given], *, is_over: bool
) -> tuple[dict[str, JsonValue], ...]:
    """Give answers a score may be formed of, none of them when nothing may be shown.

    They look like those of several people and have the same means, but nobody gave them: each
    line is sorted by itself. Words are left out, and so is a line that fewer people scored than
    the threshold asks for.
    """
    heard = _heard(form, given, is_over=is_over)
    rows: list[dict[str, JsonValue]] = [{} for _ in heard or ()]
    for field in form.fields:
        if field.kind not in SCORED:
            continue
        for line, found in _lines(field, heard or ()).items():
            if len(found) >= form.threshold:
                for row, answer in zip(rows, sorted(found, key=_text), strict=False):
                    _put(row, field.id, line, answer)
    return tuple(row for row in rows if row)


def peer_means(
    form: Form, given: Iterable[Given], *, is_over: bool
) -> Mapping[str, Decimal] | None:
    """Give the mean of each scored question of a form, at one decimal; None below the threshold.

    A question is the mean of its lines over all who scored them. One that fewer scored than the
    threshold asks for has no mean. Forms that are not anonymous have no threshold.
    """
    if form.anonymous:
        heard = _heard(form, given, is_over=is_over)
        fewest = form.threshold
    else:
        heard, fewest = [each.answers for each in _last_of_each(given)], 1
    if heard is None:
        return None
    means: dict[str, Decimal] = {}
    for field in form.fields:
        lines = [_numbers(found) for found in _lines(field, heard).values()]
        enough = [_mean(numbers) for numbers in lines if len(numbers) >= fewest]
        if field.kind in SCORED and enough:
            means[field.id] = rounded(_mean(enough), DECIMALS)
    return means


def _heard(
    form: Form, given: Iterable[Given], *, is_over: bool
) -> Sequence[Mapping[str, JsonValue]] | None:
    """Give the answers alone, or None when nothing of them may be known."""
    authors = _last_of_each(given)
    if not is_over or len(authors) < form.threshold:
        return None
    return [each.answers for each in authors]


def _last_of_each(given: Iterable[Given]) -> list[Given]:
    in_order = sorted(given, key=lambda each: each.at)
    return list({each.author: each for each in in_order}.values())


def _of_question(
    form: Form, field: FormField, heard: Sequence[Mapping[str, JsonValue]]
) -> Iterator[Voices]:
    for line, found in _lines(field, heard).items():
        match form.shown:
            case Shown.WORDS:
                answers = tuple(sorted(found, key=_text))
                yield Voices(question=field.id, line=line, answers=answers)
            case Shown.SUMMARY:
                numbers = _numbers(found) if field.kind in SCORED else []
                if len(numbers) >= form.threshold:
                    mean = rounded(_mean(numbers), DECIMALS)
                    yield Voices(question=field.id, line=line, mean=mean)
            case _:
                assert_never(form.shown)


def _lines(
    field: FormField, heard: Sequence[Mapping[str, JsonValue]]
) -> dict[str, list[JsonValue]]:
    """Take the answers to a question apart into lines, so that none leads to another."""
    lines: dict[str, list[JsonValue]] = {}
    for answers in heard:
        answer = answers.get(field.id)
        if is_blank(answer):
            continue
        match answer:
            case dict():
                for line, value in answer.items():
                    if not is_blank(value):
                        lines.setdefault(line, []).append(value)
            case list():
                lines.setdefault("", []).extend(answer)
            case _:
                lines.setdefault("", []).append(answer)
    order = {item: place for place, item in enumerate(field.items)}
    return dict(sorted(lines.items(), key=lambda line: (order.get(line[0], len(order)), line[0])))


def _put(row: dict[str, JsonValue], question: str, line: str, answer: JsonValue) -> None:
    if not line:
        row[question] = answer
        return
    lines = row.setdefault(question, {})
    if isinstance(lines, dict):
        lines[line] = answer


def _numbers(found: Iterable[JsonValue]) -> list[Fraction]:
    numbers = []
    for answer in found:
        try:
            numbers.append(Fraction(number_of(answer)))
        except NotAnAnswer:
            continue
    return numbers


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def _text(answer: object) -> str:
    """Write an answer the same way every time, to sort by."""
    return json.dumps(answer, sort_keys=True, ensure_ascii=False)
