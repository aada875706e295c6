"""What a decision tells: events in order, each told on top of the ones before."""

from domain.review.events import Event
from domain.review.evolve import evolve
from domain.review.state import ReviewState


class Story:
    """Collects the events of one decision and the state they lead to."""

    def __init__(self, state: ReviewState) -> None:
        """Begin where the review stands."""
        self.state = state
        self.events: tuple[Event, ...] = ()

    def tell(self, event: Event) -> None:
        """Add an event; what is decided next sees the state after it."""
        self.events = (*self.events, event)
        self.state = evolve(self.state, event)
