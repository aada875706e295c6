"""`perennial rewards`: the list for the reward round, and the proof that it is what was signed."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from domain.rewards.export import RewardExport
from gateway.looked_at import About, What, note_seen_at_shell
from gateway.reward_file import manifest_of, read_export, write_export
from gateway.rewards import Verification, export_rewards, verify_rewards
from workers.attach import reading
from workers.commands.finding import the_cycle
from workers.commands.timeline import CycleOption
from workers.counting import counted
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


async def export_file(
    *,
    cycle: CycleOption = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to: a name in .csv or .json.")
    ],
    as_json: AsJson = False,
) -> None:
    """Write who is proposed for what in the reward round, for every review that is signed.

    Each line holds the rating that stands, what the definition recommends for it, how the rating
    came about, and the fingerprint that was signed. Reviews that are not signed are listed apart
    with the reason. The file holds names and ratings: only its owner may read it (mode 0600).

    Example: perennial rewards export --cycle annual-2026 --out rewards.csv
    """
    async with reading(load_settings()) as archive:
        found = await the_cycle(archive, cycle)
        export = await export_rewards(archive, found.cycle)
        about = About(cycle=found.cycle)
        await note_seen_at_shell(archive, None, What.REWARDS, about)
    written = write_export(export, out)
    if as_json:
        files = [str(path) for path in written]
        say_json({"files": files, "manifest": export.manifest.model_dump(mode="json")})
        return
    _show(export, out)


async def verify_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A reward export.", show_default=False)
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Work a reward export out anew from the log, and name every line that does not match.

    Says which lines were changed, left out or added, and which signature was broken later. The
    exit code is 1 when anything does not match.

    Example: perennial rewards verify rewards.csv
    """
    export = read_export(file)
    async with reading(load_settings()) as archive:
        verified = await verify_rewards(archive, export)
    if as_json:
        say_json({"holds": verified.holds} | asdict(verified))
    else:
        _tell(verified)
    if not verified.holds:
        raise typer.Exit(1)


def _show(export: RewardExport, out: Path) -> None:
    manifest = export.manifest
    console.print(
        f"{out}: {counted(manifest.lines, 'signed review')} of {manifest.cycle}, from the log up to"
        f" {manifest.log_position}",
        markup=False,
        soft_wrap=True,
    )
    if out.suffix.lower() == ".csv":
        console.print(f"{manifest_of(out)}: its manifest", markup=False, soft_wrap=True)
    console.print(f"  sha-256 of the lines: {manifest.lines_sha256}")
    if export.apart:
        reviews = counted(len(export.apart), "review")
        console.print(f"  {reviews} without a signature, listed apart:")
    for line in export.apart:
        words = f"    {line.employee_number} {line.name}: {line.sentence}"
        console.print(words, markup=False, soft_wrap=True)


def _tell(verified: Verification) -> None:
    for fault in verified.faults:
        console.print(f"  {fault}", markup=False, soft_wrap=True)
    for each in verified.mismatches:
        told = f"  {each.who}, {each.departure.value.replace('_', ' ')}: {each.sentence}"
        console.print(told, markup=False, soft_wrap=True)
    if verified.signed_since:
        later = ", ".join(verified.signed_since)
        told = f"  Signed after the export, and so not in it: {later}"
        console.print(told, markup=False, soft_wrap=True)
    if verified.holds:
        lines = counted(verified.lines, "line")
        console.print(f"{lines} checked: everything is what was signed.")
