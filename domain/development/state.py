"""Where a development plan stands: what it says now, who has to act, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from pydantic import JsonValue

from domain.development.events import Cause, Event, PlanBegun
from domain.development.refusals import NotYourPlan, WordsWereErased
from domain.development.words import CheckInWords, PlanWords, Terms
from domain.ids import PersonId
from domain.value import Fact

LOOKS_AHEAD: Final = timedelta(days=7)
"""A check-in is announced, and can be noted, so long before it is due."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event and the words that are sealed beside it; none where there are none or are erased."""

    event: Event
    words: Mapping[str, JsonValue] = field(default_factory=dict)


class Side(StrEnum):
    """The two between whom a plan is agreed."""

    REVIEWEE = "reviewee"
    MANAGER = "manager"


class CheckIn(Fact):
    """A talk about the plan; numbers count on through every edition and are never used twice."""

    number: int
    due: date
    is_announced: bool = False
    talk_reminders: int = 0
    held_by: Side | None = None
    held_on: date | None = None
    words: CheckInWords | None = None
    is_acknowledged: bool = False
    word_reminders: int = 0

    @property
    def opens(self) -> date:
        """Give the first day on which it can be noted."""
        return self.due - LOOKS_AHEAD


class PlanState(Fact):
    """A plan as far as its events tell.

    `acknowledged` are those who stand behind the present edition; while one is missing the plan
    is paused since `paused_on`. `terms` is None before it begins and after its words were erased.
    """

    version: int = 0
    begun: PlanBegun | None = None
    manager: PersonId | None = None
    hands: int = 0  # how often it was handed over
    terms: Terms | None = None
    edition: int = 0
    edited_on: date | None = None
    acknowledged: frozenset[Side] = frozenset()
    reminders: int = 0  # to acknowledge this edition
    standstills: int = 0  # how often HR heard that nothing happens
    standstill_on: date | None = None  # the last time
    paused_on: date | None = None
    check_ins: tuple[CheckIn, ...] = ()
    closing: frozenset[Side] = frozenset()
    closed: Cause | None = None
    requests: frozenset[str] = frozenset()
    action_ids: frozenset[str] = frozenset()  # of this and every earlier edition

    @property
    def opened(self) -> PlanBegun:
        """Give how a plan began that has begun."""
        if self.begun is None:
            raise ValueError("this plan has not begun")
        return self.begun

    @property
    def agreed(self) -> Terms:
        """Give what the plan says now; raises WordsWereErased when nobody can know."""
        if self.terms is None:
            raise WordsWereErased
        return self.terms

    @property
    def plan(self) -> PlanWords:
        """Give the plan as the two wrote it last; raises WordsWereErased."""
        return self.agreed.plan

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen in it any more."""
        return self.closed is not None or (self.begun is not None and self.terms is None)

    @property
    def is_paused(self) -> bool:
        """Whether it waits for somebody to acknowledge it."""
        return self.paused_on is not None

    @property
    def sides(self) -> tuple[Side, ...]:
        """Give those whose word is asked: without a manager the reviewee alone."""
        return (Side.REVIEWEE, Side.MANAGER) if self.manager else (Side.REVIEWEE,)

    @property
    def missing(self) -> tuple[Side, ...]:
        """Give those who have not acknowledged the present edition."""
        return tuple(side for side in self.sides if side not in self.acknowledged)

    @property
    def last(self) -> CheckIn | None:
        """Give the last check-in of the present round."""
        return self.check_ins[-1] if self.check_ins else None

    @property
    def following(self) -> CheckIn | None:
        """Give the first talk after the last that was noted, if one is to come."""
        noted = max((each.number for each in self.check_ins if each.held_by), default=0)
        return next((each for each in self.check_ins if each.number > noted), None)

    def person(self, side: Side) -> PersonId | None:
        """Say who stands on a side."""
        return self.opened.reviewee if side is Side.REVIEWEE else self.manager

    def side(self, person: PersonId) -> Side:
        """Say on which side somebody stands; raises NotYourPlan."""
        if person == self.opened.reviewee:
            return Side.REVIEWEE
        if self.manager is not None and person == self.manager:
            return Side.MANAGER
        raise NotYourPlan

    def others(self, side: Side) -> tuple[Side, ...]:
        """Give the other side, if there is one."""
        return tuple(each for each in self.sides if each is not side)

    def current(self, on: date) -> CheckIn | None:
        """Give the latest check-in that can be noted by that day, noted or not."""
        open_by_then = [each for each in self.check_ins if each.opens <= on]
        return open_by_then[-1] if open_by_then else None

    def awaits_word(self, check_in: CheckIn) -> bool:
        """Whether a talk was noted and the other has not acknowledged that yet."""
        if check_in.held_by is None or check_in.is_acknowledged:
            return False
        return bool(self.others(check_in.held_by))

    def is_last(self, check_in: CheckIn) -> bool:
        """Whether no further talk comes after it."""
        return self.last is not None and self.last.number == check_in.number

    @property
    def awaits_decision(self) -> bool:
        """Whether the manager has to say how it goes on."""
        last = self.last
        return bool(
            self.terms and self.terms.decides and not self.is_over and last and last.held_by
        )
