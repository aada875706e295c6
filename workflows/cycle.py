"""A review cycle: takes people in page by page, follows changes, and closes at the end."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.change_reviews import ReviewChanges, ReviewsChange
    from activities.in_clear import WAITS, Clear
    from activities.launch import Launcher, LaunchRef, PageRef
    from activities.newcomers import Addition, Newcomers
    from activities.quiet_reviews import QuietLook, QuietWatch
    from activities.starting import CYCLE, CycleStart
    from activities.steer_cycle import CycleSteering, Extension
    from domain.process_state import ProcessState, Shown, WakeUp

from workflows.cancelling import to_the_end
from workflows.details import CYCLE_PAGE, console_page, in_words, moment
from workflows.messages import ChangeAsked, Joining, Receipt, StageMove
from workflows.options import PAGE, STORE
from workflows.sentences import SENTENCES
from workflows.sight import Sight, detail
from workflows.timing import CycleTime, Renewable, is_time_to_renew, renewed

LOOKS_AGAIN = timedelta(days=7)
"""How often a cycle that should be over looks whether reviews are still open."""

MONTH = timedelta(days=30)
"""How often a cycle looks for reviews in which nobody gives feedback."""


@workflow.defn(name=CYCLE)
class ReviewCycle(Renewable):
    """Starts everything a cycle needs and waits for its end; it holds no reviews as children."""

    @workflow.init
    def __init__(self, start: CycleStart) -> None:
        """Stand where the cycle stands."""
        self.start = start
        self.time = CycleTime(start.tempo)
        self.launched_at: datetime | None = None
        self.reviews_are_done = False
        self.sight = Sight()
        self.shown = self.sight.seen or Shown()

    @workflow.run
    @to_the_end
    async def run(self, start: CycleStart) -> None:  # noqa: ARG002 - read in __init__
        """Run from the launch until nothing is left to do."""
        if not self.start.is_launched:
            await self._launch()
        while not await self._is_closed():
            if is_time_to_renew():
                await renewed(lambda: self.start, lambda: self.shown)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update(name="move_stage_deadline", description=SENTENCES["move_stage_deadline"])
    async def move_stage_deadline(self, move: StageMove) -> Receipt:
        """Move the deadline of a stage for everybody, a group or one person.

        A launch under way is waited for: a review that is not there yet would not hear of it.
        """
        await workflow.wait_condition(lambda: self.start.is_launched)
        extension = Extension(cycle=self.start.cycle, at=self.time.now(), **move.model_dump())
        position = await workflow.execute_activity_method(
            CycleSteering.extend, extension, summary=Clear.RECORD_CHANGE.value, **STORE
        )
        await workflow.execute_activity_method(
            CycleSteering.tell_reviews, extension, summary=Clear.TELL_REVIEWS.value, **PAGE
        )
        return Receipt(version=0, position=position)

    @workflow.update(name="change_reviews", description=SENTENCES["change_reviews"])
    async def change_reviews(self, change: ChangeAsked) -> Receipt:
        """Pause, resume, end, reopen or nudge many reviews; to end all is to end the cycle.

        A launch under way is waited for: a review that is not there yet would not hear of it.
        """
        await workflow.wait_condition(lambda: self.start.is_launched)
        asked = ReviewsChange(cycle=self.start.cycle, at=self.time.now(), **change.model_dump())
        position = await workflow.execute_activity_method(
            ReviewChanges.order, asked, summary=Clear.RECORD_CHANGE.value, **STORE
        )
        told = await workflow.execute_activity_method(
            ReviewChanges.tell, asked, summary=Clear.TELL_REVIEWS.value, **PAGE
        )
        if change.change in ("cancel", "close") and not told:
            self.reviews_are_done = True
        return Receipt(version=0, position=position)

    @workflow.update(name="add_people", description=SENTENCES["add_people"])
    async def add_people(self, joining: Joining) -> Receipt:
        """Take further people in, as the launch would have; who has a review already keeps it."""
        await workflow.wait_condition(lambda: self.start.is_launched)
        asked = Addition(cycle=self.start.cycle, at=self.time.now(), **joining.model_dump())
        await workflow.execute_activity_method(
            Newcomers.record, asked, summary=Clear.RECORD_NEWCOMERS.value, **STORE
        )
        position = await workflow.execute_activity_method(
            Newcomers.take_in, asked, summary=Clear.TAKE_IN.value, **PAGE
        )
        return Receipt(version=0, position=position)

    # In the Temporal UI an update can be sent without a payload; refused here, it stops nothing.
    @move_stage_deadline.validator
    def _may_move(self, move: StageMove) -> None:
        """Refuse nothing but what is no such request; the activity decides."""

    @change_reviews.validator
    def _may_change(self, change: ChangeAsked) -> None:
        """Refuse likewise."""

    @add_people.validator
    def _may_add(self, joining: Joining) -> None:
        """Refuse likewise."""

    @workflow.signal(name="reviews_done", description=SENTENCES["reviews_done"])
    def reviews_done(self) -> None:
        """Learn that no review of this cycle is open any more."""
        self.reviews_are_done = True

    async def _launch(self) -> None:
        """Record the launch, take everybody in, page by page, and set the rest going."""
        await self._until_it_begins()
        self.launched_at = self.launched_at or self.time.now()
        ref = LaunchRef(
            cycle=self.start.cycle,
            launch=self.start.launch,
            at=self.launched_at,
            schedule=self.start.schedule,
        )
        pages = await workflow.execute_activity_method(
            Launcher.begin, ref, summary=Clear.RECORD_LAUNCH.value, **PAGE
        )
        for page in range(self.start.taken_in, pages):
            await workflow.execute_activity_method(
                Launcher.take_in,
                PageRef(cycle=self.start.cycle, page=page, at=ref.at),
                summary=f"page {page + 1} of {pages}",
                **PAGE,
            )
            self.start = self.start.model_copy(update={"taken_in": page + 1})
        await workflow.execute_activity_method(
            Launcher.set_going, ref, summary=Clear.SET_GOING.value, **PAGE
        )
        self.start = self.start.model_copy(update={"is_launched": True})

    async def _until_it_begins(self) -> None:
        """Wait for the moment of a scheduled launch: a message may have woken this run before."""
        begins_at = self.start.begins_at
        if begins_at is not None and begins_at > workflow.now():
            self._show(Shown(wakes=begins_at), "launch")
            await workflow.sleep(begins_at - workflow.now(), summary=WAITS["launch"].value)

    async def _is_closed(self) -> bool:
        """Wait for the end, look whether it is one, and close if so."""
        looks_at = await workflow.execute_activity_method(
            CycleSteering.looks_at, self.start.cycle, summary=Clear.LOOK_FOR_END.value, **STORE
        )
        at = max(looks_at, self.time.now() + LOOKS_AGAIN)
        is_late = looks_at <= self.time.now()
        state = ProcessState.OVERDUE if is_late else ProcessState.OPEN
        self._show(Shown(state=state, wakes=self.start.tempo.real(at)), "end of cycle")
        await self._watch_feedback(at)
        await self._has_come(WakeUp(at=at, what="end of cycle"))
        self.reviews_are_done = False
        return await workflow.execute_activity_method(
            CycleSteering.close,
            args=[self.start.cycle, self.time.now()],
            summary=Clear.CLOSE.value,
            **STORE,
        )

    async def _watch_feedback(self, until: datetime) -> None:
        """Look every month for reviews without feedback, as long as that comes before the end."""
        while self.start.watches_feedback and not self._is_to_look():
            look = self.start.looks_next or self.time.now() + MONTH
            self.start = self.start.model_copy(update={"looks_next": look})
            if look >= until:
                return
            wake = WakeUp(at=look, what="look for feedback")
            if await self._has_come(wake):
                await self._point_out()

    async def _has_come(self, wake: WakeUp) -> bool:
        """Wait for a moment; False when there is something else to look at."""
        return await self.time.wait(lambda: wake, self._is_to_look)

    def _show(self, shown: Shown, what: str) -> None:
        """Let an operator see whether the cycle should be over, and when it looks again."""
        self.shown = shown
        wakes = f"Next: {what} at {moment(shown.wakes)}." if shown.wakes else ""
        detail(
            [
                f"Cycle: {in_words(shown.state)}. {wakes}",
                "",
                console_page(CYCLE_PAGE, self.start.cycle),
            ]
        )
        self.sight.show(shown)

    async def _point_out(self) -> None:
        at = self.time.now()
        await workflow.execute_activity_method(
            QuietWatch.point_out,
            QuietLook(cycle=self.start.cycle, at=at),
            summary=Clear.POINT_OUT.value,
            **PAGE,
        )
        self.start = self.start.model_copy(update={"looks_next": at + MONTH})

    def _is_to_look(self) -> bool:
        """Whether the cycle may be over, or this run of it."""
        return self.reviews_are_done or is_time_to_renew()
