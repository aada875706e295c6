"""Progress up the tree: exact, checkable with the figures it shows, however deep the tree is."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alignment.arithmetic import arithmetic
from domain.alignment.roll_up import WHOLE, Node, RollUp, hundredths, roll_up

HALF = Fraction(1, 2)


def node(
    key: str, parent: str | None = None, attained: str | None = None, weight: str = "100"
) -> Node:
    share = None if attained is None else Fraction(attained)
    return Node(key, parent, Decimal(weight), share)


def said(rolled: RollUp, key: str = "top") -> str:
    return arithmetic(rolled, key, lambda each: f"the {each}")


def test_progress_is_the_weighted_mean_of_what_serves_an_objective() -> None:
    rolled = roll_up([node("top"), node("a", "top", "0.4", "60"), node("b", "top", "0.775", "40")])
    assert rolled.progress_of("top") == 5500
    assert said(rolled) == "55 % = 60 % x 40 % + 40 % x 77.5 %"


def test_weights_need_not_sum_to_a_hundred() -> None:
    rolled = roll_up([node("top"), *(node(key, "top", "0.5", "7") for key in "abc")])
    assert said(rolled) == "50 % = (7 x 50 % + 7 x 50 % + 7 x 50 %) / 21"


def test_what_was_rounded_says_so() -> None:
    rolled = roll_up([node("top"), node("a", "top", "0.5", "2"), node("b", "top", "0", "1")])
    assert said(rolled) == "33.33 % = (2 x 50 % + 1 x 0 %) / 3, rounded"


def test_what_has_no_reading_lends_its_weight_to_the_others_and_is_named() -> None:
    rolled = roll_up(
        [node("top"), node("a", "top", "0.4", "60"), node("quiet", "top", weight="40")]
    )
    assert said(rolled) == (
        "40 % = 100 % x 40 %; without “the quiet”, of which nothing is known yet; "
        "the others share the weight of 40"
    )


def test_an_objective_of_which_nothing_is_known_has_no_progress_rather_than_none() -> None:
    rolled = roll_up([node("top"), node("a", "top"), node("b", "a")])
    assert [rolled.progress_of(key) for key in ("top", "a", "b")] == [None, None, None]
    assert said(rolled).startswith("no progress; without “the a”")
    assert said(rolled, "b") == "no reading yet"


def test_the_own_reading_of_an_objective_stands_beside_what_serves_it() -> None:
    rolled = roll_up([node("top", attained="0.9"), node("a", "top", "0.4")])
    assert (rolled.progress_of("top"), rolled.own_of("top")) == (4000, 9000)
    assert said(rolled) == (
        "40 % = 100 % x 40 %; its own reading, 90 %, stands beside and is not in it"
    )
    assert said(rolled, "a") == "40 % by its own reading"


def test_what_is_retired_no_longer_counts_for_what_it_served() -> None:
    gone = node("gone", "top", "1")._replace(is_counted=False)
    rolled = roll_up([node("top"), gone, node("a", "top", "0.4"), node("under", "gone", "0.2")])
    assert (rolled.progress_of("top"), rolled.progress_of("gone")) == (4000, 2000)
    alone = roll_up([node("top", attained="0.3"), gone])
    assert alone.progress_of("top") == 3000


def test_a_sum_of_very_many_is_not_spelt_out() -> None:
    rolled = roll_up([node("top"), *(node(f"n{n}", "top", "0.5") for n in range(40))])
    assert said(rolled) == "50 %, the weighted mean of 40 that serve it"


def test_a_circle_has_no_progress_and_holds_nobody_else_up() -> None:
    rolled = roll_up(
        [
            *(node("a", "b"), node("b", "c"), node("c", "a"), node("self", "self")),
            *(node("hangs", "a", "0.5"), node("free", None, "0.25")),
        ]
    )
    assert set(rolled.unsettled) == {"a", "b", "c", "self"}
    assert "circle" in said(rolled, "a")
    assert (rolled.progress_of("hangs"), rolled.progress_of("free")) == (5000, 2500)


def test_a_parent_that_is_not_there_keeps_nothing_from_being_rolled_up() -> None:
    assert roll_up([node("orphan", "nowhere", "0.5")]).progress_of("orphan") == 5000


@pytest.mark.parametrize("towards_leaf", [True, False])
def test_ten_thousand_levels_pass_progress_on_unchanged(*, towards_leaf: bool) -> None:
    deep = [node("0"), *(node(str(n), str(n - 1)) for n in range(1, 10_000))]
    deep.append(node("leaf", "9999", "1/3"))
    rolled = roll_up(deep if towards_leaf else deep[::-1])
    assert {rolled.progress_of(str(n)) for n in range(10_000)} == {3333}


@pytest.mark.parametrize(
    "attained, shown", [("0", 0), ("1", WHOLE), ("1/3", 3333), ("0.00005", 1), ("1.2", 12000)]
)
def test_an_attainment_is_rounded_half_up(attained: str, shown: int) -> None:
    assert hundredths(Fraction(attained)) == shown


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """A tree of up to thirty, in any order, each below one that was drawn before it."""
    nodes = []
    for number in range(draw(st.integers(1, 30))):
        parent = draw(st.integers(0, number - 1)) if number and draw(st.booleans()) else None
        attained = draw(st.none() | st.fractions(0, 1, max_denominator=97))
        weight = Decimal(draw(st.integers(1, 10_000))) / 100
        nodes.append(Node(number, parent, weight, attained, draw(st.booleans())))
    return draw(st.permutations(nodes))


def exact(nodes: Sequence[Node], key: object) -> Fraction | None:
    """The same without any rounding, level by level, written the plain way."""
    below = [each for each in nodes if each.parent == key and each.is_counted]
    if not below:
        return next(each.attained for each in nodes if each.key == key)
    known = [(each.weight, made) for each in below if (made := exact(nodes, each.key)) is not None]
    total = sum((Fraction(weight) for weight, _ in known), Fraction(0))
    return sum((Fraction(w) * made for w, made in known), Fraction(0)) / total if total else None


@given(trees())
def test_roundings_never_add_up_to_more_than_half_a_hundredth_a_level(nodes: list[Node]) -> None:
    rolled = roll_up(nodes)
    assert rolled.unsettled == ()
    for each in nodes:
        true, shown = exact(nodes, each.key), rolled.progress_of(each.key)
        assert (true is None) == (shown is None)
        if true is not None and shown is not None:
            assert abs(true * WHOLE - shown) <= Fraction(len(nodes), 2)


@given(trees())
def test_progress_lies_between_the_least_and_the_most_of_what_serves(nodes: list[Node]) -> None:
    rolled = roll_up(nodes)
    for each in nodes:
        below = [made for _, made in rolled.below(each.key) if made is not None]
        shown = rolled.progress_of(each.key)
        assert shown is None or not below or min(below) <= shown <= max(below)


@given(trees())
def test_the_order_of_a_file_changes_nothing(nodes: list[Node]) -> None:
    turned = sorted(nodes, key=lambda each: str(each.key))
    first, second = roll_up(nodes), roll_up(turned)
    keys = [each.key for each in nodes]
    assert [first.progress_of(key) for key in keys] == [second.progress_of(key) for key in keys]


@given(trees(), st.integers(2, 9))
def test_only_the_proportion_of_weights_counts(nodes: list[Node], factor: int) -> None:
    heavier = [each._replace(weight=each.weight * factor) for each in nodes]
    assert roll_up(nodes).progress == roll_up(heavier).progress


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=40))
def test_whatever_points_to_whatever_it_ends_and_tells_the_circles(
    pointers: list[tuple[int, int]],
) -> None:
    above = dict(pointers)
    nodes = [Node(key, parent, Decimal(1), HALF) for key, parent in above.items()]
    rolled = roll_up(nodes)
    for key, parent in above.items():
        seen, at = set(), parent
        while at in above and at not in seen and at != key:
            seen.add(at)
            at = above[at]
        assert (at == key) == (key in rolled.unsettled)
