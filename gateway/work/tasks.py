"""What lies before somebody as lines of a page: what, whose, by when, and where it is done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from domain.definition.words import Act
from domain.tempo import Tempo
from domain.views.telling import ROLES
from gateway.my_work import MyWork, Reported
from storage.read_models.actions import ActionLine
from storage.read_models.development import PlanDuty
from storage.read_models.inbox import InboxSession, InboxStep
from storage.read_models.reviews import StepLine

DUTIES: Final = {
    "acknowledge": "Read what was changed in the plan, and acknowledge it",
    "acknowledge_talk": "Read what was noted of a talk, and acknowledge it",
    "agree_to_close": "The plan is to be closed; agree, or leave it open",
    "talk": "Talk about the plan, and note what was said",
}


@dataclass(frozen=True)
class Task:
    """One thing to do.

    Attributes:
        what: in a few words.
        whose: whom it is about; None for one's own.
        href: where it is done.
        due_at: the moment it is due; else `due_on` is the day, or neither is told.
        now: the present by which it is late or not.
        asks_feedback: whether a colleague asks for feedback with it.
    """

    what: str
    whose: str | None
    href: str
    now: datetime
    due_at: datetime | None = None
    due_on: date | None = None
    cycle: str = ""
    opens_at: datetime | None = None
    is_overdue: bool = False
    is_paused: bool = False
    asks_feedback: bool = False


@dataclass(frozen=True)
class TeamTask:
    """What waits in the review of somebody of the team, for whom, and until when."""

    what: str
    who: str
    due: datetime | None
    is_overdue: bool
    is_blocked: bool
    is_mine: bool
    href: str | None


class Tasks:
    """Puts the work of one person into lines."""

    def __init__(self, work: MyWork, at: datetime) -> None:
        """Tell it at that real moment; each cycle makes a present of its own of it."""
        self._work = work
        self._at = at

    @property
    def to_do(self) -> list[Task]:
        """Give the open steps and sessions, what is due first in front."""
        inbox = self._work.inbox
        found = [*map(self._step, inbox.to_do), *map(self._session, self._open_sessions())]
        return sorted(found, key=lambda task: (task.is_paused, _moment(task)))

    @property
    def upcoming(self) -> list[Task]:
        """Give the steps and sessions that open later."""
        inbox = self._work.inbox
        later = (session for session in inbox.sessions if not session.is_open)
        found = [*map(self._step, inbox.upcoming), *map(self._session, later)]
        return sorted(found, key=lambda task: (task.opens_at or self._at, _moment(task)))

    @property
    def blocked(self) -> list[Task]:
        """Give the steps nobody can do, for whoever in HR looks after them."""
        return [self._blocked(step) for step in self._work.inbox.blocked]

    @property
    def actions(self) -> list[Task]:
        """Give the actions to do."""
        return [self._action(action) for action in self._work.inbox.actions]

    @property
    def plans(self) -> list[Task]:
        """Give what waits in development plans."""
        return [self._duty(duty) for duty in self._work.inbox.plans]

    @property
    def feedback_asked(self) -> int:
        """Count the colleagues who ask for feedback."""
        return sum(task.asks_feedback for task in self.to_do)

    def waiting(self, member: Reported) -> list[TeamTask]:
        """Give what waits in the review of somebody of the team."""
        return [self._team_task(member, step) for step in member.waits]

    def _open_sessions(self) -> Iterator[InboxSession]:
        return (session for session in self._work.inbox.sessions if session.is_open)

    def _step(self, step: InboxStep) -> Task:
        return Task(
            what=self._work.step_title(step.cycle, step.step),
            whose=self._whose(step),
            href=f"/reviews/{step.review}/steps/{step.step}/{step.seat}/{step.round}",
            due_at=step.due,
            now=self._now(step),
            cycle=self._work.cycle_title(step.cycle),
            opens_at=step.opens_at,
            is_overdue=step.is_overdue,
            is_paused=step.is_paused,
            asks_feedback=step.act is Act.FEEDBACK,
        )

    def _session(self, session: InboxSession) -> Task:
        reviews = "1 review" if session.reviews == 1 else f"{session.reviews} reviews"
        return Task(
            what=f"Lead the calibration of {reviews}",
            whose=None,
            href=f"/board/{session.session}",
            due_at=session.due,
            now=self._now(session),
            cycle=self._work.cycle_title(session.cycle),
            opens_at=session.opens_at,
            is_overdue=session.is_overdue,
        )

    def _blocked(self, step: InboxStep) -> Task:
        title = self._work.step_title(step.cycle, step.step)
        return Task(
            what=f"{title}: nobody is there as {ROLES[step.role]}",
            whose=self._work.names.name_of(step.reviewee),
            href=f"/hr/reviews/{step.review}",
            due_at=step.due,
            now=self._now(step),
            cycle=self._work.cycle_title(step.cycle),
            opens_at=step.opens_at,
        )

    def _action(self, action: ActionLine) -> Task:
        words = self._work.words.get(action.action)
        mine = action.subject == self._work.person
        return Task(
            what=(words.what if words else "") or "What is to be done was erased",
            whose=None if mine else self._work.names.name_of(action.subject),
            href=f"/actions/{action.action}",
            due_on=action.due_on,
            now=self._at,
            is_overdue=action.is_overdue,
        )

    def _duty(self, duty: PlanDuty) -> Task:
        mine = duty.reviewee == self._work.person
        return Task(
            what=DUTIES[duty.what],
            whose=None if mine else self._work.names.name_of(duty.reviewee),
            href=f"/plans/{duty.plan}",
            due_on=duty.due,
            now=self._at,
            is_overdue=duty.is_overdue,
        )

    def _whose(self, step: InboxStep) -> str | None:
        return (
            None if step.reviewee == self._work.person else self._work.names.name_of(step.reviewee)
        )

    def _now(self, told: InboxStep | InboxSession) -> datetime:
        cycle = self._work.cycles.get(told.cycle)
        return (cycle.tempo if cycle else Tempo()).virtual(self._at)

    def _team_task(self, member: Reported, step: StepLine) -> TeamTask:
        mine = step.assignee == self._work.person
        review = member.line.review
        return TeamTask(
            what=self._work.step_title(member.line.cycle, step.step),
            who=self._waits_for(step),
            due=step.due,
            is_overdue=step.due is not None and step.due < member.at and step.state == "open",
            is_blocked=step.state == "blocked",
            is_mine=mine,
            href=f"/reviews/{review}/steps/{step.step}/{step.seat}/{step.round}" if mine else None,
        )

    def _waits_for(self, step: StepLine) -> str:
        if step.assignee == self._work.person:
            return "you"
        if step.assignee is not None:
            return self._work.names.name_of(step.assignee)
        if step.owner is not None:
            return f"{self._work.names.name_of(step.owner)} in HR, to name somebody"
        return "colleagues"


def overdue(tasks: Iterable[Task]) -> int:
    """Count what is late."""
    return sum(task.is_overdue for task in tasks)


def _moment(task: Task) -> datetime:
    """Give the moment something is due, for the order; what is not due at all comes last."""
    return task.due_at or datetime.max.replace(tzinfo=UTC)
