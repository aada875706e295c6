"""Attainment is 0 at the baseline, 1 at the target, and exact in between and beyond."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.attainment import (
    attainment,
    counted,
    in_per_cent,
    into_stretch,
    suggested_level,
    way_made,
)
from domain.definition.rating import Band
from domain.measures import Measure, Milestone, MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.progress.measured import Measured

JUNE = date(2026, 6, 30)
SOFT = SoftMeasure(levels=("nobody asks", "some ask", "teams ask first", "others copy us"))
YEAR = MilestoneMeasure(
    milestones=tuple(
        Milestone(id=name, title=name, due=date(2026, month, 1))
        for name, month in (("draft", 3), ("trial", 6), ("rollout", 9), ("report", 12))
    )
)


def numeric(baseline: str, target: str, stretch: str | None = None) -> NumericMeasure:
    numbers = {"baseline": baseline, "target": target, "stretch": stretch}
    return NumericMeasure.model_validate({"unit": "days", **numbers})


def band(lower: str, upper: str) -> NumericMeasure:
    return NumericMeasure(unit="%", direction="hold", lower=Decimal(lower), upper=Decimal(upper))


def value(number: str | Decimal) -> Measured:
    return Measured(on=JUNE, value=Decimal(number))


def done(*ids: str, on: date = JUNE) -> Measured:
    return Measured(on=on, done=ids)


@pytest.mark.parametrize(
    "measure, at, share",
    [
        (numeric("12", "4"), "12", "0"),
        (numeric("12", "4"), "6", "3/4"),
        (numeric("12", "4"), "4", "1"),
        (numeric("12", "4"), "2", "5/4"),  # overshoot stays above 1
        (numeric("-10", "10"), "-5", "1/4"),  # a loss that is to become a profit
        (numeric("-2", "-8"), "-5", "1/2"),
        (numeric("0", "3"), "1", "1/3"),
        (numeric("5", "5"), "5", "1"),  # target equals baseline: reached or not
        (numeric("5", "5"), "4.999", "0"),
        (numeric("5", "5"), "500", "1"),
        (band("95", "99"), "95", "1"),
        (band("95", "99"), "97", "1"),
        (band("95", "99"), "94", "3/4"),
        (band("95", "99"), "101", "1/2"),
        (band("95", "99"), "10", "0"),
        (band("-1", "1"), "-2", "1/2"),
        (band("0", "0"), "0", "1"),  # a band without width is held exactly or not at all
        (band("0", "0"), "0.1", "0"),
    ],
)
def test_a_number_attains_its_exact_share(measure: Measure, at: str, share: str) -> None:
    assert attainment(measure, value(at)) == Fraction(share)


def test_falling_behind_the_baseline_attains_nothing_and_the_raw_share_tells() -> None:
    assert attainment(numeric("12", "4"), value("14")) == 0
    assert way_made(numeric("12", "4"), value("14")) == Fraction(-1, 4)


def test_where_the_number_is_to_fall_and_stand_still_passing_it_is_reaching_it() -> None:
    five = Decimal(5)
    held_down = NumericMeasure(baseline=five, target=five, unit="days", direction="down")
    assert [attainment(held_down, value(at)) for at in ("4", "5", "6")] == [1, 1, 0]


@pytest.mark.parametrize("measure", [numeric("12", "4"), band("1", "2"), YEAR, SOFT])
def test_what_was_not_measured_has_no_attainment(measure: Measure) -> None:
    assert attainment(measure, None) is None
    assert attainment(measure, Measured(on=JUNE)) is None
    assert counted(measure, None) is None


@pytest.mark.parametrize(
    "measure, reading",
    [
        (numeric("1", "2"), done("draft")),
        (YEAR, value("1")),
        (SOFT, value("1")),
        (SOFT, Measured(on=JUNE, level=5)),
    ],
)
def test_what_does_not_fit_a_measure_says_nothing_of_it(
    measure: Measure, reading: Measured
) -> None:
    assert attainment(measure, reading) is None
    assert reading.misfit(measure)


def test_the_stretch_tells_how_far_the_overshoot_goes() -> None:
    stretched = numeric("0", "10", stretch="15")
    shares = [into_stretch(stretched, value(at)) for at in ("9", "10", "12", "15", "20")]
    assert shares == [None, 0, Fraction(2, 5), 1, 2]
    assert attainment(stretched, value("20")) == 2
    assert into_stretch(numeric("0", "10"), value("20")) is None


def test_overshoot_counts_up_to_the_agreed_stretch_only() -> None:
    assert counted(numeric("0", "10"), value("20")) == 1
    assert counted(numeric("0", "10", stretch="15"), value("20")) == Fraction(3, 2)
    assert counted(numeric("0", "10", stretch="15"), value("12")) == Fraction(6, 5)
    assert counted(numeric("0", "10"), value("5")) == Fraction(1, 2)


@pytest.mark.parametrize(
    "reading, share",
    [
        (done("draft"), Fraction(1, 2)),  # two are due by the end of June
        (done("draft", "trial"), Fraction(1)),
        (done(), Fraction(0)),
        (done("draft", "trial", "report"), Fraction(1)),  # early
        (done("report"), Fraction(1, 3)),
        (done("draft", on=date(2026, 3, 1)), Fraction(1)),  # due that very day
        (done("draft", "trial", on=date(2026, 12, 31)), Fraction(1, 2)),
        (done("draft", "dropped since"), Fraction(1, 2)),
        (done(on=date(2026, 1, 31)), None),  # nothing is due yet: nothing to say
        (done("draft", on=date(2026, 1, 31)), Fraction(1)),
    ],
)
def test_milestones_that_are_not_due_do_not_count_against_anybody(
    reading: Measured, share: Fraction | None
) -> None:
    assert attainment(YEAR, reading) == share


def test_soft_levels_are_steps_from_the_lowest_to_the_target() -> None:
    shares = [attainment(SOFT, Measured(on=JUNE, level=level)) for level in (1, 2, 3, 4)]
    assert shares == [0, Fraction(1, 3), Fraction(2, 3), 1]
    modest = SOFT.model_copy(update={"target": 3})
    assert attainment(modest, Measured(on=JUNE, level=4)) == Fraction(3, 2)


def test_bands_suggest_the_highest_level_that_is_reached() -> None:
    bands = tuple(Band(attained=Decimal(a), level=n) for a, n in ((0, 1), (80, 2), (100, 3)))
    shares = (Fraction(0), Fraction(79999, 100000), Fraction(4, 5), Fraction(1), Fraction(3))
    assert [suggested_level(share, bands) for share in shares] == [1, 1, 2, 3, 3]
    assert suggested_level(None, bands) is None
    assert suggested_level(Fraction(1), ()) is None
    assert suggested_level(Fraction(1, 2), bands[1:]) is None


def test_a_share_is_read_in_whole_per_cent() -> None:
    shares = (Fraction(5, 8), Fraction(1, 3), Fraction(-1, 8), Fraction(-1, 1000), Fraction(3, 2))
    assert [in_per_cent(share) for share in shares] == ["63 %", "33 %", "-13 %", "0 %", "150 %"]


numbers = st.decimals(-10_000, 10_000, places=2)
factors = st.decimals("0.01", 100, places=2)


@given(numbers, numbers)
def test_the_baseline_is_nothing_and_the_target_is_all(baseline: Decimal, target: Decimal) -> None:
    assume(baseline != target)
    measure = numeric(str(baseline), str(target))
    assert attainment(measure, value(baseline)) == 0
    assert attainment(measure, value(target)) == 1


@given(numbers, numbers, numbers, numbers)
def test_coming_nearer_to_the_target_never_lowers_the_attainment(
    baseline: Decimal, target: Decimal, one: Decimal, other: Decimal
) -> None:
    measure = numeric(str(baseline), str(target))
    nearer, farther = max(one, other), min(one, other)
    if measure.direction == "down":
        nearer, farther = farther, nearer
    more, less = attainment(measure, value(nearer)), attainment(measure, value(farther))
    assert more is not None
    assert less is not None
    assert more >= less >= 0


@given(numbers, numbers, numbers, numbers)
def test_coming_nearer_to_a_band_never_lowers_the_attainment(
    one: Decimal, other: Decimal, at: Decimal, nearer: Decimal
) -> None:
    measure = band(str(min(one, other)), str(max(one, other)))
    middle = (one + other) / 2
    assume(abs(nearer - middle) <= abs(at - middle))
    there, before = attainment(measure, value(nearer)), attainment(measure, value(at))
    assert there is not None
    assert before is not None
    assert 1 >= there >= before >= 0


@given(numbers, numbers, numbers, factors, numbers)
def test_another_unit_attains_the_same(
    baseline: Decimal, target: Decimal, at: Decimal, factor: Decimal, shift: Decimal
) -> None:
    def converted(number: Decimal) -> str:
        return str(number * factor + shift)

    plain = numeric(str(baseline), str(target))
    other = numeric(converted(baseline), converted(target))
    assert attainment(plain, value(at)) == attainment(other, value(converted(at)))
    lower, upper = min(baseline, target), max(baseline, target)
    held, held_so = band(str(lower), str(upper)), band(converted(lower), converted(upper))
    assert attainment(held, value(at)) == attainment(held_so, value(converted(at)))


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
some = st.sets(st.sampled_from([each.id for each in YEAR.milestones]))


@given(some, st.sampled_from([each.id for each in YEAR.milestones]), days)
def test_one_more_milestone_never_lowers_the_attainment(ids: set[str], one: str, on: date) -> None:
    before = attainment(YEAR, done(*ids, on=on))
    after = attainment(YEAR, done(*(ids | {one}), on=on))
    assert after is not None
    assert before is None or 0 <= before <= after <= 1
