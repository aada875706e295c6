"""A proof that travels alone: a signed review, and why it is in a log that somebody vouched for."""

from typing import Literal

from domain.value import Value


class ProvenEvent(Value):
    """One event of the review as it was hashed, and the way from its leaf to the signed root.

    `recorded_at` are microseconds since the year 2000; `data`, `meta`, `sealed` and the hashes of
    `path` are base64 of the exact bytes.
    """

    position: int
    version: int
    event_id: str
    tenant_id: str
    recorded_at: int
    schema_version: int
    type: str
    data: str
    meta: str
    sealed: str | None
    path: tuple[str, ...]


class EarlierHead(Value):
    """The first checkpoint that stood over the whole review, and how today's goes on from it."""

    checkpoint: str
    path: tuple[str, ...]


class WordsInClear(Value):
    """What was written, and the key under which its fingerprints were formed.

    `texts` holds, for each event that a signature stands over, the exact text by its version.
    """

    key: str
    texts: dict[int, str]


class ReviewProof(Value):
    """Everything that is needed to check a signed review without its log."""

    format: Literal["perennial-proof-v1"] = "perennial-proof-v1"
    review: str
    versions: int
    checkpoint: str
    events: tuple[ProvenEvent, ...]
    since: EarlierHead | None = None
    words: WordsInClear | None = None
