"""A measure is refused in a sentence unless its numbers, dates or words make sense together."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import JsonValue

from domain.goals import read_goals
from domain.measures import MilestoneMeasure, NumericMeasure, SoftMeasure


def read(measure: dict[str, JsonValue]) -> NumericMeasure | MilestoneMeasure | SoftMeasure:
    (goal,), problems = read_goals([_goal(measure)])
    assert problems == ()
    return goal.measure


def refused(measure: dict[str, JsonValue]) -> str:
    found, problems = read_goals([_goal(measure)])
    assert found == ()
    return " ".join(problems)


def _goal(measure: dict[str, JsonValue]) -> JsonValue:
    return {"id": "g", "title": "Answer faster", "weight": 100, "measure": measure}


def numeric(**numbers: JsonValue) -> dict[str, JsonValue]:
    return {"kind": "numeric", "unit": "days", **numbers}


def milestones(*each: tuple[str, str]) -> dict[str, JsonValue]:
    listed: list[JsonValue] = [{"id": i, "title": f"Do {i}", "due": due} for i, due in each]
    return {"kind": "milestones", "milestones": listed}


def test_measures_of_before_still_read() -> None:
    old = read(numeric(baseline="12", target="3.5", direction="down"))
    assert isinstance(old, NumericMeasure)
    assert (old.baseline, old.target, old.stretch) == (Decimal(12), Decimal("3.5"), None)
    soft = read({"kind": "soft", "levels": ["nobody asks", "teams ask first", "others copy us"]})
    assert isinstance(soft, SoftMeasure)
    assert soft.target_level == 3


def test_a_band_alone_is_held() -> None:
    held = read(numeric(lower=95, upper=99))
    assert isinstance(held, NumericMeasure)
    assert (held.direction, held.lower, held.upper) == ("hold", Decimal(95), Decimal(99))


def test_a_milestone_has_a_date() -> None:
    listed = read(milestones(("draft", "2026-03-31"), ("final", "2026-09-30")))
    assert isinstance(listed, MilestoneMeasure)
    assert [each.due for each in listed.milestones] == [date(2026, 3, 31), date(2026, 9, 30)]


@pytest.mark.parametrize(
    "measure, sentence",
    [
        (numeric(baseline=1, target=9, stretch=8), "the stretch does not lie beyond the target."),
        (numeric(baseline=1, target=9, stretch=9), "the stretch does not lie beyond the target."),
        (numeric(baseline=9, target=1, stretch=2), "the stretch does not lie beyond the target."),
        (numeric(target=9), "the baseline is missing."),
        (numeric(baseline=9), "the target is missing."),
        (numeric(), "the baseline is missing."),
        (numeric(lower=1), "the upper end of the band to hold is missing."),
        (numeric(direction="hold", upper=1), "the lower end of the band to hold is missing."),
        (numeric(lower=2, upper=1), "the lower end of the band lies above the upper end."),
        (numeric(lower=1, upper=2, target=2), "with the direction hold has no target."),
        (numeric(baseline=1, target=2, lower=0, direction="up"), "direction up has no lower."),
        (numeric(baseline=1, target=2, direction="sideways"), "the direction is not right"),
        (numeric(baseline="NaN", target=2), "the baseline is not right"),
        (milestones(), "the list of milestones is not right"),
        (milestones(("a", "2026-01-01"), ("a", "2026-02-01")), "2 milestones have the id 'a'"),
        (milestones(("a", "2026-02-30")), "the due is not right"),
        ({"kind": "soft", "levels": ["a", "b"], "target": 1}, "the lowest level is no target"),
        ({"kind": "soft", "levels": ["a", "b"], "target": 3}, "level 3 is none of them"),
    ],
)
def test_a_measure_that_makes_no_sense_says_why(
    measure: dict[str, JsonValue], sentence: str
) -> None:
    assert sentence in refused(measure)
