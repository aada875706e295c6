"""The seam between a person and a workflow: a request is answered, refused, or on its way.

A request that was not answered in time is unknown, not failed: it is asked again under the same
id until the answer is definite, and the person is told the truth meanwhile. It is written down
before it is asked, so that it outlives the process that asks.
"""

import asyncio
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from time import perf_counter
from typing import ClassVar, Final

import structlog
from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import ReviewError
from domain.value import Fact
from gateway.counts import note_asked
from gateway.standing_processes import Processes
from storage.archive import Archive
from storage.spans import here, span
from storage.staging import Sealed
from storage.under_way import UnderWay
from workflows.messages import Receipt

PATIENCE: Final = 8.0
ONE_CALL: Final = timedelta(seconds=5)
LONGER: Final = timedelta(seconds=1)
"""So much longer than somebody waits is what they asked for left to them."""

OVERTAKEN: Final = "AcceptedUpdateCompletedWorkflow"
"""The process ended while it carried a request out: what became of that is in the log."""

log = structlog.get_logger()


class Refused(ReviewError):
    """The request was refused."""

    def __init__(self, sentence: str, code: str) -> None:
        """Carry the sentence for the person and the code for programs."""
        super().__init__(sentence)
        self.refusal = code


class AlreadyOver(ReviewError):
    """This process has ended, or was never started."""

    code: ClassVar[str] = "already_over"


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """Nothing definite yet; asking again under the same id is safe."""

    request: str


Answer = Receipt | OnItsWay


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a workflow, and the words it refers to; `request` makes asking twice once.

    The command holds ids, references and dates, and never a word.
    """

    workflow: str
    update: str
    command: Fact
    request: str
    words: Sealed | None = None

    @property
    def written(self) -> UnderWay:
        """Give it as it is written down."""
        told = self.command.model_dump_json()
        kind = type(self.command).__name__
        return UnderWay(self.workflow, self.request, self.update, kind, told, here())


async def ask(archive: Archive, client: Client, wish: Wish, patience: float = PATIENCE) -> Answer:
    """Write down what is asked, with its words, ask the workflow, and give its answer.

    After `patience` seconds without an answer it is on its way, and `gateway.relaying` asks again.

    Raises:
        Refused: the workflow said no, with a sentence for the person who asked.
        AlreadyOver: there is no such process any more.
        ContentAlreadyStaged: other words were handed in under the same request.
    """
    with span(f"ask {wish.update}", kind="client", workflow_id=wish.workflow) as seen:
        answer = await _asked(archive, client, wish, patience)
        seen.tell(answer="recorded" if isinstance(answer, Receipt) else "on its way")
        return answer


async def _asked(archive: Archive, client: Client, wish: Wish, patience: float) -> Answer:
    written = wish.written
    turn = await archive.under_way.write(written, wish.words, timedelta(seconds=patience) + LONGER)
    begun = perf_counter()
    try:
        answer = await _sent(archive, client, wish, patience)
    except (Refused, AlreadyOver) as refusal:
        await archive.under_way.refused(written, turn)
        code = refusal.refusal if isinstance(refusal, Refused) else refusal.code
        note_asked(wish.update, "refused", perf_counter() - begun)
        log.info("request_refused", update=wish.update, workflow_id=wish.workflow, code=code)
        raise
    if isinstance(answer, Receipt):
        archive.under_way.answered(written)
        note_asked(wish.update, "recorded", perf_counter() - begun)
        log.info("request_recorded", update=wish.update, workflow_id=wish.workflow)
    else:
        note_asked(wish.update, "on_its_way", perf_counter() - begun)
        log.info("request_on_its_way", update=wish.update, workflow_id=wish.workflow)
    return answer


async def _sent(archive: Archive, client: Client, wish: Wish, patience: float) -> Answer:
    """Ask; what Temporal does not know is on its way as long as the log says that it is open."""
    try:
        return await send(client, wish, patience)
    except AlreadyOver:
        processes = Processes(archive, client)
        if await processes.is_over(wish.workflow):
            raise
        await processes.begin(wish.workflow)
    try:
        return await send(client, wish, patience)  # an action that had never begun has begun now
    except AlreadyOver:
        return OnItsWay(wish.request)


async def send(client: Client, wish: Wish, patience: float) -> Answer:
    """Ask a workflow and give its answer; nothing is written down.

    Raises: as `ask`.
    """
    handle = client.get_workflow_handle(wish.workflow)
    name = short(wish.request)
    try:
        async with asyncio.timeout(patience):
            receipt: Receipt = await handle.execute_update(
                wish.update, wish.command, id=name, rpc_timeout=ONE_CALL, result_type=Receipt
            )
            return receipt
    except WorkflowUpdateFailedError as failure:
        refusal = _refusal(failure)
        if refusal is None:
            return OnItsWay(wish.request)
        raise refusal from None
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError):
        return OnItsWay(wish.request)
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            raise AlreadyOver from None
        if failure.status in _PASSING:
            return OnItsWay(wish.request)
        raise


def short(request: str) -> str:
    """Name an update after its request, in sixty bits: a history repeats it five times over."""
    return urlsafe_b64encode(blake2b(request.encode(), digest_size=8).digest())[:10].decode()


_PASSING: Final = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
    }
)


def _refusal(failure: WorkflowUpdateFailedError) -> Refused | None:
    """Find the refusal at the end of the chain of causes; None where what happened is unknown."""
    cause: BaseException | None = failure.cause
    while isinstance(cause, ActivityError):
        cause = cause.cause
    if isinstance(cause, ApplicationError) and cause.type != OVERTAKEN:
        return Refused(cause.message, cause.type or ReviewError.code)
    return None
