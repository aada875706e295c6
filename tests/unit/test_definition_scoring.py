"""Titles, vetoes, reasons and outcomes that do not fit the score and the scale."""

import pytest

from domain.definition.check import problems
from domain.definition.words import Rounding
from tests.unit.scored_cycle import definition_with
from tests.unit.sound_cycle import HERE, Bad, bad

SKILLS = ("    rating.skills: 40\n", "    rating.skills: 40\n")
TITLES = "  titles: {rating.goals: Objectives, rating.skills: Skills}\n"
VETOES = "  vetoes:\n    - {part: rating.skills, at_most: 1, caps: 2}\n"
DIFFERENCE = "- {id: difference, label: Why so far?, kind: text, required: false}\n      "
OUTCOMES = """\
outcomes:
  1: {recommendation: Talk., highest: 0}
  2: {recommendation: As budgeted., lowest: 1, highest: 3}
  3: {recommendation: More., lowest: 3, highest: 5, recognition: A letter.}
"""
DAYS = "- {id: days"


def scored(more: str) -> tuple[str, str]:
    """Add lines to the scoring."""
    return SKILLS[0], SKILLS[1] + more


def outcomes(text: str) -> tuple[str, str]:
    return "goals: {min", f"{text}goals: {{min"


SCORING = (
    bad(
        "title of nothing",
        "The title 'Feedback' is for 'peers.good', which is no part of the score; name one of "
        "'parts' or remove the title.",
        scored(f"  titles: {{{HERE}peers.good: Feedback}}\n"),
    ),
    bad(
        "two titles alike",
        "Another part is already called 'All'; choose other words.",
        scored(f"  titles: {{rating.goals: All, {HERE}rating.skills: All}}\n"),
    ),
    bad(
        "veto of nothing",
        "The veto looks at 'rating.days', which is no part of the score; name one of 'parts', at "
        "a weight of 0 if it is to count for nothing else.",
        scored(f"  vetoes:\n    - {{part: {HERE}rating.days, at_most: 1, caps: 2}}\n"),
    ),
    bad(
        "cap off the scale",
        "The veto caps the score at 0.5, which is not on the scale from 1 to 3; write a number "
        "between the two.",
        scored(f"  vetoes:\n    - {{part: rating.skills, at_most: 1, caps: {HERE}0.5}}\n"),
    ),
    bad(
        "veto never",
        "The veto holds at 0 or less, which on the scale from 1 to 3 is never the case.",
        scored(f"  vetoes:\n    - {{part: rating.skills, at_most: {HERE}0, caps: 2}}\n"),
    ),
    bad(
        "veto always",
        "The veto holds at 3 or less, which on the scale from 1 to 3 is always the case.",
        scored(f"  vetoes:\n    - {{part: rating.skills, at_most: {HERE}3, caps: 2}}\n"),
    ),
    bad(
        "no room for a reason",
        "A rating far from the score asks for a reason, but the form 'rating' has no field "
        "'difference' of the kind 'text' to write it in; add one with 'required: false'.",
        scored(f"  explain_from: {HERE}1\n"),
    ),
    bad(
        "reason always asked",
        "The field 'difference' has to be filled in even where there is no difference; write "
        "'required: false', and it is asked for only where there is one.",
        scored("  explain_from: 1\n"),
        (DAYS, DIFFERENCE.replace("required: false", f"required: {HERE}true") + DAYS),
    ),
    bad(
        "every rating explained",
        "Every rating would ask for a reason; write a difference above 0, such as "
        "'explain_from: 1'.",
        scored(f"  explain_from: {HERE}0\n"),
        (DAYS, DIFFERENCE + DAYS),
    ),
    bad(
        "outcome of no level",
        "The outcome is for the level 4, which the rating scale does not have; its levels are: "
        "1, 2, 3.",
        outcomes(OUTCOMES.replace("  3:", f"  {HERE}4:")),
    ),
    bad(
        "band turned around",
        "The band of the level 2 ends at 1 before it begins at 3; exchange them.",
        outcomes(OUTCOMES.replace("lowest: 1, highest: 3", f"lowest: {HERE}3, highest: 1")),
    ),
    bad(
        "level without outcome",
        "Nothing is said of what follows from the level 1; add an outcome for each level of the "
        "scale.",
        outcomes(HERE + OUTCOMES.replace("  1: {recommendation: Talk., highest: 0}\n", "")),
    ),
)


@pytest.mark.parametrize("case", SCORING, ids=lambda case: case.name)
def test_a_score_that_does_not_fit_is_refused_where_it_stands(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected


def test_a_whole_formula_passes() -> None:
    more = f"{TITLES}  rounding: half_even\n{VETOES}  explain_from: 1\n"
    whole = definition_with(scored(more), (DAYS, DIFFERENCE + DAYS), outcomes(OUTCOMES))
    assert problems(whole) == ()
    assert whole.scoring is not None
    assert whole.scoring.rounding is Rounding.HALF_EVEN
    assert whole.outcomes[3].recognition == "A letter."
