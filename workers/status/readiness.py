"""Whether a process can do its work, with one sentence for each part of it that cannot."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

LOOK_SECONDS: Final = 2.0
"""How long a part may take to answer before it counts as not ready."""

FRESH_SECONDS: Final = 1.0
"""For how long an answer is given again: whoever asks often loads no server with it."""

STOPPING: Final = "This process is stopping."

Check = Callable[[], Awaitable[str]]
"""Gives a sentence of what is in the way, or nothing where a part is ready."""


class Readiness:
    """Asks each part of a process, all at once, and gives what is in the way."""

    def __init__(self) -> None:
        """Begin without parts: a process that runs nothing is ready."""
        self._checks: dict[str, Check] = {}
        self._troubles: dict[str, str] = {}
        self._remarks: Callable[[], Awaitable[list[str]]] | None = None
        self._asked_at: float | None = None
        self._asking = asyncio.Lock()
        self._stopping = asyncio.Event()

    def expect(self, part: str, check: Check) -> None:
        """Ask this part too from now on."""
        self._checks[part] = check
        self._asked_at = None

    def remark(self, remarks: Callable[[], Awaitable[list[str]]]) -> None:
        """Say this too of a process that is ready, and of what it serves not all is."""
        self._remarks = remarks

    async def remarks(self) -> list[str]:
        """Give what is to be said of a process that is ready."""
        return await self._remarks() if self._remarks is not None else []

    def stop(self) -> None:
        """Be ready for nothing any more: the process was asked to end."""
        self._stopping.set()

    @property
    def parts(self) -> tuple[str, ...]:
        """Name the parts that are asked."""
        return tuple(self._checks)

    async def troubles(self) -> dict[str, str]:
        """Give a sentence for each part that is not ready; empty where the process is ready."""
        if self._stopping.is_set():
            return self._told()
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if self._asked_at is None or now - self._asked_at > FRESH_SECONDS:
                found = await asyncio.gather(*map(_answer, self._checks.values()))
                told = zip(self._checks, found, strict=True)
                self._troubles = {part: sentence for part, sentence in told if sentence}
                self._asked_at = asyncio.get_running_loop().time()
        return self._told()

    def _told(self) -> dict[str, str]:
        return {"process": STOPPING} if self._stopping.is_set() else dict(self._troubles)


async def _answer(check: Check) -> str:
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return await check()
    except TimeoutError:
        return f"There was no answer within {LOOK_SECONDS:.0f} seconds."
    except Exception as failure:  # noqa: BLE001 - the others are told
        return f"It cannot be asked ({type(failure).__name__}). `perennial doctor` says more."
