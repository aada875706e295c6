"""Whom somebody means: found by number, work address or name, and asked back where several fit."""

from dataclasses import dataclass

from domain.people import Person
from gateway.entry.limits import NAMES_LOOKED_UP, count
from gateway.site.front import Front
from gateway.site.visitor import Visitor
from storage.read_models.people import find_person, person_of
from storage.read_models.people_search import Called, people_called

LONGEST = 320
"""Characters of the longest word that is looked up: a work address."""


@dataclass(frozen=True)
class Whom:
    """Whoever was meant; else those who may have been, and a sentence that says what to do."""

    typed: str
    person: Person | None = None
    choices: tuple[Called, ...] = ()
    problem: str = ""


async def whom(front: Front, visitor: Visitor, typed: str) -> Whom:
    """Find who is meant by what was typed.

    Names are looked up for who signed in alone: a link that was forwarded lists nobody.

    Raises:
        TooOften: somebody looks up one name after the other.
    """
    words = " ".join(typed.split())
    if not words:
        return Whom("", problem="Say who it is: a name, a number or a work address.")
    archive = front.archive
    if len(words) > LONGEST:
        return Whom("", problem="Nobody is called that.")
    person = await find_person(archive.readers, archive.organisation, words)
    if person is not None:
        return Whom(words, person)
    if not visitor.is_signed_in:
        return Whom(words, problem="Nobody has that number or address.")
    await count(front, "name looked up", str(visitor.id), NAMES_LOOKED_UP)
    found, are_more = await people_called(archive.readers, archive.organisation, words)
    return await _among(front, words, found, are_more=are_more)


async def _among(front: Front, words: str, found: list[Called], *, are_more: bool) -> Whom:
    exactly = [each for each in found if each.name.casefold() == words.casefold()]
    match exactly if len(exactly) == 1 else found:
        case []:
            return Whom(words, problem="Nobody is called that, or has that number or address.")
        case [only]:
            return Whom(words, await person_of(front.archive.readers, only.person))
        case _:
            more = " and others; write more of the name" if are_more else ""
            problem = f"{len(found)} people are called that{more}. Choose whom you mean."
            return Whom(words, choices=tuple(found), problem=problem)
