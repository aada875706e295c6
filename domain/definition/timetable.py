"""The days a cycle would take if everybody acted on the last day."""

from datetime import date, timedelta

from domain.definition.cycle import CycleDefinition, Stage
from domain.definition.deadlines import When
from domain.definition.words import Start
from domain.ids import StageId, StepId
from domain.value import Value

_FRIDAY = 5


class PlannedStep(Value):
    """When a step would open and be due, counting Monday to Friday and no holidays."""

    stage: StageId
    step: StepId
    opens: date
    due: date
    is_conditional: bool


def timetable(definition: CycleDefinition) -> tuple[PlannedStep, ...]:
    """Plan every step on the latest day that is still in time.

    A plan, not a promise: holidays, leave and time zones belong to people, and a step that only
    follows a dispute or a declined signature moves nobody else's dates.
    """
    planned: list[PlannedStep] = []
    ended = definition.begins
    for stage in definition.stages:
        steps = _stage(stage, max(ended, _reached(stage.opens, ended)))
        ended = max((each.due for each in steps if not each.is_conditional), default=ended)
        planned.extend(steps)
    return tuple(planned)


def _stage(stage: Stage, opens: date) -> list[PlannedStep]:
    planned: list[PlannedStep] = []
    previous = opens
    for step in stage.steps:
        start = opens if step.starts is Start.WITH_STAGE else previous
        due = _reached(step.due, start)
        is_conditional = step.only_if is not None
        planned.append(
            PlannedStep(
                stage=stage.id, step=step.id, opens=start, due=due, is_conditional=is_conditional
            )
        )
        previous = previous if is_conditional else max(previous, due)
    return planned


def _reached(when: When, since: date) -> date:
    if when.on is not None:
        return when.on
    return add_weekdays(since, when.working_days or 0)


def add_weekdays(day: date, count: int) -> date:
    """Go that many days from Monday to Friday onwards; the last day of the calendar at most."""
    reached = day
    while reached < date.max and (count > 0 or reached.isoweekday() > _FRIDAY):
        reached += timedelta(days=1)
        count -= reached.isoweekday() <= _FRIDAY
    return reached
