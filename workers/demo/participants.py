"""The people of the demonstration: whose turn it is, when they act, and what they hand in."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from activities.calendars import calendars_of
from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act
from domain.ids import PersonId
from domain.people import Organisation, Person
from domain.review.planning import place_of
from domain.review.verdict import ALLOWED, Verdict
from domain.working_calendar import WorkingCalendar
from gateway.submitting import Submission
from storage.read_models.open_steps import WaitingStep
from workers.demo.answers import Author
from workers.demo.habits import Habit, Turn, acts_at
from workers.demo.script import Script

_AGREES_TO_GOALS: Final = "agree_goals"
_NAMES: Final = UUID("6c0f7e7e-6c57-4f43-9e93-0d3cf1c0a6a1")


@dataclass(frozen=True, slots=True)
class Instance:
    """One step before one person, in one round: what is decided on once and handed in once."""

    review: UUID
    step: str
    seat: int
    round: int
    times: int

    @classmethod
    def of(cls, waiting: WaitingStep) -> "Instance":
        """Name what waits."""
        return cls(waiting.review, waiting.step, waiting.seat, waiting.round, waiting.times)

    @property
    def submission(self) -> str:
        """Name what is handed in on it; handed in again, it is the same."""
        parts = (self.review, self.step, self.seat, self.round, self.times)
        return str(uuid5(_NAMES, "/".join(map(str, parts))))


class Participants:
    """Everybody of the sample organisation, each with a habit that follows from the seed."""

    def __init__(
        self, people: Organisation, definition: CycleDefinition, script: Script, author: Author
    ) -> None:
        """Know the people as they were at the launch."""
        self._people = people
        self._definition = definition
        self._script = script
        self._author = author
        self._calendars = calendars_of(definition, people.values())

    def habit(self, person: Person, waiting: WaitingStep) -> Habit:
        """Say how somebody goes about a step: as they usually do, now and then better."""
        habits, number = self._script.habits, person.employee_number
        if any((each.who, each.step) == (number, waiting.step) for each in habits.never):
            return Habit.NEVER
        shares = habits.shares
        usual = self._author.chance("habit", person).choices(list(shares), list(shares.values()))[0]
        is_unusual = self._chance("mood", waiting).randrange(100) < habits.in_time_anyway
        return Habit.STEADY if is_unusual else usual

    def acts_at(self, waiting: WaitingStep, at: datetime) -> datetime | None:
        """Say when the assignee of a step acts on it; None while that is not in sight."""
        person = self._somebody(waiting.assignee)
        turn = Turn(
            opens=waiting.opens_at,
            due=waiting.due,
            rungs=waiting.rungs,
            has_ladder=self._definition.step(waiting.step).ladder is not None,
        )
        chance = self._chance("moment", waiting)
        return acts_at(self.habit(person, waiting), turn, self.calendar_of(person), chance, at)

    def submission(self, waiting: WaitingStep, at: datetime) -> Submission:
        """Write what the assignee of a step hands in on it at that moment of the cycle's time."""
        person, reviewee = self._somebody(waiting.assignee), self._people[waiting.reviewee]
        step, verdict = self._definition.step(waiting.step), self._verdict(waiting, reviewee)
        on = at.astimezone(ZoneInfo(reviewee.time_zone)).date()
        return Submission(
            id=Instance.of(waiting).submission,
            review=waiting.review,
            step=waiting.step,
            actor=person.id,
            verdict=verdict,
            answers=self._author.answers(step, verdict, reviewee, person, waiting.round, on),
        )

    def calendar_of(self, person: Person) -> WorkingCalendar:
        """Give the days and hours at which somebody works, those of their leave left out."""
        leaves = tuple((leave.start, leave.end) for leave in person.leaves)
        return self._calendars[place_of(person)].model_copy(update={"leaves": leaves})

    def _verdict(self, waiting: WaitingStep, reviewee: Person) -> Verdict:
        number, is_first = reviewee.employee_number, waiting.round == 1
        is_about_goals = waiting.step == _AGREES_TO_GOALS
        if is_about_goals and is_first and number in self._script.goals_sent_back:
            return Verdict.SENT_BACK
        if waiting.act is Act.FEEDBACK and self._turns_down(waiting):
            return Verdict.TURNED_DOWN
        if waiting.act is Act.RESOLVE:
            return self._script.disputes.get(number, Verdict.UPHELD)
        if waiting.act is Act.SIGN and is_first and number in self._script.disputes:
            return Verdict.DISPUTED
        if waiting.act is Act.SIGN and number in self._script.declines:
            return Verdict.DECLINED
        return ALLOWED[waiting.act][0]

    def _turns_down(self, waiting: WaitingStep) -> bool:
        """Whether this is the first seat of a review that one of the reluctant ones holds."""
        giver = self._somebody(waiting.assignee)
        return giver.employee_number in self._script.turns_down and waiting.seat == 0

    def _somebody(self, person: PersonId | None) -> Person:
        if person is None:
            raise ValueError("a blocked step is nobody's turn")
        return self._people[person]

    def _chance(self, about: str, waiting: WaitingStep) -> Random:
        """Give dice by numbers, not by ids: those differ from one installation to the next."""
        actor = self._somebody(waiting.assignee)
        reviewee = self._people[waiting.reviewee]
        return self._author.chance(
            about, actor, reviewee, waiting.step, waiting.seat, waiting.round, waiting.times
        )
