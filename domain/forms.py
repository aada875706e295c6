"""Whether the answers to a form can be accepted, and the shape in which they are kept."""

import json
from collections.abc import Callable, Iterator, Mapping

from pydantic import JsonValue

from domain.answers import (
    NotAnAnswer,
    choice_of,
    date_of,
    is_blank,
    level_of,
    number_of,
    shown,
    text_of,
    yes_or_no,
)
from domain.definition.forms import Form, FormField
from domain.definition.rating import GoalRules, RatingScale
from domain.definition.words import FieldKind
from domain.goals import Goal, check_goals, read_goals
from domain.value import Value

LARGEST_ANSWERS = 64 * 1024
"""Most bytes the answers of one form may take, as UTF-8 JSON."""


class FieldProblem(Value):
    """What is wrong with the answer to one question; `field` is "" for the form as a whole."""

    field: str
    sentence: str


class FormRules(Value):
    """What answers are held against beside the form itself.

    `goals` are the objectives agreed so far: those that a goal score may name.
    """

    scale: RatingScale | None = None
    goal_rules: GoalRules = GoalRules()
    goals: tuple[Goal, ...] = ()


_NO_RULES = FormRules()


def check(
    form: Form, answers: Mapping[str, JsonValue], rules: FormRules = _NO_RULES
) -> tuple[FieldProblem, ...]:
    """Tell everything that is wrong with the answers at once, in the order of the questions.

    An objective or item that is left out, or whose score is null, has no score. That is no
    problem while another has one, and it never counts as zero.
    """
    if _is_too_large(answers):
        sentence = (
            f"The answers are longer than {LARGEST_ANSWERS // 1024} KiB; please shorten them."
        )
        return (FieldProblem(field="", sentence=sentence),)
    return (*_unknown(form, answers), *_refused(form, answers, rules))


def normalised(
    form: Form, answers: Mapping[str, JsonValue], rules: FormRules = _NO_RULES
) -> dict[str, JsonValue]:
    """Give the answers as they are kept: without blanks, levels whole, numbers as exact text.

    The same answers, however they were written, give the same result. Raises NotAnAnswer for
    answers that `check` finds fault with.
    """
    if problems := check(form, answers, rules):
        raise NotAnAnswer(*(problem.sentence for problem in problems))
    given = ((field, answers.get(field.id)) for field in form.fields)
    return {
        field.id: _read(field, answer, rules) for field, answer in given if not is_blank(answer)
    }


def rating_in(form: Form, answers: Mapping[str, JsonValue]) -> int | None:
    """Give the overall rating among normalised answers: that of the first rating question."""
    for field in form.fields:
        answer = answers.get(field.id)
        if field.kind is FieldKind.RATING and isinstance(answer, int):
            return answer
    return None


def _is_too_large(answers: Mapping[str, JsonValue]) -> bool:
    try:
        written = json.dumps(dict(answers), ensure_ascii=False)
    except (RecursionError, ValueError):  # too deep, or an integer of thousands of digits
        return True
    return len(written.encode("utf-8", "surrogatepass")) > LARGEST_ANSWERS


def _unknown(form: Form, answers: Mapping[str, JsonValue]) -> Iterator[FieldProblem]:
    questions = {field.id for field in form.fields}
    for key in answers:
        if key not in questions:
            sentence = f"The form has no question '{shown(key)}'."
            yield FieldProblem(field=shown(key), sentence=sentence)


def _refused(
    form: Form, answers: Mapping[str, JsonValue], rules: FormRules
) -> Iterator[FieldProblem]:
    for field in form.fields:
        answer = answers.get(field.id)
        try:
            if not is_blank(answer):
                _read(field, answer, rules)
            elif field.required and not _has_nothing_to_ask(field, rules):
                yield FieldProblem(field=field.id, sentence="Please answer this question.")
        except NotAnAnswer as refused:
            for sentence in refused.sentences:
                yield FieldProblem(field=field.id, sentence=sentence)


def _has_nothing_to_ask(field: FormField, rules: FormRules) -> bool:
    match field.kind:
        case FieldKind.GOAL_SCORES:
            return not rules.goals
        case FieldKind.GOALS:
            return rules.goal_rules.minimum == 0
        case _:
            return False


def _read(field: FormField, answer: JsonValue, rules: FormRules) -> JsonValue:
    return _READERS[field.kind](field, answer, rules)


def _number(field: FormField, answer: JsonValue) -> str:
    number = number_of(answer)
    if field.minimum is not None and number < field.minimum:
        raise NotAnAnswer(f"{shown(answer)} is less than the smallest answer, {field.minimum}.")
    if field.maximum is not None and number > field.maximum:
        raise NotAnAnswer(f"{shown(answer)} is more than the largest answer, {field.maximum}.")
    return f"{number.normalize():f}"


def _goals(answer: JsonValue, rules: GoalRules) -> JsonValue:
    goals, unread = read_goals(answer)
    problems = unread or check_goals(goals, rules)
    if problems:
        raise NotAnAnswer(*problems)
    return [goal.model_dump(mode="json") for goal in goals]


def _goal_scores(field: FormField, answer: JsonValue, rules: FormRules) -> JsonValue:
    return _scores(field, answer, rules, {goal.id: goal.title for goal in rules.goals})


def _item_scores(field: FormField, answer: JsonValue, rules: FormRules) -> JsonValue:
    return _scores(field, answer, rules, {item: item for item in field.items})


def _scores(
    field: FormField, answer: JsonValue, rules: FormRules, titles: Mapping[str, str]
) -> JsonValue:
    if not isinstance(answer, dict):
        raise NotAnAnswer("Please give a score for each of the lines.")
    problems = [f"There is no '{shown(key)}' to score here." for key in answer if key not in titles]
    scores: dict[str, JsonValue] = {}
    for key, title in titles.items():
        score = answer.get(key)
        if is_blank(score):
            continue
        try:
            scores[key] = level_of(score, rules.scale)
        except NotAnAnswer as refused:
            problems.extend(f"{title}: {sentence}" for sentence in refused.sentences)
    if field.required and not scores and not problems:
        problems.append("Please give at least one score.")
    if problems:
        raise NotAnAnswer(*problems)
    return scores


_READERS: dict[FieldKind, Callable[[FormField, JsonValue, FormRules], JsonValue]] = {
    FieldKind.TEXT: lambda field, answer, _: text_of(answer, field.max_words),
    FieldKind.RATING: lambda _, answer, rules: level_of(answer, rules.scale),
    FieldKind.CHOICE: lambda field, answer, _: choice_of(answer, field.choices),
    FieldKind.NUMBER: lambda field, answer, _: _number(field, answer),
    FieldKind.YES_NO: lambda _, answer, __: yes_or_no(answer),
    FieldKind.DATE: lambda _, answer, __: date_of(answer).isoformat(),
    FieldKind.GOALS: lambda _, answer, rules: _goals(answer, rules.goal_rules),
    FieldKind.GOAL_SCORES: _goal_scores,
    FieldKind.SCORES: _item_scores,
}
