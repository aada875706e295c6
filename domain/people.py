"""People as the directory knows them, in the words of HR systems."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from hmac import digest
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import model_validator

from domain.ids import PersonId
from domain.value import Value


class EmploymentStatus(StrEnum):
    """How somebody stands to the organisation."""

    ACTIVE = "active"
    PENDING = "pending"  # has signed, has not started
    INACTIVE = "inactive"  # has left


class Leave(Value):
    """Days on which somebody is away; both ends included."""

    start: date
    end: date

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise ValueError("a leave ends on or after the day it starts")
        return self

    def covers(self, day: date) -> bool:
        """Tell whether the person is away on that day."""
        return self.start <= day <= self.end


class PersonDetails(Value):
    """What is personal about a person, and therefore sealed in the log.

    `country` is ISO 3166: two letters, or with a region (`DE-BE`); without one only weekends are
    free days. `time_zone` is an IANA name. `termination_date` is the last day of employment.
    """

    employee_number: str
    display_full_name: str
    work_email: str
    department: str
    job_title: str
    job_family: str | None = None
    level: str | None = None
    location: str
    country: str | None = None
    time_zone: str
    start_date: date
    termination_date: date | None = None
    employment_status: EmploymentStatus = EmploymentStatus.ACTIVE
    employment_type: str | None = None
    language: str | None = None
    leaves: tuple[Leave, ...] = ()

    def has_left(self, on: date) -> bool:
        """Tell whether the person is gone on that day: inactive, or past the last day."""
        if self.employment_status is EmploymentStatus.INACTIVE:
            return True
        return self.termination_date is not None and self.termination_date < on

    def works_here(self, at: datetime) -> bool:
        """Tell whether the person has not left, by the day it is where they are."""
        return not self.has_left(at.astimezone(ZoneInfo(self.time_zone)).date())

    def is_on_leave(self, on: date) -> bool:
        """Tell whether the person is away on leave on that day."""
        return any(leave.covers(on) for leave in self.leaves)


class Person(PersonDetails):
    """Somebody in the organisation, with whom they report to and who in HR cares for them."""

    id: PersonId
    manager: PersonId | None = None
    hr_partner: PersonId | None = None


class Organisation(Mapping[PersonId, Person]):
    """Everybody at one moment: a frozen directory, by id, number, address and manager.

    Built from people; of two with the same id the later stands. Iterates in the order given.
    """

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._people = {person.id: person for person in people}

    def __getitem__(self, person: PersonId) -> Person:
        return self._people[person]

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)

    def with_people(self, people: Iterable[Person]) -> "Organisation":
        """Return the directory as it stands once these people are entered or replaced."""
        return Organisation((*self._people.values(), *people))

    def by_number(self, employee_number: str) -> Person | None:
        """Find somebody by employee number."""
        return self._by_number.get(employee_number)

    def by_address(self, work_email: str) -> Person | None:
        """Find somebody by work address; capitals do not matter."""
        return self._by_address.get(work_email.casefold())

    def find(self, words: str) -> Person | None:
        """Find somebody by what people type: a number, a work address or an id."""
        found = self.by_number(words) or self.by_address(words)
        if found is not None:
            return found
        try:
            return self.get(PersonId(UUID(words)))
        except ValueError:
            return None

    def reports_of(self, manager: PersonId) -> tuple[Person, ...]:
        """List who reports to somebody directly, in the order of their ids."""
        return self._reports.get(manager, ())

    @cached_property
    def _by_number(self) -> dict[str, Person]:
        return {person.employee_number: person for person in self._people.values()}

    @cached_property
    def _by_address(self) -> dict[str, Person]:
        return {person.work_email.casefold(): person for person in self._people.values()}

    @cached_property
    def _reports(self) -> dict[PersonId, tuple[Person, ...]]:
        reports: dict[PersonId, list[Person]] = {}
        for person in sorted(self._people.values(), key=lambda one: one.id):
            if person.manager is not None and person.manager != person.id:
                reports.setdefault(person.manager, []).append(person)
        return {manager: tuple(people) for manager, people in reports.items()}


def person_id(naming_key: bytes, employee_number: str) -> PersonId:
    """Name a person after the employee number: the same in every import, opaque to others.

    Args:
        naming_key: the organisation's own secret; who lacks it cannot go from numbers to ids.
        employee_number: the number as HR writes it.
    """
    mac = digest(naming_key, f"person:{employee_number}".encode(), sha256)
    return PersonId(UUID(bytes=mac[:16], version=5))
