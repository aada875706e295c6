"""The reward round: exported from what was signed, and held against it again later."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from domain.cycle.events import CycleLaunched, PeopleTakenIn
from domain.definition.fingerprint import fingerprint
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId, ReviewId
from domain.people import Organisation
from domain.rewards.apart import Apart
from domain.rewards.comparing import Mismatch, apart_mismatches, mismatches, signed_since
from domain.rewards.export import Manifest, RewardExport, manifest_faults
from domain.rewards.line import ApartLine, RewardLine, fingerprint_of, reward_line
from domain.rewards.signed import SignedResult, Told, signed_result
from domain.views.ratings import Standing
from storage.archive import Archive
from storage.errors import SealBroken
from storage.event_types import EventUnreadable
from storage.read_models.told import told_of

AT_ONCE: Final = 16


class NeverLaunched(ReviewError):
    """The cycle of this export was never launched here."""

    code: ClassVar[str] = "never_launched"


@dataclass(frozen=True)
class Verification:
    """What an export was found to be: `faults` of the whole, `mismatches` line by line.

    `signed_since` are those who signed after the position of the log that the manifest names. The
    manifest alone says which that is, so whoever reads the result should find them plausible.
    """

    lines: int
    faults: tuple[str, ...]
    mismatches: tuple[Mismatch, ...]
    signed_since: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every line is what was signed, and still is."""
        return not self.faults and not self.mismatches


@dataclass(frozen=True)
class _Round:
    """What the lines of a cycle are made of."""

    launch: CycleLaunched
    reviews: Mapping[ReviewId, PersonId]
    people: Organisation


async def export_rewards(archive: Archive, cycle: CycleId) -> RewardExport:
    """Give everybody's line of a cycle as signed up to now, from the log alone.

    Raises:
        NeverLaunched: there is no such cycle.
    """
    position = await archive.store.head()
    round_ = await _round(archive, cycle)
    found = await _lines(archive, round_, position)
    lines = [then for then, _ in found if isinstance(then, RewardLine)]
    apart = [then for then, _ in found if isinstance(then, ApartLine)]
    lines.sort(key=lambda line: (line.employee_number, line.review))
    apart.sort(key=lambda line: (line.employee_number, line.review))
    manifest = Manifest(
        cycle=round_.launch.definition.key,
        cycle_id=cycle,
        definition_sha256=fingerprint(round_.launch.definition),
        log_position=position,
        lines=len(lines),
        apart=len(apart),
        lines_sha256=fingerprint_of(lines),
    )
    return RewardExport(manifest=manifest, lines=tuple(lines), apart=tuple(apart))


async def verify_rewards(archive: Archive, export: RewardExport) -> Verification:
    """Work every line out anew from the log, and name all that do not match what was signed.

    A line has to be what the log gave when the export was made, and its signature has to hold
    still. Who signed only later is not missing.

    Raises:
        NeverLaunched: the cycle of the export was never launched here.
    """
    manifest = export.manifest
    round_ = await _round(archive, manifest.cycle_id)
    faults = list(manifest_faults(export))
    if manifest.definition_sha256 != fingerprint(round_.launch.definition):
        faults.append("The manifest was made for another cycle definition.")
    if manifest.cycle != round_.launch.definition.key:
        faults.append(f"The manifest names the cycle '{manifest.cycle}', which it is not of.")
    if manifest.log_position > await archive.store.head():
        faults.append("The manifest was made when the log was longer than it is.")
    found = await _lines(archive, round_, manifest.log_position)
    then = {line.review: line for line, _ in found}
    now = {line.review: line for _, line in found}
    departures = (*mismatches(export.lines, then, now), *apart_mismatches(export.apart, then))
    later = signed_since(export.lines, then, now)
    names = tuple(f"{line.employee_number} {line.name}" for line in later)
    return Verification(len(export.lines), tuple(faults), departures, names)


async def _round(archive: Archive, cycle: CycleId) -> _Round:
    events = [each.event for each in await archive.journal.read(cycle)]
    launch = next((event for event in events if isinstance(event, CycleLaunched)), None)
    if launch is None:
        raise NeverLaunched
    results = (r for event in events if isinstance(event, PeopleTakenIn) for r in event.results)
    reviews = {result.review: result.person for result in results if result.review is not None}
    return _Round(launch, reviews, await archive.people())


async def _lines(
    archive: Archive, round_: _Round, position: int
) -> list[tuple[RewardLine | ApartLine, RewardLine | ApartLine]]:
    """Give for each review its line as of a position of the log, and as of now."""
    found: list[tuple[RewardLine | ApartLine, RewardLine | ApartLine]] = []
    reviews = list(round_.reviews.items())
    for start in range(0, len(reviews), AT_ONCE):
        some = reviews[start : start + AT_ONCE]
        found += await asyncio.gather(
            *(_line(archive, round_, review, person, position) for review, person in some)
        )
    return found


async def _line(
    archive: Archive, round_: _Round, review: ReviewId, person: PersonId, position: int
) -> tuple[RewardLine | ApartLine, RewardLine | ApartLine]:
    outcomes = round_.launch.definition.outcomes
    try:
        told = await told_of(archive.journal, archive.keys, review)
    except (SealBroken, EventUnreadable):
        broken = _apart(review, person, Apart.DOES_NOT_FIT)
        line = reward_line(broken, outcomes, round_.people)
        return line, line
    then = _result([each for each in told if each.position <= position], review, person)
    now = then if told and told[-1].position <= position else _result(told, review, person)
    return (
        reward_line(then, outcomes, round_.people),
        reward_line(now, outcomes, round_.people),
    )


def _result(told: Sequence[Told], review: ReviewId, person: PersonId) -> SignedResult:
    return signed_result(told) or _apart(review, person, Apart.NOT_RATED)


def _apart(review: ReviewId, person: PersonId, reason: Apart) -> SignedResult:
    return SignedResult(review, person, Standing(), None, None, was_disputed=False, apart=reason)
