"""A channel that keeps what it is given."""

from dataclasses import dataclass, field
from typing import ClassVar

from activities.notify.channel import Message


@dataclass
class Postbox:
    """Takes every message, in the order in which they were sent."""

    name: ClassVar[str] = "postbox"
    messages: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> str:
        self.messages.append(message)
        return self.name

    async def rest(self) -> None:
        return
