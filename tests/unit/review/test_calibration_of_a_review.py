from uuid import UUID

from domain.definition.words import Act, Role
from domain.ids import SessionId
from domain.review import events as e
from domain.review import refusals as r
from tests.unit.review.sample_plan import (
    MANAGER,
    REVIEW,
    SESSION,
    local,
    opening,
    passing,
    pausing,
    plan,
    play,
    settling,
    stage,
    step,
    submit,
    words,
)

STAGES = (
    stage("manager_rating", step("rate", Role.MANAGER, Act.RATE)),
    stage("calibration", step("calibrate", Role.PANEL, Act.CALIBRATE)),
    stage("after", step("note", Role.HR_PARTNER)),
)
RATED = (opening(plan(*STAGES)), submit("rate", MANAGER))


def test_a_rated_review_waits_for_its_panel() -> None:
    waiting = play(*RATED)
    (opened,) = waiting.new(e.StepOpened)
    assert (opened.step, opened.assignee, opened.due) == ("calibrate", None, None)
    assert waiting.state.next_wake() is None


def test_a_settled_session_lets_the_review_go_on() -> None:
    settled = play(*RATED, settling())
    assert settled.last[0] == e.CalibrationSettled(
        at=local("2026-03-03 12:00"), session=SESSION, content=words("rating")
    )
    assert settled.open_steps == ["note"]


def test_a_session_that_settled_before_the_review_got_there_is_not_waited_for() -> None:
    early = (opening(plan(*STAGES)), settling("2026-03-02 12:00"))
    assert play(*early).open_steps == ["rate"]
    assert play(*early, submit("rate", MANAGER)).open_steps == ["note"]


def test_a_review_without_a_session_needs_no_panel() -> None:
    alone = opening(plan(*STAGES, session=None))
    assert play(alone, submit("rate", MANAGER)).open_steps == ["note"]
    REVIEW.given().when(alone, settling()).then_refused(r.NotThisSession)


def test_a_session_settles_a_review_once() -> None:
    REVIEW.given().when(*RATED, settling(), settling("2026-03-04 12:00")).then_nothing()


def test_another_session_cannot_settle_a_review() -> None:
    other = settling().model_copy(update={"session": SessionId(UUID(int=78))})
    REVIEW.given().when(*RATED, other).then_refused(r.NotThisSession)


def test_the_rating_that_stands_is_part_of_what_is_signed() -> None:
    before = play(*RATED).state.record_sha256
    moved = play(*RATED, settling(text="moved")).state.record_sha256
    assert len({before, moved, play(*RATED, settling(text="kept")).state.record_sha256}) == 3
    assert play(*RATED, settling(text=None)).state.record_sha256 == before


def test_a_paused_review_is_settled_all_the_same() -> None:
    settled = play(*RATED, pausing("2026-03-03 11:00"), settling())
    assert settled.open_steps == ["note"]
    assert settled.state.next_wake() is None


def test_time_does_not_settle_a_session() -> None:
    REVIEW.given().when(*RATED, passing("2028-03-03 11:00")).then_nothing()
