"""The audit of the log: everything in it held against what was signed."""

from collections.abc import Sequence

from domain.proof.fault import Audit, Fault, Kind
from domain.proof.note import VerifierKey
from storage.proof.diagnosis import diagnosed
from storage.proof.marks import Mark, Published, marks_of, refuse_strangers
from storage.proof.sealed_log import PAGE, SealedLog
from storage.proof.walk import Walk


async def audited(
    log: SealedLog,
    verifiers: Sequence[VerifierKey],
    published: Sequence[Published] = (),
    since: int = 1,
) -> Audit:
    """Recompute the log from its columns and hold it against every checkpoint there is.

    What was appended after the audit began is not part of it. Memory does not grow with the log.

    Args:
        log: the log to audit.
        verifiers: the keys that sign its checkpoints; all bear the name of its origin.
        published: checkpoints that were kept outside of the database.
        since: the position to begin at, or rather at the last checkpoint before it.

    Raises:
        CheckpointOfAnotherLog, CheckpointSignedByAnother: a published one; nothing was checked.
        LogOutOfReach: the database did not answer.
    """
    origin = verifiers[0].name
    refuse_strangers(published, origin, verifiers)
    marks, faults = marks_of(await log.checkpoints(), published, origin, verifiers)
    walk = Walk(marks, _start(marks, since))
    first = walk.at + 1
    await _walk_along(log, walk)
    faults += walk.faults
    faults += await _changed(log, walk.suspects)
    faults += [_out_of_step(*each) for each in await log.out_of_step(first - 1)]
    return Audit(
        first=first,
        last=walk.at,
        checkpoints=len(walk.fitting),
        published=sum(mark.is_published for mark in walk.fitting),
        sealed_to=max((mark.size for mark in walk.fitting), default=0),
        faults=tuple(sorted(faults, key=lambda fault: (fault.first, fault.last))),
        unlisted=walk.unlisted,
    )


def _start(marks: Sequence[Mark], since: int) -> Mark | None:
    before = (mark for mark in marks if mark.size < since and mark.frontier is not None)
    return max(before, key=lambda mark: mark.size, default=None)


async def _walk_along(log: SealedLog, walk: Walk) -> None:
    lowest, last = await log.ends()
    at = min(walk.at, lowest - 1) if not walk.at else walk.at
    while at < last:
        upto = min(last, at + PAGE)
        await log.read_out(walk.leaves, at, upto, walk.heard)
        at = upto
    walk.finish()


async def _changed(log: SealedLog, suspects: Sequence[int]) -> list[Fault]:
    if not suspects:
        return []
    near = {position + step for position in suspects for step in (-1, 0, 1)}
    events = await log.events_at(near)
    wrong = set(suspects)
    return diagnosed(
        [event for event in events if event.position in wrong],
        [event for event in events if event.position not in wrong],
    )


def _out_of_step(position: int, version: int, wanted: int) -> Fault:
    return Fault(
        kind=Kind.VERSION_OUT_OF_STEP,
        first=position,
        last=position,
        sentence=f"The event at position {position:,} stands at version {version} of its stream, "
        f"where version {wanted} belongs: an event of that stream is missing, added or moved.",
    )
