"""Asking after open steps of many reviews, with a personal line and a cap."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Final

from domain.answers import NotAnAnswer, text_of
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId
from storage.acting import acting_as_process
from storage.archive import Archive
from storage.read_models.nudges import nudged_since

LONGEST_LINE: Final = 300
NUDGES_A_DAY: Final = 3
"""How often one person is asked after steps of a cycle within 24 hours, whoever asks."""

_DAY: Final = timedelta(days=1)
_LINK = re.compile(
    r"://|\bwww\.|\b[\w-]+\.(?:com|org|net|io|eu|de|fr|ch|at|uk|info|biz|app|dev|me|ly)\b",
    re.IGNORECASE,
)


class LineNotAccepted(ReviewError):
    """The personal line cannot be sent like that."""

    code: ClassVar[str] = "line_not_accepted"


def personal_line(words: str) -> str:
    """Give the personal line of a nudge as it will be sent, on one line.

    Raises:
        LineNotAccepted: it is too long, holds a link, or a sign that cannot be shown.
    """
    try:
        line = " ".join(text_of(words).split())
    except NotAnAnswer as problem:
        raise LineNotAccepted(" ".join(problem.sentences)) from None
    if len(line) > LONGEST_LINE:
        raise LineNotAccepted(f"This has {len(line)} letters; please shorten it to {LONGEST_LINE}.")
    if _LINK.search(line):
        raise LineNotAccepted("Please write no links: the message has its own, to the step.")
    return line


async def spared(archive: Archive, cycle: CycleId, at: datetime) -> tuple[PersonId, ...]:
    """Name everybody who was asked often enough within a day before that moment of the cycle."""
    with acting_as_process():  # whoever asked them, and in whichever review
        return often_enough(await nudged_since(archive.readers, cycle, at - _DAY))


def often_enough(times: Mapping[PersonId, int]) -> tuple[PersonId, ...]:
    """Name who was asked as often as a day allows, in a settled order."""
    return tuple(sorted(person for person, number in times.items() if number >= NUDGES_A_DAY))
