"""`perennial token`: what programs come with, issued, listed and revoked."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from domain.ids import PersonId
from domain.people import Organisation
from gateway.api.scopes import MEANS, Scope
from gateway.api.tokens import issue_token, revoke_token
from storage.api_tokens import KeptToken, TokenBook
from workers.attach import reading
from workers.commands.finding import people_of
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

Scopes = Annotated[
    list[Scope] | None, typer.Option("--scope", metavar="SCOPE", help="May be given repeatedly.")
]


async def issue(
    person: PersonArgument,
    *,
    name: Annotated[str, typer.Option(help="What the program is called.")],
    scope: Scopes = None,
    days: Annotated[int, typer.Option(metavar="N", help="How long it is good for.")] = 90,
    as_json: AsJson = False,
) -> None:
    """Issue a token with which a program acts in somebody's name, and show it this once.

    The program may what the person may, as far as the scopes reach. Without --scope the scopes
    there are, are listed.

    Example: perennial token issue 1104 --name "HR warehouse" --scope cycles:read --days 30
    """
    if not scope:
        for each, words in MEANS.items():
            console.print(f"  {each.value:<14} {words}")
        return
    async with reading(load_settings()) as archive:
        found = one(person, await people_of(archive))
        issued = await issue_token(archive, found.id, name, scope, datetime.now(UTC), days)
    if as_json:
        say_json({"id": f"{issued.id}", "token": issued.secret, "expires": f"{issued.expires_at}"})
        return
    console.print(f"{issued.secret}\n", highlight=False, soft_wrap=True)
    console.print(f"It acts for {found.display_full_name} until {issued.expires_at:%d %B %Y}.")
    console.print("It is shown this once. Revoke it with: perennial token revoke", issued.id)


async def show(*, as_json: AsJson = False) -> None:
    """List the tokens, the good ones and those that are over.

    Example: perennial token list
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        kept = await TokenBook(archive.hosts).of()
    at = datetime.now(UTC)
    lines = [_line(token, people, at) for token in kept]
    if as_json:
        say_json([dict(line) for line in lines])
        return
    for line in lines:
        console.print(f"  {line['id']}  {line['state']:<8} {line['name']}, for {line['person']}")
    if not lines:
        console.print("There is no token. Issue one: perennial token issue")


async def revoke(
    token: Annotated[UUID, typer.Argument(metavar="TOKEN", help="The token's id, as listed.")],
) -> None:
    """End a token for good.

    Example: perennial token revoke 0d2b6a3c-6f0e-4f2e-9d53-2f4f5a0c7f11
    """
    async with reading(load_settings()) as archive:
        await revoke_token(archive, token, datetime.now(UTC))
    console.print("The token opens nothing any more.")


def _line(token: KeptToken, people: Organisation, at: datetime) -> dict[str, str]:
    known = people.get(PersonId(token.person))
    state = "good" if token.expires_at > at else "expired"
    return {
        "id": f"{token.id}",
        "name": token.name,
        "person": known.display_full_name if known else "somebody unknown",
        "scopes": " ".join(sorted(token.scopes)),
        "expires": f"{token.expires_at}",
        "state": "revoked" if token.revoked_at else state,
    }
