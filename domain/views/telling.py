"""How people, steps, stages and days are called in a sentence."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Self
from zoneinfo import ZoneInfo

from domain.definition.cycle import CycleDefinition
from domain.definition.words import Role
from domain.ids import PersonId, StageId, StepId

NOBODY: Final = "nobody"
SOME_COLLEAGUE: Final = "a colleague"

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

ROLES: Final = {
    Role.REVIEWEE: "reviewee",
    Role.MANAGER: "manager",
    Role.SECOND_LINE_MANAGER: "second-line manager",
    Role.PEER: "peer",
    Role.PANEL: "calibration panel",
    Role.HR_PARTNER: "HR partner",
}


def _everywhere(_: PersonId | None) -> str:
    return "UTC"


@dataclass(frozen=True)
class Telling:
    """How people, steps and stages are called, and in whose zone a day is a day.

    Attributes:
        name_of: gives the name of a person.
        steps: titles of steps; a step without one goes by its id.
        stages: titles of stages, likewise.
        zone_of: gives the IANA zone a person lives by; for None, that of the reader.
        anonymous: steps whose authors are not named to readers of what they wrote.
    """

    name_of: Callable[[PersonId], str]
    steps: Mapping[StepId, str]
    stages: Mapping[StageId, str]
    zone_of: Callable[[PersonId | None], str] = _everywhere
    anonymous: frozenset[StepId] = frozenset()

    @classmethod
    def of(
        cls,
        definition: CycleDefinition | None,
        name_of: Callable[[PersonId], str],
        zone_of: Callable[[PersonId | None], str] = _everywhere,
    ) -> Self:
        """Take the titles from the definition of the cycle."""
        stages = definition.stages if definition else ()
        return cls(
            name_of=name_of,
            steps={step.id: step.title for stage in stages for step in stage.steps},
            stages={stage.id: stage.title for stage in stages},
            zone_of=zone_of,
            anonymous=frozenset(
                step.id
                for stage in stages
                for step in stage.steps
                if definition and step.form and definition.forms[step.form].anonymous
            ),
        )

    def hiding(self, step: StepId, people: Iterable[PersonId | None]) -> Self:
        """Give the same way of telling, without the names of these people on an anonymous step."""
        if step not in self.anonymous:
            return self
        hidden, name_of = frozenset(people), self.name_of
        return replace(self, name_of=lambda who: SOME_COLLEAGUE if who in hidden else name_of(who))

    def name(self, person: PersonId | None) -> str:
        """Give the name of a person, or say that it is nobody."""
        return NOBODY if person is None else self.name_of(person)

    def step(self, step: StepId) -> str:
        """Give the title of a step in quotation marks."""
        return f'"{self.steps.get(step, step)}"'

    def stage(self, stage: StageId) -> str:
        """Give the title of a stage in quotation marks."""
        return f'"{self.stages.get(stage, stage)}"'

    def day(self, at: datetime, person: PersonId | None = None) -> str:
        """Give the day of a moment where that person lives, as in Fri 6 Feb 2026."""
        return day_in_words(at.astimezone(ZoneInfo(self.zone_of(person))).date())


def day_in_words(day: date) -> str:
    """Write a day so that nobody mistakes the month for the day, as in Fri 6 Feb 2026."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
