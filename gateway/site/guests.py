"""To whom something is sent live: for as long as their session lasts, and no longer.

What is sent live asks nobody again who looks. So the sessions of all who watch are asked after
together, one question for the whole process, and after a while everybody has to come anew.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final
from uuid import UUID

from starlette.requests import Request

from gateway.site.front import Front, front_of
from gateway.site.live import Guest
from storage.errors import LogOutOfReach
from storage.lasting import still_lasting

ASKED_EVERY_SECONDS: Final = 5.0
COMES_ANEW_SECONDS: Final = 600.0
"""Whoever comes anew is asked for their rights again; browsers do so by themselves."""


class Guests:
    """Everybody to whom this process sends something live."""

    def __init__(self, front: Front, every: float = ASKED_EVERY_SECONDS) -> None:
        """Ask after all of them every so many seconds, while there is anybody."""
        self._front = front
        self._every = every
        self._here: list[Guest] = []
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def seated(self, session: UUID) -> Iterator[Guest]:
        """Let somebody be here as long as the block lasts."""
        guest = Guest(session, monotonic() + COMES_ANEW_SECONDS)
        self._here.append(guest)
        if self._task is None:
            self._task = asyncio.create_task(self._ask_after_all())
        try:
            yield guest
        finally:
            self._here = [each for each in self._here if each is not guest]
            if not self._here and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _ask_after_all(self) -> None:
        front = self._front
        while True:
            await asyncio.sleep(self._every)
            asked = list(self._here)
            try:
                lasting = await still_lasting(
                    front.archive.hosts, {each.session for each in asked}, front.now()
                )
            except LogOutOfReach:
                continue
            for each in asked:
                each.has_left = each.session not in lasting


def guests_of(request: Request) -> Guests:
    """Give everybody to whom the process that serves a request sends something live."""
    state = request.app.state
    if not hasattr(state, "guests"):
        state.guests = Guests(front_of(request))
    guests: Guests = state.guests
    return guests
