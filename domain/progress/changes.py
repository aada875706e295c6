"""Changes of objectives during the cycle: what becomes of each, and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import JsonValue, ValidationError, model_validator

from domain.alignment.above import Above
from domain.answers import NotAnAnswer, is_blank, shown, text_of
from domain.definition.rating import GoalRules
from domain.goals import Goal, check_alignment, check_goals, read_goal
from domain.value import Fact

MOST_CHANGES = 40
MOST_WORDS = 300
PARTS = ("goal", "change", "becomes", "reason", "was")


class Change(StrEnum):
    """What becomes of an objective."""

    CHANGED = "changed"
    DROPPED = "dropped"
    ADDED = "added"


class GoalChange(Fact):
    """One objective before and after, with the reason; there is none before one that is added."""

    goal: str
    change: Change
    was: Goal | None = None
    becomes: Goal | None = None
    reason: str

    @model_validator(mode="after")
    def _sides_fit_the_change(self) -> "GoalChange":
        if (self.was is None) != (self.change is Change.ADDED):
            raise ValueError("only an objective that is added has nothing before it")
        if (self.becomes is None) != (self.change is Change.DROPPED):
            raise ValueError("only an objective that is dropped becomes nothing")
        return self


def read_changes(
    answer: JsonValue, goals: Sequence[Goal], rules: GoalRules, above: Above | None = None
) -> JsonValue:
    """Read the changes agreed: [{goal, change, becomes, reason}]; `was` is added to each.

    What results is held against the rules as a whole: its weights sum to exactly 100.00 again.
    Alignment is asked of what is changed or added only, for the rest was agreed as it is.

    Raises:
        NotAnAnswer: says everything that is wrong, change by change.
    """
    if not isinstance(answer, list):
        raise NotAnAnswer("Please give a list of changes.")
    if len(answer) > MOST_CHANGES:
        raise NotAnAnswer(f"There are {len(answer)} changes, more than anybody can follow.")
    standing = {goal.id: goal for goal in goals}
    changes: list[GoalChange] = []
    problems: list[str] = []
    for number, item in enumerate(answer, start=1):
        try:
            changes.append(_change(item, standing))
        except NotAnAnswer as refused:
            problems.extend(f"Change {number}: {sentence}" for sentence in refused.sentences)
    problems.extend(_repeated(changes))
    if not problems:
        touched = [change.becomes for change in changes if change.becomes]
        problems.extend(check_goals(applied(goals, changes), rules.model_copy(update=_UNALIGNED)))
        problems.extend(check_alignment(touched, rules, above))
    if problems:
        raise NotAnAnswer(*problems)
    return [change.model_dump(mode="json", exclude_none=True) for change in changes]


_UNALIGNED = {"aligned": False}


def applied(goals: Sequence[Goal], changes: Sequence[GoalChange]) -> tuple[Goal, ...]:
    """Give the objectives after the changes: in their order, added ones at the end."""
    becomes = {change.goal: change.becomes for change in changes}
    kept = (becomes.get(goal.id, goal) for goal in goals)
    added = (change.becomes for change in changes if change.change is Change.ADDED)
    return tuple(goal for goal in (*kept, *added) if goal is not None)


def kept_changes(answer: JsonValue) -> Iterator[GoalChange]:
    """Give the changes in a kept answer of `read_changes`; what cannot be read is left out."""
    for told in answer if isinstance(answer, list) else ():
        try:
            yield GoalChange.model_validate(told)
        except ValidationError:
            continue


def _change(item: JsonValue, standing: dict[str, Goal]) -> GoalChange:
    if not isinstance(item, dict):
        raise NotAnAnswer("please say which objective, what becomes of it, and why.")
    if odd := [key for key in item if key not in PARTS]:
        raise NotAnAnswer(f"'{shown(odd[0])}' is not part of a change.")
    change = _kind(item.get("change"))
    goal = _goal_of(item, change, standing)
    if is_blank(item.get("reason")):
        raise NotAnAnswer("please give the reason.")
    return GoalChange(
        goal=goal,
        change=change,
        was=standing.get(goal),
        becomes=_becomes(item.get("becomes"), change, goal, standing.get(goal)),
        reason=text_of(item.get("reason"), MOST_WORDS),
    )


def _kind(told: JsonValue) -> Change:
    try:
        return Change(told if isinstance(told, str) else "")
    except ValueError:
        raise NotAnAnswer("please say the change: changed, dropped or added.") from None


def _goal_of(item: dict[str, JsonValue], change: Change, standing: dict[str, Goal]) -> str:
    becomes = item.get("becomes")
    named = item.get("goal")
    if is_blank(named) and isinstance(becomes, dict):
        named = becomes.get("id")
    if not isinstance(named, str) or is_blank(named):
        raise NotAnAnswer("please name the objective by its id.")
    goal = named.strip()
    if change is Change.ADDED and goal in standing:
        raise NotAnAnswer(f"there is an objective '{shown(goal)}' already; give it another id.")
    if change is not Change.ADDED and goal not in standing:
        known = ", ".join(standing) or "none"
        raise NotAnAnswer(f"there is no objective '{shown(goal)}'; there are: {known}.")
    return goal


def _becomes(told: JsonValue, change: Change, goal: str, was: Goal | None) -> Goal | None:
    if change is Change.DROPPED:
        if not is_blank(told):
            raise NotAnAnswer("an objective that is dropped becomes nothing; leave it out.")
        return None
    if not isinstance(told, dict) or is_blank(told):
        raise NotAnAnswer("please give the objective as it becomes.")
    becomes = read_goal({"id": goal, **told})
    if becomes.id != goal:
        raise NotAnAnswer(f"the objective '{shown(goal)}' keeps its id; '{becomes.id}' is another.")
    if becomes == was:
        raise NotAnAnswer(f"the objective '{shown(goal)}' is as it was; leave it out.")
    return becomes


def _repeated(changes: Sequence[GoalChange]) -> Iterator[str]:
    for goal, times in Counter(change.goal for change in changes).items():
        if times > 1:
            yield f"The objective '{shown(goal)}' is changed {times} times; say it once."
