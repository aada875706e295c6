"""Reads the answer to one question, by the kind of the question."""

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from domain.actions.asked import read_actions
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
from domain.definition.forms import FormField
from domain.definition.words import FieldKind
from domain.development.asked import read_plan
from domain.expectations.scores import PROFILE_KINDS, read_scores
from domain.form_rules import FormRules
from domain.goals import check_goals, read_goals
from domain.peers import read_nominees
from domain.progress.changes import read_changes
from domain.progress.reading import read_progress


def has_nothing_to_ask(field: FormField, rules: FormRules) -> bool:
    """Whether nobody could answer a question, so that it is not asked for."""
    match field.kind:
        case FieldKind.GOAL_SCORES:
            return not rules.goals
        case FieldKind.GOALS:
            return rules.goal_rules.minimum == 0
        case FieldKind.GOAL_PROGRESS | FieldKind.GOAL_CHANGES:
            return not rules.goals
        case _:
            return field.kind in PROFILE_KINDS and rules.profile is None


def read_answer(field: FormField, answer: JsonValue, rules: FormRules) -> JsonValue:
    """Give the answer to one question as it is kept.

    Raises:
        NotAnAnswer: says everything that is wrong with it, in sentences.
    """
    return _READERS[field.kind](field, answer, rules)


def _number(field: FormField, answer: JsonValue) -> str:
    number = number_of(answer)
    if field.minimum is not None and number < field.minimum:
        raise NotAnAnswer(f"{shown(answer)} is less than the smallest answer, {field.minimum}.")
    if field.maximum is not None and number > field.maximum:
        raise NotAnAnswer(f"{shown(answer)} is more than the largest answer, {field.maximum}.")
    return f"{number.normalize():f}"


def _goals(answer: JsonValue, rules: FormRules) -> JsonValue:
    goals, unread = read_goals(answer)
    problems = unread or check_goals(goals, rules.goal_rules, rules.above)
    if problems:
        raise NotAnAnswer(*problems)
    return [goal.model_dump(mode="json", exclude_none=True) for goal in goals]


def _goal_scores(field: FormField, answer: JsonValue, rules: FormRules) -> JsonValue:
    return _scores(field, answer, rules, {goal.id: goal.title for goal in rules.goals})


def _item_scores(field: FormField, answer: JsonValue, rules: FormRules) -> JsonValue:
    return _scores(field, answer, rules, {item: item for item in field.items})


def _profile_scores(field: FormField, answer: JsonValue, rules: FormRules) -> JsonValue:
    return read_scores(field, answer, rules.profile, rules.scale)


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
    FieldKind.GOALS: lambda _, answer, rules: _goals(answer, rules),
    FieldKind.GOAL_SCORES: _goal_scores,
    FieldKind.SCORES: _item_scores,
    FieldKind.ACCOUNTABILITIES: _profile_scores,
    FieldKind.SKILLS: _profile_scores,
    FieldKind.VALUES: _profile_scores,
    FieldKind.GOAL_PROGRESS: lambda _, answer, rules: read_progress(
        answer, rules.goals, rules.today
    ),
    FieldKind.GOAL_CHANGES: lambda _, answer, rules: read_changes(
        answer, rules.goals, rules.goal_rules, rules.above
    ),
    FieldKind.ACTIONS: lambda _, answer, rules: read_actions(answer, rules.find, rules.today),
    FieldKind.PEOPLE: lambda _, answer, rules: read_nominees(answer, rules.find, rules.peers),
    FieldKind.PLAN: lambda _, answer, rules: read_plan(
        answer, rules.development, rules.profile, rules.find, rules.today
    ),
}
