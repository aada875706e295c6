"""What every page of a step shows around its form: the head, what stands beside, the ways."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from domain.definition.forms import Form
from domain.ids import ReviewId, StepId
from domain.review.delegating import may_be_delegated
from domain.review.events import StepReopened
from domain.verdict_forms import form_of
from domain.views.telling import ROLES, Telling
from gateway.beside import NotYoursToSee
from gateway.looked_at import About, What, note_seen
from gateway.reasons_given import ReasonGiven, Reopened, reasons_given, reopened_because
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.visitor import NotFound, SignInFirst, Visitor, somebody
from gateway.step.beside_form import BesideForm, beside_form
from gateway.step.heading import Heading, follows, heading
from gateway.step.place import Lying, Place, StepUnknown, lying, telling
from gateway.step.ways import FORM, Way, ways_at
from storage.archive import Archive

"""What somebody saw on a step page, as the audit names it."""

PREFIX: Final = "/reviews/{review}/steps/{step}/{seat}/{round}"


@dataclass(frozen=True)
class Sight:
    """A step before whoever opened its page, with everything the page tells beside the form."""

    lies: Lying
    heading: Heading
    beside: BesideForm
    reasons: Sequence[ReasonGiven]
    ways: tuple[Way, ...]
    tell: Telling

    @property
    def usual(self) -> Way:
        """Give the way that most people take."""
        return self.ways[0]

    @property
    def others(self) -> tuple[Way, ...]:
        """Give the ways beside the one whose form stands on the page of the step."""
        return tuple(way for way in self.ways if way.name != FORM)

    @property
    def can_delegate(self) -> bool:
        """Whether the reader may hand their part to a colleague."""
        return may_be_delegated(self.lies.spec.role, self.lies.spec.act)

    @property
    def can_ask_for_time(self) -> bool:
        """Whether there is a deadline that HR could move, and nobody was asked yet."""
        return self.heading.due is not None and self.heading.more_time is None

    def follows(self, way: Way) -> tuple[str, ...]:
        """Say what comes after that way."""
        return follows(self.lies, way, self.tell)


def place_in(
    review: UUID,
    step: str,
    seat: Annotated[int, Path(ge=0, le=999)],
    round_: Annotated[int, Path(alias="round", ge=1, le=999)],
) -> Place:
    """Read which step an address names."""
    return Place(ReviewId(review), StepId(step), seat, round_)


async def here(
    request: Request,
    place: Annotated[Place, Depends(place_in)],
    visitor: Annotated[Visitor, Depends(somebody)],
) -> Lying:
    """Find the step of an address for who asks.

    Raises:
        SignInFirst: a link to something else does not reach it.
        NotFound: there is none, or it is no business of theirs.
    """
    if not visitor.reaches_step(place.review, place.step, place.seat, place.round):
        raise SignInFirst
    try:
        return await lying(front_of(request).archive, place, visitor.person)
    except (StepUnknown, NotYoursToSee):
        raise NotFound from None


Here = Annotated[Lying, Depends(here)]
"""The step of the address, as it lies before who asks."""


async def sight_of(front: Front, lies: Lying) -> Sight:
    """Gather what every page of an open step shows."""
    archive, place = front.archive, lies.place
    definition = lies.looked.cycle.definition
    reasons, reopened, tell = await asyncio.gather(
        reasons_given(archive, place.review, definition, lies.look),
        _reopened(archive, lies),
        telling(archive, lies),
    )
    told = await beside_form(archive, lies, reasons)
    if told.shows_words:
        await note_step_seen(archive, lies)
    return Sight(
        lies=lies,
        heading=heading(lies, reasons, reopened),
        beside=told,
        reasons=reasons,
        ways=ways_at(lies),
        tell=tell,
    )


async def _reopened(archive: Archive, lies: Lying) -> Reopened | None:
    """Give why HR opened the step again; nothing is read where they opened nothing."""
    if not any(isinstance(each, StepReopened) for each in lies.history):
        return None
    place = lies.place
    return await reopened_because(archive, place.review, place.step, place.round)


async def note_step_seen(archive: Archive, lies: Lying) -> None:
    """Note that words of a review lay before somebody, for whoever audits."""
    right = " and ".join(ROLES[role] for role in sorted(lies.look.viewer.acting_roles))
    about = About(lies.looked.reviewee.id, lies.looked.cycle.cycle, lies.place.review)
    await note_seen(archive, lies.reader.id, What.BESIDE_STEP, right, about)


def form_for(lies: Lying, way: Way) -> Form | None:
    """Give the form that a way asks to be filled in, if it asks for anything."""
    return form_of(lies.looked.cycle.definition, lies.spec, way.verdict)


async def step_page(
    request: Request, template: str, sight: Sight, *, status: int = 200, **context: object
) -> Response:
    """Draw a page of a step; templates get the sight and where the step is."""
    return await page(
        request,
        f"step/{template}.html.j2",
        status=status,
        sight=sight,
        heading=sight.heading,
        beside=sight.beside,
        here=sight.lies.place.path,
        name=sight.tell.name,
        now=sight.lies.now,
        **context,
    )
