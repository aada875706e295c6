"""Live fragments: one producer a topic and process, however many people watch."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from time import monotonic
from typing import Final
from uuid import UUID

from starlette.responses import StreamingResponse

from storage.acting import acting_as_process

Produce = Callable[[], Awaitable[str]]
"""Renders what is to be seen now; asked once a beat while anybody watches."""

BEAT_SECONDS: Final = 1.0
STILL_THERE_SECONDS: Final = 15.0
"""After so long without news a comment is sent, or something on the way hangs up."""

LOOKED_AFTER_SECONDS: Final = 2.0
"""So often it is looked whether the guest has left."""

EVENT_STREAM: Final = "text/event-stream"


@dataclass
class _Topic:
    produce: Produce
    watchers: int = 0
    edition: int = 0
    shown: str = ""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    task: asyncio.Task[None] | None = None
    waking: asyncio.Task[None] | None = None


class Live:
    """Renders each topic once for all who watch it, and stops when the last one leaves."""

    def __init__(self, beat: float = BEAT_SECONDS) -> None:
        """Look for something new every `beat` seconds."""
        self._beat = beat
        self._topics: dict[str, _Topic] = {}

    @property
    def watched(self) -> dict[str, int]:
        """How many watch each topic."""
        return {name: topic.watchers for name, topic in self._topics.items()}

    async def watch(self, name: str, produce: Produce) -> AsyncGenerator[str, None]:
        """Give what is to be seen now, and again whenever it looks different.

        `produce` of the first watcher serves all others of the same topic, so it must not depend
        on who looks; who may see less watches a topic of another name.
        """
        topic = self._topics.setdefault(name, _Topic(produce))
        topic.watchers += 1
        if topic.task is None:
            # What is drawn for all is not read in the name of whoever came first.
            with acting_as_process():
                topic.task = asyncio.create_task(self._follow(topic))
        seen = 0
        try:
            while True:
                seen = await _news(topic, seen)
                if _ended(topic):
                    topic.task.result()
                    return
                yield topic.shown
        finally:
            topic.watchers -= 1
            if not topic.watchers:
                self._topics.pop(name, None)
                if topic.task is not None:
                    topic.task.cancel()

    async def _follow(self, topic: _Topic) -> None:
        try:
            while True:
                shown = await topic.produce()
                if shown != topic.shown or not topic.edition:
                    topic.shown, topic.edition = shown, topic.edition + 1
                    async with topic.changed:
                        topic.changed.notify_all()
                await asyncio.sleep(self._beat)
        finally:
            # Whoever waits is to see that nothing comes any more.
            topic.waking = asyncio.get_running_loop().create_task(_wake(topic))


async def _news(topic: _Topic, seen: int) -> int:
    """Wait until a topic looks different, or nothing comes any more; give its edition."""
    async with topic.changed:
        await topic.changed.wait_for(lambda: topic.edition > seen or _ended(topic))
    return topic.edition


async def _wake(topic: _Topic) -> None:
    async with topic.changed:
        topic.changed.notify_all()


def _ended(topic: _Topic) -> bool:
    return topic.task is not None and topic.task.done()


@dataclass
class Guest:
    """Somebody to whom something is sent live, by their session or token."""

    session: UUID
    until: float
    has_left: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be sent."""
        return self.has_left or monotonic() > self.until


Seat = AbstractContextManager[Guest]
"""Where a guest sits while something is sent to them."""


def sse(
    fragments: AsyncGenerator[str, None], seat: Seat, event: str = "fragment"
) -> StreamingResponse:
    """Send fragments as server-sent events of that name, for as long as the guest may have them."""
    return StreamingResponse(
        _events(fragments, seat, event),
        media_type=EVENT_STREAM,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(
    fragments: AsyncGenerator[str, None], seat: Seat, event: str
) -> AsyncIterator[str]:
    pending: asyncio.Task[str | None] | None = None
    heard_at = monotonic()
    try:
        with seat as guest:
            while not guest.is_over:
                pending = pending or asyncio.ensure_future(_next(fragments))
                done, _ = await asyncio.wait({pending}, timeout=LOOKED_AFTER_SECONDS)
                if done and not guest.is_over:
                    fragment, pending = pending.result(), None
                    if fragment is None:
                        return
                    heard_at = monotonic()
                    yield _event(event, fragment)
                elif monotonic() - heard_at > STILL_THERE_SECONDS:
                    heard_at = monotonic()
                    yield ": still there\n\n"
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)
        await fragments.aclose()


def _event(name: str, fragment: str) -> str:
    lines = "".join(f"data: {line}\n" for line in fragment.splitlines())
    return f"event: {name}\n{lines}\n"


async def _next(fragments: AsyncIterator[str]) -> str | None:
    return await anext(fragments, None)
