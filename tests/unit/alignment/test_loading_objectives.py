"""Reading a file of objectives: all of them, or everything that is wrong with it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alignment.loading import Reading
from domain.alignment.measure_cells import cells_from, measure_from
from domain.alignment.tree import ObjectiveTree
from domain.measures import MilestoneMeasure, NumericMeasure, SoftMeasure
from tests.invented_objectives import LEAD, load, measured, named, objective, problems

TOP = {"title": "One product family a year"}
PLAN = {"title": "Optics in series", "parent": "one product family a YEAR", "owner": "2"}


def words(reading: Reading) -> str:
    return " ".join(problem.sentence for problem in reading.problems)


def test_a_file_is_read_whole_and_parents_are_found_by_title_or_key_in_any_order() -> None:
    below = {"title": "Team", "parent": "optics-in-series", "weight": "12.5"}
    reading = load(below, PLAN, TOP)
    assert reading.problems == ()
    team, plan, top = reading.objectives
    assert (team.parent, plan.parent, top.parent) == (plan.id, top.id, None)
    assert (plan.key, plan.owner, team.weight) == ("optics-in-series", LEAD.id, Decimal("12.5"))
    assert top.id == named("one-product-family-a-year")


def test_loading_the_same_again_says_the_same() -> None:
    first = load(TOP, PLAN)
    again = load(TOP, PLAN, known=ObjectiveTree(first.objectives))
    assert again.objectives == first.objectives


def test_a_column_that_is_left_out_stays_and_an_empty_cell_empties() -> None:
    known = ObjectiveTree([objective("top"), measured("plan", "top", owner=LEAD.id)])
    left_out = load({"key": "plan", "title": "New words"}, known=known).objectives[0]
    assert left_out == known[named("plan")].model_copy(update={"title": "New words"})
    emptied = {"key": "plan", "title": "X", "parent": "", "owner": "", "measure": "", "unit": ""}
    gone = load(emptied | {"baseline": "", "target": ""}, known=known).objectives[0]
    assert (gone.parent, gone.owner, gone.measure) == (None, None, None)


def test_one_number_of_a_measure_can_change_alone() -> None:
    known = ObjectiveTree([measured("plan")])
    changed = load({"key": "plan", "target": "50"}, known=known).objectives[0]
    assert isinstance(changed.measure, NumericMeasure)
    assert (changed.measure.target, changed.measure.direction) == (Decimal(50), "down")


@pytest.mark.parametrize(
    "cells, sentence",
    [
        ({"title": ""}, "The value is missing"),
        ({"title": "納期"}, "give it one in key"),
        ({"key": "Über"}, "is not a key"),
        ({"owner": "99"}, "Nobody of the number or address “99”"),
        ({"parent": "Their strategy"}, "is not an objective of this organisation"),
        ({"parent": "X"}, "serves itself"),
        ({"weight": "0"}, "above 0"),
        ({"weight": "-5"}, "above 0"),
        ({"weight": "a lot"}, "is not a number"),
        ({"weight": "1.005"}, "two decimals"),
        ({"start": "31.1.2026"}, "is not a date"),
        ({"category": "c" * 61}, "longer than 60"),
        ({"measure": "guess", "unit": "x"}, "is not a kind of measure"),
        ({"baseline": "1", "target": "2"}, "fill in unit"),
        ({"unit": "days", "target": "2"}, "The baseline is missing"),
        ({"unit": "days", "baseline": "few", "target": "2"}, "“few” is not a number"),
        ({"unit": "days", "baseline": "1", "target": "2", "stretch": "1"}, "beyond the target"),
        ({"unit": "days", "band": "18-22"}, "is not a band"),
        ({"unit": "days", "band": "22..18"}, "lies above"),
        ({"unit": "days", "levels": "a | b"}, "has no unit"),
        ({"unit": "d", "baseline": "1", "target": "2", "direction": "left"}, "up, down or hold"),
        ({"levels": "only one"}, "levels"),
        ({"milestones": "sooner or later"}, "has no date"),
    ],
)
def test_a_wrong_value_is_told_by_line_and_column(cells: dict[str, str], sentence: str) -> None:
    reading = load({"title": "T"}, {"title": "X"} | cells)
    assert sentence in words(reading)
    (problem,) = reading.problems
    assert problem.line == 3
    assert problem.column in cells or problem.column in {"key", "unit", "baseline"}
    assert reading.objectives == ()


def test_due_before_start_is_told_where_due_stands() -> None:
    backwards = {"title": "X", "start": "2026-05-01", "due": "2026-04-30"}
    assert problems(load(backwards)) == [(2, "due")]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    circle = [{"title": "A", "parent": "B"}, {"title": "B", "parent": "A"}]
    reading = load(*circle, {"title": "C", "parent": "Gone"}, {"title": "a", "weight": "0"})
    assert problems(reading) == [(2, "parent"), (4, "parent"), (5, "weight"), (5, "title")]
    assert "“A” serves “B”, which serves “A”" in words(reading)
    assert "on line 2: remove one of them" in words(reading)


def test_what_serves_a_line_with_a_problem_is_no_second_problem() -> None:
    assert problems(load({"title": "A", "weight": "0"}, {"title": "B", "parent": "A"})) == [
        (2, "weight")
    ]


def test_two_titles_that_make_one_key_are_told() -> None:
    reading = load({"title": "Start-up"}, {"title": "Start up"})
    assert problems(reading) == [(3, "key")]
    assert "give each a key of its own" in words(reading)


def test_a_retired_objective_stays_retired_and_nothing_new_serves_it() -> None:
    known = ObjectiveTree([objective("old", retired_on=date(2026, 3, 1)), objective("kept", "old")])
    reading = load({"title": "Objective old"}, {"title": "Objective kept", "parent": "old"},
                   known=known)  # fmt: skip
    assert reading.objectives == (known[named("kept")],)
    assert [remark.line for remark in reading.remarks] == [2]
    assert "is retired" in words(load({"title": "New", "parent": "old"}, known=known))


def test_what_is_only_worth_knowing_is_a_remark() -> None:
    known = ObjectiveTree([objective("other")])
    late = {"title": "B", "parent": "A", "due": "2027-01-01"}
    reading = load({"title": "A", "due": "2026-12-31"}, late, known=known)
    assert [(one.line, one.column) for one in reading.remarks] == [(3, "due"), (None, "key")]
    assert "other" in reading.remarks[1].sentence


def test_an_empty_file_says_so() -> None:
    assert "holds no objective" in words(load())


def test_measures_in_words_and_by_milestones_are_read() -> None:
    days = ("2026-03-31 Pilot runs", "2026-06-30: Series")
    (soft, dated) = load(
        {"title": "A", "levels": "draft | agreed |used by all", "target": "2"},
        {"title": "B", "measure": "milestone", "milestones": days},
    ).objectives
    assert isinstance(soft.measure, SoftMeasure)
    assert (soft.measure.levels[2], soft.measure.target) == ("used by all", 2)
    assert isinstance(dated.measure, MilestoneMeasure)
    assert [(one.id, one.due) for one in dated.measure.milestones] == [
        ("pilot-runs", date(2026, 3, 31)),
        ("series", date(2026, 6, 30)),
    ]


numbers = st.decimals(-1000, 1000, places=3)


@given(numbers, numbers, st.sampled_from(["days", "per cent"]))
def test_a_measure_reads_back_from_the_cells_it_is_written_to(
    baseline: Decimal, target: Decimal, unit: str
) -> None:
    way = NumericMeasure.model_validate({"baseline": baseline, "target": target, "unit": unit})
    lower, upper = sorted((baseline, target))
    held = NumericMeasure(lower=lower, upper=upper, unit=unit, direction="hold")
    assert measure_from(cells_from(way)) == way
    assert measure_from(cells_from(held)) == held
