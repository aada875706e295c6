"""What HR had done to many reviews at once, and a review has not heard of.

A cycle records a change once and then signals every review. A signal that a review had not taken
when Temporal was lost is lost with it, so it is given again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from activities import starting
from activities.change_reviews import ReviewsChange, command_of
from domain.cycle.events import ChangeOrdered, StageDeadlineMoved
from domain.errors import ReviewError
from domain.ids import CycleId, ReviewId
from domain.review.commands import Command, Extend
from domain.review.decide import decide
from domain.review.events import Event, ReviewEvent
from domain.review.evolve import fold
from domain.review.state import ReviewState
from domain.value import Fact
from storage.archive import Archive
from storage.journal import Recorded

ORDERS = ("StageDeadlineMoved", "ChangeOrdered")


@dataclass(frozen=True, slots=True)
class Order:
    """A change as a review hears of it; `reviews` are those concerned, none named means all."""

    position: int
    request: str
    reviews: frozenset[ReviewId]
    command: Command
    signal: str
    told: Fact


class Orders:
    """Knows what was ordered in the cycles it met."""

    def __init__(self, archive: Archive) -> None:
        """Read from this archive."""
        self._archive = archive
        self._of: dict[CycleId, Sequence[Order]] = {}

    async def unheard(
        self, state: ReviewState, recorded: Sequence[Recorded]
    ) -> tuple[tuple[str, Fact], ...]:
        """Give the signals that a review is to be given again, in their order.

        It is one that the review would have followed where it stood then and has not, and whatever
        was ordered after that and would still do something.
        """
        orders = await self._orders(state.planned.cycle)
        review, begun = state.planned.review, recorded[0].position
        again: list[tuple[str, Fact]] = []
        for order in orders:
            is_meant = not order.reviews or review in order.reviews
            if order.position < begun or not is_meant or order.request in state.seen:
                continue
            then = [each.event for each in recorded if each.position < order.position]
            before = fold(each for each in then if isinstance(each, ReviewEvent))
            told = _followed(state, order.command)
            if told and (again or _followed(before, order.command)):
                again.append((order.signal, order.told))
                state = fold(told, state)
        return tuple(again)

    async def _orders(self, cycle: CycleId) -> Sequence[Order]:
        if cycle not in self._of:
            found = await self._archive.journal.read_many([cycle], ORDERS)
            self._of[cycle] = list(_orders_in(cycle, found))
        return self._of[cycle]


def _orders_in(cycle: CycleId, recorded: Sequence[Recorded]) -> Iterator[Order]:
    """Read what was ordered; a nudge is not given again, for its moment has passed."""
    for each in recorded:
        event = each.event
        if isinstance(event, StageDeadlineMoved):
            longer = Extend(
                stage=event.stage, by_rule=event.by_rule, request=event.request, by=event.by
            )
            yield Order(
                each.position,
                event.request,
                frozenset(event.reviews),
                longer.stamped(event.at),
                starting.STAGE_EXTENDED,
                longer,
            )
        elif isinstance(event, ChangeOrdered) and event.change != "nudge":
            asked = ReviewsChange(cycle=cycle, **event.model_dump(exclude={"type"}))
            meant = command_of(asked)
            yield Order(
                each.position,
                event.request,
                frozenset(event.reviews),
                meant.stamped(event.at),
                starting.CHANGED,
                starting.Changed(command=meant),
            )


def _followed(state: ReviewState, command: Command) -> tuple[Event, ...]:
    """Give what a review would do; nothing, where it refuses."""
    try:
        return decide(state, command)
    except ReviewError:
        return ()
