"""Objectives to write: title, weight, measure, and what they serve."""

from collections.abc import Mapping

from pydantic import JsonValue

from domain.alignment.above import folded
from domain.definition.forms import FormField
from gateway.fields.controls import Entry, Group, Kept, Manner, Option, Part, Picks, Words
from gateway.fields.facts import FieldFacts
from gateway.fields.measure_parts import measure_parts
from gateway.fields.naming import below
from gateway.fields.repeating import Asking, Kind, repeating
from gateway.fields.written import as_text, items_of, parts_of

_MOST_BEFOREHAND = 5


def goals_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a group of fields for each objective, as few as there have to be at least."""
    rules = asking.facts.goal_rules
    least = min(max(rules.minimum, 1), _MOST_BEFOREHAND)
    kind = Kind("Add another objective", least, rules.maximum)

    def draw(path: str, item: JsonValue, number: str) -> Part:
        called = f"Objective {number}"
        parts = goal_parts(path, item, asking)
        removal = "Remove this objective"
        return Group(path, called, parts, called, removal=removal, is_switch=True)

    return (repeating(field.id, items_of(answer), kind, asking, draw),)


def goal_parts(path: str, item: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw the fields of one objective below a path."""
    goal = parts_of(item)
    return (
        Kept(below(path, "id"), as_text(goal.get("id"))),
        Entry(below(path, "title"), "What is to be reached", as_text(goal.get("title"))),
        Entry(
            below(path, "weight"),
            "Weight in per cent (all together 100)",
            as_text(goal.get("weight")),
            mode="decimal",
            is_weight=True,
        ),
        *measure_parts(path, parts_of(goal.get("measure")), asking),
        *_alignment(path, goal, asking.facts),
    )


def _alignment(path: str, goal: Mapping[str, JsonValue], facts: FieldFacts) -> tuple[Part, ...]:
    """Ask what an objective serves where there is something to serve, or was."""
    serves, reason = as_text(goal.get("serves")), as_text(goal.get("serves_none_because"))
    if not (facts.above or facts.goal_rules.aligned or serves or reason):
        return ()
    name, label = below(path, "serves"), "Which objective above it serves"
    above = _above(facts.above or {}, serves)
    asked: Part = (
        Picks(name, above, label, manner=Manner.LIST)
        if facts.above
        else Entry(name, label, serves, "Its key or its title.")
    )
    why = below(path, "serves_none_because")
    return (asked, Words(why, "If it serves none: why", reason, rows=2))


def _above(above: Mapping[str, str], serves: str) -> tuple[Option, ...]:
    """Give what may be served; what is served now stays among it, whatever became of it."""
    options = [Option(key, title, key == serves) for key, title in above.items()]
    if serves and serves not in above:
        named = {folded(title): title for title in above.values()}
        options.insert(0, Option(serves, named.get(folded(serves), serves), picked=True))
    return (Option("", "None of them", not serves), *options)
