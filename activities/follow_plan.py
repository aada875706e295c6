"""Begins to follow the development plan of a completed review, and ends the plan before it."""

from datetime import datetime

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities import naming, starting
from activities.first_sight import first_sight
from activities.look_after_plan import carry_out
from activities.plan_actions import PlanActions
from domain.cycle.events import CycleLaunched
from domain.definition.conversation import Development
from domain.definition.cycle import CycleDefinition
from domain.definition.words import FieldKind
from domain.development.commands import BeginPlan, EndPlan
from domain.development.events import PlanBegun
from domain.development.state import PlanState
from domain.development.words import PlanWords
from domain.ids import CycleId, PersonId, PlanId, ReviewId, plan_id
from domain.people import Organisation
from domain.review.events import ReviewOpened, StepSubmitted
from domain.review.planning import can_act
from storage.archive import Archive
from storage.journal import Recorded
from storage.read_models.people import people_by_id
from storage.read_models.reviews import reviews_of_person


async def start_plan(archive: Archive, client: Client, review: ReviewId, at: datetime) -> None:
    """Follow the plan that was agreed in a review; done again it changes nothing.

    The plan is recorded, its workflow started, its actions are tasked, and a plan of an earlier
    review of the same person that is still open is closed. A review without a plan, or whose
    words were erased, begins none.

    Args:
        archive: where the review and the plan are recorded.
        client: starts the workflow of the plan and those of its actions.
        review: a review that is completed.
        at: the moment of the cycle's time at which it was.

    Raises:
        LogOutOfReach: the database did not answer; asking again is safe.
        RPCError: Temporal did not answer; asking again is safe.
    """
    recorded = await archive.journal.read(review, unseal=True)
    opened = next((r.event for r in recorded if isinstance(r.event, ReviewOpened)), None)
    launch = await _launch(archive, opened.plan.cycle) if opened else None
    if opened is None or launch is None:
        return
    plan = agreed_plan(recorded, launch.definition)
    if plan is None:
        return
    begun = await _begun(archive, opened, launch, at)
    rules = launch.definition.development or Development()
    command = BeginPlan(at=at, begun=begun, plan=plan, rules=rules)
    state = await carry_out(archive, plan_id(review), command)
    await _start(client, state, launch)
    await PlanActions(archive, client).settle(state)
    await _end_others(archive, client, opened, at)


def agreed_plan(recorded: list[Recorded], definition: CycleDefinition) -> PlanWords | None:
    """Give the plan that was written last in a review, opened; None when there is none."""
    fields = {
        step.id: field.id
        for step in definition.steps
        if step.form is not None
        for field in definition.forms[step.form].fields
        if field.kind is FieldKind.PLAN
    }
    found: PlanWords | None = None
    for each in recorded:
        if not isinstance(each.event, StepSubmitted) or each.event.step not in fields:
            continue
        for words in (each.confidential or {}).values():
            if written := words.get(fields[each.event.step]):
                found = PlanWords.model_validate(written)
    return found


def manager_for(
    people: Organisation, reviewee: PersonId, at: datetime, hr_owner: PersonId | None = None
) -> PersonId | None:
    """Say who stands beside the reviewee: their manager, else HR; None when there is nobody."""
    person = people.get(reviewee)
    partners = (person.manager, person.hr_partner) if person else ()
    for candidate in (*partners, hr_owner):
        if candidate is None or candidate == reviewee:
            continue
        if can_act(people.get(candidate), at.date()):
            return PersonId(candidate)
    return None


async def _launch(archive: Archive, cycle: CycleId) -> CycleLaunched | None:
    recorded = await archive.journal.read(cycle)
    return next((r.event for r in recorded if isinstance(r.event, CycleLaunched)), None)


async def _begun(
    archive: Archive, opened: ReviewOpened, launch: CycleLaunched, at: datetime
) -> PlanBegun:
    reviewee = opened.plan.reviewee
    found = await people_by_id(archive.readers, {reviewee})
    person = found.get(reviewee)
    named = {person.manager, person.hr_partner} if person else set()
    near = {each for each in (*named, launch.hr_owner) if each is not None}
    people = found.with_people((await people_by_id(archive.readers, near)).values())
    return PlanBegun(
        at=at,
        organisation=archive.organisation,
        cycle=opened.plan.cycle,
        review=opened.plan.review,
        reviewee=reviewee,
        manager=manager_for(people, reviewee, at, launch.hr_owner),
        hr_partner=(person.hr_partner if person else None) or launch.hr_owner,
    )


async def _start(client: Client, state: PlanState, launch: CycleLaunched) -> None:
    """Start the workflow; it knows the plan by its id, and nothing of it."""
    begun = state.opened
    plan: PlanId = plan_id(begun.review)
    start = starting.PlanStart(plan=plan, tempo=launch.tempo)
    try:
        await client.start_workflow(
            starting.PLAN,
            start,
            id=naming.plan_workflow(begun.organisation, plan),
            task_queue=starting.CONTROL_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            **first_sight(start, begun.organisation, begun.cycle),
        )
    except WorkflowAlreadyStartedError:
        return  # an earlier try started it


async def _end_others(archive: Archive, client: Client, opened: ReviewOpened, at: datetime) -> None:
    """Close what is still open of plans that follow earlier reviews of the same person."""
    for line in await reviews_of_person(archive.readers, opened.plan.reviewee):
        if line.review == opened.plan.review or line.opened_at >= opened.at:
            continue
        state = await carry_out(archive, plan_id(line.review), EndPlan(at=at, cause="next_cycle"))
        await PlanActions(archive, client).settle(state)
