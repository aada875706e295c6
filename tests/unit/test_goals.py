from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.alignment.above import Above
from domain.definition.rating import GoalRules
from domain.goals import Goal, NumericMeasure, SoftMeasure, check_goals, read_goals

RULES = GoalRules(minimum=1, maximum=3)
SOFT = SoftMeasure(levels=("nobody asks us", "teams ask us first"))


def goals(*weights: str) -> tuple[Goal, ...]:
    return tuple(
        Goal(id=f"g{n}", title=f"Objective {n}", measure=SOFT, weight=Decimal(weight))
        for n, weight in enumerate(weights, start=1)
    )


def written(**changes: JsonValue) -> dict[str, JsonValue]:
    numbers: JsonValue = {"kind": "numeric", "baseline": 12, "target": "3.5", "unit": "days"}
    return {"id": "faster", "title": "Answer faster", "measure": numbers, "weight": 100, **changes}


def said(**changes: JsonValue) -> str:
    good, problems = read_goals([written(**changes)])
    assert not good
    return " ".join(problems)


def test_weights_sum_to_exactly_one_hundred() -> None:
    assert check_goals(goals("30", "70"), RULES) == ()
    assert check_goals(goals("33.33", "33.33", "33.34"), RULES) == ()


def test_one_hundredth_less_is_not_one_hundred() -> None:
    assert check_goals(goals("30", "69.99"), RULES) == (
        "30 + 69.99 = 99.99; weights must sum to exactly 100.00.",
    )
    assert check_goals(goals("33.33", "33.33", "33.33"), RULES) == (
        "33.33 + 33.33 + 33.33 = 99.99; weights must sum to exactly 100.00.",
    )


def test_every_fault_of_a_set_of_objectives_is_told_at_once() -> None:
    one, two, three = goals("30", "30", "39")
    twin = three.model_copy(update={"id": "g2", "title": "OBJECTIVE 1"})
    problems = check_goals((one, two, three, twin), RULES)
    assert problems == (
        "Please set at most 3 objectives; there are 4.",
        "2 objectives have the id 'g2'; give each its own.",
        "The objective 'Objective 1' is there 2 times; keep one.",
        "30 + 30 + 39 + 39 = 138; weights must sum to exactly 100.00.",
    )


def test_too_few_objectives_are_told_without_a_sum_of_nothing() -> None:
    assert check_goals((), RULES) == ("Please set at least 1 objective; there are 0.",)
    assert check_goals((), GoalRules(minimum=0)) == ()


def test_the_direction_of_a_measure_follows_from_its_numbers() -> None:
    (goal,), problems = read_goals([written()])
    assert problems == ()
    assert isinstance(goal.measure, NumericMeasure)
    assert (goal.measure.direction, goal.measure.target) == ("down", Decimal("3.5"))


def test_an_objective_may_serve_one_above_it_and_be_soft() -> None:
    (goal,), problems = read_goals(
        [written(serves="department-7", measure={"kind": "soft", "levels": ["a", "b"]})]
    )
    assert (goal.serves, goal.measure.kind, problems) == ("department-7", "soft", ())


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"weight": "33.333"}, "Objective 1: the weight has too many decimals."),
        ({"weight": 0}, "the weight is not right"),
        ({"weight": "-5"}, "the weight is not right"),
        ({"weight": "NaN"}, "the weight is not right"),
        ({"weight": "1e400"}, "the weight is not right"),
        ({"weight": None}, "the weight is not right"),
        ({"title": "  "}, "the title is not right"),
        ({"title": "Sell \x00 more"}, "Character 6 cannot be shown or stored"),
        ({"title": "Sell \u202e more"}, "turns text around"),
        ({"colour": "blue"}, "'colour' is not part of an objective."),
        (
            {"measure": {"kind": "wish"}},
            "the measure must say its kind: numeric, milestones or soft.",
        ),
        ({"measure": {"kind": "numeric", "target": 1, "unit": "d"}}, "the baseline is missing."),
        ({"measure": {"kind": "soft", "levels": ["one"]}}, "the levels of the scale is not right"),
        ({"measure": [[[["deep"]]]]}, "this is not an objective."),
    ],
)
def test_an_objective_that_cannot_be_read_says_why(
    changes: dict[str, JsonValue], sentence: str
) -> None:
    assert sentence in said(**changes)


def test_a_target_on_the_wrong_side_of_the_baseline_is_refused() -> None:
    measure: JsonValue = {
        "kind": "numeric",
        "baseline": 1,
        "target": 9,
        "unit": "d",
        "direction": "down",
    }
    assert said(measure=measure) == "Objective 1: the target lies above the baseline."


@pytest.mark.parametrize("answer", ["none", 7, {"id": "g"}, [None], [["x"]], [{}] * 51])
def test_what_is_no_list_of_objectives_is_refused_in_a_sentence(answer: JsonValue) -> None:
    found, problems = read_goals(answer)
    assert not found
    assert problems
    assert all(problem.endswith(".") for problem in problems)


ALIGNED = GoalRules(aligned=True)
ABOVE = Above.named(["sales-3"], retired=["sales-1"])


def aligned(**changes: str) -> tuple[str, ...]:
    (goal,) = goals("100")
    return check_goals([goal.model_copy(update=changes)], ALIGNED, ABOVE)


def test_an_objective_serves_one_above_or_says_why_not() -> None:
    assert aligned(serves="sales-3") == ()
    assert aligned(serves_none_because="It came with the merger.") == ()


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({}, "names no objective above; name the one it serves, or say why it serves none."),
        ({"serves": "sales-1"}, "is retired"),
        ({"serves": "sales-9"}, "'sales-9' is not an objective of this organisation"),
        ({"serves": "sales-3", "serves_none_because": "x"}, "keep one of the two."),
    ],
)
def test_an_objective_that_hangs_in_the_air_is_refused(
    changes: dict[str, str], sentence: str
) -> None:
    (told,) = aligned(**changes)
    assert told.startswith("The objective 'Objective 1'")
    assert sentence in told


def test_alignment_is_asked_for_by_the_rules_alone() -> None:
    (goal,) = goals("100")
    assert check_goals([goal], RULES, ABOVE) == ()
    unseen = goal.model_copy(update={"serves": "somewhere"})
    assert check_goals([unseen], ALIGNED) == ()


hundredths = st.lists(st.integers(1, 10_000), min_size=1, max_size=7)


@given(hundredths)
def test_only_an_exact_sum_is_accepted(parts: list[int]) -> None:
    weights = goals(*(f"{part / 100:.2f}" for part in parts))
    accepted = check_goals(weights, GoalRules(minimum=0, maximum=20)) == ()
    assert accepted == (sum(parts) == 10_000)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.sampled_from(["id", "title", "measure", "weight", "serves", "x"]), json)
def test_no_objective_however_odd_makes_the_reading_fail(key: str, value: JsonValue) -> None:
    found, problems = read_goals([written(**{key: value})])
    assert len(found) == (0 if problems else 1)
