from collections.abc import Sequence
from datetime import date

import pytest

from domain.definition.words import Act, AtExpiry, Role, Start
from domain.errors import ReviewError
from domain.ids import PersonId, StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.evolve import fold
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    KIRITIMATI,
    MANAGER,
    NEWCOMER,
    ONE_PEER,
    OTHER_PEER,
    REVIEW,
    REVIEWEE,
    SECOND_LINE,
    calendar,
    handing,
    local,
    nominate,
    nominated_feedback,
    of_one,
    opening,
    passing,
    plan,
    play,
    seat,
    stage,
    step,
    submit,
)

OPENED = opening(of_one(*nominated_feedback()))
DIRECTLY = opening(of_one(*nominated_feedback(approved=False)))
NOMINATED = (OPENED, nominate(ONE_PEER, OTHER_PEER))
APPROVAL = submit("approve", MANAGER, "2026-03-04 10:00", Verdict.AGREED)
SENT_BACK = submit("approve", MANAGER, "2026-03-04 10:00", Verdict.SENT_BACK)
AT_LAST = "2026-06-30 10:00"


def test_nobody_is_asked_before_the_manager_has_approved() -> None:
    waiting = play(*NOMINATED)
    assert waiting.open_steps == ["approve"]
    (put_forward,) = waiting.new(e.PeersNominated)
    assert [one.person for one in put_forward.peers] == [ONE_PEER, OTHER_PEER]
    assert put_forward.steps == (StepId("feedback"),)
    assert waiting.new(e.PeersNamed) == []


def test_those_who_were_approved_are_asked_in_the_same_decision() -> None:
    asked = play(*NOMINATED, APPROVAL)
    (named,) = asked.new(e.PeersNamed)
    assert (named.peers, named.steps) == ((ONE_PEER, OTHER_PEER), (StepId("feedback"),))
    assert [event.assignee for event in asked.new(e.StepOpened)] == [ONE_PEER, OTHER_PEER]
    assert asked.state.nominated == {}


def test_without_an_approval_those_who_were_nominated_are_asked_at_once() -> None:
    asked = play(DIRECTLY, nominate(ONE_PEER))
    kinds = [type(event) for event in asked.last]
    assert kinds == [e.StepSubmitted, e.PeersNominated, e.PeersNamed, e.StepOpened]


def test_a_manager_may_be_the_one_who_nominates() -> None:
    steps = (step("nominate", Role.MANAGER, Act.NOMINATE), *nominated_feedback()[2:])
    asked = play(opening(of_one(*steps)), nominate(ONE_PEER, actor=MANAGER))
    assert [o.assignee for o in asked.state.open] == [ONE_PEER]


def test_a_nomination_that_is_sent_back_names_nobody_and_is_made_anew() -> None:
    returned = play(*NOMINATED, SENT_BACK)
    assert returned.open_steps == ["nominate"]
    assert returned.state.nominated == {}
    again = play(
        *NOMINATED,
        SENT_BACK,
        nominate(NEWCOMER, at="2026-03-05 10:00"),
        submit("approve", MANAGER, "2026-03-06 10:00", Verdict.AGREED),
    )
    assert [o.assignee for o in again.state.open] == [NEWCOMER]
    assert [event.round for event in again.all(e.PeersNominated)] == [1, 2]
    assert len({event.key() for event in again.events}) == len(again.events)


def test_feedback_runs_beside_another_step_once_its_peers_are_named() -> None:
    beside = step("notes", starts=Start.WITH_STAGE)
    nominating, approving, feedback = nominated_feedback()
    early = feedback.model_copy(update={"starts": Start.WITH_STAGE})
    begun = (opening(of_one(nominating, approving, beside, early)), nominate(ONE_PEER))
    assert play(*begun).open_steps == ["notes", "approve"]
    assert play(*begun, APPROVAL).open_steps == ["notes", "feedback"]


def test_peers_of_a_later_stage_are_named_long_before_they_are_asked() -> None:
    nominating, approving, feedback = nominated_feedback()
    later = stage("later", step("notes"), feedback)
    named = play(opening(plan(stage("early", nominating, approving), later)), *NOMINATED[1:])
    assert named.new(e.PeersNamed) == []
    named = play(
        opening(plan(stage("early", nominating, approving), later)),
        *NOMINATED[1:],
        APPROVAL,
    )
    assert len(named.new(e.PeersNamed)) == 1
    assert named.open_steps == ["notes"]
    asked = play(
        opening(plan(stage("early", nominating, approving), later)),
        *NOMINATED[1:],
        APPROVAL,
        submit("notes", at="2026-03-05 10:00"),
    )
    assert [o.assignee for o in asked.state.open] == [ONE_PEER, OTHER_PEER]


def test_a_second_nomination_names_the_peers_of_the_steps_after_it_alone() -> None:
    first = nominated_feedback(approved=False)
    second = (
        step("nominate_again", act=Act.NOMINATE),
        step("more_feedback", Role.PEER, Act.FEEDBACK, seats=()),
    )
    asked = play(
        opening(of_one(*first, *second)),
        nominate(ONE_PEER),
        submit("feedback", ONE_PEER, "2026-03-04 10:00"),
        nominate(OTHER_PEER, name="nominate_again", at="2026-03-05 10:00"),
    )
    assert [event.steps for event in asked.all(e.PeersNamed)] == [("feedback",), ("more_feedback",)]
    assert [o.assignee for o in asked.state.open] == [OTHER_PEER]


def test_the_working_days_and_the_leave_of_peers_are_known_when_they_are_asked() -> None:
    there = seat(NEWCOMER, place="AU|Australia/Sydney")
    places = {"AU|Australia/Sydney": calendar("Australia/Sydney")}
    leave: c.Leaves = {NEWCOMER: ((date(2026, 3, 9), date(2026, 3, 13)),)}
    asked = play(DIRECTLY, nominate(there, ONE_PEER, calendars=places, leaves=leave))
    assert asked.due("feedback", 0) == "2026-03-24 07:00"
    assert asked.due("feedback", 1) == "2026-03-17 17:00"


def test_a_calendar_the_review_has_already_is_not_recorded_again() -> None:
    known = {"KI|Pacific/Kiritimati": calendar("Pacific/Kiritimati")}
    there = seat(NEWCOMER, place=KIRITIMATI)
    (put_forward,) = play(OPENED, nominate(there, calendars=known)).new(e.PeersNominated)
    assert put_forward.calendars == {}


REFUSED: Sequence[tuple[Sequence[PersonId], type[ReviewError], str]] = [
    ((), r.NobodyNominated, "at least one colleague"),
    ((REVIEWEE,), r.NotYourself, "Nobody gives feedback on themselves"),
    ((ONE_PEER, REVIEWEE), r.NotYourself, "name somebody else"),
    ((ONE_PEER, ONE_PEER), r.NominatedTwice, "named twice"),
]


@pytest.mark.parametrize("peers, refusal, sentence", REFUSED)
def test_a_nomination_that_cannot_stand_is_refused_and_leaves_no_trace(
    peers: Sequence[PersonId], refusal: type[ReviewError], sentence: str
) -> None:
    REVIEW.given().when(OPENED, nominate(*peers)).then_refused(refusal, sentence)


def test_a_colleague_whose_working_days_nobody_knows_is_refused() -> None:
    there = seat(NEWCOMER, place="AU|Australia/Sydney")
    REVIEW.given().when(OPENED, nominate(there)).then_refused(r.UnknownPlace)


def test_colleagues_are_named_at_no_other_step() -> None:
    odd = nominate(ONE_PEER, name="notes")
    REVIEW.given().when(opening(of_one(step("notes"))), odd).then_refused(r.NothingToNominate)


def test_a_nomination_without_words_is_refused() -> None:
    silent = nominate(ONE_PEER).model_copy(update={"content": None})
    REVIEW.given().when(OPENED, silent).then_refused(r.WordsMissing)


def test_a_colleague_cannot_give_feedback_before_being_named() -> None:
    early = submit("feedback", ONE_PEER, "2026-03-03 12:00")
    REVIEW.given().when(*NOMINATED, early).then_refused(r.NotYourStep)


def test_when_nobody_was_nominated_in_time_the_step_is_blocked_and_never_skipped() -> None:
    silent = step("nominate", act=Act.NOMINATE, at_expiry=AtExpiry.COMPLETE_WITHOUT)
    feedback = nominated_feedback()[-1]
    late = play(opening(of_one(silent, feedback)), passing(AT_LAST))
    (named,) = late.new(e.PeersNamed)
    (blocked,) = late.new(e.StepBlocked)
    assert named.peers == ()
    assert (blocked.step, blocked.role, blocked.owner) == ("feedback", Role.PEER, HR)
    mended = play(
        opening(of_one(silent, feedback)),
        passing(AT_LAST),
        handing(None, NEWCOMER, "2026-07-01 10:00", Role.PEER),
    )
    assert [o.assignee for o in mended.state.open] == [NEWCOMER]


def test_a_nomination_that_nobody_approved_in_time_stands() -> None:
    nominating, approving, feedback = nominated_feedback()
    silent = approving.model_copy(update={"at_expiry": AtExpiry.COMPLETE_WITHOUT})
    late = play(opening(of_one(nominating, silent, feedback)), *NOMINATED[1:], passing(AT_LAST))
    kinds = [type(event) for event in late.last]
    assert kinds[-4:] == [e.StepExpired, e.PeersNamed, e.StepOpened, e.StepOpened]


def test_whoever_gets_the_step_at_expiry_nominates_instead() -> None:
    nominating, _, feedback = nominated_feedback()
    handed = nominating.model_copy(
        update={"at_expiry": AtExpiry.HAND_TO, "hand_to": seat(SECOND_LINE)}
    )
    named = play(
        opening(of_one(handed, feedback)),
        passing("2026-03-23 17:00"),
        nominate(ONE_PEER, actor=SECOND_LINE, at="2026-03-24 10:00"),
    )
    assert [o.assignee for o in named.state.open] == [ONE_PEER]


@pytest.mark.parametrize("successor", [NEWCOMER, None])
def test_a_colleague_who_goes_before_the_approval_is_replaced_or_missed(
    successor: PersonId | None,
) -> None:
    asked = play(*NOMINATED, handing(ONE_PEER, successor, "2026-03-03 15:00"), APPROVAL)
    (named,) = asked.new(e.PeersNamed)
    assert named.peers == (successor, OTHER_PEER)
    assert [o.assignee for o in asked.state.open] == [successor, OTHER_PEER]
    assert [event.owner for event in asked.new(e.StepBlocked)] == ([] if successor else [HR])


def test_peers_who_are_open_already_stay_when_goals_before_them_are_sent_back() -> None:
    nominating, approving, feedback = nominated_feedback()
    across = of_one(
        step("goals"),
        nominating,
        approving,
        step("agree", Role.MANAGER, Act.AGREE, returns_to="goals"),
        feedback.model_copy(update={"starts": Start.WITH_STAGE}),
    )
    commands: tuple[c.Command, ...] = (
        opening(across),
        submit("goals"),
        *NOMINATED[1:],
        APPROVAL,
        submit("agree", MANAGER, "2026-03-05 10:00", Verdict.SENT_BACK),
        submit("goals", at="2026-03-06 10:00"),
        nominate(NEWCOMER, at="2026-03-07 10:00"),
        submit("approve", MANAGER, "2026-03-08 10:00", Verdict.AGREED),
    )
    again = play(*commands)
    assert [o.assignee for o in again.state.open if o.step == "feedback"] == [ONE_PEER, OTHER_PEER]
    assert again.new(e.PeersNamed)[0].steps == ()


def test_a_review_with_named_peers_reads_back_from_its_log() -> None:
    played = play(*NOMINATED, APPROVAL)
    assert fold(played.events) == played.state
    assert fold(played.events[4:], fold(played.events[:4])) == played.state


def test_a_submission_that_nominates_nobody_travels_as_it_always_did() -> None:
    ordinary = submit("notes").model_dump(mode="json")
    assert {"peers", "calendars", "leaves"}.isdisjoint(ordinary)
    state = play(opening(of_one(step("notes")))).state.model_dump(mode="json")
    assert {"nominated", "heard"}.isdisjoint(state)
    asked = nominate(ONE_PEER)
    assert c.SubmitStep.model_validate_json(asked.model_dump_json()) == asked
    assert local("2026-03-03 10:00") == asked.at
