"""Cycles that ask about roles and cannot get an answer."""

import pytest

from tests.unit.sound_cycle import HERE, SOUND, Bad, bad

ASKED = ("{id: days", "{id: role, label: How well?, kind: accountabilities}\n      - {id: days")
SECTION = ("goals: {minimum", "expectations: {meets: 2}\ngoals: {minimum")
SCALE = SOUND[SOUND.index("rating_scale:") : SOUND.index("scoring:")]
TWICE = f"""{{id: one, label: How?, kind: skills}}
      - {{id: two, label: How?, kind: {HERE}skills}}
      - {{id: days"""
CASES = (
    bad(
        "asked without a section",
        "The field 'role' of the form 'rating' asks about role profiles, but there is no section "
        "'expectations'; add one or choose another kind.",
        (ASKED[0], ASKED[1].replace("kind: acc", f"kind: {HERE}acc")),
    ),
    bad(
        "asked twice",
        "A form has at most one field of the kind 'skills'; remove this one.",
        (
            "{id: days",
            TWICE,
        ),
        SECTION,
    ),
    bad(
        "no such level",
        "The rating scale has no level 9; 'meets' is one of 1, 2, 3.",
        ASKED,
        (SECTION[0], SECTION[1].replace("meets: 2", f"meets: {HERE}9")),
    ),
    bad(
        "no scale",
        "There is no 'rating_scale' on which a level could mean 'as expected'; add one.",
        ASKED,
        (SECTION[0], SECTION[1].replace("meets: 2", f"meets: {HERE}2")),
        (SCALE, ""),
    ),
    bad(
        "never asked",
        "No form asks about the role profile; add a field of the kind 'accountabilities', "
        "'skills' or 'values', or remove 'expectations'.",
        (SECTION[0], f"{HERE}{SECTION[1]}"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expectations_that_cannot_be_answered_are_refused_where_they_stand(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected
