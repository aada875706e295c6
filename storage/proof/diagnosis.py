"""Which part of an event was changed, found by trying what would make its hash right again.

A hash does not tell which of its parts is wrong. But most of what can be exchanged is known: the
neighbours of an event, the other events that do not fit, small numbers. If putting one such value
in the place of what is there gives the hash that was formed when the event was recorded, then that
is what was changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from domain.proof.fault import Fault, Kind
from storage.event import StoredEvent
from storage.event_types import EVENT_TYPES
from storage.proof.leaves import leaf_of

CALLED: Final = {
    "position": "position",
    "stream_id": "stream",
    "version": "version",
    "event_id": "event id",
    "tenant_id": "organisation",
    "recorded_at": "time of record",
    "type": "type",
    "schema_version": "schema version",
    "data": "data",
    "meta": "meta",
    "sealed": "sealed part",
}
_SMALL: Final = range(1, 10)


def diagnosed(suspects: Sequence[StoredEvent], around: Sequence[StoredEvent]) -> list[Fault]:
    """Say of each event that does not fit its hash what became of it.

    Args:
        suspects: the events that do not fit.
        around: their neighbours in the log.
    """
    return [_diagnosed(each, suspects, around) for each in suspects]


def _diagnosed(
    event: StoredEvent, suspects: Sequence[StoredEvent], around: Sequence[StoredEvent]
) -> Fault:
    for other in suspects:
        if leaf_of(replace(other, position=event.position)) == event.leaf_hash:
            return _moved(event, f"what was recorded there stands at {other.position:,} now")
    for name, value in _trials(event, [*suspects, *around]):
        if leaf_of(replace(event, **{name: value})) == event.leaf_hash:
            if name == "position":
                return _moved(event, f"it was recorded at position {value:,}")
            return _changed(event, f"its {CALLED[name]} was changed")
    return _changed(
        event, "its data, its meta or its sealed part was changed, or several parts of it at once"
    )


def _trials(event: StoredEvent, others: Sequence[StoredEvent]) -> Iterator[tuple[str, Any]]:
    """Give what may have stood in the place of each part."""
    for name in CALLED:
        now = getattr(event, name)
        tried = {now}
        for value in (*(getattr(other, name) for other in others), *_usual(name, now)):
            if value not in tried:
                tried.add(value)
                yield name, value


def _usual(name: str, now: Any) -> Iterable[Any]:  # noqa: ANN401 - a part of any kind
    match name:
        case "position" | "version":
            return (now - 1, now + 1)
        case "schema_version":
            return _SMALL
        case "type":
            return EVENT_TYPES
        case "meta":
            return ("{}",)
        case "sealed":
            return (None,)
        case _:
            return ()


def _changed(event: StoredEvent, how: str) -> Fault:
    return _fault(Kind.EVENT_CHANGED, event, how)


def _moved(event: StoredEvent, how: str) -> Fault:
    return _fault(Kind.EVENT_MOVED, event, f"events were re-ordered; {how}")


def _fault(kind: Kind, event: StoredEvent, how: str) -> Fault:
    return Fault(
        kind=kind,
        first=event.position,
        last=event.position,
        event_id=event.event_id,
        type=event.type,
        sentence=f"The event at position {event.position:,} ({event.type}, {event.event_id}) is "
        f"not what was recorded: {how}.",
    )
