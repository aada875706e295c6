"""At the mid-year check each objective has its line: progress, evidence, confidence, obstacle."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.answers import NotAnAnswer
from domain.attainment import attainment
from domain.goals import Goal
from domain.progress.reading import (
    Confidence,
    Reading,
    blank_reading,
    kept_readings,
    read_progress,
    read_reading,
)
from tests.unit.progress_facts import FASTER, GOALS, ROLLOUT, TODAY, TRUST, said

WHOLE: dict[str, JsonValue] = {
    "faster": said(value="6.50"),
    "rollout": said(done=["trial", "trial"], on="2026-06-01"),
    "trust": said(level=2, confidence="low", obstacle=" Nobody has time. "),
}


def refused(answer: JsonValue) -> tuple[str, ...]:
    with pytest.raises(NotAnAnswer) as refusal:
        read_progress(answer, GOALS, TODAY)
    return refusal.value.sentences


def of_faster(**parts: JsonValue) -> str:
    with pytest.raises(NotAnAnswer) as refusal:
        read_reading(said(**parts), FASTER, TODAY)
    return " ".join(refusal.value.sentences)


def test_progress_is_kept_objective_by_objective() -> None:
    evidence = "The desk's monthly report."
    assert read_progress(WHOLE, GOALS, TODAY) == {
        "faster": {
            "on": "2026-06-30",
            "value": "6.5",
            "evidence": evidence,
            "confidence": "high",
        },
        "rollout": {
            "on": "2026-06-01",
            "done": ["trial"],
            "evidence": evidence,
            "confidence": "high",
        },
        "trust": {
            "on": "2026-06-30",
            "level": 2,
            "evidence": evidence,
            "confidence": "low",
            "obstacle": "Nobody has time.",
        },
    }


def test_kept_progress_reads_back_as_readings() -> None:
    kept = list(kept_readings(read_progress(WHOLE, GOALS, TODAY)))
    assert [each.goal for each in kept] == ["faster", "rollout", "trust"]
    assert kept[0].value == Decimal("6.5")
    assert kept[1].on == date(2026, 6, 1)
    assert kept[2].confidence is Confidence.LOW
    assert read_progress(read_progress(WHOLE, GOALS, TODAY), GOALS, TODAY) == read_progress(
        WHOLE, GOALS, TODAY
    )


def test_what_cannot_be_measured_yet_is_missing_and_not_zero() -> None:
    reading = read_reading(said(evidence="The survey is in autumn."), TRUST, TODAY)
    assert reading.is_missing
    assert attainment(TRUST.measure, reading) is None


def test_no_milestone_done_is_a_reading_too() -> None:
    reading = read_reading(said(done=[]), ROLLOUT, TODAY)
    assert reading.done == ()
    assert attainment(ROLLOUT.measure, reading) == 0


def test_every_objective_has_its_line() -> None:
    assert refused({"faster": said(value=6), "speed": said(value=1)}) == (
        "There is no objective 'speed'.",
        "Roll the new desk out: Please say how far it has come.",
        "Be the team others ask first: Please say how far it has come.",
    )


@pytest.mark.parametrize(
    "parts, sentence",
    [
        ({"value": 6, "on": "2026-07-01"}, "2026-07-01 is still to come"),
        ({"value": 6, "on": "July"}, "Please write the date like 2026-03-31."),
        ({"value": "six"}, "six is not a number"),
        ({"value": True}, "Please answer with a number."),
        ({"level": 2}, "It is measured in days; give a value."),
        ({"done": ["trial"]}, "It is measured in days; give a value."),
        ({"value": 6, "level": 2}, "they exclude each other"),
        ({"value": 6, "evidence": "  "}, "Please name the evidence"),
        ({"value": 6, "evidence": "bad \x00"}, "cannot be shown or stored"),
        ({"value": 6, "confidence": None}, "high, medium or low"),
        ({"value": 6, "confidence": "sure"}, "high, medium or low"),
        ({"value": 6, "mood": "good"}, "'mood' is not part of a reading."),
    ],
)
def test_a_reading_that_cannot_be_taken_says_why(
    parts: dict[str, JsonValue], sentence: str
) -> None:
    assert sentence in of_faster(**parts)


@pytest.mark.parametrize(
    "goal, parts, sentence",
    [
        (ROLLOUT, {"value": 1}, "It is measured by milestones; say which are done: trial, all."),
        (ROLLOUT, {"done": ["pilot"]}, "There is no milestone 'pilot'; there are trial, all."),
        (ROLLOUT, {"done": "trial"}, "list the milestones that are done"),
        (TRUST, {"value": 1}, "It is measured in words; give the number of a level, 1 to 3."),
        (TRUST, {"level": 4}, "Level 4 is none of its levels, which are 1 to 3."),
        (TRUST, {"level": "1.5"}, "1.5 is no level"),
        (TRUST, {"level": 0}, "0 is no level"),
    ],
)
def test_a_reading_has_to_be_of_the_kind_of_the_measure(
    goal: Goal, parts: dict[str, JsonValue], sentence: str
) -> None:
    with pytest.raises(NotAnAnswer, match=sentence):
        read_reading(said(**parts), goal, TODAY)


def test_an_empty_line_to_start_from_asks_for_what_the_measure_needs() -> None:
    assert [next(iter(blank_reading(goal.measure))) for goal in GOALS] == [
        "value",
        "done",
        "level",
    ]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
parts_of_a_line = st.dictionaries(
    st.sampled_from(["on", "value", "level", "done", "evidence", "confidence", "x"]), json
)


@given(
    st.dictionaries(st.sampled_from(["faster", "rollout", "trust", "x"]), parts_of_a_line | json)
)
def test_no_progress_however_odd_makes_the_reading_fail(answer: dict[str, JsonValue]) -> None:
    told = ["."]
    try:
        assert len(_kept(answer)) == len(GOALS)
    except NotAnAnswer as refusal:
        told.extend(refusal.sentences)
    assert all(sentence.endswith(".") for sentence in told)


def _kept(answer: JsonValue) -> list[Reading]:
    return list(kept_readings(read_progress(answer, GOALS, TODAY)))
