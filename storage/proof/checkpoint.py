"""A checkpoint as the database keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.proof.note import Note, NoteUnreadable, VerifierKey
from domain.proof.tree import Tree, root_of
from storage.proof.signing import is_signed


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed head of the log, and the frontier of the tree from which the next one goes on."""

    size: int
    root: bytes
    frontier: tuple[bytes, ...]
    note: str
    key_id: str
    signed_at: datetime

    @property
    def tree(self) -> Tree:
        """Give the tree as it stood; only where the frontier is that of the root."""
        return Tree.of(self.size, self.frontier)

    @property
    def keeps_its_frontier(self) -> bool:
        """Tell whether the frontier is the one the root was formed of."""
        is_complete = len(self.frontier) == self.size.bit_count()
        return is_complete and root_of(self.frontier) == self.root

    def is_as_signed(self, verifiers: Sequence[VerifierKey]) -> bool:
        """Tell whether the note says what the columns say, and one of these keys signed it."""
        try:
            note = Note.parse(self.note)
        except NoteUnreadable:
            return False
        is_same = (note.head.size, note.head.root) == (self.size, self.root)
        return is_same and is_signed(note, verifiers)
