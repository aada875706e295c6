"""Previews that are being worked out: each once, however often its page is loaded."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final
from uuid import UUID

from starlette.requests import Request

from gateway.launch_preview import Preview

PATIENCE_SECONDS: Final = 2.0
"""So long a page waits before it says that it is still at work."""

FRESH_SECONDS: Final = 60.0
"""So long a preview is shown again: people and objectives may change meanwhile."""

MOST: Final = 4

Work = Callable[[], Awaitable[Preview]]


@dataclass(frozen=True)
class _Begun:
    task: asyncio.Task[Preview]
    at: float


class Previews:
    """The last few previews of this process, by draft and version."""

    def __init__(self) -> None:
        """Begin with none."""
        self._begun: dict[tuple[UUID, int], _Begun] = {}

    async def of(self, draft: UUID, version: int, work: Work) -> Preview | None:
        """Give the preview of a draft; None while it is being worked out.

        Raises: what `work` raises, once; the next one who asks lets it try again.
        """
        key = (draft, version)
        begun = self._begun.get(key)
        if begun is None or (begun.task.done() and monotonic() - begun.at > FRESH_SECONDS):
            begun = self._begin(key, work)
        done, _ = await asyncio.wait({begun.task}, timeout=PATIENCE_SECONDS)
        if not done:
            return None
        if begun.task.exception() is not None:
            self._begun.pop(key, None)
        return begun.task.result()

    def _begin(self, key: tuple[UUID, int], work: Work) -> _Begun:
        while len(self._begun) >= MOST:
            self._begun.pop(next(iter(self._begun))).task.cancel()
        self._begun[key] = _Begun(asyncio.ensure_future(_done(work)), monotonic())
        return self._begun[key]


async def _done(work: Work) -> Preview:
    return await work()


def previews_of(request: Request) -> Previews:
    """Give the previews of the site that a request came to."""
    state = request.app.state
    if not hasattr(state, "previews"):
        state.previews = Previews()
    previews: Previews = state.previews
    return previews
