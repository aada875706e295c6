"""Sends no faster than a mail server or a chat allows."""

import asyncio

from activities.notify.channel import Channel, Message


class Paced:
    """A channel whose messages go out one after the other, at most so many in a second.

    The pace is that of one process: two that send go twice as fast.
    """

    def __init__(self, channel: Channel, per_second: float) -> None:
        """Let messages go out through this channel."""
        self._channel = channel
        self._pause = 1 / per_second
        self._next = 0.0

    @property
    def name(self) -> str:
        """Say what the ledger calls the channel."""
        return self._channel.name

    async def send(self, message: Message) -> str:
        """Deliver the message when its turn has come; refuses as the channel itself does."""
        now = asyncio.get_running_loop().time()
        turn = max(now, self._next)
        self._next = turn + self._pause
        await asyncio.sleep(turn - now)
        return await self._channel.send(message)

    async def rest(self) -> None:
        """Let go of what is held open between messages, until the next one."""
        await self._channel.rest()
