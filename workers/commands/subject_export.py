"""`perennial subject export`: everything held about somebody, to read and to take along."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from gateway.looked_at import About, What, note_seen_at_shell
from gateway.packet.subject_file import subject_files, write_subject_files
from gateway.subject.copy import subject_copy
from workers.attach import reading
from workers.commands.finding import people_of
from workers.commands.subject import SubjectArgument, subject_of
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


async def export_subject(
    person: SubjectArgument,
    *,
    output: Annotated[
        Path, typer.Option(metavar="PLACE", help="A new folder, or a file that ends in .zip.")
    ],
    as_json: AsJson = False,
) -> None:
    """Write everything held about somebody into files: one to read, one for programs.

    It holds whatever they may read as things stand; what is held and not open to them, or not yet,
    is named with the reason. Others stay unnamed where the pages do not name them to this person.

    Example: perennial subject export 1042 --output copy-1042.zip
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        subject = await subject_of(archive, person, people)
        copy = await subject_copy(archive, subject, datetime.now(UTC))
        found = people.get(subject)
        await note_seen_at_shell(archive, None, What.COPY, About(subject))
    write_subject_files(subject_files(copy, found.time_zone if found else "UTC"), output)
    counts = {"held": len(copy.held), "heard": len(copy.heard), "withheld": len(copy.withheld)}
    if as_json:
        say_json({"output": str(output), **counts})
        return
    console.print(
        f"{output}: {counts['held']} facts, {counts['withheld']} more held and not open"
        " to them. It holds personal data: hand it over safely, and delete your copy.",
        markup=False,
        soft_wrap=True,
    )
