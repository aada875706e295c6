"""A development plan: looked after once a week, every plan in the same way.

Nothing here depends on what a plan says: the same rhythm, the same activity, the same sizes. The
hour of the week follows from the id alone. Who reads all of Temporal cannot tell one plan from
another.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.look_after_plan import PlanLook, PlanWatch
    from activities.starting import PLAN, PlanStart
    from domain.clock import Moment, Wake
    from domain.ids import PlanId

from workflows.options import STORE
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
    async def run(self, start: PlanStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the plan is over."""
        is_over = False
        while not is_over:
            if await self.time.wait(self._next_wake, is_time_to_renew):
                is_over = await self._is_over()
                self.looks_at = following(self.time.now(), self.start.plan)
            if is_time_to_renew() and not is_over:
                await renewed(lambda: self.start)

    def _next_wake(self) -> Wake:
        return Wake(at=self.looks_at, moment=Moment.REMINDER)

    async def _is_over(self) -> bool:
        return await workflow.execute_activity_method(
            PlanWatch.look_after,
            PlanLook(plan=self.start.plan, at=self.time.now()),
            **STORE,
        )


def following(at: datetime, plan: PlanId) -> datetime:
    """Give the next moment at which a plan is looked after, at the hour of the week it has."""
    return at + WEEK - (at - GRID - timedelta(hours=hour_of(plan))) % WEEK


def hour_of(plan: PlanId) -> int:
    """Give the hour of the week, from 0, at which a plan is looked after; its id alone tells."""
    return plan.int % HOURS
