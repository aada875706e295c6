from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.working_calendar import NoWorkingDay, WorkingCalendar

ZONES = ("Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata", "UTC")
NINE, FIVE = time(9), time(17)


def calendar(
    zone: str = "Europe/Berlin",
    *,
    days_off: tuple[date, ...] = (),
    leaves: tuple[tuple[date, date], ...] = (),
    weekend: tuple[int, ...] = (5, 6),
) -> WorkingCalendar:
    return WorkingCalendar(
        zone=zone, opens=NINE, closes=FIVE, weekend=weekend, days_off=days_off, leaves=leaves
    )


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("hour", [0, 8, 9, 12, 16, 17, 23])
def test_one_working_day_is_one_whole_day_at_whatever_hour_it_is_given(hour: int) -> None:
    monday = local(f"2026-03-02T{hour:02}:30")
    assert calendar().due_after(monday, 1) == local("2026-03-03T17:00")


def test_a_weekend_does_not_count() -> None:
    assert calendar().add_working_days(local("2026-03-06T10:00"), 1) == date(2026, 3, 9)


def test_a_holiday_on_a_monday_does_not_count() -> None:
    easter = calendar(days_off=(date(2026, 4, 6), date(2026, 4, 3)))
    assert easter.add_working_days(local("2026-04-02T10:00"), 1) == date(2026, 4, 7)
    assert not easter.is_working_day(date(2026, 4, 3))


def test_a_weekend_may_be_friday_and_saturday() -> None:
    riyadh = calendar("Asia/Riyadh", weekend=(5, 4))
    assert riyadh.add_working_days(local("2026-03-05T10:00", "Asia/Riyadh"), 1) == date(2026, 3, 8)


def test_a_leave_across_the_due_date_moves_it_behind_the_leave() -> None:
    away = calendar(leaves=((date(2026, 3, 4), date(2026, 3, 17)),))
    given_on = local("2026-03-02T10:00")
    assert away.due_after(given_on, 3) == local("2026-03-19T17:00")
    assert away.without_leave().due_after(given_on, 3) == local("2026-03-05T17:00")


def test_both_ends_of_a_leave_are_days_away() -> None:
    away = calendar(leaves=((date(2026, 3, 4), date(2026, 3, 5)),))
    working = [away.is_working_day(date(2026, 3, day)) for day in (3, 4, 5, 6)]
    assert working == [True, False, False, True]


@pytest.mark.parametrize(
    "zone, expected",
    [
        ("Pacific/Kiritimati", date(2026, 3, 4)),  # already Tuesday there
        ("America/Los_Angeles", date(2026, 3, 3)),  # still Monday there
    ],
)
def test_the_day_of_an_instant_is_the_day_where_the_person_is(zone: str, expected: date) -> None:
    monday_noon_in_london = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert calendar(zone).add_working_days(monday_noon_in_london, 1) == expected


def test_closing_time_is_the_same_on_the_clock_before_and_after_the_clocks_change() -> None:
    assert calendar().close_of(date(2026, 3, 27)) == datetime(2026, 3, 27, 16, tzinfo=UTC)
    assert calendar().close_of(date(2026, 3, 30)) == datetime(2026, 3, 30, 15, tzinfo=UTC)
    assert calendar().open_of(date(2026, 10, 26)) == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_or_repeat_still_has_one_instant() -> None:
    night = WorkingCalendar(zone="Europe/Berlin", opens=time(2, 30), closes=FIVE, weekend=())
    skipped = night.open_of(date(2026, 3, 29))
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert night.open_of(date(2026, 10, 25)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert night.next_reachable(skipped) == skipped


@pytest.mark.parametrize(
    "at, expected",
    [
        ("2026-03-02T08:59", "2026-03-02T09:00"),
        ("2026-03-02T09:00", "2026-03-02T09:00"),
        ("2026-03-02T16:59", "2026-03-02T16:59"),
        ("2026-03-02T17:00", "2026-03-03T09:00"),
        ("2026-03-06T18:00", "2026-03-09T09:00"),
        ("2026-03-07T12:00", "2026-03-09T09:00"),
    ],
)
def test_nobody_is_reached_outside_working_hours(at: str, expected: str) -> None:
    assert calendar().next_reachable(local(at)) == local(expected)


def test_no_days_at_all_is_today_or_the_next_working_day() -> None:
    assert calendar().add_working_days(local("2026-03-06T10:00"), 0) == date(2026, 3, 6)
    assert calendar().add_working_days(local("2026-03-07T10:00"), 0) == date(2026, 3, 9)


def test_work_given_after_closing_time_is_never_due_in_the_past() -> None:
    assert calendar().due_after(local("2026-03-06T18:00"), 0) == local("2026-03-09T17:00")


def test_working_days_are_counted_backwards_from_a_due_date() -> None:
    assert calendar().working_days_before(date(2026, 3, 10), 3) == date(2026, 3, 5)
    assert calendar().working_days_before(date(2026, 3, 8), 0) == date(2026, 3, 6)


def test_the_days_between_two_instants_are_never_negative() -> None:
    friday, monday = local("2026-03-06T18:00"), local("2026-03-09T09:00")
    assert calendar().working_days_between(friday, monday) == 1
    assert calendar().working_days_between(monday, friday) == 0


@pytest.mark.parametrize(
    "endless",
    [
        calendar(weekend=tuple(range(7))),
        calendar(leaves=((date(2025, 1, 1), date(2035, 1, 1)),)),
    ],
)
def test_a_calendar_without_working_days_is_refused_and_never_searched_for_ever(
    endless: WorkingCalendar,
) -> None:
    at = local("2026-03-02T10:00")
    with pytest.raises(NoWorkingDay, match="no working day in the 400 days after 2026-03-02"):
        endless.due_after(at, 1)
    with pytest.raises(NoWorkingDay, match="before"):
        endless.working_days_before(at.date(), 1)
    with pytest.raises(NoWorkingDay):
        endless.next_reachable(at)


def test_the_end_of_all_dates_is_a_refusal() -> None:
    with pytest.raises(NoWorkingDay):
        calendar("UTC").add_working_days(datetime(9999, 12, 31, tzinfo=UTC), 3)


def test_negative_days_and_instants_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="from 0 upwards"):
        calendar().add_working_days(local("2026-03-02T10:00"), -1)
    with pytest.raises(ValueError, match="must know its zone"):
        calendar().next_reachable(datetime(2026, 3, 2, 10))  # noqa: DTZ001 - the trap itself


@pytest.mark.parametrize("zone", ["Middle/Earth", "", "../etc/passwd", "Europe/Berlin\x00"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError, match="not a known time zone"):
        calendar(zone)


def test_hours_and_leaves_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValidationError, match="opening time"):
        WorkingCalendar(zone="UTC", opens=FIVE, closes=NINE)
    with pytest.raises(ValidationError, match="a leave must begin"):
        calendar(leaves=((date(2026, 3, 5), date(2026, 3, 4)),))


instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
calendars = st.builds(
    calendar,
    st.sampled_from(ZONES),
    days_off=st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=30).map(tuple),
    weekend=st.sampled_from([(5, 6), (5, 4), (6,), ()]),
)


@given(calendars, instants, st.integers(1, 60))
def test_a_deadline_is_later_and_as_many_working_days_away_as_asked(
    person: WorkingCalendar, at: datetime, days: int
) -> None:
    due = person.due_after(at, days)
    assert due > at
    assert due.tzinfo is UTC
    assert person.working_days_between(at, due) == days
    day_given = at.astimezone(ZoneInfo(person.zone)).date()
    assert person.working_days_before(person.add_working_days(at, days), days) <= day_given


@given(calendars, instants)
def test_the_next_reachable_instant_is_inside_working_hours(
    person: WorkingCalendar, at: datetime
) -> None:
    reached = person.next_reachable(at)
    day = reached.astimezone(ZoneInfo(person.zone)).date()
    assert reached >= at
    assert person.is_working_day(day)
    assert person.open_of(day) <= reached < person.close_of(day)
    assert person.next_reachable(reached) == reached
