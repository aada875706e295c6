"""The weekly look at a development plan: what is due by now is recorded, in the log alone."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.plan_actions import PlanActions
from domain.development.commands import Command, PassPlanTime
from domain.development.decide import decide
from domain.development.evolve import fold
from domain.development.state import PlanState
from domain.errors import ReviewError
from domain.ids import PlanId
from domain.value import Fact
from storage.archive import Archive
from storage.development import entries_of, plan_in
from storage.errors import LogOutOfReach
from storage.event import Conflict

ATTEMPTS: Final = 20
LOOKED_AFTER: Final = timedelta(weeks=26)
"""So long every plan is looked after, though it be over: how soon one ends would tell its kind."""

_log: Final = structlog.get_logger()


class PlanLook(Fact):
    """Which plan to look after, at which moment of the cycle's time."""

    plan: PlanId
    at: datetime


class PlanWatch:
    """Looks after plans; what it finds due goes into the log and nowhere else."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Read from and record in this archive; actions are asked for through this client."""
        self._archive = archive
        self._actions = PlanActions(archive, client)

    @activity.defn(name="look after plan")
    async def look_after(self, look: PlanLook) -> bool:
        """Announce, remind and close as is due; say whether it needs to be looked after no more.

        Looking again adds nothing. The actions of the plan are put right, should tasking them
        have been cut short.
        """
        state = await carry_out(self._archive, look.plan, PassPlanTime(at=look.at))
        try:
            await self._actions.settle(state)
        except LogOutOfReach:
            raise
        except ReviewError as refusal:
            _log.warning("actions_of_plan_refused", code=refusal.code)
        begun = state.begun
        return begun is not None and state.is_over and look.at >= begun.at + LOOKED_AFTER


async def carry_out(archive: Archive, plan: PlanId, command: Command) -> PlanState:
    """Decide on the plan as it stands, record what follows, and say where it stands then.

    Raises:
        ApplicationError: others kept changing it; asking again is safe.
        ReviewError: what the plan refuses.
        LogOutOfReach: the database did not answer; asking again is safe.
    """
    for _ in range(ATTEMPTS):
        recorded = await archive.journal.read(plan, unseal=True)
        state = plan_in(recorded)
        told = decide(state, command)
        if not told:
            return state
        after = fold(told, state)
        entries = entries_of(told, after.opened.reviewee)
        outcome = await archive.journal.append(plan, len(recorded), entries)
        if not isinstance(outcome, Conflict):
            return after
    raise ApplicationError("Others keep changing this plan.", type="too_busy")
