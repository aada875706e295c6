"""A panel looks at the ratings of a group together."""

from datetime import UTC, date, datetime, time
from hashlib import sha256
from uuid import UUID, uuid5

import pytest

from domain.calibration import commands as c
from domain.calibration import events as e
from domain.calibration import refusals as r
from domain.calibration.session import SessionState, decide, evolve, fold
from domain.content import ContentRef
from domain.definition.deadlines import Reminders
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, SessionId
from domain.review.plan import RungSeat, Seat
from domain.working_calendar import WorkingCalendar
from tests.given_when_then import Decider, Scenario

FACILITATOR, HEAD_OF_HR, LENA, OMAR, PIA, STRANGER = (
    PersonId(UUID(int=number)) for number in range(1, 7)
)
OF_OMAR, OF_PIA = ReviewId(UUID(int=21)), ReviewId(UUID(int=22))
SESSION: Decider[SessionState, c.Command, e.Event] = Decider(SessionState(), decide, evolve)
OPENS = datetime(2026, 11, 9, 8, tzinfo=UTC)
DURING = datetime(2026, 11, 11, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 13, 17, tzinfo=UTC)


def plan(**changes: object) -> e.SessionPlan:
    place = WorkingCalendar(
        zone="UTC", opens=time(8), closes=time(17), days_off=(date(2026, 11, 16),)
    )
    rungs = (RungSeat(to=FACILITATOR, after=1), RungSeat(to=HEAD_OF_HR, after=3))
    return e.SessionPlan(
        organisation=OrganisationId(UUID(int=91)),
        cycle=CycleId(UUID(int=92)),
        session=SessionId(UUID(int=93)),
        members=(
            e.Member(review=OF_OMAR, reviewee=OMAR, hidden_from=(OMAR, PIA)),
            e.Member(review=OF_PIA, reviewee=PIA, hidden_from=(PIA,)),
        ),
        facilitator=Seat(person=FACILITATOR, place="here", rungs=rungs),
        panel=(LENA, OMAR, PIA),
        opens=OPENS,
        due=DUE,
        reminders=Reminders(before=(2,), after=()),
        calendars={"here": place},
    ).model_copy(update=changes)


def set_up(**changes: object) -> Scenario[SessionState, c.Command, e.Event]:
    at = datetime(2026, 10, 1, 8, tzinfo=UTC)
    return SESSION.given(e.SessionOpened(at=at, plan=plan(**changes)))


def words(text: str) -> ContentRef:
    digest = sha256(text.encode()).hexdigest()
    return ContentRef(id=uuid5(UUID(int=0), text), subject=PIA, sha256=digest)


def move(actor: PersonId, review: ReviewId = OF_PIA, *, at: datetime = DURING) -> c.MoveRating:
    asked = c.MoveRating(review=review, actor=actor, submission="m1", content=words("up"))
    return asked.stamped(at)


def lock(actor: PersonId = FACILITATOR, **answers: object) -> c.LockSession:
    asked = c.LockSession(actor=actor, submission="l1").stamped(DURING)
    return asked.model_copy(update=answers)


def test_a_rating_moves_for_a_reason() -> None:
    moved = e.RatingMoved(
        at=DURING, review=OF_PIA, actor=LENA, submission="m1", content=words("up")
    )
    set_up().when(move(LENA)).then(moved)


def test_a_move_that_is_asked_twice_is_made_once() -> None:
    set_up().when(move(LENA), move(LENA)).then_nothing()


def test_nobody_moves_a_rating_before_the_session_begins() -> None:
    early = move(LENA, at=datetime(2026, 11, 8, 8, tzinfo=UTC))
    set_up().when(early).then_refused(r.SessionNotYetOpen)


def test_only_the_panel_moves_ratings() -> None:
    set_up().when(move(STRANGER)).then_refused(r.NotOnThePanel)


def test_nobody_moves_their_own_rating() -> None:
    set_up().when(move(PIA, OF_PIA)).then_refused(r.NotYourRowToMove)


def test_nobody_moves_the_rating_of_the_person_they_report_to() -> None:
    set_up().when(move(PIA, OF_OMAR)).then_refused(r.NotYourRowToMove)


def test_a_row_that_moved_meanwhile_is_looked_at_again_before_it_moves() -> None:
    seen_unmoved = move(LENA).model_copy(update={"basis": c.Basis()})
    second = move(FACILITATOR).model_copy(update={"submission": "m2", "basis": c.Basis()})
    set_up().when(seen_unmoved, second).then_refused(r.RowHasMoved)
    decided_again = second.model_copy(update={"basis": c.Basis(last_move=words("up").id)})
    assert isinstance(set_up().when(seen_unmoved, decided_again).outcome, tuple)


def test_a_review_of_another_group_cannot_be_moved() -> None:
    elsewhere = move(LENA, ReviewId(UUID(int=99)))
    set_up().when(elsewhere).then_refused(r.NotInThisSession)


def test_a_locked_session_takes_no_more_moves() -> None:
    set_up().when(lock(), move(LENA)).then_refused(r.SessionIsLocked)


def test_only_who_leads_the_session_locks_it() -> None:
    set_up().when(lock(LENA)).then_refused(r.NotTheFacilitator)


def leading(
    kind: type[c.NameCoFacilitator | c.ReleaseCoFacilitator],
    actor: PersonId = FACILITATOR,
    *,
    is_hr: bool = False,
) -> c.NameCoFacilitator | c.ReleaseCoFacilitator:
    asked = kind(person=STRANGER, actor=actor, submission=f"{kind.__name__} by {actor}")
    return asked.model_copy(update={"is_hr": is_hr}).stamped(DURING)


def test_a_co_facilitator_moves_and_locks_as_the_facilitator_does() -> None:
    named = leading(c.NameCoFacilitator)
    assert isinstance(set_up().when(named, move(STRANGER)).outcome, tuple)
    locked = e.SessionLocked(at=DURING, actor=STRANGER, submission="l1")
    set_up().when(named, lock(STRANGER)).then(locked)


def test_a_co_facilitator_who_is_released_leads_no_more() -> None:
    named, released = leading(c.NameCoFacilitator), leading(c.ReleaseCoFacilitator)
    set_up().when(named, released, lock(STRANGER)).then_refused(r.NotOnThePanel)
    set_up().when(named, named).then_nothing()
    set_up().when(released).then_nothing()


def test_hr_and_the_facilitator_alone_say_who_leads() -> None:
    set_up().when(leading(c.NameCoFacilitator, LENA)).then_refused(r.NotTheFacilitator)
    by_hr = set_up().when(leading(c.NameCoFacilitator, HEAD_OF_HR, is_hr=True))
    assert isinstance(by_hr.outcome, tuple)
    set_up().when(lock(), leading(c.NameCoFacilitator)).then_refused(r.SessionIsLocked)


def test_a_session_with_missing_ratings_is_not_locked() -> None:
    missing = lock(missing=(OF_PIA,))
    set_up().when(missing).then_refused(r.RatingsMissing, "1 manager has not rated yet")


def test_a_session_may_lock_without_missing_ratings_where_the_definition_says_so() -> None:
    locked = e.SessionLocked(at=DURING, actor=FACILITATOR, submission="l1", missing=(OF_PIA,))
    set_up(lock_without_missing=True).when(lock(missing=(OF_PIA,))).then(locked)


@pytest.mark.parametrize(
    "departs, refusal",
    [("refused", r.GuidelineNotMet), ("needs_reason", r.GuidelineNeedsReason)],
)
def test_a_departure_from_the_guideline_is_answered_for(
    departs: str, refusal: type[Exception]
) -> None:
    scenario = set_up().when(lock(departs=departs))
    assert isinstance(scenario.outcome, refusal)


def test_a_departure_with_its_reason_locks() -> None:
    scenario = set_up().when(lock(departs="needs_reason", content=words("a small group")))
    assert isinstance(scenario.outcome, tuple)
    assert [event.type for event in scenario.outcome] == ["SessionLocked"]


def test_a_review_that_ended_early_leaves_the_session() -> None:
    left = c.WithdrawMember(review=OF_PIA).stamped(DURING)
    set_up().when(left, move(LENA)).then_refused(r.NotInThisSession)
    set_up().when(left, left).then_nothing()


def test_the_facilitator_is_reminded_and_then_the_ladder_climbs_each_rung_once() -> None:
    state = fold([e.SessionOpened(at=OPENS, plan=plan())])
    later = c.PassSessionTime().stamped(datetime(2026, 12, 1, 8, tzinfo=UTC))
    told = decide(state, later)
    assert [event.type for event in told] == [
        "FacilitatorReminded",
        "SessionRungReached",
        "SessionRungReached",
    ]
    assert [event.recipient for event in told if isinstance(event, e.SessionRungReached)] == [
        FACILITATOR,
        HEAD_OF_HR,
    ]
    assert decide(fold(told, state), later) == ()


def test_the_ladder_counts_working_days_of_the_facilitators_place() -> None:
    state = fold([e.SessionOpened(at=OPENS, plan=plan(reminders=Reminders(before=(), after=())))])
    wake = state.next_wake()
    # Friday the 13th is the due day; Monday is a public holiday there.
    assert wake is not None
    assert wake.at == datetime(2026, 11, 17, 8, tzinfo=UTC)


def test_nothing_falls_due_once_the_session_is_locked() -> None:
    state = fold([e.SessionOpened(at=OPENS, plan=plan())])
    assert fold(decide(state, lock()), state).next_wake() is None
