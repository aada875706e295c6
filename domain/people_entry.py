"""What one line of a people file says about somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.ids import PersonId
from domain.people import Organisation, Person, person_id
from domain.people_row import RowCheck

_FIELD_OF_COLUMN = {
    "job_family": "job_family",
    "level": "level",
    "country": "country",
    "employment_type": "employment_type",
    "language": "language",
    "hr_partner_id": "hr_partner",
    "leave_start": "leaves",
}


@dataclass(frozen=True)
class ImportRules:
    """What a people file is checked against.

    Attributes:
        naming_key: the secret that turns employee numbers into ids.
        zones: the names of all time zones.
        known: the directory before this import.
        erased: who was erased and may not be entered again.
    """

    naming_key: bytes
    zones: Iterable[str]
    known: Organisation = field(default_factory=Organisation)
    erased: frozenset[PersonId] = frozenset()

    @cached_property
    def zone_names(self) -> Mapping[str, str]:
        """Full zone names by full name and by bare city, both in lower case."""
        zones = sorted(self.zones)
        cities = {zone.rpartition("/")[2].casefold(): zone for zone in zones}
        return cities | {zone.casefold(): zone for zone in zones}


@dataclass(frozen=True)
class Entry:
    """Somebody as one line has them; no `person` where the line holds a problem."""

    line: int
    employee_number: str
    name: str
    address: str | None
    manager_number: str | None
    hr_partner_number: str | None
    person: Person | None

    @property
    def label(self) -> str:
        """The person as a sentence about them says it: name and number."""
        return f"{self.name} ({self.employee_number})"


def read_entry(check: RowCheck, columns: frozenset[str], rules: ImportRules) -> Entry | None:
    """Read a line into an entry, leaving its problems in `check`; None without a number.

    A value whose column is not in the file stays as the directory has it.
    """
    number = check.required("employee_number")
    details = _details(check, rules)
    name, address = check.name(), check.address("work_email")
    manager, hr_partner = check.optional("manager_id"), check.optional("hr_partner_id")
    if number is None:
        return None
    who = person_id(rules.naming_key, number)
    if who in rules.erased:
        check.problem("employee_number", "This person was erased for good: remove the line.")
    person = None
    if not check.problems:
        named = Person.model_validate(
            details
            | {
                "id": who,
                "employee_number": number,
                "display_full_name": name,
                "work_email": address,
                "manager": manager and person_id(rules.naming_key, manager),
                "hr_partner": hr_partner and person_id(rules.naming_key, hr_partner),
            }
        )
        person = _with_what_is_known(named, columns, rules.known)
    return Entry(check.line, number, name or "?", address, manager, hr_partner, person)


def _details(check: RowCheck, rules: ImportRules) -> dict[str, object]:
    start, end = check.required_day("start_date"), check.day("termination_date")
    if start is not None and end is not None and end < start:
        check.problem(
            "termination_date",
            "The last day is before the first one: mend termination_date or start_date.",
        )
    return {
        "department": check.required("department"),
        "job_title": check.required("job_title"),
        "job_family": check.optional("job_family"),
        "level": check.optional("level"),
        "location": check.required("location"),
        "country": check.country("country"),
        "time_zone": check.zone("time_zone", rules.zone_names),
        "start_date": start,
        "termination_date": end,
        "employment_status": check.status("employment_status"),
        "employment_type": check.optional("employment_type"),
        "language": check.language("language"),
        "leaves": check.leaves("leave_start", "leave_end"),
    }


def _with_what_is_known(person: Person, columns: frozenset[str], known: Organisation) -> Person:
    recorded = known.get(person.id)
    if recorded is None:
        return person
    absent = [name for column, name in _FIELD_OF_COLUMN.items() if column not in columns]
    if recorded.employment_status is person.employment_status and (
        "termination_date" not in columns
    ):
        # The last day of somebody who has come back since says nothing any more.
        absent.append("termination_date")
    return person.model_copy(update={name: getattr(recorded, name) for name in absent})
