"""Offices: who is HR administrator, auditor or operator."""

from fastapi import APIRouter, Request

from domain.ids import PersonId
from domain.offices import Office
from domain.value import Value
from domain.visibility import Deed, Relation
from gateway.api.caller import Caller, WritesOffices
from gateway.api.once import ThisOnce
from gateway.api.persons import Named, person_named
from gateway.api.shapes import Shape, Taken, taken
from gateway.offices import give_office, offices_held, take_office
from gateway.site.front import front_of
from storage.read_models.people import names_of

router = APIRouter(tags=["Offices"], prefix="/offices")


class OfficeHeld(Shape):
    """Somebody who holds an office."""

    office: Office
    person: PersonId
    name: str


class Holder(Value):
    """Whose office, and which."""

    person: Named
    office: Office


@router.get("")
async def list_offices(request: Request, caller: WritesOffices) -> tuple[OfficeHeld, ...]:
    """List who holds which office."""
    caller.visitor.require(Deed.GIVE_OFFICES)
    archive = front_of(request).archive
    held = await offices_held(archive)
    names = await names_of(archive.readers, {person for person, _ in held})
    return tuple(
        OfficeHeld(office=office, person=person, name=names.name_of(person))
        for person, office in sorted(held)
    )


@router.post("/give")
async def give_office_to(
    request: Request, sent: Holder, caller: WritesOffices, once: ThisOnce
) -> Taken:
    """Give somebody else an office; nobody gives one to themselves."""
    front = front_of(request)

    async def give(_: str) -> Taken:
        person = await person_named(front, sent.person)
        _check(caller, person.id)
        position = await give_office(front.archive, person.id, sent.office, front.now(), caller.id)
        return await taken(front, position)

    return await once.take(caller, Taken, give)


@router.post("/take")
async def take_office_from(
    request: Request, sent: Holder, caller: WritesOffices, once: ThisOnce
) -> Taken:
    """Take an office from somebody else."""
    front = front_of(request)

    async def take(_: str) -> Taken:
        person = await person_named(front, sent.person)
        _check(caller, person.id)
        position = await take_office(front.archive, person.id, sent.office, front.now(), caller.id)
        return await taken(front, position)

    return await once.take(caller, Taken, take)


def _check(caller: Caller, person: PersonId) -> None:
    relation = Relation.OWN if person == caller.id else Relation.FOREIGN
    caller.visitor.require(Deed.GIVE_OFFICES, relation)
