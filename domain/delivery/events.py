"""What has happened to messages. A message names reasons; its words are rendered when sent."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID, uuid5

from pydantic import Field

from domain.content import ContentRef
from domain.ids import CycleId, OrganisationId, PersonId
from domain.value import Fact


class DeliveryEvent(Fact):
    """Something that happened to a message, at a moment of the cycle's time."""

    schema_version: ClassVar[int] = 1
    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class MessageSent(DeliveryEvent):
    """One message went to one person, for all the notices that were waiting for them."""

    type: Literal["MessageSent"] = "MessageSent"
    cycle: CycleId
    recipient: PersonId
    message: UUID
    channel: str
    notices: tuple[UUID, ...]

    def key(self) -> str:
        """Record each message once."""
        return f"sent:{self.message}"


class MessageFailed(DeliveryEvent):
    """A channel refused a message for good; the ledger tells why."""

    type: Literal["MessageFailed"] = "MessageFailed"
    cycle: CycleId
    recipient: PersonId
    message: UUID
    channel: str
    notices: tuple[UUID, ...]
    reason: str  # a code of the channel, never the text of the message

    def key(self) -> str:
        """Record each message once."""
        return f"failed:{self.message}"


class MessageBounced(DeliveryEvent):
    """A message that had gone out came back; it reached nobody."""

    type: Literal["MessageBounced"] = "MessageBounced"
    cycle: CycleId
    recipient: PersonId
    message: UUID
    channel: str
    notices: tuple[UUID, ...]
    sent_at: datetime
    reason: str  # a code of the server that had taken it, such as dsn_5.1.1

    def key(self) -> str:
        """Record each message once, however often it comes back."""
        return f"bounced:{self.message}"


class NoticesResent(DeliveryEvent):
    """What a message told, or should have, is told again in another: an operator asked for it.

    Each of the notices waits once more under a name of its own. A message is told again once; the
    one that follows from it can be told again in turn.
    """

    type: Literal["NoticesResent"] = "NoticesResent"
    cycle: CycleId
    recipient: PersonId
    message: UUID
    notices: tuple[UUID, ...]
    request: str
    by: PersonId
    content: ContentRef | None = None

    def key(self) -> str:
        """Tell each message again once."""
        return resent_key(self.message)


class NoticesDropped(DeliveryEvent):
    """Notices became pointless before they were sent: the step was done or handed over."""

    type: Literal["NoticesDropped"] = "NoticesDropped"
    cycle: CycleId
    notices: tuple[UUID, ...]

    def key(self) -> str:
        """Drop each set of notices once."""
        return f"dropped:{self.notices[0]}"


Event = Annotated[
    MessageSent | MessageFailed | MessageBounced | NoticesResent | NoticesDropped,
    Field(discriminator="type"),
]


def delivery_stream(cycle: CycleId | OrganisationId) -> UUID:
    """Name the stream in which a cycle keeps what became of its messages."""
    return uuid5(cycle, "delivery")


def resent_key(message: UUID) -> str:
    """Name the business fact that what a message told is told again."""
    return f"resent:{message}"
