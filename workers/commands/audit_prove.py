"""`perennial audit prove`: what shows, without us, that a review is in the log as it was signed."""

import os
from pathlib import Path
from typing import Annotated, ClassVar
from uuid import UUID

import typer

from domain.errors import ReviewError
from domain.ids import ReviewId
from domain.proof.review_proof import ReviewProof
from gateway.looked_at import About, What, note_seen_at_shell
from gateway.proving import review_proven
from storage.archive import Archive
from workers.attach import reading
from workers.auditing import log_under_audit, verifiers_of
from workers.commands.finding import the_review
from workers.commands.timeline import CycleOption
from workers.settings import load_settings
from workers.terminal import AsJson, say, say_json


class ProofNotWritten(ReviewError):
    """The file cannot be written where it was to go."""

    code: ClassVar[str] = "proof_not_written"


async def prove_review(
    review: Annotated[
        str, typer.Argument(metavar="REVIEW", help="Whose review, or its id.", show_default=False)
    ],
    *,
    cycle: CycleOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to; else it is printed.")
    ] = None,
    with_words: Annotated[
        bool, typer.Option("--with-words", help="Lay open everything that was written.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that a signed review is in the log as it was signed.

    The proof is one JSON file that `deploy/audit/check_proof.py` checks offline, with the public
    key and nothing else. Without --with-words no word of the review leaves: it holds fingerprints,
    and the words as they are sealed. With it, what colleagues wrote is in clear as well.

    Example: perennial audit prove 1042 --cycle annual-2026 --output proof.json
    """
    settings = load_settings()
    async with reading(settings) as archive, log_under_audit(settings) as log:
        named, about = await _named(archive, review, cycle)
        verifiers = verifiers_of(settings, None)
        proof = await review_proven(archive, log, verifiers, named, with_words=with_words)
        if with_words:
            await note_seen_at_shell(archive, None, What.REVIEW, about)
    if output is None:
        say_json(proof.model_dump(mode="json"))
        return
    _write(proof, output)
    if as_json:
        say_json({"file": str(output), "review": proof.review, "events": len(proof.events)})
    else:
        say(f"{output}: the proof of {len(proof.events)} events of review {proof.review}")


async def _named(archive: Archive, review: str, cycle: str | None) -> tuple[ReviewId, About]:
    """Find a review by its id, which outlives an erasure, or by the person it is about."""
    try:
        named = ReviewId(UUID(review))
    except ValueError:
        found = await the_review(archive, review, cycle)
        return found.review.review, found.about
    return named, About(review=named)


def _write(proof: ReviewProof, path: Path) -> None:
    """Write the proof for its owner's eyes only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as failure:
        raise ProofNotWritten(
            f"{path} cannot be written ({failure.strerror}). Name a file in a folder that is there."
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(proof.model_dump_json(indent=1) + "\n")
