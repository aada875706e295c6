"""A step that cannot be done here now: done, paused, too early, elsewhere or closed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from domain.ids import PersonId
from domain.review import events as e
from domain.review.verdict import Verdict
from domain.views.what_follows import after_submission, following
from gateway.reasons_given import reasons_given
from gateway.site.front import Front
from gateway.site.moments import day, moment
from gateway.site.pages import page
from gateway.site.visitor import visitor_at
from gateway.step.heading import heading
from gateway.step.place import Lying, Place, Standing, telling
from gateway.step.ways import way_for
from storage.read_models.cycles import cycle_of
from storage.read_models.inbox import InboxStep, inbox

_KNOWN: Final = 200
_NOT_YOURS: Final = 403


@dataclass(frozen=True)
class Next:
    """What waits for somebody: the first thing with its page, and how many there are.

    `title` and `path` are "" for who came by a link, which reaches no further.
    """

    count: int
    title: str = ""
    path: str = ""


async def closed_page(request: Request, front: Front, lies: Lying) -> Response:
    """Say how a step stands that the reader cannot do now, and what is next for them."""
    tell = await telling(front.archive, lies)
    review, definition = lies.place.review, lies.looked.cycle.definition
    reasons = await reasons_given(front.archive, review, definition, lies.look)
    head, coming = heading(lies, reasons), await _next(request, front, lies)
    handed_in = lies.handed_in
    if lies.standing is Standing.DONE and handed_in is not None:
        followed = after_submission(lies.history, handed_in.submission)
        return await page(
            request,
            "step/done.html.j2",
            done=way_for(_verdict(handed_in)).done,
            at=handed_in.at,
            follows=following(followed, lies.state, tell, lies.reader.id),
            lies=lies,
            heading=head,
            coming=coming,
        )
    status = _KNOWN if lies.had_it else _NOT_YOURS
    return await page(
        request,
        "step/closed.html.j2",
        status=status,
        why=_why(lies, tell.name),
        lies=lies,
        heading=head,
        coming=coming,
    )


def _verdict(handed_in: e.StepSubmitted | e.StepSentBack) -> Verdict:
    return handed_in.verdict if isinstance(handed_in, e.StepSubmitted) else Verdict.SENT_BACK


def _why(lies: Lying, name: Callable[[PersonId | None], str]) -> str:
    """Say in plain words why nothing can be done; of the work of others no more than that."""
    gone = lies.handed_on
    match lies.standing:
        case Standing.NOT_YET if lies.instance is not None:
            opens = moment(lies.instance.opens, lies.zone)
            return f"This step opens on {opens}; it cannot be done before."
        case Standing.PAUSED:
            return (
                "HR has paused this review: no deadline runs, and what you have written is kept. "
                "You get a message when it goes on."
            )
        case Standing.REPLACED:
            return "This step is open for you once more, with a new deadline."
        case _ if gone is not None:
            return f"You handed this step to {name(gone.to.person)} on {day(gone.at, lies.zone)}."
        case _:
            return _elsewhere(lies)


def _elsewhere(lies: Lying) -> str:
    instance = lies.instance
    if instance is None:
        return _closed(lies)
    if instance.is_blocked and lies.had_it:
        return "Nobody is assigned to this step at present; HR looks after it."
    return "This step is with somebody else."


def _closed(lies: Lying) -> str:
    if lies.state.is_closed:
        return "This review has ended; nothing in it can be changed any more."
    place = lies.place
    here = (place.step, place.seat, place.round)
    if any(
        isinstance(each, e.StepExpired) and (each.step, each.seat, each.round) == here
        for each in lies.history
    ):
        return "The time for this step has run out, and the review went on without it."
    return "This step is closed; nothing is left to do here."


async def _next(request: Request, front: Front, lies: Lying) -> Next:
    """Give what else waits; the step itself may still be listed for a moment."""
    visitor = await visitor_at(request)
    found = await inbox(front.archive.readers, lies.reader.id, front.now())
    steps = [step for step in found.to_do if _place(step) != lies.place and not step.is_paused]
    sessions = [session for session in found.sessions if session.is_open]
    count = len(steps) + len(sessions) + len(found.actions) + len(found.plans)
    if visitor is None or not visitor.is_signed_in or not count:
        return Next(count)
    if steps:
        return Next(count, await _title(front, steps[0]), _place(steps[0]).path)
    if found.actions:
        return Next(count, "An action", f"/actions/{found.actions[0].action}")
    return Next(count, "What waits for you", "/work")


def _place(step: InboxStep) -> Place:
    return Place(step.review, step.step, step.seat, step.round)


async def _title(front: Front, step: InboxStep) -> str:
    cycle = await cycle_of(front.archive.readers, step.cycle)
    steps = cycle.definition.steps if cycle else ()
    return next((each.title for each in steps if each.id == step.step), str(step.step))
