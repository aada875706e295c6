"""How programs name people: by id, employee number or work address."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.errors import ReviewError
from domain.ids import PersonId
from domain.people import Person
from gateway.api.shapes import Line, Shape
from gateway.site.front import Front
from storage.read_models.people import Names, find_person

Named = Annotated[
    Line, Field(min_length=1, description="An id, an employee number or a work address.")
]


class NobodyNamed(ReviewError):
    """Nobody in the directory has that id, number or work address."""

    code: ClassVar[str] = "nobody_named"


class Somebody(Shape):
    """A person by id and by name."""

    person: PersonId
    name: str


async def person_named(front: Front, words: str) -> Person:
    """Find whom a program means.

    Raises:
        NobodyNamed: nobody is called that.
    """
    archive = front.archive
    found = await find_person(archive.readers, archive.organisation, words.strip())
    if found is None:
        raise NobodyNamed
    return found


def somebody(names: Names, person: PersonId | None) -> Somebody | None:
    """Give a person with the name the reader knows them by; None for nobody."""
    return Somebody(person=person, name=names.name_of(person)) if person else None
