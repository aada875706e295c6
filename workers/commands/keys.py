"""`perennial keys`: which master keys there are, another one in their place, another place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, ClassVar

import typer

from domain.errors import ReviewError
from storage.key_place import KEYS_MIGRATIONS, move_keys
from storage.key_rotation import KeyCabinet, MasterKeyUse
from storage.key_wrapper import MasterKeys
from storage.master_key_file import put_new_key_first, read_master_keys, remove_keys
from storage.migrate import migrate
from workers.embedded.database import reach_database
from workers.keys_database import check_keys_database
from workers.master_keys import keys_url_of, master_keys
from workers.settings import Settings, load_settings
from workers.terminal import AsJson, say, say_json


class NewMasterKeyNeeded(ReviewError):
    """Put a new master key before the others first."""

    code: ClassVar[str] = "new_master_key_needed"


class NothingToRetire(ReviewError):
    """There is no old master key here that was superseded. Nothing was removed."""

    code: ClassVar[str] = "nothing_to_retire"


class KeysUrlNotNamed(ReviewError):
    """Name the database for the keys in PERENNIAL_KEYS_URL first."""

    code: ClassVar[str] = "keys_url_not_named"


@dataclass(frozen=True)
class _Office:
    """Where the keys lie and what opens them."""

    settings: Settings
    masters: MasterKeys
    keys: KeyCabinet


async def show_keys(*, as_json: AsJson = False) -> None:
    """Show the master keys by their ids, how many keys each wraps, and how many were destroyed.

    No key is shown, wrapped or not.

    Example: perennial keys show
    """
    async with _keys_office(load_settings()) as office:
        in_use, held = await office.keys.in_use(), office.masters.ids
        apart = office.settings.keys_url is not None
    if as_json:
        masters = [each.model_dump() | {"held": each.id in held} for each in in_use.masters]
        unused = [each for each in held if each not in {use.id for use in in_use.masters}]
        place = "own database" if apart else "beside the log"
        say_json({"place": place, "masters": masters, "unused": unused, "erased": in_use.erased})
        return
    for use in in_use.masters:
        say(_told(use, is_held=use.id in held))
    for master in held:
        if master not in {use.id for use in in_use.masters}:
            say(f"{master}  wraps nothing yet; `perennial keys rotate` begins with it")
    where = "in a database of their own" if apart else "beside the log"
    say(f"The keys lie {where}. Destroyed by erasures: {in_use.erased}.")


async def rotate_keys(
    *,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Only put a new key into the file, for every machine.")
    ] = False,
    retire: Annotated[
        bool, typer.Option("--retire", help="Remove old keys that wrap nothing any more.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a new master key in the place of the old, and wrap every key anew, while people work.

    Interrupted, it is simply run again. The old key stays in the file until --retire.

    Example: perennial keys rotate
    """
    async with _keys_office(load_settings()) as office, office.keys.turn():
        await office.keys.check_all_open()
        if retire:
            removed, by_hand = await _retire(office)
            _say_retired(removed, by_hand, as_json=as_json)
            return
        await _see_to_new_key(office)
        newest = office.masters.newest.id
        rewrapped = None if prepare else await office.keys.rewrap()
    if as_json:
        say_json({"master_key": newest, "rewrapped": rewrapped})
    elif rewrapped is None:
        say(
            f"Master key {newest} is in the file and wraps nothing yet. Bring the file to every "
            "machine, then run `perennial keys rotate`."
        )
    else:
        say(
            f"Master key {newest} wraps every key; {rewrapped} were wrapped anew. "
            "`perennial keys rotate --retire` removes the old one."
        )


async def move(*, as_json: AsJson = False) -> None:
    """Move the keys to the database in PERENNIAL_KEYS_URL, and leave none here.

    Stop what runs first and start it again with the setting.

    Example: perennial keys move
    """
    settings = load_settings()
    keys_url = keys_url_of(settings)
    if keys_url is None:
        raise KeysUrlNotNamed
    async with reach_database(settings) as url:
        await migrate(keys_url, directory=KEYS_MIGRATIONS)
        moved = await move_keys(url, keys_url)
    if as_json:
        say_json(moved._asdict())
        return
    say(
        f"Moved {moved.keys} keys and the marks of {moved.erased} erased people. Backups of the "
        "old place still hold the keys: destroy those."
    )


@asynccontextmanager
async def _keys_office(settings: Settings) -> AsyncIterator[_Office]:
    keys_url, masters = keys_url_of(settings), master_keys(settings)
    async with reach_database(settings) as url:
        await check_keys_database(settings)
        async with KeyCabinet.open(keys_url or url, masters) as keys:
            yield _Office(settings, masters, keys)


async def _see_to_new_key(office: _Office) -> None:
    """Make a new master key, unless one is held already that does not wrap everything yet."""
    in_use, newest = await office.keys.in_use(), office.masters.newest.id
    if in_use.wrapping != newest or in_use.wrapped_by_others(newest):
        return
    settings = office.settings
    if settings.master_key_command is not None:
        raise NewMasterKeyNeeded(
            f"The key service wraps everything with {newest}. Let the command in "
            "PERENNIAL_MASTER_KEY_COMMAND name another key first."
        )
    if settings.master_key is not None:
        raise NewMasterKeyNeeded(
            "The master key comes from PERENNIAL_MASTER_KEY. Put a new key before the others there."
        )
    put_new_key_first(settings.master_key_path)
    await office.masters.read_again()


async def _retire(office: _Office) -> tuple[list[str], list[str]]:
    """Take old keys out of the file; answer those, and those that only their owner can remove."""
    used = {each.id for each in (await office.keys.in_use()).masters}
    old = [each for each in office.masters.ids[1:] if each in used]
    if not old:
        raise NothingToRetire
    await office.keys.check_unneeded(old)
    path = office.settings.master_key_path
    in_file = {each.id for each in read_master_keys(path)} if path.exists() else set()
    removed = [each for each in old if each in in_file]
    if in_file and in_file == set(removed):
        # A key service has taken over: the whole file is out of use.
        path.unlink()
    elif removed:
        remove_keys(path, removed)
    return removed, [each for each in old if each not in in_file]


def _say_retired(removed: list[str], by_hand: list[str], *, as_json: bool) -> None:
    if as_json:
        say_json({"removed": removed, "remove_yourself": by_hand})
        return
    for each in removed:
        say(
            f"Removed master key {each}. Backups of keys from before the rotation open with it "
            "alone: destroy them with it, or keep it apart as long as you keep them."
        )
    for each in by_hand:
        say(f"Master key {each} wraps nothing any more; remove it where you set it.")


def _told(use: MasterKeyUse, *, is_held: bool) -> str:
    since = f"since {use.first_used_at:%Y-%m-%d}" if use.first_used_at else "never registered"
    until = f", superseded {use.superseded_at:%Y-%m-%d}" if use.superseded_at else ""
    ages = f" made {use.oldest:%Y-%m-%d} to {use.newest:%Y-%m-%d}" if use.oldest else ""
    here = "" if is_held else "; NOT HELD HERE" if use.wraps else "; removed here"
    return f"{use.id}  wraps {use.wraps} keys{ages}; {since}{until}{here}"
