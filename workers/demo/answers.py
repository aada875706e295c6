"""What the people of the demonstration write: objectives, ratings, sentences; the same by seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final, assert_never

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.forms import FormField
from domain.definition.rating import RatingScale
from domain.definition.words import FieldKind
from domain.people import Person
from domain.review.verdict import Verdict
from workers.demo.script import Words

SPREAD: Final = (2, 13, 45, 31, 9)
"""Of a hundred people so many deserve each fifth of the scale, in the eyes of their managers."""

_OPTIONAL_PART: Final = 0.5  # of the questions that need no answer
_YES_PART: Final = 0.8
_EVERYBODY_ELSE: Final = "others"
_ANY_TEXT: Final = "other"


@dataclass(frozen=True)
class _Page:
    """A form as it lies before somebody, and the dice for it."""

    reviewee: Person
    round: int
    on: date
    is_own: bool
    chance: Random


class Author:
    """Writes on behalf of everybody; the same seed gives the same words and ratings."""

    def __init__(self, words: Words, definition: CycleDefinition, seed: int) -> None:
        """Write what `words` offers into the forms of this definition."""
        self._words = words
        self._definition = definition
        self._seed = seed

    def answers(
        self, step: Step, verdict: Verdict, reviewee: Person, actor: Person, round_: int, on: date
    ) -> dict[str, JsonValue]:
        """Fill in the form of a step, or give the reason that the verdict asks for."""
        chance = self.chance("words", step.id, reviewee, actor, round_)
        if verdict in self._words.verdicts:
            return self._reason(verdict, reviewee, chance)
        if step.form is None:
            return {}
        fields = self._definition.forms[step.form].fields
        page = _Page(reviewee, round_, on, is_own=actor.id == reviewee.id, chance=chance)
        return {
            field.id: self._answer(field, page)
            for field in fields
            if field.required or chance.random() < _OPTIONAL_PART
        }

    def deserved(self, reviewee: Person) -> int:
        """Give the level of the scale that a manager sees in somebody this year."""
        levels = _levels(self._definition.rating_scale)
        fifth = self.chance("deserved", reviewee).choices(range(len(SPREAD)), SPREAD)[0]
        return levels[round(fifth * (len(levels) - 1) / (len(SPREAD) - 1))]

    def why_moved(self, reason_code: str, reviewee: Person) -> str:
        """Say why a panel moves a rating."""
        offered = self._words.panel.get(reason_code) or self._words.texts[_ANY_TEXT]
        return self.chance("panel", reviewee).choice(offered)

    def chance(self, *about: object) -> Random:
        """Give the dice that fall the same way whenever the same thing is decided."""
        named = [each.employee_number if isinstance(each, Person) else each for each in about]
        return Random(":".join(map(str, (self._seed, *named))))  # noqa: S311 - a play, no secret

    def _answer(self, field: FormField, page: _Page) -> JsonValue:
        match field.kind:
            case FieldKind.TEXT:
                answer: JsonValue = self._text(field.id, page.chance)
            case FieldKind.GOALS:
                answer = list(self._objectives(page.reviewee, page.round))
            case FieldKind.GOAL_SCORES | FieldKind.SCORES | FieldKind.RATING:
                answer = self._judgement(field, page)
            case FieldKind.DATE:
                answer = page.on.isoformat()
            case FieldKind.YES_NO:
                answer = page.chance.random() < _YES_PART
            case FieldKind.CHOICE:
                answer = page.chance.choice(field.choices)
            case FieldKind.NUMBER:
                answer = str(field.minimum if field.minimum is not None else 1)
            case _:
                assert_never(field.kind)
        return answer

    def _judgement(self, field: FormField, page: _Page) -> JsonValue:
        """Give a level for each line, or one for the whole year."""
        if field.kind is FieldKind.RATING:
            whose = self._own_view if page.is_own else self.deserved
            return whose(page.reviewee)
        lines = field.items or [goal["id"] for goal in self._objectives(page.reviewee, 1)]
        return {str(line): self._near(page.reviewee, page.chance) for line in lines}

    def _objectives(self, reviewee: Person, round_: int) -> list[dict[str, JsonValue]]:
        """Choose objectives; proposed again, they weigh differently."""
        chance = self.chance("objectives", reviewee)
        offered = self._words.objectives.get(reviewee.department)
        chosen = list(offered or self._words.objectives[_EVERYBODY_ELSE])
        chance.shuffle(chosen)
        fitting = [ways for ways in self._words.weights if len(ways) <= len(chosen)]
        weights = chance.choice(fitting)
        shift = (round_ - 1) % len(weights)
        return [
            {"id": f"objective-{place}", "weight": weight, **_objective(told)}
            for place, (told, weight) in enumerate(
                zip(chosen, (*weights[shift:], *weights[:shift]), strict=False), start=1
            )
        ]

    def _own_view(self, reviewee: Person) -> int:
        """Give the level people see in themselves, which is rarely lower than the manager's."""
        levels = _levels(self._definition.rating_scale)
        place = levels.index(self.deserved(reviewee))
        step = self.chance("own view", reviewee).choices((-1, 0, 1), (8, 60, 32))[0]
        return levels[min(max(place + step, 0), len(levels) - 1)]

    def _near(self, reviewee: Person, chance: Random) -> int:
        levels = _levels(self._definition.rating_scale)
        place = levels.index(self.deserved(reviewee)) + chance.choices((-1, 0, 1), (1, 3, 1))[0]
        return levels[min(max(place, 0), len(levels) - 1)]

    def _text(self, field: str, chance: Random) -> str:
        offered = self._words.texts.get(field) or self._words.texts[_ANY_TEXT]
        return " ".join(chance.sample(offered, min(len(offered), chance.randint(1, 2))))

    def _reason(self, verdict: Verdict, reviewee: Person, chance: Random) -> dict[str, JsonValue]:
        kind = "reason" if verdict in _GIVES_REASON else "comment"
        answers: dict[str, JsonValue] = {kind: chance.choice(self._words.verdicts[verdict])}
        if verdict is Verdict.AMENDED:
            levels = _levels(self._definition.rating_scale)
            better = min(levels.index(self.deserved(reviewee)) + 1, len(levels) - 1)
            answers["rating"] = levels[better]
        return answers


_GIVES_REASON: Final = frozenset({Verdict.SENT_BACK})


def _levels(scale: RatingScale | None) -> Sequence[int]:
    return [level.value for level in scale.levels] if scale else [1]


def _objective(told: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Put an objective of the sample into the shape that the form takes."""
    common: dict[str, JsonValue] = {"title": told["title"], "serves": told.get("serves")}
    if "levels" in told:
        return {**common, "measure": {"kind": "soft", "levels": told["levels"]}}
    measure = {key: told[key] for key in ("baseline", "target", "unit")}
    return {**common, "measure": {"kind": "numeric", **measure}}
