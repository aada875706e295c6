"""Every kind of event there is, and how each is written into the log and read from it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, get_args

from pydantic import TypeAdapter, ValidationError

from domain import offices
from domain.actions import events as actions
from domain.alignment import events as alignment
from domain.calibration import events as calibration
from domain.cycle import events as cycle
from domain.delivery import events as delivery
from domain.development import events as development
from domain.erasure import events as erasure
from domain.errors import ReviewError
from domain.expectations import events as expectations
from domain.feedback import events as feedback
from domain.follow_ups import FollowUpCarriedOut
from domain.operations import events as operations
from domain.people_events import PersonEvent, PersonFact
from domain.progress import events as progress
from domain.recurrence import events as recurrence
from domain.review import events as review
from domain.upcasting import UPCASTERS, Shape, Upcaster, upcast

DomainEvent = (
    review.Event
    | cycle.Event
    | calibration.Event
    | delivery.Event
    | actions.Event
    | alignment.ObjectiveEvent
    | FollowUpCarriedOut
    | offices.Event
    | erasure.Event
    | development.Event
    | expectations.Event
    | feedback.Event
    | progress.Event
    | recurrence.Event
    | operations.Event
    | PersonEvent
)

SEALED_FIELD: Final = "details"
"""The field of events about people that is never written in the open."""


class UnknownEvent(ReviewError):
    """The log holds a fact this version of Perennial does not know. Update Perennial."""

    code: ClassVar[str] = "unknown_event"


class EventUnreadable(ReviewError):
    """The log holds a fact that does not have the shape its type asks for."""

    code: ClassVar[str] = "event_unreadable"


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event: its class, what decodes it, and the version it is written in today."""

    model: type[DomainEvent]
    adapter: TypeAdapter[DomainEvent]
    version: int

    def read(self, data: str) -> DomainEvent:
        """Read an event of this kind; raises pydantic's ValidationError."""
        event: DomainEvent = self.adapter.validator.validate_json(data)
        return event


def _models(union: Any) -> Iterator[type[DomainEvent]]:  # noqa: ANN401 - a type form has no type
    for part in get_args(union):
        if isinstance(part, type):
            yield part
        else:
            yield from _models(part)


def names_of(union: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type form has no type
    """Name the types of a union of events."""
    return tuple(str(model.model_fields["type"].default) for model in _models(union))


def _registry() -> dict[str, EventType]:
    found: dict[str, EventType] = {}
    for model in _models(DomainEvent):
        name = str(model.model_fields["type"].default)
        if name in found:
            raise ValueError(f"two kinds of events are called {name}")
        found[name] = EventType(model, TypeAdapter(model), model.schema_version)
    return found


EVENT_TYPES: Final[Mapping[str, EventType]] = _registry()
REVIEW_TYPES: Final = names_of(review.Event)
SESSION_TYPES: Final = names_of(calibration.Event)
ACTION_TYPES: Final = names_of(actions.Event)
FEEDBACK_TYPES: Final = names_of(feedback.Event)
PLAN_TYPES: Final = names_of(development.Event)


def encode(event: DomainEvent) -> str:
    """Write the open part of an event; the same event always gives the same text."""
    hidden = {SEALED_FIELD} if isinstance(event, PersonFact) else None
    return event.model_dump_json(exclude=hidden)


def decode(
    type_: str,
    schema_version: int,
    data: str,
    upcasters: Mapping[Shape, Upcaster] = UPCASTERS,
    kinds: Mapping[str, EventType] = EVENT_TYPES,
) -> DomainEvent:
    """Read an event of any type and version ever written.

    Raises:
        UnknownEvent: the type, or a version later than ours.
        EventUnreadable: the data has not the shape of its type.
    """
    known = kinds.get(type_)
    try:
        if known is not None and known.version == schema_version:
            return known.read(data)
        (name, version), changed = upcast((type_, schema_version), json.loads(data), upcasters)
        known = kinds.get(name)
        if known is None or known.version != version:
            raise UnknownEvent(
                f"The log holds a fact of type {type_}, version {schema_version}, which this "
                "version of Perennial does not know. Update Perennial and start it again."
            )
        return known.read(json.dumps(changed))
    except ValidationError as error:
        # Not chained: pydantic quotes the values.
        fields = ", ".join(".".join(map(str, each["loc"])) or "?" for each in error.errors())
        raise EventUnreadable(
            f"The log holds a fact of type {type_}, version {schema_version}, that cannot be read: "
            f"{fields} does not fit."
        ) from None
