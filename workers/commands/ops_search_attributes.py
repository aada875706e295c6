"""`perennial ops search-attributes`: what Temporal must know to filter by, and how it learns it."""

from typing import Annotated

import typer
from rich.table import Table

from activities.search_attributes import SEARCH_ATTRIBUTES
from workers.commands.parts import named_servers
from workers.registration import Registration, look, register
from workers.settings import load_settings
from workers.terminal import AsJson, console, lay_out, say, say_json

Create = Annotated[bool, typer.Option("--create", help="Register what is missing.")]


async def search_attributes(*, create: Create = False, as_json: AsJson = False) -> None:
    """Show which search attributes the namespace knows, each with its type; register the rest.

    With --create those that are missing are registered; what is there stays as it is, so doing it
    again changes nothing. Where only the operators of the server may do that, as on Temporal
    Cloud, it prints the command for them. The exit code is 1 while one is missing or has another
    type.

    Example: perennial ops search-attributes --create
    """
    client = await named_servers(load_settings()).temporal("cli")
    before = await look(client)
    found = await register(client, before) if create else before
    created = sorted(before.missing.keys() - found.missing.keys())
    if as_json:
        say_json(_told(found, created))
    else:
        _show(found, created)
    if not found.is_complete:
        raise typer.Exit(1)


def _told(found: Registration, created: list[str]) -> dict[str, object]:
    return {
        "namespace": found.namespace,
        "attributes": {
            name: {"type": kind, "standing": _standing(found, name)}
            for name, kind in SEARCH_ATTRIBUTES.items()
        },
        "created": created,
        "commands": found.commands(),
        "remarks": found.remarks(),
    }


def _show(found: Registration, created: list[str]) -> None:
    table = Table("attribute", "type", "", box=None)
    for name, kind in SEARCH_ATTRIBUTES.items():
        table.add_row(name, kind, "registered now" if name in created else _standing(found, name))
    console.print(f"Namespace {found.namespace}", markup=False)
    lay_out(table)
    for sentence in found.remarks():
        say(sentence)
    for command in found.commands():
        say(command)


def _standing(found: Registration, name: str) -> str:
    if name in found.wrong:
        return f"wrong type: {found.wrong[name]}"
    return "missing" if name in found.missing else "there"
