"""Which objectives stand: what was proposed, agreed and changed, told in the order it was said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.words import Act, FieldKind
from domain.goals import Goal, kept_goals
from domain.ids import StepId
from domain.progress.changes import Change, GoalChange, kept_changes
from domain.review.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody handed in on a step of a review; agreement may come without words."""

    step: StepId
    verdict: Verdict
    at: datetime
    words: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An objective as it was until then; `reason` is "" where it was simply agreed anew."""

    goal: Goal
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class StandingGoal:
    """An objective as it stands now, and what it was before, oldest first.

    `added_at` and `added_because` tell of one that came after the first were agreed.
    """

    goal: Goal
    earlier: tuple[Earlier, ...] = ()
    added_at: datetime | None = None
    added_because: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The objectives of a review.

    Attributes:
        goals: agreed, in their order.
        dropped: agreed once and given up since.
        proposed: handed in, and waiting for somebody's agreement.
        changes: likewise, changes to those that stand.
    """

    goals: tuple[StandingGoal, ...] = ()
    dropped: tuple[Earlier, ...] = ()
    proposed: tuple[Goal, ...] = ()
    changes: tuple[GoalChange, ...] = ()

    @property
    def in_force(self) -> tuple[Goal, ...]:
        """Give the objectives people work on: those agreed, or proposed where none ever was.

        A cycle that goes on without an agreement goes on with what was proposed.
        """
        return tuple(each.goal for each in self.goals) or self.proposed


@dataclass(frozen=True, slots=True)
class _Proposal:
    goals: tuple[Goal, ...] = ()
    changes: tuple[GoalChange, ...] = ()


_NOTHING: Final = _Proposal()


def standing_goals(definition: CycleDefinition, said: Iterable[Said]) -> Standing:
    """Tell which objectives stand after everything that was said, and what waits for agreement.

    What is handed in on a step that another agrees to waits for it; sent back, it is withdrawn, as
    is whatever was handed in between. What nobody has to agree to stands at once, and so does what
    the agreeing person hands in. Goals nobody ever agreed stand once changes to them are agreed.
    """
    steps = {step.id: step for step in definition.steps}
    awaited = {step.returns_to for step in definition.steps if step.act is Act.AGREE}
    standing = Standing()
    waiting: dict[StepId, _Proposal] = {}
    for each in _not_sent_back(definition, said):
        step = steps[each.step]
        proposal = _proposal(definition, step, each.words)
        if step.act is Act.AGREE and step.returns_to is not None:
            proposal = _both(waiting.pop(step.returns_to, _NOTHING), proposal)
        elif step.id in awaited:
            waiting[step.id] = proposal
            continue
        if proposal.changes and not standing.goals:
            standing = _set_anew(standing, _goals_in(waiting), each.at)
            waiting = {name: replace(kept, goals=()) for name, kept in waiting.items()}
        standing = _agreed(standing, proposal, each.at)
    return replace(
        standing,
        proposed=_goals_in(waiting),
        changes=tuple(change for each in waiting.values() for change in each.changes),
    )


def _not_sent_back(definition: CycleDefinition, said: Iterable[Said]) -> list[Said]:
    """Leave out what has to be said again, and what the definition does not know."""
    again = dict(_steps_done_again(definition))
    known = {step.id for step in definition.steps}
    kept: list[Said] = []
    for each in said:
        if each.verdict is Verdict.SENT_BACK:
            kept = [before for before in kept if before.step not in again.get(each.step, ())]
        elif each.step in known:
            kept.append(each)
    return kept


def _steps_done_again(definition: CycleDefinition) -> Iterator[tuple[StepId, Sequence[StepId]]]:
    """Give the steps that can send back, each with all that is to be done again then."""
    for stage in definition.stages:
        order = [step.id for step in stage.steps]
        for place, step in enumerate(stage.steps):
            if step.returns_to in order:
                yield step.id, order[order.index(step.returns_to) : place + 1]


def _goals_in(waiting: Mapping[StepId, _Proposal]) -> tuple[Goal, ...]:
    return tuple(goal for each in waiting.values() for goal in each.goals)


def _proposal(definition: CycleDefinition, step: Step, words: Mapping[str, JsonValue]) -> _Proposal:
    if step.form is None or not words:
        return _NOTHING
    goals: tuple[Goal, ...] = ()
    changes: tuple[GoalChange, ...] = ()
    for asked in definition.forms[step.form].fields:
        if asked.kind is FieldKind.GOALS and asked.id in words:
            goals = kept_goals(words[asked.id])
        elif asked.kind is FieldKind.GOAL_CHANGES and asked.id in words:
            changes = tuple(kept_changes(words[asked.id]))
    return _Proposal(goals, changes)


def _both(proposed: _Proposal, agreeing: _Proposal) -> _Proposal:
    """Join what was proposed with what the agreeing person wrote, whose word is the last."""
    if agreeing.goals:
        return agreeing
    last_word = {change.goal for change in agreeing.changes}
    first = (change for change in proposed.changes if change.goal not in last_word)
    return _Proposal(proposed.goals, (*first, *agreeing.changes))


def _agreed(standing: Standing, proposal: _Proposal, at: datetime) -> Standing:
    if proposal.goals:
        standing = _set_anew(standing, proposal.goals, at)
    for change in proposal.changes:
        standing = _changed(standing, change, at)
    return standing


def _set_anew(standing: Standing, goals: tuple[Goal, ...], at: datetime) -> Standing:
    known = {each.goal.id: each for each in standing.goals}
    kept = {goal.id for goal in goals}
    gone = (Earlier(each.goal, at, "") for each in standing.goals if each.goal.id not in kept)
    first = not standing.goals
    return Standing(
        goals=tuple(
            _revised(known[goal.id], goal, at, "")
            if goal.id in known
            else StandingGoal(goal, added_at=None if first else at)
            for goal in goals
        ),
        dropped=(*standing.dropped, *gone),
    )


def _changed(standing: Standing, change: GoalChange, at: datetime) -> Standing:
    match change.change:
        case Change.ADDED if change.becomes is not None:
            added = StandingGoal(change.becomes, (), at, change.reason)
            return replace(standing, goals=(*standing.goals, added))
        case Change.DROPPED:
            gone = [each.goal for each in standing.goals if each.goal.id == change.goal]
            return replace(
                standing,
                goals=tuple(each for each in standing.goals if each.goal.id != change.goal),
                dropped=(*standing.dropped, *(Earlier(goal, at, change.reason) for goal in gone)),
            )
        case _:
            return replace(standing, goals=tuple(_each_revised(standing, change, at)))


def _each_revised(standing: Standing, change: GoalChange, at: datetime) -> Iterator[StandingGoal]:
    for each in standing.goals:
        is_meant = each.goal.id == change.goal and change.becomes is not None
        if is_meant and change.becomes is not None:
            yield _revised(each, change.becomes, at, change.reason)
        else:
            yield each


def _revised(each: StandingGoal, goal: Goal, at: datetime, reason: str) -> StandingGoal:
    if goal == each.goal:
        return each
    return replace(each, goal=goal, earlier=(*each.earlier, Earlier(each.goal, at, reason)))
