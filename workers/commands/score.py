"""`perennial score`: the indicative score of a review, worked out, beside the rating."""

from typing import Annotated, ClassVar, Final

import typer

from domain.errors import ReviewError
from gateway.looked_at import What, note_seen_at_shell
from gateway.score_told import score_lines
from gateway.scoring import ScoredReview, score_of, score_seen_by
from gateway.surroundings import ReviewContext
from storage.archive import Archive
from storage.read_models.viewing import viewing
from workers.attach import reading
from workers.commands.finding import Found, people_of, the_review
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.commands.timeline import CycleOption
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

WHOSE_DECISION: Final = "The score informs the rating; the rating is a person's decision."


class ScoreNotShown(ReviewError):
    """You may not read the rating of this review, or not yet; the score goes with it."""

    code: ClassVar[str] = "score_not_shown"


async def show_score(
    person: PersonArgument,
    *,
    reader: Annotated[
        str | None,
        typer.Option("--as", metavar="READER", help="Who looks; without it, HR sees everything."),
    ] = None,
    cycle: CycleOption = None,
    as_json: AsJson = False,
) -> None:
    """Work out the indicative score of somebody's review, and show it beside the rating.

    The score is formed from everything written so far, as the definition says: which part weighs
    what, which one has no score yet, which veto caps it. It never overrides the rating: both stand,
    and so does the difference. With --as it is shown to whoever may read the rating.

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
        scored = await _scored(archive, found, context, reader)
    if as_json:
        say_json(_as_json(found, scored))
        return
    console.print(f"\n[bold]{found.reviewee.display_full_name}[/bold], {found.cycle.title}")
    for line in score_lines(scored):
        console.print(f"  {line}", markup=False, soft_wrap=True)
    console.print(f"  {WHOSE_DECISION}", style="dim")


async def _scored(
    archive: Archive, found: Found, context: ReviewContext, reader: str | None
) -> ScoredReview:
    """Give the score as HR sees it, or to a reader who may read the rating."""
    if reader is None:
        await note_seen_at_shell(archive, None, What.SCORE, found.about)
        return await score_of(archive, found.review.review, context)
    who = one(reader, await people_of(archive))
    look = await viewing(archive.readers, found.review.review, who.id)
    scored = await score_seen_by(archive, found.review.review, context, look)
    if scored is None:
        raise ScoreNotShown
    await note_seen_at_shell(archive, who.id, What.SCORE, found.about)
    return scored


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
