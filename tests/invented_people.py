"""People for tests, all invented, and the files that say who they are."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BufferedReader, BytesIO

from activities.intake.people_file import rows_of
from domain.people import Organisation, Person, person_id
from domain.people_entry import ImportRules
from domain.people_import import Reading, check_people

NAMING_KEY = b"a key that only these tests know"
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ZONES = frozenset({"Europe/Berlin", "Europe/Paris", "Asia/Tokyo", "America/New_York", "UTC"})
HEADER = (
    "employee_number,display_full_name,work_email,manager_id,department,job_title,location,"
    "time_zone,start_date,termination_date,employment_status"
)


def person(number: str, manager: str | None = None, **values: object) -> Person:
    """Invent a person with a number, who reports to another number."""
    return Person.model_validate(
        {
            "id": person_id(NAMING_KEY, number),
            "employee_number": number,
            "display_full_name": f"Person {number}",
            "work_email": f"p{number}@halden.example",
            "manager": manager and person_id(NAMING_KEY, manager),
            "department": "Optics",
            "job_title": "Engineer",
            "location": "Berlin",
            "time_zone": "Europe/Berlin",
            "start_date": date(2020, 3, 1),
        }
        | values
    )


def line(number: str, manager: str = "", **values: str) -> str:
    """Write the line of a file that says the same of a person."""
    cells = {
        "employee_number": number,
        "display_full_name": f"Person {number}",
        "work_email": f"p{number}@halden.example",
        "manager_id": manager,
        "department": "Optics",
        "job_title": "Engineer",
        "location": "Berlin",
        "time_zone": "Europe/Berlin",
        "start_date": "2020-03-01",
        "termination_date": "",
        "employment_status": "active",
    } | values
    return ",".join(cells.values())


def file_of(lines: Sequence[str], header: str = HEADER) -> bytes:
    """Write a whole file."""
    return ("\n".join((header, *lines)) + "\n").encode()


def read(content: bytes, known: Sequence[Person] = (), erased: Sequence[Person] = ()) -> Reading:
    """Read a file as the import does, with people known and erased before."""
    gone = frozenset(one.id for one in erased)
    rules = ImportRules(NAMING_KEY, ZONES, Organisation(known), gone)
    return check_people(rows_of(BufferedReader(BytesIO(content))), rules)


def told(reading: Reading) -> list[tuple[int, str]]:
    """List where the problems of a reading are."""
    return [(problem.line, problem.column) for problem in reading.problems]
