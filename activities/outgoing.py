"""Whether messages go out at present, and how a round of delivery waits while they do not."""

from datetime import timedelta
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.operations.events import PAUSES, OperationEvent, operations_stream
from domain.operations.outgoing import Outgoing, outgoing
from storage.archive import Archive

PAUSED: Final = "deliveries_paused"
LOOKS_AGAIN: Final = timedelta(minutes=1)
"""So soon after somebody let them go on messages go out again."""


async def outgoing_of(archive: Archive) -> Outgoing:
    """Say whether messages go out, by what operators did last.

    Raises:
        LogOutOfReach: the database did not answer; asking again is safe.
    """
    stream = operations_stream(archive.organisation)
    recorded = await archive.journal.read_many([stream], PAUSES)
    return outgoing(e.event for e in recorded if isinstance(e.event, OperationEvent))


async def stop_while_paused(archive: Archive) -> None:
    """End a try while no message goes out; the next looks again.

    Raises:
        ApplicationError: messages are stopped.
    """
    standing = await outgoing_of(archive)
    if standing.paused_since is None:
        return
    if activity.in_activity():
        activity.heartbeat(tries_while_paused() + 1)
    raise ApplicationError(
        f"An operator has stopped all messages, on {standing.paused_since:%Y-%m-%d %H:%M} UTC.",
        type=PAUSED,
        next_retry_delay=LOOKS_AGAIN,
    )


def tries_while_paused() -> int:
    """Count the tries of this round that found all messages stopped."""
    details = activity.info().heartbeat_details if activity.in_activity() else ()
    return next((each for each in details if isinstance(each, int)), 0)
