"""What lies before a person, and what is theirs."""

from collections.abc import Iterable
from datetime import date, datetime

from fastapi import APIRouter, Request
from pydantic import Field

from domain.ids import PersonId, PlanId, ReviewId
from gateway.api.caller import ReadsWork
from gateway.api.shapes import Shape
from gateway.my_work import MyWork, Reported, my_work
from gateway.site.front import front_of
from gateway.work.own_reviews import own_reviews
from gateway.work.tasks import Task as Line
from gateway.work.tasks import Tasks

router = APIRouter(tags=["My work"])


class Task(Shape):
    """One thing to do.

    `href` is its page; below `/api/v1` the same address gives it as data, where it is a step, an
    action, a plan or a board (`/boards/...`).
    """

    what: str
    whose: str | None = Field(description="Whom it is about; null for one's own.")
    href: str
    cycle: str
    due_at: datetime | None
    due_on: date | None
    opens_at: datetime | None
    is_overdue: bool
    is_paused: bool


class TeamTask(Shape):
    """What waits in the review of somebody of the team, and for whom."""

    what: str
    who: str
    due: datetime | None
    is_overdue: bool
    is_blocked: bool
    is_mine: bool


class TeamMember(Shape):
    """Somebody who is led, and what waits in their latest review."""

    person: PersonId
    name: str
    review: ReviewId | None
    waits: tuple[TeamTask, ...]


class OwnReview(Shape):
    """A review of one's own, and how it stands in a few words."""

    review: ReviewId
    cycle: str
    stands: str
    is_open: bool
    opened_at: datetime
    closed_at: datetime | None
    plan: PlanId | None


class Work(Shape):
    """Everything that lies before a person, what is due first in front."""

    to_do: tuple[Task, ...]
    upcoming: tuple[Task, ...]
    blocked: tuple[Task, ...] = Field(description="Steps nobody can do, for whoever is in HR.")
    actions: tuple[Task, ...]
    plans: tuple[Task, ...]
    team: tuple[TeamMember, ...]
    reviews: tuple[OwnReview, ...]


@router.get("/work")
async def show_my_work(request: Request, caller: ReadsWork) -> Work:
    """Give what lies before the person, and their own reviews through the years."""
    front = front_of(request)
    at = front.now()
    work = await my_work(front.archive, caller.id, at)
    tasks = Tasks(work, at)
    return Work(
        to_do=_tasks(tasks.to_do),
        upcoming=_tasks(tasks.upcoming),
        blocked=_tasks(tasks.blocked),
        actions=_tasks(tasks.actions),
        plans=_tasks(tasks.plans),
        team=tuple(_member(tasks, each) for each in work.team),
        reviews=_own(work),
    )


def _tasks(found: Iterable[Line]) -> tuple[Task, ...]:
    return tuple(Task.model_validate(each) for each in found)


def _member(tasks: Tasks, member: Reported) -> TeamMember:
    return TeamMember(
        person=member.line.person,
        name=member.line.name,
        review=member.line.review,
        waits=tuple(TeamTask.model_validate(each) for each in tasks.waiting(member)),
    )


def _own(work: MyWork) -> tuple[OwnReview, ...]:
    return tuple(OwnReview.model_validate(each) for each in own_reviews(work))
