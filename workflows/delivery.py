"""Delivers the messages of a cycle: wakes when some are due, sends, and sleeps until the next.

What belongs to no cycle goes out through one delivery of the whole organisation, which never ends.
"""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.deliver import Deliverer, PutOff, Round
    from activities.in_clear import Clear
    from activities.outgoing import PAUSED
    from activities.starting import DELIVERY, DeliveryStart, Earliest
    from domain.process_state import ProcessState, Shown, WakeUp

from workflows.cancelling import to_the_end, undisturbed
from workflows.details import CYCLE_PAGE, console_page, in_words, moment
from workflows.options import FIRST_TRIES, NOTIFY, Options
from workflows.sentences import SENTENCES
from workflows.sight import Sight, detail
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
        self.sight = Sight()
        self.state = self.sight.seen.state if self.sight.seen else ProcessState.OPEN

    @workflow.run
    @to_the_end
    async def run(self, start: DeliveryStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the cycle is closed and the last message is out."""
        is_last = False
        while not is_last:
            self._show()
            has_come = await self.time.wait(
                self._next_wake,
                lambda: self.is_over or is_time_to_renew(),
                lambda: self.start.tempo,
            )
            is_last = self.is_over
            if has_come or is_last:
                await self._round(is_last=is_last)
            if is_time_to_renew() and not self.is_over:
                await renewed(lambda: self.start, self._shown)

    @workflow.signal(name="notices_waiting", description=SENTENCES["notices_waiting"])
    def notices_waiting(self, earliest: Earliest | None = None) -> None:
        """Learn that new notices are waiting, the first of them from that moment on."""
        if earliest is None:
            return  # sent from the Temporal UI without a payload
        if earliest.tempo is not None and earliest.tempo != self.start.tempo:
            self.start = self.start.model_copy(update={"tempo": earliest.tempo})
            self.time = CycleTime(earliest.tempo)
            self.not_before = self.time.now()
        self._plan(earliest.at)

    @workflow.signal(name="cycle_closed", description=SENTENCES["cycle_closed"])
    def cycle_closed(self) -> None:
        """Send what is left and end."""
        self.is_over = True

    async def _round(self, *, is_last: bool) -> None:
        """Have a round go out; while it cannot, everybody sees that it is failing."""
        self.next_round = None
        self.not_before = self.time.now() + BETWEEN_ROUNDS
        try:
            outcome = await self._deliver(FIRST_TRIES, is_last=is_last)
        except ActivityError as failure:
            if is_cancelled_exception(failure):
                raise
            self._stand(_as_it_failed(failure))
            outcome = await self._deliver(NOTIFY, is_last=is_last)
        is_put_off = isinstance(outcome, PutOff)
        self._stand(ProcessState.FAILING if is_put_off else ProcessState.OPEN)
        following = outcome.until if isinstance(outcome, PutOff) else outcome
        if following is not None:
            self._plan(following)

    async def _deliver(self, tries: Options, *, is_last: bool) -> datetime | PutOff | None:
        under_way = workflow.start_activity_method(
            Deliverer.deliver,
            Round(cycle=self.start.cycle, at=self.time.now(), is_last=is_last),
            summary=Clear.DELIVER.value,
            **tries,
        )
        return await undisturbed(under_way)

    def _stand(self, state: ProcessState) -> None:
        """Stand like that from now on; what has come to its end shows itself."""
        self.state = state
        self._show()

    def _shown(self) -> Shown:
        wake = self._next_wake()
        return Shown(state=self.state, wakes=self.start.tempo.real(wake.at) if wake else None)

    def _show(self) -> None:
        """Let an operator see whether messages go out, and when the next are due."""
        wake, cycle = self._next_wake(), self.start.cycle
        due = f"Next: round at {moment(wake.at)}." if wake else "Next: once there is a message."
        detail([f"Messages: {in_words(self.state)}. {due}", "", console_page(CYCLE_PAGE, cycle)])
        self.sight.show(self._shown())

    def _plan(self, at: datetime) -> None:
        """Have a round by then, unless there is one earlier."""
        if self.next_round is None or at < self.next_round:
            self.next_round = at

    def _next_wake(self) -> WakeUp | None:
        if self.next_round is None:
            return None
        return WakeUp(at=max(self.next_round, self.not_before), what="round")


def _as_it_failed(failure: ActivityError) -> ProcessState:
    """Tell messages that an operator has stopped from messages that cannot be sent."""
    cause = failure.cause
    is_stopped = isinstance(cause, ApplicationError) and cause.type == PAUSED
    return ProcessState.PAUSED if is_stopped else ProcessState.FAILING
