"""What a message is, what a channel does with it, and how a channel says no."""

from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID, uuid5

from domain.errors import ReviewError
from domain.ids import CycleId


class Refused(ReviewError):
    """The message was refused for good; sending it again would change nothing.

    `why` is a code for the ledger, such as `smtp_550`, and says nothing of person or message.
    """

    code: ClassVar[str] = "message_refused"

    def __init__(self, why: str) -> None:
        """Name the reason by its code."""
        super().__init__(f"The message was refused for good ({why}).")
        self.why = why


class Deferred(ReviewError):
    """This one message cannot be delivered now. Other messages may still go out."""

    code: ClassVar[str] = "message_deferred"


class Unreachable(ReviewError):
    """The channel cannot be reached, so nothing can be delivered through it now."""

    code: ClassVar[str] = "channel_unreachable"


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says: plain text, without anything confidential."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person.

    The same notices make the same `id`, so that whoever gets a message twice can tell. Messages
    about the same thing share a `thread`.
    """

    id: UUID
    cycle: CycleId
    name: str
    address: str
    thread: UUID
    words: Words


class Channel(Protocol):
    """A way to people. One message failing does no harm to the next."""

    name: ClassVar[str]

    async def send(self, message: Message) -> None:
        """Deliver the message.

        Raises:
            Refused: the message will never be taken.
            Deferred: it may be taken later.
            Unreachable: nothing is taken at the moment.
        """

    async def rest(self) -> None:
        """Let go of what is held open between messages, until the next one."""


def message_id(cycle: CycleId, notices: tuple[UUID, ...]) -> UUID:
    """Name the message that is sent for these notices, in whatever order they come."""
    return uuid5(cycle, ",".join(str(notice) for notice in sorted(notices)))
