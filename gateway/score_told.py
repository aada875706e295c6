"""An indicative score beside the ratings of a review, line by line."""

from collections.abc import Iterator
from decimal import Decimal

from domain.rounding import shortly
from gateway.scoring import ScoredReview


def score_lines(scored: ScoredReview) -> Iterator[str]:
    """Work the score out, then lay the ratings beside it; none of them overrides another."""
    yield from (scored.score.sentence, *scored.score.lines)
    rating = scored.rating
    if rating is None:
        yield "Nobody has rated yet."
        return
    rated = f"rated {rating.proposed}{_apart(scored.proposed_apart)}"
    if rating.is_moved:
        rated += f", calibrated to {rating.calibrated}"
    if rating.amended is not None:
        rated += f", amended to {rating.amended}"
    if rating.final != rating.proposed:
        rated += f"; it stands at {rating.final}{_apart(scored.final_apart)}"
    yield rated
    if scored.reason:
        yield f"Reason for the difference: {scored.reason}"


def _apart(difference: Decimal | None) -> str:
    match difference:
        case None:
            return ""
        case _ if difference == 0:
            return " (as the score)"
        case _:
            way = "above" if difference > 0 else "below"
            return f" ({shortly(abs(difference), 4)} {way} the score)"
