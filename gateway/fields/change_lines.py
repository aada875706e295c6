"""Changes of objectives to write: the old one is read beside the new one, with the reason."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from domain.definition.forms import FormField
from domain.goals import Goal
from domain.progress.changes import MOST_WORDS, Change
from domain.views.telling_goals import measure_in_words, number_in_words, serves_in_words
from gateway.fields.controls import Group, Option, Part, Picks, Told, Words
from gateway.fields.goal_rows import goal_parts
from gateway.fields.naming import below
from gateway.fields.repeating import Asking, Kind, repeating
from gateway.fields.written import as_text, items_of, parts_of

OF: Final = "of"
ADDED: Final = "added"

_Numbered = tuple[int, Mapping[str, JsonValue]]


def changes_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a group for each objective that stands, and rows for those that are added."""
    told: list[_Numbered] = list(enumerate(map(parts_of, items_of(answer)), start=1))
    standing = {goal.id for goal in asking.facts.goals}
    changed = {_named(each[1]): each for each in told if _named(each[1]) in standing}
    added = [each for each in told if _named(each[1]) not in standing]
    of = below(field.id, OF)
    return (
        *(
            _standing(below(of, goal.id), goal, changed.get(goal.id, (0, {})), asking)
            for goal in asking.facts.goals
        ),
        _added(below(field.id, ADDED), added, asking),
    )


def _named(told: Mapping[str, JsonValue]) -> str:
    return "" if told.get("change") == Change.ADDED else as_text(told.get("goal"))


def _standing(path: str, goal: Goal, told: _Numbered, asking: Asking) -> Group:
    number, change = told
    becomes = change.get("becomes") or goal.model_dump(mode="json", exclude_none=True)
    picked = as_text(change.get("change"))
    options = (
        Option("", "It stays as it is", not picked),
        Option(Change.CHANGED.value, "It changes", picked == Change.CHANGED),
        Option(Change.DROPPED.value, "It is dropped", picked == Change.DROPPED),
    )
    new = below(path, "becomes")
    is_open = bool(number) and not picked  # something was written, and nothing was picked
    parts: tuple[Part, ...] = (
        Told("As it stands", told_of(goal)),
        Picks(below(path, "change"), options, "What becomes of it"),
        Group(
            new,
            "As it becomes",
            goal_parts(new, becomes, asking),
            shown_for=() if is_open else (Change.CHANGED.value,),
            is_switch=True,
        ),
        Group(
            below(path, "why"),
            "Why",
            (_reason(path, change),),
            shown_for=() if is_open else (Change.CHANGED.value, Change.DROPPED.value),
        ),
    )
    called = f"Change {number}" if number else ""
    return Group(path, goal.title, parts, called, is_switch=True)


def told_of(goal: Goal) -> tuple[str, ...]:
    """Tell an objective in lines."""
    return (
        f"Weight {number_in_words(goal.weight)} %",
        measure_in_words(goal.measure),
        serves_in_words(goal),
    )


def _added(path: str, told: Sequence[_Numbered], asking: Asking) -> Part:
    numbers = [number for number, _ in told]
    items: list[JsonValue] = [dict(change) for _, change in told]

    def draw(row: str, item: JsonValue, number: str) -> Part:
        change = parts_of(item)
        place = int(number) - 1 if number.isdigit() else len(numbers)
        called = f"Change {numbers[place]}" if place < len(numbers) else ""
        parts = (*goal_parts(row, change.get("becomes"), asking), _reason(row, change))
        title, removal = f"New objective {number}", "Remove this objective"
        return Group(row, title, parts, called, removal=removal, is_switch=True)

    most = asking.facts.goal_rules.maximum
    kind = Kind("Add a new objective", 0, most)
    return repeating(path, items, kind, asking, draw)


def _reason(path: str, change: Mapping[str, JsonValue]) -> Words:
    name, told = below(path, "reason"), as_text(change.get("reason"))
    return Words(name, "The reason", told, most=MOST_WORDS, rows=2)
