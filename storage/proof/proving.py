"""The proof of one review: its events, and the hashes that lead from them to a signed head."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from pydantic import JsonValue

from domain.proof.note import VerifierKey
from domain.proof.paths import (
    Span,
    goes_on,
    is_in,
    nodes_under,
    roots_of,
    spans_beside,
    spans_between,
)
from domain.proof.review_proof import EarlierHead, ProvenEvent, ReviewProof, WordsInClear
from domain.proof.tree import Tree
from domain.review.events import CalibrationSettled, ReviewEvent, StepSentBack, StepSubmitted
from domain.rewards.apart import Apart
from domain.rewards.signed import Told, signed_result
from storage.errors import ContentNotFound
from storage.event import StoredEvent
from storage.journal import Recorded, content_of
from storage.keys import KeyRing
from storage.proof.checkpoint import Checkpoint
from storage.proof.errors import LogNotAsSealed, NothingSigned, NotSealedYet
from storage.proof.leaves import leaf_of, microseconds
from storage.proof.sealed_log import SealedLog
from storage.staging import canonical_json

SIGNED_OVER: Final = (StepSubmitted, StepSentBack, CalibrationSettled)
"""What a signature stands over: words about the person, and no reason that HR gave beside them."""


async def proof_of(log: SealedLog, verifiers: Sequence[VerifierKey], review: UUID) -> ReviewProof:
    """Prove that a signed review stands in the log as it was signed, under the last checkpoint.

    Nothing is opened for it: the proof holds the sealed parts as they are sealed, and is the same
    after the person was erased.

    Raises:
        NothingSigned: there is no such review, or nobody has signed it, or not what is there.
        NotSealedYet: the last checkpoint does not stand over all of it.
        LogNotAsSealed: the log was tampered with, so that nothing can be proven.
    """
    events = await log.events_of(review)
    _check_signed(events)
    heads = await log.checkpoints_from(events[-1].position, 1)
    latest = await log.latest()
    if not heads or latest is None:
        raise NotSealedYet
    if not all(head.is_as_signed(verifiers) for head in (heads[0], latest)):
        raise LogNotAsSealed
    return await _proven(log, events, heads[0], latest)


async def words_of(
    log: SealedLog, keys: KeyRing, review: UUID, words: Mapping[int, Mapping[str, JsonValue]]
) -> WordsInClear:
    """Lay the words under a signature open, with the key their fingerprints were formed under.

    Args:
        log: where the review stands.
        keys: opens the key of the person under review.
        review: whose words.
        words: what was written, by the position of the event that refers to it.

    Raises:
        ContentNotFound: some were erased.
    """
    referring = [
        (event, ref)
        for event in await log.events_of(review)
        if isinstance(told := Recorded.of(event).event, SIGNED_OVER)
        and (ref := content_of(told)) is not None
    ]
    subjects = {ref.subject for _, ref in referring}
    key = (await keys.load(subjects))[subjects.pop()] if len(subjects) == 1 else None
    if key is None or any(event.position not in words for event, _ in referring):
        raise ContentNotFound
    texts = {
        event.version: canonical_json(words[event.position]).decode() for event, _ in referring
    }
    return WordsInClear(key=_base64(key.digest_key), texts=texts)


def _check_signed(events: Sequence[StoredEvent]) -> None:
    told = []
    for stored in events:
        event = Recorded.of(stored).event
        if isinstance(event, ReviewEvent):
            told.append(Told(event, stored.position))
    result = signed_result(told)
    if result is None or result.signature is None:
        raise NothingSigned
    if result.apart is Apart.DOES_NOT_FIT:
        raise NothingSigned(
            "What is in the log of this review is not what was signed. "
            "Find out more with `perennial audit verify`."
        )


async def _proven(
    log: SealedLog, events: Sequence[StoredEvent], first: Checkpoint, latest: Checkpoint
) -> ReviewProof:
    size = latest.size
    beside = [spans_beside(event.position - 1, size) for event in events]
    between = spans_between(first.size, size)
    tree = await _grown(log, size, [*between, *(span for spans in beside for span in spans)])
    paths = [roots_of(spans, tree.found) for spans in beside]
    onward = roots_of(between, tree.found)
    is_sound = goes_on(first.size, first.root, size, latest.root, onward) and all(
        is_in(leaf_of(event), event.position - 1, size, latest.root, path)
        for event, path in zip(events, paths, strict=True)
    )
    if not is_sound:
        raise LogNotAsSealed
    earlier = EarlierHead(checkpoint=first.note, path=tuple(map(_base64, onward)))
    return ReviewProof(
        review=str(events[0].stream_id),
        versions=len(events),
        checkpoint=latest.note,
        events=tuple(_event(event, path) for event, path in zip(events, paths, strict=True)),
        since=earlier if first.size != size else None,
    )


async def _grown(log: SealedLog, size: int, spans: Sequence[Span]) -> Tree:
    tree = Tree({node for span in spans for node in nodes_under(span)})
    async for leaves in log.leaf_hashes(0, size):
        tree.extend(leaves)
    return tree


def _event(event: StoredEvent, path: Sequence[bytes]) -> ProvenEvent:
    return ProvenEvent(
        position=event.position,
        version=event.version,
        event_id=str(event.event_id),
        tenant_id=str(event.tenant_id),
        recorded_at=microseconds(event.recorded_at),
        schema_version=event.schema_version,
        type=event.type,
        data=_base64(event.data.encode()),
        meta=_base64(event.meta.encode()),
        sealed=None if event.sealed is None else _base64(event.sealed),
        path=tuple(map(_base64, path)),
    )


def _base64(value: bytes) -> str:
    return b64encode(value).decode()
