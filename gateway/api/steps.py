"""A step as data: how it stands, the ways to answer it, and the form of each."""

from datetime import date, datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import Field, JsonValue

from gateway.api.questions import Question, questions_of
from gateway.api.shapes import Shape
from gateway.api.step_place import PREFIX, AtStep, StepToRead, WayName
from gateway.step.drafting import draft_of
from gateway.step.form_facts import facts_for
from gateway.step.heading import heading
from gateway.step.place import Place, Standing
from gateway.step.sight import form_for, sight_of
from gateway.step.ways import Way, shown_of, ways_at
from storage.drafts import Draft

router = APIRouter(tags=["Steps"], prefix=PREFIX)


class WayShown(Shape):
    """One way to answer a step: its name in addresses, and what it means."""

    name: str
    button: str
    meaning: str
    weight: Literal["usual", "other", "grave"]


class PlaceShown(Shape):
    """Where the step is open for the same person now, in a later round."""

    step: str
    seat: int
    round: int


class StepShown(Shape):
    """A step as it lies before somebody, and what can be done there.

    `standing` says whether it is open to them; `ways` are empty unless it is. `shown_sha256` names
    the record that lies before whoever agrees or signs, to be sent with their word.
    """

    standing: Standing
    title: str
    cycle: str
    stage: str
    whose: str
    is_own: bool
    due: datetime | None
    due_in: str
    is_late: bool
    sent_back_because: str | None
    more_time_asked_days: int | None
    ways: tuple[WayShown, ...]
    can_delegate: bool
    can_ask_for_time: bool
    shown_sha256: str | None
    handed_in_at: datetime | None
    later: PlaceShown | None


class DraftShown(Shape):
    """What was saved last; the next save names its `version`."""

    version: int
    answers: dict[str, JsonValue]
    saved_at: datetime
    is_on_its_way: bool


class FormShown(Shape):
    """What one way to answer a step asks, what was written so far, and what comes after it."""

    way: WayShown
    title: str
    today: date | None = Field(description="The day of the cycle, for questions about days.")
    questions: tuple[Question, ...]
    draft: DraftShown | None
    follows: tuple[str, ...]
    shown_sha256: str | None


class SubmissionStatus(Shape):
    """Whether what was handed in is recorded: `none`, `on_its_way`, `recorded` or `refused`.

    `because` says why what was on its way came back; it is a draft again.
    """

    status: Literal["none", "on_its_way", "recorded", "refused"]
    way: str | None = None
    since: datetime | None = None
    because: str | None = None


@router.get("")
async def show_step(at: StepToRead) -> StepShown:
    """Say how a step lies before the person, and in which ways it can be answered."""
    lies = at.lies
    is_open = lies.standing is Standing.OPEN
    sight = await sight_of(at.front, lies) if is_open else None
    head = sight.heading if sight else heading(lies, ())
    handed_in = lies.handed_in
    return StepShown(
        standing=lies.standing,
        title=head.title,
        cycle=head.cycle,
        stage=head.stage_title,
        whose=head.whose,
        is_own=head.is_own,
        due=head.due,
        due_in=head.due_in,
        is_late=head.is_late,
        sent_back_because=head.sent_back.words if head.sent_back else None,
        more_time_asked_days=head.more_time.days if head.more_time else None,
        ways=tuple(map(_way, sight.ways)) if sight else (),
        can_delegate=sight.can_delegate if sight else False,
        can_ask_for_time=sight.can_ask_for_time if sight else False,
        shown_sha256=shown_of(lies),
        handed_in_at=handed_in.at if handed_in else None,
        later=_place(lies.later),
    )


@router.get("/ways/{way}")
async def show_form(at: StepToRead, way: WayName) -> FormShown:
    """Give what one way to answer an open step asks, with the draft of it.

    The way `form` fills in the form of the step; others ask for a reason, or nothing at all.
    """
    at.check_open()
    found, lies = at.way(way), at.lies
    form, draft = form_for(lies, found), await draft_of(at.front, lies, found)
    answers = draft.answers if draft else {}
    facts = await facts_for(at.front.archive, lies, form, answers) if form else None
    sight = await sight_of(at.front, lies)
    return FormShown(
        way=_way(found),
        title=form.title if form else found.button,
        today=facts.today if facts else None,
        questions=questions_of(form, facts) if form and facts else (),
        draft=_draft(draft),
        follows=sight.follows(found),
        shown_sha256=shown_of(lies),
    )


@router.get("/status")
async def show_status(at: StepToRead) -> SubmissionStatus:
    """Say whether what the person handed in at this step is recorded, or still on its way."""
    if at.lies.handed_in is not None:
        return SubmissionStatus(status="recorded", since=at.lies.handed_in.at)
    return await _on_its_way(at)


async def _on_its_way(at: AtStep) -> SubmissionStatus:
    refused = SubmissionStatus(status="none")
    for way in ways_at(at.lies) if at.lies.standing is Standing.OPEN else ():
        draft = await draft_of(at.front, at.lies, way)
        if draft is not None and draft.asked_at is not None:
            return SubmissionStatus(status="on_its_way", way=way.name, since=draft.asked_at)
        if draft is not None and draft.refused is not None:
            refused = SubmissionStatus(status="refused", way=way.name, because=draft.refused)
    return refused


def _way(way: Way) -> WayShown:
    return WayShown.model_validate(way)


def _place(place: Place | None) -> PlaceShown | None:
    return PlaceShown.model_validate(place) if place else None


def _draft(draft: Draft | None) -> DraftShown | None:
    if draft is None:
        return None
    return DraftShown(
        version=draft.version,
        answers=draft.answers,
        saved_at=draft.saved_at,
        is_on_its_way=draft.asked_at is not None,
    )
