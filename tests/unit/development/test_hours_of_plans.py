"""At which hour of the week a plan is looked after; its id alone tells."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import PlanId
from workflows.development import HOURS, WEEK, following, hour_of

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.uuids(), MOMENTS)
def test_the_next_look_comes_within_a_week_at_the_hour_of_the_plan(id_: UUID, at: datetime) -> None:
    plan = PlanId(id_)
    look = following(at, plan)
    assert timedelta(0) < look - at <= WEEK
    assert look.weekday() * 24 + look.hour == hour_of(plan)
    assert (look.minute, look.second, look.microsecond) == (0, 0, 0)
    assert following(look, plan) == look + WEEK


def test_the_looks_of_many_plans_are_spread_over_the_week() -> None:
    plans = (PlanId(uuid5(UUID(int=1), str(number))) for number in range(100 * HOURS))
    hours = Counter(map(hour_of, plans))
    assert len(hours) == HOURS
    assert max(hours.values()) < 200
