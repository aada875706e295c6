"""The walk along the log: every leaf held against its event, every signed head against the tree."""

from collections.abc import Sequence
from itertools import compress
from operator import ne
from typing import Final

from domain.proof.fault import Fault, Kind
from domain.proof.tree import Tree, spans_of
from storage.proof.leaves import Leaves
from storage.proof.marks import Mark

LISTED: Final = 100
AT_ONCE: Final = 4096


class Walk:
    """Takes the rows of the log in their order, and notes what is not as it was recorded.

    Attributes:
        at: the last position that was passed.
        faults: what was found, without the events that do not fit their own hash.
        suspects: the positions of those; the first of them only, `unlisted` counts the rest.
        fitting: the signed heads that fit.
    """

    def __init__(self, marks: Sequence[Mark], start: Mark | None) -> None:
        """Begin behind a mark that keeps its frontier, or at the beginning of the log."""
        self.leaves = Leaves()
        self.at = start.size if start else 0
        self.faults: list[Fault] = []
        self.suspects: list[int] = []
        self.unlisted = 0
        self.fitting: list[Mark] = [start] if start else []
        self._ahead = [mark for mark in reversed(marks) if mark.size > self.at]
        self._good = self.at
        self._tree: Tree | None = Tree()
        if start is not None:
            self._adopt(start)

    def heard(self) -> None:
        """Judge what was read once there is enough of it."""
        if len(self.leaves.positions) >= AT_ONCE:
            self.judge()

    def judge(self) -> None:
        """Judge what was read."""
        positions, stored = self.leaves.positions, self.leaves.stored
        if stored != self.leaves.formed:
            for position in compress(positions, map(ne, stored, self.leaves.formed)):
                self._suspect(position)
        if positions == list(range(self.at + 1, self.at + 1 + len(positions))):
            self._grow(stored)
        else:
            self._one_by_one(positions, stored)
        self.leaves.empty()

    def finish(self) -> None:
        """Judge the rest, and name what a signed head says should still follow."""
        self.judge()
        if self._ahead:
            last = self._ahead[0]
            self._note(
                Kind.TAIL_MISSING,
                self.at + 1,
                last.size,
                f"The log ends at position {self.at:,}, but a checkpoint over {last.size:,} events "
                f"was signed: {_positions(self.at + 1, last.size)} removed from its end.",
            )

    def _one_by_one(self, positions: Sequence[int], stored: Sequence[bytes]) -> None:
        for position, leaf in zip(positions, stored, strict=True):
            if position <= self.at:
                self._note(
                    Kind.EVENT_INSERTED,
                    position,
                    position,
                    f"An event was added at position {position:,}, where none belongs.",
                )
                continue
            if position > self.at + 1:
                self._jump(position - 1)
            self._grow([leaf])

    def _jump(self, to: int) -> None:
        """Pass a gap; no tree can be formed from there to the next head that has a frontier."""
        first = self.at + 1
        gone = _positions(first, to)
        self._note(Kind.EVENT_MISSING, first, to, f"The log has a gap: {gone} removed.")
        self._tree = None
        while self._ahead and self._ahead[-1].size <= to:
            self._reach(self._ahead.pop())
        if self._good != to:
            self._tree = None
        self.at = to

    def _grow(self, leaves: Sequence[bytes]) -> None:
        while leaves:
            room = self._ahead[-1].size - self.at if self._ahead else len(leaves)
            taken, leaves = leaves[:room], leaves[room:]
            self.at += len(taken)
            if self._tree is not None:
                self._tree.extend(taken)
            if self._ahead and self._ahead[-1].size == self.at:
                self._reach(self._ahead.pop())

    def _reach(self, mark: Mark) -> None:
        if self._tree is not None:
            if self._tree.root == mark.root:
                self._good = mark.size
                self.fitting.append(mark)
                return
            self._rewritten(mark, self._tree)
        if mark.frontier is not None:
            self._adopt(mark)

    def _adopt(self, mark: Mark) -> None:
        """Go on from a signed head as if all before it were well: what follows is judged alone."""
        self._tree = Tree.of(mark.size, mark.frontier or ())
        self._good = mark.size

    def _rewritten(self, mark: Mark, tree: Tree) -> None:
        spans = [(self._good, mark.size)]
        if mark.frontier is not None:
            differs = map(ne, tree.peaks, mark.frontier)
            narrow = compress(spans_of(mark.size), differs)
            spans = [(max(first, self._good), last) for first, last in narrow]
        for first, last in spans:
            sentence = _not_as_signed(first + 1, last, mark, self._good)
            self._note(Kind.REWRITTEN, first + 1, last, sentence)

    def _suspect(self, position: int) -> None:
        if len(self.suspects) < LISTED:
            self.suspects.append(position)
        else:
            self.unlisted += 1

    def _note(self, kind: Kind, first: int, last: int, sentence: str) -> None:
        if len(self.faults) < LISTED:
            self.faults.append(Fault(kind=kind, first=first, last=last, sentence=sentence))
        else:
            self.unlisted += 1


def _positions(first: int, last: int) -> str:
    if first == last:
        return f"the event at position {first:,} was"
    return f"the events at positions {first:,} to {last:,} were"


def _span(first: int, last: int) -> str:
    if first == last:
        return f"The event at position {first:,} is"
    return f"Events at positions {first:,} to {last:,} are"


def _not_as_signed(first: int, last: int, mark: Mark, good: int) -> str:
    doubt = "" if mark.frontier is not None else "; or that checkpoint is of another log"
    until = f" Up to position {good:,} all is as it was signed." if good else ""
    return (
        f"{_span(first, last)} not what the checkpoint over {mark.size:,} events was signed for: "
        "there an event was changed, removed, added or moved, and its hash formed anew"
        f"{doubt}.{until}"
    )
