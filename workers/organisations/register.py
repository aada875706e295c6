"""The register of organisations: the file that says who is in an installation, and with what."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import ReviewError
from storage.whole_file import make_file, put_file
from workers.organisations.places import host_of
from workers.organisations.references import is_reference
from workers.settings import Settings

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
HEAD: Final = (
    "# Who is in this installation. Written by `perennial organisation add`; secrets are named here"
    " and kept elsewhere.\n"
)

# What belongs to one organisation alone: never taken over from the settings of the installation.
OWN: Final = frozenset(
    {
        *("master_key_file", "master_key", "master_key_command", "keys_url"),
        *("codec_key_file", "codec_keys", "link_key_file", "link_keys", "audit_key_file"),
        *("checkpoint_folder", "auditor_address", "channels", "slack_token", "chat_url"),
        *("oidc_issuer", "oidc_client_id", "oidc_client_secret"),
    }
)
# What an organisation may say for itself, and otherwise has in common with the others.
MAY_DIFFER: Final = frozenset(
    {
        *("checkpoint_minutes", "mail_from", "temporal_api_key"),
        *("temporal_tls_cert", "temporal_tls_key"),
        *("smtp_host", "smtp_port", "smtp_user", "smtp_password", "smtp_security"),
    }
)
SECRETS: Final = frozenset(
    {
        *("master_key", "keys_url", "codec_keys", "link_keys", "slack_token", "chat_url"),
        *("oidc_client_secret", "temporal_api_key", "smtp_password"),
    }
)


class RegisterUnreadable(ReviewError):
    """The register of organisations cannot be read."""

    code: ClassVar[str] = "register_unreadable"


class Entry(BaseModel):
    """One organisation as the register has it.

    Attributes:
        name: what operators call it; nobody else sees it.
        id: the id that stands in its log.
        namespace: its namespace in Temporal.
        postgres_url: where the address of its database is kept, login and password included.
        base_url: what its links begin with; None where it is `NAME.localhost` on this machine.
        home: its folder of keys, checkpoints and mails, counted from the home of the installation.
        more: settings of its own; secrets as references.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    id: UUID
    namespace: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")
    postgres_url: str = Field(pattern=r"^(env|file):\S.*$")
    base_url: str | None = Field(None, pattern=r"^https?://[^/?#\s]+$")
    home: Path
    more: Mapping[str, str | int] = Field(default_factory=dict)

    @property
    def host(self) -> str:
        """The host name that people reach it by; browsers keep cookies apart by it."""
        return host_of(self.base_url) if self.base_url else f"{self.name}.localhost"


def read_register(settings: Settings) -> tuple[Entry, ...]:
    """Read the register of an installation, in its order; empty where there is none.

    Raises:
        RegisterUnreadable: says which organisation and what is wrong with it, never a secret.
    """
    path = settings.register_path
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if settings.organisations_file is None:
            return ()
        raise RegisterUnreadable(f"The register {path} is not there.") from None
    except (OSError, ValueError) as error:
        raise RegisterUnreadable(f"The register {path} cannot be read: {error}.") from None
    entries = tuple(_entry(name, values) for name, values in told.items())
    check_apart(entries)
    return entries


def check_apart(entries: Iterable[Entry]) -> None:
    """Pass if no two organisations share what keeps them apart.

    Raises:
        RegisterUnreadable: two of them do; says which, and what.
    """
    entries = tuple(entries)
    for what, of in _APART.items():
        seen: dict[object, str] = {}
        for entry in entries:
            for value in of(entry):
                other = seen.setdefault(value, entry.name)
                if other != entry.name:
                    raise RegisterUnreadable(
                        f"The organisations {other} and {entry.name} have the same {what} in the "
                        "register. Give each its own."
                    )


def enter(settings: Settings, entry: Entry) -> None:
    """Write one more organisation into the register, whole or not at all.

    Raises:
        RegisterUnreadable: it has something in common with one that is there.
    """
    check_apart((*read_register(settings), entry))
    path = settings.register_path
    make_file(path, HEAD)
    told: dict[str, str | int] = {"id": str(entry.id), "namespace": entry.namespace}
    told["postgres_url"] = entry.postgres_url
    if entry.base_url is not None:
        told["base_url"] = entry.base_url
    told |= {"home": entry.home.as_posix(), **dict(sorted(entry.more.items()))}
    # What JSON writes of plain text is what TOML reads.
    lines = [f"{key} = {json.dumps(value)}" for key, value in told.items()]
    section = "\n".join([f"[{entry.name}]", *lines])
    put_file(path, f"{path.read_text(encoding='utf-8').rstrip()}\n\n{section}\n")


def take_out(settings: Settings, name: str) -> None:
    """Make remarks of the lines of an organisation: it is in the register no more, and not lost."""
    path, is_ours, lines = settings.register_path, False, []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            is_ours = line.partition("]")[0].strip('[ "') == name
        lines.append(f"# {line}" if is_ours and line and not line.startswith("#") else line)
    put_file(path, "\n".join(lines).rstrip() + "\n")


def _entry(name: str, values: Any) -> Entry:  # noqa: ANN401 - whatever somebody wrote there
    if not NAME.fullmatch(name) or not isinstance(values, dict):
        raise RegisterUnreadable(
            f"[{name}] in the register is no organisation: a name has small letters, digits and "
            "hyphens, and its settings stand below it."
        )
    more = {key: values.pop(key) for key in (OWN | MAY_DIFFER) & set(values)}
    for key in sorted(SECRETS & set(more)):
        if not is_reference(more[key]):
            raise RegisterUnreadable(
                f"[{name}] in the register holds a secret in {key}. Write env:NAME or file:PATH in "
                "its place, and change the secret: whoever read the register has read it."
            )
    values.setdefault("home", f"organisations/{name}")
    try:
        return Entry.model_validate(values | {"name": name, "more": more})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)
        )
        raise RegisterUnreadable(f"[{name}] in the register cannot be read. {problems}.") from None


def _keys_named(entry: Entry) -> list[object]:
    return [str(value) for key, value in entry.more.items() if key in OWN and "key" in key]


_APART: Final[Mapping[str, Callable[[Entry], list[object]]]] = {
    "id": lambda entry: [entry.id],
    "namespace": lambda entry: [entry.namespace],
    "host name": lambda entry: [entry.host],
    "home": lambda entry: [entry.home],
    "database": lambda entry: [entry.postgres_url],
    "keys": _keys_named,
}
