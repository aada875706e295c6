"""The tree over the log: the Merkle tree of RFC 6962, grown by any number of leaves at a time.

Nodes are named by their level (0 are the leaves) and their number on that level, from 0.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, Self

Node = tuple[int, int]
"""The level of a node and its number there."""

EMPTY_ROOT: Final = sha256(b"").digest()
HASH_BYTES: Final = 32


def joined(left: bytes, right: bytes) -> bytes:
    """Give the hash of a node with these children."""
    return sha256(b"\x01" + left + right).digest()


def root_of(peaks: Sequence[bytes]) -> bytes:
    """Give the root over complete subtrees, the largest and leftmost of them first."""
    if not peaks:
        return EMPTY_ROOT
    *others, root = peaks
    for peak in reversed(others):
        root = joined(peak, root)
    return root


def spans_of(size: int) -> list[tuple[int, int]]:
    """Give the leaves that each peak of a tree stands over: the first, and the one behind."""
    spans = []
    first = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            spans.append((first, first + (1 << level)))
            first += 1 << level
    return spans


class Tree:
    """A tree of which only the frontier is kept: the roots of its complete subtrees.

    `wanted` names nodes to be remembered in `found` when the tree grows over them.
    """

    def __init__(self, wanted: Iterable[Node] = ()) -> None:
        """Begin with an empty tree."""
        self.size = 0
        self.found: dict[Node, bytes] = {}
        self._waiting: list[bytes | None] = []
        self._wanted: dict[int, list[int]] = {}
        for level, number in wanted:
            self._wanted.setdefault(level, []).append(number)

    @classmethod
    def of(cls, size: int, peaks: Sequence[bytes]) -> Self:
        """Go on from the frontier of a tree of that size, the largest subtree first.

        Raises:
            ValueError: a tree of that size has another number of complete subtrees.
        """
        if len(peaks) != size.bit_count():
            raise ValueError("These peaks do not belong to a tree of that size.")
        tree = cls()
        tree.size = size
        left = list(peaks)
        for level in range(size.bit_length()):
            tree._waiting.append(left.pop() if size >> level & 1 else None)
        return tree

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Give the frontier: the roots of the complete subtrees, the largest first."""
        return tuple(peak for peak in reversed(self._waiting) if peak is not None)

    @property
    def root(self) -> bytes:
        """Give the hash that stands for all leaves in their order."""
        return root_of(self.peaks)

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Let the tree grow by these leaf hashes; costs one hash for each of them, on average."""
        level, before = 0, self.size
        self.size += len(leaves)
        carried = list(leaves)
        while carried:
            if level == len(self._waiting):
                self._waiting.append(None)
            waiting = self._waiting[level]
            if waiting is not None:
                carried.insert(0, waiting)
            if level in self._wanted:
                self._remember(level, (before >> level) - (waiting is not None), carried)
            self._waiting[level] = carried.pop() if len(carried) % 2 else None
            pairs = zip(carried[::2], carried[1::2], strict=True)
            carried = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
            level += 1

    def _remember(self, level: int, first: int, nodes: Sequence[bytes]) -> None:
        for number in self._wanted[level]:
            if first <= number < first + len(nodes):
                self.found[level, number] = nodes[number - first]
