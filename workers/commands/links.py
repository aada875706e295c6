"""`perennial links`: ends the links of a person, and replaces the key that signs links."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.ids import PersonId
from domain.reach import StepReach
from storage.archive import Archive
from storage.links import KeptLink, LinkBook
from storage.sessions import SessionBook
from storage.tickets import TicketBook
from workers.attach import reading
from workers.commands.finding import people_of
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.keys import rotate_link_keys
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


async def revoke_links(
    person: PersonArgument,
    *,
    step: Annotated[
        str | None, typer.Option(metavar="STEP", help="Only links to this step; else all of it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """End the links of a person, and every session that began with one.

    Without --step the person is signed out everywhere as well. The next message carries new links.

    Example: perennial links revoke 1042 --step rate
    """
    async with reading(load_settings()) as archive:
        owner = one(person, await people_of(archive))
        revoked = await _revoke(archive, owner.id, step)
        ended = 0 if step else await _sign_out(archive, owner.id)
    if as_json:
        say_json({"person": str(owner.id), "links": revoked, "sessions": ended})
        return
    links = "1 link is revoked" if revoked == 1 else f"{revoked} links are revoked"
    console.print(f"{links}; the next message to {owner.display_full_name} carries new ones.")
    if ended:
        console.print("Signed out wherever they were signed in.")


async def rotate_keys(
    *,
    keep: Annotated[
        int, typer.Option(min=0, max=20, help="So many of the old keys still verify links.")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Make a new key that signs links from the next start on.

    Links that were signed with a key that is kept still open; --keep 0 ends every link there is.

    Example: perennial links rotate-keys
    """
    kept = rotate_link_keys(load_settings(), keep)
    if as_json:
        say_json({"keys": kept})
        return
    console.print(f"A new key signs links once the gateways have started again. Keys: {kept}.")


async def _revoke(archive: Archive, person: PersonId, step: str | None) -> int:
    book, at = LinkBook(archive.hosts), datetime.now(UTC)
    concerned = [each for each in await book.of_person(person) if _opens(each, step)]
    return sum([await book.revoke(each.id, None, at) for each in concerned])


async def _sign_out(archive: Archive, person: PersonId) -> int:
    await TicketBook(archive.hosts).revoke_all(person, datetime.now(UTC))
    return await SessionBook(archive.hosts).end_all(person)


def _opens(kept: KeptLink, step: str | None) -> bool:
    reach = kept.link.reach
    return step is None or (isinstance(reach, StepReach) and reach.step == step)
