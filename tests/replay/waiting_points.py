"""Everything that a process can wait for, as questions to where it stands.

A point is covered when a golden history passes through it: the code of today has then been shown to
do there what earlier code did.
"""

from collections.abc import Callable, Mapping
from typing import Final

from activities.starting import CycleStart
from domain.actions.action import ActionState
from domain.calibration.session import SessionState
from domain.definition.words import Act
from domain.review.state import OpenStep, ReviewState
from tests.replay.standing import Standing

Point = Callable[[Standing], bool]
STAGES: Final = (
    *("goal_setting", "mid_year", "self_assessment"),
    *("manager_rating", "calibration", "sign_off"),
)
"""Those of the annual template."""


def _open(asked: Callable[[OpenStep], bool]) -> Point:
    """Whether a step of a review is open of which that is true, and nothing else is going on."""
    return lambda s: not s.under_way and any(map(asked, _review(s).open))


def _on(act: Act) -> Point:
    return lambda s: any(_review(s).spec(step.step).act is act for step in _review(s).open)


def _in_stage(name: str) -> Point:
    return lambda s: not s.under_way and _stage(_review(s)) == name


def _stage(state: ReviewState) -> str:
    stages = state.planned.stages
    return stages[state.stage].id if 0 <= state.stage < len(stages) else ""


def _told(kind: str) -> Point:
    """Whether something of that kind was the last thing that was recorded, and it waits again."""
    return lambda s: kind in s.told and not s.under_way and not s.is_completed


def _during(activity: str, request: str | None = None) -> Point:
    return lambda s: activity in s.under_way and (request is None or request in s.asked)


def _climbed(rungs: int) -> Point:
    return _open(lambda step: step.clock is not None and step.clock.climbed == rungs)


def _reminded(step: OpenStep) -> bool:
    return step.clock is not None and step.clock.reminded > 0 and step.clock.climbed == 0


def _review(standing: Standing) -> ReviewState:
    assert isinstance(standing.state, ReviewState)
    return standing.state


def _session(standing: Standing) -> SessionState:
    assert isinstance(standing.state, SessionState)
    return standing.state


def _action(standing: Standing) -> ActionState:
    assert isinstance(standing.state, ActionState)
    return standing.state


def _cycle(standing: Standing) -> CycleStart:
    assert isinstance(standing.start, CycleStart)
    return standing.start


def _launched(standing: Standing) -> bool:
    return _cycle(standing).is_launched or "set going" in standing.done


OF_EVERY_PROCESS: Final[Mapping[str, Point]] = {
    "it has begun and waits": lambda s: not s.told and not s.goes_on,
    "it goes on as a new run": lambda s: s.goes_on,
    "it goes on with a run before it, and waits": lambda s: s.is_renewed and not s.is_completed,
}
OF_WHAT_ENDS: Final[Mapping[str, Point]] = {"it has ended": lambda s: s.is_completed}

OF_WHAT_IS_SHOWN: Final[Mapping[str, Point]] = {
    "everybody sees that it stands otherwise": lambda s: s.sights > 0 and not s.is_completed,
}

REVIEW: Final[Mapping[str, Point]] = {
    "everybody sees that it stands as before": lambda s: s.sights > 1 and bool(s.timers),
    **{f"a step of {name} is open": _in_stage(name) for name in STAGES},
    **{f"a step to {act} is open": _on(act) for act in Act},
    "somebody hands in, and it is being recorded": _during("record", "submit_step"),
    "time has passed, and that is being recorded": lambda s: bool(s.under_way) and not s.asked,
    "the log has moved on, and is being read again": _during("read review"),
    "nobody can do a step": _open(lambda step: step.is_blocked),
    "a step that nobody can do is overdue": lambda s: (
        _climbed(1)(s) and any(step.is_blocked for step in _review(s).open)
    ),
    "the clocks stand still": lambda s: _review(s).paused_since is not None,
    "the clocks run again": _told("ReviewResumed"),
    "somebody was reminded": _open(_reminded),
    "an overdue step is on the first rung": _climbed(1),
    "an overdue step is on the last rung": _climbed(2),
    "a step was handed to somebody else at its end": _told("StepHandedOver"),
    "a step was given up at its end": _told("StepExpired"),
    "a part has changed hands": _told("PartHandedOver"),
    "somebody is away": _told("LeaveRecorded"),
    "a deadline was moved": _told("StageExtended"),
    "a step was sent back": _told("StepSentBack"),
    "a step was opened again": _told("StepReopened"),
    "HR has asked after a step": _told("StepNudged"),
    "peers were nominated": _told("PeersNominated"),
    "peers were named": _told("PeersNamed"),
    "it was cancelled": lambda s: s.is_completed and "ReviewCancelled" in s.told,
}
SESSION: Final[Mapping[str, Point]] = {
    "a rating was moved": lambda s: bool(_session(s).moved),
    "the log has moved on, and is being read again": _during("read session"),
    "a move is being recorded": _during("record", "move_rating"),
    "the facilitator was reminded": _told("FacilitatorReminded"),
    "it is overdue": _told("SessionRungReached"),
    "a review has left it": _told("MemberWithdrawn"),
    "somebody else leads it, too": _told("CoFacilitatorNamed"),
    "nobody else leads it any more": _told("CoFacilitatorReleased"),
    "the ratings are weighed for the lock": _during("weigh ratings", "lock"),
    "it is locked, and the reviews are told": _during("write back"),
}
CYCLE: Final[Mapping[str, Point]] = {
    "it waits for its day, and was asked for something": lambda s: (
        bool(s.asked and s.timers) and not s.under_way and not s.done
    ),
    "the launch is being recorded": _during("begin launch"),
    "people are being taken in": _during("take people in"),
    "the rest is set going": _during("set going"),
    "it asks when it ends": _during("end of cycle"),
    "it runs": lambda s: _launched(s) and bool(s.timers) and not s.under_way,
    "it looks for reviews without feedback": _during("point out quiet reviews"),
    "an extension is being recorded": _during("extend stage", "move_stage_deadline"),
    "the reviews are told of an extension": _during("tell reviews", "move_stage_deadline"),
    "a change is being recorded": _during("order change", "change_reviews"),
    "the reviews are told of a change": _during("tell reviews of a change", "change_reviews"),
    "newcomers are being recorded": _during("record who joins", "add_people"),
    "newcomers are being taken in": _during("take newcomers in", "add_people"),
    "it is being closed": _during("close cycle"),
    "it stays open, for a review is": lambda s: (
        "close cycle" in s.done and bool(s.timers) and not s.is_completed
    ),
}
DELIVERY: Final[Mapping[str, Point]] = {
    "a round goes out": _during("deliver"),
    "it waits for the next round": lambda s: bool(s.timers) and not s.under_way,
    "it has nothing to wait for": lambda s: not s.timers and not s.under_way and not s.is_completed,
}
ACTION: Final[Mapping[str, Point]] = {
    "the log has moved on, and is being read again": _during("read action"),
    "the owner was reminded": _told("ActionReminded"),
    "it is overdue": _told("ActionRungReached"),
    "it was moved": _told("ActionMoved"),
    "it has changed hands": _told("ActionHandedOver"),
    "what somebody said is being recorded": lambda s: "record" in s.under_way and bool(s.asked),
    "it was done": lambda s: (
        s.is_completed and _action(s).ended is not None and "ActionDone" in s.told
    ),
    "it was dropped": lambda s: s.is_completed and "ActionDropped" in s.told,
}
PLAN: Final[Mapping[str, Point]] = {
    "it is being looked after": _during("look after plan"),
    "it waits for the next week": lambda s: bool(s.done and s.timers) and not s.under_way,
}
RECURRENCE: Final[Mapping[str, Point]] = {
    "what is due is being launched": _during("carry recurring cycle on"),
    "it has looked": lambda s: s.is_completed and "carry recurring cycle on" in s.done,
}

WAITING_POINTS: Final[Mapping[str, Mapping[str, Point]]] = {
    "review": {**OF_EVERY_PROCESS, **OF_WHAT_ENDS, **OF_WHAT_IS_SHOWN, **REVIEW},
    "session": {**OF_EVERY_PROCESS, **OF_WHAT_ENDS, **OF_WHAT_IS_SHOWN, **SESSION},
    "cycle": {**OF_EVERY_PROCESS, **OF_WHAT_ENDS, **OF_WHAT_IS_SHOWN, **CYCLE},
    "delivery": {**OF_EVERY_PROCESS, **OF_WHAT_ENDS, **OF_WHAT_IS_SHOWN, **DELIVERY},
    "action": {**OF_EVERY_PROCESS, **OF_WHAT_ENDS, **OF_WHAT_IS_SHOWN, **ACTION},
    "plan": {**OF_EVERY_PROCESS, **OF_WHAT_ENDS, **PLAN},
    "recurrence": RECURRENCE,
}
"""The seven processes, by what their golden histories are called."""
