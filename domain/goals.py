"""The objectives of a person: how each is measured, and what it weighs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pydantic import Field, JsonValue, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from domain.alignment.above import Above
from domain.answers import NotAnAnswer, text_of
from domain.definition.rating import GoalRules
from domain.measures import KINDS, Measure, MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.value import Value

WHOLE = Decimal(100)
"""What the weights of all objectives of a person sum to, exactly, at two decimals."""

_LONGEST_TITLE = 200
_LONGEST_REASON = 600
_MOST_READ = 50

__all__ = [
    "WHOLE",
    "Goal",
    "Measure",
    "MilestoneMeasure",
    "NumericMeasure",
    "SoftMeasure",
    "check_alignment",
    "check_goals",
    "kept_goals",
    "read_goal",
    "read_goals",
]


class Goal(Value):
    """One objective. `serves` is the key of the objective above it: of a team or the organisation.

    Where it serves none, `serves_none_because` says why.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)
    title: str = Field(min_length=1, max_length=_LONGEST_TITLE)
    measure: Measure
    weight: Decimal = Field(gt=0, le=WHOLE, decimal_places=2)
    serves: str | None = Field(default=None, max_length=_LONGEST_TITLE)
    serves_none_because: str | None = Field(default=None, max_length=_LONGEST_REASON)


def check_goals(
    goals: Sequence[Goal], rules: GoalRules, above: Above | None = None
) -> tuple[str, ...]:
    """Tell everything that is wrong with a set of objectives, in sentences.

    Weights sum to exactly 100.00: they are written with two decimals and nothing is rounded. Where
    the rules ask for alignment, `above` holds the objectives there are to serve; without it, which
    of them exist is not looked at.
    """
    return (
        *_count(len(goals), rules),
        *_repeated(goals),
        *_sum(goals),
        *check_alignment(goals, rules, above),
    )


def check_alignment(
    goals: Sequence[Goal], rules: GoalRules, above: Above | None = None
) -> tuple[str, ...]:
    """Tell which objectives neither serve an open one above nor say why they serve none."""
    if not rules.aligned:
        return ()
    return tuple(sentence for goal in goals if (sentence := _misaligned(goal, above)))


def _misaligned(goal: Goal, above: Above | None) -> str | None:
    key, reason = goal.serves, goal.serves_none_because
    start = f"The objective '{goal.title}'"
    if not key:
        wish = "name the one it serves, or say why it serves none"
        return None if reason else f"{start} names no objective above; {wish}."
    if reason:
        return f"{start} names one above and says why it serves none; keep one of the two."
    refusal = above.refusal(key) if above else None
    return f"{start}: {refusal}" if refusal else None


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
    goals: list[Goal] = []
    problems: list[str] = []
    for number, item in enumerate(answer, start=1):
        try:
            goals.append(read_goal(item))
        except NotAnAnswer as refused:
            problems.extend(f"Objective {number}: {sentence}" for sentence in refused.sentences)
    return tuple(goals), tuple(problems)


_KEPT = TypeAdapter(tuple[Goal, ...]).validator


def kept_goals(answer: JsonValue) -> tuple[Goal, ...]:
    """Give the objectives in a kept answer, whose texts were looked at when it was given."""
    try:
        goals: tuple[Goal, ...] = _KEPT.validate_python(answer)
    except ValidationError:
        goals, _ = read_goals(answer)
    return goals


def read_goal(item: JsonValue) -> Goal:
    """Read one objective.

    Raises:
        NotAnAnswer: says everything that is wrong with it, each from the middle of a sentence.
    """
    try:
        return Goal.model_validate(_shown_well(item))
    except ValidationError as refused:
        raise NotAnAnswer(*(_said(error) for error in refused.errors())) from None


def _shown_well(item: JsonValue, depth: int = 0) -> JsonValue:
    """Check every text inside an objective, which is nested four deep at most."""
    deepest = 4
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


_NAMES = {
    "kind": "kind of measure",
    "serves": "objective above",
    "serves_none_because": "reason why it serves none",
    "levels": "levels of the scale",
    "milestones": "list of milestones",
}


def _said(error: ErrorDetails) -> str:
    place = error["loc"]
    if len(place) > 1 and place[1] in KINDS:  # which part of the union of measures it was
        place = (place[0], *place[2:])
    words = [part for part in place if isinstance(part, str)]
    name = _NAMES.get(words[-1], words[-1]) if words else "objective"
    match error["type"]:
        case "missing":
            return f"the {name} is missing."
        case "extra_forbidden":
            return f"'{name[:40]}' is not part of an objective."
        case "decimal_max_places":
            return f"the {name} has too many decimals."
        case "union_tag_invalid" | "union_tag_not_found":
            return "the measure must say its kind: numeric, milestones or soft."
        case "value_error":
            return f"{error['ctx']['error']}."
        case _:
            return f"the {name} is not right: {_first_down(error['msg'])}."


def _first_down(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
