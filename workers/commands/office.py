"""`perennial office`: who is HR admin, auditor or operator in the organisation."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.offices import Office
from gateway.offices import give_office, offices_held, take_office
from workers.attach import reading
from workers.commands.finding import people_of
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

OfficeArgument = Annotated[Office, typer.Argument(metavar="OFFICE", help="The office.")]


async def give(person: PersonArgument, office: OfficeArgument) -> None:
    """Give somebody an office: hr_admin, auditor, ops or payload_reader.

    An HR admin launches and steers every cycle and gives offices; an auditor reads what happened
    and who saw what; ops sees processes and never content; a payload reader sees in the Temporal
    UI what others see encrypted. HR partners need no office: they are named with the people they
    care for.

    Example: perennial office give 1002 hr_admin
    """
    async with reading(load_settings()) as archive:
        found = one(person, await people_of(archive))
        await give_office(archive, found.id, office, datetime.now(UTC))
    console.print(f"{found.display_full_name} is {_called(office)} now.")


async def take(person: PersonArgument, office: OfficeArgument) -> None:
    """Take an office from somebody.

    Example: perennial office take 1002 auditor
    """
    async with reading(load_settings()) as archive:
        found = one(person, await people_of(archive))
        await take_office(archive, found.id, office, datetime.now(UTC))
    console.print(f"{found.display_full_name} is {_called(office)} no more.")


async def show(*, as_json: AsJson = False) -> None:
    """List who holds which office.

    Example: perennial office list
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        held = sorted(
            (office.value, people[person].display_full_name, people[person].employee_number)
            for person, office in await offices_held(archive)
            if person in people
        )
    if as_json:
        say_json([{"office": o, "name": n, "employee_number": e} for o, n, e in held])
        return
    for office, name, number in held:
        console.print(f"  {_called(Office(office)):<10} {name} ({number})")
    if not held:
        console.print("Nobody holds an office. Give one: perennial office give 1002 hr_admin")


def _called(office: Office) -> str:
    return {
        Office.HR_ADMIN: "HR admin",
        Office.AUDITOR: "auditor",
        Office.OPS: "ops",
        Office.PAYLOAD_READER: "payload reader",
    }[office]
