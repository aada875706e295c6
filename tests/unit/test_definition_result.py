"""Ratings, scores and panels that do not fit together."""

import pytest

from tests.unit.sound_cycle import HERE, SOUND, Bad, bad

RESULT = (
    bad(
        "sum",
        "The weights of a score sum to exactly 100.00, but 30 + 69.99 = 99.99; add 0.01.",
        ("  parts:", f"  {HERE}parts:"),
        ("goals: 60", "goals: 30"),
        ("skills: 40", "skills: 69.99"),
    ),
    bad(
        "part of no form",
        "The part 'ratings.goals' is not found: there is no form 'ratings'; name "
        "a part as 'form.field'.",
        ("    rating.goals", f"    {HERE}ratings.goals"),
    ),
    bad(
        "part of no field",
        "The part 'rating.gaols' is not found: the form 'rating' has no field "
        "'gaols'; name a part as 'form.field'.",
        ("    rating.goals", f"    {HERE}rating.gaols"),
    ),
    bad(
        "part without score",
        "The part 'peers.good' is of the kind 'text', which holds no score; "
        "name a field of the kind 'rating', 'goal_scores', 'scores', 'accountabilities', "
        "'skills', 'values' or 'number'.",
        ("    rating.goals", f"    {HERE}peers.good"),
    ),
    bad(
        "part itself",
        "The part 'rating.rating' is the overall rating itself, which the score is to "
        "inform; remove it from the score.",
        ("    rating.goals", f"    {HERE}rating.rating"),
    ),
    bad(
        "levels",
        "The level 2 does not rise above the level 2 before it; list the levels from the "
        "lowest to the highest.",
        ("value: 3", f"value: {HERE}2"),
    ),
    bad(
        "labels",
        "Another level is already called 'Low'; choose another word.",
        ("label: High", f"label: {HERE}Low"),
    ),
    bad(
        "guideline level",
        "The guideline speaks of the level 4, which the rating scale does not "
        "have; its levels are: 1, 2, 3.",
        ("3: 33.3}", f"{HERE}4: 33.3}}"),
    ),
    bad(
        "guideline sum",
        "The shares of a guideline sum to exactly 100.00, but 33.3 + 33.5 + 33.3 = "
        "100.1; take away 0.1.",
        ("guideline: {", f"{HERE}guideline: {{"),
        ("33.4", "33.5"),
    ),
    bad(
        "no guideline",
        "The guideline is to be used as 'require', but there is none; add "
        "'guideline' or write 'guideline_use: show'.",
        ("guideline: {1: 33.3, 2: 33.4, 3: 33.3}", f"guideline_use: {HERE}require"),
    ),
    bad(
        "no rating",
        "The step 'rate' rates, so its form 'rating' needs exactly one field of the "
        "kind 'rating', with the id 'rating'; it has 'overall'.",
        ("form: rating", f"form: {HERE}rating"),
        ("{id: rating", "{id: overall"),
    ),
    bad(
        "rating left out",
        "The step 'rate' could be submitted without a rating; remove 'required: "
        "false' from the field 'rating'.",
        ("kind: rating}", f"kind: rating, required: {HERE}false}}"),
    ),
    bad(
        "no calibration",
        "The step 'calibrate' calibrates, but the definition does not say how; add "
        "a section 'calibration'.",
        ("act: calibrate", f"act: {HERE}calibrate"),
        (SOUND[SOUND.index("calibration:") : SOUND.index("goals: {min")], ""),
    ),
    bad(
        "nothing rated",
        "The step 'calibrate' calibrates ratings, but no step before it rates; put a "
        "step with 'act: rate' before it.",
        ("act: calibrate", f"act: {HERE}calibrate"),
        ("act: rate", "act: submit"),
    ),
    bad(
        "idle calibration",
        "No step calibrates, so this section has no effect; add a step with 'act: "
        "calibrate' or remove the section.",
        ("\ncalibration:", f"\n{HERE}calibration:"),
        ("role: panel", "role: manager"),
        ("act: calibrate", "act: submit\n        form: peers"),
    ),
    bad(
        "empty panel",
        "The panel is empty; name at least one role in 'panel'.",
        ("panel: [manager, hr_partner]", f"{HERE}panel: []"),
    ),
    bad(
        "reviewee on panel",
        "The role 'reviewee' cannot sit on the panel; name managers or HR partners instead.",
        ("panel: [manager,", f"panel: [{HERE}reviewee,"),
    ),
    bad(
        "peer leads",
        "The role 'peer' cannot lead a calibration session; write 'facilitator: "
        "hr_partner' or a manager.",
        ("facilitator: hr_partner", f"facilitator: {HERE}peer"),
    ),
)


@pytest.mark.parametrize("case", RESULT, ids=lambda case: case.name)
def test_a_result_that_cannot_be_formed_is_refused_where_it_stands(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected
