"""Adds an organisation: database, login, keys and namespace, and at last its entry in the register.

Every step finds out whether it was done before, so that an interrupted one is simply run again.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from pydantic import SecretStr
from temporalio.client import Client

from activities.codec import Keyring, new_key
from domain.errors import ReviewError
from storage.errors import WallsNotBuilt
from storage.migrate import migrate, pending
from storage.walls import build_walls, has_database, log_is_begun, make_database
from storage.whole_file import make_file
from workers.addresses import Addresses
from workers.embedded.home import Home
from workers.embedded.stack import EmbeddedStack
from workers.keys import make_keys
from workers.organisations.chosen import settings_of
from workers.organisations.namespace import RETENTION_DAYS, has_namespace, make_namespace
from workers.organisations.places import EMBEDDED, beside, local_site, on_server
from workers.organisations.references import FILE, resolved
from workers.organisations.register import NAME, Entry, check_apart, enter, read_register
from workers.sealer import audit_key_of
from workers.settings import Settings
from workers.temporal_connection import connect

ADDRESS: Final = "organisations/{name}/postgres.url"
"""Where the address of its database is kept, login and password included."""

PASSWORD_BYTES: Final = 32


class NameUnfit(ReviewError):
    """This is no name for an organisation."""

    code: ClassVar[str] = "name_unfit"


class OrganisationWithoutName(ReviewError):
    """There is an organisation here already, which the register does not name."""

    code: ClassVar[str] = "organisation_without_name"


class DifferentFromBefore(ReviewError):
    """This organisation was added with something else."""

    code: ClassVar[str] = "different_from_before"


@dataclass(frozen=True)
class Wanted:
    """An organisation as somebody asks for it; what is None is chosen, or as it was before."""

    name: str
    id: UUID | None = None
    base_url: str | None = None
    namespace: str | None = None
    retention_days: int = RETENTION_DAYS


@dataclass(frozen=True)
class Step:
    """One thing that an organisation needs, and whether it was there already."""

    what: str
    was_there: bool


@dataclass(frozen=True)
class Added:
    """An organisation that was added, or would be; `site` is where its people come in."""

    entry: Entry
    site: str
    steps: tuple[Step, ...]


@asynccontextmanager
async def ground_of(installation: Settings) -> AsyncIterator[Addresses]:
    """Give the servers that organisations share: those that run, or started for the moment."""
    running = Home(installation.home).published()
    if running is not None:
        yield running
        return
    async with EmbeddedStack(installation, bare=True) as stack:
        yield stack.addresses


async def add(installation: Settings, wanted: Wanted, ground: Addresses, *, dry_run: bool) -> Added:
    """Make whatever an organisation lacks; a dry run only finds out what that is.

    Raises:
        NameUnfit: the name cannot be one.
        DifferentFromBefore: it is there with another id, address or namespace.
        OrganisationWithoutName: one is there that is not in the register.
        WallsNotBuilt: the login of the installation may not make databases and logins.
        NamespaceNotMade: Temporal lets nobody make a namespace.
        RegisterUnreadable: it shares something with another organisation.
    """
    entry, login = entry_for(installation, wanted)
    known = read_register(installation)
    others = [each for each in known if each.name != entry.name]
    check_apart((*others, entry))
    if not known and await log_is_begun(ground.postgres_url.get_secret_value()):
        raise OrganisationWithoutName(
            "There is an organisation in this installation that the register does not name. "
            "`perennial organisation adopt NAME` gives it a name; then add others."
        )
    is_entered = len(others) < len(known)
    if dry_run:
        steps = await _look(installation, entry, login, ground)
    else:
        steps = await _make(installation, entry, login, ground, wanted.retention_days)
        if not is_entered:
            enter(installation, entry)
    site = entry.base_url or local_site(entry.name, ground.site_url)
    return Added(entry, site, (*steps, Step("register", is_entered)))


async def _look(
    installation: Settings, entry: Entry, login: SecretStr, ground: Addresses
) -> list[Step]:
    server = ground.postgres_url.get_secret_value()
    database = await has_database(server, _database(login))
    tables = database and not await pending(beside(server, login))
    keys = (installation.home / entry.home / "keys" / "audit.keys").exists()
    space = await has_namespace(await client_for(installation, entry, ground))
    told = {"database": database, "tables": tables, "keys": keys, "namespace": space}
    return [Step(what, was_there) for what, was_there in told.items()]


async def _make(
    installation: Settings, entry: Entry, login: SecretStr, ground: Addresses, days: int
) -> list[Step]:
    server = ground.postgres_url.get_secret_value()
    database = not await _make_database(installation, entry, login, server)
    ours = beside(server, login)
    tables = not await migrate(ours)
    await build_walls(ours, on_server(login, server))
    settings = settings_of(installation, entry)
    keys = settings.audit_key_path.exists()
    make_keys(settings)
    audit_key_of(settings, create=settings.audit_key_file is None)
    space = not await make_namespace(await client_for(settings, entry, ground), days)
    told = {"database": database, "tables": tables, "keys": keys, "namespace": space}
    return [Step(what, was_there) for what, was_there in told.items()]


async def _make_database(
    installation: Settings, entry: Entry, login: SecretStr, server: str
) -> bool:
    """Make it; before that keep its address, by which an interrupted one is found again."""
    draft, is_kept = installation.home / ADDRESS.format(name=entry.name), False
    if entry.postgres_url == f"{FILE}{ADDRESS.format(name=entry.name)}":
        is_kept = draft.exists()
        make_file(draft, login.get_secret_value() + "\n")
    try:
        return await make_database(server, _database(login))
    except WallsNotBuilt:
        if not is_kept:
            draft.unlink(missing_ok=True)
        raise


def entry_for(installation: Settings, wanted: Wanted) -> tuple[Entry, SecretStr]:
    """Give the entry of an organisation, and the address of its database, old or new.

    Raises:
        NameUnfit: the name cannot be one.
        DifferentFromBefore: it is there with another id, address or namespace.
    """
    check_name(wanted.name)
    found = {each.name: each for each in read_register(installation)}.get(wanted.name)
    if found is not None:
        _check_same(found, wanted)
        return found, resolved(found.postgres_url, installation.home)
    draft = installation.home / ADDRESS.format(name=wanted.name)
    if draft.exists():
        login = resolved(f"{FILE}{draft}", installation.home)
        id_ = UUID(_database(login).rpartition("_")[2])
        if wanted.id not in (None, id_):
            raise DifferentFromBefore(f"{draft} is of the organisation {id_}. Take that id.")
    else:
        id_ = wanted.id or uuid4()
        login = SecretStr(new_address(installation, id_))
    entry = Entry(
        name=wanted.name,
        id=id_,
        namespace=wanted.namespace or f"perennial-{wanted.name}",
        postgres_url=f"{FILE}{ADDRESS.format(name=wanted.name)}",
        base_url=wanted.base_url,
        home=Path("organisations") / wanted.name,
    )
    return entry, login


def check_name(name: str) -> None:
    """Pass if an organisation may be called that.

    Raises:
        NameUnfit: it may not.
    """
    if not NAME.fullmatch(name):
        raise NameUnfit(
            f"{name!r} is no name for an organisation. Take small letters, digits and hyphens, at "
            "most 40, a letter first."
        )


def new_address(installation: Settings, organisation: UUID, database: str | None = None) -> str:
    """Give the address of a database with a login and a password that nobody has yet.

    Names are made of the id alone: whoever is in one database sees the names of all others.
    """
    name = f"organisation_{organisation.hex}"
    place = EMBEDDED
    if installation.postgres_url is not None:
        there = urlsplit(installation.postgres_url.get_secret_value())
        place = there.netloc.rpartition("@")[2]
    password = secrets.token_hex(PASSWORD_BYTES)
    return f"postgresql://{name}:{password}@{place}/{database or name}"


def _check_same(found: Entry, wanted: Wanted) -> None:
    for what in ("id", "base_url", "namespace"):
        asked, known = getattr(wanted, what), getattr(found, what)
        if asked not in (None, known):
            raise DifferentFromBefore(
                f"{found.name} is in the register with the {what} {known}, not {asked}. Change it "
                "in the register, or leave it out here. Nothing was changed."
            )


async def client_for(settings: Settings, entry: Entry, ground: Addresses) -> Client:
    """Give a client for the namespace of an organisation that reads no payload.

    Raises:
        TemporalUnreachable: it does not answer.
    """
    here = settings.model_copy(update={"temporal_namespace": entry.namespace})
    return await connect(here, ground.temporal_address, Keyring.parse(new_key()), "cli")


def _database(login: SecretStr) -> str:
    return unquote(urlsplit(login.get_secret_value()).path.lstrip("/"))
