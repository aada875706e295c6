"""Whom somebody names by employee number or work address, where names alone are not enough."""

from typing import ClassVar

from domain.errors import ReviewError
from domain.people import Person
from storage.archive import Archive
from storage.read_models.people import find_person


class NobodyOfThatName(ReviewError):
    """Nobody with that employee number or work address is in the directory."""

    code: ClassVar[str] = "nobody_of_that_name"


async def person_named(archive: Archive, words: str) -> Person:
    """Find whom somebody names.

    Raises:
        NobodyOfThatName: nobody in the directory goes by that.
    """
    found = await find_person(archive.readers, archive.organisation, words.strip())
    if found is None:
        raise NobodyOfThatName
    return found
