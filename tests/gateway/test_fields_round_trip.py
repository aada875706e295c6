"""Whatever was answered, a form that shows it and is sent again says the same."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.alignment.above import Above
from domain.definition.conversation import Development, Rhythm
from domain.definition.cycle import Step
from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from domain.form_rules import FormRules
from domain.forms import check, normalised
from domain.goals import Goal, MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.measures import Measure, Milestone
from domain.people import Person
from domain.review.verdict import Verdict
from gateway.fields.facts import Colleague, FieldFacts
from tests.gateway.as_a_browser import sent_back
from tests.unit.demo_company import author, company, definition, numbered
from tests.unit.test_demo_answers import ON, STEPS, THEMES, rules_for

ABOVE: Final = {theme: f"The theme {theme}" for theme in sorted(THEMES)}


def facts_for(rules: FormRules, people: tuple[Colleague, ...] = ()) -> FieldFacts:
    return FieldFacts(
        scale=rules.scale,
        goals=rules.goals,
        goal_rules=rules.goal_rules,
        above=ABOVE,
        profile=rules.profile,
        development=rules.development,
        peers=rules.peers,
        people=people,
        today=rules.today,
    )


def somebody(person: Person) -> Colleague:
    return Colleague(person.id, person.display_full_name, person.employee_number)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_what_people_of_the_demonstration_write_comes_back_as_they_wrote_it(step: Step) -> None:
    form = definition().forms[step.form or ""]
    colleagues = tuple(map(somebody, company().values()))
    for person in list(company().values())[:3]:
        rules = rules_for(person)
        said = author().answers(step, Verdict.SUBMITTED, person, person, 1, ON)
        kept = normalised(form, said, rules)
        for shown in (said, kept):
            read = sent_back(form, shown, facts_for(rules, colleagues))
            assert check(form, read, rules) == ()
            assert normalised(form, read, rules) == kept


PERSON: Final = numbered("1042")
PROFILE: Final = author().profile(PERSON)
MILESTONES: Final = MilestoneMeasure(
    milestones=(
        Milestone(id="m1", title="Draft & <plan>", due=date(2026, 9, 1)),
        Milestone(id="built", title="Built", due=date(2026, 12, 1)),
    )
)
HOLD: Final = NumericMeasure(direction="hold", lower=Decimal("1.5"), upper=Decimal(3), unit="days")
SOFT: Final = SoftMeasure(levels=("nobody knows", "some know", "all know"), target=2)
FALLS: Final = NumericMeasure(
    direction="down", baseline=Decimal(9), target=Decimal(4), stretch=Decimal(2), unit="%"
)
MEASURES: Final[dict[str, Measure]] = {"a": MILESTONES, "b-1": HOLD, "c_2": SOFT, "new": FALLS}
GOALS: Final = tuple(
    Goal(id=key, title=f"Goal {key}", measure=measure, weight=Decimal(25), serves_none_because="?")
    for key, measure in MEASURES.items()
)
RULES: Final = FormRules(
    scale=definition().rating_scale,
    goal_rules=definition().goals,
    goals=GOALS,
    above=Above.named(ABOVE),
    profile=PROFILE,
    development=Development(
        rhythms={
            "usual": Rhythm(title="Monthly", check_ins=(30,)),
            "close": Rhythm(title="Close", check_ins=(14, 28), decides=True),
        }
    ),
    find=lambda words: found.id if (found := company().find(words)) else None,
    today=ON,
)


def raw(goal: Goal) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = goal.model_dump(mode="json", exclude_none=True)
    return told


SURE: Final[dict[str, JsonValue]] = {"evidence": "The list.", "confidence": "low"}
LATER: Final = date(2026, 12, 24).isoformat()
ACTION: Final[dict[str, JsonValue]] = {"id": "x", "what": "Do it", "owner": "1042", "due": LATER}
ANSWERS: Final[tuple[tuple[FieldKind, dict[str, Any], JsonValue], ...]] = (
    (FieldKind.TEXT, {}, "\n\n  Two\nlines & <b>marks</b> \"of\" 'all' kinds"),
    (FieldKind.CHOICE, {"choices": ("a & b", 'c"d')}, 'c"d'),
    (FieldKind.CHOICE, {"choices": tuple(f"choice {n}" for n in range(12))}, "choice 7"),
    (FieldKind.NUMBER, {}, -3.25),
    (FieldKind.NUMBER, {}, 0),
    (FieldKind.YES_NO, {}, False),
    (FieldKind.DATE, {}, "2026-11-30"),
    (FieldKind.RATING, {}, 4.0),
    (FieldKind.SCORES, {"items": ("On time?", "a.b", "<i>")}, {"a.b": 2, "<i>": 5}),
    (FieldKind.GOAL_SCORES, {}, {"a": 1, "new": 3}),
    (FieldKind.GOALS, {}, [raw(goal) for goal in GOALS]),
    (
        FieldKind.GOAL_PROGRESS,
        {},
        {
            "a": {**SURE, "done": ["built"]},
            "b-1": {**SURE, "value": "1.50", "on": "2026-06-01", "obstacle": "Rain."},
            "c_2": {**SURE, "level": 3},
            "new": SURE,
        },
    ),
    (
        FieldKind.GOAL_PROGRESS,
        {},
        {"a": {**SURE, "done": []}, "b-1": SURE, "c_2": SURE, "new": {**SURE, "value": 0}},
    ),
    (
        FieldKind.GOAL_PROGRESS,
        {},
        {goal.id: SURE for goal in GOALS},
    ),
    (
        FieldKind.GOAL_CHANGES,
        {},
        [
            {"goal": "a", "change": "dropped", "reason": "Not needed."},
            {
                "goal": "b-1",
                "change": "changed",
                "becomes": {**raw(GOALS[1]), "weight": "30.5"},
                "reason": "More of it.",
            },
            {
                "goal": "goal-1",
                "change": "added",
                "becomes": {**raw(GOALS[0]), "id": "goal-1", "title": "Z", "weight": "19.5"},
                "reason": "Came up.",
            },
        ],
    ),
    (FieldKind.ACTIONS, {}, [ACTION, {**ACTION, "id": "2", "what": "And\nthat"}]),
    (
        FieldKind.PLAN,
        {},
        {
            "strengths": "Patience.",
            "aims": [{"id": "1", "skill": None, "what": "Speak up", "seen_by": "Minutes"}],
            "goals": [{"id": "g", "what": "One talk", "seen_by": "The programme"}],
            "actions": [ACTION],
            "support": "Time.",
            "rhythm": "close",
        },
    ),
    (FieldKind.PEOPLE, {}, ["1042", 1043]),
)


@pytest.mark.parametrize("kind, options, answer", ANSWERS)
def test_every_kind_of_answer_comes_back(
    kind: FieldKind, options: Mapping[str, Any], answer: JsonValue
) -> None:
    form = Form(title="F", fields=(FormField(id="q", label="Q?", kind=kind, **options),))
    kept = normalised(form, {"q": answer}, RULES)
    facts = facts_for(RULES, (somebody(PERSON),))
    for shown in ({"q": answer}, kept):
        assert normalised(form, sent_back(form, shown, facts), RULES) == kept


WORDS: Final = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t<&\"'{}%"), max_size=60
)


@settings(max_examples=60, deadline=None)
@given(words=WORDS)
def test_whatever_is_written_is_neither_cut_nor_changed(words: str) -> None:
    form = Form(title="F", fields=(FormField(id="q", label="Q?", kind=FieldKind.TEXT),))
    read = sent_back(form, {"q": words}, FieldFacts())
    if words.strip():
        assert str(read["q"]).replace("\r\n", "\n") == words
    else:
        assert read == {}
