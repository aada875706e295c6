"""Answers as people read them: for the page on which they are checked, for documents and files."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from domain.answers import NotAnAnswer, date_of, is_blank
from domain.definition.forms import Form, FormField
from domain.definition.rating import RatingScale
from domain.definition.words import FieldKind
from domain.expectations.scores import titles_of
from domain.views.telling import day_in_words
from gateway.fields.facts import FieldFacts
from gateway.fields.shown_goals import ShownLine, shown_changes, shown_goal, shown_readings
from gateway.fields.written import as_level, as_text, items_of, parts_of, visible

__all__ = ["ShownAnswer", "ShownLine", "shown_answer", "shown_answers"]


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question and what was answered to it; without lines nothing was."""

    field: str
    label: str
    kind: FieldKind
    lines: tuple[ShownLine, ...]


def shown_answers(
    form: Form, answers: Mapping[str, JsonValue], facts: FieldFacts
) -> tuple[ShownAnswer, ...]:
    """Give every question of a form with its answer in words, whether or not it is accepted."""
    return tuple(shown_answer(field, answers.get(field.id), facts) for field in form.fields)


def shown_answer(field: FormField, answer: JsonValue, facts: FieldFacts) -> ShownAnswer:
    """Give one question with its answer in words."""
    lines = () if is_blank(answer) else tuple(_SHOWN[field.kind](field, answer, facts))
    return ShownAnswer(field.id, field.label, field.kind, lines)


def _line(label: str, *words: str) -> ShownLine:
    return ShownLine(visible(label), tuple(visible(each) for each in words if each))


def _text(_: FormField, answer: JsonValue, __: FieldFacts) -> Iterator[ShownLine]:
    yield _line("", as_text(answer))


def _yes_no(_: FormField, answer: JsonValue, __: FieldFacts) -> Iterator[ShownLine]:
    yield _line("", as_text(answer).capitalize())


def _date(_: FormField, answer: JsonValue, __: FieldFacts) -> Iterator[ShownLine]:
    yield _line("", _day(answer))


def _rating(_: FormField, answer: JsonValue, facts: FieldFacts) -> Iterator[ShownLine]:
    yield _line("", _called(answer, facts.scale))


def _scores(field: FormField, answer: JsonValue, facts: FieldFacts) -> Iterator[ShownLine]:
    scores, titles = parts_of(answer), _titles(field, facts)
    for key in _in_order(scores, titles):
        yield _line(titles.get(key, key), _called(scores[key], facts.scale))


def _skills(field: FormField, answer: JsonValue, facts: FieldFacts) -> Iterator[ShownLine]:
    levels, titles = parts_of(answer), _titles(field, facts)
    known = {each.id: each for each in facts.profile.skills} if facts.profile else {}
    for key in _in_order(levels, titles):
        told = as_level(levels[key])
        words = [f"Level {told}"]
        if key in known:
            words += [each.picture for each in known[key].levels if str(each.level) == told]
            words.append(f"Expected in this role: level {known[key].expected}")
        yield _line(titles.get(key, key), *words)


def _titles(field: FormField, facts: FieldFacts) -> Mapping[str, str]:
    if field.kind is FieldKind.SCORES:
        return {item: item for item in field.items}
    if field.kind is FieldKind.GOAL_SCORES:
        return {goal.id: goal.title for goal in facts.goals}
    return titles_of(field.kind, facts.profile) if facts.profile else {}


def _in_order(keys: Mapping[str, JsonValue], titles: Mapping[str, str]) -> Iterator[str]:
    """Give the keys that hold something, in the order of the lines; unknown ones come last."""
    given = [key for key, told in keys.items() if not is_blank(told)]
    yield from (key for key in titles if key in given)
    yield from sorted(key for key in given if key not in titles)


def _called(answer: JsonValue, scale: RatingScale | None) -> str:
    told = as_level(answer)
    levels = scale.levels if scale else ()
    called = next((each.label for each in levels if str(each.value) == told), "")
    return f"{told} {called}" if called else told


def _goals(_: FormField, answer: JsonValue, __: FieldFacts) -> Iterator[ShownLine]:
    return map(shown_goal, items_of(answer))


def _actions(_: FormField, answer: JsonValue, facts: FieldFacts) -> Iterator[ShownLine]:
    for number, item in enumerate(items_of(answer), start=1):
        told = parts_of(item)
        who, due = facts.name_for(as_text(told.get("owner"))), told.get("due")
        by = "" if is_blank(due) else f"by {_day(due)}"
        whose = ", ".join(each for each in (who, by) if each)
        yield _line(f"Action {number}", as_text(told.get("what")), whose)


def _plan(field: FormField, answer: JsonValue, facts: FieldFacts) -> Iterator[ShownLine]:
    plan = parts_of(answer)
    titles = {skill.id: skill.title for skill in facts.profile.skills} if facts.profile else {}
    yield _line("Strengths to build on", as_text(plan.get("strengths")))
    for number, item in enumerate(items_of(plan.get("aims")), start=1):
        told = parts_of(item)
        skill = as_text(told.get("skill"))
        yield _line(f"Aim {number}", titles.get(skill, skill), *_what_and_how(told))
    yield from _actions(field, plan.get("actions"), facts)
    yield _line("The support the manager promises", as_text(plan.get("support")))
    for number, item in enumerate(items_of(plan.get("goals")), start=1):
        yield _line(f"Goal {number}", *_what_and_how(parts_of(item)))
    rhythm = facts.development.rhythms.get(as_text(plan.get("rhythm")))
    if rhythm is not None:
        yield _line("How often you two look at it", rhythm.title)


def _what_and_how(told: Mapping[str, JsonValue]) -> Sequence[str]:
    seen_by = as_text(told.get("seen_by"))
    return (as_text(told.get("what")), f"Seen by: {seen_by}" if seen_by else "")


def _people(_: FormField, answer: JsonValue, facts: FieldFacts) -> Iterator[ShownLine]:
    yield _line("", *(facts.name_for(as_text(each)) for each in items_of(answer)))


def _day(answer: JsonValue) -> str:
    try:
        return day_in_words(date_of(answer))
    except NotAnAnswer:
        return as_text(answer)


_SHOWN: Final[
    Mapping[FieldKind, Callable[[FormField, JsonValue, FieldFacts], Iterator[ShownLine]]]
] = {
    FieldKind.TEXT: _text,
    FieldKind.RATING: _rating,
    FieldKind.CHOICE: _text,
    FieldKind.NUMBER: _text,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DATE: _date,
    FieldKind.GOALS: _goals,
    FieldKind.GOAL_SCORES: _scores,
    FieldKind.SCORES: _scores,
    FieldKind.GOAL_PROGRESS: lambda _, answer, facts: shown_readings(answer, facts),
    FieldKind.GOAL_CHANGES: lambda _, answer, facts: shown_changes(answer, facts),
    FieldKind.ACCOUNTABILITIES: _scores,
    FieldKind.SKILLS: _skills,
    FieldKind.VALUES: _scores,
    FieldKind.ACTIONS: _actions,
    FieldKind.PLAN: _plan,
    FieldKind.PEOPLE: _people,
}
