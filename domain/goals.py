"""The objectives of a person: how each is measured, and what it weighs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, JsonValue, ValidationError, model_validator
from pydantic_core import ErrorDetails

from domain.answers import NotAnAnswer, text_of
from domain.definition.rating import GoalRules
from domain.value import Value

WHOLE = Decimal(100)
"""What the weights of all objectives of a person sum to, exactly, at two decimals."""

_LONGEST_TITLE = 200
_MOST_READ = 50

_Number = Annotated[Decimal, Field(max_digits=24, decimal_places=9)]


class NumericMeasure(Value):
    """Measured from a baseline to a target, in a unit, upwards or downwards."""

    kind: Literal["numeric"] = "numeric"
    baseline: _Number
    target: _Number
    unit: str = Field(min_length=1, max_length=40)
    direction: Literal["up", "down"]

    @model_validator(mode="before")
    @classmethod
    def _direction_follows_from_the_numbers(cls, given: object) -> object:
        if not isinstance(given, dict) or "direction" in given:
            return given
        try:
            rises = Decimal(str(given["target"])) >= Decimal(str(given["baseline"]))
        except (ArithmeticError, KeyError):
            return given
        return {**given, "direction": "up" if rises else "down"}

    @model_validator(mode="after")
    def _target_lies_that_way(self) -> "NumericMeasure":
        moves = self.target - self.baseline
        if (moves < 0 and self.direction == "up") or (moves > 0 and self.direction == "down"):
            raise ValueError(f"the target lies {'below' if moves < 0 else 'above'} the baseline")
        return self


class SoftMeasure(Value):
    """Measured by a described scale, lowest first: what each level would look like."""

    kind: Literal["soft"] = "soft"
    levels: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=2, max_length=10)


Measure = Annotated[NumericMeasure | SoftMeasure, Field(discriminator="kind")]


class Goal(Value):
    """One objective. `serves` names the objective above it: of a team or the organisation."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)
    title: str = Field(min_length=1, max_length=_LONGEST_TITLE)
    measure: Measure
    weight: Decimal = Field(gt=0, le=WHOLE, decimal_places=2)
    serves: str | None = Field(default=None, max_length=_LONGEST_TITLE)


def check_goals(goals: Sequence[Goal], rules: GoalRules) -> tuple[str, ...]:
    """Tell everything that is wrong with a set of objectives, in sentences.

    Weights sum to exactly 100.00: they are written with two decimals and nothing is rounded.
    """
    return (*_count(len(goals), rules), *_repeated(goals), *_sum(goals))


def _count(number: int, rules: GoalRules) -> Iterator[str]:
    if number < rules.minimum:
        yield f"Please set at least {_objectives(rules.minimum)}; there are {number}."
    if number > rules.maximum:
        yield f"Please set at most {_objectives(rules.maximum)}; there are {number}."


def _objectives(number: int) -> str:
    return "1 objective" if number == 1 else f"{number} objectives"


def _repeated(goals: Sequence[Goal]) -> Iterator[str]:
    for known, times in Counter(goal.id for goal in goals).items():
        if times > 1:
            yield f"{times} objectives have the id '{known}'; give each its own."
    for title, times in Counter(goal.title.casefold() for goal in goals).items():
        if times > 1:
            shown = next(goal.title for goal in goals if goal.title.casefold() == title)
            yield f"The objective '{shown}' is there {times} times; keep one."


def _sum(goals: Sequence[Goal]) -> Iterator[str]:
    total = sum((goal.weight for goal in goals), Decimal(0))
    if goals and total != WHOLE:
        worked = " + ".join(_weight(goal.weight) for goal in goals)
        equals = f" = {_weight(total)}" if len(goals) > 1 else ""
        yield f"{worked}{equals}; weights must sum to exactly 100.00."


def _weight(weight: Decimal) -> str:
    return f"{weight:.2f}" if weight % 1 else f"{weight:.0f}"


def read_goals(answer: JsonValue) -> tuple[tuple[Goal, ...], tuple[str, ...]]:
    """Read objectives from an answer: those that can be read, and what is wrong with the rest.

    An answer is a list of objects with id, title, measure, weight and serves.
    """
    if not isinstance(answer, list):
        return (), ("Please give a list of objectives.",)
    if len(answer) > _MOST_READ:
        return (), (f"There are {len(answer)} objectives, far more than anybody can follow.",)
    goals, problems = [], []
    for number, item in enumerate(answer, start=1):
        try:
            goals.append(Goal.model_validate(_shown_well(item)))
        except NotAnAnswer as refused:
            problems.append(f"Objective {number}: {refused}")
        except ValidationError as refused:
            problems.extend(f"Objective {number}: {_said(error)}" for error in refused.errors())
    return tuple(goals), tuple(problems)


def _shown_well(item: JsonValue, depth: int = 0) -> JsonValue:
    """Check every text inside an objective, which is nested two deep at most."""
    deepest = 3
    if depth > deepest:
        raise NotAnAnswer("this is not an objective.")
    match item:
        case str():
            return text_of(item)
        case list():
            return [_shown_well(part, depth + 1) for part in item]
        case dict():
            return {text_of(key): _shown_well(part, depth + 1) for key, part in item.items()}
        case _:
            return item


_NAMES = {"kind": "kind of measure", "serves": "objective above", "levels": "levels of the scale"}


def _said(error: ErrorDetails) -> str:
    place = [str(part) for part in error["loc"] if part not in {"numeric", "soft"}]
    words = [part for part in place if not part.isdigit()]
    name = _NAMES.get(words[-1], words[-1]) if words else "objective"
    match error["type"]:
        case "missing":
            return f"the {name} is missing."
        case "extra_forbidden":
            return f"'{name[:40]}' is not part of an objective."
        case "decimal_max_places":
            return f"the {name} has too many decimals."
        case "union_tag_invalid" | "union_tag_not_found":
            return "the measure must say its kind, numeric or soft."
        case "value_error":
            return f"{error['ctx']['error']}."
        case _:
            return f"the {name} is not right: {_first_down(error['msg'])}."


def _first_down(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
