"""One decision at a time: decided by the domain, recorded whole, and only then stood upon."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from temporalio import workflow

from domain.stamping import Command
from workflows.messages import Receipt
from workflows.recording import StreamMovedOn, record
from workflows.refusing import refusals_answered
from workflows.timing import CycleTime

with workflow.unsafe.imports_passed_through():
    from activities.record import Decided


class Versioned(Protocol):
    """A state that knows how many events it is the fold of."""

    @property
    def version(self) -> int:
        """Count the events."""


State = TypeVar("State", bound=Versioned)
Asked = TypeVar("Asked", bound=Command)
Told = TypeVar("Told", bound=Decided)


@dataclass(frozen=True)
class Rules(Generic[State, Asked, Told]):
    """What one kind of process decides by.

    Attributes:
        decide: gives the events that follow from a command, or refuses.
        fold: gives the state after events.
        stream: names where the events of a state are recorded.
        read_again: reads the state anew, when the stream has moved on.
        details: says to an operator how it stands.
    """

    decide: Callable[[State, Asked], Sequence[Told]]
    fold: Callable[[Sequence[Told], State], State]
    stream: Callable[[State], UUID]
    read_again: Callable[[State], Awaitable[State]]
    details: Callable[[State], str]


class Turns(Generic[State, Asked, Told]):
    """Where a process stands; whoever asks something of it waits for their turn."""

    def __init__(self, rules: Rules[State, Asked, Told], state: State, time: CycleTime) -> None:
        """Stand where the log stands."""
        self.state = state
        self._rules = rules
        self._time = time
        self._turn = asyncio.Lock()

    def refuse_early(self, command: Asked) -> None:
        """Say no before anything is written, not even to the history.

        While a decision is being recorded the state is of before it: then its turn will tell.
        """
        if self._turn.locked():
            return
        with refusals_answered():
            self._rules.decide(self.state, command.stamped(self._time.now()))

    async def answer(self, command: Asked) -> Receipt:
        """Carry out what a person asked for; a refusal is an answer, too."""
        with refusals_answered():
            return await self.carry_out(command)

    async def carry_out(self, command: Asked) -> Receipt:
        """Decide, record all that follows in one append, and only then stand there."""
        rules = self._rules
        async with self._turn:
            while events := rules.decide(self.state, command.stamped(self._time.now())):
                stream = rules.stream(self.state)
                try:
                    position = await record(stream, self.state.version, events)
                except StreamMovedOn:
                    self.state = await rules.read_again(self.state)
                    continue
                self.state = rules.fold(events, self.state)
                self.show()
                return Receipt(version=self.state.version, position=position)
            return Receipt(version=self.state.version)

    def show(self) -> None:
        """Let an operator see how it stands."""
        workflow.set_current_details(self._rules.details(self.state))
