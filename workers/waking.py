"""Wakes the workflows that wait for what the projector has seen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from temporalio.client import Client

from activities import naming, starting
from activities.first_sight import first_sight
from activities.follow_plan import start_plan
from activities.follow_up import FollowUps
from activities.steer_cycle import signal_if_running
from domain.follow_ups import FollowUp
from domain.ids import CycleId, OrganisationId
from domain.tempo import Tempo
from storage.archive import Archive
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

    What a review asked for outside of it, such as actions, is set going from here.

    A delivery that will wake by then anyway is left alone: one signal a round, not one a notice.
    """

    def __init__(self, client: Client, archive: Archive) -> None:
        """Signal through this client; what follows from reviews is looked up in this archive."""
        self._client = client
        self._follow_ups = FollowUps(archive, client, start_plan)
        self._rounds: dict[UUID, Rounds] = {}

    async def notices_waiting(self, cycle: CycleId, earliest: datetime, at: datetime) -> None:
        """Pass on when the first of the new notices may go out; `at` is the cycle's present."""
        rounds = self._rounds_after(cycle, earliest, at)
        if rounds is None:
            return
        name = naming.delivery_workflow(cycle)
        await signal_if_running(
            self._client, name, starting.NOTICES_WAITING, starting.Earliest(at=earliest)
        )
        self._rounds[cycle] = rounds

    async def lasting_waiting(
        self, organisation: OrganisationId, earliest: datetime, tempo: Tempo, at: datetime
    ) -> None:
        """Pass on what belongs to no cycle; its delivery is started by the first there is."""
        rounds = self._rounds_after(organisation, earliest, at)
        if rounds is None:
            return
        waiting = starting.Earliest(at=earliest, tempo=tempo)
        start = starting.DeliveryStart(cycle=organisation, tempo=tempo)
        await self._client.start_workflow(
            starting.DELIVERY,
            start,
            id=naming.delivery_workflow(organisation),
            task_queue=starting.NOTIFY_QUEUE,
            **first_sight(start, organisation),
            start_signal=starting.NOTICES_WAITING,
            start_signal_args=[waiting],
        )
        self._rounds[organisation] = rounds

    async def follow_up(self, asked: FollowUp) -> None:
        """Set going what a review asked for."""
        await self._follow_ups.carry_out(asked)

    async def reviews_done(self, cycle: CycleId) -> None:
        """Tell a cycle that no review of it is open any more."""
        name = naming.cycle_workflow(cycle)
        await signal_if_running(self._client, name, starting.REVIEWS_DONE, None)

    def _rounds_after(self, cycle: UUID, earliest: datetime, at: datetime) -> Rounds | None:
        """Give the rounds once the delivery has heard of it; None when it need not hear."""
        known = self._rounds.get(cycle)
        rounds = known.at(at) if known else None
        wake = max(earliest, rounds.last + BETWEEN_ROUNDS) if rounds else earliest
        if rounds is not None and at < rounds.following <= wake:
            return None
        return Rounds(rounds.last if rounds else at - BETWEEN_ROUNDS, wake)
