"""What each cycle of a recurrence is called, and on which days everything in it falls."""

from datetime import UTC, date, datetime
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.recurring.occasions import fitting_definition
from domain.definition.cycle import CycleDefinition
from domain.recurrence.moved import definition_for
from domain.recurrence.names import NameDoesNotFit, called, check_names, usual_key
from domain.recurrence.occurrences import Occurrence, occurrences
from domain.recurrence.rhythm import AfterHire, ByCalendar, Every, Gathered
from domain.recurrence.terms import DayOff
from tests.unit.recurrence.recurring_terms import WORKING_DAYS, by_calendar, process, terms

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
YEARLY, QUARTERLY = (
    by_calendar(Every.YEAR, "2027-01-04"),
    by_calendar(Every.QUARTER, "2027-01-04"),
)


def on(day: str, begins: str = "") -> Occurrence:
    return Occurrence(day, date.fromisoformat(day), date.fromisoformat(begins or day), AT)


def dates_in(definition: CycleDefinition) -> list[date]:
    whens = [s.opens for s in definition.stages] + [t.due for t in definition.steps]
    return [when.on for when in whens if when.on is not None]


def test_what_is_due_on_a_day_of_the_year_is_due_on_it_every_year() -> None:
    first = process("annual-six-stage")
    settled = terms(YEARLY.model_copy(update={"starts": first.begins}), definition=first)
    for years in (1, 2, 5):
        day = first.begins.replace(year=first.begins.year + years)
        later = definition_for(settled, on(f"{day}"))
        assert dates_in(later) == [d.replace(year=d.year + years) for d in dates_in(first)]
        assert (later.begins, later.ends.month, later.ends.day) == (
            day,
            first.ends.month,
            first.ends.day,
        )


def test_a_cycle_that_begins_later_for_a_day_off_keeps_its_deadlines() -> None:
    first = process("annual-six-stage")
    settled = terms(YEARLY.model_copy(update={"starts": first.begins}), definition=first)
    day = first.begins.replace(year=first.begins.year + 1)
    moved = definition_for(settled, on(f"{day}", f"{day.replace(day=day.day + 2)}"))
    assert (moved.begins - day).days == 2
    assert max(dates_in(moved)) == max(dates_in(definition_for(settled, on(f"{day}"))))
    assert min(dates_in(moved)) >= moved.begins


def test_whoever_falls_due_in_a_quarter_shares_its_cycle_which_may_have_to_be_continued() -> None:
    settled = terms(AfterHire(months=6), title="Probation {year}/{quarter}")
    one, two = (definition_for(settled, on(day)) for day in ("2027-02-03", "2027-03-31"))
    assert one == two
    assert (one.key, one.title, one.begins) == (
        "annual-2027-1",
        "Probation 2027/1",
        date(2027, 1, 1),
    )
    assert one.ends >= date(2027, 3, 31)
    again = definition_for(settled, on("2027-03-31"), part=2)
    assert (again.key, again.title) == ("annual-2027-1-2", "Probation 2027/1 (2)")
    monthly = terms(AfterHire(days=90, gathered=Gathered.MONTH))
    assert definition_for(monthly, on("2027-03-31")).key == "annual-2027-03"


def test_a_name_is_made_of_the_parts_of_its_planned_day() -> None:
    name = "Review {year} {half} {quarter} {month}"
    assert called(name, date(2027, 7, 1)) == "Review 2027 2 3 07"


@pytest.mark.parametrize(
    "title, key, rhythm, sentence",
    [
        ("Review {yaer}", "r-{year}", YEARLY, "has a part that is not known"),
        ("Review {year", "r-{year}", YEARLY, "has a part that is not known"),
        ("", "r-{year}", YEARLY, "1 to 100 letters"),
        ("Review", "R {year}", YEARLY, "no key for a cycle"),
        ("Review", "r", YEARLY, r"put \{year\} into it"),
        ("Review", "r-{year}", QUARTERLY, r"put \{year\} and \{quarter\} or"),
        ("Review", "r-{year}-{half}", QUARTERLY, "two cycles would have the same one"),
        ("Review", "r-{year}-{month}", AfterHire(days=90), r"put \{year\} and \{quarter\} into"),
    ],
)
def test_a_name_under_which_two_cycles_would_be_one_is_refused(
    title: str, key: str, rhythm: ByCalendar | AfterHire, sentence: str
) -> None:
    with pytest.raises(NameDoesNotFit, match=sentence):
        check_names(title, key, rhythm)


@settings(max_examples=30)
@given(st.sampled_from(Every), st.dates(date(2027, 1, 1), date(2060, 12, 31)))
def test_no_two_cycles_have_the_same_key_and_each_can_be_launched(every: Every, day: date) -> None:
    rhythm = ByCalendar(every=every, starts=day)
    settled = terms(rhythm, cycle_key=usual_key("annual", rhythm), day_off=DayOff.NEXT_WORKING_DAY)
    found = islice(occurrences(settled, [], WORKING_DAYS(settled, AT), AT), 6)
    made = [fitting_definition(settled, each) for each in found]
    assert len({each.key for each in made}) == 6
    assert all(each.begins <= each.ends for each in made)
