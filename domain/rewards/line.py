"""A line of the reward round: who, what and why, and the signature that it rests on."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

from domain.definition.rating import Outcome
from domain.ids import PersonId
from domain.people import Organisation
from domain.recognition import band_in_words, outcome_of
from domain.review.verdict import Verdict
from domain.rewards.apart import SENTENCES, Apart
from domain.rewards.signed import Signature, SignedResult
from domain.value import Value
from domain.views.ratings import Standing

ERASED: Final = "somebody who was erased"

How = Literal["acknowledged", "disputed", "declined", "witnessed"]


def _none_if_empty(cell: object) -> object:
    return None if cell == "" else cell


Level = Annotated[int | None, BeforeValidator(_none_if_empty)]


class RewardLine(Value):
    """What is proposed for one person, and the proof that it follows from what was signed.

    `signed_how` is `disputed` where a review ended with a dispute that nobody answered, and
    `witnessed` where somebody recorded that the signature was declined. `signed_at` is the moment
    in the time of the cycle, `signed_sha256` the fingerprint of everything that lay before the
    person, and `log_position` where the signature stands in the log.
    """

    review: str
    person: str
    employee_number: str
    name: str
    final: int
    recommendation: str = ""
    band: str = ""
    recognition: str = ""
    development: str = ""
    proposed: Level = None
    calibrated: Level = None
    reason_code: str = ""
    amended: Level = None
    why: str
    signed_how: How
    signed_by: str
    witnessed_by: str = ""
    signed_at: str
    signed_sha256: str
    log_position: int


class ApartLine(Value):
    """A review that is not exported as signed, and why."""

    review: str
    person: str
    employee_number: str
    name: str
    reason: Apart
    sentence: str


def reward_line(
    result: SignedResult, outcomes: Mapping[int, Outcome], people: Organisation
) -> RewardLine | ApartLine:
    """Give the line of a review; one that cannot be relied on as signed is listed apart."""
    who = {
        "review": str(result.review),
        "person": str(result.reviewee),
        "employee_number": _number(people, result.reviewee),
        "name": _name(people, result.reviewee),
    }
    signature, final = result.signature, result.standing.final
    apart = result.apart
    if apart is None and result.reviewee not in people:
        apart = Apart.ERASED
    if apart is not None or signature is None or final is None:
        reason = apart or Apart.NOT_SIGNED
        return ApartLine(**who, reason=reason, sentence=SENTENCES[reason])
    outcome = outcome_of(final, outcomes)
    return RewardLine(
        **who,
        final=final,
        recommendation=outcome.recommendation if outcome else "",
        band=band_in_words(outcome) if outcome else "",
        recognition=outcome.recognition if outcome else "",
        development=outcome.development if outcome else "",
        proposed=result.standing.proposed,
        calibrated=result.standing.calibrated,
        reason_code=result.standing.reason_code or "",
        amended=result.standing.amended,
        why=why_in_words(result.standing, was_disputed=result.was_disputed),
        signed_how=_how(result, signature),
        signed_by=_number(people, signature.by),
        witnessed_by=_number(people, result.witness.by) if result.witness else "",
        signed_at=signature.at.isoformat(),
        signed_sha256=signature.sha256,
        log_position=signature.position,
    )


def why_in_words(standing: Standing, *, was_disputed: bool) -> str:
    """Tell in short how the rating came about: "rated 3, calibrated to 4 (evidence)"."""
    told = ["not rated" if standing.proposed is None else f"rated {standing.proposed}"]
    if standing.is_moved:
        code = f" ({standing.reason_code})" if standing.reason_code else ""
        told.append(f"calibrated to {standing.calibrated}{code}")
    elif standing.calibrated is not None:
        told.append("confirmed in calibration")
    if standing.amended is not None:
        told.append(f"amended to {standing.amended} after a dispute")
    elif was_disputed:
        told.append("disputed and not changed")
    return ", ".join(told)


def canonical(line: RewardLine) -> str:
    """Write a line in the one way that is hashed: sorted names, UTF-8, no spaces."""
    return json.dumps(
        line.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def fingerprint_of(lines: Iterable[RewardLine]) -> str:
    """Give the SHA-256 over the canonical lines in the order of their review ids."""
    written = sorted((line.review, canonical(line)) for line in lines)
    return sha256("".join(f"{line}\n" for _, line in written).encode()).hexdigest()


def _how(result: SignedResult, signature: Signature) -> How:
    match signature.verdict:
        case Verdict.DISPUTED:
            return "disputed"
        case Verdict.DECLINED:
            return "witnessed" if result.witness else "declined"
        case _:
            return "acknowledged"


def _number(people: Organisation, person: PersonId) -> str:
    found = people.get(person)
    return found.employee_number if found else ""


def _name(people: Organisation, person: PersonId) -> str:
    found = people.get(person)
    return found.display_full_name if found else ERASED
