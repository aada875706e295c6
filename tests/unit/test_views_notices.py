"""Who is told what, from when on, and when a notice has lost its point."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.calibration.events import CoFacilitatorNamed, SessionOpened
from domain.ids import PersonId
from domain.review import commands as c
from domain.review import events as e
from domain.review.verdict import Verdict
from domain.views.notices import (
    QUIET,
    Notice,
    Pointless,
    Reason,
    SessionDates,
    Situation,
    made_pointless,
    notice_of,
    session_notice_of,
)
from storage.event_types import EVENT_TYPES, REVIEW_TYPES, SESSION_TYPES
from tests.unit.review import sample_plan as s
from tests.unit.test_calibration_session import FACILITATOR, OPENS, plan

OPENING = s.opening(s.annual())


def told(event: e.Event | None, known: Situation = Situation()) -> Notice:  # noqa: B008 - frozen
    assert event is not None
    notice = notice_of(event, known)
    assert notice is not None
    return notice


def only(played: s.Played, kind: type[s.E]) -> s.E:
    (event,) = played.new(kind)
    return event


def test_whoever_has_to_act_is_told_when_the_step_can_be_done() -> None:
    opened = only(s.play(OPENING), e.StepOpened)
    later = opened.model_copy(update={"opens": opened.at + timedelta(days=3)})
    assert told(opened)[:4] == (s.REVIEWEE, Reason.STEP_OPENED, opened.opens, opened.due)
    assert told(later).not_before == later.opens


def test_the_panel_is_not_told_of_its_step() -> None:
    opened = only(s.play(OPENING), e.StepOpened).model_copy(update={"assignee": None})
    assert notice_of(opened) is None


def test_who_gets_a_step_back_is_told_that_it_was_returned() -> None:
    back = s.play(
        OPENING,
        s.submit("propose_goals"),
        s.submit("agree_goals", s.MANAGER, "2026-03-04 10:00", Verdict.SENT_BACK),
    )
    reopened = only(back, e.StepOpened)
    assert told(reopened, Situation(is_returned=True)).reason is Reason.STEP_RETURNED
    assert notice_of(only(back, e.StepSentBack)) is None


def test_hr_is_told_of_a_step_without_anybody() -> None:
    nobody = s.play(OPENING, s.submit("propose_goals"), s.handing(s.MANAGER, None))
    blocked = only(nobody, e.StepBlocked)
    assert told(blocked)[:2] == (s.HR, Reason.STEP_BLOCKED)


def test_a_new_holder_is_told_not_before_the_step_opens() -> None:
    handed = only(
        s.play(OPENING, s.submit("propose_goals"), s.handing(s.MANAGER, s.NEWCOMER)),
        e.StepHandedOver,
    )
    assert told(handed)[:3] == (s.NEWCOMER, Reason.STEP_HANDED_OVER, handed.at)
    opens = handed.at + timedelta(days=2)
    assert told(handed, Situation(opens=opens)).not_before == opens


def test_a_reminder_goes_to_the_holder_and_a_rung_to_whoever_is_next() -> None:
    late = s.play(OPENING, s.passing("2026-03-31 12:00"))
    reminded, climbed = late.all(e.AssigneeReminded)[0], late.all(e.RungReached)
    assert told(reminded)[:2] == (s.REVIEWEE, Reason.REMINDER)
    assert [told(rung)[:2] for rung in climbed] == [(s.MANAGER, Reason.RUNG), (s.HR, Reason.RUNG)]
    assert told(climbed[0]).due == climbed[0].due


@pytest.mark.parametrize(
    "known,expected",
    [
        (Situation(holder=s.REVIEWEE), (s.REVIEWEE, Reason.DEADLINE_MOVED)),
        (Situation(holder=s.REVIEWEE, is_announced=True), None),
        (Situation(), None),
    ],
)
def test_an_extension_is_told_unless_the_step_itself_still_is(
    known: Situation, expected: tuple[PersonId, Reason] | None
) -> None:
    extended = s.play(OPENING, s.extending("goal_setting", "2026-03-03 10:00", days=5))
    notice = notice_of(only(extended, e.DeadlineMoved), known)
    assert (notice and notice[:2]) == expected


def test_leave_moves_a_deadline_without_a_word() -> None:
    day = datetime(2026, 3, 5, tzinfo=UTC).date()
    moved = only(s.play(OPENING, s.away(s.REVIEWEE, day, day)), e.DeadlineMoved)
    assert notice_of(moved, Situation(holder=s.REVIEWEE)) is None
    assert made_pointless(moved) is Pointless.NUDGES


def test_the_reviewee_is_told_that_the_review_is_complete() -> None:
    done = e.ReviewCompleted(at=OPENING.at, signature=None)
    assert told(done, Situation(reviewee=s.REVIEWEE))[:2] == (s.REVIEWEE, Reason.REVIEW_COMPLETED)
    assert notice_of(done) is None


@pytest.mark.parametrize(
    "command,pointless",
    [
        (s.submit("propose_goals"), Pointless.INSTANCE),
        (s.passing("2026-03-31 12:00"), Pointless.NONE),
        (s.extending("goal_setting", "2026-03-03 10:00", days=5), Pointless.NUDGES),
        (s.cancelling(), Pointless.ALL),
        (s.pausing("2026-03-03 10:00"), Pointless.NONE),
    ],
)
def test_it_stops_when_done(command: c.Command, pointless: Pointless) -> None:
    outcomes = {made_pointless(event) for event in s.play(OPENING, command).last}
    assert pointless in outcomes
    assert outcomes <= {pointless, Pointless.NONE}


def test_who_explains_a_rating_is_told_when_the_panel_settled_it_for_a_reason() -> None:
    settled = e.CalibrationSettled(at=OPENING.at, session=s.SESSION, content=s.words("rating"))
    assert told(settled, Situation(holder=s.MANAGER))[:2] == (s.MANAGER, Reason.RATING_SETTLED)
    assert notice_of(settled) is None
    as_it_was = settled.model_copy(update={"content": None})
    assert notice_of(as_it_was, Situation(holder=s.MANAGER)) is None


def test_whoever_is_named_to_lead_a_session_is_told_of_it() -> None:
    named = CoFacilitatorNamed(at=OPENS, person=s.HR, by=FACILITATOR, submission="n")
    notice = session_notice_of(named, SessionDates(OPENS, OPENS))
    assert notice is not None
    assert notice[:2] == (s.HR, Reason.SESSION_OPENED)


def test_whoever_leads_a_session_is_told_when_it_opens() -> None:
    opened = SessionOpened(at=OPENS - timedelta(days=9), plan=plan())
    notice = session_notice_of(opened, SessionDates(OPENS, opened.plan.due))
    assert notice is not None
    assert notice[:3] == (FACILITATOR, Reason.SESSION_OPENED, OPENS)


def test_quiet_events_make_no_notice_and_take_the_point_from_none() -> None:
    played = s.play(OPENING, s.submit("propose_goals"), s.passing("2026-03-31 12:00"))
    quiet = {type_ for type_ in REVIEW_TYPES if type_ in QUIET}
    assert quiet == QUIET
    for event in played.events:
        if event.type in QUIET:
            assert notice_of(event) is None
            assert made_pointless(event) is Pointless.NONE
    loud = {event.type for event in played.events} - QUIET
    assert loud == {"StepOpened", "StepSubmitted", "AssigneeReminded", "RungReached"}


def test_every_kind_of_event_is_known_by_its_type() -> None:
    assert set(REVIEW_TYPES) | set(SESSION_TYPES) < set(EVENT_TYPES)
