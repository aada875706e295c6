"""Holds, times of keeping, and the ledger of what was held and erased, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never
from uuid import UUID

from domain.erasure import decide
from domain.erasure.events import (
    ErasureEvent,
    Event,
    HoldPlaced,
    HoldReleased,
    RetentionLoaded,
    SubjectErased,
    keeping_stream,
)
from domain.erasure.refusals import NoReasonGiven
from domain.erasure.retention import RetentionRules
from domain.erasure.standing import Standing, standing
from domain.ids import PersonId
from gateway.noting import note
from storage.archive import Archive
from storage.journal import Entry, Recorded, Words
from storage.subject.erasing import events_of, kept

REASON: Final = "reason"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One thing that happened to the keeping of data; `subject` is None for times of keeping."""

    number: int
    at: datetime
    type: str
    subject: PersonId | None
    by: PersonId | None
    ground: str | None
    reason: str


async def place_hold(
    archive: Archive, person: PersonId, reason: str, at: datetime, by: PersonId | None
) -> int:
    """Keep everything about a person until further notice; the log's position is returned.

    Raises:
        NoReasonGiven: nobody said why.
        ErasedAlready: there is nothing left to keep.
        HeldAlready: it is kept already.
    """
    return await record(archive, lambda now: decide.place_hold(now, person, at, by), reason)


async def release_hold(
    archive: Archive, person: PersonId, reason: str, at: datetime, by: PersonId | None
) -> int:
    """Let the times of keeping decide again; the log's position is returned.

    Raises:
        NoReasonGiven: nobody said why.
        NotHeld: there is no hold to release.
    """
    return await record(archive, lambda now: decide.release_hold(now, person, at, by), reason)


async def load_retention(
    archive: Archive, rules: RetentionRules, at: datetime, by: PersonId | None
) -> bool:
    """Keep data for these times from now on; False when they hold already."""
    if (await kept(archive)).now.rules == rules:
        return False
    await record(archive, lambda now: decide.load_retention(now, rules, at, by), None)
    return True


async def ledger(archive: Archive) -> list[LedgerLine]:
    """List every hold, every erasure and every change of the times of keeping, oldest first."""
    found = await kept(archive)
    return [
        _line(each.event, (each.confidential or {}).get(archive.organisation, {}))
        for each in found.recorded
        if isinstance(each.event, ErasureEvent)
    ]


async def record(
    archive: Archive, decided: Callable[[Standing], Event | None], reason: str | None
) -> int:
    """Decide on how things stand now and record what follows, with the reason sealed beside it.

    Raises:
        NoReasonGiven: the reason is blank.
        ReviewError: what `decided` refuses.
    """
    if reason is not None and not reason.strip():
        raise NoReasonGiven

    def entries(before: Sequence[Recorded]) -> list[Entry]:
        event = decided(standing(events_of(before)))
        sealed: dict[UUID, Words] = {}
        if reason is not None:
            sealed[archive.organisation] = {REASON: reason.strip()}
        return [] if event is None else [Entry(event, sealed)]

    return await note(archive, keeping_stream(archive.organisation), entries)


def _line(event: Event, words: Words) -> LedgerLine:
    subject: PersonId | None = None
    ground: str | None = None
    match event:
        case HoldPlaced() | HoldReleased():
            subject = event.subject
        case SubjectErased():
            subject, ground = event.subject, event.ground.value
        case RetentionLoaded():
            pass
        case _:
            assert_never(event)
    reason = str(words.get(REASON, ""))
    return LedgerLine(event.number, event.at, event.type, subject, event.by, ground, reason)
