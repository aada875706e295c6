"""Making a checkpoint: the tree grown by what is new, and its head signed."""

from datetime import datetime

from domain.proof.tree import Tree
from storage.proof.checkpoint import Checkpoint
from storage.proof.errors import LogNotAsSealed
from storage.proof.sealed_log import SealedLog
from storage.proof.signing import AuditKey


async def make_checkpoint(log: SealedLog, key: AuditKey, at: datetime) -> Checkpoint | None:
    """Sign the head of the log as it stands; None while the log is empty.

    Costs as much as there are new events, and looks at none below the last checkpoint: what is
    missing there is for the audit to find; the new head stands over it all the same. Where nothing
    is new the last checkpoint is answered; where two processes do it at once, both answer the same.

    Raises:
        LogNotAsSealed: the last checkpoint was tampered with; nothing is signed on top of it.
        LogHasGap: an event since the last checkpoint is missing.
        LogOutOfReach: the database did not answer.
    """
    before = await log.latest()
    tree = Tree() if before is None else _grown_from(before, key)
    _, last = await log.ends()
    if before is not None and last < before.size:
        raise LogNotAsSealed(
            f"The log ends at position {last}, but a checkpoint stands over {before.size} events. "
            "Find out what is missing with `perennial audit verify`."
        )
    if last == tree.size:
        return before
    async for leaves in log.leaf_hashes(tree.size, last):
        tree.extend(leaves)
    note = key.sign(tree.size, tree.root)
    new = Checkpoint(tree.size, tree.root, tree.peaks, note.text, note.key_id.hex(), at)
    await log.keep(new)
    [kept] = await log.checkpoints_from(new.size, 1)
    return kept


def _grown_from(before: Checkpoint, key: AuditKey) -> Tree:
    if not (before.keeps_its_frontier and before.is_as_signed(key.verifiers)):
        raise LogNotAsSealed(
            f"The checkpoint over {before.size} events is not as it was signed, or was signed with "
            "another key. Nothing is signed on top of it: see `perennial audit verify`."
        )
    return before.tree
