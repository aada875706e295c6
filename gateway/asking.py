"""The seam between a person and a workflow: a request is answered, refused, or on its way.

A request that was not answered in time is unknown, not failed: it is asked again under the same
id until the answer is definite, and the person is told the truth meanwhile.
"""

import asyncio
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import ClassVar, Final

from temporalio.client import (
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import ReviewError
from workflows.messages import Receipt

PATIENCE: Final = 8.0
ONE_CALL: Final = timedelta(seconds=5)


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


async def ask(
    handle: WorkflowHandle[object, object],
    update: str,
    asked: object,
    request: str,
    patience: float = PATIENCE,
) -> Answer:
    """Ask a workflow and give its answer; `request` makes asking twice asking once.

    After `patience` seconds without an answer it is on its way.

    Raises:
        Refused: the workflow said no, with a sentence for the person who asked.
        AlreadyOver: there is no such process any more.
    """
    try:
        async with asyncio.timeout(patience):
            receipt: Receipt = await handle.execute_update(
                update, asked, id=short(request), rpc_timeout=ONE_CALL, result_type=Receipt
            )
            return receipt
    except WorkflowUpdateFailedError as failure:
        raise _refusal(failure) from None
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError):
        return OnItsWay(request)
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            raise AlreadyOver from None
        if failure.status in _PASSING:
            return OnItsWay(request)
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


def _refusal(failure: WorkflowUpdateFailedError) -> ReviewError:
    """Find the refusal at the end of the chain of causes."""
    cause: BaseException | None = failure.cause
    while isinstance(cause, ActivityError):
        cause = cause.cause
    if isinstance(cause, ApplicationError):
        return Refused(cause.message, cause.type or ReviewError.code)
    return Refused("The request failed; ask again, or tell operations.", ReviewError.code)
