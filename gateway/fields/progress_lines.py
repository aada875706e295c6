"""A reading of each objective to write: what was measured, how sure one is, what is in the way."""

from collections.abc import Mapping
from typing import Final, assert_never

from pydantic import JsonValue

from domain.definition.forms import FormField
from domain.goals import Goal
from domain.measures import MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.progress.reading import MOST_WORDS
from domain.views.telling import day_in_words
from domain.views.telling_goals import measure_in_words, reading_in_words
from gateway.fields.controls import (
    Entry,
    Group,
    Manner,
    Option,
    Part,
    Picks,
    Told,
    Words,
    day_entry,
)
from gateway.fields.naming import below
from gateway.fields.repeating import Asking
from gateway.fields.written import as_level, as_text, items_of, parts_of

CONFIDENCE: Final = {"high": "High", "medium": "Medium", "low": "Low"}

_NOT_YET: Final = "It cannot be told yet"


def progress_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a group of fields for each objective that stands."""
    told = parts_of(answer)
    return tuple(
        Group(
            below(field.id, goal.id),
            goal.title,
            _reading(below(field.id, goal.id), goal, parts_of(told.get(goal.id)), asking),
            called=goal.title,
        )
        for goal in asking.facts.goals
    )


def _reading(
    path: str, goal: Goal, told: Mapping[str, JsonValue], asking: Asking
) -> tuple[Part, ...]:
    sure = as_text(told.get("confidence"))
    options = tuple(Option(key, words, key == sure) for key, words in CONFIDENCE.items())
    proof, obstacle = as_text(told.get("evidence")), as_text(told.get("obstacle"))
    return (
        Told("How it is measured", _so_far(goal, asking)),
        *_measured(path, goal, told),
        day_entry(
            below(path, "on"),
            "On which day (optional)",
            as_text(told.get("on")),
            "Leave it empty for today.",
        ),
        Picks(
            below(path, "confidence"),
            options,
            "How sure are you that the target will be reached?",
            is_compact=True,
        ),
        Words(
            below(path, "evidence"),
            "What shows it",
            proof,
            "Where somebody else can see the same.",
            most=MOST_WORDS,
            rows=2,
        ),
        Words(
            below(path, "obstacle"),
            "What is in the way (optional)",
            obstacle,
            most=MOST_WORDS,
            rows=2,
        ),
    )


def _so_far(goal: Goal, asking: Asking) -> tuple[str, ...]:
    measure = f"{measure_in_words(goal.measure)}."
    latest = asking.facts.latest.get(goal.id)
    if latest is None:
        return (measure,)
    read = reading_in_words(goal.measure, latest)
    return (measure, f"Latest reading, of {day_in_words(latest.on)}: {read}.")


def _measured(path: str, goal: Goal, told: Mapping[str, JsonValue]) -> tuple[Part, ...]:
    match goal.measure:
        case NumericMeasure(unit=unit):
            value = as_text(told.get("value"))
            hint = f"{_NOT_YET}? Leave it empty and say why below."
            return (Entry(below(path, "value"), f"Now, in {unit}", value, hint, mode="decimal"),)
        case SoftMeasure() as soft:
            return (_level(path, soft, as_level(told.get("level"))),)
        case MilestoneMeasure() as dated:
            return _done(path, dated, told)
        case _:
            assert_never(goal.measure)


def _level(path: str, measure: SoftMeasure, told: str) -> Picks:
    options = tuple(
        Option(str(number), f"Level {number}", told == str(number), words)
        for number, words in enumerate(measure.levels, start=1)
    )
    nothing = Option("", _NOT_YET, not told)
    return Picks(below(path, "level"), (*options, nothing), "Which level is it now?")


def _done(path: str, measure: MilestoneMeasure, told: Mapping[str, JsonValue]) -> tuple[Part, ...]:
    done = {as_text(each) for each in items_of(told.get("done"))}
    options = tuple(
        Option(each.id, each.title, each.id in done, f"By {day_in_words(each.due)}")
        for each in measure.milestones
    )
    is_open = bool(told) and told.get("done") is None
    return (
        Picks(below(path, "done"), options, "What is done?", manner=Manner.ANY),
        Picks(
            below(path, "unmeasured"),
            (Option("yes", f"{_NOT_YET}, for the reason below", is_open),),
            "Or",
            manner=Manner.ANY,
        ),
    )
