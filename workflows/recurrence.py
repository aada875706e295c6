"""A tick of a recurring cycle: one look at what is due, started by its timer once a day."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.in_clear import Clear
    from activities.recurring.occasions import Occasions, Tick
    from activities.starting import RECURRENCE, RecurrenceStart

from workflows.options import PAGE


@workflow.defn(name=RECURRENCE)
class RecurringCycle:
    """Has done what is due of one recurrence, and ends."""

    @workflow.run
    async def run(self, start: RecurrenceStart) -> None:
        """Look once, for as long as it takes."""
        tick = Tick(recurrence=start.recurrence, at=workflow.now())
        await workflow.execute_activity_method(
            Occasions.carry_on, tick, summary=Clear.LAUNCH_DUE.value, **PAGE
        )
