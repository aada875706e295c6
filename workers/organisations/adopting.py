"""Gives the organisation of an installation that has no register a name among others to come."""

import os
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from domain.errors import ReviewError
from storage.migrate import migrate
from storage.walls import build_walls, who_comes_in
from storage.whole_file import make_file
from workers.addresses import Addresses
from workers.embedded.home import Home
from workers.organisations.adding import ADDRESS, Added, Step, check_name, new_address
from workers.organisations.places import beside, local_site, login_in, on_server
from workers.organisations.references import ENVIRONMENT, FILE, resolved
from workers.organisations.register import OWN, SECRETS, Entry, enter, read_register
from workers.settings import PREFIX, Settings

EMBEDDED_DATABASE: Final = "postgres"


class SecretInFile(ReviewError):
    """A secret stands in the file of settings, where the register cannot name it."""

    code: ClassVar[str] = "secret_in_file"


class StillAtWork(ReviewError):
    """Something of Perennial runs in this home folder. Stop it first."""

    code: ClassVar[str] = "still_at_work"


class NameTaken(ReviewError):
    """The register has an organisation of this name or this id already."""

    code: ClassVar[str] = "name_taken"


def check_at_rest(installation: Settings) -> None:
    """Refuse while something runs that knows nothing of a register; before servers are started.

    Raises:
        StillAtWork: see above.
    """
    is_in = installation.organisation in {known.id for known in read_register(installation)}
    if not is_in and Home(installation.home).published() is not None:
        raise StillAtWork


async def adopt(
    installation: Settings, name: str, base_url: str | None, ground: Addresses, *, dry_run: bool
) -> Added:
    """Enter the organisation of the settings into the register, with what it has.

    Raises:
        NameUnfit: the name cannot be one.
        NameTaken: the register has another organisation under this name.
        SecretInFile: a secret of its own has to be put somewhere else first.
        WallsNotBuilt: the login of the installation may not make logins.
    """
    check_name(name)
    for known in read_register(installation):
        if (known.name, known.id) == (name, installation.organisation):
            return _added(known, ground, [Step("register", was_there=True)])
        if known.name == name or known.id == installation.organisation:
            raise NameTaken(
                f"The register has {known.name}, organisation {known.id}. `perennial organisation "
                "list` shows who is in it. Nothing was changed."
            )
    entry, server = _entry_of(installation, name, base_url), ground.postgres_url
    login = _login(installation, name)
    ours = beside(server.get_secret_value(), login)
    if dry_run:
        return _added(entry, ground, [Step("login", was_there=False), Step("register", False)])  # noqa: FBT003
    make_file(installation.home / ADDRESS.format(name=name), login.get_secret_value() + "\n")
    await migrate(ours)
    had_login = login_in(login.get_secret_value()) in await who_comes_in(ours)
    await build_walls(ours, on_server(login, server.get_secret_value()))
    _move_mails(installation.home, entry)
    enter(installation, entry)
    return _added(entry, ground, [Step("login", had_login), Step("register", was_there=False)])


def _added(entry: Entry, ground: Addresses, steps: list[Step]) -> Added:
    return Added(entry, entry.base_url or local_site(entry.name, ground.site_url), tuple(steps))


def _entry_of(installation: Settings, name: str, base_url: str | None) -> Entry:
    return Entry(
        name=name,
        id=installation.organisation,
        namespace=installation.temporal_namespace,
        postgres_url=f"{FILE}{ADDRESS.format(name=name)}",
        base_url=base_url or installation.base_url,
        home=Path("organisations") / name,
        more=_own(installation),
    )


def _login(installation: Settings, name: str) -> SecretStr:
    """Give the address of its database by a login of its own; the one of a try before, if any."""
    kept = ADDRESS.format(name=name)
    if (installation.home / kept).exists():
        return resolved(f"{FILE}{kept}", installation.home)
    named = installation.postgres_url
    path = urlsplit(named.get_secret_value()).path if named else EMBEDDED_DATABASE
    return SecretStr(new_address(installation, installation.organisation, unquote(path.strip("/"))))


def _own(installation: Settings) -> dict[str, str | int]:
    """Say in the words of the register what the settings said of this organisation."""
    told: dict[str, str | int] = {}
    for name in sorted(OWN):
        value = getattr(installation, name)
        if value is None or value == Settings.model_fields[name].default:
            continue
        told[name] = _reference(name) if name in SECRETS else _plain(value)
    at_home = {
        "master_key_file": installation.master_key_path,
        "codec_key_file": installation.codec_key_path,
        "link_key_file": installation.link_key_path,
        "audit_key_file": installation.audit_key_path,
    }
    told |= {name: _plain(path) for name, path in at_home.items() if path.exists()}
    return told | {"checkpoint_folder": _plain(installation.checkpoint_path)}


def _plain(value: object) -> str:
    return str(value.absolute()) if isinstance(value, Path) else str(value)


def _reference(name: str) -> str:
    variable = f"{PREFIX}{name.upper()}"
    if not os.environ.get(variable):
        raise SecretInFile(
            f"{variable} stands in perennial.toml. Put it into the environment, from where the "
            "register can name it, and run this again. Nothing was changed."
        )
    return f"{ENVIRONMENT}{variable}"


def _move_mails(home: Path, entry: Entry) -> None:
    """Take the caught mails along: an erasure looks for them where the organisation is at home."""
    old, new = home / "mail", home / entry.home / "mail"
    if old.is_dir() and not new.exists():
        new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        old.rename(new)
