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
class Thing:
    """One thing a message tells: by when, what, and why; any of them may be empty.

    `link` opens it, where there is a page that does, and `button` says so.
    """

    due: str
    what: str
    why: str
    link: str
    button: str

    @property
    def sentence(self) -> str:
        """Tell it in one line."""
        said = " ".join(part for part in (self.what, self.why) if part)
        return f"{self.due}: {said}" if self.due else said


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says, without anything confidential.

    `text` says all of it; `html` and `things` say it again, for whoever can show more than text.
    """

    subject: str
    text: str
    html: str = ""
    lead: str = ""
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person.

    The same notices make the same `id`, so that whoever gets a message twice can tell. Messages
    about the same thing share a `thread`; `follows` is the first of them, unless this is. They
    belong to the list of a `cycle`, which people call `list_name`. `calendar` holds the due dates
    as a calendar reads them.
    """

    id: UUID
    cycle: CycleId
    name: str
    address: str
    thread: UUID
    words: Words
    follows: UUID | None = None
    list_name: str = ""
    calendar: bytes = b""


class Channel(Protocol):
    """A way to people. One message failing does no harm to the next."""

    @property
    def name(self) -> str:
        """Say what the ledger calls the channel."""

    async def send(self, message: Message) -> str:
        """Deliver the message and give the name of the channel that took it.

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
