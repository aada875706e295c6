"""What the directory records when people change."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.people import Person
from domain.people_events import (
    PersonChanged,
    PersonEvent,
    PersonJoined,
    PersonLeft,
    PersonReturned,
    differences,
    evolve,
)
from tests.invented_people import AT, person

STATES = st.builds(
    lambda manager, partner, title, status, last_day, level: person(
        "7",
        manager,
        hr_partner=partner and person(partner).id,
        job_title=title,
        employment_status=status,
        termination_date=last_day,
        level=level,
    ),
    st.sampled_from([None, "1", "2"]),
    st.sampled_from([None, "3"]),
    st.sampled_from(["Engineer", "Fitter"]),
    st.sampled_from(["active", "pending", "inactive"]),
    st.sampled_from([None, date(2026, 7, 15), date(2026, 8, 31)]),
    st.sampled_from([None, "L3"]),
)


def kinds(events: tuple[PersonEvent, ...]) -> list[str]:
    return [event.type for event in events]


def after(standing: Person | None, events: tuple[PersonEvent, ...]) -> Person | None:
    for event in events:
        standing = evolve(standing, event)
    return standing


def test_somebody_new_joins() -> None:
    (joined,) = differences(None, 0, person("7", "1"), AT)
    assert isinstance(joined, PersonJoined)
    assert (joined.version, joined.manager) == (1, person("1").id)


def test_somebody_new_who_has_left_already_joins_and_leaves() -> None:
    gone = person("7", employment_status="inactive", termination_date=date(2025, 12, 31))
    events = differences(None, 0, gone, AT)
    assert kinds(events) == ["PersonJoined", "PersonLeft"]
    assert after(None, events) == gone


def test_a_changed_value_is_named_in_public_and_told_under_seal() -> None:
    (changed,) = differences(person("7"), 4, person("7", job_title="Fitter"), AT)
    assert isinstance(changed, PersonChanged)
    assert changed.changed == ("job_title",)
    assert changed.details == {"job_title": "Fitter"}
    assert "Fitter" not in changed.model_dump_json(exclude={"details"})
    assert changed.key() == "PersonChanged:5"


def test_a_new_manager_is_named_by_id_only() -> None:
    (changed,) = differences(person("7", "1"), 1, person("7", "2"), AT)
    assert isinstance(changed, PersonChanged)
    assert (changed.changed, changed.details) == (("manager",), {})
    assert changed.manager == person("2").id


def test_a_leaver_leaves_and_may_return() -> None:
    gone = person("7", employment_status="inactive", termination_date=date(2026, 7, 15))
    (left,) = differences(person("7"), 1, gone, AT)
    assert isinstance(left, PersonLeft)
    assert left.left_on == date(2026, 7, 15)
    assert [type(event) for event in differences(gone, 2, person("7"), AT)] == [PersonReturned]


def test_an_erased_person_is_nobody_in_the_directory() -> None:
    (joined,) = differences(None, 0, person("7"), AT)
    (changed,) = differences(person("7"), 1, person("7", job_title="Fitter"), AT)
    erased = tuple(event.model_copy(update={"details": None}) for event in (joined, changed))
    assert after(None, erased) is None


@given(st.none() | STATES, STATES, st.integers(0, 5))
def test_the_recorded_events_lead_exactly_to_what_the_file_says(
    recorded: Person | None, said: Person, version: int
) -> None:
    events = differences(recorded, version, said, AT)
    assert after(recorded, events) == said
    assert [event.version for event in events] == list(
        range(version + 1, version + len(events) + 1)
    )
    assert differences(said, version, said, AT) == ()


@given(STATES, STATES)
def test_an_event_reads_back_from_json_as_it_was(one: Person, other: Person) -> None:
    for event in (*differences(None, 0, one, AT), *differences(one, 1, other, AT)):
        assert type(event).model_validate_json(event.model_dump_json()) == event
