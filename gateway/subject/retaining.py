"""Whose data is past its time, and erasing it in pages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.erasure.retention import Due, Holding, dues, is_over, over_on, past
from domain.erasure.standing import Standing
from domain.errors import ReviewError
from domain.ids import PersonId
from gateway.subject.erasing import Erased, Wanted, erase, marks_of
from storage.archive import Archive
from storage.read_models.holdings import holdings
from storage.read_models.people import person_of
from storage.subject.erasing import kept

PAGE: Final = 500


@dataclass(frozen=True)
class PastTime:
    """Somebody of whose data some is past its time.

    Attributes:
        person: whose data.
        kinds: what is past its time.
        on: since when everything is, so that the person may be erased; None where it is not yet.
        is_held: whether a legal hold keeps it all the same.
    """

    person: PersonId
    kinds: tuple[Due, ...]
    on: date | None
    is_held: bool


@dataclass(frozen=True)
class Applied:
    """What became of one person whose time is over.

    Attributes:
        person: whose.
        refused: why nothing was done.
        erased: what was done.
        marks: what named them, for whoever has files to clear.
    """

    person: PersonId
    refused: str | None = None
    erased: Erased | None = None
    marks: tuple[str, ...] = ()


async def past_time(archive: Archive, today: date) -> list[PastTime]:
    """List whose data is past its time, by id: whole people, and those of whom a part is."""
    now = (await kept(archive)).now
    found = [_past(each, now, today) async for each in _everybody(archive)]
    return [each for each in found if each is not None]


async def apply_retention(archive: Archive, wanted: Wanted) -> AsyncIterator[Applied]:
    """Erase everybody whose time is over and who is under no hold, one after the other.

    `wanted` says when, why and by whom; whom is what the times say. Somebody whose reviews or
    steps are still open is passed over with the reason. The tables are for the caller to write
    anew at the end.
    """
    for each in await past_time(archive, wanted.at.date()):
        if each.on is None or each.is_held:
            continue
        asked = Wanted(each.person, wanted.ground, wanted.reason, wanted.at, wanted.by)
        marks = marks_of(await person_of(archive.readers, each.person))
        try:
            erased = await erase(archive, asked, clean=False)
        except ReviewError as refusal:
            yield Applied(each.person, refused=str(refusal))
        else:
            yield Applied(each.person, erased=erased, marks=marks)


async def _everybody(archive: Archive) -> AsyncIterator[Holding]:
    after: PersonId | None = None
    while page := await holdings(archive, after, PAGE):
        for each in page:
            yield each
        after = page[-1].person


def _past(holding: Holding, now: Standing, today: date) -> PastTime | None:
    found = dues(holding, now.rules)
    gone_by = past(found, today) if found else ()
    if not found or not gone_by:
        return None
    on = over_on(found) if is_over(found, today) else None
    return PastTime(holding.person, gone_by, on, holding.person in now.held)
