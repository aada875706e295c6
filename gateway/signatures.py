"""Who signed a review, when, and whether what was signed is still what the log says."""

from dataclasses import dataclass
from typing import Final

from domain.ids import PersonId, ReviewId
from domain.review.verdict import Verdict
from domain.rewards.apart import SENTENCES, Apart
from domain.rewards.signed import Signature, SignedResult, signed_result
from domain.visibility import INSIDERS
from storage.archive import Archive
from storage.read_models.told import told_of
from storage.read_models.viewing import Viewing


@dataclass(frozen=True)
class Signed:
    """The sign-off of a review.

    Attributes:
        signature: who signed, how and when, and the fingerprint of what lay before them.
        witness: who recorded that the signature was declined.
        was_disputed: whether it was disputed once, whatever came of it.
        caveat: in a sentence why it does not stand as signed; None when it does.
    """

    signature: Signature | None
    witness: Signature | None
    was_disputed: bool
    caveat: str | None

    @property
    def people(self) -> frozenset[PersonId]:
        """Name whoever signed or witnessed."""
        return frozenset(each.by for each in (self.signature, self.witness) if each)


HOW_SIGNED: Final = {
    Verdict.ACKNOWLEDGED: "acknowledged the result; that is not to say agreed with it",
    Verdict.DISPUTED: "disputed the result",
    Verdict.DECLINED: "declined to sign",
}
"""What each way to sign is called in a sentence that begins with a name."""


async def signatures_seen_by(archive: Archive, review: ReviewId, look: Viewing) -> Signed | None:
    """Hold the signature of a review against its log; None for whom it is no business of.

    The chain of fingerprints is formed anew from every word, so a change of any of them shows.
    """
    if not look.viewer.acting_roles & INSIDERS:
        return None
    told = await told_of(archive.journal, archive.keys, review)
    result = signed_result(told)
    if result is None:
        return None
    return Signed(
        signature=result.signature,
        witness=result.witness,
        was_disputed=result.was_disputed,
        caveat=_caveat(result),
    )


def _caveat(result: SignedResult) -> str | None:
    """Say why a review does not stand as signed; a cycle without ratings is signed without one."""
    if result.apart is None or (result.apart is Apart.NOT_RATED and result.signature):
        return None
    return SENTENCES[Apart.NOT_SIGNED if result.apart is Apart.NOT_RATED else result.apart]
