"""A hold beats the times of keeping, and both beat an erasure."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.erasure import decide
from domain.erasure import refusals as r
from domain.erasure.decide import Case
from domain.erasure.events import Event, HoldPlaced, SubjectErased
from domain.erasure.retention import (
    CountryRules,
    Holding,
    Keep,
    RetentionRules,
    dues,
    over_on,
    past,
)
from domain.erasure.standing import Standing, standing
from domain.erasure.still_to_do import StillToDo
from domain.erasure.words import After, Ground, Kind
from domain.ids import PersonId

ANA = PersonId(UUID(int=1))
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY = NOW.date()
LEFT = date(2020, 1, 31)
LONG_AGO = Holding(person=ANA, country="DE-BE", left_on=LEFT)


def keep(months: int, after: After = After.EMPLOYMENT_ENDED) -> Keep:
    return Keep(months=months, after=after, source="Our own rule")


RULES = RetentionRules(
    countries={
        "DE": CountryRules(
            person_record=keep(36),
            reviews=keep(24, After.CYCLE_CLOSED),
            feedback=keep(12),
            plans=keep(1),
        )
    }
)
WITH_RULES = Standing(rules=RULES)
HELD = HoldPlaced(at=NOW, number=1, subject=ANA)
UNDER_HOLD = Standing(number=1, held={ANA: HELD}, rules=RULES)


def case(holding: Holding = LONG_AGO, ground: Ground = Ground.RETENTION_OVER, **left: int) -> Case:
    return Case(holding, ground, StillToDo(**left), TODAY)


@pytest.mark.parametrize(
    "now, asked, refusal",
    [
        (WITH_RULES, case(), None),
        (UNDER_HOLD, case(), r.UnderHold),
        (UNDER_HOLD, case(ground=Ground.LEGAL_DUTY), r.UnderHold),
        (WITH_RULES, case(reviews=1), r.StillInReview),
        (WITH_RULES, case(ground=Ground.UNLAWFUL, reviews=1), r.StillInReview),
        (WITH_RULES, case(steps=2), r.StillHasSteps),
        (WITH_RULES, case(sessions=1), r.StillHasSteps),
        (WITH_RULES, case(actions=1), r.StillHasSteps),
        (WITH_RULES, case(plans=1), r.StillHasSteps),
        (Standing(), case(), r.NoRetentionRule),
        (Standing(), case(ground=Ground.OBJECTION_UPHELD), None),
        (WITH_RULES, case(Holding(person=ANA, country="FR", left_on=LEFT)), r.NoRetentionRule),
        (WITH_RULES, case(Holding(person=ANA, country="DE")), r.RetentionNotOver),
        (
            WITH_RULES,
            case(Holding(person=ANA, country="DE", left_on=date(2023, 3, 2))),
            r.RetentionNotOver,
        ),
        (
            WITH_RULES,
            case(Holding(person=ANA, country="DE"), Ground.CONSENT_WITHDRAWN),
            None,
        ),
    ],
)
def test_what_keeps_somebody_from_being_erased(
    now: Standing, asked: Case, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        assert decide.erase(now, asked, NOW) == SubjectErased(
            at=NOW, number=now.number + 1, subject=ANA, ground=asked.ground
        )
        return
    with pytest.raises(refusal):
        decide.erase(now, asked, NOW)


@pytest.mark.parametrize(
    "holding, over",
    [
        (LONG_AGO, date(2023, 1, 31)),
        (Holding(person=ANA, country="DE"), None),
        (
            Holding(
                person=ANA, country="DE", left_on=LEFT, cycle_closed_on=date(2022, 2, 28),
                kinds=frozenset({Kind.PERSON_RECORD, Kind.REVIEWS}),
            ),
            date(2024, 2, 28),
        ),
        (
            Holding(
                person=ANA, country="DE", left_on=LEFT, is_in_a_cycle=True,
                kinds=frozenset({Kind.PERSON_RECORD, Kind.REVIEWS}),
            ),
            None,
        ),
    ],
)  # fmt: skip
def test_the_longest_time_of_what_is_held_counts(holding: Holding, over: date | None) -> None:
    found = dues(holding, RULES)
    assert found is not None
    assert over_on(found) == over


def test_a_part_can_be_past_its_time_while_the_whole_is_not() -> None:
    holding = Holding(
        person=ANA,
        country="DE",
        cycle_closed_on=date(2020, 5, 1),
        kinds=frozenset({Kind.PERSON_RECORD, Kind.REVIEWS}),
    )
    found = dues(holding, RULES)
    assert found is not None
    assert [each.kind for each in past(found, TODAY)] == [Kind.REVIEWS]
    assert over_on(found) is None


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    holding = Holding(
        person=ANA, country="DE", left_on=date(2023, 1, 31), kinds=frozenset({Kind.PLANS})
    )
    found = dues(holding, RULES)
    assert found is not None
    assert over_on(found) == date(2023, 2, 28)


def test_holds_are_placed_once_and_released_once() -> None:
    placed = decide.place_hold(Standing(), ANA, NOW)
    under = standing([placed])
    with pytest.raises(r.HeldAlready):
        decide.place_hold(under, ANA, NOW)
    free = standing([placed, decide.release_hold(under, ANA, NOW)])
    assert free.held == {}
    with pytest.raises(r.NotHeld):
        decide.release_hold(free, ANA, NOW)


def test_whoever_was_erased_is_erased_once_and_held_no_more() -> None:
    erased = decide.erase(WITH_RULES, case(), NOW)
    assert erased is not None
    events: list[Event] = [HELD, erased]
    after = standing(events)
    assert (after.held, list(after.erased)) == ({}, [ANA])
    assert decide.erase(after, case(), NOW) is None
    assert decide.erase_again(after, ANA, Ground.LEGAL_DUTY, NOW, None) is None
    with pytest.raises(r.ErasedAlready):
        decide.place_hold(after, ANA, NOW)


def test_what_hangs_on_a_person_is_counted_and_each_has_a_way_to_be_handed_over() -> None:
    told = StillToDo(steps=14, actions=1, plans=2).sentence()
    assert "14 steps of others' reviews, open or to come, 1 action not done yet and 2" in told
    for command in ("assign", "action hand", "people import"):
        assert f"`perennial {command}`" in told
    assert "calibrate" not in told


@pytest.mark.parametrize("by, who", [(None, "the command line"), (ANA, f"person {ANA}")])
def test_a_hold_is_refused_with_since_when_and_by_whom(by: PersonId | None, who: str) -> None:
    under = standing([HELD.model_copy(update={"by": by})])
    with pytest.raises(r.UnderHold, match=f"on 2026-03-01 by {who}"):
        decide.erase(under, case(), NOW)
    with pytest.raises(r.HeldAlready, match=f"on 2026-03-01 by {who}"):
        decide.place_hold(under, ANA, NOW)


def test_times_that_hold_already_are_not_recorded_again() -> None:
    loaded = decide.load_retention(Standing(), RULES, NOW)
    assert loaded is not None
    assert decide.load_retention(standing([loaded]), RULES, NOW) is None


@pytest.mark.parametrize(
    "reason, names",
    [
        ("Asked for in a letter of 20 February", False),
        ("Ana asked for it", True),
        ("Asked for by ANA LIMA.", True),
        ("Asked by ana.lima@halden.example", True),
        ("Number 1042 asked", True),
        ("Number 10423 asked; banana", False),
    ],
)
def test_a_reason_that_names_the_person_is_noticed(reason: str, names: bool) -> None:  # noqa: FBT001
    marks = ("Ana Lima", "ana.lima@halden.example", "1042")
    assert decide.names_the_person(reason, marks) is names
