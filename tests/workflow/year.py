"""A year of the annual template as a script: once everybody is late, once everybody is in time."""

from collections.abc import Sequence

from activities.starting import CALIBRATION_SETTLED, Settled
from domain.ids import PersonId, StepId
from domain.review.verdict import Verdict
from tests.workflow.company import Launched
from tests.workflow.under_way import UnderWay

REVIEWEE, MANAGER = "101", "10"
PEERS = ("one peer", "other peer", "third peer")
Act = tuple[str, str, str, Verdict]
LATE_BEFORE_THE_PANEL: Sequence[Act] = (
    ("2026-02-05 10:00", "propose_goals", REVIEWEE, Verdict.SUBMITTED),
    ("2026-02-26 10:00", "agree_goals", MANAGER, Verdict.AGREED),
    ("2026-06-24 10:00", "mid_year_notes", REVIEWEE, Verdict.SUBMITTED),
    ("2026-07-20 10:00", "mid_year_talk", MANAGER, Verdict.SUBMITTED),
    ("2026-10-22 10:00", "peer_feedback", PEERS[0], Verdict.SUBMITTED),
    ("2026-10-28 10:00", "self_assessment", REVIEWEE, Verdict.SUBMITTED),
    ("2026-11-19 10:00", "rate", MANAGER, Verdict.SUBMITTED),
)
LATE_AFTER_THE_PANEL: Sequence[Act] = (
    ("2026-12-10 10:00", "share", MANAGER, Verdict.SHARED),
    ("2026-12-29 10:00", "sign", REVIEWEE, Verdict.ACKNOWLEDGED),
)
PROMPT_BEFORE_THE_PANEL: Sequence[Act] = (
    ("2026-01-13 10:00", "propose_goals", REVIEWEE, Verdict.SUBMITTED),
    ("2026-01-14 10:00", "agree_goals", MANAGER, Verdict.AGREED),
    ("2026-06-09 10:00", "mid_year_notes", REVIEWEE, Verdict.SUBMITTED),
    ("2026-06-10 10:00", "mid_year_talk", MANAGER, Verdict.SUBMITTED),
    ("2026-10-06 10:00", "peer_feedback", PEERS[0], Verdict.SUBMITTED),
    ("2026-10-06 11:00", "peer_feedback", PEERS[1], Verdict.SUBMITTED),
    ("2026-10-07 10:00", "peer_feedback", PEERS[2], Verdict.SUBMITTED),
    ("2026-10-07 11:00", "self_assessment", REVIEWEE, Verdict.SUBMITTED),
    ("2026-10-08 10:00", "rate", MANAGER, Verdict.SUBMITTED),
)
PROMPT_AFTER_THE_PANEL: Sequence[Act] = (
    ("2026-11-17 10:00", "share", MANAGER, Verdict.SHARED),
    ("2026-11-18 10:00", "sign", REVIEWEE, Verdict.ACKNOWLEDGED),
)


async def play(review: UnderWay, launched: Launched, acts: Sequence[Act]) -> None:
    """Let everybody do their part at their moment."""
    for moment, step, who, verdict in acts:
        await review.until(moment)
        is_peer = who in PEERS
        actor = peers_of(review)[PEERS.index(who)] if is_peer else launched.company[who]
        await review.submit(step, actor, verdict)


async def settle(review: UnderWay) -> None:
    """Lock the session of a review, as far as the review can tell."""
    assert review.plan.session is not None
    await review.handle.signal(CALIBRATION_SETTLED, Settled(session=review.plan.session))


def peers_of(review: UnderWay) -> list[PersonId]:
    """Who was asked for feedback."""
    feedback = review.plan.step(StepId("peer_feedback"))
    assert feedback is not None
    return [seat.person for seat in feedback.seats if seat is not None]
