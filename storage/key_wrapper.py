"""What closes the keys of persons: a master key held here, or one that another machine keeps."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Protocol, Self
from uuid import UUID

from storage.errors import MasterKeyUnusable
from storage.master_key import MasterKey

REREAD_SECONDS: Final = 1.0


class KeyWrapper(Protocol):
    """A master key as the rest sees it: it closes and opens the keys of persons, many at a time.

    What it closed for one person opens for no other. It may be far away and may therefore wait.
    """

    @property
    def id(self) -> str:
        """Name the key without giving it away; kept beside everything it wrapped."""

    async def wrap_many(self, keys: Sequence[tuple[UUID, bytes]]) -> list[bytes]:
        """Close the key of each person, in their order."""

    async def unwrap_many(self, wrapped: Sequence[tuple[UUID, bytes]]) -> list[bytes]:
        """Open the key of each person, in their order.

        Raises:
            MasterKeyUnusable: this master key did not close one, or one was changed.
        """


class MasterKeys:
    """The master keys that an installation holds, the one that is to wrap first.

    When an id is met that is not among them, they are read again: a running process takes up a
    key that was added after it started.
    """

    def __init__(
        self,
        wrappers: Sequence[KeyWrapper],
        reread: Callable[[], Sequence[KeyWrapper]] | None = None,
    ) -> None:
        """Hold `wrappers`; `reread` reads them again and may block, it is called in a thread."""
        if not wrappers:
            raise MasterKeyUnusable("There is no master key.")
        self._wrappers = {each.id: each for each in reversed(wrappers)}
        self._newest = wrappers[0]
        self._reread = reread
        self._read_at = float("-inf")

    @classmethod
    def of(cls, master: MasterKey | Self) -> "MasterKeys":
        """Take one master key, or several, as several."""
        return cls([master]) if isinstance(master, MasterKey) else master

    @property
    def newest(self) -> KeyWrapper:
        """The one that is to wrap from the next rotation on, if it does not yet."""
        return self._newest

    @property
    def ids(self) -> list[str]:
        """The ids of all, the one that is to wrap first."""
        return [self._newest.id, *(each for each in self._wrappers if each != self._newest.id)]

    async def find(self, wrapper_id: str, where: str = "this database") -> KeyWrapper:
        """Give the master key of that id; a refusal names `where` the keys lie that it wrapped.

        Raises:
            MasterKeyUnusable: it is not held here.
        """
        wrapper = self._wrappers.get(wrapper_id)
        if wrapper is None:
            await self.read_again()
            wrapper = self._wrappers.get(wrapper_id)
        if wrapper is None:
            raise MasterKeyUnusable(
                f"The keys in {where} belong to master key {wrapper_id}, not to "
                f"{' or '.join(self.ids)}. Bring the key file that holds it."
            )
        return wrapper

    async def read_again(self) -> None:
        """Take up what was added since; at most once a second."""
        now = asyncio.get_running_loop().time()
        if self._reread is None or now < self._read_at + REREAD_SECONDS:
            return
        wrappers = await asyncio.to_thread(self._reread)
        self._read_at = asyncio.get_running_loop().time()
        self._wrappers |= {each.id: each for each in reversed(wrappers)}
        self._newest = wrappers[0]
