"""Steps nobody can do, and ladders nobody can climb."""

import pytest

from tests.unit.sound_cycle import HERE, Bad, bad

STEPS = (
    bad(
        "stage twice",
        "Another stage is already called 'goals'; give this one its own id.",
        ("id: result", f"id: {HERE}goals"),
    ),
    bad(
        "step twice",
        "Another step is already called 'propose'; give this one its own id.",
        ("id: agree", f"id: {HERE}propose"),
    ),
    bad(
        "no form",
        "The step 'agree' has the act 'submit', for which a form is filled in, but names "
        "no form; give it a 'form'.",
        ("      - id: agree", f"      - {HERE}id: agree"),
        ("act: agree", "act: submit"),
    ),
    bad(
        "other form",
        "The step 'propose' names the form 'gaols', which this definition does not "
        "have; use 'goals', 'peers' or 'rating', or add it under 'forms'.",
        ("form: goals", f"form: {HERE}gaols"),
    ),
    bad(
        "form on board",
        "The step 'calibrate' calibrates, which is done on the board without a "
        "form; remove 'form'.",
        ("act: calibrate", f"act: calibrate\n        form: {HERE}rating"),
    ),
    bad(
        "returns nowhere",
        "The step 'agree' agrees or sends back, but not said which step; name it in 'returns_to'.",
        ("      - id: agree", f"      - {HERE}id: agree"),
        ("        returns_to: propose\n", ""),
    ),
    bad(
        "returns unknown",
        "The step 'agree' sends back to 'proposal', which is not a step of this "
        "definition; name an earlier step of the same stage.",
        ("returns_to: propose", f"returns_to: {HERE}proposal"),
    ),
    bad(
        "returns later",
        "The step 'agree' sends back to 'sign', which is not an earlier step of "
        "the same stage; name one that is.",
        ("returns_to: propose", f"returns_to: {HERE}sign"),
    ),
    bad(
        "returns itself",
        "The step 'agree' sends back to 'agree', which is not an earlier step of "
        "the same stage; name one that is.",
        ("returns_to: propose", f"returns_to: {HERE}agree"),
    ),
    bad(
        "returns own",
        "The step 'agree' sends back to 'propose', but only a form that one person of "
        "another role filled in can be sent back; name such a step.",
        ("role: reviewee, form", "role: manager, form"),
        ("returns_to: propose", f"returns_to: {HERE}propose"),
    ),
    bad(
        "returns without agreeing",
        "The step 'sign' does not agree to anything, so it cannot send "
        "anything back; remove 'returns_to' or write 'act: agree'.",
        ("act: sign", f"act: sign\n        returns_to: {HERE}share"),
    ),
    bad(
        "hand to nobody",
        "The step 'resolve' is handed over at expiry, but not said to whom; give it "
        "a 'hand_to' with a role.",
        ("- id: resolve", f"- {HERE}id: resolve"),
        ("        hand_to: hr_partner\n", ""),
    ),
    bad(
        "hand to idle",
        "The step 'witness' says 'hand_to' without 'at_expiry: hand_to', so nobody "
        "would get it; add that or remove 'hand_to'.",
        ("only_if: declined", f"only_if: declined\n        hand_to: {HERE}second_line_manager"),
    ),
    bad(
        "hand to self",
        "The step 'resolve' is handed to the role that already has it; name another "
        "role in 'hand_to'.",
        ("hand_to: hr_partner", f"hand_to: {HERE}second_line_manager"),
    ),
    bad(
        "hand to reviewee",
        "The step 'resolve' has the act 'resolve', which the role 'reviewee' "
        "cannot do; name another role in 'hand_to'.",
        ("hand_to: hr_partner", f"hand_to: {HERE}reviewee"),
    ),
    bad(
        "hand signature",
        "The step 'sign' has the act 'sign', which nobody else can do instead; "
        "choose another 'at_expiry'.",
        ("act: sign", f"act: sign\n        at_expiry: {HERE}hand_to\n        hand_to: manager"),
    ),
    bad(
        "peer rates",
        "The step 'rate' is done by peers, and peers only fill in forms; write 'act: "
        "feedback' or another role.",
        ("role: manager, act: rate", f"role: {HERE}peer, act: rate"),
    ),
    bad(
        "rates oneself",
        "The step 'rate' has the act 'rate', which nobody does for their own review; "
        "give it another role.",
        ("role: manager, act: rate", f"role: {HERE}reviewee, act: rate"),
    ),
    bad(
        "manager signs",
        "The step 'sign' signs the review, and only the reviewee signs; write 'role: reviewee'.",
        ("role: reviewee\n", f"role: {HERE}manager\n"),
    ),
    bad(
        "manager witnesses",
        "The step 'witness' is witnessed by the manager, who is a party to the "
        "review; write 'role: hr_partner' or 'role: second_line_manager'.",
        ("role: hr_partner\n", f"role: {HERE}manager\n"),
    ),
    bad(
        "reviewee witnesses",
        "The step 'witness' has the act 'witness', which nobody does for their "
        "own review; give it another role.",
        ("role: hr_partner\n", f"role: {HERE}reviewee\n"),
    ),
    bad(
        "panel rates",
        "The step 'rate' has the role 'panel', but a panel only calibrates; write "
        "'act: calibrate' or another role.",
        ("role: manager, act: rate", f"role: {HERE}panel, act: rate"),
    ),
    bad(
        "manager calibrates",
        "The step 'calibrate' calibrates, which a panel does; write 'role: panel'.",
        ("role: panel", f"role: {HERE}manager"),
    ),
    bad(
        "two ratings",
        "A cycle has one step with the act 'rate', and 'rate' is it already; give "
        "'share' another act or remove it.",
        ("act: share", f"act: {HERE}rate"),
    ),
    bad(
        "agrees at once",
        "The step 'agree' has the act 'agree', which needs what the steps before it "
        "bring; write 'starts: after_previous'.",
        ("act: agree", f"act: agree\n        starts: {HERE}with_stage"),
    ),
)

LADDERS = (
    bad(
        "unknown ladder",
        "The step 'agree' names the ladder 'c', which this definition does not "
        "have; use 'a' or 'b', or add it under 'ladders'.",
        ("ladder: a\n  - id: result", f"ladder: {HERE}c\n  - id: result"),
    ),
    bad(
        "unknown next",
        "The ladder 'a' goes on to 'c', which is not a ladder of this definition; "
        "use 'a' or 'b', or add it under 'ladders'.",
        ("then: b", f"then: {HERE}c"),
    ),
    bad(
        "loop",
        "The ladder 'a' never ends: a -> b -> a. Remove 'then' from one of its ladders.",
        ("then: b", f"then: {HERE}b"),
        ("after: 3}]", "after: 3}]\n    then: a"),
    ),
    bad(
        "own loop",
        "The ladder 'b' never ends: b -> b. Remove 'then' from one of its ladders.",
        ("after: 3}]", f"after: 3}}]\n    then: {HERE}b"),
    ),
    bad(
        "no ladder",
        "The step 'sign' escalates at expiry (as a step does unless 'at_expiry' says "
        "otherwise) but names no ladder; give it a 'ladder' or another 'at_expiry'.",
        ("- id: sign", f"- {HERE}id: sign"),
        ("        ladder: a\n      - id: resolve", "      - id: resolve"),
    ),
    bad(
        "idle ladder",
        "The step 'witness' waits at expiry, so nobody climbs its ladder; remove "
        "'ladder', or write 'at_expiry: escalate'.",
        ("only_if: declined", f"only_if: declined\n        ladder: {HERE}a"),
    ),
    bad(
        "unused ladder",
        "No step names the ladder 'c'; name it in a step or remove it.",
        ("ladders:\n", f"ladders:\n  {HERE}c: {{rungs: [{{to: assignee, after: 1}}]}}\n"),
    ),
)


@pytest.mark.parametrize("case", [*STEPS, *LADDERS], ids=lambda case: case.name)
def test_a_step_or_ladder_that_cannot_work_is_refused_where_it_stands(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected
