"""What the invented people write: as long as what people write, and about nobody."""

from random import Random
from typing import Final, assert_never

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.words import FieldKind

Answers = dict[str, JsonValue]

_SENTENCES: Final = (
    "The line runs again since the second week, and it has not stood still for a day.",
    "What was promised to the two largest customers was delivered before it was asked for.",
    "The change of the supplier took longer than planned, because the samples came late.",
    "Three colleagues were shown how it is done, and now do it without help.",
    "The figures of the quarter are a little below what was agreed, and the reasons are known.",
    "More time went into questions of others than was good for the work of my own.",
    "The new way of measuring found two faults that nobody had seen before.",
    "For the coming year it would help to decide earlier what is not to be done.",
)
_WORDS: Final = (60, 280)
_GOALS: Final = (2, 4)
_LEVELS: Final = (1, 2, 2, 3)


def text(chance: Random, most: int = _WORDS[1]) -> str:
    """Write some sentences, of at most so many words."""
    wanted, said = chance.randint(_WORDS[0], most), list[str]()
    count = 0
    while count < wanted:
        sentence = chance.choice(_SENTENCES)
        count += len(sentence.split())
        said.append(sentence)
    return " ".join(said)


def answers_to(definition: CycleDefinition, step: Step, chance: Random) -> Answers:
    """Fill in the form of a step; one without a form asks for nothing."""
    if step.form is None:
        return {}
    fields = definition.forms[step.form].fields
    return {str(field.id): _answer(field.kind, chance) for field in fields}


def why_sent_back(chance: Random) -> Answers:
    """Give the reason for which something is sent back."""
    return {"reason": text(chance, _WORDS[0] + 40)}


def _answer(kind: FieldKind, chance: Random) -> JsonValue:
    match kind:
        case FieldKind.TEXT:
            return text(chance)
        case FieldKind.RATING:
            return chance.choice(_LEVELS)
        case FieldKind.GOALS:
            return _goals(chance)
        case (
            FieldKind.GOAL_PROGRESS
            | FieldKind.GOAL_CHANGES
            | FieldKind.GOAL_SCORES
            | FieldKind.SCORES
            | FieldKind.ACCOUNTABILITIES
            | FieldKind.SKILLS
            | FieldKind.VALUES
            | FieldKind.ACTIONS
            | FieldKind.PLAN
            | FieldKind.PEOPLE
            | FieldKind.DATE
            | FieldKind.YES_NO
            | FieldKind.CHOICE
            | FieldKind.NUMBER
        ):
            raise ValueError(f"nobody in a load answers questions of the kind {kind}")
        case _:
            assert_never(kind)


def _goals(chance: Random) -> JsonValue:
    number = chance.randint(*_GOALS)
    titles = chance.sample(_SENTENCES, number)
    weights = [100 // number] * number
    weights[0] += 100 - sum(weights)
    return [
        {
            "id": f"objective-{place}",
            "title": titles[place - 1].rstrip("."),
            "weight": f"{weight}.00",
            "measure": {"kind": "numeric", "baseline": "10", "target": "25", "unit": "pieces"}
            if place % 2
            else {"kind": "soft", "levels": ["seldom", "often", "always"]},
        }
        for place, weight in enumerate(weights, start=1)
    ]
