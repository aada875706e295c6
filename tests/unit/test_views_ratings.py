"""A rating keeps where it came from: proposed, calibrated, amended."""

import pytest
from pydantic import JsonValue

from domain.views.ratings import Standing, amended, level_in, moved, proposed, settled
from tests.unit.review.sample_plan import HR, MANAGER

RATED = proposed(Standing(), {"rating": 3}, MANAGER)


def test_the_managers_rating_stands_until_somebody_changes_it() -> None:
    assert (RATED.final, RATED.proposed_by, RATED.is_moved) == (3, MANAGER, False)
    confirmed = settled(RATED, None)
    assert (confirmed.calibrated, confirmed.final, confirmed.is_moved) == (3, 3, False)


def test_what_the_panel_tries_counts_only_once_it_is_locked() -> None:
    tried = moved(RATED, {"rating": 5, "reason_code": "evidence"}, HR)
    assert (tried.on_board, tried.final, tried.is_moved) == (5, 3, False)
    locked = settled(tried, {"rating": 5, "reason_code": "evidence"})
    assert (locked.final, locked.is_moved, locked.moved_by) == (5, True, HR)
    assert (locked.proposed, locked.reason_code) == (3, "evidence")


def test_an_amended_rating_stands_above_all_and_an_honest_zero_counts() -> None:
    locked = settled(RATED, {"rating": 4})
    assert amended(locked, {"reason": "The audit was missed.", "rating": 0}).final == 0
    assert amended(locked, {"reason": "It stays."}).final == 4


@pytest.mark.parametrize(
    "words,level",
    [
        ({"rating": 4}, 4),
        ({"rating": "4"}, 4),
        ({"answers": {"rating": 2}}, 2),
        ({"rating": 0}, 0),
        ({"rating": True}, None),
        ({"rating": "good"}, None),
        ({}, None),
    ],
)
def test_a_level_is_found_where_the_words_hold_one(
    words: dict[str, JsonValue], level: int | None
) -> None:
    assert level_in(words) == level
