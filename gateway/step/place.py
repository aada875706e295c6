"""Where a step page stands: which step of which review, and how it lies before who opens it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.anonymity import is_anonymous
from domain.definition.cycle import Stage, Step
from domain.ids import PersonId, ReviewId, StepId
from domain.people import Person
from domain.review import events as e
from domain.review.evolve import fold
from domain.review.state import OpenStep, ReviewState
from domain.views.telling import Telling
from domain.views.withheld import knows_authors
from gateway.beside import Looked
from gateway.present import present_of
from gateway.review_told import looked_at
from gateway.surroundings import ReviewContext
from storage.archive import Archive
from storage.read_models.people import names_of
from storage.read_models.viewing import Viewing, viewing

HandedIn = e.StepSubmitted | e.StepSentBack


class Standing(StrEnum):
    """How a step lies before somebody."""

    OPEN = "open"
    NOT_YET = "not_yet"
    PAUSED = "paused"
    DONE = "done"  # by them
    ELSEWHERE = "elsewhere"  # with somebody else, or nobody
    REPLACED = "replaced"  # it is open for them again in a later round
    CLOSED = "closed"


@dataclass(frozen=True)
class Place:
    """One step as it lies before one seat in one round."""

    review: ReviewId
    step: StepId
    seat: int
    round: int

    @property
    def path(self) -> str:
        """Give the address of its page."""
        return f"/reviews/{self.review}/steps/{self.step}/{self.seat}/{self.round}"


@dataclass(frozen=True)
class Lying:
    """A step as it lies before a person, by what the log of its review says now.

    Attributes:
        looked: the review, its cycle, the person under review and the reader.
        look: from where the reader looks.
        history: everything that happened in the review.
        state: what all of it comes to.
        spec: what the definition says of the step; `stage` is the one it belongs to.
        instance: the open instance, whoever has it; None when this one is not open.
        now: the present of the cycle.
    """

    place: Place
    reader: Person
    looked: Looked
    look: Viewing
    history: tuple[e.Event, ...]
    state: ReviewState
    stage: Stage
    spec: Step
    instance: OpenStep | None
    now: datetime

    @property
    def context(self) -> ReviewContext:
        """Give what is needed to check what is handed in."""
        cycle = self.looked.cycle
        return ReviewContext(cycle.cycle, self.looked.reviewee.id, cycle.definition, cycle.tempo)

    @property
    def zone(self) -> ZoneInfo:
        """Give the zone in which the reader is told days and hours."""
        return ZoneInfo(self.reader.time_zone)

    @property
    def handed_in(self) -> HandedIn | None:
        """Give what the reader handed in on this very instance; None when nothing."""
        told = (each for each in reversed(self.history) if isinstance(each, HandedIn))
        return next((each for each in told if self._is_here(each, each.actor)), None)

    def _is_here(self, event: e.OnStep, actor: PersonId | None) -> bool:
        place = self.place
        is_here = (event.step, event.seat, event.round) == (place.step, place.seat, place.round)
        return is_here and actor == self.reader.id

    @property
    def standing(self) -> Standing:
        """Say how it lies before the reader."""
        mine = self.instance is not None and self.instance.assignee == self.reader.id
        if self.instance is not None and mine:
            if self.state.paused_since is not None:
                return Standing.PAUSED
            return Standing.NOT_YET if self.instance.opens > self.now else Standing.OPEN
        if self.later is not None:
            return Standing.REPLACED
        if self.handed_in is not None:
            return Standing.DONE
        return Standing.CLOSED if self.instance is None else Standing.ELSEWHERE

    @property
    def later(self) -> Place | None:
        """Give where the step is open for the reader in another round; None where it is not."""
        for each in self.state.open:
            is_mine = each.step == self.place.step and each.assignee == self.reader.id
            here = (self.place.seat, self.place.round)
            if is_mine and (each.seat, each.round) != here:
                return Place(self.place.review, each.step, each.seat, each.round)
        return None

    @property
    def handed_on(self) -> e.StepHandedOver | None:
        """Give when the reader handed this instance to somebody else, the last time."""
        told = (each for each in reversed(self.history) if isinstance(each, e.StepHandedOver))
        is_here = (each for each in told if self._is_here(each, each.from_person))
        return next((each for each in is_here if each.cause == "hand_over"), None)

    @property
    def had_it(self) -> bool:
        """Whether the reader has, had or will have the step: it is known to them."""
        planned = self.state.planned.step(self.place.step)
        seats = planned.seats if planned else ()
        return (
            self.standing in {Standing.OPEN, Standing.NOT_YET, Standing.PAUSED}
            or self.handed_in is not None
            or any(seat is not None and seat.person == self.reader.id for seat in seats)
            or self.later is not None
            or self.handed_on is not None
        )


class StepUnknown(LookupError):
    """There is no such step in that review, or the reader has nothing to do with it."""


async def lying(archive: Archive, place: Place, reader: Person) -> Lying:
    """Find a step for somebody who opens its page.

    Raises:
        NotYoursToSee: there is no such review.
        StepUnknown: it has no such step, or the reader has no part in it.
    """
    looked, recorded, look = await asyncio.gather(
        looked_at(archive, place.review, reader.id),
        archive.journal.read(place.review),
        viewing(archive.readers, place.review, reader.id),
    )
    history = tuple(each.event for each in recorded if isinstance(each.event, e.ReviewEvent))
    state = fold(history)
    found = _spec(looked, place.step)
    if state.plan is None or found is None or not (1 <= place.round <= _rounds(state, place)):
        raise StepUnknown
    instance = state.instance(place.step, place.seat)
    if instance is not None and instance.round != place.round:
        instance = None
    stage, spec = found
    now = present_of(looked.cycle)
    lies = Lying(place, reader, looked, look, history, state, stage, spec, instance, now)
    if not lies.had_it and _is_kept_from(lies):
        raise StepUnknown
    return lies


def _is_kept_from(lies: Lying) -> bool:
    """Whether somebody without the step may not even know how it lies.

    Whose seat of an anonymous step is done already would tell who has written.
    """
    viewer = lies.look.viewer
    is_unnamed = is_anonymous(lies.looked.cycle.definition, lies.spec)
    return not viewer.acting_roles or (is_unnamed and not knows_authors(viewer))


async def telling(archive: Archive, lies: Lying) -> Telling:
    """Say how everybody in the plan of a review is called to the reader."""
    plan = lies.state.planned
    seated = {seat.person for step in plan.steps for seat in step.seats if seat is not None}
    holders = {each.assignee for each in lies.state.open if each.assignee}
    named = {plan.reviewee, plan.blocked.person, *seated, *holders}
    names = await names_of(archive.readers, named, reader=lies.reader.id)
    zone = lies.reader.time_zone
    return Telling.of(lies.looked.cycle.definition, names.name_of, lambda _: zone)


def _spec(looked: Looked, step: StepId) -> tuple[Stage, Step] | None:
    for stage in looked.cycle.definition.stages:
        for each in stage.steps:
            if each.id == step:
                return stage, each
    return None


def _rounds(state: ReviewState, place: Place) -> int:
    return state.rounds.get(place.step, 0)
