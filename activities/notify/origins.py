"""In which traces the facts were recorded that messages tell of, where somebody follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from storage.archive import Archive
from storage.read_models.outbox import WaitingNotice
from storage.spans import is_followed

AT_MOST: Final = 100
"""Traces that one span is tied to."""


@dataclass(frozen=True, slots=True)
class Origins:
    """The traces by the position of the fact in the log; empty where nobody follows."""

    _traces: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    async def of(cls, archive: Archive, waiting: Iterable[WaitingNotice]) -> Self:
        """Look up where these notices come from."""
        if not is_followed():
            return cls()
        return cls(await archive.store.traces_at({each.position for each in waiting}))

    def behind(self, waiting: Iterable[WaitingNotice]) -> Sequence[str]:
        """Give the traces behind some of the notices, each once."""
        found = {self._traces[e.position] for e in waiting if e.position in self._traces}
        return sorted(found)[:AT_MOST]
