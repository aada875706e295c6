"""What people of a load go through: six submissions, or three where many are to come to an end."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final

from activities.intake.cycle_file import read_cycle
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.words import Role
from domain.ids import StepId
from domain.tempo import Segment, Tempo

HERE: Final = Path(__file__).parent
_MORNING: Final = time(9, 0, tzinfo=UTC)
_EVENING: Final = 22
_A_WEEK: Final = 7 / 5


@dataclass(frozen=True)
class Process:
    """The definition of a load, and its steps as one reviewee after the other comes to them."""

    definition: CycleDefinition

    @property
    def steps(self) -> tuple[Step, ...]:
        """Give the steps that everybody does, in order."""
        return tuple(each for each in self.definition.steps if each.only_if is None)

    @property
    def opens(self) -> datetime:
        """Give the moment of the cycle's time at which the first step is open everywhere."""
        return datetime.combine(self.definition.begins, _MORNING)

    @property
    def submissions(self) -> int:
        """Count what is handed in for a review of which nothing is sent back."""
        return len(self.steps)

    def after(self, step: StepId) -> Step | None:
        """Give the step that opens when this one is done."""
        order = [each.id for each in self.steps]
        place = order.index(step) + 1
        return self.steps[place] if place < len(order) else None

    def is_of_manager(self, step: Step) -> bool:
        """Tell whether the manager does it."""
        return step.role is Role.MANAGER

    def due(self, step: Step, opened: datetime) -> datetime:
        """Give about the evening by which a step is to be done that opened then."""
        day = opened + timedelta(days=(step.due.working_days or 0) * _A_WEEK)
        return day.replace(hour=_EVENING, minute=0, second=0, microsecond=0)

    def at_rest(self, begins: datetime) -> Tempo:
        """Let the cycle stand at its first morning until `begins`, then pass as real time does."""
        return Tempo(segments=(Segment(real=begins, virtual=self.opens, rate=1.0),))


def process_of(key: str, *, is_short: bool = False) -> Process:
    """Give the process under the key of a cycle of its own.

    Raises:
        ValueError: the shipped file has faults.
    """
    name = "three-steps.yaml" if is_short else "six-steps.yaml"
    found = read_cycle((HERE / name).read_text(encoding="utf-8")).definition
    if found is None:
        raise ValueError(f"{name} has faults")
    return Process(found.model_copy(update={"key": key}))
