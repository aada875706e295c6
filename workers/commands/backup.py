"""`perennial backup`: everything that cannot be made again, while people work."""

from pathlib import Path
from typing import Annotated

import typer

from storage.backup.checking import Backup, check_backup
from storage.backup.dumping import BackedUp, Source, back_up
from storage.backup.manifest import KEYS_FILE
from storage.backup.programs import Programs
from workers.auditing import backup_key_of, backup_verifiers_of
from workers.embedded.database import reach_database
from workers.master_keys import keys_url_of, master_keys
from workers.settings import load_settings
from workers.terminal import AsJson, say, say_json

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the backup.")]
KeysFile = Annotated[
    Path | None,
    typer.Option("--keys", help="The dump of the keys, where it is not the one in DIR."),
]

SignedBy = Annotated[
    str | None,
    typer.Option(
        metavar="KEY", help="The public audit key that signed it; `nobody` takes it unsigned."
    ),
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
    signed_by: SignedBy = None,
    as_json: AsJson = False,
) -> None:
    """Write a backup of the log into a new folder, with the keys in a file of their own.

    Everything goes on meanwhile. The key files of the home folder are not in it.

    Example: perennial backup /backups/2026-11-22
    """
    settings = load_settings()
    programs = Programs.find(settings.postgres_programs)
    if check:
        verifiers = backup_verifiers_of(settings, signed_by)
        found = await check_backup(folder, keys, programs, master_keys(settings), verifiers)
        _say_checked(found, as_json=as_json)
        return
    audit_key = backup_key_of(settings)
    async with reach_database(settings) as url:
        source = Source(url, keys_url_of(settings), programs, audit_key)
        done = await back_up(source, folder, only_keys=only_keys)
    if as_json:
        signed = audit_key is not None
        say_json({"folder": folder, "log": done.log, "keys": done.keys, "signed": signed})
    else:
        _say(done, folder)
        if audit_key is None:
            say("It is not signed: this installation has no audit key yet.")


def vouched(backup: Backup) -> str:
    """Say who vouches for a backup."""
    if backup.is_vouched_for:
        return "Its signature is that of the audit key."
    return (
        "Nobody vouches for it: no audit key was asked, so its sums show damage and not who wrote "
        "it. Bring keys/audit.keys, or name the public key with --signed-by."
    )


def _say_checked(backup: Backup, *, as_json: bool) -> None:
    if as_json:
        told = {"folder": backup.folder, "log": backup.log, "keys": backup.keys}
        say_json(told | {"vouched_for": backup.is_vouched_for})
        return
    say(
        f"The backup of {backup.log.made_at:%Y-%m-%d %H:%M} is whole: {backup.log.events} events, "
        f"counted, and {backup.keys.keys} keys, which open with the master key here. "
        f"{vouched(backup)}"
    )


def _say(done: BackedUp, folder: Path) -> None:
    if done.log is not None:
        say(
            f"{done.log.events} events up to {done.log.made_at:%Y-%m-%d %H:%M} are in {folder} "
            f"({done.log.dump.bytes} bytes). The read models are not; they are built anew."
        )
    say(
        f"{done.keys.keys} keys are in {folder / KEYS_FILE}. Keep that file apart from the other "
        "and for a shorter time: whoever is erased comes back with an older one. It opens with the "
        "master key, which is in no backup."
    )
