"""The days of recurring cycles: leap years, short months, weekends, holidays and summer time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.people import EmploymentStatus
from domain.recurrence.occurrences import Occurrence, occurrences
from domain.recurrence.rhythm import MONTHS, AfterHire, ByCalendar, Every, planned_days
from domain.recurrence.terms import DayOff, Terms, Whom
from tests.invented_people import person
from tests.unit.recurrence.recurring_terms import WORKING_DAYS, by_calendar, terms

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


def coming(settled: Terms, count: int = 10, since: datetime = AT) -> list[Occurrence]:
    found = occurrences(settled, [], WORKING_DAYS(settled, since), since)
    return [*islice(found, count)]


def days(settled: Terms, count: int = 10) -> list[str]:
    return [f"{each.begins}" for each in coming(settled, count)]


def test_a_29th_of_february_comes_on_the_28th_but_in_leap_years() -> None:
    leap = terms(by_calendar(Every.YEAR, "2028-02-29"))
    assert days(leap, 5) == ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]


def test_a_31st_comes_back_after_a_shorter_month() -> None:
    quarterly = terms(by_calendar(Every.QUARTER, "2026-12-31"))
    assert days(quarterly, 5) == [
        *("2026-12-31", "2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"),
    ]
    half_yearly = terms(by_calendar(Every.HALF_YEAR, "2027-08-31"))
    assert days(half_yearly, 3) == ["2027-08-31", "2028-02-29", "2028-08-31"]


def test_a_day_off_moves_to_the_next_working_day_and_keeps_its_name() -> None:
    new_year = by_calendar(Every.YEAR, "2027-01-01")
    moved = terms(new_year, day_off=DayOff.NEXT_WORKING_DAY, country="DE")
    first, second = coming(moved, 2)
    assert (first.name, f"{first.begins}") == ("2027-01-01", "2027-01-04")
    assert (second.name, f"{second.begins}") == ("2028-01-01", "2028-01-03")
    assert days(terms(new_year), 1) == ["2027-01-01"]


def test_the_hour_is_that_of_the_clock_in_its_zone_all_year() -> None:
    quarterly = terms(by_calendar(Every.QUARTER, "2027-01-15"))
    assert [f"{each.at:%H:%M}" for each in coming(quarterly, 3)] == ["07:00", "06:00", "06:00"]


def test_an_hour_that_the_clock_leaves_out_comes_an_hour_later_and_one_twice_the_first_time() -> (
    None
):
    spring = terms(by_calendar(Every.YEAR, "2027-03-28"), at=time(2, 30))
    assert f"{coming(spring, 1)[0].at:%H:%M}" == "01:30"  # half past three in Berlin
    autumn = terms(by_calendar(Every.YEAR, "2027-10-31"), at=time(2, 30))
    assert f"{coming(autumn, 1)[0].at:%H:%M}" == "00:30"


def test_after_hire_each_person_has_a_day_and_who_leaves_or_works_elsewhere_has_none() -> None:
    hired = {"1": date(2026, 6, 1), "2": date(2026, 8, 31), "3": date(2026, 8, 31)}
    people = [person(number, start_date=day) for number, day in hired.items()]
    gone = person("4", start_date=hired["2"], employment_status=EmploymentStatus.INACTIVE)
    leaving = person("5", start_date=hired["2"], termination_date=date(2027, 1, 31))
    elsewhere = person("6", start_date=hired["2"], department="Sales")
    rule = terms(AfterHire(months=6), whom=Whom(departments=("Optics",)))
    everybody = [*people, gone, leaving, elsewhere]
    found = [*occurrences(rule, everybody, WORKING_DAYS(rule, AT), AT)]
    assert [(each.name, len(each.people)) for each in found] == [
        ("2026-12-01", 1),
        ("2027-02-28", 2),
    ]


def test_a_country_takes_in_its_regions_and_no_other() -> None:
    german = Whom(countries=("DE",))
    assert german.takes_in(person("1", country="DE-BE"))
    assert not german.takes_in(person("2", country="FR"))
    assert not Whom(countries=("DE-BY",)).takes_in(person("3", country="DE-BE"))
    assert not german.takes_in(person("4"))


@given(DAYS, st.sampled_from(Every), st.integers(1, 40))
def test_each_planned_day_lies_the_same_number_of_months_after_the_first(
    first: date, every: Every, number: int
) -> None:
    found = [*islice(planned_days(ByCalendar(every=every, starts=first)), number + 1)][-1]
    apart = (found.year - first.year) * 12 + found.month - first.month
    assert apart == MONTHS[every] * number
    assert found.day == first.day or (found.day < first.day and (found + timedelta(1)).day == 1)


@given(DAYS, st.sampled_from(Every), st.sampled_from(["Europe/Berlin", "America/New_York", "UTC"]))
def test_ten_coming_days_are_in_order_to_come_and_at_the_hour_that_was_settled(
    first: date, every: Every, zone: str
) -> None:
    found = coming(terms(ByCalendar(every=every, starts=first), zone=zone, at=time(9, 15)))
    assert len({each.name for each in found}) == 10
    assert all(one.at < other.at for one, other in pairwise(found))
    assert all(each.at > AT for each in found)
    assert {each.at.astimezone(ZoneInfo(zone)).time() for each in found} == {time(9, 15)}


@given(DAYS, st.sampled_from(Every))
def test_what_is_seen_today_is_what_is_seen_a_day_later_but_for_what_has_come(
    first: date, every: Every
) -> None:
    settled = terms(ByCalendar(every=every, starts=first), day_off=DayOff.NEXT_WORKING_DAY)
    later = AT + timedelta(days=1)
    before, after = coming(settled), coming(settled, since=later)
    left = [each for each in before if each.at > later]
    assert left == after[: len(left)]
    assert len(left) >= 9
