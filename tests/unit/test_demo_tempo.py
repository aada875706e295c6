"""The year of the demonstration passes quickly where nothing happens, and slowly where it does."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain.tempo import Segment, Tempo
from tests.unit.demo_company import company, definition
from workers.demo import pace
from workers.demo.pace import slowness_of
from workers.demo.tempo import begins_at, demo_tempo, ends_at

START = datetime(2027, 3, 1, 12, tzinfo=UTC)
YEAR = 70.0


@pytest.fixture(scope="module")
def tempo() -> Tempo:
    return demo_tempo(definition(), START, YEAR)


def rate_on(tempo: Tempo, day: str) -> float:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    running: Segment = next(s for s in reversed(tempo.segments) if s.virtual <= at)
    return running.rate


def test_the_year_takes_the_seconds_it_is_given(tempo: Tempo) -> None:
    assert tempo.virtual(START) == begins_at(definition())
    ends = tempo.real(ends_at(definition()))
    assert abs(ends - START - timedelta(seconds=YEAR)) < timedelta(milliseconds=1)


def test_before_the_curtain_rises_the_cycle_waits_on_its_first_day(tempo: Tempo) -> None:
    assert tempo.virtual(START - timedelta(seconds=5)) == begins_at(definition())


def test_after_the_year_one_goes_on_by_hand_in_real_time(tempo: Tempo) -> None:
    over = START + timedelta(seconds=YEAR)
    hour = timedelta(hours=1)
    passed = tempo.virtual(over + hour) - tempo.virtual(over)
    assert abs(passed - hour) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "quiet, busy",
    [("2026-04-20", "2026-01-20"), ("2026-08-10", "2026-06-15"), ("2026-08-10", "2026-11-25")],
)
def test_quiet_months_pass_at_least_five_times_as_fast_as_busy_weeks(
    tempo: Tempo, quiet: str, busy: str
) -> None:
    assert rate_on(tempo, quiet) > 5 * rate_on(tempo, busy)


def test_no_stretch_is_left_out(tempo: Tempo) -> None:
    for one, after in pairwise(tempo.segments):
        passed = (after.real - one.real).total_seconds() * one.rate
        assert timedelta(seconds=passed) == pytest.approx(
            after.virtual - one.virtual, abs=timedelta(seconds=1)
        )


def test_a_slow_machine_gets_more_time_and_a_fast_one_not_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pace, "REFERENCE_SECONDS", 1e9)
    assert slowness_of(definition(), company()) == 1.0
    monkeypatch.setattr(pace, "REFERENCE_SECONDS", 1e-9)
    assert slowness_of(definition(), company()) == pace.SLOWEST
