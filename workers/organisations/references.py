"""Secrets that the register names without holding them: `env:NAME` or `file:PATH`."""

import os
from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr

from domain.errors import ReviewError
from storage.master_key_file import READABLE_BY_OTHERS

ENVIRONMENT, FILE = "env:", "file:"


class SecretNotFound(ReviewError):
    """A secret that the register names is not where it says, or is no secret there."""

    code: ClassVar[str] = "secret_not_found"


def is_reference(text: object) -> bool:
    """Tell whether a text names a place of a secret."""
    return isinstance(text, str) and text.startswith((ENVIRONMENT, FILE))


def resolved(reference: str, home: Path) -> SecretStr:
    """Give the secret that a reference names; paths are counted from the home folder.

    Raises:
        SecretNotFound: it is not there, is empty, or everybody on this machine can read it; says
            where it was looked for.
    """
    if reference.startswith(ENVIRONMENT):
        name = reference.removeprefix(ENVIRONMENT)
        if secret := os.environ.get(name, "").strip():
            return SecretStr(secret)
        raise SecretNotFound(f"The register names {reference}, and {name} is not set here.")
    path = home / reference.removeprefix(FILE)
    try:
        with path.open(encoding="utf-8") as file:
            is_open = bool(os.fstat(file.fileno()).st_mode & READABLE_BY_OTHERS)
            secret = file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretNotFound(
            f"The register names {reference}, which cannot be read: {error}."
        ) from None
    if is_open:
        raise SecretNotFound(
            f"The register names {reference}, and everybody here can read that file. Run `chmod "
            f"600 {path}`, and change the secret if others are on this machine."
        )
    if not secret:
        raise SecretNotFound(f"The register names {reference}, and that file is empty.")
    return SecretStr(secret)
