"""The proof of a signed review, with or without the words that were signed."""

from collections.abc import Sequence

from domain.ids import ReviewId
from domain.proof.note import VerifierKey
from domain.proof.review_proof import ReviewProof
from storage.archive import Archive
from storage.proof.proving import proof_of, words_of
from storage.proof.sealed_log import SealedLog
from storage.read_models.told import told_of


async def review_proven(
    archive: Archive,
    log: SealedLog,
    verifiers: Sequence[VerifierKey],
    review: ReviewId,
    *,
    with_words: bool,
) -> ReviewProof:
    """Prove that a review is in the log as it was signed.

    With words, everything that was written in the review is laid open, what colleagues wrote
    included, since the signature stands over all of it: for a court or an auditor, not for a file.

    Raises:
        NothingSigned, NotSealedYet, LogNotAsSealed: there is nothing that could be proven.
        ContentNotFound: some of the words were erased.
    """
    proof = await proof_of(log, verifiers, review)
    if not with_words:
        return proof
    told = await told_of(archive.journal, archive.keys, review)
    written = {each.position: each.words for each in told if each.words and each.is_intact}
    words = await words_of(log, archive.keys, review, written)
    return proof.model_copy(update={"words": words})
