"""Says what a decider does: given these events, when this is asked, then that happens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

from domain.errors import ReviewError

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event")


@dataclass(frozen=True)
class Decider(Generic[State, Command, Event]):
    """What decides on commands, and folds what happened into a state."""

    initial: State
    decide: Callable[[State, Command], tuple[Event, ...]]
    evolve: Callable[[State, Event], State]

    def given(self, *events: Event) -> "Scenario[State, Command, Event]":
        """Begin with what has happened."""
        return Scenario(self, events)


class Scenario(Generic[State, Command, Event]):
    """One sentence about a decider: given, when, then."""

    def __init__(self, decider: Decider[State, Command, Event], events: tuple[Event, ...]) -> None:
        self.decider, self.state = decider, decider.initial
        self.outcome: tuple[Event, ...] | ReviewError = events

    def when(self, *commands: Command) -> Self:
        """Ask one after the other; all but the last must be accepted."""
        for command in commands:
            assert isinstance(self.outcome, tuple), f"refused before: {self.outcome}"
            for event in self.outcome:
                self.state = self.decider.evolve(self.state, event)
            try:
                self.outcome = self.decider.decide(self.state, command)
            except ReviewError as refusal:
                self.outcome = refusal
        return self

    def then(self, *expected: Event) -> None:
        """Exactly these events happened, in this order."""
        assert self.outcome == expected

    def then_nothing(self) -> None:
        """The command was accepted, and nothing happened."""
        assert self.outcome == ()

    def then_refused(self, refusal: type[ReviewError], sentence: str = "") -> None:
        """The command was refused for this reason, in words that hold this sentence."""
        assert isinstance(self.outcome, refusal), f"happened instead: {self.outcome}"
        assert sentence in str(self.outcome)
