"""The button Cancel of the Temporal UI ends nothing: how a process ends is for its people to say.

A review is ended by HR, with a reason and in the log. A request that comes past them is heard, said
in the log of the worker, and the process carries on where it stands.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

T = TypeVar("T")
Process = TypeVar("Process")
Asked = ParamSpec("Asked")


def to_the_end(
    run: Callable[Concatenate[Process, Asked], Awaitable[None]],
) -> Callable[Concatenate[Process, Asked], Coroutine[object, object, None]]:
    """Have a process carry on, once more where a request to cancel has broken it off.

    `run` begins where the process stands, whatever has happened so far. A run can be asked to
    cancel once.
    """

    @wraps(run)
    async def carried_on(self: Process, /, *start: Asked.args, **named: Asked.kwargs) -> None:
        try:
            await run(self, *start, **named)
        except (asyncio.CancelledError, ActivityError) as broken_off:
            if not _was_asked_to_cancel() or not is_cancelled_exception(broken_off):
                raise
            _carry_on_all_the_same()
            await run(self, *start, **named)

    return carried_on


async def undisturbed(under_way: workflow.ActivityHandle[T]) -> T:
    """Wait for an activity that must not be broken off: what it has done is not in the log yet."""
    try:
        return await asyncio.shield(under_way)
    except asyncio.CancelledError:
        if not _was_asked_to_cancel() or under_way.done():
            raise
        _carry_on_all_the_same()
        return await under_way


def _was_asked_to_cancel() -> bool:
    """Tell a request to cancel from a worker that puts the process out of its memory."""
    return workflow.cancellation_reason() is not None


def _carry_on_all_the_same() -> None:
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
    workflow.logger.warning("a request to cancel was heard and not followed")
