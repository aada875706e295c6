"""What differs, said so that somebody can mend it, and the whole of what was looked at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

Place = Literal["temporal", "log", "read models", "outbox"]

REBUILD_MISSING: Final = "Run `perennial rebuild --missing`."
REBUILD_READ_MODELS: Final = "Run `perennial projections rebuild`."
RESTORE: Final = "Restore the database from a backup that holds it."

TOLD_OF_EACH: Final = 20
"""Differences of one sort that are told one by one to people; programs get all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it should be.

    Attributes:
        place: where it was found.
        sort: names differences of the same sort.
        about: what it is about: a workflow, a stream, a table with its key.
        what: the sentence.
        mend: what to do about it.
    """

    place: Place
    sort: str
    about: str
    what: str
    mend: str


@dataclass(slots=True)
class Verification:
    """What was compared, and everything that differs.

    Attributes:
        differences: what is not as it should be.
        remarks: what is worth knowing and wrong with nothing.
        counts: how many of what were looked at, in the order in which they were.
    """

    differences: list[Difference] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        """Whether everything is as it should be."""
        return not self.differences

    def sentences(self) -> Iterator[str]:
        """Tell it for people: what was looked at, every difference and how to mend it."""
        if self.counts:
            yield f"Compared: {', '.join(f'{what} {n:,}' for what, n in self.counts.items())}."
        told: dict[str, int] = {}
        for each in self.differences:
            told[each.sort] = told.get(each.sort, 0) + 1
            if told[each.sort] <= TOLD_OF_EACH:
                yield f"{each.what} {each.mend}"
        for sort, number in told.items():
            if number > TOLD_OF_EACH:
                yield f"And {number - TOLD_OF_EACH} more of this sort: {sort}; --json names all."
        yield from self.remarks
        if self.is_well:
            yield "No difference: Temporal, the log and the read models agree."
        else:
            number = len(self.differences)
            yield f"{number} difference{'' if number == 1 else 's'}."

    def told(self) -> dict[str, object]:
        """Tell it for programs."""
        return {
            "well": self.is_well,
            "counts": self.counts,
            "differences": [
                {
                    "place": each.place,
                    "sort": each.sort,
                    "about": each.about,
                    "what": each.what,
                    "mend": each.mend,
                }
                for each in self.differences
            ],
            "remarks": self.remarks,
        }
