"""How an objective is measured, as fields: a number, milestones, or levels in words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pydantic import JsonValue

from gateway.fields.controls import Entry, Group, Kept, Manner, Option, Part, Picks, day_entry
from gateway.fields.naming import below
from gateway.fields.repeating import Asking, Kind, repeating
from gateway.fields.written import as_level, as_text, items_of, parts_of

WAYS: Final = ("up", "down")
NUMBERS: Final = (*WAYS, "hold")
MILESTONES: Final = "milestones"
SOFT: Final = "soft"

MOST_MILESTONES: Final = 30
MOST_LEVELS: Final = 10

_MEASURES: Final = {
    "up": "A number that is to rise",
    "down": "A number that is to fall",
    "hold": "A number that is to stay between two others",
    MILESTONES: "Milestones: things that are done or not, each by a day",
    SOFT: "Levels in words: what it looks like, from low to high",
}


def measure_parts(path: str, measure: Mapping[str, JsonValue], asking: Asking) -> tuple[Part, ...]:
    """Draw the kinds of measures and the fields of each; those of the one picked count."""
    told = picked_measure(measure)
    options = tuple(Option(key, words, key == told) for key, words in _MEASURES.items())
    groups = (
        *_numbers(path, measure),
        _milestones(path, measure, asking),
        _levels(path, measure, asking),
    )
    if measure and told not in _MEASURES:  # several were written and none was picked: show all
        groups = tuple(replace(group, shown_for=()) for group in groups)
    return (Picks(below(path, "measure"), options, "How it is measured"), *groups)


def _numbers(path: str, measure: Mapping[str, JsonValue]) -> tuple[Group, ...]:
    way = (
        _number(path, measure, "baseline", "From, the baseline"),
        _number(path, measure, "target", "To, the target", not_for=SOFT),
        _number(path, measure, "stretch", "Stretch beyond the target (optional)"),
    )
    band = (
        _number(path, measure, "lower", "Not lower than"),
        _number(path, measure, "upper", "Not higher than"),
    )
    unit = Entry(
        below(path, "unit"), "Unit", as_text(measure.get("unit")), "Such as %, days, customers."
    )
    return (
        Group(below(path, "way"), "The way from where to where", way, shown_for=WAYS),
        Group(below(path, "band"), "The band to hold", band, shown_for=("hold",)),
        Group(below(path, "counted"), "What is counted", (unit,), shown_for=NUMBERS),
    )


def picked_measure(measure: Mapping[str, JsonValue]) -> str:
    """Say which kind of measure was picked; a direction left out follows from the numbers."""
    kind = as_text(measure.get("kind"))
    if kind != "numeric":
        return kind
    direction = as_text(measure.get("direction"))
    if direction in NUMBERS:
        return direction
    if as_text(measure.get("lower")) or as_text(measure.get("upper")):
        return "hold"
    return "up" if _rises(measure) else "down"


def _rises(measure: Mapping[str, JsonValue]) -> bool:
    try:
        return float(as_text(measure.get("target"))) >= float(as_text(measure.get("baseline")))
    except ValueError:
        return True


def _number(
    path: str, measure: Mapping[str, JsonValue], part: str, label: str, not_for: str = ""
) -> Entry:
    kind = as_text(measure.get("kind"))
    value = "" if not_for and kind == not_for else as_text(measure.get(part))
    return Entry(below(path, part), label, value, mode="decimal")


def _milestones(path: str, measure: Mapping[str, JsonValue], asking: Asking) -> Group:
    def draw(row: str, item: JsonValue, number: str) -> Part:
        told = parts_of(item)
        parts: tuple[Part, ...] = (
            Kept(below(row, "id"), as_text(told.get("id"))),
            Entry(below(row, "title"), "What is done then", as_text(told.get("title"))),
            day_entry(below(row, "due"), "By when", as_text(told.get("due"))),
        )
        return Group(row, f"Milestone {number}", parts)

    kind = Kind("Add another milestone", 2, MOST_MILESTONES)
    name = below(path, MILESTONES)
    rows = repeating(name, items_of(measure.get(MILESTONES)), kind, asking, draw)
    return Group(below(path, "dated"), "Milestones", (rows,), shown_for=(MILESTONES,))


def _levels(path: str, measure: Mapping[str, JsonValue], asking: Asking) -> Group:
    def draw(row: str, item: JsonValue, number: str) -> Part:
        return Entry(row, f"Level {number}", as_text(item))

    kind = Kind("Add another level", 3, MOST_LEVELS)
    name = below(path, "levels")
    rows = repeating(name, items_of(measure.get("levels")), kind, asking, draw)
    is_soft = as_text(measure.get("kind")) == SOFT
    target = as_level(measure.get("target")) if is_soft else ""
    numbers = tuple(str(number) for number in range(2, MOST_LEVELS + 1))
    options = (
        Option("", "The highest", not target),
        *(Option(number, f"Level {number}", number == target) for number in numbers),
    )
    wanted = Picks(below(path, "level_target"), options, "The level to reach", manner=Manner.LIST)
    title = "The levels, the lowest first"
    return Group(below(path, "worded"), title, (rows, wanted), shown_for=(SOFT,))
