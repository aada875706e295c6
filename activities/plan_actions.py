"""The actions of a development plan: tasked once both stand behind it, dropped with their line."""

from typing import Final
from uuid import UUID, uuid5

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities import naming
from activities.tasking import NewAction, Tasking
from domain.actions.commands import DropAction
from domain.actions.events import Origin
from domain.development.state import PlanState, Side
from domain.development.words import PlannedAction
from domain.ids import ActionId, PersonId, PlanId, plan_id
from storage.archive import Archive

PLAN_CHANGED: Final = "the plan changed"
PLAN_CLOSED: Final = "the plan was closed"


def action_of_plan(plan: PlanId, action: str) -> ActionId:
    """Name the action of a plan by its id in it; an id is never used for another action."""
    return ActionId(uuid5(plan, f"action:{action}"))


class PlanActions:
    """Brings the actions that are under way in line with the plan; a second time does nothing."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Record in this archive and ask workflows through this client."""
        self._archive = archive
        self._client = client
        self._tasking = Tasking(archive, client)

    async def settle(self, state: PlanState) -> None:
        """Task what the plan says and nobody was asked for; drop what it says no longer.

        Nothing happens while somebody has not acknowledged the plan. A plan that somebody left or
        that another follows drops what is still open; one that came to its end lets it go on.
        """
        if state.begun is None or state.terms is None or state.is_paused:
            return
        is_kept = state.closed in (None, "completed")
        wanted = {action.id: action for action in state.plan.actions} if is_kept else {}
        for action in wanted.values():
            if state.closed is None:
                await self._task(state, action)
        for gone in sorted(state.action_ids - wanted.keys()):
            await self._drop(state, gone, PLAN_CHANGED if is_kept else PLAN_CLOSED)

    async def _task(self, state: PlanState, action: PlannedAction) -> None:
        begun = state.opened
        plan = plan_id(begun.review)
        origin = Origin(kind="plan", cycle=begun.cycle, review=begun.review, event=plan)
        name = action_of_plan(plan, action.id)
        if await self._archive.journal.read(name):
            await self._tasking.start(name)  # recorded, and the process may have died there
            return
        await self._tasking.task(
            NewAction(
                id=name,
                subject=begun.reviewee,
                owner=action.owner,
                on=action.due,
                what=action.what,
                tasked_by=_asks(state),
                origin=origin,
                must_begin=True,
            )
        )

    async def _drop(self, state: PlanState, action: str, why: str) -> None:
        name = action_of_plan(plan_id(state.opened.review), action)
        known = await self._tasking.read(name)
        if known.task is None or known.ended:
            return
        request = f"plan:{name}"
        subject = state.opened.reviewee
        content = await self._archive.vault.stage(_content(name), subject, {"reason": why})
        command = DropAction(actor=_asks(state), looks_after=True, request=request, content=content)
        workflow = naming.action_workflow(self._archive.organisation, name)
        try:
            handle = self._client.get_workflow_handle(workflow)
            await handle.execute_update("drop", command, id=request)
        except WorkflowUpdateFailedError:
            return  # it has ended meanwhile
        except RPCError as failure:
            if failure.status is not RPCStatusCode.NOT_FOUND:
                raise


def _asks(state: PlanState) -> PersonId:
    """Say in whose name actions are asked for: the manager's, else the reviewee's own."""
    return state.person(Side.MANAGER) or state.opened.reviewee


def _content(action: ActionId) -> UUID:
    return uuid5(action, "the plan changed")
