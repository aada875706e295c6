"""A timeline reads as sentences, and holds no word that was said in confidence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.calibration import events as session
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.ids import StageId, StepId
from domain.review import events as e
from domain.review.verdict import Verdict
from domain.views.telling import Telling, day_in_words
from domain.views.timeline import sentence
from tests.unit.review import sample_plan as s
from tests.unit.test_calibration_session import DUE, FACILITATOR, LENA, OF_PIA, plan

NAMES = {
    s.REVIEWEE: "Ana Quist",
    s.MANAGER: "Tom Becker",
    s.SECOND_LINE: "Ines Roth",
    s.HR: "Mira Holm",
    s.NEWCOMER: "Jo Lind",
}
TELL = Telling(
    name_of=lambda person: NAMES.get(person, "somebody"),
    steps={StepId("propose_goals"): "Propose your goals", StepId("sign"): "Sign"},
    stages={StageId("goal_setting"): "Goal setting"},
)
OPENING = s.opening(s.annual())
SHARED = (
    s.submit("share", s.MANAGER, "2026-03-03 10:00", Verdict.SHARED),
    s.submit("sign", at="2026-03-04 10:00", verdict=Verdict.DISPUTED),
)


def last(played: s.Played) -> list[str]:
    return [sentence(event, TELL) for event in played.last]


def test_an_opening_tells_the_review_the_stage_and_whose_turn_it_is() -> None:
    assert last(s.play(OPENING)) == [
        "The review of Ana Quist was opened.",
        'Stage "Goal setting" opened.',
        '"Propose your goals" is with Ana Quist, due Mon 16 Mar 2026.',
    ]


def test_a_step_that_is_sent_back_names_who_did_it_and_the_new_deadline() -> None:
    back = s.play(
        OPENING,
        s.submit("propose_goals"),
        s.submit("agree_goals", s.MANAGER, "2026-03-04 10:00", Verdict.SENT_BACK),
    )
    assert last(back) == [
        'Tom Becker sent "Propose your goals" back with a reason.',
        '"Propose your goals" is again with Ana Quist, due Mon 9 Mar 2026.',
    ]


def test_whoever_writes_anonymously_is_not_named() -> None:
    hidden = replace(TELL, anonymous=frozenset({StepId("peer_feedback")}))
    at, step = datetime(2026, 3, 3, tzinfo=UTC), StepId("peer_feedback")
    due = datetime(2026, 3, 9, 16, tzinfo=UTC)
    ref, ladder = s.words("kind"), s.seat(s.NEWCOMER)
    events: list[e.Event] = [
        e.StepOpened(at=at, step=step, assignee=s.NEWCOMER, opens=due, due=due),
        e.StepSubmitted(
            at=at,
            step=step,
            actor=s.NEWCOMER,
            verdict=Verdict.SUBMITTED,
            submission="x",
            content=ref,
        ),
        e.AssigneeReminded(at=at, step=step, number=0, recipient=s.NEWCOMER, due=due),
        e.RungReached(at=at, step=step, rung=0, recipient=s.HR, assignee=s.NEWCOMER, due=due),
        e.StepHandedOver(
            at=at, step=step, from_person=s.NEWCOMER, to=ladder, due=due, cause="hand_over", times=1
        ),
        e.PartHandedOver(
            at=due, request="r", role=Role.PEER, from_person=s.NEWCOMER, to=ladder, by=s.HR
        ),
    ]
    assert all("Jo Lind" in sentence(event, TELL) for event in events)
    assert all("Jo Lind" not in sentence(event, hidden) for event in events)


def test_a_dispute_reads_as_what_happened() -> None:
    plan_ = s.plan(s.sign_off())
    disputed = s.play(s.opening(plan_), *SHARED)
    assert last(disputed)[0] == "Ana Quist disputed the result."
    amended = s.play(
        s.opening(plan_),
        *SHARED,
        s.submit("resolve", s.SECOND_LINE, "2026-03-05 10:00", Verdict.AMENDED),
    )
    assert last(amended)[0] == "Ines Roth answered the dispute and amended the result."
    assert last(amended)[1].startswith('"Sign" is again with Ana Quist, due ')


def test_lateness_is_told_to_whoever_heard_of_it() -> None:
    told = last(s.play(OPENING, s.passing("2026-03-31 12:00")))
    assert told[-2:] == [
        'Tom Becker was told that "Propose your goals" is overdue with Ana Quist.',
        'Mira Holm was told that "Propose your goals" is overdue with Ana Quist.',
    ]
    assert told[0] == 'Ana Quist was reminded of "Propose your goals", due Mon 16 Mar 2026.'


def test_a_step_without_anybody_is_blocked_and_looked_after() -> None:
    told = last(s.play(OPENING, s.submit("propose_goals"), s.handing(s.MANAGER, None)))
    assert "Every part of Tom Becker is vacant now, as Mira Holm decided." in told
    assert '"agree_goals" is blocked: there is no manager. Mira Holm looks after it.' in told


def test_a_change_of_hands_names_both() -> None:
    told = last(s.play(OPENING, s.submit("propose_goals"), s.handing(s.MANAGER, s.NEWCOMER)))
    assert told == [
        "Every part of Tom Becker went to Jo Lind, as Mira Holm decided.",
        '"agree_goals" went from Tom Becker to Jo Lind, due Tue 17 Mar 2026.',
    ]


def test_an_extension_tells_the_rule_and_each_deadline_it_moved() -> None:
    to = date(2026, 3, 27)
    assert last(s.play(OPENING, s.extending("goal_setting", "2026-03-03 10:00", to=to))) == [
        'Mira Holm gave stage "Goal setting" until Fri 27 Mar 2026.',
        '"Propose your goals" is due Fri 27 Mar 2026 instead of Mon 16 Mar 2026.',
    ]
    one = e.StageExtended(
        at=OPENING.at, stage=StageId("goal_setting"), by_rule=When(working_days=1), request="r"
    )
    assert sentence(one, TELL) == 'HR gave stage "Goal setting" 1 more working day.'


def test_a_day_is_told_where_the_person_lives() -> None:
    far = Telling(NAMES.__getitem__, {}, {}, lambda _: "Pacific/Kiritimati")
    due = datetime(2026, 3, 16, 16, tzinfo=UTC)
    reminder = e.AssigneeReminded(
        at=due, step=StepId("sign"), number=0, recipient=s.REVIEWEE, due=due
    )
    assert sentence(reminder, far) == 'Ana Quist was reminded of "sign", due Tue 17 Mar 2026.'
    assert day_in_words(date(2026, 2, 6)) == "Fri 6 Feb 2026"


def test_pause_leave_and_end_are_told() -> None:
    day = date(2026, 3, 5)
    away = s.play(OPENING, s.away(s.REVIEWEE, day, day))
    assert last(away)[0] == "Ana Quist is on leave from Thu 5 Mar 2026 to Thu 5 Mar 2026."
    assert last(away)[1].endswith("because of leave.")
    paused = s.play(OPENING, s.pausing("2026-03-03 10:00"), s.resuming("2026-03-10 10:00"))
    assert last(paused)[0] == "Mira Holm let the review go on."
    assert last(s.play(OPENING, s.cancelling())) == [
        "The review was ended by Mira Holm because the reviewee has left the organisation."
    ]


@pytest.mark.parametrize(
    "event,told",
    [
        (
            session.SessionOpened(at=DUE, plan=plan()),
            "A session for 2 reviews was set up, led by Lea Kort, due Fri 13 Nov 2026.",
        ),
        (
            session.FacilitatorReminded(at=DUE, number=0, recipient=FACILITATOR, due=DUE),
            "Lea Kort was reminded of the session, due Fri 13 Nov 2026.",
        ),
        (
            session.SessionRungReached(at=DUE, rung=0, recipient=FACILITATOR, due=DUE),
            "Lea Kort was told that the session is overdue.",
        ),
        (
            session.MemberWithdrawn(at=DUE, review=OF_PIA),
            "A review that ended early left the session.",
        ),
        (
            session.CoFacilitatorNamed(at=DUE, person=LENA, by=FACILITATOR, submission="n"),
            "Lea Kort named Lena Moss as co-facilitator.",
        ),
        (
            session.CoFacilitatorReleased(at=DUE, person=LENA, by=FACILITATOR, submission="r"),
            "Lea Kort released Lena Moss as co-facilitator.",
        ),
        (
            session.SessionLocked(at=DUE, actor=LENA, submission="l", missing=(OF_PIA,)),
            "Lena Moss locked the ratings of the session, 1 of them not given yet.",
        ),
    ],
)
def test_a_session_is_told_as_well(event: session.Event, told: str) -> None:
    names = {FACILITATOR: "Lea Kort", LENA: "Lena Moss"}
    assert sentence(event, Telling(names.__getitem__, {}, {})) == told


def test_every_verdict_and_every_role_has_words() -> None:
    for verdict in Verdict:
        event = e.StepSubmitted(
            at=OPENING.at, step=StepId("x"), actor=s.MANAGER, verdict=verdict, submission="s"
        )
        assert sentence(event, TELL).startswith("Tom Becker ")
    for role in Role:
        part = e.PartHandedOver(
            at=OPENING.at, request="r", role=role, from_person=None, to=None, by=None
        )
        assert sentence(part, TELL).startswith("The vacant part of ")


def test_no_sentence_holds_an_id_or_a_sealed_word() -> None:
    for event in _a_long_review():
        told = sentence(event, TELL)
        assert told.endswith(".")
        assert "0000-" not in told
        assert "words" not in told


def _a_long_review() -> Iterator[e.Event]:
    yield from s.play(OPENING, s.passing("2026-04-30 12:00")).events
    proposed, vacant = s.submit("propose_goals"), s.handing(s.MANAGER, None, "2026-03-04 10:00")
    yield from s.play(OPENING, proposed, vacant, s.passing("2026-04-30 12:00")).events
    yield e.CalibrationSettled(at=OPENING.at, session=s.SESSION, content=s.words("words"))
    yield e.StepExpired(at=OPENING.at, step=StepId("sign"), assignee=None)
