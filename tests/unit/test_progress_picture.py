"""Readings beside objectives: what is attained, what it weighs, what is off track."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from pydantic import JsonValue

from domain.ids import PersonId
from domain.measures import NumericMeasure
from domain.progress.off_track import OffTrack, off_track, time_passed
from domain.progress.picture import KeptReading, picture
from domain.progress.reading import Reading, read_reading
from domain.progress.standing import Standing, StandingGoal
from tests.unit.mid_year_cycle import definition
from tests.unit.progress_facts import FASTER, GOALS, ROLLOUT, TODAY, TRUST, said

ANA = PersonId(UUID(int=2))
YEAR = definition()
AGREED = Standing(goals=tuple(StandingGoal(goal) for goal in GOALS))
BEGINS, ENDS = date(2026, 1, 1), date(2026, 12, 31)


def read(goal: str, **parts: JsonValue) -> KeptReading:
    by_id = {each.id: each for each in GOALS}
    reading = read_reading(said(**parts), by_id[goal], ENDS)
    return KeptReading(reading, ANA, datetime.combine(reading.on, datetime.min.time(), UTC))


def of_faster(day: str, value: str, **parts: JsonValue) -> Reading:
    return read_reading(said(on=day, value=value, **parts), FASTER, ENDS)


def test_what_was_not_read_has_no_attainment_and_no_weight_in_the_total() -> None:
    empty = picture(YEAR, AGREED, [])
    assert (empty.attained, empty.measured, empty.is_off_track) == (None, Decimal(0), False)
    some = picture(YEAR, AGREED, [read("faster", value=8), read("trust", level=3)])
    assert [each.attained for each in some.goals] == [Fraction(1, 2), None, 1]
    assert some.attained == (50 * Fraction(1, 2) + 20) / 70
    assert some.measured == 70


def test_overshoot_does_not_make_up_for_what_is_not_attained() -> None:
    told = picture(YEAR, AGREED, [read("faster", value=0), read("trust", level=1)])
    assert told.goals[0].attained == Fraction(3, 2)
    assert told.attained == Fraction(50, 70)


def test_the_latest_reading_counts_by_its_day_and_all_are_kept_in_order() -> None:
    readings = [
        read("faster", value=6, on="2026-06-01"),
        read("faster", value=13, on="2026-03-01"),
        read("faster", evidence="The desk is closed.", on="2026-07-01", obstacle="No desk."),
    ]
    (faster, *_) = picture(YEAR, AGREED, readings).goals
    assert [each.reading.on.month for each in faster.readings] == [3, 6, 7]
    assert faster.attained == Fraction(3, 4)
    assert faster.off_track == (OffTrack.OBSTACLE,)
    (early, *_) = picture(YEAR, AGREED, readings[1:2]).goals
    assert (early.attained, early.raw) == (Fraction(0), Fraction(-1, 8))


def test_an_objective_that_was_added_is_given_the_time_it_had() -> None:
    june = datetime(2026, 6, 15, tzinfo=UTC)
    late = replace(AGREED, goals=(StandingGoal(FASTER, (), june, "The merger."),))
    readings = [read("faster", value=12, on="2026-07-01")]
    assert not picture(YEAR, late, readings).is_off_track
    assert picture(YEAR, AGREED, readings).is_off_track


def test_objectives_that_wait_for_agreement_are_shown_where_none_stands() -> None:
    waiting = picture(YEAR, Standing(proposed=GOALS), [read("trust", level=2)])
    assert [each.goal for each in waiting.goals] == list(GOALS)
    assert waiting.goals[2].attained == Fraction(1, 2)


def test_an_objective_is_behind_by_more_than_twenty_five_points_only() -> None:
    assert time_passed(date(2026, 7, 2), BEGINS, ENDS) == Fraction(1, 2)
    assert off_track(FASTER.measure, of_faster("2026-07-02", "10"), BEGINS, ENDS) == ()
    behind = off_track(FASTER.measure, of_faster("2026-07-02", "10.01"), BEGINS, ENDS)
    assert behind == (OffTrack.BEHIND,)


def test_time_passes_from_nothing_to_all() -> None:
    assert time_passed(date(2025, 1, 1), BEGINS, ENDS) == 0
    assert time_passed(date(2027, 1, 1), BEGINS, ENDS) == 1
    assert time_passed(BEGINS, BEGINS, BEGINS) == 1


@pytest.mark.parametrize("confidence, obstacle", [("low", ""), ("high", "Nobody answers.")])
def test_low_confidence_or_an_obstacle_is_off_track_in_itself(
    confidence: str, obstacle: str
) -> None:
    reading = of_faster("2026-02-01", "4", confidence=confidence, obstacle=obstacle)
    (why,) = off_track(FASTER.measure, reading, BEGINS, ENDS)
    assert why is (OffTrack.OBSTACLE if obstacle else OffTrack.LOW_CONFIDENCE)


def test_a_band_is_held_and_milestones_are_due_whatever_time_has_passed() -> None:
    held = NumericMeasure(unit="%", direction="hold", lower=Decimal(95), upper=Decimal(99))
    early = of_faster("2026-01-15", "93")
    assert off_track(held, early, BEGINS, ENDS) == (OffTrack.BEHIND,)
    missed = read_reading(said(done=[], on="2026-05-01"), ROLLOUT, TODAY)
    assert off_track(ROLLOUT.measure, missed, BEGINS, ENDS) == (OffTrack.BEHIND,)
    begun = read_reading(said(level=1, on="2026-01-15"), TRUST, TODAY)
    assert off_track(TRUST.measure, begun, BEGINS, ENDS) == ()


def test_readings_of_a_dropped_objective_do_not_count_for_a_new_one_of_the_same_id() -> None:
    before = read("faster", value=8, on="2026-05-04")
    after = read("faster", value=6, on="2026-11-02")
    added = StandingGoal(FASTER, added_at=datetime(2026, 10, 1, tzinfo=UTC))
    (faster,) = picture(YEAR, Standing(goals=(added,)), [before, after]).goals
    assert faster.readings == (after,)
    (unread,) = picture(YEAR, Standing(goals=(added,)), [before]).goals
    assert unread.attained is None
