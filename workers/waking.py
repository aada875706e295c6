"""Wakes the workflows that wait for what the projector has seen."""

from dataclasses import dataclass
from datetime import datetime

from temporalio.client import Client

from activities import naming, starting
from activities.steer_cycle import signal_if_running
from domain.ids import CycleId
from workflows.delivery import BETWEEN_ROUNDS


@dataclass(frozen=True, slots=True)
class Rounds:
    """The last round of a delivery as far as one can tell from here, and the next."""

    last: datetime
    following: datetime

    def at(self, at: datetime) -> "Rounds":
        """Give the rounds as they stand at that moment."""
        return self if at < self.following else Rounds(self.following, self.following)


class Waker:
    """Tells the delivery of new notices, and a cycle that its last review has closed.

    A delivery that will wake by then anyway is left alone: one signal a round, not one a notice.
    """

    def __init__(self, client: Client) -> None:
        """Signal through this client."""
        self._client = client
        self._rounds: dict[CycleId, Rounds] = {}

    async def notices_waiting(self, cycle: CycleId, earliest: datetime, at: datetime) -> None:
        """Pass on when the first of the new notices may go out; `at` is the cycle's present."""
        known = self._rounds.get(cycle)
        rounds = known.at(at) if known else None
        wake = max(earliest, rounds.last + BETWEEN_ROUNDS) if rounds else earliest
        if rounds is not None and at < rounds.following <= wake:
            return
        last = rounds.last if rounds else at - BETWEEN_ROUNDS
        self._rounds[cycle] = Rounds(last, wake)
        name = naming.delivery_workflow(cycle)
        await signal_if_running(
            self._client, name, starting.NOTICES_WAITING, starting.Earliest(at=earliest)
        )

    async def reviews_done(self, cycle: CycleId) -> None:
        """Tell a cycle that no review of it is open any more."""
        name = naming.cycle_workflow(cycle)
        await signal_if_running(self._client, name, starting.REVIEWS_DONE, None)
