"""What HR did to a cycle as a whole, or to many of its reviews, in sentences."""

from collections.abc import Mapping
from typing import Final, assert_never

from domain.cycle import events as cycle
from domain.views.telling import Telling, day_in_words

_CHANGES: Final[Mapping[cycle.Change, str]] = {
    "pause": "paused {whom}",
    "resume": "let {whom} go on",
    "cancel": "ended {whom} before their time",
    "close": "closed the cycle and ended {whom}",
    "reopen": "had {steps} opened again in {whom}",
    "nudge": "asked after {steps} in {whom}",
}

Told = cycle.StageDeadlineMoved | cycle.ChangeOrdered | cycle.PeopleAdded | cycle.CycleClosed
"""What of a cycle is told beside its reviews."""


def cycle_sentence(event: Told, tell: Telling) -> str:
    """Say what was done to a cycle, by whom, and to how many reviews."""
    match event:
        case cycle.StageDeadlineMoved():
            return _moved(event, tell)
        case cycle.ChangeOrdered():
            steps = ", ".join(tell.step(step) for step in event.steps) or "what was open"
            told = _CHANGES[event.change].format(whom=_whom(len(event.reviews)), steps=steps)
            return f"{tell.name(event.by)} {told}."
        case cycle.PeopleAdded():
            names = ", ".join(tell.name(person) for person in event.people)
            return f"{tell.name(event.by)} took {names} into the cycle."
        case cycle.CycleClosed():
            return "The cycle was closed."
        case _:
            assert_never(event)


def _moved(event: cycle.StageDeadlineMoved, tell: Telling) -> str:
    by = tell.name(event.by) if event.by else "HR"
    rule, days = event.by_rule, event.by_rule.working_days
    more = (
        f"until {day_in_words(rule.on)}"
        if rule.on is not None
        else f"{days} more working day{'s' * (days != 1)}"
    )
    return f"{by} gave stage {tell.stage(event.stage)} {more} in {_whom(len(event.reviews))}."


def _whom(number: int) -> str:
    if number == 0:
        return "all open reviews"
    return "1 review" if number == 1 else f"{number} reviews"
