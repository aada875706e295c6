"""The objectives of the people of the demonstration: chosen, read, sometimes changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from pydantic import JsonValue

from workers.demo.script import Words

Objective = dict[str, JsonValue]

ATTAINED: Final = (0.35, 0.7, 0.95, 1.1, 1.3)
"""How much of the way somebody makes in a year, by the fifth of the scale they deserve."""

CHANGED_PART: Final = 0.12  # of the people who change an objective in mid-year
LESS: Final = Decimal("0.8")  # of the way that is left after a change

_EVERYBODY_ELSE: Final = "others"
_OFF_TRACK: Final = 0.6  # of what the season would ask for
_CENTS: Final = Decimal("0.01")


@dataclass(frozen=True)
class ObjectiveWriter:
    """Writes what people say of their objectives; the same chance gives the same words."""

    words: Words

    def chosen(self, department: str, chance: Random, round_: int) -> list[Objective]:
        """Choose objectives in a department; proposed again, they weigh differently."""
        offered = self.words.objectives.get(department)
        chosen = list(offered or self.words.objectives[_EVERYBODY_ELSE])
        chance.shuffle(chosen)
        fitting = [ways for ways in self.words.weights if len(ways) <= len(chosen)]
        weights = chance.choice(fitting)
        shift = (round_ - 1) % len(weights)
        return [
            {"id": f"objective-{place}", "weight": weight, **_objective(told)}
            for place, (told, weight) in enumerate(
                zip(chosen, (*weights[shift:], *weights[:shift]), strict=False), start=1
            )
        ]

    def progress(
        self, objectives: Sequence[Objective], fifth: int, season: float, on: date, chance: Random
    ) -> dict[str, JsonValue]:
        """Read every objective on a day, of which that share of the year has passed."""
        return {
            str(each["id"]): self.reading(each, fifth, season, on, chance) for each in objectives
        }

    def reading(
        self, objective: Objective, fifth: int, season: float, on: date, chance: Random
    ) -> dict[str, JsonValue]:
        """Read one objective, with what shows it; whoever is far behind names an obstacle."""
        share = max(0.0, ATTAINED[fifth] * season * chance.uniform(0.75, 1.2))
        is_behind = share < season * _OFF_TRACK
        told: dict[str, JsonValue] = {
            "on": on.isoformat(),
            **_measured(objective, Decimal(str(round(share, 3)))),
            "evidence": chance.choice(self.words.evidence),
            "confidence": "low" if is_behind else chance.choice(("high", "medium")),
        }
        return {**told, "obstacle": chance.choice(self.words.obstacles)} if is_behind else told

    def changes(self, objectives: Sequence[Objective], chance: Random) -> list[JsonValue]:
        """Set the target of one objective anew, for a reason; most people change nothing."""
        numeric = [each for each in objectives if _numbers(each) is not None]
        if not numeric or chance.random() >= CHANGED_PART:
            return []
        objective = chance.choice(numeric)
        numbers = _numbers(objective)
        if numbers is None:
            return []
        baseline, target = numbers
        measure = objective["measure"]
        nearer = (baseline + (target - baseline) * LESS).quantize(_CENTS)
        becomes = {**objective, "measure": {**_plain(measure), "target": str(nearer)}}
        reason = chance.choice(self.words.changes)
        return [
            {"goal": objective["id"], "change": "changed", "becomes": becomes, "reason": reason}
        ]


def _objective(told: Objective) -> Objective:
    """Put an objective of the sample into the shape that the form takes."""
    common: Objective = {"title": told["title"], "serves": told.get("serves")}
    if "levels" in told:
        return {**common, "measure": {"kind": "soft", "levels": told["levels"]}}
    measure = {key: told[key] for key in ("baseline", "target", "unit")}
    return {**common, "measure": {"kind": "numeric", **measure}}


def _plain(measure: JsonValue) -> Objective:
    return dict(measure) if isinstance(measure, dict) else {}


def _numbers(objective: Objective) -> tuple[Decimal, Decimal] | None:
    measure = _plain(objective["measure"])
    if measure.get("kind") != "numeric":
        return None
    return Decimal(str(measure["baseline"])), Decimal(str(measure["target"]))


def _measured(objective: Objective, share: Decimal) -> Objective:
    numbers = _numbers(objective)
    if numbers is not None:
        baseline, target = numbers
        value = baseline + (target - baseline) * share
        return {"value": f"{value.quantize(_CENTS).normalize():f}"}
    levels = _plain(objective["measure"]).get("levels")
    highest = len(levels) if isinstance(levels, list) else 1
    return {"level": min(1 + round(share * (highest - 1)), highest)}
