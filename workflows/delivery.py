"""Delivers the messages of a cycle: wakes when some are due, sends, and sleeps until the next.

What belongs to no cycle goes out through one delivery of the whole organisation, which never ends.
"""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.deliver import Deliverer, Round
    from activities.starting import DELIVERY, DeliveryStart, Earliest
    from domain.clock import Moment, Wake

from workflows.options import NOTIFY
from workflows.timing import CycleTime, Renewable, is_time_to_renew, renewed

BETWEEN_ROUNDS = timedelta(hours=4)
"""Notices gather for this long, so that a person with ten of them gets one message."""


@workflow.defn(name=DELIVERY)
class Delivery(Renewable):
    """One round after another; what a round sent is in the log before the next begins."""

    @workflow.init
    def __init__(self, start: DeliveryStart) -> None:
        """Begin with a round at once, for whatever is waiting."""
        self.start = start
        self.time = CycleTime(start.tempo)
        self.next_round: datetime | None = self.time.now()
        self.not_before = self.time.now()
        self.is_over = False

    @workflow.run
    async def run(self, start: DeliveryStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the cycle is closed and the last message is out."""
        is_last = False
        while not is_last:
            has_come = await self.time.wait(
                self._next_wake,
                lambda: self.is_over or is_time_to_renew(),
                lambda: self.start.tempo,
            )
            is_last = self.is_over
            if has_come or is_last:
                await self._round(is_last=is_last)
            if is_time_to_renew() and not self.is_over:
                await renewed(lambda: self.start)

    @workflow.signal(name="notices_waiting")
    def notices_waiting(self, earliest: Earliest) -> None:
        """Learn that new notices are waiting, the first of them from that moment on."""
        if earliest.tempo is not None and earliest.tempo != self.start.tempo:
            self.start = self.start.model_copy(update={"tempo": earliest.tempo})
            self.time = CycleTime(earliest.tempo)
            self.not_before = self.time.now()
        self._plan(earliest.at)

    @workflow.signal(name="cycle_closed")
    def cycle_closed(self) -> None:
        """Send what is left and end."""
        self.is_over = True

    async def _round(self, *, is_last: bool) -> None:
        at = self.time.now()
        self.next_round = None
        self.not_before = at + BETWEEN_ROUNDS
        following = await workflow.execute_activity_method(
            Deliverer.deliver,
            Round(cycle=self.start.cycle, at=at, is_last=is_last),
            summary="deliver what is due",
            **NOTIFY,
        )
        if following is not None:
            self._plan(following)

    def _plan(self, moment: datetime) -> None:
        """Have a round by then, unless there is one earlier."""
        if self.next_round is None or moment < self.next_round:
            self.next_round = moment

    def _next_wake(self) -> Wake | None:
        if self.next_round is None:
            return None
        return Wake(at=max(self.next_round, self.not_before), moment=Moment.REMINDER)
