"""An invented action, and the words to play it."""

from datetime import date
from uuid import UUID

from domain.actions import commands as c
from domain.actions import events as e
from domain.actions.action import ActionState, decide, evolve
from domain.actions.due import GRACES, due_on
from domain.ids import ActionId, OrganisationId, PersonId
from domain.review.plan import Seat
from domain.working_calendar import WorkingCalendar
from tests.given_when_then import Decider
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    REVIEWEE,
    SECOND_LINE,
    calendar,
    local,
    seat,
    words,
)

OWNER = NEWCOMER
ACTION: Decider[ActionState, c.Command, e.Event] = Decider(ActionState(), decide, evolve)
FRIDAY = date(2026, 3, 20)


def ladder(person: PersonId) -> Seat:
    """Somebody whose manager hears after three days, and HR two days later."""
    return seat(person, (SECOND_LINE, GRACES[0]), (HR, GRACES[1]))


def task(
    on: date = FRIDAY, days: WorkingCalendar | None = None, *, owner: PersonId = OWNER
) -> e.Task:
    """Something the manager asks somebody to do for the reviewee."""
    days = days or calendar()
    return e.Task(
        organisation=OrganisationId(UUID(int=100)),
        action=ActionId(UUID(int=55)),
        subject=REVIEWEE,
        owner=ladder(owner),
        tasked_by=MANAGER,
        on=on,
        due=due_on(days, on),
        calendar=days,
    )


def tasking(asked: e.Task | None = None, at: str = "2026-03-02 10:00") -> c.TaskAction:
    return c.TaskAction(at=local(at), task=asked or task())


def passing(at: str) -> c.PassActionTime:
    return c.PassActionTime(at=local(at))


def finishing(
    actor: PersonId = OWNER, at: str = "2026-03-10 10:00", *, looks_after: bool = False
) -> c.FinishAction:
    return c.FinishAction(
        at=local(at),
        actor=actor,
        looks_after=looks_after,
        request=f"done by {actor.int}",
        content=words("it is done"),
    )


def dropping(actor: PersonId = OWNER, reason: str | None = "no longer needed") -> c.DropAction:
    return c.DropAction(
        at=local("2026-03-10 10:00"),
        actor=actor,
        request="drop",
        content=words(reason) if reason else None,
    )


def moving(
    on: date, at: str = "2026-03-10 10:00", *, reason: str | None = "the board met later"
) -> c.MoveAction:
    return c.MoveAction(
        at=local(at),
        actor=MANAGER,
        request=f"move at {at}",
        on=on,
        calendar=calendar(),
        content=words(reason) if reason else None,
    )


def handing(to: PersonId, at: str = "2026-03-10 10:00") -> c.HandOverAction:
    return c.HandOverAction(
        at=local(at), actor=MANAGER, request=f"hand at {at}", to=ladder(to), calendar=calendar()
    )


def play(*commands: c.Command) -> tuple[ActionState, list[e.Event]]:
    """Carry out one command after the other; none may be refused."""
    state, told = ActionState(), []
    for command in commands:
        for event in decide(state, command):
            state = evolve(state, event)
            told.append(event)
    return state, told
