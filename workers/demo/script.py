"""What happens in the demonstration: the year of the sample organisation as data."""

from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from pydantic import Field, JsonValue, model_validator
from ruamel.yaml import YAML

from domain.definition.texts import Day
from domain.feedback.words import FeedbackKind
from domain.ids import PersonId, StageId, StepId
from domain.people import Organisation
from domain.review.verdict import Verdict
from domain.value import Value
from workers.demo.habits import Habit

SAMPLE: Final = Path(__file__).parents[2] / "deploy" / "sample"
PEOPLE: Final = SAMPLE / "people.csv"
OBJECTIVES: Final = SAMPLE / "objectives.csv"
PROFILES: Final = SAMPLE / "profiles.yaml"

Model = TypeVar("Model", bound=Value)
Number = str
"""An employee number: how people are named in the files of the sample."""


class Never(Value):
    """Somebody who never does a step, in whosever review it is."""

    who: Number
    step: StepId


class Habits(Value):
    """How many act how, and who never does what."""

    shares: dict[Habit, int]
    in_time_anyway: int = Field(default=0, ge=0, le=100)
    never: tuple[Never, ...] = ()


class Extension(Value):
    """A later deadline that HR gives: to a department or to one person."""

    on: Day
    stage: StageId
    department: str | None = None
    who: Number | None = None
    working_days: int | None = None
    until: Day | None = None
    reason: str

    @model_validator(mode="after")
    def _names_one_of_two(self) -> "Extension":
        if (self.department is None) == (self.who is None):
            raise ValueError("an extension is for a department or for somebody")
        if (self.working_days is None) == (self.until is None):
            raise ValueError("an extension gives working days or a date")
        return self


class Withdrawal(Value):
    """A review that HR ends."""

    on: Day
    who: Number
    reason: str


class Change(Value):
    """What a later file of the HR system says of somebody, column by column."""

    on: Day
    who: Number
    now: dict[str, str]


class HrPlan(Value):
    """What HR does in the course of the year."""

    names_after: int = Field(ge=1)
    stand_in: Number
    extensions: tuple[Extension, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Give every day on which HR has planned something, in order, each once."""
        days = {each.on for each in self.extensions}
        days |= {each.on for each in self.withdrawals}
        return tuple(sorted(days | {each.on for each in self.changes}))


class PanelPlan(Value):
    """How the panels work."""

    held_after: int = Field(ge=0)
    moves: int = Field(ge=0, le=100)


class Between(Value):
    """What people do between the steps: tell each other, read objectives, end actions."""

    feedback: int = Field(ge=0)
    silent: frozenset[Number] = frozenset()
    readings: tuple[Day, ...] = ()
    dropped: int = Field(default=0, ge=0, le=100)


class Script(Value):
    """The whole year."""

    habits: Habits
    goals_sent_back: frozenset[Number] = frozenset()
    disputes: dict[Number, Verdict] = Field(default_factory=dict)
    declines: frozenset[Number] = frozenset()
    turns_down: frozenset[Number] = frozenset()
    between: Between
    hr: HrPlan
    panel: PanelPlan

    @property
    def named(self) -> frozenset[Number]:
        """Name everybody in whose review something out of the ordinary happens."""
        named = {each.who for each in self.habits.never} | set(self.disputes)
        named |= {each.who for each in self.hr.withdrawals}
        named |= {each.who for each in self.hr.changes}
        named |= {each.who for each in self.hr.extensions if each.who is not None}
        named |= self.goals_sent_back | self.declines | self.turns_down | self.between.silent
        return frozenset(named)

    def leaving(self, people: Organisation) -> frozenset[PersonId]:
        """Name everybody who is not there to the end: who leaves, and who is withdrawn."""
        numbers = {each.who for each in self.hr.withdrawals}
        gone = {"employment_status": "inactive"}
        numbers |= {each.who for each in self.hr.changes if gone.items() <= each.now.items()}
        return frozenset(one.id for one in people.values() if one.employee_number in numbers)


class Task(Value):
    """Something that somebody is asked to do, and in how many days."""

    what: str
    days: int = Field(ge=1)


class Aimed(Value):
    """Something to grow in or to reach, and how one will see it."""

    what: str
    seen_by: str


class PlanTold(Value):
    """What development plans of the sample are made of."""

    strengths: tuple[str, ...]
    aims: tuple[Aimed, ...]
    goals: tuple[Aimed, ...]
    actions: tuple[Task, ...]
    support: tuple[str, ...]
    check_ins: tuple[str, ...]


class Words(Value):
    """What people write."""

    objectives: dict[str, tuple[dict[str, JsonValue], ...]]
    weights: tuple[tuple[str | int, ...], ...]
    texts: dict[str, tuple[str, ...]]
    verdicts: dict[Verdict, tuple[str, ...]]
    panel: dict[str, tuple[str, ...]]
    evidence: tuple[str, ...]
    obstacles: tuple[str, ...]
    changes: tuple[str, ...]
    actions: tuple[Task, ...]
    actions_done: tuple[str, ...]
    actions_dropped: tuple[str, ...]
    feedback: dict[FeedbackKind, tuple[str, ...]]
    plan: PlanTold


def read_script() -> Script:
    """Read the year of the sample organisation."""
    return _read(SAMPLE / "year.yaml", Script)


def read_words() -> Words:
    """Read what the people of the sample organisation write."""
    return _read(SAMPLE / "words.yaml", Words)


def _read(path: Path, model: type[Model]) -> Model:
    return model.model_validate(YAML(typ="safe").load(path))
