"""Brings what a ledger says over into a database that is older than the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.erasure.decide import erase_again, place_hold
from domain.erasure.events import SubjectErased
from domain.erasure.standing import Standing
from domain.erasure.words import Ground
from domain.ids import PersonId
from gateway.subject.keeping import record
from storage.archive import Archive
from storage.subject.erasing import carry_out, kept
from storage.subject.scrub import scrub

NO_REASON: Final = "As the ledger says"


class OfLedger(BaseModel):
    """A line of a ledger that was kept outside the database."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    type: str
    subject: PersonId | None = None
    by: PersonId | None = None
    ground: Ground | None = None
    reason: str = ""


@dataclass(frozen=True)
class Reapplied:
    """How many were erased and held again, how many were already, and what was not cleaned."""

    erased: int
    held: int
    already: int
    left: tuple[str, ...] = ()


async def reapply_ledger(archive: Archive, lines: Sequence[OfLedger]) -> Reapplied:
    """Erase and hold again whoever a ledger says so of; whatever else may be, it says so.

    Nobody is asked whether they may be erased: that was settled when they were.
    """
    now = (await kept(archive)).now
    erased = {one.subject: one for one in lines if one.subject and one.type == "SubjectErased"}
    held = _held(lines)
    fresh = {person: line for person, line in erased.items() if person not in now.erased}
    for person, line in fresh.items():
        await record(archive, partial(_erased, person, line), line.reason or NO_REASON)
    for person in erased:
        await carry_out(archive, person)
    passed_over = {*now.held, *now.erased, *erased}
    again = {one: line for one, line in held.items() if one not in passed_over}
    for person, line in again.items():
        held_again = partial(place_hold, subject=person, at=line.at, by=line.by)
        await record(archive, held_again, line.reason or NO_REASON)
    left = await scrub(archive) if erased else ()
    already = len(erased) - len(fresh) + len(held) - len(again)
    return Reapplied(len(fresh), len(again), already, left)


def _erased(person: PersonId, line: OfLedger, now: Standing) -> SubjectErased | None:
    ground = line.ground or Ground.LEGAL_DUTY
    return erase_again(now, person, ground, line.at, line.by)


def _held(lines: Sequence[OfLedger]) -> dict[PersonId, OfLedger]:
    """Give who is under hold at the end of a ledger."""
    held: dict[PersonId, OfLedger] = {}
    for line in lines:
        if line.subject is not None and line.type == "HoldPlaced":
            held[line.subject] = line
        elif line.subject is not None and line.type == "HoldReleased":
            held.pop(line.subject, None)
    return held
