"""A channel sends no faster than it was told to, and says no as it always does."""

import asyncio
from uuid import UUID

import pytest

from activities.notify.channel import Deferred, Message, Words
from activities.notify.pacing import Paced
from domain.ids import CycleId
from tests.workflow.postbox import Postbox

CYCLE = CycleId(UUID(int=1))
PER_SECOND = 20.0


def message(number: int) -> Message:
    words = Words("Your review", "Something waits for you.")
    return Message(UUID(int=number), CYCLE, "Ana", "ana@example.org", UUID(int=9), words)


class Closed(Postbox):
    """Takes nothing now."""

    async def send(self, message: Message) -> str:
        self.messages.append(message)
        raise Deferred


async def test_messages_of_rounds_side_by_side_go_out_one_pause_apart() -> None:
    postbox, loop = Postbox(), asyncio.get_running_loop()
    paced, began = Paced(postbox, PER_SECOND), loop.time()

    names = await asyncio.gather(*(paced.send(message(number)) for number in range(5)))

    assert loop.time() - began >= 4 / PER_SECOND
    assert [each.id.int for each in postbox.messages] == list(range(5))
    assert set(names) == {paced.name} == {"postbox"}


async def test_a_message_that_comes_after_a_pause_waits_for_nobody() -> None:
    paced, loop = Paced(Postbox(), 0.1), asyncio.get_running_loop()
    began = loop.time()
    await paced.send(message(1))
    assert loop.time() - began < 5


async def test_what_a_channel_does_not_take_now_is_put_off_all_the_same() -> None:
    closed = Closed()
    with pytest.raises(Deferred):
        await Paced(closed, PER_SECOND).send(message(1))
    assert len(closed.messages) == 1
