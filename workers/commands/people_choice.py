"""How people are named on the command line: a number, an address, an id, or a file of numbers."""

import csv
from pathlib import Path
from typing import ClassVar, Final

from domain.errors import ReviewError
from domain.ids import PersonId
from domain.people import Organisation, Person

EVERYBODY: Final = "all"
COLUMN: Final = "employee_number"


class UnknownPerson(ReviewError):
    """Nobody of that number or address is in the directory."""

    code: ClassVar[str] = "unknown_person"


class NoSuchColumn(ReviewError):
    """The file has no column employee_number."""

    code: ClassVar[str] = "no_such_column"


def one(words: str, people: Organisation) -> Person:
    """Find a person by number, address or id.

    Raises:
        UnknownPerson: names who was looked for.
    """
    found = people.find(words.strip())
    if found is None:
        raise UnknownPerson(
            f"Nobody of the number or address '{words}' is in the directory; "
            "import people first, or correct it."
        )
    return found


def chosen(words: str, people: Organisation) -> list[PersonId]:
    """Give the people that 'all', a list with commas or a CSV file names, in that order.

    Raises:
        UnknownPerson: names the first who is not in the directory.
        NoSuchColumn: the file does not say who it means.
    """
    if words == EVERYBODY:
        return list(people)
    path = Path(words)
    numbers = _numbers(path) if path.suffix.lower() == ".csv" else words.split(",")
    return [one(number, people).id for number in numbers if number.strip()]


def _numbers(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            head = lines.readline()
            lines.seek(0)
            reader = csv.DictReader(lines, delimiter=";" if head.count(";") else ",")
            names = {name.strip().lower(): name for name in reader.fieldnames or ()}
            if COLUMN not in names:
                raise NoSuchColumn(f"{path} has no column {COLUMN}.")
            return [row[names[COLUMN]] or "" for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NoSuchColumn(f"{path} cannot be read: {error}.") from None
