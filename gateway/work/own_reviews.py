"""A person's own reviews through the years, and how each stands, in a few words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.ids import PlanId, ReviewId
from domain.review.verdict import Verdict
from gateway.my_work import MyWork
from storage.read_models.reviews import ReviewLine

_SIGNED: Final = {
    Verdict.ACKNOWLEDGED: "acknowledged",
    Verdict.DISPUTED: "disputed",
    Verdict.DECLINED: "signature declined",
}


@dataclass(frozen=True)
class OwnReview:
    """One review of a person: `stands` in a few words, `is_open` while it goes on."""

    review: ReviewId
    cycle: str
    stands: str
    is_open: bool
    opened_at: datetime
    closed_at: datetime | None
    plan: PlanId | None


def own_reviews(work: MyWork) -> list[OwnReview]:
    """List a person's own reviews, the latest first."""
    plans = {plan.review: plan.plan for plan in work.plans}
    return [
        OwnReview(
            review=line.review,
            cycle=work.cycle_title(line.cycle),
            stands=how_it_stands(line, work.stage_title(line.cycle, line.stage)),
            is_open=line.state == "open",
            opened_at=line.opened_at,
            closed_at=line.closed_at,
            plan=plans.get(line.review),
        )
        for line in work.reviews
    ]


def how_it_stands(line: ReviewLine, stage: str) -> str:
    """Say in a few words how a review stands: "In Goal setting", "Completed, acknowledged"."""
    match line.state:
        case "open":
            return f"Paused in {stage}" if line.paused_at else f"In {stage}"
        case "cancelled":
            return "Ended early"
        case "completed":
            signed = _SIGNED.get(line.signature) if line.signature else None
            return f"Completed, {signed}" if signed else "Completed"
