"""What a board hides from whom, and what on it stands apart."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.calibration.hiding import Hidden, why_hidden
from domain.calibration.outliers import Departure, raters_apart, stands_apart
from domain.fairness import Rated
from domain.ids import PersonId

ANN, BEN, CARA = (PersonId(UUID(int=number)) for number in range(1, 4))


def rated(rater: PersonId, *levels: int) -> list[Rated]:
    return [Rated(rater, level, None, level, {}) for level in levels]


@pytest.mark.parametrize(
    "manager, hidden_from, leads_viewer, hides_reports, expected",
    [
        (CARA, (BEN,), False, False, None),
        (CARA, (ANN, BEN), False, False, Hidden.LEADS_YOU),
        (CARA, (BEN,), True, False, Hidden.LEADS_YOU),
        (ANN, (BEN,), False, False, None),
        (ANN, (BEN,), False, True, Hidden.YOU_LEAD),
        (ANN, (BEN, ANN), False, False, Hidden.YOU_LEAD),
    ],
)
def test_a_row_says_why_it_is_hidden(
    *,
    manager: PersonId,
    hidden_from: tuple[PersonId, ...],
    leads_viewer: bool,
    hides_reports: bool,
    expected: Hidden | None,
) -> None:
    found = why_hidden(
        ANN, BEN, manager, hidden_from, leads_viewer=leads_viewer, hide_own_reports=hides_reports
    )
    assert found is expected


def test_nobody_sees_their_own_row_whatever_the_session_says() -> None:
    assert why_hidden(ANN, ANN, BEN, ()) is Hidden.OWN


@pytest.mark.parametrize(
    "level, score, expected",
    [(4, "3.0", True), (4, "3.1", False), (2, "3.0", True), (None, "3.0", False), (4, None, False)],
)
def test_a_rating_a_level_or_more_from_its_score_stands_apart(
    *, level: int | None, score: str | None, expected: bool
) -> None:
    assert stands_apart(level, Decimal(score) if score else None) is expected


def test_managers_stand_apart_by_level_and_by_spread() -> None:
    found = raters_apart(
        [*rated(ANN, 5, 5, 5, 5, 5), *rated(BEN, 1, 2, 3, 4, 5), *rated(CARA, 1, 1, 2, 3, 4)]
    )
    assert {each.rater: each.departures for each in found} == {
        ANN: (Departure.HIGHER, Departure.ALL_THE_SAME),
        CARA: (Departure.LOWER,),
    }


def test_of_a_manager_with_few_ratings_nothing_is_said() -> None:
    assert raters_apart([*rated(ANN, 3, 3), *rated(BEN, 1, 2, 3, 4, 3)]) == ()
