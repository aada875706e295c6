"""Reads the answers out of a form that was sent, and leaves judging them to the check."""

from collections.abc import Callable, Mapping
from typing import Final

from pydantic import JsonValue

from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from domain.expectations.scores import titles_of
from gateway.fields.facts import FieldFacts
from gateway.fields.naming import Sent, below
from gateway.fields.reading_goals import read_goal_rows
from gateway.fields.reading_plans import read_action_rows, read_people, read_plan_parts
from gateway.fields.reading_progress import read_change_lines, read_progress_lines
from gateway.fields.written import plain_number
from gateway.site.posted import Posted


def read_answers(form: Form, posted: Posted, facts: FieldFacts) -> dict[str, JsonValue]:
    """Give the answers that a form holds, in the shape that `domain.forms.check` looks at.

    What was left empty is left out, and names the form does not have are ignored. What cannot be
    read is given as it was typed, so that the check names it and the page can show it again.
    """
    sent = Sent(posted)
    read = ((field.id, _READERS[field.kind](field, sent, facts)) for field in form.fields)
    return {name: answer for name, answer in read if answer not in (None, "", [], {})}


def _text(field: FormField, sent: Sent, _: FieldFacts) -> JsonValue:
    typed = sent.one(field.id)
    return typed if typed.strip() else ""


def _word(field: FormField, sent: Sent, _: FieldFacts) -> JsonValue:
    return sent.word(field.id)


def _choice(field: FormField, sent: Sent, _: FieldFacts) -> JsonValue:
    return sent.one(field.id)


def _level(field: FormField, sent: Sent, _: FieldFacts) -> JsonValue:
    return level(sent.word(field.id))


def _number(field: FormField, sent: Sent, _: FieldFacts) -> JsonValue:
    return plain_number(sent.one(field.id))


def _yes_no(field: FormField, sent: Sent, _: FieldFacts) -> JsonValue:
    typed = sent.word(field.id)
    return {"yes": True, "no": False}.get(typed, typed)


def _goal_scores(field: FormField, sent: Sent, facts: FieldFacts) -> JsonValue:
    return _scores(sent, {goal.id: below(field.id, goal.id) for goal in facts.goals})


def _item_scores(field: FormField, sent: Sent, _: FieldFacts) -> JsonValue:
    return _scores(sent, {item: below(field.id, place) for place, item in enumerate(field.items)})


def _profile_scores(field: FormField, sent: Sent, facts: FieldFacts) -> JsonValue:
    if facts.profile is None:
        return {}
    titles = titles_of(field.kind, facts.profile)
    return _scores(sent, {key: below(field.id, key) for key in titles})


def _scores(sent: Sent, lines: Mapping[str, str]) -> JsonValue:
    return {key: level(typed) for key, path in lines.items() if (typed := sent.word(path))}


def level(typed: str) -> JsonValue:
    """Give the number of a level, or what was sent instead."""
    longest = 3
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= longest
    return int(typed) if is_number else typed


_READERS: Final[Mapping[FieldKind, Callable[[FormField, Sent, FieldFacts], JsonValue]]] = {
    FieldKind.TEXT: _text,
    FieldKind.RATING: _level,
    FieldKind.CHOICE: _choice,
    FieldKind.NUMBER: _number,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DATE: _word,
    FieldKind.GOALS: lambda field, sent, _: read_goal_rows(sent, field.id),
    FieldKind.GOAL_SCORES: _goal_scores,
    FieldKind.SCORES: _item_scores,
    FieldKind.GOAL_PROGRESS: lambda field, sent, facts: read_progress_lines(
        sent, field.id, facts.goals
    ),
    FieldKind.GOAL_CHANGES: lambda field, sent, facts: read_change_lines(
        sent, field.id, facts.goals
    ),
    FieldKind.ACCOUNTABILITIES: _profile_scores,
    FieldKind.SKILLS: _profile_scores,
    FieldKind.VALUES: _profile_scores,
    FieldKind.ACTIONS: lambda field, sent, facts: read_action_rows(sent, field.id, facts),
    FieldKind.PLAN: lambda field, sent, facts: read_plan_parts(sent, field.id, facts),
    FieldKind.PEOPLE: lambda field, sent, facts: read_people(sent, field.id, facts),
}
