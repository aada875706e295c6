"""Kept answers are written so that whoever may read them understands them."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from pydantic import JsonValue

from domain.definition.forms import FormField
from domain.definition.rating import Level, RatingScale
from domain.definition.words import FieldKind
from domain.goals import Goal, SoftMeasure
from domain.ids import PersonId
from domain.views.telling_answers import Speech, answer_in_words

ANN = PersonId(UUID(int=1))
SCALE = RatingScale(
    levels=tuple(Level(value=n, label=f"Level {n}", meaning=f"It is {n}.") for n in (1, 2, 3))
)
SPEECH = Speech(
    titles={"faster": "Answer sooner", "listening": "Listening"},
    scale=SCALE,
    name_of=lambda person: "Ann Okafor" if person == ANN else "somebody else",
)
GOAL = Goal(
    id="faster",
    title="Answer sooner",
    measure=SoftMeasure(levels=("slow", "quick")),
    weight=Decimal(100),
)
ACTION: dict[str, JsonValue] = {
    "id": "1",
    "what": "Name a deputy",
    "owner": str(ANN),
    "due": "2026-08-31",
}


def told(kind: FieldKind, answer: JsonValue) -> tuple[str, ...]:
    choices = ("a", "b") if kind is FieldKind.CHOICE else ()
    field = FormField(id="q", label="Q?", kind=kind, choices=choices)
    return answer_in_words(field, answer, SPEECH)


def test_scores_are_told_by_the_titles_of_their_lines() -> None:
    assert told(FieldKind.SKILLS, {"listening": 4}) == ("Listening: 4",)
    assert told(FieldKind.GOAL_SCORES, {"faster": 2, "gone": 1}) == ("Answer sooner: 2", "gone: 1")


def test_scores_are_told_in_the_order_in_which_people_know_their_lines() -> None:
    titles = {"writing": "Writing", "craft": "Craft", "listening": "Listening"}
    speech = replace(SPEECH, titles=titles)
    field = FormField(id="q", label="Q?", kind=FieldKind.SKILLS)
    scores: JsonValue = {"craft": 2, "gone": 1, "listening": 4, "writing": 3}
    assert answer_in_words(field, scores, speech) == (
        "Writing: 3",
        "Craft: 2",
        "Listening: 4",
        "gone: 1",
    )


def test_a_rating_is_told_with_the_word_of_its_level() -> None:
    assert told(FieldKind.RATING, 3) == ("3 (Level 3)",)
    assert told(FieldKind.RATING, 9) == ("9",)


def test_an_objective_is_told_in_one_line() -> None:
    [line] = told(FieldKind.GOALS, [GOAL.model_dump(mode="json")])
    assert line.startswith("Answer sooner; weight 100 %")


def test_a_changed_objective_is_told_with_both_sides_and_the_reason() -> None:
    becomes = GOAL.model_copy(update={"weight": Decimal(60)})
    change: JsonValue = {
        "goal": "faster",
        "change": "changed",
        "was": GOAL.model_dump(mode="json"),
        "becomes": becomes.model_dump(mode="json"),
        "reason": "The team is smaller.",
    }
    was, now, why = told(FieldKind.GOAL_CHANGES, [change])
    assert "was: Answer sooner; weight 100 %" in was
    assert "becomes: Answer sooner; weight 60 %" in now
    assert why == "because: The team is smaller."


def test_a_dropped_objective_is_told_to_be_dropped() -> None:
    change: JsonValue = {
        "goal": "faster",
        "change": "dropped",
        "was": GOAL.model_dump(mode="json"),
        "reason": "Not ours any more.",
    }
    assert "is dropped" in told(FieldKind.GOAL_CHANGES, [change])


def test_a_reading_is_told_with_its_evidence_and_what_is_in_the_way() -> None:
    reading: JsonValue = {
        "faster": {
            "on": "2026-06-09",
            "level": 1,
            "evidence": "Desk report.",
            "confidence": "low",
            "obstacle": "Half the team is away.",
        }
    }
    assert told(FieldKind.GOAL_PROGRESS, reading) == (
        "Answer sooner: level 1; confidence low; Desk report.",
        "in the way: Half the team is away.",
    )


def test_an_action_is_told_with_who_does_it_by_when() -> None:
    assert told(FieldKind.ACTIONS, [ACTION]) == ("Name a deputy (Ann Okafor, by 2026-08-31)",)


def test_a_plan_is_told_from_strengths_to_support() -> None:
    plan: JsonValue = {
        "strengths": "Calm.",
        "aims": [{"id": "1", "skill": "listening", "what": "Listen longer.", "seen_by": "Notes."}],
        "goals": [{"id": "1", "what": "Ten calm talks.", "seen_by": "Notes."}],
        "actions": [ACTION],
        "support": "An hour a week.",
        "rhythm": "usual",
    }
    assert told(FieldKind.PLAN, plan) == (
        "Strengths: Calm.",
        "Aim: Listen longer. (Listening) Notes.",
        "To be reached: Ten calm talks. Notes.",
        "Action: Name a deputy (Ann Okafor, by 2026-08-31)",
        "Support: An hour a week.",
    )


def test_colleagues_are_told_by_name() -> None:
    assert told(FieldKind.PEOPLE, [str(ANN)]) == ("Ann Okafor",)


@pytest.mark.parametrize("answer, expected", [(True, ("yes",)), (False, ("no",))])
def test_yes_and_no_are_told_as_such(answer: bool, expected: tuple[str, ...]) -> None:  # noqa: FBT001
    assert told(FieldKind.YES_NO, answer) == expected


def test_words_are_told_line_by_line_as_they_were_written() -> None:
    assert told(FieldKind.TEXT, "One.\nTwo.") == ("One.", "Two.")


@pytest.mark.parametrize("kind", [kind for kind in FieldKind if kind is not FieldKind.TEXT])
@pytest.mark.parametrize("answer", [None, 7, "odd", [], {}, [None], {"a": None}], ids=repr)
def test_an_answer_of_an_odd_shape_breaks_no_page(kind: FieldKind, answer: JsonValue) -> None:
    assert all(isinstance(line, str) for line in told(kind, answer))
