"""`/hr/reviews/{review}`: one review as HR steers it: where it stands, and what was told of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from domain.anonymity import anonymous_steps
from domain.definition.words import Role
from domain.ids import ReviewId, StepId
from domain.people import Person
from domain.review.events import MoreTimeAsked
from domain.review.reopening import reopenable
from domain.review.state import ReviewState
from domain.views.withheld import knows_authors
from domain.visibility import Capacity, Deed
from gateway.console.audit import right_of
from gateway.console.changes_prepared import entrusted
from gateway.console.kept_back import A_COLLEAGUE, messages_seen, views_of_one
from gateway.console.review_process import process_page, workflow_of
from gateway.console.scope import Scope, reaches, scope_of
from gateway.effects import states_of
from gateway.looked_at import About, What, note_seen
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.read_models.ledger import ledger_of_review
from storage.read_models.people import names_of, person_of
from storage.read_models.reviews import ReviewLine, StepLine, review_of
from storage.read_models.timeline_seen import steps_seen_by, timeline_seen_by
from storage.read_models.viewing import Viewing, viewing
from storage.views import views_of_review

router = APIRouter()

MESSAGES: Final = 100
VIEWS: Final = 50
_STATES: Final = {
    "open": ("open", "waiting"),
    "blocked": ("blocked", "late"),
    "done": ("done", "good"),
    "sent_back": ("sent back", "plain"),
    "reopened": ("opened again since", "plain"),
    "withdrawn": ("taken back", "plain"),
    "expired": ("ran out", "warn"),
    "cancelled": ("ended", "plain"),
}


@dataclass(frozen=True)
class StepShown:
    """A step as the page shows it, with where its changes begin."""

    line: StepLine
    title: str
    state: str
    badge: str
    is_late: bool
    hand_over: str = ""
    reopen: str = ""


@dataclass(frozen=True)
class TimeAsked:
    """Somebody asked for more time: who, on which step, how long and why, if that may be read."""

    who: str
    step: str
    days: int
    why: str
    at: datetime
    extend: str


@router.get("/hr/reviews/{review}")
async def show(
    request: Request, review: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Show a review as somebody in HR may see it: its process, and no word of what was written."""
    front = front_of(request)
    if visitor.sees_processes and not reaches(visitor, Deed.FOLLOW_REVIEW):
        return see_other(process_page(ReviewId(review)))
    readers = front.archive.readers
    scope, line, reviewee = await followed(front, visitor, ReviewId(review))
    look = await viewing(readers, line.review, visitor.id)
    definition = scope.cycle.definition
    steps = await steps_seen_by(readers, line.review, definition, look)
    may_steer = (
        reviewee is not None
        and line.state == "open"
        and scope.may(Deed.STEER_REVIEW)
        and entrusted(scope, reviewee)
    )
    told = await ledger_of_review(readers, line.review)
    messages = messages_seen(told, definition, look)[:MESSAGES]
    viewed = await views_of_review(front.archive.hosts, line.review, VIEWS)
    saw = views_of_one(viewed, definition, look)
    asked = await time_asked(front, scope, line, look, reviewee) if may_steer else []
    return await page(
        request,
        "console/review.html.j2",
        scope=scope,
        line=line,
        reviewee=reviewee,
        stage=next((s.title for s in definition.stages if s.id == line.stage), ""),
        steps=await _steps(front, scope, line, steps, reviewee if may_steer else None),
        may_steer=may_steer,
        workflow=workflow_of(front, line.cycle, line.review) if visitor.sees_processes else None,
        changes=_changes(scope, line, reviewee) if may_steer and reviewee else [],
        asked=asked,
        messages=messages,
        saw=saw,
        names=await names_of(
            readers,
            {person for s in steps for person in (s.assignee, s.owner) if person}
            | {each.recipient for each in messages}
            | {each.view.viewer for each in saw},
        ),
        timeline=list(reversed(await timeline_seen_by(readers, line.review, definition, look))),
    )


async def followed(
    front: Front, visitor: Visitor, review: ReviewId
) -> tuple[Scope, ReviewLine, Person | None]:
    """Find a review for somebody in HR, and note that they looked at it.

    Raises:
        NotFound: there is none, or it is not theirs to follow.
    """
    readers = front.archive.readers
    line = await review_of(readers, review)
    if line is None:
        raise NotFound
    scope = await scope_of(front, visitor, line.cycle, Deed.FOLLOW_REVIEW)
    reviewee = await person_of(readers, line.reviewee)
    _check_theirs(scope, line, reviewee)
    about = About(line.reviewee, line.cycle, line.review)
    await note_seen(front.archive, visitor.id, What.CONSOLE_REVIEW, right_of(scope), about)
    return scope, line, reviewee


def _check_theirs(scope: Scope, line: ReviewLine, reviewee: Person | None) -> None:
    """Hide a review that is not entrusted to the visitor, and their own."""
    is_auditor = Capacity.AUDITOR in scope.visitor.capacities
    if line.reviewee == scope.visitor.id and not is_auditor:
        raise NotFound
    if scope.unit is not None and (reviewee is None or reviewee.hr_partner != scope.unit):
        raise NotFound


async def _steps(
    front: Front, scope: Scope, line: ReviewLine, steps: list[StepLine], steered: Person | None
) -> list[StepShown]:
    titles = {step.id: step.title for step in scope.cycle.definition.steps}
    again: set[StepId] = set()
    if steered is not None:
        states = await states_of(front.archive, [line.review])
        again = set(reopenable(states[line.review]))
    shown = []
    for each in steps:
        state, badge = _STATES[each.state]
        is_late = each.state == "open" and each.due is not None and each.due < scope.at
        shown.append(
            StepShown(
                line=each,
                title=titles.get(each.step, each.step),
                state="planned" if each.state == "open" and each.opens_at > scope.at else state,
                badge="late" if is_late else badge,
                is_late=is_late,
                hand_over=await _hand_over(front, scope, each, steered),
                reopen=_link(scope, "reopen", steered, step=each.step)
                if steered is not None and each.step in again and each.state in ("done", "expired")
                else "",
            )
        )
    return shown


async def _hand_over(front: Front, scope: Scope, each: StepLine, steered: Person | None) -> str:
    if steered is None or each.state not in ("open", "blocked"):
        return ""
    if each.role in (Role.REVIEWEE, Role.PANEL):
        return ""
    holder = await person_of(front.archive.readers, each.assignee) if each.assignee else None
    held_by = holder.employee_number if holder else ""
    return _link(scope, "reassign", steered, role=each.role, held_by=held_by)


def _changes(scope: Scope, line: ReviewLine, reviewee: Person) -> list[tuple[str, str]]:
    """List what can be done with the review as it stands, each with its address."""
    stage = line.stage or ""
    clock = ("resume", "Let it go on") if line.paused_at else ("pause", "Pause")
    return [
        ("Give more time", _link(scope, "extend", reviewee, stage=stage)),
        ("Nudge", _link(scope, "nudge", reviewee)),
        (clock[1], _link(scope, clock[0], reviewee)),
        ("Remove from the cycle", _link(scope, "remove", reviewee)),
    ]


def _link(scope: Scope, kind: str, reviewee: Person | None, **more: str) -> str:
    if reviewee is None:
        return ""
    query = {"people": reviewee.employee_number, "whom": "people", **more}
    given = urlencode({name: value for name, value in query.items() if value})
    return f"/hr/cycles/{scope.cycle.cycle}/changes/{kind}?{given}"


async def time_asked(
    front: Front, scope: Scope, line: ReviewLine, look: Viewing, reviewee: Person | None
) -> list[TimeAsked]:
    """List who asked for more time on a step that is still open, the latest first."""
    state = (await states_of(front.archive, [line.review]))[line.review]
    wishes = await _open_wishes(front, state)
    names = await names_of(front.archive.readers, {wish.person for wish, _ in wishes})
    definition = scope.cycle.definition
    unnamed = frozenset() if knows_authors(look.viewer) else anonymous_steps(definition)
    titles = {step.id: step.title for step in definition.steps}
    return [
        TimeAsked(
            who=A_COLLEAGUE if wish.step in unnamed else names.name_of(wish.person),
            step=titles.get(wish.step, wish.step),
            days=wish.days,
            why=why,
            at=wish.at,
            extend=_link(scope, "extend", reviewee, stage=state.planned.stage_of(wish.step).id),
        )
        for wish, why in reversed(wishes)
    ]


async def _open_wishes(front: Front, state: ReviewState) -> list[tuple[MoreTimeAsked, str]]:
    """Read who asked for more time on the steps that are open, and why."""
    journal = front.archive.journal
    recorded = await journal.read_many([state.planned.review], ["MoreTimeAsked"])
    found = []
    for each in await journal.opened(recorded):
        if not isinstance(wish := each.event, MoreTimeAsked):
            continue
        instance = state.instance(wish.step, wish.seat)
        if instance is not None and instance.round == wish.round:
            words = (each.confidential or {}).get(wish.content.subject, {})
            found.append((wish, str(words.get("reason", ""))))
    return found
