"""Measures and readings are said in the words of the person who set them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.attainment import attainment, way_made
from domain.measures import Measure, NumericMeasure
from domain.progress.measured import Measured
from domain.views.telling_goals import (
    attained_in_words,
    goal_in_words,
    measure_in_words,
    reading_in_words,
    serves_in_words,
)
from tests.unit.progress_facts import FASTER, ROLLOUT, TODAY, TRUST

HELD = NumericMeasure(unit="%", direction="hold", lower=Decimal(95), upper=Decimal("99.50"))
STRETCHED = NumericMeasure.model_validate(
    {"baseline": "1e1", "target": 20, "stretch": 30, "unit": "labs"}
)


def value(number: str) -> Measured:
    return Measured(on=TODAY, value=Decimal(number))


@pytest.mark.parametrize(
    "measure, words",
    [
        (FASTER.measure, "from 12 down to 4 days"),
        (HELD, "hold between 95 and 99.5 %"),
        (STRETCHED, "from 10 up to 20 labs, stretch 30"),
        (
            ROLLOUT.measure,
            "done: Trial in one team by Thu 30 Apr 2026; All teams by Sat 31 Oct 2026",
        ),
        (TRUST.measure, "level 3 of 3: teams ask us first"),
    ],
)
def test_a_measure_says_where_it_leads(measure: Measure, words: str) -> None:
    assert measure_in_words(measure) == words


@pytest.mark.parametrize(
    "measure, reading, words",
    [
        (FASTER.measure, value("6.50"), "6.5 days"),
        (FASTER.measure, Measured(on=TODAY), "not measured"),
        (ROLLOUT.measure, Measured(on=TODAY, done=("trial",)), "1 of 2 done (trial)"),
        (ROLLOUT.measure, Measured(on=TODAY, done=()), "0 of 2 done"),
        (TRUST.measure, Measured(on=TODAY, level=2), "level 2: some ask"),
        (FASTER.measure, Measured(on=TODAY, level=2), "level 2"),
        (FASTER.measure, Measured(on=TODAY, done=("x",)), "1 done (x)"),
    ],
)
def test_a_reading_says_what_was_measured(measure: Measure, reading: Measured, words: str) -> None:
    assert reading_in_words(measure, reading) == words


@pytest.mark.parametrize(
    "measure, reading, words",
    [
        (FASTER.measure, None, "not measured yet"),
        (FASTER.measure, value("6"), "75 % attained"),
        (FASTER.measure, value("14"), "0 % attained (-25 %: behind the baseline)"),
        (FASTER.measure, value("2"), "125 % attained"),
        (STRETCHED, value("25"), "150 % attained, 50 % of the stretch"),
    ],
)
def test_what_is_attained_shows_what_lies_behind_it(
    measure: Measure, reading: Measured | None, words: str
) -> None:
    shares: tuple[Fraction | None, Fraction | None] = (
        attainment(measure, reading),
        way_made(measure, reading),
    )
    assert attained_in_words(measure, reading, *shares) == words


def test_an_objective_is_said_in_a_line() -> None:
    assert goal_in_words(FASTER.model_copy(update={"serves": "desk-1"})) == (
        "Answer faster; weight 50 %; from 12 down to 4 days; serves desk-1"
    )
    hanging = FASTER.model_copy(update={"serves_none_because": "The merger."})
    assert serves_in_words(hanging) == "serves none above: The merger."
    assert serves_in_words(FASTER) == "serves none above"
