"""The signed heads that a log is held against: those it keeps, and those that left it in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.proof.fault import Fault, Kind
from domain.proof.note import Head, Note, VerifierKey
from storage.proof.checkpoint import Checkpoint
from storage.proof.errors import CheckpointOfAnotherLog, CheckpointSignedByAnother
from storage.proof.signing import is_signed


@dataclass(frozen=True, slots=True)
class Published:
    """A checkpoint that was kept outside of the database, and the name of where it lay."""

    name: str
    note: Note


@dataclass(frozen=True, slots=True)
class Mark:
    """A head that somebody signed: so many leaves have this root.

    `frontier` is that of the root where the database has kept it; `is_published` tells whether a
    copy outside of the database says the same.
    """

    size: int
    root: bytes
    frontier: tuple[bytes, ...] | None
    is_published: bool


def refuse_strangers(
    published: Iterable[Published], origin: str, verifiers: Sequence[VerifierKey]
) -> None:
    """Refuse checkpoints that nobody can have published for this log.

    Raises:
        CheckpointOfAnotherLog: it says so itself.
        CheckpointSignedByAnother: its signature is not of one of these keys.
    """
    for each in published:
        found = each.note.head.origin
        if found != origin:
            raise CheckpointOfAnotherLog(
                f"{each.name} is a checkpoint of another log: of {found}, not of {origin}. "
                "Name a checkpoint of this one; nothing was checked."
            )
        if not is_signed(each.note, verifiers):
            keys = ", ".join(verifier.key_id.hex() for verifier in verifiers)
            raise CheckpointSignedByAnother(
                f"{each.name} is not signed with a key of this log ({keys}): it was changed, it is "
                f"of another installation, or it was signed with key {each.note.key_id.hex()} "
                "before that was replaced. Name the right key with --key; nothing was checked."
            )


def marks_of(
    kept: Sequence[Checkpoint],
    published: Iterable[Published],
    origin: str,
    verifiers: Sequence[VerifierKey],
) -> tuple[list[Mark], list[Fault]]:
    """Give what to hold the log against, the smallest first, and what is wrong with it already."""
    marks, faults = _kept(kept, origin, verifiers)
    for each in published:
        head = each.note.head
        mark = marks.get(head.size)
        if mark is not None and mark.root != head.root:
            faults.append(_disagreeing(each.name, head))
        if mark is None and all(one.size != head.size for one in kept):
            faults.append(_removed(each.name, head))
        is_same = mark is not None and mark.root == head.root
        frontier = mark.frontier if mark is not None and is_same else None
        marks[head.size] = Mark(head.size, head.root, frontier, is_published=True)
    return [marks[size] for size in sorted(marks)], faults


def _kept(
    kept: Iterable[Checkpoint], origin: str, verifiers: Sequence[VerifierKey]
) -> tuple[dict[int, Mark], list[Fault]]:
    marks, faults = {}, []
    for each in kept:
        if not (each.is_as_signed(verifiers) and _origin(each) == origin):
            sentence = (
                f"The checkpoint over {each.size:,} events that the database keeps is not as it "
                "was signed, or was signed with another key."
            )
            faults.append(_fault(Kind.CHECKPOINT_CHANGED, each.size, sentence))
            continue
        if not each.keeps_its_frontier:
            sentence = (
                f"The frontier of the checkpoint over {each.size:,} events was changed; its "
                "signature is good."
            )
            faults.append(_fault(Kind.CHECKPOINT_CHANGED, each.size, sentence))
        frontier = each.frontier if each.keeps_its_frontier else None
        marks[each.size] = Mark(each.size, each.root, frontier, is_published=False)
    return marks, faults


def _origin(checkpoint: Checkpoint) -> str:
    return Note.parse(checkpoint.note).head.origin


def _disagreeing(name: str, head: Head) -> Fault:
    sentence = (
        f"{name} and the database each hold a checkpoint over {head.size:,} events; both are "
        "signed and they do not agree: one of them is of a log that was written anew."
    )
    return _fault(Kind.CHECKPOINTS_DISAGREE, head.size, sentence)


def _removed(name: str, head: Head) -> Fault:
    sentence = (
        f"{name} was published over {head.size:,} events, but the database does not know that "
        "checkpoint any more."
    )
    return _fault(Kind.CHECKPOINT_MISSING, head.size, sentence)


def _fault(kind: Kind, size: int, sentence: str) -> Fault:
    return Fault(kind=kind, first=1, last=size, sentence=sentence)
