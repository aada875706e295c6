"""Answers are read in words: levels by their names, people by theirs, old beside new."""

from typing import Final

import pytest
from pydantic import JsonValue

from domain.definition.cycle import Step
from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from domain.forms import normalised
from domain.review.verdict import Verdict
from gateway.fields.facts import FieldFacts
from gateway.fields.shown import ShownAnswer, shown_answers
from gateway.site.pages import templates
from tests.gateway.test_fields_round_trip import GOALS, facts_for, raw, somebody
from tests.gateway.test_fields_round_trip import RULES as OF_ALL_MEASURES
from tests.unit.demo_company import author, company, definition, numbered
from tests.unit.test_demo_answers import ON, STEPS, rules_for

PERSON: Final = numbered("1042")
RULES: Final = rules_for(PERSON)
FACTS: Final = facts_for(RULES, tuple(map(somebody, company().values())))


def shown(kind: FieldKind, answer: JsonValue, facts: FieldFacts = FACTS) -> ShownAnswer:
    form = Form(title="F", fields=(FormField(id="q", label="Q?", kind=kind),))
    (found,) = shown_answers(form, {"q": answer}, facts)
    return found


def page(answer: ShownAnswer) -> str:
    macros = templates().get_template("fields/shown.html.j2").module
    return str(macros.shown(answer))  # type: ignore[attr-defined]  # a macro of the template


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_answer_of_the_demonstration_is_told_without_an_id_in_it(step: Step) -> None:
    form = definition().forms[step.form or ""]
    said = author().answers(step, Verdict.SUBMITTED, PERSON, PERSON, 1, ON)
    told = shown_answers(form, normalised(form, said, RULES), FACTS)
    assert [each.field for each in told if each.lines] == [
        f.id for f in form.fields if f.id in said
    ]
    assert str(PERSON.id) not in "".join(map(page, told))


def test_a_level_is_told_with_its_word() -> None:
    scale = definition().rating_scale
    assert scale is not None
    (line,) = shown(FieldKind.RATING, 3).lines
    assert line.words == (f"3 {scale.levels[2].label}",)


def test_whoever_is_named_is_called_by_name() -> None:
    (line,) = shown(FieldKind.PEOPLE, [str(PERSON.id), "nobody@example.org"]).lines
    assert line.words == (PERSON.display_full_name, "nobody@example.org")


def test_of_a_change_the_old_is_read_beside_the_new_with_the_reason() -> None:
    becomes = {**raw(GOALS[1]), "weight": "30"}
    change: JsonValue = {"goal": "b-1", "change": "changed", "becomes": becomes, "reason": "More."}
    (line,) = shown(FieldKind.GOAL_CHANGES, [change], facts_for(OF_ALL_MEASURES)).lines
    was, new, because = line.words
    assert was.startswith("Was: Goal b-1; Weight 25 %")
    assert new.startswith("Becomes: Goal b-1; Weight 30 %")
    assert because == "Because: More."


def test_a_milestone_that_is_done_is_told_by_its_title() -> None:
    answer: JsonValue = {"a": {"done": ["m1"], "evidence": "Seen.", "confidence": "high"}}
    (line,) = shown(FieldKind.GOAL_PROGRESS, answer, facts_for(OF_ALL_MEASURES)).lines
    assert "Draft & <plan>" in line.words
    assert "Confidence: high" in line.words


def test_signs_that_turn_text_around_are_seen_and_marks_are_text() -> None:
    told = page(shown(FieldKind.TEXT, "<b>fair\u202eriaf"))
    assert "&lt;b&gt;fair[U+202E]riaf" in told


def test_a_question_without_an_answer_says_so() -> None:
    assert "Not answered." in page(shown(FieldKind.DATE, ""))


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("answer", ["odd", 7, ["odd", 3], {"odd": [1]}, [{"measure": "odd"}]])
def test_an_answer_that_could_not_be_accepted_is_shown_all_the_same(
    kind: FieldKind, answer: JsonValue
) -> None:
    assert page(shown(kind, answer))
