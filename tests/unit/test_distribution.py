from decimal import Decimal
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.distribution import departures, distribution, quota

THIRDS = {1: Decimal("33.3"), 2: Decimal("33.4"), 3: Decimal("33.3")}
SAP = {1: Decimal(5), 2: Decimal(20), 3: Decimal(50), 4: Decimal(20), 5: Decimal(5)}


def test_four_people_at_three_thirds_are_one_two_one() -> None:
    assert quota(THIRDS, 4) == {1: 1, 2: 2, 3: 1}


@pytest.mark.parametrize(
    "people, expected",
    [
        (0, [0, 0, 0, 0, 0]),
        (1, [0, 0, 1, 0, 0]),
        (20, [1, 4, 10, 4, 1]),
        (10, [0, 2, 5, 2, 1]),  # 0.5 and 0.5 are left over: the higher level comes first
    ],
)
def test_a_group_is_shared_out_over_the_levels(people: int, expected: list[int]) -> None:
    assert list(quota(SAP, people).values()) == expected


def test_a_level_without_a_share_gets_nobody() -> None:
    assert quota({1: Decimal(0), 2: Decimal(100)}, 7) == {1: 0, 2: 7}


@pytest.mark.parametrize(
    "guideline, people", [({}, 3), ({1: Decimal(0)}, 3), (SAP, -1), ({1: Decimal(-1)}, 2)]
)
def test_a_guideline_without_shares_is_refused(guideline: dict[int, Decimal], people: int) -> None:
    with pytest.raises(ValueError, match="a quota needs"):
        quota(guideline, people)


def test_ratings_are_counted_by_level() -> None:
    assert distribution([3, 5, 3, 1]) == {1: 1, 3: 2, 5: 1}


def test_departures_name_level_and_numbers() -> None:
    assert departures(SAP, [5, 5, 3, 3, 3, 3, 3, 4, 2, 2]) == (
        "Level 5: 2 people; the guideline says 1 (5 % of 10).",
        "Level 4: 1 person; the guideline says 2 (20 % of 10).",
    )


def test_ratings_that_follow_the_guideline_depart_nowhere() -> None:
    assert departures(THIRDS, [1, 2, 2, 3]) == ()
    assert departures(THIRDS, []) == ()
    assert departures({}, [1, 2]) == ()


def test_a_level_outside_the_guideline_is_a_departure() -> None:
    assert departures({1: Decimal(100)}, [2]) == (
        "Level 2: 1 person; the guideline says 0 (0 % of 1).",
        "Level 1: 0 people; the guideline says 1 (100 % of 1).",
    )


guidelines = st.dictionaries(
    st.integers(0, 100), st.decimals("0.1", 100, places=1), min_size=1, max_size=9
)


@given(guidelines, st.integers(0, 5_000))
def test_a_quota_is_exact_and_never_a_whole_person_off(
    guideline: dict[int, Decimal], people: int
) -> None:
    places = quota(guideline, people)
    whole = sum(guideline.values())
    assert sum(places.values()) == people
    assert places.keys() == guideline.keys()
    for level, part in guideline.items():
        share = float(part * people / whole)
        assert floor(share - 1e-6) <= places[level] <= ceil(share + 1e-6)


@given(guidelines, st.integers(1, 500))
def test_following_the_quota_is_no_departure(guideline: dict[int, Decimal], people: int) -> None:
    ratings = [level for level, n in quota(guideline, people).items() for _ in range(n)]
    assert departures(guideline, ratings) == ()
