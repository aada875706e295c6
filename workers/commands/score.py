"""`perennial score`: the indicative score of a review, worked out, beside the rating."""

from decimal import Decimal
from typing import Final

from domain.rounding import shortly
from gateway.scoring import ScoredReview, score_of
from gateway.surroundings import ReviewContext
from workers.attach import reading
from workers.commands.finding import Found, the_review
from workers.commands.inbox import PersonArgument
from workers.commands.timeline import CycleOption
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

WHOSE_DECISION: Final = "The score informs the rating; the rating is a person's decision."


async def show_score(
    person: PersonArgument, *, cycle: CycleOption = None, as_json: AsJson = False
) -> None:
    """Work out the indicative score of somebody's review, and show it beside the rating.

    The score is formed from everything written so far, as the definition says: which part weighs
    what, which one has no score yet, which veto caps it. It never overrides the rating: both stand,
    and so does the difference. This shows ratings; it is meant for HR.

    Example: perennial score 1042 --cycle annual-2026
    """
    async with reading(load_settings()) as archive:
        found = await the_review(archive, person, cycle)
        context = ReviewContext(
            cycle=found.cycle.cycle,
            reviewee=found.reviewee.id,
            definition=found.cycle.definition,
            tempo=found.cycle.tempo,
        )
        scored = await score_of(archive, found.review.review, context)
    if as_json:
        say_json(_as_json(found, scored))
    else:
        _show(found, scored)


def _show(found: Found, scored: ScoredReview) -> None:
    score = scored.score
    console.print(f"\n[bold]{found.reviewee.display_full_name}[/bold], {found.cycle.title}")
    for sentence in (score.sentence, *score.lines):
        console.print(f"  {sentence}", markup=False, soft_wrap=True)
    rating = scored.rating
    if rating is None:
        console.print("  Nobody has rated yet.")
    else:
        rated = f"  rated {rating.proposed}{_apart(scored.proposed_apart)}"
        if rating.is_moved:
            rated += f", calibrated to {rating.calibrated}"
        if rating.amended is not None:
            rated += f", amended to {rating.amended}"
        if rating.final != rating.proposed:
            rated += f"; it stands at {rating.final}{_apart(scored.final_apart)}"
        console.print(rated, markup=False)
    if scored.reason:
        console.print(f"  Reason for the difference: {scored.reason}", markup=False, soft_wrap=True)
    console.print(f"  {WHOSE_DECISION}", style="dim")


def _apart(difference: Decimal | None) -> str:
    match difference:
        case None:
            return ""
        case _ if difference == 0:
            return " (as the score)"
        case _:
            way = "above" if difference > 0 else "below"
            return f" ({shortly(abs(difference), 4)} {way} the score)"


def _as_json(found: Found, scored: ScoredReview) -> dict[str, object]:
    score, rating = scored.score, scored.rating
    return {
        "review": found.review.review,
        "cycle": found.cycle.key,
        "score": score.value,
        "uncapped": score.uncapped,
        "sentence": score.sentence,
        "parts": score.lines,
        "weights": score.weights,
        "missing": score.missing,
        "cap": score.cap.sentence if score.cap else None,
        "proposed": rating.proposed if rating else None,
        "calibrated": rating.calibrated if rating else None,
        "amended": rating.amended if rating else None,
        "final": rating.final if rating else None,
        "proposed_apart": scored.proposed_apart,
        "final_apart": scored.final_apart,
        "reason": scored.reason,
    }
