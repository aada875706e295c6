"""A form that was sent is read without a guess: what cannot be read is left to the check."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from domain.form_rules import FormRules
from domain.forms import check
from domain.goals import Goal, MilestoneMeasure, NumericMeasure
from domain.measures import Milestone
from gateway.fields.facts import FieldFacts
from gateway.fields.naming import more_rows
from gateway.fields.reading import read_answers
from gateway.fields.widgets import widgets
from gateway.site.posted import Posted
from tests.gateway.as_a_browser import drawn, seen, sent_back
from tests.unit.demo_company import author, definition, numbered

GOALS: Final = (
    Goal(
        id="sales",
        title="Sell more",
        weight=Decimal(60),
        measure=NumericMeasure(
            direction="up", baseline=Decimal(1), target=Decimal(5), unit="shops"
        ),
    ),
    Goal(
        id="dated",
        title="Open on time",
        weight=Decimal(40),
        measure=MilestoneMeasure(
            milestones=(Milestone(id="m1", title="Opened", due=date(2026, 9, 1)),)
        ),
    ),
)
FACTS: Final = FieldFacts(
    scale=definition().rating_scale,
    goals=GOALS,
    profile=author().profile(numbered("1042")),
    today=date(2026, 6, 1),
)


def asking(kind: FieldKind, **options: Any) -> Form:  # noqa: ANN401 - options of any field
    return Form(title="F", fields=(FormField(id="q", label="Q?", kind=kind, **options),))


def read(kind: FieldKind, *sent: tuple[str, str]) -> JsonValue:
    return read_answers(asking(kind), Posted(sent), FACTS).get("q")


@pytest.mark.parametrize(
    "typed, number",
    [("1.5", "1.5"), (" 1,5 ", "1.5"), ("\u22122,25", "-2.25"), ("1,500", "1,500"), ("x", "x")],
)
def test_a_comma_is_a_point_unless_it_could_part_thousands(typed: str, number: str) -> None:
    assert read(FieldKind.NUMBER, ("q", typed)) == number


def test_what_is_no_number_is_shown_again_as_it_was_typed() -> None:
    form = asking(FieldKind.NUMBER)
    answers = read_answers(form, Posted([("q", "1,500")]), FACTS)
    (problem,) = check(form, answers)
    shown = widgets(form, answers, FACTS, {"q": (problem.sentence,)})
    assert 'value="1,500"' in drawn(shown)
    assert "1,500 is not a number" in drawn(shown)


def test_what_is_no_day_stays_in_a_field_that_does_not_drop_it() -> None:
    answers = read_answers(asking(FieldKind.DATE), Posted([("q", "next Friday")]), FACTS)
    page = drawn(widgets(asking(FieldKind.DATE), answers, FACTS, {}))
    assert 'type="text" value="next Friday"' in page
    assert 'type="date"' in drawn(widgets(asking(FieldKind.DATE), {"q": "2026-11-30"}, FACTS, {}))


def test_names_the_form_does_not_have_are_ignored() -> None:
    odd = [("other", "1"), ("q.x.y", "2"), ("_csrf", "3"), ("q" * 400, "4"), (".", "5")]
    assert read_answers(asking(FieldKind.TEXT), Posted(odd), FACTS) == {}


def test_the_measure_follows_from_what_was_written_where_none_was_picked() -> None:
    row = [("q.0.title", "Sell"), ("q.0.weight", "100"), ("q.0.unit", "shops")]
    way = [("q.0.baseline", "1,5"), ("q.0.target", "4")]
    assert read(FieldKind.GOALS, *row, *way) == [
        {
            "id": "goal-1",
            "title": "Sell",
            "weight": "100",
            "measure": {"kind": "numeric", "baseline": "1.5", "target": "4", "unit": "shops"},
        }
    ]


def test_of_two_measures_none_is_taken_and_both_are_shown_again() -> None:
    form = asking(FieldKind.GOALS)
    sent = Posted([("q.0.title", "Sell"), ("q.0.target", "4"), ("q.0.levels.0", "nobody")])
    answers = read_answers(form, sent, FACTS)
    told = " ".join(problem.sentence for problem in check(form, answers))
    assert "the measure must say its kind" in told
    page = drawn(widgets(form, answers, FACTS, {}))
    assert 'value="4"' in page
    assert 'value="nobody"' in page


def test_rows_left_empty_or_taken_out_are_gone_and_new_ones_get_names_of_their_own() -> None:
    rows = [
        *(("q.0.id", "2"), ("q.0.what", "Stay"), ("q.1.what", "  "), ("q.1.id", "")),
        *(("q.2.what", "Go"), ("q.2.remove", "yes"), ("q.7.what", "New"), ("q.8.what", "Newer")),
    ]
    assert read(FieldKind.ACTIONS, *rows) == [
        {"id": "2", "what": "Stay"},
        {"id": "1", "what": "New"},
        {"id": "3", "what": "Newer"},
    ]


def test_an_added_objective_never_takes_the_name_of_one_that_stands() -> None:
    standing = FieldFacts(goals=(GOALS[0].model_copy(update={"id": "goal-1"}),))
    sent = Posted([("q.added.0.title", "More")])
    assert read_answers(asking(FieldKind.GOAL_CHANGES), sent, standing)["q"] == [
        {"goal": "goal-2", "change": "added", "becomes": {"id": "goal-2", "title": "More"}}
    ]


def test_a_change_that_was_written_and_not_picked_is_not_lost() -> None:
    form, sent = asking(FieldKind.GOAL_CHANGES), {"q.of.sales.becomes.weight": "70"}
    answers = sent_back(form, {}, FACTS, **sent)
    (problem,) = check(form, answers, FormRules(goals=GOALS))
    assert problem.sentence == "Change 1: please say the change: changed, dropped or added."
    assert sent_back(form, {}, FACTS) == {}


def test_no_milestone_done_is_told_apart_from_one_that_cannot_be_told() -> None:
    said = ("q.dated.evidence", "The list.")
    assert read(FieldKind.GOAL_PROGRESS, said) == {"dated": {"done": [], "evidence": "The list."}}
    untold = ("q.dated.unmeasured", "yes")
    assert read(FieldKind.GOAL_PROGRESS, said, untold) == {"dated": {"evidence": "The list."}}


def test_another_row_is_drawn_when_its_button_was_pressed() -> None:
    form = asking(FieldKind.GOALS)
    sent = [("q.0.title", "Sell"), ("q.0.measure", "milestones"), ("_more", "q.0.milestones")]
    sent += [(f"q.0.milestones.{place}.title", "") for place in range(2)]
    room = more_rows(Posted(sent))
    answers = read_answers(form, Posted(sent), FACTS)
    names = {name for name, _ in seen(drawn(widgets(form, answers, FACTS, {}, room))).sent}
    assert "q.0.milestones.2.title" in names
    assert not any(name.startswith(("q.1", "q.0.milestones.3")) for name in names)


PATHS: Final = st.lists(
    st.sampled_from(
        [
            *("q", "0", "1", "7", "sales", "of", "added", "title", "measure", "levels"),
            *("milestones", "what", "owner", "due", "weight", "done", "becomes", "change"),
        ]
    ),
    max_size=5,
).map(".".join)
ODD: Final = st.one_of(
    st.text(max_size=8), st.sampled_from(["up", "soft", "changed", "1e999", "9" * 5000, "\x00"])
)


@settings(max_examples=100, deadline=None)
@given(kind=st.sampled_from(FieldKind), sent=st.lists(st.tuples(PATHS, ODD), max_size=12))
def test_nothing_that_is_sent_breaks_the_page_it_is_shown_on_again(
    kind: FieldKind, sent: list[tuple[str, str]]
) -> None:
    options = {"items": ("one", "two")} if kind is FieldKind.SCORES else {}
    form = asking(kind, **options)
    answers = read_answers(form, Posted(sent), FACTS)
    check(form, answers, FormRules(scale=FACTS.scale, goals=GOALS, profile=FACTS.profile))
    assert drawn(widgets(form, answers, FACTS, {}, more_rows(Posted(sent))))


ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sales", "id", "goal", "change", "becomes", "measure", "actions"]),
            inner,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(kind=st.sampled_from(FieldKind), answer=ANYTHING)
def test_any_answer_that_came_another_way_is_shown(kind: FieldKind, answer: JsonValue) -> None:
    assert drawn(widgets(asking(kind), {"q": answer}, FACTS, {}))
