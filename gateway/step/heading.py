"""The head of a step page: which stage, what is due when, what comes after, what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.review import events as e
from domain.review.more_time import open_request
from domain.views.telling import Telling
from domain.views.what_follows import following, rehearse
from gateway.reasons_given import ReasonGiven, Reopened
from gateway.step.place import Lying
from gateway.step.ways import Way


@dataclass(frozen=True)
class Asked:
    """That more time was asked for, and when."""

    days: int
    at: datetime


@dataclass(frozen=True)
class Heading:
    """What stands above the form.

    Attributes:
        stage: the number of the stage, `stages` how many there are.
        whose: "Your own review", or whose review it is.
        due_in: how far off the deadline is, in working days of the person who reads.
        sent_back: why the step is to be done again; None where it was not sent back.
        reopened: why HR opened it again; None where they did not.
        more_time: what was asked for and is not decided yet.
    """

    title: str
    cycle: str
    stage: int
    stages: int
    stage_title: str
    whose: str
    is_own: bool
    due: datetime | None
    due_in: str
    is_late: bool
    sent_back: ReasonGiven | None
    reopened: Reopened | None
    more_time: Asked | None


def heading(
    lies: Lying, reasons: Sequence[ReasonGiven], reopened: Reopened | None = None
) -> Heading:
    """Say where a step stands, for the one who is to do it."""
    cycle = lies.looked.cycle
    stages = cycle.definition.stages
    own = lies.looked.reviewee.id == lies.reader.id
    due = lies.instance.clock.due if lies.instance and lies.instance.clock else None
    return Heading(
        title=lies.spec.title,
        cycle=cycle.title,
        stage=stages.index(lies.stage) + 1,
        stages=len(stages),
        stage_title=lies.stage.title,
        whose="Your own review" if own else f"Review of {lies.looked.reviewee.display_full_name}",
        is_own=own,
        due=due,
        due_in=_due_in(lies, due),
        is_late=due is not None and due < lies.now,
        sent_back=_sent_back(lies, reasons),
        reopened=reopened,
        more_time=_more_time(lies),
    )


def follows(lies: Lying, way: Way, tell: Telling) -> tuple[str, ...]:
    """Say what comes after a step is answered in that way."""
    opens = lies.instance.opens if lies.instance else lies.now
    at = max(lies.now, opens)
    events = rehearse(lies.state, lies.place.step, lies.reader.id, way.verdict, at)
    return following(events, lies.state, tell, lies.reader.id)


def _due_in(lies: Lying, due: datetime | None) -> str:
    """Count working days as the clock of the step does: in the calendar of whoever has it."""
    instance = lies.instance
    if due is None or instance is None or instance.holder is None:
        return ""
    calendar = lies.state.planned.calendar_of(instance.holder)
    if due < lies.now:
        days = calendar.working_days_between(due, lies.now)
        return f"overdue for {_days(days)}" if days else "overdue since today"
    today, last = calendar.local_day(lies.now), calendar.local_day(due)
    if today == last:
        return "today"
    return f"in {_days(calendar.working_days_between(lies.now, due))}"


def _days(days: int) -> str:
    return f"{days} working day{'s' * (days != 1)}"


def _sent_back(lies: Lying, reasons: Sequence[ReasonGiven]) -> ReasonGiven | None:
    """Give why this round is there, if the one before was sent back; only the latest reason."""
    returned = [
        each
        for each in lies.history
        if isinstance(each, e.StepSentBack) and each.to_step == lies.place.step
    ]
    if not returned or lies.place.round == 1:
        return None
    last = returned[-1]
    is_for_this = any(
        isinstance(each, e.StepOpened)
        and (each.step, each.round) == (lies.place.step, lies.place.round)
        and each.at == last.at
        for each in lies.history
    )
    if not is_for_this:
        return None
    given = (each for each in reasons if (each.step, each.at) == (last.step, last.at))
    return next(given, None)


def _more_time(lies: Lying) -> Asked | None:
    place = lies.place
    asked = open_request(lies.history, place.step, place.seat, place.round, lies.reader.id)
    return Asked(asked.days, asked.at) if asked else None
