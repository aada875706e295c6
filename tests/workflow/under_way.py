"""A review that runs: what people do in it, what the log says of it, what Temporal keeps."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper

from domain.ids import PersonId, StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review.plan import ReviewPlan
from domain.review.verdict import Verdict
from gateway.asking import Answer, Wish, ask
from gateway.submitting import content_id
from storage.archive import Archive
from tests.unit.review.sample_plan import REVIEWEE, local
from workflows.messages import Receipt

Handle = WorkflowHandle[object, object]
Words = Mapping[str, JsonValue]
SOME_WORDS: Words = {"text": "words that nobody outside may read"}
Fact = TypeVar("Fact", bound=e.ReviewEvent)

OF_THE_CLOCK = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    }
)
"""What a clock that is moved by hand leaves in a history, and nothing else does."""


def berlin(at: datetime) -> str:
    """Write an instant as a clock in Berlin shows it."""
    return f"{at.astimezone(ZoneInfo('Europe/Berlin')):%a %d %b %H:%M}"


@dataclass(frozen=True)
class UnderWay:
    """One review and its workflow."""

    archive: Archive
    skipper: TimeSkipper
    handle: Handle
    plan: ReviewPlan

    async def until(self, moment: str) -> None:
        """Let time pass until that moment in Berlin; the review must still be open then."""
        async with asyncio.timeout(30):
            by = local(moment) - await self.now()
            assert await self.skipper.fast_forward(self.handle, by), "it ended, or stands still"

    async def until_it_waits(self) -> None:
        """Return once the workflow has been looked at; a clock must not be moved before that."""
        await until_it_waits(self.handle)

    async def until_told(self, kind: type[e.ReviewEvent]) -> None:
        """Return once a fact of that kind is in the log; what machines tell is not answered."""
        async with asyncio.timeout(30):
            while not await self.all(kind):  # noqa: ASYNC110 - the log tells nobody
                await asyncio.sleep(0.01)

    async def now(self) -> datetime:
        """The present of this review."""
        return self.plan.tempo.virtual(await self.skipper.get_current_time(self.handle))

    async def submit(
        self,
        step: str,
        actor: PersonId = REVIEWEE,
        verdict: Verdict = Verdict.SUBMITTED,
        *,
        request: str | None = None,
        words: Words | None = SOME_WORDS,
    ) -> Answer:
        """Hand a step in as the gateway does."""
        request = request or str(uuid4())
        command = await self.submission(step, actor, verdict, request=request, words=words)
        return await self._ask("submit_step", command, request)

    async def submission(
        self,
        step: str,
        actor: PersonId = REVIEWEE,
        verdict: Verdict = Verdict.SUBMITTED,
        *,
        request: str,
        words: Words | None = SOME_WORDS,
    ) -> c.SubmitStep:
        """Seal the words, and give what is asked of the workflow."""
        content = None
        if words is not None:
            name = content_id(request)
            content = await self.archive.vault.stage(name, self.plan.reviewee, words)
        return c.SubmitStep(
            step=StepId(step), actor=actor, verdict=verdict, submission=request, content=content
        )

    async def steer(self, update: str, command: c.Command) -> Receipt:
        """Ask for a change in flight; the answer must be definite."""
        answer = await self._ask(update, command, str(uuid4()))
        assert isinstance(answer, Receipt)
        return answer

    async def _ask(self, update: str, command: c.Command, request: str) -> Answer:
        wish = Wish(self.handle.id, update, command, request)
        return await ask(self.archive, self.skipper.client, wish)

    async def facts(self) -> list[e.Event]:
        """Everything the log holds of this review, in order."""
        recorded = await self.archive.journal.read(self.plan.review)
        return [each.event for each in recorded if isinstance(each.event, e.ReviewEvent)]

    async def all(self, kind: type[Fact]) -> list[Fact]:
        """Every fact of that kind, in order."""
        return [event for event in await self.facts() if isinstance(event, kind)]

    async def when(self, kind: type[e.ReviewEvent]) -> list[str]:
        """When facts of that kind happened, in Berlin."""
        return [berlin(event.at) for event in await self.all(kind)]

    async def history(self) -> Sequence[HistoryEvent]:
        """What Temporal keeps, without the traces of a moved clock."""
        found = (await self.handle.fetch_history()).events
        return [event for event in found if event.event_type not in OF_THE_CLOCK]

    async def count(self, kind: "EventType.ValueType") -> int:
        """How often something stands in the history."""
        return sum(event.event_type == kind for event in await self.history())


async def until_it_waits(handle: Handle) -> None:
    """Return once a workflow is there and has been looked at; only then move its clock."""
    async with asyncio.timeout(30):
        while not await _was_looked_at(handle):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)


async def _was_looked_at(handle: Handle) -> bool:
    try:
        history = await handle.fetch_history()
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    return any(event.event_type == done for event in history.events)
