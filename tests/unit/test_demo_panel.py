"""A panel of the demonstration moves some ratings by a level, towards the guideline."""

from collections import Counter
from decimal import Decimal
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.distribution import quota
from domain.ids import PersonId, ReviewId
from storage.read_models.ratings import BoardRow
from workers.demo.panel import moves

GUIDELINE = {
    level: Decimal(part) for level, part in zip(range(1, 6), (5, 20, 50, 20, 5), strict=True)
}
LEVELS = st.lists(st.sampled_from([1, 2, 3, 4, 5]), min_size=1, max_size=40)


def rows(*levels: int) -> list[BoardRow]:
    return [
        BoardRow(
            review=ReviewId(UUID(int=place)),
            reviewee=PersonId(UUID(int=place + 1000)),
            hidden_from=frozenset(),
            moves=0,
            proposed=level,
            on_board=None,
            reason_code=None,
            moved_by=None,
        )
        for place, level in enumerate(levels)
    ]


def distance(levels: Counter[int], people: int) -> int:
    expected = quota(GUIDELINE, people)
    return sum(abs(levels[level] - expected.get(level, 0)) for level in range(1, 6))


@given(LEVELS, st.integers(0, 40), st.integers())
def test_ratings_move_by_one_level_and_never_away_from_the_guideline(
    levels: list[int], limit: int, seed: int
) -> None:
    before = rows(*levels)
    moved = {row.review: level for row, level in moves(before, GUIDELINE, limit, Random(seed))}
    after = Counter(moved.get(row.review, row.proposed or 0) for row in before)
    assert len(moved) <= limit
    assert all(
        abs(moved.get(row.review, 0) - (row.proposed or 0)) == 1
        for row in before
        if row.review in moved
    )
    assert distance(after, len(levels)) <= distance(Counter(levels), len(levels))


def test_a_lenient_group_gets_some_ratings_lowered() -> None:
    chosen = moves(rows(*[4] * 10), GUIDELINE, 3, Random(1))
    assert [level for _, level in chosen] == [3, 3, 3]


def test_a_group_that_follows_the_guideline_is_left_alone() -> None:
    levels = [level for level, count in quota(GUIDELINE, 20).items() for _ in range(count)]
    assert moves(rows(*levels), GUIDELINE, 20, Random(1)) == []


def test_without_a_guideline_nothing_moves() -> None:
    assert moves(rows(1, 5, 5), {}, 3, Random(1)) == []
