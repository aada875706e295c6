"""A review as its log tells it, with every word held against the fingerprint it was given."""

import hmac

from domain.content import ContentRef
from domain.ids import ReviewId
from domain.review.events import ReviewEvent
from domain.rewards.signed import Told
from storage.journal import Journal, Recorded, Words, content_of
from storage.keys import KeyRing, Keys
from storage.staging import canonical_json


async def told_of(journal: Journal, keys: KeyRing, review: ReviewId) -> list[Told]:
    """Answer what happened in a review, each event with its words and whether they are intact.

    The words are read from the log alone. They are intact when their digest under the key of the
    person they are about is the one the event carries; words nobody can open are not.

    Raises:
        SealBroken: a sealed part was changed or belongs to another event.
    """
    recorded = await journal.read(review, unseal=True)
    found = await keys.load({ref.subject for each in recorded if (ref := content_of(each.event))})
    return [
        _told(each, each.event, found) for each in recorded if isinstance(each.event, ReviewEvent)
    ]


def _told(recorded: Recorded, event: ReviewEvent, keys: Keys) -> Told:
    ref = content_of(recorded.event)
    if ref is None:
        return Told(event, recorded.position)
    words = (recorded.confidential or {}).get(ref.subject)
    return Told(event, recorded.position, words, _is_intact(ref, words, keys))


def _is_intact(ref: ContentRef, words: Words | None, keys: Keys) -> bool:
    key = keys.get(ref.subject)
    if words is None or key is None:
        return False
    digest = hmac.digest(key.digest_key, canonical_json(words), "sha256").hex()
    return hmac.compare_digest(digest, ref.sha256)
