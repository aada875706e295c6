"""A development plan: looked after once a week, every plan in the same way.

Nothing here depends on what a plan says: the same rhythm, the same activity, the same sizes. The
hour of the week follows from the id alone. Who reads all of Temporal cannot tell one plan from
another.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.in_clear import Clear
    from activities.look_after_plan import PlanLook, PlanWatch
    from activities.starting import PLAN, PlanStart
    from domain.ids import PlanId
    from domain.process_state import Shown, WakeUp

from workflows.cancelling import to_the_end
from workflows.details import PLAN_PAGE, console_page, moment
from workflows.options import STORE
from workflows.sight import detail
from workflows.timing import CycleTime, Renewable, is_time_to_renew, renewed

WEEK: Final = timedelta(days=7)
HOURS: Final = 7 * 24
GRID: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""A Monday, at its first hour: every plan is looked after some whole hours and weeks later."""


@workflow.defn(name=PLAN)
class DevelopmentPlan(Renewable):
    """Wakes once a week and has the plan looked after until it is over."""

    @workflow.init
    def __init__(self, start: PlanStart) -> None:
        """Know which plan it is, and how time runs."""
        self.start = start
        self.time = CycleTime(start.tempo)
        self.looks_at = following(self.time.now(), start.plan)

    @workflow.run
    @to_the_end
    async def run(self, start: PlanStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the plan is over."""
        is_over = False
        while not is_over:
            self._show()
            if await self.time.wait(self._next_wake, is_time_to_renew):
                is_over = await self._is_over()
                self.looks_at = following(self.time.now(), self.start.plan)
            if is_time_to_renew() and not is_over:
                await renewed(lambda: self.start, Shown)

    def _show(self) -> None:
        """Let an operator read what it waits for: of every plan the same."""
        plan = self.start.plan
        detail([f"Next: look at {moment(self.looks_at)}.", "", console_page(PLAN_PAGE, plan)])

    def _next_wake(self) -> WakeUp:
        return WakeUp(at=self.looks_at, what="look")

    async def _is_over(self) -> bool:
        return await workflow.execute_activity_method(
            PlanWatch.look_after,
            PlanLook(plan=self.start.plan, at=self.time.now()),
            summary=Clear.LOOK_AFTER.value,
            **STORE,
        )


def following(at: datetime, plan: PlanId) -> datetime:
    """Give the next moment at which a plan is looked after, at the hour of the week it has."""
    return at + WEEK - (at - GRID - timedelta(hours=hour_of(plan))) % WEEK


def hour_of(plan: PlanId) -> int:
    """Give the hour of the week, from 0, at which a plan is looked after; its id alone tells."""
    return plan.int % HOURS
