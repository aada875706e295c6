"""Writing on a step: kept as a draft, checked, and handed in once."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, JsonValue

from domain.errors import ReviewError
from domain.peers import NomineesNotAccepted
from domain.value import Value
from gateway.api.once import ThisOnce, may_be_on_its_way
from gateway.api.problems import FieldRefused, NotAcceptedYet
from gateway.api.shapes import Made, Shape, Taken, taken
from gateway.api.step_place import PREFIX, AtStep, StepToDo, StepToRead, WayName
from gateway.checking import Asked, rehearsed
from gateway.step.drafting import Answers, Clash, OnItsWayAlready, Writing, draft_of, keep
from gateway.step.handing_in import DraftChanged, Handing, hand_in
from gateway.step.ways import REVISITED, Way, shown_of
from storage.drafts import Draft

router = APIRouter(tags=["Steps"], prefix=f"{PREFIX}/ways/{{way}}")

Version = Annotated[
    int, Field(ge=0, le=999_999, description="The version this rests on; 0 for a first draft.")
]


class Writes(Value):
    """Answers by the ids of their questions, on top of a version of the draft."""

    answers: dict[str, JsonValue] = Field(default_factory=dict)
    based_on: Version = 0


class Answered(Value):
    """Answers by the ids of their questions."""

    answers: dict[str, JsonValue] = Field(default_factory=dict)


class HandsIn(Value):
    """What is handed in: these answers on top of a version of the draft, or the draft as it is.

    `shown_sha256` is asked for where somebody agrees or signs: the record that lay before them.
    """

    answers: dict[str, JsonValue] | None = Field(
        default=None, description="None hands in the draft as it was saved."
    )
    based_on: Version = 0
    shown_sha256: str | None = Field(default=None, max_length=64)


class DraftKept(Taken):
    """The draft is kept under this version."""

    version: int
    saved_at: datetime


class Checked(Shape):
    """The answers can be accepted, and would be kept like this."""

    answers: dict[str, JsonValue]


class DraftClash(ReviewError):
    """Something else was saved meanwhile, and nothing of it was overwritten."""

    code: ClassVar[str] = "draft_clash"

    def __init__(self, saved: Draft) -> None:
        """Carry what was saved meanwhile, for whoever puts the two together."""
        super().__init__(
            "Something else was saved meanwhile; it stands in `saved`. Put the two together and "
            "save them on top of its version."
        )
        self.saved = {"version": saved.version, "answers": saved.answers}


class MovedOn(ReviewError):
    """The review has moved on since it was shown. Look at the step again, and then decide."""

    code: ClassVar[str] = "review_moved_on"


@router.put("/draft")
async def save_draft(at: StepToDo, way: WayName, sent: Writes, once: ThisOnce) -> DraftKept:
    """Keep what was written so far, sealed, on top of the version it rests on.

    If something else was saved meanwhile the problem (409, `draft_clash`) holds it in `saved`, and
    nothing is overwritten.
    """
    found = at.way(way)

    async def save(request: str) -> DraftKept:
        kept = await _kept(at, found, Writing(sent.answers, sent.based_on, UUID(request)))
        return DraftKept(version=kept.version, saved_at=kept.saved_at)

    return await once.take(at.caller, DraftKept, save)


@router.post("/check")
async def check_answers(at: StepToRead, way: WayName, sent: Answered) -> Checked:
    """Check answers as handing them in would, and change nothing.

    What cannot be accepted is told for each question in `errors` (422, `answers_not_accepted`).
    """
    at.check_open()
    return Checked(answers=await _checked(at, at.way(way), sent.answers))


@router.post("/submissions", responses=may_be_on_its_way(Made))
async def submit_step(at: StepToDo, way: WayName, sent: HandsIn, once: ThisOnce) -> Made:
    """Answer a step in one way: what is answered 200 is recorded, and 202 is still on its way.

    What is on its way is asked for until its answer is definite; `show_status` tells, and so does
    the same request under the same key. `id` names the submission in the log.
    """
    found = at.way(way)

    async def submit(request: str) -> Made:
        return _recorded(at, _first(at, request)) or await _submitted(at, found, sent, request)

    async def submit_again(request: str, before: Made) -> Made:
        return _recorded(at, before.id) or await _submitted(at, found, sent, request)

    return await once.take(at.caller, Made, submit, submit_again)


def _recorded(at: AtStep, submission: str) -> Made | None:
    """Tell that a submission was recorded although its answer was lost on the way."""
    found = at.lies.handed_in
    return Made(id=submission) if found and found.submission == submission else None


async def _submitted(at: AtStep, way: Way, sent: HandsIn, request: str) -> Made:
    at.check_open()
    draft = await draft_of(at.front, at.lies, way)
    if draft is not None and draft.asked_at is not None:
        if sent.answers not in (None, draft.answers):
            raise OnItsWayAlready
        return await _handed_in(at, Handing(at.lies, way, draft, draft.shown_sha256))
    _check_shown(at, sent)
    draft = await _to_hand_in(at, way, sent, UUID(request), draft)
    await _checked(at, way, draft.answers)
    shown = sent.shown_sha256 if at.lies.spec.act in REVISITED else None
    return await _handed_in(at, Handing(at.lies, way, draft, shown))


async def _handed_in(at: AtStep, handing: Handing) -> Made:
    name = handing.draft.submission_by(at.lies.reader.id)
    done = await taken(at.front, await hand_in(at.front, handing))
    return Made(id=name, status=done.status, position=done.position)


async def _to_hand_in(
    at: AtStep, way: Way, sent: HandsIn, seed: UUID, draft: Draft | None
) -> Draft:
    """Keep the answers that came along; without any, take the draft as it is."""
    if sent.answers is not None or draft is None:
        writing = Writing(sent.answers or {}, sent.based_on, seed)
        return await _kept(at, way, writing)
    if draft.version != sent.based_on:
        raise DraftChanged
    return draft


def _first(at: AtStep, request: str) -> str:
    """Name the submission of a first draft that was kept by this request."""
    draft = Draft(version=1, submission=UUID(request), answers={}, saved_at=at.lies.now)
    return draft.submission_by(at.lies.reader.id)


def _check_shown(at: AtStep, sent: HandsIn) -> None:
    if shown_of(at.lies) not in (None, sent.shown_sha256):
        raise MovedOn


async def _kept(at: AtStep, way: Way, writing: Writing) -> Draft:
    kept = await keep(at.front, at.lies, way, writing)
    if isinstance(kept, Clash):
        raise DraftClash(kept.saved)
    return kept


async def _checked(at: AtStep, way: Way, answers: Answers) -> Answers:
    asked = Asked(at.lies.place.review, at.lies.spec, way.verdict)
    try:
        found = await rehearsed(at.front.archive, asked, at.lies.context, answers)
    except NomineesNotAccepted as refusal:
        raise NotAcceptedYet(str(refusal), ()) from None
    if found.problems:
        errors = tuple(
            FieldRefused(field=each.field, detail=each.sentence) for each in found.problems
        )
        raise NotAcceptedYet("Some answers cannot be accepted yet.", errors)
    return found.words
