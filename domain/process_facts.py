"""What other programs hear of the log: facts of the process in CloudEvents 1.0, and ids only.

Webhooks and the event feed share this shape. It never holds a sealed part, a person, a verdict or
a rating: which of many steps of a review is meant, by when, and in which round, is all it says.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import JsonValue

from domain.ids import StepId
from domain.value import Fact, Value

KINDS: Final = {
    "ReviewOpened": "review",
    "ReviewPaused": "review",
    "ReviewResumed": "review",
    "ReviewCancelled": "review",
    "ReviewCompleted": "review",
    "StageOpened": "review",
    "StageCompleted": "review",
    "StageExtended": "review",
    "StepOpened": "review",
    "StepBlocked": "review",
    "StepSubmitted": "review",
    "StepSentBack": "review",
    "StepExpired": "review",
    "StepHandedOver": "review",
    "StepReopened": "review",
    "AssigneeReminded": "review",
    "RungReached": "review",
    "DeadlineMoved": "review",
    "SessionOpened": "session",
    "SessionLocked": "session",
    "CycleLaunched": "cycle",
    "CycleClosed": "cycle",
    "StageDeadlineMoved": "cycle",
    "MessageSent": "messages",
    "MessageFailed": "messages",
    "MessageBounced": "messages",
    "ActionTasked": "action",
    "ActionMoved": "action",
    "ActionDone": "action",
    "ActionDropped": "action",
    "PlanBegun": "plan",
    "PlanClosed": "plan",
}
"""Types of events that are told outside, with what their streams are about.

Who gives or gets feedback, moves of ratings, objectives and people are not among them.
"""

TOLD: Final = frozenset({"cycle", "stage", "step", "round", "opens", "due", "message"})
"""Fields of events that are told outside, where an event has them."""

_SOURCE: Final = "urn:perennial:{organisation}"
_TYPE: Final = "perennial.{type}"


class ProcessFact(Value):
    """One fact of the log as a CloudEvent in structured mode.

    `id` is that of the event and the same whenever it is told; `position` is its place in the log,
    as an extension attribute. `subject` names the stream, such as review/<id>.
    """

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    position: int
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, JsonValue]


class Place(Value):
    """Where in the log an event stands, and when it was recorded."""

    organisation: UUID
    stream: UUID
    event: UUID
    position: int
    recorded_at: datetime


def process_fact(
    event: Fact, type_: str, place: Place, anonymous: Collection[StepId] = ()
) -> ProcessFact | None:
    """Tell an event to other programs; None where it is none of their business.

    Args:
        event: the event as it was read from the log.
        type_: what the log calls its type.
        place: where it stands.
        anonymous: steps of the review of which nobody may know when or in which order they were
            done; nothing is told of them.
    """
    kind = KINDS.get(type_)
    if kind is None:
        return None
    data = event.model_dump(mode="json", include=set(TOLD), exclude_none=True)
    if data.get("step") in anonymous:
        return None
    return ProcessFact(
        id=str(place.event),
        source=_SOURCE.format(organisation=place.organisation),
        type=_TYPE.format(type=type_),
        subject=f"{kind}/{place.stream}",
        time=place.recorded_at,
        position=place.position,
        data=data,
    )
