"""Records facts that no timer waits for: straight into the log, decided on what it says now."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final
from uuid import UUID

from domain.errors import ReviewError
from storage.archive import Archive
from storage.event import Conflict
from storage.journal import Entry, Recorded

ATTEMPTS: Final = 20

Decide = Callable[[Sequence[Recorded]], Sequence[Entry]]
"""Gives what follows from what a stream says so far; raises a typed refusal, or gives nothing."""


class TooBusy(ReviewError):
    """Others keep changing the same thing. Nothing of yours was recorded; try again."""

    code: ClassVar[str] = "too_busy"


async def note(archive: Archive, stream: UUID, decide: Decide, *, unseal: bool = False) -> int:
    """Decide on the stream as it stands and record what follows; give the log's position.

    Somebody else who was faster makes it decide anew, so a decision never rests on old facts. With
    `unseal` the decision may look at the words of earlier events. Noting the same fact again adds
    nothing. The position is 0 when nothing follows from an empty stream.

    Raises:
        TooBusy: it was overtaken every time.
        ReviewError: what `decide` refuses.
        LogOutOfReach: the database did not answer; asking again is safe.
    """
    for _ in range(ATTEMPTS):
        recorded = await archive.journal.read(stream, unseal=unseal)
        entries = decide(recorded)
        if not entries:
            return recorded[-1].position if recorded else 0
        outcome = await archive.journal.append(stream, len(recorded), entries)
        if not isinstance(outcome, Conflict):
            return outcome.position
    raise TooBusy
