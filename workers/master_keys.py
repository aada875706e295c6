"""Where the master keys come from: a key service, the environment, a file, in this order."""

from typing import ClassVar

from domain.errors import ReviewError
from storage.errors import MasterKeyUnusable
from storage.key_command import KeyCommand
from storage.key_wrapper import KeyWrapper, MasterKeys
from storage.master_key import MasterKey
from storage.master_key_file import make_master_key, read_master_keys
from workers.settings import Settings


class KeyMissing(ReviewError):
    """A key file that the settings name is not there."""

    code: ClassVar[str] = "key_missing"


def master_keys(settings: Settings) -> MasterKeys:
    """Give the master keys, and read them again whenever one is met that is not among them.

    The first of them wraps new keys once `perennial keys rotate` has made it the one; all open what
    they wrapped.

    Raises:
        KeyMissing: there is no master key, or a file that is named is absent.
        MasterKeyUnusable: what should be a key is none, or the key service does not answer.
    """
    return MasterKeys(_wrappers(settings), lambda: _wrappers(settings))


def make_master_key_at_home(settings: Settings) -> None:
    """Make a master key in its usual place, the first time, where nothing else names one."""
    named = (settings.master_key_file, settings.master_key, settings.master_key_command)
    if named == (None, None, None):
        make_master_key(settings.master_key_path)


def keys_url_of(settings: Settings) -> str | None:
    """Give the URL of the database for keys alone, password included; None where there is none."""
    return settings.keys_url.get_secret_value() if settings.keys_url is not None else None


def _in_setting(text: str) -> tuple[MasterKey, ...]:
    try:
        return MasterKey.several(text)
    except MasterKeyUnusable as refusal:
        raise MasterKeyUnusable(f"{refusal} It is set in PERENNIAL_MASTER_KEY.") from None


def _wrappers(settings: Settings) -> list[KeyWrapper]:
    found: list[KeyWrapper] = []
    if settings.master_key_command is not None:
        found.append(KeyCommand.identified(settings.master_key_command))
    if settings.master_key is not None:
        found += _in_setting(settings.master_key.get_secret_value())
    path = settings.master_key_path
    if path.exists():
        found += read_master_keys(path)
    elif settings.master_key_file is not None or not found:
        raise KeyMissing(f"The key file {path} is not there. Bring it from where its copy is kept.")
    return found
