"""An action that runs: who asked whom for what, and what people say about it."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from activities import naming
from activities.tasking import NewAction
from domain.actions import events as e
from domain.ids import ActionId, action_id
from gateway.actions import Actions, Said
from storage.read_models.waiting import wait_until_built
from tests.unit.review.sample_plan import local
from tests.workflow.company import Launched
from tests.workflow.engine import Engine
from tests.workflow.under_way import Handle, berlin, until_it_waits

Kind = TypeVar("Kind", bound=e.ActionEvent)
OWNER, SUBJECT, MANAGER = "102", "101", "10"
FRIDAY = date(2026, 1, 23)
WHAT = "Write down how the optics line is set up."


@dataclass(frozen=True)
class Errand:
    """One action and its workflow, in the time of the cycle it was tasked in."""

    launched: Launched
    action: ActionId

    @property
    def engine(self) -> Engine:
        return self.launched.company.engine

    @property
    def handle(self) -> Handle:
        name = naming.action_workflow(self.engine.archive.organisation, self.action)
        return self.engine.client.get_workflow_handle(name)

    @property
    def desk(self) -> Actions:
        return Actions(self.engine.archive, self.engine.client)

    async def until(self, moment: str) -> None:
        """Let time pass for the action until that moment in Berlin."""
        await let_pass(self.launched, self.handle, moment)

    def said(self, request: str, number: str = OWNER, words: str = "It is done.") -> Said:
        return Said(request, self.action, self.launched.company[number], words)

    async def facts(self) -> list[e.Event]:
        recorded = await self.engine.archive.journal.read(self.action)
        return [each.event for each in recorded if isinstance(each.event, e.ActionEvent)]

    async def all(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in await self.facts() if isinstance(event, kind)]

    async def when(self, kind: type[e.ActionEvent]) -> list[str]:
        return [berlin(event.at) for event in await self.all(kind)]


def asked(launched: Launched, request: str = "write it down", on: date = FRIDAY) -> NewAction:
    """What a manager asks one of the team to do for another."""
    company = launched.company
    return NewAction(
        id=action_id(company.engine.archive.organisation, request),
        subject=company[SUBJECT],
        owner=company[OWNER],
        on=on,
        what=WHAT,
        tasked_by=company[MANAGER],
    )


async def errand(launched: Launched, new: NewAction | None = None) -> Errand:
    """Task an action, and return once its workflow waits."""
    engine, wanted = launched.company.engine, new or asked(launched)
    await wait_until_built(engine.archive.readers, await engine.archive.store.head())
    await Actions(engine.archive, engine.client).task(wanted)
    found = Errand(launched, wanted.id)
    await until_it_waits(found.handle)
    return found


async def let_pass(launched: Launched, handle: Handle, moment: str) -> None:
    """Let time pass for a workflow of this company until that moment in Berlin."""
    engine, tempo = launched.company.engine, launched.request.tempo
    now = tempo.virtual(await engine.skipper.get_current_time(handle))
    await engine.advance(handle, local(moment) - now)


async def everyday_delivery(launched: Launched) -> Handle:
    """Give the delivery of what belongs to no cycle, once it is there and waits."""
    engine = launched.company.engine
    name = naming.delivery_workflow(engine.archive.organisation)
    handle: Handle = engine.client.get_workflow_handle(name)
    async with asyncio.timeout(30):
        await until_it_waits(handle)
    return handle
