"""What a change would do to reviews, before it is done: decided on copies of where they stand."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.ids import PersonId, ReviewId
from domain.review.commands import Command
from domain.review.events import Event, ReviewEvent
from domain.review.evolve import fold
from domain.review.preview import Effect, effect_of
from domain.review.state import ReviewState
from domain.views.notices import Reason
from storage.archive import Archive
from storage.event_types import REVIEW_TYPES

LOOKED_AT: Final = 150
"""Reviews whose effect is worked out one by one; of more, the first of them stand for all."""

SHOWN: Final = 20
AT_A_TIME: Final = 10
"""Between so many the pages of others have their turn: a review takes some milliseconds."""

CommandFor = Callable[[ReviewState], Command]
"""Says what is asked of a review, which may depend on where it stands."""


@dataclass(frozen=True)
class Foreseen:
    """What would happen to many reviews.

    Attributes:
        effects: of each review that was looked at, in the order in which they were named.
        concerned: how many reviews are concerned; more than `effects` where there are very many.
    """

    effects: tuple[tuple[ReviewId, Effect], ...]
    concerned: int

    @property
    def is_exact(self) -> bool:
        """Whether every review was looked at."""
        return len(self.effects) == self.concerned

    @property
    def possible(self) -> list[tuple[ReviewId, Effect]]:
        """The reviews in which something would happen."""
        return [(r, each) for r, each in self.effects if not each.refusal and not each.is_moot]

    @property
    def refused(self) -> list[tuple[ReviewId, Effect]]:
        """The reviews in which nothing can be done, each with the reason."""
        return [(review, each) for review, each in self.effects if each.refusal]

    @property
    def moot(self) -> int:
        """How many are as asked already."""
        return sum(each.is_moot for _, each in self.effects)

    def told(self) -> list[tuple[Reason, int]]:
        """Count the people who get a message, by its reason: each person once a reason."""
        pairs = {pair for _, effect in self.effects for pair in effect.told}
        return sorted(Counter(reason for _, reason in pairs).items())

    def recipients(self) -> set[PersonId]:
        """Name everybody who gets a message."""
        return {person for _, effect in self.effects for person, _ in effect.told}


async def foresee(
    archive: Archive, reviews: Sequence[ReviewId], command_for: CommandFor, at: datetime
) -> Foreseen:
    """Say what a command would do at that moment of the cycle's time to each of these reviews."""
    effects: list[tuple[ReviewId, Effect]] = []
    for first in range(0, min(len(reviews), LOOKED_AT), AT_A_TIME):
        few = reviews[first : min(first + AT_A_TIME, LOOKED_AT)]
        states = await states_of(archive, few)
        effects.extend(
            (review, effect_of(states[review], command_for(states[review]), at)) for review in few
        )
        await asyncio.sleep(0)
    return Foreseen(tuple(effects), len(reviews))


async def states_of(archive: Archive, reviews: Sequence[ReviewId]) -> dict[ReviewId, ReviewState]:
    """Give where reviews stand according to the log; a review nobody knows has not begun."""
    told: dict[ReviewId, list[Event]] = {review: [] for review in reviews}
    for each in await archive.journal.read_many(reviews, REVIEW_TYPES):
        if isinstance(each.event, ReviewEvent):
            told[ReviewId(each.stream)].append(each.event)
    return {review: fold(events) for review, events in told.items()}
