"""Short proofs over the tree: that a leaf is in it, and that one tree goes on from another.

A proof is a list of hashes, each the root of a span of leaves, as RFC 6962 orders them. They are
checked as RFC 9162 (2.1.3.2 and 2.1.4.2) says.
"""

from collections.abc import Mapping, Sequence

from domain.proof.tree import Node, joined, root_of, spans_of

Span = tuple[int, int]
"""Leaves from the first, counted from 0, to the one behind the last."""


def spans_beside(index: int, size: int) -> list[Span]:
    """Give the spans whose roots prove that a leaf is in a tree, from the leaf upwards."""
    first, last = 0, size
    spans: list[Span] = []
    while last - first > 1:
        middle = first + _half(last - first)
        if index < middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def spans_between(old: int, size: int) -> list[Span]:
    """Give the spans whose roots prove that a tree goes on from one of `old` leaves."""
    first, last, is_whole = 0, size, True
    spans: list[Span] = []
    while last != old:
        middle = first + _half(last - first)
        if old <= middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first, is_whole = middle, False
    if not is_whole:
        spans.append((first, last))
    return spans[::-1]


def nodes_under(span: Span) -> list[Node]:
    """Give the complete subtrees, the largest first, that the root of a span is formed of."""
    first, last = span
    return [
        ((end - start).bit_length() - 1, (first + start) // (end - start))
        for start, end in spans_of(last - first)
    ]


def roots_of(spans: Sequence[Span], found: Mapping[Node, bytes]) -> list[bytes]:
    """Give the roots of spans from the subtrees a tree has remembered."""
    return [root_of([found[node] for node in nodes_under(span)]) for span in spans]


def is_in(leaf: bytes, index: int, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether a path proves that a leaf stands at this place of a tree."""
    if not 0 <= index < size:
        return False
    number, last = index, size - 1
    for beside in path:
        if last == 0:
            return False
        if number % 2 or number == last:
            leaf = joined(beside, leaf)
            while number and not number % 2:
                number, last = number >> 1, last >> 1
        else:
            leaf = joined(leaf, beside)
        number, last = number >> 1, last >> 1
    return last == 0 and leaf == root


def goes_on(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether a path proves that a tree has the leaves of an older one as its first."""
    if old == size:
        return not path and old_root == root
    if not (0 < old < size and path):
        return False
    steps = list(path) if old & (old - 1) else [old_root, *path]
    number, last = old - 1, size - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    before = after = steps[0]
    for beside in steps[1:]:
        if last == 0:
            return False
        if number % 2 or number == last:
            before, after = joined(beside, before), joined(beside, after)
            while number and not number % 2:
                number, last = number >> 1, last >> 1
        else:
            after = joined(after, beside)
        number, last = number >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _half(size: int) -> int:
    """Give the largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)
