"""What the log tells of the year so far: counted, never kept."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from domain.calibration.events import SessionEvent
from domain.definition.cycle import CycleDefinition
from domain.delivery import events as delivery
from domain.feedback.events import FeedbackGiven
from domain.feedback.words import VisibleTo
from domain.review import events as review
from domain.review.verdict import Verdict
from domain.views.telling import Telling
from domain.views.timeline import sentence
from storage.event_types import DomainEvent
from storage.journal import Journal, Recorded

PAGE: Final = 2000
LATEST: Final = 5
_DULL: Final = frozenset({"StepOpened", "StageOpened", "StageCompleted", "ReviewOpened"})

Seat = tuple[UUID, str, int]


class Told(NamedTuple):
    """Something that happened, in words, and in whose review; empty for a panel."""

    at: datetime
    sentence: str
    reviewee: str


@dataclass
class Tally:
    """Counts of everything that happened, and the last few things in words.

    Attributes:
        definition: what the cycle was launched with.
        tell: how people and steps are called in a sentence.
        position: how far the log has been followed.
        notices: how many things the messages told that were sent.
        events: how many events of each type.
        verdicts: how many times each verdict was given.
        entered: how many reviews came to each stage.
        left: how many reviews completed each stage.
        blocked: steps that nobody can do at present, since when.
        unblocked: how long each step was blocked that found somebody.
        latest: the last remarkable events, newest last.
        reviewees: the name of the reviewee of each review.
        recognised: how much praise was for everyone to see.
    """

    definition: CycleDefinition
    tell: Telling
    position: int = 0
    notices: int = 0
    events: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    entered: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    blocked: dict[Seat, datetime] = field(default_factory=dict)
    unblocked: list[timedelta] = field(default_factory=list)
    latest: deque[Told] = field(default_factory=lambda: deque(maxlen=LATEST))
    reviewees: dict[UUID, str] = field(default_factory=dict)
    recognised: int = 0

    async def follow(self, journal: Journal) -> None:
        """Take in everything the log has got since the last time."""
        while page := await journal.read_after(self.position, PAGE):
            self.take(page)

    def take(self, page: Iterable[Recorded]) -> None:
        """Count these events, which follow those counted before."""
        for recorded in page:
            self.position = recorded.position
            self.count(recorded.stream, recorded.event)

    @property
    def reminders(self) -> int:
        """Count the reminders of steps and of sessions."""
        return self.events["AssigneeReminded"] + self.events["FacilitatorReminded"]

    @property
    def escalations(self) -> int:
        """Count the rungs that were climbed."""
        return self.events["RungReached"] + self.events["SessionRungReached"]

    @property
    def open_reviews(self) -> int:
        """Count the reviews that have not ended."""
        ended = self.events["ReviewCompleted"] + self.events["ReviewCancelled"]
        return self.events["ReviewOpened"] - ended

    def count(self, stream: UUID, event: DomainEvent) -> None:
        """Count one event of a stream."""
        self.events[event.type] += 1
        if isinstance(event, review.ReviewOpened):
            self.reviewees[stream] = self.tell.name(event.plan.reviewee)
        if isinstance(event, review.ReviewEvent):
            self._review(stream, event)
        if isinstance(event, review.ReviewEvent | SessionEvent) and event.type not in _DULL:
            told = sentence(event, self.tell)
            self.latest.append(Told(event.at, told, self.reviewees.get(stream, "")))
        if isinstance(event, FeedbackGiven):
            self.recognised += event.visible_to is VisibleTo.EVERYONE
        if isinstance(event, delivery.MessageSent):
            self.notices += len(event.notices)

    def _review(self, stream: UUID, event: review.ReviewEvent) -> None:
        match event:
            case review.StageOpened():
                self.entered[event.stage] += 1
            case review.StageCompleted():
                self.left[event.stage] += 1
            case review.StepSubmitted():
                self.verdicts[event.verdict] += 1
            case review.StepBlocked():
                self.blocked.setdefault((stream, event.step, event.seat), event.opens)
            case review.StepHandedOver():
                self._free((stream, event.step, event.seat), event.at)
            case review.ReviewCancelled():
                for seat in [seat for seat in self.blocked if seat[0] == stream]:
                    self._free(seat, event.at)
            case _:
                pass

    def _free(self, seat: Seat, at: datetime) -> None:
        since = self.blocked.pop(seat, None)
        if since is not None:
            self.unblocked.append(max(at - since, timedelta(0)))
