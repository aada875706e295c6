"""The read models against the log: as far as the log is, and equal to it row by row."""

from dataclasses import dataclass
from typing import Final

from activities.verifying.difference import REBUILD_READ_MODELS, Difference, Verification
from domain.errors import ReviewError
from storage.archive import Archive
from storage.errors import LogOutOfReach
from storage.pool import Role, open_pool
from storage.projections.comparing import RowDifference, compare
from storage.projections.errors import ReadModelsChanged, RebuildUnderWay
from storage.read_models.waiting import position_shown, wait_for

LAG_SECONDS: Final = 10.0
CONNECTIONS: Final = 4
START_PROJECTOR: Final = "Start a projector (`perennial run projector`, or `perennial up`)."


@dataclass
class ShownLookedAt:
    """Compares the read models; `is_quick` looks only how far they are."""

    archive: Archive
    database: str
    found: Verification
    is_quick: bool = False

    async def look(self) -> None:
        """Name how far they lag, and every row that differs."""
        head = await self.archive.store.head()
        if not await wait_for(self.archive.readers, head, LAG_SECONDS):
            behind = head - await position_shown(self.archive.readers)
            facts = "1 fact" if behind == 1 else f"{behind} facts"
            what = f"The read models are {facts} behind the log."
            self._differs("behind", "checkpoint", what, START_PROJECTOR)
        if not self.is_quick:
            await self._compare()

    async def _compare(self) -> None:
        pool = await open_pool(self.database, Role.PROJECTOR, min_size=1, max_size=CONNECTIONS)
        async with pool:
            try:
                compared = await compare(pool, self.archive.keys)
            except LogOutOfReach:
                raise
            except RebuildUnderWay:
                self.found.remarks.append(
                    "The read models are being rebuilt, so they were not compared; verify again."
                )
                return
            except ReadModelsChanged:
                what = "The read models are those of another version of Perennial."
                self._differs("of another version", "read", what, START_PROJECTOR)
                return
            except ReviewError as refusal:
                what = f"The read models cannot be compared with the log: {refusal}"
                self._differs("not compared", "read", what, "Mend what is named here first.")
                return
        self.found.counts["rows of read models"] = compared.rows
        for each in compared.differences:
            about = f"{each.table} {each.key}"
            self._differs("row differs", about, _sentence(each), REBUILD_READ_MODELS)

    def _differs(self, sort: str, about: str, what: str, mend: str) -> None:
        self.found.differences.append(Difference("read models", sort, about, what, mend))


def _sentence(found: RowDifference) -> str:
    """Name table, key and columns, and no value."""
    row = f"the row {found.key} of the table {found.table}"
    match found.how:
        case "missing":
            return f"By the log there should be {row}."
        case "surplus":
            return f"By the log there should not be {row}."
        case "changed":
            columns = ", ".join(found.columns)
            return f"In {row} the log gives another value for {columns}."
