"""Actions that are asked for in a form: read whole, or refused in sentences."""

from datetime import date
from uuid import UUID

import pytest
from pydantic import JsonValue

from domain.actions.asked import MOST, read_actions
from domain.answers import NotAnAnswer
from domain.ids import PersonId

ANN = PersonId(UUID(int=2))
TODAY = date(2026, 6, 10)


def find(words: str) -> PersonId | None:
    return {"1002": ANN, "p1002@halden.example": ANN, str(ANN): ANN}.get(words)


def action(**changes: JsonValue) -> JsonValue:
    return {"what": "Ask the board", "owner": "1002", "due": "2026-07-01", **changes}


def refusals(answer: JsonValue) -> list[str]:
    with pytest.raises(NotAnAnswer) as refused:
        read_actions(answer, find, TODAY)
    return list(refused.value.sentences)


def test_an_action_is_kept_with_a_number_and_its_owner_by_id() -> None:
    kept = read_actions([action(), action(owner="p1002@halden.example")], find, TODAY)
    assert kept == [
        {"id": "1", "what": "Ask the board", "owner": str(ANN), "due": "2026-07-01"},
        {"id": "2", "what": "Ask the board", "owner": str(ANN), "due": "2026-07-01"},
    ]


def test_what_was_kept_reads_again_as_it_is() -> None:
    kept = read_actions([action(id="board")], find, TODAY)
    assert read_actions(kept, find, TODAY) == kept


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"what": " "}, "Action 1: say what is to be done."),
        ({"owner": None}, "Action 1: say who does it, by employee number or work address."),
        ({"owner": "9999"}, "Action 1: nobody here is known as '9999'."),
        ({"due": "2026-06-10"}, "Action 1: 2026-06-10 is not a day to come; name a later one."),
        ({"due": ""}, "Action 1: say by which day it is to be done."),
        ({"due": "soon"}, "Action 1: Please write the date like 2026-03-31."),
        ({"color": "red"}, "Action 1: 'color' is not part of an action."),
    ],
)
def test_an_action_that_cannot_be_done_is_refused(
    changes: dict[str, JsonValue], sentence: str
) -> None:
    assert refusals([action(**changes)]) == [sentence]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = refusals([action(what="", due="soon"), "a word", action(id="a"), action(id="a")])
    assert [sentence.partition(":")[0] for sentence in wrong[:3]] == ["Action 1"] * 2 + ["Action 2"]
    assert wrong[3] == "Two actions have the id 'a'; give each its own."


def test_more_actions_than_anybody_can_follow_are_refused() -> None:
    assert refusals([action()] * (MOST + 1)) == ["There are 21 actions; please keep to 20."]
    assert refusals({"what": "no list"}) == ["Please give a list of actions."]
