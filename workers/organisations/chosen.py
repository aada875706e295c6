"""Which organisation a command is about, and its settings among those of the installation."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError

from domain.errors import ReviewError
from workers.organisations.places import is_embedded, place_of
from workers.organisations.references import SecretNotFound, is_reference, resolved
from workers.organisations.register import OWN, Entry, RegisterUnreadable, read_register
from workers.settings import Settings, Within

OPTION: Final = "--organisation"

_NAMED: Final[ContextVar[str | None]] = ContextVar("named_organisation", default=None)


class OrganisationNotNamed(ReviewError):
    """There are several organisations here, and none was named."""

    code: ClassVar[str] = "organisation_not_named"


class OrganisationUnknown(ReviewError):
    """No organisation of this name is in the register."""

    code: ClassVar[str] = "organisation_unknown"


@contextmanager
def named(name: str | None) -> Iterator[None]:
    """Let everything be about this organisation while the block lasts."""
    token = _NAMED.set(name)
    try:
        yield
    finally:
        _NAMED.reset(token)


def chosen(installation: Settings) -> Settings:
    """Give the settings of the organisation that was named, or of the only one there is.

    Raises:
        OrganisationNotNamed: there are several, and none was named.
        OrganisationUnknown: none is called like that.
        ReviewError: the register cannot be read.
    """
    wanted = _NAMED.get() or installation.organisation_name
    entries = read_register(installation)
    if not entries and wanted is None:
        return installation
    if wanted is None and len(entries) > 1:
        raise OrganisationNotNamed(
            f"There are {len(entries)} organisations here. Say which one is meant: {OPTION} "
            f"{entries[0].name}, or set PERENNIAL_ORGANISATION_NAME."
        )
    for entry in entries:
        if wanted in (None, entry.name):
            return settings_of(installation, entry)
    raise OrganisationUnknown(
        f"No organisation {wanted!r} is in the register {installation.register_path}. "
        "`perennial organisation list` shows who is."
    )


def everybody(installation: Settings) -> tuple[Entry, ...]:
    """Give all organisations of the register; none where one was named, or there is no register.

    Raises:
        RegisterUnreadable: the register cannot be read.
    """
    is_one = _NAMED.get() or installation.organisation_name
    return () if is_one else read_register(installation)


def settings_of(installation: Settings, entry: Entry) -> Settings:
    """Give the settings of one organisation: its own, and for the rest those of the installation.

    Raises:
        RegisterUnreadable: a setting of its own cannot be read, or its database is another's too.
        SecretNotFound: a secret is not where the register says.
    """
    login = resolved(entry.postgres_url, installation.home)
    if not urlsplit(login.get_secret_value()).path.strip("/"):
        raise RegisterUnreadable(
            f"[{entry.name}] in the register: {entry.postgres_url} names no database."
        )
    _check_own_database(installation, entry, login)
    defaults = {name: Settings.model_fields[name].default for name in OWN}
    told: dict[str, Any] = {name: getattr(installation, name) for name in Settings.model_fields}
    told |= defaults | {key: _value(key, value, installation) for key, value in entry.more.items()}
    told |= {
        "home": installation.home / entry.home,
        "organisation": entry.id,
        "organisation_name": entry.name,
        "temporal_namespace": entry.namespace,
        "base_url": entry.base_url,
        "postgres_url": None if is_embedded(login) else login,
    }
    try:
        settings = Settings(**told)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, problem["loc"]))
        raise RegisterUnreadable(
            f"[{entry.name}] in the register: {where}: {problem['msg']}."
        ) from None
    return settings.of_one(Within(entry.name, installation, login))


def _check_own_database(installation: Settings, entry: Entry, login: SecretStr) -> None:
    for other in read_register(installation):
        if other.name == entry.name:
            continue
        with suppress(SecretNotFound):  # nobody comes in there from here anyway
            if place_of(resolved(other.postgres_url, installation.home)) == place_of(login):
                raise RegisterUnreadable(
                    f"The organisations {other.name} and {entry.name} have the same database in "
                    "the register. Give each its own."
                )


def _value(key: str, value: str | int, installation: Settings) -> str | int | Path | SecretStr:
    if is_reference(value):
        return resolved(str(value), installation.home)
    if key.endswith(("_file", "_folder", "_cert", "_tls_key")):
        return installation.home / str(value)
    return value
