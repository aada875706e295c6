"""A fault in a cycle definition, said so that HR can mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.words import Act
from domain.value import Value

Path = tuple[str | int, ...]

EACH: Final = "*"
ACTS: Final[Path] = ("stages", EACH, "steps", EACH, "act")


class Severity(StrEnum):
    """Whether a cycle can be launched in spite of the problem."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Value):
    """What is wrong at one place of a definition, and how to mend it.

    `path` leads to the place, as in `("stages", 0, "steps", 1, "form")`; a field left out is named
    as if it were there. `rests_on` names the other places the judgement depends on, with "*" for
    any name or number: whoever repairs one of them should look again.
    """

    path: Path
    sentence: str
    severity: Severity = Severity.ERROR
    rests_on: tuple[Path, ...] = ()


def remark(path: Path, sentence: str, *rests_on: Path) -> Problem:
    """Say what is odd, though a cycle could run with it."""
    return Problem(path=path, sentence=sentence, severity=Severity.WARNING, rests_on=rests_on)


def fault(path: Path, sentence: str, *rests_on: Path) -> Problem:
    """Say what no cycle can run with."""
    return Problem(path=path, sentence=sentence, rests_on=rests_on)


@dataclass(frozen=True)
class PlacedStep:
    """A step, the path to it, and where it stands in its stage and in the whole cycle."""

    step: Step
    stage: int
    index: int
    order: int

    def at(self, *field: str | int) -> Path:
        """Lead to a field of the step."""
        return ("stages", self.stage, "steps", self.index, *field)


def placed_steps(definition: CycleDefinition) -> tuple[PlacedStep, ...]:
    """All steps of all stages in order, each with its place."""
    places = (
        (step, number, index)
        for number, stage in enumerate(definition.stages)
        for index, step in enumerate(stage.steps)
    )
    return tuple(PlacedStep(*place, order) for order, place in enumerate(places))


def steps_with(act: Act, definition: CycleDefinition) -> Iterator[PlacedStep]:
    """All steps of one act, in order."""
    return (place for place in placed_steps(definition) if place.step.act is act)


def listed(words: tuple[str, ...], joined_by: str = "and") -> str:
    """Join words as a sentence would: 'a', 'b' and 'c'."""
    quoted = [f"'{word}'" for word in words]
    *others, last = quoted or [""]
    return f"{', '.join(others)} {joined_by} {last}" if others else last
