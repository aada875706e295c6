"""What lies before somebody as lines: late first, paused last, each where it is done."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.definition.words import Act, Role
from domain.ids import ActionId, CycleId, PersonId, PlanId, ReviewId, SessionId, StageId, StepId
from gateway.my_work import MyWork
from gateway.work.tasks import Tasks, overdue
from storage.read_models.actions import ActionLine, ActionWords
from storage.read_models.development import PlanDuty
from storage.read_models.inbox import Inbox, InboxSession, InboxStep
from storage.read_models.people import Named, Names

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ME, ANN, HR = (PersonId(UUID(int=number)) for number in (1, 2, 3))
CYCLE, REVIEW = CycleId(UUID(int=7)), ReviewId(UUID(int=8))
NAMES = Names({ANN: Named("Ann Okafor", "Europe/Berlin")})


def step(name: str, due_in: int, *, is_paused: bool = False, act: Act = Act.SUBMIT) -> InboxStep:
    due = NOON + timedelta(days=due_in)
    return InboxStep(
        review=REVIEW,
        cycle=CYCLE,
        reviewee=ME if act is Act.SUBMIT else ANN,
        step=StepId(name),
        seat=0,
        round=2,
        stage=StageId("only"),
        role=Role.REVIEWEE,
        act=act,
        opens_at=NOON - timedelta(days=9),
        due=due,
        is_paused=is_paused,
        is_open=True,
        is_overdue=due < NOON,
    )


def session(due_in: int) -> InboxSession:
    due = NOON + timedelta(days=due_in)
    return InboxSession(
        session=SessionId(UUID(int=9)),
        cycle=CYCLE,
        opens_at=NOON - timedelta(days=1),
        due=due,
        reviews=1,
        is_open=True,
        is_overdue=due < NOON,
    )


def action(subject: PersonId, *, is_overdue: bool = False) -> ActionLine:
    return ActionLine(
        action=ActionId(UUID(int=10)),
        subject=subject,
        owner=ME,
        tasked_by=HR,
        origin="hand",
        cycle=None,
        review=None,
        due_on=date(2026, 3, 20),
        due=NOON,
        state="open",
        reminders=0,
        rungs=0,
        tasked_at=NOON,
        ended_at=None,
        ended_by=None,
        is_overdue=is_overdue,
    )


def tasks(
    *steps: InboxStep,
    sessions: Sequence[InboxSession] = (),
    actions: Sequence[ActionLine] = (),
    plans: Sequence[PlanDuty] = (),
) -> Tasks:
    inbox = Inbox(steps, (), steps, tuple(sessions), tuple(actions), tuple(plans))
    words = {line.action: ActionWords("Find a mentor") for line in actions}
    return Tasks(MyWork(ME, inbox, words, (), (), (), (), {}, NAMES), NOON)


def test_what_is_due_first_comes_first_and_what_is_paused_comes_last() -> None:
    found = tasks(
        step("later", 5),
        step("paused", -9, is_paused=True),
        step("late", -2),
        sessions=[session(1)],
    )
    assert [task.what for task in found.to_do] == [
        "late",
        "Lead the calibration of 1 review",
        "later",
        "paused",
    ]
    assert overdue(found.to_do) == 2


def test_each_leads_to_the_page_where_it_is_done() -> None:
    duty = PlanDuty("talk", PlanId(UUID(int=11)), ANN, None, date(2026, 3, 9), is_overdue=False)
    found = tasks(step("assess", 1), sessions=[session(2)], actions=[action(ANN)], plans=[duty])
    every = [*found.to_do, *found.actions, *found.plans, *found.blocked]
    assert [task.href for task in every] == [
        f"/reviews/{REVIEW}/steps/assess/0/2",
        f"/board/{UUID(int=9)}",
        f"/actions/{UUID(int=10)}",
        f"/plans/{UUID(int=11)}",
        f"/hr/reviews/{REVIEW}",
    ]


def test_it_is_said_whose_it_is_unless_it_is_ones_own() -> None:
    found = tasks(step("own", 1), step("peer", 2, act=Act.FEEDBACK), actions=[action(ANN)])
    assert [task.whose for task in found.to_do] == [None, "Ann Okafor"]
    assert [task.whose for task in found.actions] == ["Ann Okafor"]
    assert [task.whose for task in tasks(actions=[action(ME)]).actions] == [None]
    assert found.feedback_asked == 1
