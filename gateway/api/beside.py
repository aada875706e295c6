"""What stands beside the form of a step: all one needs to judge, as far as one may see it."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from domain.views.profile import ProfilePage
from gateway.api.caller import ReadsReviews
from gateway.api.shapes import Shape
from gateway.api.step_place import PREFIX, Named
from gateway.api.told import ChapterTold, EarlierTold, RatingTold, chapters_told, rating_told
from gateway.reasons_given import reasons_given
from gateway.site.front import front_of
from gateway.step.beside_form import beside_form
from gateway.step.sight import here, note_step_seen

router = APIRouter(tags=["Steps"], prefix=PREFIX)


class GoalBeside(Shape):
    """An objective beside a form, and how far it has come."""

    title: str
    weight: str
    stands: str
    suggests: str
    evidence: str
    obstacle: str


class FeedbackBeside(Shape):
    """Feedback of the year."""

    kind: str
    by: str
    at: datetime
    words: str


class ReasonBeside(Shape):
    """Why somebody sent back, disputed, declined or answered."""

    step: str
    by: str
    at: datetime
    words: str


class BesideStep(Shape):
    """What the person may see of the review while they do their step.

    `subject` is what the step is about, to be read before it is answered; `withheld` says why
    nothing is shown, and is "" otherwise.
    """

    goals: tuple[GoalBeside, ...]
    attained: str
    profile: ProfilePage | None
    feedback: tuple[FeedbackBeside, ...]
    quiet_days: int | None
    subject: tuple[ChapterTold, ...]
    others: tuple[ChapterTold, ...]
    reasons: tuple[ReasonBeside, ...]
    earlier: EarlierTold | None
    score: tuple[str, ...]
    rating: RatingTold | None
    withheld: str = Field(description='"" where nothing is withheld.')


@router.get("/beside")
async def show_beside_step(request: Request, place: Named, caller: ReadsReviews) -> BesideStep:
    """Give objectives, profile, feedback, what others wrote, the last cycle and the rating.

    Only what the person may see now: who has yet to rate does not see what others rated.
    """
    front = front_of(request)
    lies = await here(request, place, caller.visitor)
    definition = lies.looked.cycle.definition
    reasons = await reasons_given(front.archive, lies.place.review, definition, lies.look)
    found = await beside_form(front.archive, lies, reasons)
    if found.shows_words:
        await note_step_seen(front.archive, lies)
    return BesideStep(
        goals=tuple(GoalBeside.model_validate(each) for each in found.goals),
        attained=found.attained,
        profile=found.profile,
        feedback=tuple(FeedbackBeside.model_validate(each) for each in found.feedback),
        quiet_days=found.quiet_days,
        subject=chapters_told(found.subject),
        others=chapters_told(found.others),
        reasons=tuple(
            ReasonBeside(step=each.step_title, by=by, at=each.at, words=each.words)
            for each, by in found.reasons
        ),
        earlier=EarlierTold.model_validate(found.earlier) if found.earlier else None,
        score=found.score,
        rating=rating_told(found.rating),
        withheld=found.withheld,
    )
