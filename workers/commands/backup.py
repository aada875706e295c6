"""`perennial backup`: everything that cannot be made again, while people work."""

from pathlib import Path
from typing import Annotated

import typer

from storage.backup.checking import check_backup
from storage.backup.dumping import BackedUp, Source, back_up
from storage.backup.manifest import KEYS_FILE
from storage.backup.programs import Programs
from workers.embedded.database import reach_database
from workers.master_keys import keys_url_of, master_keys
from workers.settings import Settings, load_settings
from workers.terminal import AsJson, console, say_json

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the backup.")]
KeysFile = Annotated[
    Path | None,
    typer.Option("--keys", help="The dump of the keys, where it is not the one in DIR."),
]


async def back_up_installation(
    folder: Folder,
    *,
    only_keys: Annotated[
        bool, typer.Option("--only-keys", help="The keys alone, which are backed up more often.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Make nothing; look a backup through.")
    ] = False,
    keys: KeysFile = None,
    as_json: AsJson = False,
) -> None:
    """Write a backup of the log into a new folder, with the keys in a file of their own.

    Everything goes on meanwhile. The key files of the home folder are not in it.

    Example: perennial backup /backups/2026-11-22
    """
    settings = load_settings()
    programs = Programs.find(settings.postgres_programs)
    if check:
        await _check(settings, programs, folder, keys, as_json=as_json)
        return
    async with reach_database(settings) as url:
        source = Source(url, keys_url_of(settings), programs)
        done = await back_up(source, folder, only_keys=only_keys)
    if as_json:
        say_json({"folder": folder, "log": done.log, "keys": done.keys})
    else:
        _say(done, folder)


async def _check(
    settings: Settings, programs: Programs, folder: Path, keys: Path | None, *, as_json: bool
) -> None:
    backup = await check_backup(folder, keys, programs, master_keys(settings))
    if as_json:
        say_json({"folder": folder, "log": backup.log, "keys": backup.keys})
        return
    console.print(
        f"The backup of {backup.log.made_at:%Y-%m-%d %H:%M} is whole: {backup.log.head} events and "
        f"{backup.keys.keys} keys, which open with the master key here."
    )


def _say(done: BackedUp, folder: Path) -> None:
    if done.log is not None:
        console.print(
            f"{done.log.head} events up to {done.log.made_at:%Y-%m-%d %H:%M} are in {folder} "
            f"({done.log.dump.bytes} bytes). The read models are not; they are built anew."
        )
    console.print(
        f"{done.keys.keys} keys are in {folder / KEYS_FILE}. Keep that file apart from the other "
        "and for a shorter time: whoever is erased comes back with an older one. It opens with the "
        "master key, which is in no backup."
    )
