"""What the people of the demonstration write: objectives, ratings, sentences; the same by seed."""

from collections.abc import Sequence
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

_EVERYBODY_ELSE: Final = "others"
_ANY_TEXT: Final = "other"


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
        asked = [field for field in fields if field.required or chance.random() < 0.5]
        writes_about_self = actor.id == reviewee.id
        return {
            field.id: self._answer(
                field, reviewee, chance, on, is_self=writes_about_self, round_=round_
            )
            for field in asked
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

    def _answer(  # noqa: PLR0911, PLR0913 - a case a kind of field
        self,
        field: FormField,
        reviewee: Person,
        chance: Random,
        on: date,
        *,
        is_self: bool,
        round_: int,
    ) -> JsonValue:
        match field.kind:
            case FieldKind.TEXT:
                return self._text(field.id, chance)
            case FieldKind.GOALS:
                return self._objectives(reviewee, round_)
            case FieldKind.GOAL_SCORES:
                goals = self._objectives(reviewee, 1)
                return {str(goal["id"]): self._near(reviewee, chance) for goal in goals}
            case FieldKind.SCORES:
                return {item: self._near(reviewee, chance) for item in field.items}
            case FieldKind.RATING:
                return self._own_view(reviewee) if is_self else self.deserved(reviewee)
            case FieldKind.DATE:
                return on.isoformat()
            case FieldKind.YES_NO:
                return chance.random() < 0.8
            case FieldKind.CHOICE:
                return chance.choice(field.choices)
            case FieldKind.NUMBER:
                return str(field.minimum if field.minimum is not None else 1)
            case _:
                assert_never(field.kind)

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
