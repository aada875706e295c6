"""Fields say what they are about, what is wrong with them, and who will read them."""

from collections import Counter
from datetime import date
from typing import Final

import pytest

from domain.definition.cycle import Step
from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from domain.form_rules import FormRules
from domain.forms import check
from domain.progress.measured import Measured
from domain.review.verdict import Verdict
from gateway.fields.facts import FieldFacts
from gateway.fields.widgets import Widget, faults, widgets
from tests.gateway.as_a_browser import Seen, drawn, seen
from tests.gateway.test_fields_round_trip import GOALS, facts_for, raw, somebody
from tests.unit.demo_company import author, definition, numbered
from tests.unit.test_demo_answers import ON, STEPS, rules_for

PERSON: Final = numbered("1042")
RULES: Final = rules_for(PERSON)


def problems_of(
    form: Form, answers: dict[str, object], rules: FormRules
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in check(form, answers, rules):  # type: ignore[arg-type]  # JSON written in a test
        found[each.field] = (*found.get(each.field, ()), each.sentence)
    return found


def one(field: FormField, answer: object, facts: FieldFacts, *problems: str) -> Widget:
    form = Form(title="F", fields=(field,))
    (widget,) = widgets(form, {field.id: answer}, facts, {field.id: problems})  # type: ignore[dict-item]  # JSON
    return widget


def page_of(step: Step) -> Seen:
    form = definition().forms[step.form or ""]
    said = author().answers(step, Verdict.SUBMITTED, PERSON, PERSON, 1, ON)
    problems = {field.id: ("Please answer this question.",) for field in form.fields}
    return seen(drawn(widgets(form, said, facts_for(RULES, (somebody(PERSON),)), problems)))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_field_has_a_label_and_every_element_a_name_of_its_own(step: Step) -> None:
    page = page_of(step)
    assert [name for name, times in Counter(page.ids).items() if times > 1] == []
    labelled = {told.get("for") for tag, told in page.elements if tag == "label"}
    fields = [
        told
        for tag, told in page.elements
        if tag in {"input", "textarea", "select"} and told.get("type") != "hidden"
    ]
    assert fields
    assert [told["id"] for told in fields if told["id"] not in labelled] == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_what_describes_a_field_is_on_the_page_and_nothing_is_styled_or_run_in_it(
    step: Step,
) -> None:
    page = page_of(step)
    described = [told.get("aria-describedby") or "" for _, told in page.elements]
    assert {each for ids in described for each in ids.split()} <= set(page.ids)
    assert [
        told for _, told in page.elements if any(k == "style" or k[:2] == "on" for k in told)
    ] == []


def test_a_fault_of_one_action_is_told_at_the_very_field_of_that_action() -> None:
    field = FormField(id="actions", label="Who does what?", kind=FieldKind.ACTIONS)
    answers = [{"what": "Do it", "owner": "1042", "due": "2026-12-24"}, {"what": "And this"}]
    problems = problems_of(Form(title="F", fields=(field,)), {"actions": answers}, RULES)
    widget = one(field, answers, facts_for(RULES), *problems["actions"])
    assert widget.errors == ()
    assert [anchor for anchor, _ in faults((widget,))] == ["f.actions.1.owner", "f.actions.1.due"]
    wrong = [told["id"] for _, told in seen(drawn((widget,))).elements if "aria-invalid" in told]
    assert wrong == ["f.actions.1.owner", "f.actions.1.due"]


@pytest.mark.parametrize("part", ["title", "weight", "measure"])
def test_what_is_missing_of_an_objective_is_told_where_it_is_written(part: str) -> None:
    field = FormField(id="goals", label="What?", kind=FieldKind.GOALS)
    goal = {key: told for key, told in raw(GOALS[3]).items() if key != part}
    problems = problems_of(Form(title="F", fields=(field,)), {"goals": [goal]}, RULES)
    widget = one(field, [goal], facts_for(RULES), *problems["goals"])
    ((anchor, sentence),) = faults((widget,))
    assert anchor.startswith(f"f.goals.0.{part}")
    assert sentence == f"Objective 1: the {part} is missing."


def test_of_a_reading_what_is_missing_is_told_where_it_is_written() -> None:
    field = FormField(id="progress", label="How far?", kind=FieldKind.GOAL_PROGRESS)
    answers = {goal.id: {"obstacle": "Rain."} for goal in RULES.goals}
    problems = problems_of(Form(title="F", fields=(field,)), {"progress": answers}, RULES)
    widget = one(field, answers, facts_for(RULES), *problems["progress"])
    path = f"f.progress.{RULES.goals[0].id}"
    anchors = [anchor for anchor, _ in faults((widget,))][:2]
    assert anchors == [f"{path}.evidence", f"{path}.confidence.0"]


def test_a_fault_of_an_objective_whose_title_begins_like_another_is_told_at_the_right_one() -> None:
    goals = tuple(
        goal.model_copy(update={"title": title})
        for goal, title in zip(RULES.goals, ("Grow", "Grow: abroad"), strict=False)
    )
    field = FormField(id="progress", label="How far?", kind=FieldKind.GOAL_PROGRESS)
    facts = FieldFacts(goals=goals)
    widget = one(field, {}, facts, "Grow: abroad: Please say how far it has come.")
    assert [anchor for anchor, _ in faults((widget,))] == [f"f.progress.{goals[1].id}.value"]


def test_the_summary_leads_to_the_element_that_takes_the_focus() -> None:
    for kind in (FieldKind.TEXT, FieldKind.RATING, FieldKind.YES_NO, FieldKind.PLAN):
        widget = one(FormField(id="q", label="Q?", kind=kind), None, facts_for(RULES), "Wrong.")
        ((anchor, sentence),) = faults((widget,))
        assert anchor in seen(drawn((widget,))).ids
        assert sentence == "Q? Wrong."


def test_who_will_read_an_answer_stands_under_its_question() -> None:
    field = FormField(id="q", label="Q?", kind=FieldKind.TEXT)
    widget = one(field, "", FieldFacts(readers={"q": "Read by you alone."}))
    page = drawn((widget,))
    assert "Read by you alone." in page
    assert 'aria-describedby="readers.f.q"' in page


def test_a_reading_is_written_with_the_measure_and_the_latest_reading_beside_it() -> None:
    goal = RULES.goals[0]
    field = FormField(id="progress", label="How far?", kind=FieldKind.GOAL_PROGRESS)
    latest = {goal.id: Measured(on=date(2026, 3, 2))}
    page = drawn((one(field, None, FieldFacts(goals=(goal,), latest=latest)),))
    assert "Latest reading, of Mon 2 Mar 2026: not measured." in page


def test_the_words_of_each_level_of_a_skill_stand_beside_its_choice() -> None:
    profile = RULES.profile
    assert profile is not None
    widget = one(FormField(id="q", label="Q?", kind=FieldKind.SKILLS), None, facts_for(RULES))
    page = drawn((widget,))
    for skill in profile.skills:
        assert f"Level {skill.expected}, expected in this role" in page
    shown = [option.meaning for part in widget.parts for option in part.options if option.meaning]  # type: ignore[union-attr]  # picks
    assert shown == [level.picture for skill in profile.skills for level in skill.levels]


@pytest.mark.parametrize(
    "kind, words",
    [
        (FieldKind.GOAL_SCORES, "no agreed objectives"),
        (FieldKind.SKILLS, "no role profile"),
    ],
)
def test_where_nobody_could_answer_the_page_says_why(kind: FieldKind, words: str) -> None:
    widget = one(FormField(id="q", label="Q?", kind=kind), None, FieldFacts(scale=RULES.scale))
    page = drawn((widget,))
    assert words in page
    assert "<input" not in page


def test_marks_and_signs_in_what_was_typed_stay_text() -> None:
    typed = '</textarea><script>alert("x")</script>\u202e'
    widget = one(FormField(id="q", label="Q?", kind=FieldKind.TEXT), typed, FieldFacts())
    page = drawn((widget,))
    assert "<script>" not in page
    assert seen(page).sent == [("q", typed)]
