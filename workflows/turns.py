"""One decision at a time: decided by the domain, recorded whole, and only then stood upon."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from temporalio import workflow

from domain.stamping import Command
from workflows.messages import Receipt
from workflows.recording import StreamMovedOn, record
from workflows.refusing import refusals_answered
from workflows.sight import Sight, detail
from workflows.timing import CycleTime

with workflow.unsafe.imports_passed_through():
    from activities.record import Decided
    from domain.clock import Wake
    from domain.process_state import Shown, WakeUp


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
        is_over: whether there is nothing left to do.
        shown: tells how everybody who looks at Temporal sees it.
        wakes: tells when it next does something, or becomes overdue and shows it.
        struck: tells when its clocks strike next, by which processes of earlier code wake.
        details: says to an operator how it stands.
    """

    decide: Callable[[State, Asked], Sequence[Told]]
    fold: Callable[[Sequence[Told], State], State]
    stream: Callable[[State], UUID]
    read_again: Callable[[State], Awaitable[State]]
    is_over: Callable[[State], bool]
    shown: Callable[[State, datetime], Shown]
    wakes: Callable[[State, datetime], WakeUp | None]
    struck: Callable[[State], Wake | None]
    details: Callable[[State, datetime, WakeUp | None], Sequence[str]]


class Turns(Generic[State, Asked, Told]):
    """Where a process stands; whoever asks something of it waits for their turn."""

    def __init__(self, rules: Rules[State, Asked, Told], state: State, time: CycleTime) -> None:
        """Stand where the log stands."""
        self.state = state
        self._rules = rules
        self._time = time
        self._turn = asyncio.Lock()
        self._sight = Sight()

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
            self.show()
            return Receipt(version=self.state.version)

    def look(self) -> None:
        """Let time that has passed be seen; what is being recorded will show itself."""
        if not self._turn.locked():
            self.show()

    def show(self) -> None:
        """Let an operator see how it stands; when it is over, Temporal itself says so."""
        now, wake = self._time.now(), self.next_wake()
        detail(self._rules.details(self.state, now, wake))
        is_behind = wake is not None and wake.at <= now  # what is due now will show by itself
        if not (is_behind or self._rules.is_over(self.state)):
            self._sight.show(self.shown())

    def shown(self) -> Shown:
        """Give how everybody who looks at Temporal is to see it."""
        return self._rules.shown(self.state, self._time.now())

    def next_wake(self) -> WakeUp | None:
        """Give when it wakes next by itself."""
        if self._sight.is_shown:
            return self._rules.wakes(self.state, self._time.now())
        wake = self._rules.struck(self.state)
        return WakeUp(at=wake.at, what=wake.moment.value) if wake else None
