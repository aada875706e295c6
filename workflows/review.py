"""One person's review, from the first goal to the signature."""

from typing import Final

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.in_clear import Clear
    from activities.record import Recorder
    from activities.starting import REVIEW, STANDING, Changed, ReviewStart, Settled, Standing
    from domain.process_state import review_shown, review_wake
    from domain.review import commands as c
    from domain.review.decide import decide
    from domain.review.events import Event
    from domain.review.evolve import fold
    from domain.review.state import ReviewState

from workflows.cancelling import to_the_end
from workflows.details import review_details
from workflows.messages import Receipt
from workflows.options import STORE
from workflows.sentences import SENTENCES
from workflows.timing import CycleTime, Renewable, is_time_to_renew, renewed
from workflows.turns import Rules, Turns


async def _read_again(state: ReviewState) -> ReviewState:
    return await workflow.execute_activity_method(
        Recorder.read_review, state.planned.review, summary=Clear.READ_AGAIN.value, **STORE
    )


RULES: Final[Rules[ReviewState, c.Command, Event]] = Rules(
    decide=decide,
    fold=fold,
    stream=lambda state: state.planned.review,
    read_again=_read_again,
    is_over=lambda state: state.is_closed,
    shown=review_shown,
    wakes=review_wake,
    struck=lambda state: state.next_wake(),
    details=review_details,
)


@workflow.defn(name=REVIEW)
class Review(Renewable):
    """Waits for people and for time, decides by the domain, records, and waits again."""

    @workflow.init
    def __init__(self, start: ReviewStart) -> None:
        """Stand where the log stands."""
        self.time = CycleTime(start.state.planned.tempo)
        self.turns = Turns(RULES, start.state, self.time)

    @property
    def state(self) -> ReviewState:
        """Tell where it stands."""
        return self.turns.state

    @workflow.run
    @to_the_end
    async def run(self, start: ReviewStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the review is completed or cancelled."""
        self.turns.show()
        while not self.state.is_closed:
            has_come = await self.time.wait(
                self.turns.next_wake,
                lambda: self.state.is_closed or is_time_to_renew(),
                lambda: self.state.rounds,
            )
            if has_come:
                await self.turns.carry_out(c.PassTime())
            self.turns.look()
            if is_time_to_renew() and not self.state.is_closed:
                await renewed(lambda: ReviewStart(state=self.state), self.turns.shown)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.query(name=STANDING, description=SENTENCES[STANDING])
    def standing(self) -> Standing:
        """Tell up to which fact of its stream it stands; asking leaves nothing behind."""
        return Standing(version=self.state.version)

    @workflow.update(name="submit_step", description=SENTENCES["submit_step"])
    async def submit_step(self, command: c.SubmitStep) -> Receipt:
        """Do a step: submit, agree, send back, share, sign."""
        return await self.turns.answer(command)

    @workflow.update(name="extend", description=SENTENCES["extend"])
    async def extend(self, command: c.Extend) -> Receipt:
        """Move the deadlines of a stage of this review."""
        return await self.turns.answer(command)

    @workflow.update(name="hand_over", description=SENTENCES["hand_over"])
    async def hand_over(self, command: c.HandOver) -> Receipt:
        """Give a part in this review to somebody else."""
        return await self.turns.answer(command)

    @workflow.update(name="pause", description=SENTENCES["pause"])
    async def pause(self, command: c.PauseReview) -> Receipt:
        """Stop the clocks of this review."""
        return await self.turns.answer(command)

    @workflow.update(name="resume", description=SENTENCES["resume"])
    async def resume(self, command: c.ResumeReview) -> Receipt:
        """Let the clocks of this review run again."""
        return await self.turns.answer(command)

    @workflow.update(name="cancel", description=SENTENCES["cancel"])
    async def cancel(self, command: c.CancelReview) -> Receipt:
        """End this review before its time."""
        return await self.turns.answer(command)

    @workflow.update(name="reopen", description=SENTENCES["reopen"])
    async def reopen(self, command: c.ReopenStep) -> Receipt:
        """Have a step that was done done again, and what followed it."""
        return await self.turns.answer(command)

    @workflow.update(name="nudge", description=SENTENCES["nudge"])
    async def nudge(self, command: c.NudgeReview) -> Receipt:
        """Ask after the open steps of this review."""
        return await self.turns.answer(command)

    @submit_step.validator
    def _may_submit(self, command: c.SubmitStep) -> None:
        self.turns.refuse_early(command)

    @extend.validator
    def _may_extend(self, command: c.Extend) -> None:
        self.turns.refuse_early(command)

    @hand_over.validator
    def _may_hand_over(self, command: c.HandOver) -> None:
        self.turns.refuse_early(command)

    @pause.validator
    def _may_pause(self, command: c.PauseReview) -> None:
        self.turns.refuse_early(command)

    @resume.validator
    def _may_resume(self, command: c.ResumeReview) -> None:
        self.turns.refuse_early(command)

    @cancel.validator
    def _may_cancel(self, command: c.CancelReview) -> None:
        self.turns.refuse_early(command)

    @reopen.validator
    def _may_reopen(self, command: c.ReopenStep) -> None:
        self.turns.refuse_early(command)

    @nudge.validator
    def _may_nudge(self, command: c.NudgeReview) -> None:
        self.turns.refuse_early(command)

    @workflow.signal(name="calibration_settled", description=SENTENCES["calibration_settled"])
    async def calibration_settled(self, settled: Settled | None = None) -> None:
        """Take over what the panel locked."""
        if settled is not None:
            told = c.SettleCalibration(session=settled.session, content=settled.content)
            await self._take_note(told)

    @workflow.signal(name="stage_extended", description=SENTENCES["stage_extended"])
    async def stage_extended(self, command: c.Extend | None = None) -> None:
        """Follow a change that was made for the whole cycle or a group."""
        await self._take_note(command)

    @workflow.signal(name="changed", description=SENTENCES["changed"])
    async def changed(self, told: Changed | None = None) -> None:
        """Follow what HR has done to this review and others."""
        await self._take_note(told.command if told else None)

    @workflow.signal(name="part_changed", description=SENTENCES["part_changed"])
    async def part_changed(self, command: c.HandOver | None = None) -> None:
        """Follow a change in the organisation."""
        await self._take_note(command)

    @workflow.signal(name="leave_recorded", description=SENTENCES["leave_recorded"])
    async def leave_recorded(self, command: c.RecordLeave | None = None) -> None:
        """Follow a leave that became known."""
        await self._take_note(command)

    @workflow.signal(name="reviewee_left", description=SENTENCES["reviewee_left"])
    async def reviewee_left(self, command: c.CancelReview | None = None) -> None:
        """End the review of somebody who has left."""
        await self._take_note(command)

    async def _take_note(self, command: c.Command | None) -> None:
        """Carry out what a machine told; there is nobody to answer when it no longer fits.

        Sent from the Temporal UI without a payload it says nothing, and must not stop the review.
        """
        if command is None:
            return
        try:
            await self.turns.answer(command)
        except ApplicationError as refusal:
            workflow.logger.warning("not carried out: %s", refusal.type)
