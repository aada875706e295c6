"""Everything a checker looks at, gathered: what was told, what stands in the log and elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.cycle.events import CycleEvent, PeopleTakenIn
from domain.delivery.events import MessageSent
from domain.review.events import ReviewEvent
from domain.review.state import ReviewState
from domain.tempo import Tempo
from storage.journal import Recorded
from tests.faults.book import Sending

Tables = Mapping[str, Sequence[str]]
"""Every row of every read model, written out, in order."""


@dataclass(frozen=True)
class Standing:
    """Where the workflow of a review stands by its own history, and whether it still runs."""

    state: ReviewState
    is_running: bool


@dataclass(frozen=True)
class CaughtMail:
    """A mail that arrived: the number it bears, and to whom it went."""

    number: str
    recipient: str


@dataclass(frozen=True)
class Facts:
    """What is known after a run, everything at rest; `at` is the cycle's time."""

    sendings: Sequence[Sending]
    log: Sequence[Recorded]
    cycle: UUID
    reviewees: int
    at: datetime
    tempo: Tempo
    workflows: Mapping[UUID, Standing]
    mails: Sequence[CaughtMail]
    live: Tables = field(default_factory=dict)
    rebuilt: Tables = field(default_factory=dict)
    notices: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def reviews(self) -> dict[UUID, list[Recorded]]:
        """What happened in each review of the cycle, in order."""
        own: dict[UUID, list[Recorded]] = {
            result.review: []
            for each in self.log
            if each.stream == self.cycle and isinstance(each.event, CycleEvent)
            if isinstance(each.event, PeopleTakenIn)
            for result in each.event.results
            if result.review is not None
        }
        for each in self.log:
            if isinstance(each.event, ReviewEvent) and each.stream in own:
                own[each.stream].append(each)
        return own

    @property
    def messages(self) -> list[MessageSent]:
        """Every message of the cycle that was recorded as sent."""
        return [
            each.event
            for each in self.log
            if isinstance(each.event, MessageSent) and each.event.cycle == self.cycle
        ]
