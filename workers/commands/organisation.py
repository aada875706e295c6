"""`perennial organisation`: who is in this installation, and how somebody comes in or goes."""

from typing import Annotated, ClassVar
from uuid import UUID

import typer

from domain.errors import ReviewError
from workers.organisations.adding import Added, Wanted, add, ground_of
from workers.organisations.adopting import adopt, check_at_rest
from workers.organisations.namespace import RETENTION_DAYS
from workers.organisations.register import Entry, read_register, take_out
from workers.organisations.standing import Stands, stands
from workers.settings import Settings, load_installation
from workers.terminal import AsJson, say, say_json

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="What operators call it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be made.")]


class NotInRegister(ReviewError):
    """No organisation of this name is in the register."""

    code: ClassVar[str] = "not_in_register"


async def add_organisation(
    name: NameArgument,
    *,
    base_url: Annotated[
        str | None, typer.Option(help="Where its people come in: a host name nobody else has.")
    ] = None,
    id_: Annotated[
        UUID | None, typer.Option("--id", help="Its id, where it comes from elsewhere.")
    ] = None,
    namespace: Annotated[
        str | None, typer.Option(help="Its namespace in Temporal; perennial-NAME by default.")
    ] = None,
    retention_days: Annotated[
        int, typer.Option(min=1, max=365, help="How long Temporal keeps what has ended.")
    ] = RETENTION_DAYS,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in an organisation: its own database and login, keys, namespace, and its entry.

    Interrupted, it is simply run again; what is there is left as it is. Processes that run know of
    it when they are started anew.

    Example: perennial organisation add acme --base-url https://reviews.acme.example
    """
    installation = load_installation()
    wanted = Wanted(name, id_, base_url, namespace, retention_days)
    async with ground_of(installation) as ground:
        added = await add(installation, wanted, ground, dry_run=dry_run)
    if as_json:
        say_json(_as_json(added, dry_run=dry_run))
    else:
        _say_added(added, dry_run=dry_run)


async def adopt_organisation(
    name: NameArgument,
    *,
    base_url: Annotated[
        str | None, typer.Option(help="Where its people come in, if not where they do now.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give the organisation that is here already a name, so that others can come beside it.

    Stop what runs first. Its data, keys and links stay as they are; its database is shut to all
    logins but a new one of its own. Done again it changes nothing.

    Example: perennial organisation adopt acme
    """
    installation = load_installation()
    check_at_rest(installation)
    async with ground_of(installation) as ground:
        added = await adopt(installation, name, base_url, ground, dry_run=dry_run)
    if as_json:
        say_json(_as_json(added, dry_run=dry_run))
    else:
        _say_added(added, dry_run=dry_run)


async def list_organisations(*, as_json: AsJson = False) -> None:
    """List who is in this installation, and what of each is not as it should be.

    The exit code is 1 where something is not.

    Example: perennial organisation list
    """
    installation = load_installation()
    entries = read_register(installation)
    found: list[Stands] = []
    if entries:
        async with ground_of(installation) as ground:
            found = [await stands(installation, entry, ground) for entry in entries]
    if as_json:
        say_json([each.model_dump() for each in found])
    elif not entries:
        say(_ALONE.format(id=installation.organisation))
    for each in found:
        if not as_json:
            _say_standing(each)
    if any(each.troubles for each in found):
        raise typer.Exit(1)


async def remove_organisation(
    name: NameArgument, *, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Take an organisation out of the register. Nothing of it is deleted.

    It is no longer served once the processes were started anew. The command says what stays, and
    how to be rid of that.

    Example: perennial organisation remove acme
    """
    installation = load_installation()
    entry = _entry_of(installation, name)
    if not dry_run:
        take_out(installation, name)
    stays = {
        "database": entry.postgres_url,
        "namespace": entry.namespace,
        "home": str(installation.home / entry.home),
    }
    if as_json:
        say_json({"name": name, "dry_run": dry_run, "stays": stays})
        return
    said = "would be out of the register" if dry_run else "is out of the register"
    say(
        f"{_DRY if dry_run else ''}{name} {said}: its lines are remarks there, and take part again "
        f"without the marks. Nothing is deleted: its database (its address: {entry.postgres_url}), "
        f"its namespace {entry.namespace}, its keys and mails in {stays['home']}."
    )
    say(
        "To be rid of it for good: back it up if anybody may ask for it, then drop the database "
        "and its login, delete the namespace, and destroy the folder. Without its keys no backup "
        "of it opens again."
    )


_DRY = "A dry run, nothing was changed: "
_ALONE = (
    "There is no register: this installation is that of one organisation, {id}. `perennial "
    "organisation add NAME` takes in another."
)


def _entry_of(installation: Settings, name: str) -> Entry:
    for entry in read_register(installation):
        if entry.name == name:
            return entry
    raise NotInRegister(
        f"No organisation {name!r} is in the register. `perennial organisation list` shows who is."
    )


def _as_json(added: Added, *, dry_run: bool) -> dict[str, object]:
    return {
        "name": added.entry.name,
        "id": added.entry.id,
        "site": added.site,
        "namespace": added.entry.namespace,
        "dry_run": dry_run,
        "made": [step.what for step in added.steps if not step.was_there],
    }


def _say_added(added: Added, *, dry_run: bool) -> None:
    name, made = added.entry.name, [step.what for step in added.steps if not step.was_there]
    if dry_run:
        say(f"{_DRY}{', '.join(made) or 'nothing'} would be made for {name}.")
        return
    if not made:
        say(f"{name} is here already, and lacks nothing.")
        return
    say(f"Made for {name}, organisation {added.entry.id}: {', '.join(made)}.")
    say(f"Its people come in at {added.site} once the processes were started anew.")
    say(
        "Bring its keys to a safe place, apart from its backups: whoever has both reads everything."
    )


def _say_standing(each: Stands) -> None:
    say(f"{each.name}  {each.site}  organisation {each.id}  {'' if each.troubles else 'well'}")
    for trouble in each.troubles:
        say(f"  {trouble}")
