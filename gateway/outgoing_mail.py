"""Stops all messages of the organisation during an incident, and lets them go on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from activities.outgoing import LOOKS_AGAIN, outgoing_of
from domain.operations.events import OperationEvent, operations_stream
from domain.operations.outgoing import Outgoing, outgoing, pause, resume
from gateway.noting import note
from gateway.operators import Clocks, Done, Order, check_operator, staged_reason
from storage.archive import Archive
from storage.journal import Entry, Recorded

STOPPED: Final = (
    "No message goes out any more. What is due waits in the outbox; codes to sign in with and "
    "webhooks go on."
)
GOING: Final = (
    f"Messages go out again within {LOOKS_AGAIN.seconds // 60 + 1} minutes, what waited first."
)

BEFORE: Final[dict[Clocks, str]] = {
    "pause": "That request stopped messages before, and they do go out again. Nothing was changed; "
    "ask without it, or under another, to stop them anew.",
    "resume": "That request let messages go on before, and they are stopped again. Nothing was "
    "changed; ask without it, or under another, to let them go on.",
}


async def set_outgoing(archive: Archive, change: Clocks, order: Order) -> Done:
    """Stop all messages, or let them go on; recorded with who decided it and why.

    Raises:
        NotAnOperator, ReasonMissing: see `check_operator`.
        TooBusy: others did the same at the same moment, every time.
    """
    await check_operator(archive, order)
    standing = await outgoing_of(archive)
    request = order.named(archive, change, "deliveries", standing.changes)
    if standing.is_paused is (change == "pause"):
        was = "Messages were stopped already" if standing.is_paused else "Messages do go out"
        return Done("was_so", request, (f"{was}; nothing was changed.",))
    if await _is_recorded(archive, change, request):
        return Done("was_so", request, (BEFORE[change],))
    if order.is_dry:
        would = "All messages would stop." if change == "pause" else "Messages would go out again."
        return Done("would_be_done", request, (would,))
    content = await staged_reason(archive, request, order.reason)
    decide, at = (pause if change == "pause" else resume), datetime.now(UTC)

    def follows(recorded: Sequence[Recorded]) -> Sequence[Entry]:
        return [Entry(e) for e in decide(_standing(recorded), at, request, order.by, content)]

    position = await note(archive, operations_stream(archive.organisation), follows)
    return Done("done", request, (STOPPED if change == "pause" else GOING,), position)


async def _is_recorded(archive: Archive, change: Clocks, request: str) -> bool:
    """Whether that request did it before: what is recorded once must not be told twice."""
    kind = "DeliveriesPaused" if change == "pause" else "DeliveriesResumed"
    stream = operations_stream(archive.organisation)
    recorded = await archive.journal.read_many([stream], (kind,))
    events = (each.event for each in recorded if isinstance(each.event, OperationEvent))
    return any(event.request == request for event in events)


def _standing(recorded: Sequence[Recorded]) -> Outgoing:
    return outgoing(e.event for e in recorded if isinstance(e.event, OperationEvent))
