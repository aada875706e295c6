"""A development plan as data, and its change."""

from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field, JsonValue

from domain.development.state import CheckIn
from domain.ids import ActionId, PersonId, PlanId, ReviewId
from domain.value import Value
from gateway.api.caller import ReadsWork, WritesWork
from gateway.api.once import ThisOnce
from gateway.api.persons import Somebody, somebody
from gateway.api.problems import FieldRefused, NotAcceptedYet
from gateway.api.shapes import Shape, Taken, taken
from gateway.development import PLAN, OnPlan, PlanDesk, PlanNotAccepted
from gateway.site.front import Front, front_of
from gateway.site.visitor import NotYours
from gateway.work.plan_page import ShownPlan, note_plan_seen, shown_plan

router = APIRouter(tags=["Plans"], prefix="/plans/{plan}")


class AimTold(Shape):
    """Something to grow in: a skill of the profile, or an aim in one's own words."""

    id: str
    skill: str | None
    what: str
    seen_by: str


class PlanGoalTold(Shape):
    """Something to be reached by the end."""

    id: str
    what: str
    seen_by: str


class PlannedActionTold(Shape):
    """Who does what by when; `action` is the action it has become, once both agreed."""

    id: str
    what: str
    owner: Somebody | None
    due: date
    action: ActionId | None


class TalkTold(Shape):
    """A talk about the plan: when it is due, and what was noted of it."""

    number: int
    due: date
    held_on: date | None
    notes: str | None
    aims: dict[str, str]
    is_acknowledged: bool


class Waits(Shape):
    """What the reader can do in the plan now."""

    acknowledge: bool
    note_talk: int | None = Field(description="The number of the talk that can be noted.")
    decide: bool
    close: bool
    is_asked_to_close: bool


class PlanShown(Shape):
    """A development plan for one of those who read it; `side` is null for HR."""

    plan: PlanId
    review: ReviewId
    reviewee: Somebody | None
    manager: Somebody | None
    side: Literal["reviewee", "manager"] | None
    state: str
    edition: int
    is_paused: bool
    strengths: str
    support: str
    rhythm: str
    aims: tuple[AimTold, ...]
    goals: tuple[PlanGoalTold, ...]
    actions: tuple[PlannedActionTold, ...]
    talks: tuple[TalkTold, ...]
    waits: Waits


class Edits(Value):
    """The plan as it is to read: strengths, aims, goals, actions, support, rhythm."""

    plan: dict[str, JsonValue]


@router.get("")
async def show_plan(request: Request, plan: UUID, caller: ReadsWork) -> PlanShown:
    """Give a plan to the two between whom it is agreed, and to the HR partner.

    Who looked is recorded.
    """
    front = front_of(request)
    shown = await shown_plan(front, caller.id, PlanId(plan))
    await note_plan_seen(front.archive, caller.id, shown)
    return _told(shown)


@router.put("")
async def edit_plan(
    request: Request, plan: UUID, sent: Edits, caller: WritesWork, once: ThisOnce
) -> Taken:
    """Change a plan, which pauses it until the other has acknowledged it."""
    front = front_of(request)

    async def edit(name: str) -> Taken:
        asked = await on_plan(front, PlanId(plan), caller.id, name)
        try:
            position = await PlanDesk(front.archive, front.client).edit(asked, dict(sent.plan))
        except PlanNotAccepted as refusal:
            errors = tuple(FieldRefused(field=PLAN, detail=each) for each in refusal.sentences)
            raise NotAcceptedYet("The plan cannot be taken like this.", errors) from None
        return await taken(front, position)

    return await once.take(caller, Taken, edit)


async def on_plan(front: Front, plan: PlanId, person: PersonId, request: str) -> OnPlan:
    """Say who asks something of a plan.

    Raises:
        NotFound: there is none, or it is no business of theirs.
        NotYours: they only read it.
    """
    shown = await shown_plan(front, person, plan)
    if shown.side is None:
        raise NotYours
    return OnPlan(plan, person, shown.now, request)


def _told(shown: ShownPlan) -> PlanShown:
    state, words, names = shown.state, shown.state.plan, shown.names
    talk = shown.to_note
    return PlanShown(
        plan=shown.line.plan,
        review=shown.line.review,
        reviewee=somebody(names, shown.line.reviewee),
        manager=somebody(names, shown.line.manager),
        side=shown.side.value if shown.side else None,
        state=shown.line.state,
        edition=state.edition,
        is_paused=state.is_paused,
        strengths=words.strengths,
        support=words.support,
        rhythm=words.rhythm,
        aims=tuple(AimTold.model_validate(each) for each in words.aims),
        goals=tuple(PlanGoalTold.model_validate(each) for each in words.goals),
        actions=_actions(shown),
        talks=tuple(map(_talk, state.check_ins)),
        waits=Waits(
            acknowledge=shown.acknowledges,
            note_talk=talk.number if talk else None,
            decide=shown.decides,
            close=shown.closes,
            is_asked_to_close=shown.is_asked_to_close,
        ),
    )


def _actions(shown: ShownPlan) -> tuple[PlannedActionTold, ...]:
    found = []
    for each in shown.state.plan.actions:
        line = shown.action(each.id)
        found.append(
            PlannedActionTold(
                id=each.id,
                what=each.what,
                owner=somebody(shown.names, each.owner),
                due=each.due,
                action=line.action if line else None,
            )
        )
    return tuple(found)


def _talk(talk: CheckIn) -> TalkTold:
    words = talk.words
    return TalkTold(
        number=talk.number,
        due=talk.due,
        held_on=talk.held_on,
        notes=words.notes if words else None,
        aims={name: stands.value for name, stands in words.aims.items()} if words else {},
        is_acknowledged=talk.is_acknowledged,
    )
