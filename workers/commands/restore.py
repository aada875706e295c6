"""`perennial restore`: a backup comes back on a machine where there is nothing."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from domain.ids import OrganisationId
from gateway.subject.reapplying import OfLedger, reapply_ledger
from storage.archive import Archive
from storage.backup.checking import Backup, check_backup
from storage.backup.programs import Programs
from storage.backup.restoring import Machine, Restored, check_machine, restore
from workers.auditing import backup_verifiers_of
from workers.commands.backup import Folder, KeysFile, SignedBy, vouched
from workers.embedded.database import unmigrated_database
from workers.ledger import read_ledger
from workers.master_keys import keys_url_of, master_keys
from workers.settings import load_settings
from workers.terminal import AsJson, say, say_json


async def restore_installation(
    folder: Folder,
    *,
    keys: KeysFile = None,
    ledger: Annotated[
        Path | None,
        typer.Option(help="What `subject ledger --json` printed: whoever it names stays erased."),
    ] = None,
    signed_by: SignedBy = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say whether it could be restored here.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Restore a backup into an empty database, which is as it was until everything is back.

    The key files have to be in their place before. Name the youngest keys there are.

    Example: perennial restore /backups/2026-11-22 --keys /backups/keys-2026-11-22/keys.dump
    """
    settings = load_settings()
    organisation = OrganisationId(settings.organisation)
    programs, masters = Programs.find(settings.postgres_programs), master_keys(settings)
    lines = read_ledger(ledger, organisation) if ledger is not None else ()
    verifiers = backup_verifiers_of(settings, signed_by)
    backup = await check_backup(folder, keys, programs, masters, verifiers)
    async with unmigrated_database(settings) as url:
        machine = Machine(url, keys_url_of(settings), programs, masters, organisation)
        if dry_run:
            await check_machine(backup, machine)
            _say_dry(backup, as_json=as_json)
            return
        done = await _restore(backup, machine, lines)
    if as_json:
        say_json(asdict(done) | {"vouched_for": backup.is_vouched_for})
    else:
        say(vouched(backup))
        _say(done)


async def _restore(backup: Backup, machine: Machine, lines: tuple[OfLedger, ...]) -> Restored:
    erased: set[UUID] = {
        line.subject for line in lines if line.subject and line.type == "SubjectErased"
    }

    async def finish(archive: Archive) -> None:
        if lines:
            await reapply_ledger(archive, lines)

    return await restore(backup, machine, erased=erased, finish=finish)


def _say_dry(backup: Backup, *, as_json: bool) -> None:
    if as_json:
        say_json({"outcome": "could be restored", "events": backup.log.events})
        return
    say(
        f"A dry run, nothing was changed: the {backup.log.events} events of "
        f"{backup.log.made_at:%Y-%m-%d %H:%M} could be restored here. {vouched(backup)}"
    )


def _say(done: Restored) -> None:
    say(f"Restored {done.events} events and {done.keys} keys; the read models are built.")
    if done.migrated:
        say(f"Migrations that came on top: {', '.join(done.migrated)}.")
    if done.erased_again:
        say(f"Erased once more, since they had been: {done.erased_again}.")
    say(
        "Now: `perennial audit verify --checkpoint PLACE` holds the log against checkpoints that "
        "were kept outside, `perennial rebuild` starts what was open on Temporal, and `perennial "
        "verify` compares everything."
    )
    say(
        "What was revoked since that backup is good again: `perennial links rotate-keys --keep 0` "
        "ends all links, and `perennial token list` shows the tokens to revoke once more."
    )
