"""What HR types of a recurring cycle: read with what is usual, or refused at its field."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.people import Organisation
from domain.recurrence.rhythm import AfterHire, Gathered
from domain.recurrence.terms import DayOff, Overlap
from gateway.recurring_terms import TermsRefused, Wanted, terms_of
from tests.invented_people import person
from tests.unit.recurrence.recurring_terms import OWNER, process

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PEOPLE = Organisation([OWNER, person("5", country="DE"), person("6", department="Sales")])
TYPED = Wanted(key="annual", every="year", starts="2027-01-11", hr_owner="3", definition=process())
HIRED = replace(TYPED, every="after_hire", starts="", after="6 months")


def test_what_was_left_empty_is_as_usual() -> None:
    found = terms_of(TYPED, PEOPLE, AT)
    assert (found.title, found.cycle_key) == (f"{process().title} {{year}}", "annual-{year}")
    assert (found.zone, f"{found.at:%H:%M}", found.late_days) == ("Europe/Berlin", "08:00", 7)
    assert (found.day_off, found.overlap) == (DayOff.NEXT_WORKING_DAY, Overlap.BESIDE)
    assert found.hr_owner == OWNER.id


def test_a_time_after_hire_is_read_in_months_or_days() -> None:
    assert terms_of(HIRED, PEOPLE, AT).rhythm == AfterHire(months=6)
    monthly = replace(HIRED, after="90 days", gathered="month")
    found = terms_of(monthly, PEOPLE, AT)
    assert found.rhythm == AfterHire(days=90, gathered=Gathered.MONTH)
    assert found.cycle_key == "annual-{year}-{month}"


@pytest.mark.parametrize(
    "field, wanted, sentence",
    [
        ("key", replace(TYPED, key="Annual!"), "small letters, digits"),
        ("cycle", replace(TYPED, definition=None), "Name the process"),
        ("every", replace(TYPED, every="week"), "year, half_year, quarter, after_hire"),
        ("starts", replace(TYPED, starts="11.1.2027"), "year-month-day"),
        ("starts", replace(TYPED, starts="2027-02-30"), "2027-02-30 is not in the calendar"),
        ("after", replace(HIRED, after="soon"), "'6 months' or '90 days'"),
        ("after", replace(HIRED, after="0 days"), "'6 months' or '90 days'"),
        ("after", replace(HIRED, after="61 months"), "five years at most"),
        ("gathered", replace(HIRED, gathered="week"), "there are month, quarter"),
        ("at", replace(TYPED, at="25:00"), "from 04:00 to 23:59"),
        ("at", replace(TYPED, at="02:30"), "no such hour"),
        ("zone", replace(TYPED, zone="Europe/Atlantis"), "is no time zone"),
        ("country", replace(TYPED, country="QX"), "is no country"),
        ("day_off", replace(TYPED, day_off="never"), "next_working_day, same_day"),
        ("late_days", replace(TYPED, late_days="61"), "0 to 60"),
        ("late_days", replace(TYPED, late_days="-1"), "0 to 60"),
        ("overlap", replace(TYPED, overlap="queue"), "beside, wait, skip"),
        ("hr_owner", replace(TYPED, hr_owner=""), "Name who in HR"),
        ("hr_owner", replace(TYPED, hr_owner="99"), "Nobody of the number or address '99'"),
        ("departments", replace(TYPED, departments=("Ballet",)), "department 'Ballet'"),
        ("countries", replace(TYPED, countries=("FR",)), "works in 'FR'"),
        ("departments", replace(TYPED, departments=("Sales",), countries=("DE",)), "is meant"),
        ("cycle_key", replace(TYPED, cycle_key="annual"), "would have the same one"),
        ("title", replace(TYPED, title="Review {yaer}"), "a part that is not known"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_with_what_to_do(
    field: str, wanted: Wanted, sentence: str
) -> None:
    with pytest.raises(TermsRefused) as refusal:
        terms_of(wanted, PEOPLE, AT)
    [(place, said)] = refusal.value.problems
    assert place == field
    assert sentence in said


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(TermsRefused) as refusal:
        terms_of(Wanted(), PEOPLE, AT)
    assert {field for field, _ in refusal.value.problems} == {"key", "cycle", "every", "hr_owner"}
