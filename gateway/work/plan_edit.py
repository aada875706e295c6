"""`/plans/{plan}/edit`: changes what a plan says, which pauses it until the other has agreed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import Response

from domain.ids import PersonId, PlanId
from gateway.development import PLAN, PLAN_FORM, OnPlan, PlanDesk, PlanNotAccepted
from gateway.fields.facts import Colleague, FieldFacts
from gateway.fields.naming import MORE, more_rows
from gateway.fields.reading import read_answers
from gateway.fields.widgets import faults, widgets
from gateway.site.asked import request_in
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import Posted, posted
from gateway.site.shown import until_shown
from gateway.site.visitor import NotYours, Visitor, signed_in
from gateway.surroundings import ReviewContext, rules_for
from gateway.work.plan_page import ShownPlan, note_plan_seen, shown_plan
from gateway.work.plan_post import MENDABLE
from storage.read_models.colleagues import colleagues_of
from storage.read_models.people import people_by_id

router = APIRouter(prefix="/plans/{plan}/edit")

Here = Annotated[Visitor, Depends(signed_in)]


@dataclass(frozen=True)
class Draft:
    """What the plan is to say, what is wrong with it, and how many rows are wanted."""

    answers: Mapping[str, JsonValue]
    problems: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    typed: Posted = Posted(())  # noqa: RUF009 - a frozen value


@router.get("")
async def edit(request: Request, plan: UUID, visitor: Here) -> Response:
    """Show the plan in a form."""
    shown = await _theirs(request, plan, visitor)
    await note_plan_seen(front_of(request).archive, visitor.id, shown)
    kept: dict[str, JsonValue] = {PLAN: shown.state.plan.model_dump(mode="json")}
    facts = await _facts(front_of(request), shown, kept)
    return await _form(request, shown, facts, Draft(kept))


@router.post("")
async def change(request: Request, plan: UUID, visitor: Here) -> Response:
    """Change the plan; what cannot be taken comes back as it was typed."""
    sent, front = await posted(request), front_of(request)
    shown = await _theirs(request, plan, visitor)
    facts = await _facts(front, shown, {PLAN: shown.state.plan.model_dump(mode="json")})
    answers = read_answers(PLAN_FORM, sent, facts)
    draft = Draft(answers, rows=more_rows(sent), typed=sent)
    if sent.has(MORE):
        return await _form(request, shown, facts, draft)
    asked = OnPlan(shown.line.plan, visitor.id, shown.now, request_in(sent))
    try:
        desk = PlanDesk(front.archive, front.client)
        position = await desk.edit(asked, answers.get(PLAN))
    except MENDABLE as refusal:
        said = refusal.sentences if isinstance(refusal, PlanNotAccepted) else (str(refusal),)
        wrong = Draft(answers, said, draft.rows, sent)
        return await _form(request, shown, facts, wrong)
    is_seen = await until_shown(front, position)
    return see_other(f"/plans/{plan}?said={'edited' if is_seen else 'later'}")


async def _theirs(request: Request, plan: UUID, visitor: Visitor) -> ShownPlan:
    """Open the plan for one of the two.

    Raises:
        NotYours: it is over, or the visitor only reads it.
    """
    shown = await shown_plan(front_of(request), visitor.id, PlanId(plan))
    if shown.side is None or shown.is_over:
        raise NotYours
    return shown


async def _form(request: Request, shown: ShownPlan, facts: FieldFacts, draft: Draft) -> Response:
    problems = {PLAN: draft.problems} if draft.problems else {}
    drawn = widgets(PLAN_FORM, draft.answers, facts, problems, draft.rows)
    return await page(
        request,
        "work/plan_edit.html.j2",
        status=422 if draft.problems else 200,
        shown=shown,
        name=shown.names.name_of,
        widget_of=drawn[0],
        faults=faults(drawn),
        typed=draft.typed,
    )


async def _facts(front: Front, shown: ShownPlan, kept: Mapping[str, JsonValue]) -> FieldFacts:
    archive, line, cycle = front.archive, shown.line, shown.cycle
    context = ReviewContext(line.cycle, PersonId(line.reviewee), cycle.definition, cycle.tempo)
    rules = await rules_for(archive, line.review, context, PLAN_FORM, kept)
    around = await colleagues_of(archive.readers, line.reviewee)
    wanted = {line.reviewee, *(action.owner for action in shown.state.plan.actions)}
    named = await people_by_id(archive.readers, wanted - around.keys())
    return FieldFacts(
        profile=rules.profile,
        development=rules.development,
        people=[
            Colleague(each.id, each.display_full_name, each.work_email)
            for each in (*around.values(), *named.values())
        ],
        today=rules.today,
    )
