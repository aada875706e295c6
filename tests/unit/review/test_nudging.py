from domain.definition.words import Role, Start
from domain.ids import PersonId, StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    REVIEW,
    REVIEWEE,
    handing,
    local,
    of_one,
    opening,
    pausing,
    play,
    step,
    submit,
)

PAIR = opening(of_one(step("notes"), step("talk", Role.MANAGER, starts=Start.WITH_STAGE)))


def nudging(
    at: str, *steps: str, late: bool = False, spared: tuple[PersonId, ...] = ()
) -> c.NudgeReview:
    return c.NudgeReview(
        at=local(at),
        steps=tuple(StepId(name) for name in steps),
        late=late,
        spared=spared,
        request=f"nudge at {at}",
        by=HR,
    )


def test_everybody_who_has_an_open_step_is_asked_after_it() -> None:
    played = play(PAIR, nudging("2026-03-05 10:00"))
    asked = [(event.step, event.recipient) for event in played.new(e.StepNudged)]
    assert asked == [("notes", REVIEWEE), ("talk", MANAGER)]


def test_only_the_named_step_or_what_is_late_is_asked_after() -> None:
    (told,) = play(PAIR, nudging("2026-03-05 10:00", "talk")).last
    assert isinstance(told, e.StepNudged)
    assert told.step == "talk"
    early = nudging("2026-03-05 10:00", late=True)
    REVIEW.given().when(PAIR, early).then_refused(r.NobodyToNudge)
    assert len(play(PAIR, nudging("2026-03-17 10:00", late=True)).last) == 2


def test_nobody_is_asked_twice_within_a_working_day() -> None:
    first = nudging("2026-03-06 10:00", "notes")
    for again in ("2026-03-06 16:00", "2026-03-08 10:00"):  # the same Friday, and Sunday
        REVIEW.given().when(PAIR, first, nudging(again, "notes")).then_refused(r.NudgedToday)
    both = play(PAIR, first, nudging("2026-03-06 16:00")).new(e.StepNudged)
    assert [event.step for event in both] == ["talk"]
    assert play(PAIR, first, nudging("2026-03-09 09:00", "notes")).new(e.StepNudged)


def test_whoever_was_asked_often_enough_today_is_spared() -> None:
    spared = nudging("2026-03-05 10:00", "notes", spared=(REVIEWEE,))
    REVIEW.given().when(PAIR, spared).then_refused(r.NudgedToday)


def test_a_new_holder_was_not_asked_yet() -> None:
    given = handing(MANAGER, NEWCOMER, "2026-03-05 11:00")
    played = play(PAIR, nudging("2026-03-05 10:00"), given, nudging("2026-03-05 12:00", "talk"))
    assert [event.recipient for event in played.new(e.StepNudged)] == [NEWCOMER]


def test_the_same_request_nudges_once_and_a_paused_review_not_at_all() -> None:
    once = nudging("2026-03-05 10:00")
    REVIEW.given().when(PAIR, once, once).then_nothing()
    paused = pausing("2026-03-04 10:00")
    REVIEW.given().when(PAIR, paused, once).then_refused(r.ReviewIsPaused)
    done = submit("notes")
    asked = nudging("2026-03-05 10:00", "notes")
    REVIEW.given().when(PAIR, done, asked).then_refused(r.NobodyToNudge)
