"""Indicative scores for a board, worked out beside it: nobody waits for two hundred of them."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from domain.errors import ReviewError
from domain.ids import ReviewId
from gateway.scoring import score_of
from gateway.surroundings import ReviewContext
from storage.acting import acting_as_process
from storage.archive import Archive
from storage.read_models.board import TableRow
from storage.read_models.cycles import Cycle

AT_ONCE: Final = 4
MOST: Final = 5_000
"""Scores that are kept; more than any number of panels looks at in one day."""


class Scores:
    """The scores that are worked out, each for a review as it stood at a version."""

    def __init__(self, archive: Archive) -> None:
        """Work them out from this archive."""
        self._archive = archive
        self._known: dict[ReviewId, tuple[int, Decimal | None]] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._asked: set[tuple[ReviewId, int]] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)

    def known(self, cycle: Cycle, rows: Sequence[TableRow]) -> Mapping[ReviewId, Decimal | None]:
        """Give the scores that are at hand, and have the others worked out.

        A row that nobody has rated gets none, so that nothing rates for the manager.
        """
        if cycle.definition.scoring is None:
            return {row.review: None for row in rows}
        found: dict[ReviewId, Decimal | None] = {}
        for row in rows:
            version, score = self._known.get(row.review, (0, None))
            if row.is_missing:
                found[row.review] = None
            elif version == row.version:
                found[row.review] = score
            else:
                self._ask_for(cycle, row)
        return found

    async def rest(self) -> None:
        """Wait until all that was asked for is worked out."""
        await asyncio.gather(*self._under_way)

    def _ask_for(self, cycle: Cycle, row: TableRow) -> None:
        wanted = (row.review, row.version)
        if wanted not in self._asked:
            self._asked.add(wanted)
            with acting_as_process():  # they serve everybody at the table
                task = asyncio.create_task(self._work_out(cycle, row))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _work_out(self, cycle: Cycle, row: TableRow) -> None:
        context = ReviewContext(cycle.cycle, row.reviewee, cycle.definition, cycle.tempo)
        try:
            async with self._gate:
                scored = await score_of(self._archive, row.review, context)
        except ReviewError:
            # It is asked for again at the next look; until then the row has none.
            return
        finally:
            self._asked.discard((row.review, row.version))
        while len(self._known) >= MOST:
            self._known.pop(next(iter(self._known)))
        self._known[row.review] = (row.version, scored.score.value)
