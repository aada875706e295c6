"""Objectives may be changed at mid-year; the old ones stay beside the new, with the reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.alignment.above import Above
from domain.answers import NotAnAnswer
from domain.definition.rating import GoalRules
from domain.progress.changes import Change, applied, kept_changes, read_changes
from tests.unit.progress_facts import FASTER, GOALS, ROLLOUT, TRUST, with_weight, written

RULES = GoalRules(minimum=1, maximum=4)
REASON = "The merger moved the desk."
HEAVIER = with_weight(FASTER, "70")
NEW = with_weight(TRUST, "30").model_copy(update={"id": "guide", "title": "Write the guide"})


def change(kind: str, goal: str, **parts: JsonValue) -> dict[str, JsonValue]:
    return {"goal": goal, "change": kind, "reason": REASON, **parts}


AGREED: list[JsonValue] = [
    change("changed", "faster", becomes=written(HEAVIER)),
    change("dropped", "trust"),
]


def refused(answer: JsonValue, rules: GoalRules = RULES, above: Above | None = None) -> str:
    with pytest.raises(NotAnAnswer) as refusal:
        read_changes(answer, GOALS, rules, above)
    return " ".join(refusal.value.sentences)


def test_old_and_new_are_kept_side_by_side_with_the_reason() -> None:
    changed, dropped = kept_changes(read_changes(AGREED, GOALS, RULES))
    assert (changed.change, changed.was, changed.becomes) == (Change.CHANGED, FASTER, HEAVIER)
    assert (dropped.change, dropped.was, dropped.becomes) == (Change.DROPPED, TRUST, None)
    assert {changed.reason, dropped.reason} == {REASON}


def test_what_results_is_what_was_agreed() -> None:
    changes = list(kept_changes(read_changes(AGREED, GOALS, RULES)))
    assert applied(GOALS, changes) == (HEAVIER, ROLLOUT)


def test_an_objective_is_added_at_the_end() -> None:
    lighter = with_weight(FASTER, "40")
    answer: JsonValue = [
        change("changed", "faster", becomes=written(lighter)),
        change("changed", "trust", becomes=written(with_weight(TRUST, "0.01"))),
        change("added", "guide", becomes=written(with_weight(NEW, "29.99"))),
    ]
    changes = list(kept_changes(read_changes(answer, GOALS, RULES)))
    assert [goal.id for goal in applied(GOALS, changes)] == ["faster", "rollout", "trust", "guide"]
    assert changes[-1].was is None


def test_changes_that_were_kept_are_read_again_as_they_are() -> None:
    kept = read_changes(AGREED, GOALS, RULES)
    assert read_changes(kept, GOALS, RULES) == kept


def test_the_weights_of_what_results_sum_to_one_hundred_again() -> None:
    assert refused([change("dropped", "trust")]) == (
        "50 + 30 = 80; weights must sum to exactly 100.00."
    )


def test_nobody_is_left_without_an_objective() -> None:
    everything: JsonValue = [change("dropped", goal.id) for goal in GOALS]
    assert refused(everything) == "Please set at least 1 objective; there are 0."


def test_only_what_is_changed_is_asked_whom_it_serves() -> None:
    aligned = GoalRules(aligned=True)
    assert "'Answer faster' names no objective above" in refused(AGREED, aligned)
    served = written(HEAVIER.model_copy(update={"serves": "desk-1"}))
    answer: JsonValue = [change("changed", "faster", becomes=served), AGREED[1]]
    above = Above.named(["desk-1"])
    assert len(list(kept_changes(read_changes(answer, GOALS, aligned, above)))) == 2
    gone = Above.named([], retired=["desk-1"])
    assert "retired" in refused(answer, aligned, gone)


@pytest.mark.parametrize(
    "answer, sentence",
    [
        ("none", "Please give a list of changes."),
        ([{}] * 41, "There are 41 changes"),
        (["x"], "Change 1: please say which objective"),
        ([change("moved", "faster")], "changed, dropped or added"),
        ([change("dropped", "speed")], "no objective 'speed'; there are: faster, rollout, trust."),
        ([change("dropped", "")], "please name the objective by its id."),
        ([change("dropped", "trust", becomes=written(TRUST))], "becomes nothing"),
        ([change("dropped", "trust", reason=" ")], "please give the reason."),
        ([change("dropped", "trust", mood="x")], "'mood' is not part of a change."),
        ([change("changed", "faster")], "please give the objective as it becomes."),
        ([change("changed", "faster", becomes=written(FASTER))], "is as it was; leave it out."),
        ([change("changed", "faster", becomes=written(TRUST))], "keeps its id"),
        ([change("changed", "faster", becomes={"title": "x"})], "the measure is missing."),
        ([change("added", "faster", becomes=written(HEAVIER))], "'faster' already"),
        ([change("dropped", "trust")] * 2, "'trust' is changed 2 times; say it once."),
    ],
)
def test_a_change_that_cannot_be_agreed_says_why(answer: JsonValue, sentence: str) -> None:
    assert sentence in refused(answer)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
names = st.sampled_from(["goal", "change", "becomes", "reason", "was", "x"])


@given(st.integers(1, 9999), names, json)
def test_changes_are_taken_only_when_all_weights_fit(
    hundredths: int, name: str, odd: JsonValue
) -> None:
    weight = str(Decimal(hundredths) / 100)
    becomes = written(with_weight(FASTER, weight))
    first = change("changed", "faster", becomes=becomes)
    answer: list[JsonValue] = [first, change("dropped", "trust")]
    try:
        kept = read_changes(answer, GOALS, RULES)
    except NotAnAnswer:
        assert weight != "70"
    else:
        result = applied(GOALS, list(kept_changes(kept)))
        assert sum(goal.weight for goal in result) == 100


@given(names, json)
def test_no_change_however_odd_makes_the_reading_fail(name: str, odd: JsonValue) -> None:
    told = ["."]
    try:
        read_changes([{**change("dropped", "trust"), name: odd}], GOALS, RULES)
    except NotAnAnswer as refusal:
        told.extend(refusal.sentences)
    assert all(sentence.endswith(".") for sentence in told)
