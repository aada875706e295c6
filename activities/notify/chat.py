"""Messages through any service that Apprise speaks to; Apprise is the extra `chat`."""

import importlib
from typing import Any, ClassVar, Final
from urllib.parse import quote

from activities.notify.channel import Deferred, Message, Refused
from domain.errors import ReviewError

ADDRESS: Final = "{address}"
MAILBOX: Final = "{mailbox}"


class ChatUnusable(ReviewError):
    """Messages cannot go out through Apprise as it is set up."""

    code: ClassVar[str] = "chat_unusable"


class Chat:
    """Sends each message to the one place that the address of a person leads to."""

    name: ClassVar[str] = "chat"

    def __init__(self, place: str) -> None:
        """Send to this address of Apprise, in which `{address}` or `{mailbox}` names the person.

        Raises:
            ChatUnusable: Apprise is not installed, or everybody would be written to at one place.
        """
        if ADDRESS not in place and MAILBOX not in place:
            raise ChatUnusable(
                f"The address of the chat names nobody: put {ADDRESS} or {MAILBOX} where the person"
                " stands, or everybody would read what is meant for one."
            )
        self._place = place
        self._apprise = _apprise()

    async def send(self, message: Message) -> str:
        """Send one message; see `Channel.send` for what it raises."""
        service = self._apprise.Apprise()
        if not service.add(self._place_of(message.address)):
            raise Refused("chat_address_unusable")
        words = message.words
        if not await service.async_notify(title=words.subject, body=words.text):
            # Apprise says no more than that it did not work.
            raise Deferred("The chat did not take the message.")
        return self.name

    async def rest(self) -> None:
        """Hold nothing open."""

    def _place_of(self, address: str) -> str:
        mailbox = address.rpartition("@")[0]
        named = self._place.replace(ADDRESS, quote(address, safe=""))
        return named.replace(MAILBOX, quote(mailbox, safe=""))


def _apprise() -> Any:  # noqa: ANN401 - an extra, which need not be there
    try:
        return importlib.import_module("apprise")
    except ModuleNotFoundError:
        raise ChatUnusable("Chat needs Apprise: install Perennial with its extra `chat`.") from None
