"""Whether messages go out: a fold of who stopped them and who let them go on."""

from collections.abc import Iterable
from datetime import datetime

from domain.content import ContentRef
from domain.ids import PersonId
from domain.operations.events import DeliveriesPaused, DeliveriesResumed, OperationEvent
from domain.value import Fact


class Outgoing(Fact):
    """Since when no message goes out, if so; `changes` counts how often that changed."""

    paused_since: datetime | None = None
    changes: int = 0

    @property
    def is_paused(self) -> bool:
        """Whether no message goes out."""
        return self.paused_since is not None


def outgoing(events: Iterable[OperationEvent]) -> Outgoing:
    """Say whether messages go out after these events; stopping twice is stopping once."""
    standing = Outgoing()
    for event in events:
        match event:
            case DeliveriesPaused():
                since = standing.paused_since or event.at
                standing = Outgoing(paused_since=since, changes=standing.changes + 1)
            case DeliveriesResumed():
                standing = Outgoing(changes=standing.changes + 1)
            case _:
                pass  # it steered one process
    return standing


def pause(
    standing: Outgoing, at: datetime, request: str, by: PersonId, content: ContentRef | None
) -> tuple[DeliveriesPaused, ...]:
    """Stop all messages; nothing follows where they are stopped."""
    if standing.is_paused:
        return ()
    return (DeliveriesPaused(at=at, request=request, by=by, content=content),)


def resume(
    standing: Outgoing, at: datetime, request: str, by: PersonId, content: ContentRef | None
) -> tuple[DeliveriesResumed, ...]:
    """Let messages go out again; nothing follows where they do."""
    if not standing.is_paused:
        return ()
    return (DeliveriesResumed(at=at, request=request, by=by, content=content),)
