"""The last cycle as context: its rating waits until the manager has committed one of their own."""

from decimal import Decimal

import pytest

from domain.definition.words import Role
from domain.history import EarlierAim, EarlierGoal, EarlierReview, as_seen
from domain.visibility import Progressed, Viewer

LAST_YEAR = EarlierReview(
    cycle="Annual review 2025",
    goals=(EarlierGoal(title="Shorten the queue", weight=Decimal(100), attained=Decimal(80)),),
    rating=2,
    level="Developing",
    aims=(EarlierAim(aim="Plan in smaller steps", skill="planning"),),
    is_close=True,
)
BEFORE, AFTER = Progressed(), Progressed(is_rated=True)


def seen_by(
    *roles: Role, progressed: Progressed = BEFORE, independent: bool = True
) -> EarlierReview | None:
    viewer = Viewer(roles=frozenset(roles))
    return as_seen(LAST_YEAR, viewer, progressed, independent_first=independent)


def test_a_manager_who_has_yet_to_rate_sees_last_years_goals_but_not_the_rating() -> None:
    seen = seen_by(Role.MANAGER)
    assert seen is not None
    assert (seen.goals, seen.aims) == (LAST_YEAR.goals, LAST_YEAR.aims)
    assert (seen.rating, seen.level, seen.withheld) == (None, None, ("rating",))


def test_the_rhythm_of_the_last_plan_would_tell_the_rating_and_waits_with_it() -> None:
    seen = seen_by(Role.MANAGER)
    assert seen is not None
    assert seen.is_close is None


def test_once_the_manager_has_rated_the_last_year_is_shown_whole() -> None:
    assert seen_by(Role.MANAGER, progressed=AFTER) == LAST_YEAR


def test_the_reviewee_always_sees_the_own_last_year() -> None:
    assert seen_by(Role.REVIEWEE) == LAST_YEAR


def test_a_cycle_that_is_not_independent_first_shows_it_at_once() -> None:
    assert seen_by(Role.MANAGER, independent=False) == LAST_YEAR


@pytest.mark.parametrize("roles", [(), (Role.PEER,), (Role.PANEL,)], ids=str)
def test_peers_panels_and_strangers_see_nothing_of_it(roles: tuple[Role, ...]) -> None:
    assert seen_by(*roles) is None


def test_somebody_who_is_manager_and_hr_partner_waits_like_any_manager() -> None:
    seen = seen_by(Role.MANAGER, Role.HR_PARTNER)
    assert seen is not None
    assert seen.rating is None
