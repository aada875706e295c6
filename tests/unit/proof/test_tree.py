"""The tree over the log is that of RFC 6962, and its proofs hold for nothing but the truth."""

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proof.paths import goes_on, is_in, nodes_under, roots_of, spans_beside, spans_between
from domain.proof.tree import EMPTY_ROOT, Tree, spans_of
from tests.unit.proof import reference_tree

SIZES = st.integers(1, 150)


def leaves_of(count: int) -> list[bytes]:
    return [sha256(bytes([0, number])).digest() for number in range(count)]


def grown(leaves: list[bytes], cuts: list[int]) -> Tree:
    """A tree that took its leaves in several portions."""
    tree = Tree()
    for start, end in pairwise([0, *sorted(min(cut, len(leaves)) for cut in cuts), len(leaves)]):
        tree.extend(leaves[start:end])
    return tree


def proofs(leaves: list[bytes], spans: list[tuple[int, int]]) -> list[bytes]:
    """The roots of spans, gathered while the tree grows."""
    tree = Tree(node for span in spans for node in nodes_under(span))
    for start in range(0, len(leaves), 7):
        tree.extend(leaves[start : start + 7])
    return roots_of(spans, tree.found)


def changed(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def test_a_tree_without_leaves_has_the_root_the_rfc_gives_it() -> None:
    assert Tree().root == EMPTY_ROOT == reference_tree.root([])


@given(SIZES, st.lists(st.integers(0, 150), max_size=5))
def test_a_tree_has_the_same_root_however_its_leaves_came(size: int, cuts: list[int]) -> None:
    tree = grown(leaves_of(size), cuts)
    assert (tree.size, tree.root) == (size, reference_tree.root(leaves_of(size)))
    assert len(tree.peaks) == len(spans_of(size))


@given(st.integers(0, 150), SIZES)
def test_a_tree_goes_on_from_its_frontier(size: int, more: int) -> None:
    leaves = leaves_of((size + more) % 250)
    before = grown(leaves[:size], [])
    after = Tree.of(before.size, before.peaks)
    after.extend(leaves[size:])
    assert after.root == reference_tree.root(leaves)


def test_a_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="do not belong"):
        Tree.of(5, grown(leaves_of(6), []).peaks[:1])


@given(SIZES, st.data())
def test_every_leaf_can_be_proven_and_no_other(size: int, data: st.DataObject) -> None:
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    path = proofs(leaves, spans_beside(index, size))
    root = reference_tree.root(leaves)
    assert path == reference_tree.path(index, leaves)
    assert is_in(leaves[index], index, size, root, path)
    assert not is_in(changed(leaves[index]), index, size, root, path)
    assert not is_in(leaves[index], index, size, changed(root), path)
    assert not any(
        is_in(leaves[index], other, size, root, path) for other in range(-1, size + 2)
        if other != index
    )  # fmt: skip
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:at], changed(path[at]), *path[at + 1 :]]
        assert not is_in(leaves[index], index, size, root, bent)
        assert not is_in(leaves[index], index, size, root, path[:-1])
    assert not is_in(leaves[index], index, size, root, [*path, root])


@given(SIZES, st.data())
def test_a_tree_is_proven_to_go_on_from_an_older_one(size: int, data: st.DataObject) -> None:
    leaves, old = leaves_of(size), data.draw(st.integers(1, size))
    path = proofs(leaves, spans_between(old, size))
    old_root, root = reference_tree.root(leaves[:old]), reference_tree.root(leaves)
    assert path == reference_tree.subproof(old, leaves, whole=True)
    assert goes_on(old, old_root, size, root, path)
    assert not goes_on(old, changed(old_root), size, root, path)
    assert not goes_on(old, old_root, size, changed(root), path)
    assert not goes_on(old, old_root, size, root, [*path, root])
    assert not goes_on(0, old_root, size, root, path)
    assert not goes_on(size + 1, old_root, size, root, path)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:at], changed(path[at]), *path[at + 1 :]]
        assert not goes_on(old, old_root, size, root, bent)
        assert not goes_on(old, old_root, size, root, path[:-1])
