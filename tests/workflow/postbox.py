"""A channel that keeps what it is given."""

from dataclasses import dataclass, field
from typing import ClassVar

from activities.notify.channel import Message, Unreachable


@dataclass
class Postbox:
    """Takes every message, in the order in which they were sent; none while it is closed."""

    name: ClassVar[str] = "postbox"
    messages: list[Message] = field(default_factory=list)
    is_closed: bool = False

    async def send(self, message: Message) -> str:
        if self.is_closed:
            raise Unreachable("Nobody answers.")
        self.messages.append(message)
        return self.name

    async def rest(self) -> None:
        return
