"""Forms nobody can fill in, or read."""

import pytest

from tests.unit.sound_cycle import HERE, SOUND, Bad, bad

FORMS = (
    bad(
        "field twice",
        "The form 'peers' already has a field 'good'; give this one its own id.",
        ("id: again", f"id: {HERE}good"),
    ),
    bad(
        "choice without",
        "The field 'again' is a choice; give it at least two 'choices'.",
        ("choices: [Gladly, Rather not]", f"{HERE}choices: [Gladly]"),
    ),
    bad(
        "choices elsewhere",
        "The field 'good' has choices but is of the kind 'text'; write "
        "'kind: choice' or remove 'choices'.",
        ("kind: text", f"kind: text, {HERE}choices: [A, B]"),
    ),
    bad(
        "choice twice",
        "The field 'again' offers the choice 'Gladly' twice; remove one of them.",
        ("Rather not]", f"Rather not, {HERE}Gladly]"),
    ),
    bad(
        "nothing scored",
        "The field 'skills' holds scores; say in 'items' what is scored.",
        (", items: [Do, Have, Be]", ""),
        ("{id: skills", f"{HERE}{{id: skills"),
    ),
    bad(
        "items elsewhere",
        "The field 'good' has items but is of the kind 'text'; write "
        "'kind: scores' or remove 'items'.",
        ("kind: text", f"kind: text, {HERE}items: [A]"),
    ),
    bad(
        "accepts nothing",
        "The field 'days' accepts nothing: its minimum 10 is above its maximum 9; exchange them.",
        ("minimum: 0", f"minimum: {HERE}10"),
    ),
    bad(
        "limit elsewhere",
        "The field 'good' has a 'maximum' but is of the kind 'text'; write "
        "'kind: number' or remove 'maximum'.",
        ("kind: text", f"kind: text, maximum: {HERE}5"),
    ),
    bad(
        "words elsewhere",
        "The field 'days' has 'max_words' but is of the kind 'number'; write "
        "'kind: text' or remove 'max_words'.",
        ("minimum: 0", f"max_words: {HERE}5"),
    ),
    bad(
        "two goals",
        "A form has at most one field of the kind 'goals'; remove this one.",
        ("kind: goals}", f"kind: goals}}\n      - {{id: more, label: More?, kind: {HERE}goals}}"),
    ),
    bad(
        "goals never set",
        "The step 'rate' scores objectives, but no earlier step sets them; put a "
        "step whose form has a field of the kind 'goals' before it.",
        ("kind: goals}", "kind: text}"),
        ("form: rating", f"form: {HERE}rating"),
    ),
    bad(
        "goal limits",
        "At least 6 and at most 5 objectives cannot both hold; lower 'minimum' or raise 'maximum'.",
        ("goals: {minimum: 1", f"goals: {{minimum: {HERE}6"),
    ),
    bad(
        "no scale",
        "The field 'rating' of the form 'rating' is scored, but there is no "
        "'rating_scale' to score it on; add one or choose another kind.",
        (SOUND[SOUND.index("rating_scale:") : SOUND.index("scoring:")], ""),
        ("kind: rating", f"kind: {HERE}rating"),
    ),
    bad(
        "no reader",
        "Nobody but its author may read the form 'peers'; name at least one role in 'read_by'.",
        ("read_by: [manager]", f"{HERE}read_by: []"),
    ),
    bad(
        "never visible",
        "The form 'rating' is visible once it is signed, but no step has the act "
        "'sign', so nobody could ever read it; add such a step or write 'visible_from: submitted'.",
        ("act: sign", "act: submit"),
        ("visible_from: shared", f"visible_from: {HERE}signed"),
    ),
    bad(
        "unused form",
        "No step uses the form 'idle'; name it in a step or remove it.",
        (
            "forms:\n",
            f"forms:\n  {HERE}idle: {{title: I, fields: [{{id: a, label: A, kind: text}}]}}\n",
        ),
    ),
    bad(
        "guessed",
        "The form 'peers' is anonymous, but with fewer than three peers its authors are "
        "easily guessed; raise 'count' under 'peers' to 3.",
        ("anonymous: true", f"anonymous: {HERE}true\n    threshold: 2"),
        ("count: 3", "count: 2"),
    ),
    bad(
        "one author",
        "The form 'peers' is anonymous, but in the step 'peers' only one person fills "
        "it in, so everybody knows who; use it for peers alone.",
        ("anonymous: true", f"anonymous: {HERE}true"),
        ("role: peer,", "role: manager,"),
    ),
)


@pytest.mark.parametrize("case", FORMS, ids=lambda case: case.name)
def test_a_form_that_cannot_work_is_refused_where_it_stands(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected
