from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.tempo import Segment, Tempo

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
EARLY, LATE = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - bounds

instants = st.datetimes(EARLY, LATE, timezones=st.just(UTC))
lengths = st.tuples(
    st.timedeltas(timedelta(seconds=1), timedelta(days=400)),
    st.floats(0.001, 10_000, allow_nan=False),
)


@st.composite
def tempos(draw: st.DrawFn) -> Tempo:
    real, virtual = draw(instants), draw(instants)
    until, stretches = virtual, []
    for length, seconds in draw(st.lists(lengths, max_size=6)):
        until += length
        stretches.append((until, seconds))
    return Tempo.accelerated(real, virtual, stretches)


def test_in_production_the_time_of_a_cycle_is_real_time() -> None:
    assert Tempo().virtual(NOW) == NOW
    assert Tempo().real(NOW) == NOW
    assert Tempo().until(NOW + timedelta(days=3), NOW) == timedelta(days=3)


def test_a_year_can_pass_in_ninety_seconds() -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    year = Tempo.accelerated(NOW, NEW_YEAR, [(new_year, 90)])
    assert year.virtual(NOW) == NEW_YEAR
    assert year.until(new_year, NOW) == timedelta(seconds=90)
    assert year.virtual(NOW + timedelta(seconds=45)) == NEW_YEAR + timedelta(days=365) / 2


def test_each_stretch_takes_its_own_time_and_then_time_runs_as_usual() -> None:
    goals, rating = NEW_YEAR + timedelta(days=30), NEW_YEAR + timedelta(days=300)
    tempo = Tempo.accelerated(NOW, NEW_YEAR, [(goals, 20), (rating, 10)])
    assert tempo.until(goals, NOW) == timedelta(seconds=20)
    assert tempo.until(rating, NOW) == timedelta(seconds=30)
    assert tempo.until(rating + timedelta(hours=1), NOW) == timedelta(hours=1, seconds=30)


def test_a_deadline_that_has_passed_needs_no_wait() -> None:
    tempo = Tempo.accelerated(NOW, NEW_YEAR, [(NEW_YEAR + timedelta(days=30), 20)])
    assert tempo.until(NEW_YEAR, NOW + timedelta(seconds=5)) == timedelta(0)
    assert Tempo().until(NEW_YEAR, NOW) == timedelta(0)


def test_before_it_starts_virtual_time_waits_instead_of_running_ahead() -> None:
    past = Tempo.accelerated(NOW, NEW_YEAR, [])
    assert past.virtual(NOW - timedelta(hours=1)) == NEW_YEAR
    future = Tempo.accelerated(NEW_YEAR, NOW, [])
    assert future.virtual(NEW_YEAR - timedelta(days=1)) == NEW_YEAR - timedelta(days=1)
    assert future.real(NEW_YEAR + timedelta(days=9)) == NEW_YEAR


def test_a_stretch_must_end_after_it_begins_and_take_time() -> None:
    with pytest.raises(ValueError, match="take some time"):
        Tempo.accelerated(NOW, NEW_YEAR, [(NEW_YEAR, 5)])
    with pytest.raises(ValueError, match="take some time"):
        Tempo.accelerated(NOW, NEW_YEAR, [(NOW, 0)])


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_time_never_stands_still_or_runs_backwards(rate: float) -> None:
    with pytest.raises(ValidationError):
        Segment(real=NOW, virtual=NOW, rate=rate)


def test_segments_must_follow_each_other() -> None:
    one = Segment(real=NOW, virtual=NOW, rate=1)
    back = Segment(real=NOW + timedelta(days=1), virtual=NEW_YEAR, rate=1)
    with pytest.raises(ValidationError, match="begin after the one before"):
        Tempo(segments=(one, back))


def test_a_tempo_survives_being_written_down() -> None:
    tempo = Tempo.accelerated(NOW, NEW_YEAR, [(NEW_YEAR + timedelta(days=7), 0.3)])
    assert Tempo.model_validate_json(tempo.model_dump_json()) == tempo


@given(tempos(), instants, instants)
def test_virtual_time_never_runs_backwards(tempo: Tempo, one: datetime, other: datetime) -> None:
    first, last = sorted((one, other))
    assert tempo.virtual(first) <= tempo.virtual(last)
    assert tempo.real(first) <= tempo.real(last)


@given(tempos(), instants)
def test_a_timer_set_by_the_tempo_is_never_too_early(tempo: Tempo, virtual: datetime) -> None:
    assert tempo.virtual(tempo.real(virtual)) >= virtual


@given(tempos(), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_real_time_is_the_inverse_of_virtual_time(tempo: Tempo, passed: timedelta) -> None:
    real = tempo.segments[0].real + passed
    back = tempo.real(tempo.virtual(real))
    slowest = min(segment.rate for segment in tempo.segments)
    assert back <= real
    assert real - back <= TICK + TICK / min(slowest, 1)


@given(tempos())
def test_one_stretch_begins_where_the_other_ended(tempo: Tempo) -> None:
    for segment in tempo.segments[1:]:
        fastest = max(one.rate for one in tempo.segments)
        just_before = tempo.virtual(segment.real - TICK)
        assert tempo.virtual(segment.real) == segment.virtual
        assert segment.virtual - just_before <= TICK * (2 * fastest + 2)
