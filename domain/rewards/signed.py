"""What was signed in a review: which rating, by whom, and whether the signature still holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from domain.content import ContentRef
from domain.definition.words import Act
from domain.ids import PersonId, ReviewId
from domain.review import events as e
from domain.review.outcome import chained
from domain.review.plan import ReviewPlan
from domain.review.verdict import Verdict
from domain.rewards.apart import Apart
from domain.views import ratings
from domain.views.ratings import Standing

SIGNING: Final = (Verdict.ACKNOWLEDGED, Verdict.DISPUTED, Verdict.DECLINED)

_NO_WORDS: Final[Mapping[str, JsonValue]] = {}
_UNRATED: Final = Standing()


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a review as it stands in the log, with the words sealed in it.

    `words` is None where there are none or nobody can open them any more; `is_intact` tells whether
    they are the words that their fingerprint was made of.
    """

    event: e.ReviewEvent
    position: int
    words: Mapping[str, JsonValue] | None = None
    is_intact: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, how, when, and the fingerprint of everything that lay before them."""

    verdict: Verdict
    by: PersonId
    at: datetime
    sha256: str
    position: int


@dataclass(frozen=True, slots=True)
class SignedResult:
    """A review as the reward round needs it; `apart` says why it cannot be relied on as signed."""

    review: ReviewId
    reviewee: PersonId
    standing: Standing
    signature: Signature | None
    witness: Signature | None
    was_disputed: bool
    apart: Apart | None


@dataclass(frozen=True)
class _Record:
    plan: ReviewPlan
    standing: Standing = _UNRATED
    record_sha256: str = ""
    signature: Signature | None = None
    signed: Standing | None = None
    witness: Signature | None = None
    faults: frozenset[Apart] = field(default_factory=frozenset)
    was_disputed: bool = False
    was_answered: bool = False
    is_closed: bool = False


def signed_result(told: Iterable[Told]) -> SignedResult | None:
    """Work out, from the log of a review alone, what was signed; None before it was opened.

    The chain of fingerprints is formed anew from what was written, and held against the one that
    each signature was put under. A witness, and plans made afterwards, change nothing; a rating
    that is no longer the one that was signed breaks the signature.
    """
    record: _Record | None = None
    for each in told:
        if isinstance(each.event, e.ReviewOpened):
            record = _Record(each.event.plan)
        elif record is not None:
            record = _next(record, each)
    return None if record is None else _result(record)


def _next(record: _Record, told: Told) -> _Record:
    """Take one more event in, and only then chain what was written in it."""
    event = told.event
    match event:
        case e.StepSubmitted():
            after = _submitted(_checked(record, told, event.content), told, event)
            return _chained(after, event.content)
        case e.StepSentBack():
            return _chained(_checked(record, told, event.content), event.content)
        case e.CalibrationSettled():
            after = _checked(record, told, event.content)
            settled = ratings.settled(after.standing, told.words)
            return _chained(replace(after, standing=settled), event.content)
        case e.StepReopened():
            return _taken_back(record, event)
        case e.ReviewCancelled() | e.ReviewCompleted():
            ended = {Apart.CANCELLED} if isinstance(event, e.ReviewCancelled) else set()
            return replace(record, faults=record.faults | ended, is_closed=True)
        case _:
            return record


def _taken_back(record: _Record, event: e.StepReopened) -> _Record:
    """Forget what is to be done again: the rating, the answer to a dispute, the signature."""
    again = (record.plan.step(name) for name in (event.step, *event.withdrawn))
    acts = {step.act for step in again if step is not None}
    record = replace(record, standing=ratings.taken_back(record.standing, acts))
    if Act.SIGN not in acts:
        return record
    return replace(
        record,
        signature=None,
        signed=None,
        witness=None,
        was_disputed=False,
        was_answered=False,
    )


def _checked(record: _Record, told: Told, content: ContentRef | None) -> _Record:
    """Note whether the words that were written are there and are those of their fingerprint."""
    if content is None or told.is_intact:
        return record
    fault = Apart.ERASED if told.words is None else Apart.DOES_NOT_FIT
    return replace(record, faults=record.faults | {fault})


def _submitted(record: _Record, told: Told, event: e.StepSubmitted) -> _Record:
    if event.verdict in SIGNING:
        record = _signed(record, told, event)
    elif event.verdict is Verdict.WITNESSED:
        record = replace(record, witness=_signature(event, told.position))
    elif event.verdict in (Verdict.UPHELD, Verdict.AMENDED):
        record = _answered(record, told, event)
    elif _act(record, event) is Act.RATE:
        proposed = ratings.proposed(record.standing, told.words or _NO_WORDS, event.actor)
        record = replace(record, standing=proposed)
    return record


def _signed(record: _Record, told: Told, event: e.StepSubmitted) -> _Record:
    fits = event.signed_sha256 == record.record_sha256
    return replace(
        record,
        signature=_signature(event, told.position),
        signed=record.standing,
        faults=record.faults if fits else record.faults | {Apart.DOES_NOT_FIT},
        was_disputed=record.was_disputed or event.verdict is Verdict.DISPUTED,
        was_answered=False,
    )


def _answered(record: _Record, told: Told, event: e.StepSubmitted) -> _Record:
    record = replace(record, was_answered=True)
    if event.verdict is not Verdict.AMENDED:
        return record
    return replace(record, standing=ratings.amended(record.standing, told.words or _NO_WORDS))


def _act(record: _Record, event: e.StepSubmitted) -> Act | None:
    step = record.plan.step(event.step)
    return step.act if step else None


def _signature(event: e.StepSubmitted, position: int) -> Signature:
    return Signature(event.verdict, event.actor, event.at, event.signed_sha256 or "", position)


def _chained(record: _Record, content: ContentRef | None) -> _Record:
    if content is None:
        return record
    return replace(record, record_sha256=chained(record.record_sha256, content))


def _result(record: _Record) -> SignedResult:
    return SignedResult(
        review=record.plan.review,
        reviewee=record.plan.reviewee,
        standing=record.standing,
        signature=record.signature,
        witness=record.witness,
        was_disputed=record.was_disputed,
        apart=_apart(record),
    )


def _apart(record: _Record) -> Apart | None:
    for fault in (Apart.CANCELLED, Apart.ERASED, Apart.DOES_NOT_FIT):
        if fault in record.faults:
            return fault
    if record.standing.final is None:
        return Apart.NOT_RATED
    if record.signature is None:
        return Apart.ENDED_UNSIGNED if record.is_closed else Apart.NOT_SIGNED
    return _since(record, record.signature)


def _since(record: _Record, signature: Signature) -> Apart | None:
    """Tell what keeps a signature from standing, if anything does."""
    if record.was_answered and signature.verdict is Verdict.DISPUTED:
        return Apart.ENDED_UNSIGNED if record.is_closed else Apart.SIGNED_NO_MORE
    if record.standing != record.signed:
        return Apart.CHANGED_SINCE
    if signature.verdict is Verdict.DISPUTED and not record.is_closed:
        return Apart.DISPUTE_OPEN
    if signature.verdict is Verdict.DECLINED and not (record.witness or record.is_closed):
        return Apart.NOT_WITNESSED
    return None
