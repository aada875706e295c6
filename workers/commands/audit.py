"""`perennial audit`: checkpoints over the log, whether it is as it was written, and proofs."""

from pathlib import Path
from typing import Annotated

import typer

from storage.proof.audit import audited
from workers.auditing import checkpoint_made, log_under_audit, published_in, verifiers_of
from workers.embedded.stack import reach_servers
from workers.sealer import audit_key_of
from workers.settings import load_settings
from workers.terminal import AsJson, console, say, say_json


async def make_checkpoint(*, as_json: AsJson = False) -> None:
    """Seal the log as it stands now, without waiting for the interval.

    The signed head is kept in the database, written to the folder of checkpoints and mailed to the
    auditor, where the settings name one. Prints the note itself: publish it where you like.

    Example: perennial audit checkpoint
    """
    async with reach_servers(load_settings()) as servers:
        made = await checkpoint_made(servers)
    if as_json:
        told = {"size": made.size, "root": made.root.hex(), "note": made.note} if made else None
        say_json({"checkpoint": told})
    elif made is None:
        say("There is nothing in the log yet, and so nothing to seal.")
    else:
        console.print(made.note, end="", markup=False, soft_wrap=True)


def print_key(*, as_json: AsJson = False) -> None:
    """Print the public key with which everybody can check the checkpoints and proofs.

    The key that signs is made the first time if the settings name none. Publish the public key
    where you cannot change it unnoticed: whoever checks needs it from elsewhere.

    Example: perennial audit key
    """
    verifiers = [each.text for each in audit_key_of(load_settings(), create=True).verifiers]
    if as_json:
        say_json({"keys": verifiers})
        return
    for verifier in verifiers:
        say(verifier)


async def verify_log(
    *,
    checkpoint: Annotated[
        Path | None,
        typer.Option("--checkpoint", metavar="PLACE", help="A published checkpoint, or a folder."),
    ] = None,
    since: Annotated[
        int, typer.Option("--from", metavar="N", min=1, help="Begin before this position.")
    ] = 1,
    key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="The public key to check with.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute the log from its columns, and hold it against every checkpoint there is.

    Names every event that was changed, removed, added or moved, and changes nothing. The exit code
    is 1 when anything is not as it was recorded.

    Example: perennial audit verify --checkpoint kept-checkpoints
    """
    settings = load_settings()
    verifiers, published = verifiers_of(settings, key), published_in(settings, checkpoint)
    async with log_under_audit(settings) as log:
        found = await audited(log, verifiers, published, since)
    if as_json:
        say_json({"holds": found.holds} | found.model_dump(mode="json"))
    else:
        for sentence in found.sentences():
            say(sentence)
    if not found.holds:
        raise typer.Exit(1)
