"""What an operator sees of a process from its start on: facts and ids that no codec has to hide.

Every place that starts a workflow starts it with this.
"""

from datetime import UTC, datetime
from typing import TypedDict, assert_never

from temporalio.common import TypedSearchAttributes

from activities import starting
from activities.in_clear import Clear
from activities.search_attributes import attributes_at_start
from domain.ids import CycleId, OrganisationId
from domain.process_state import Shown, action_shown, review_shown, session_shown

Start = (
    starting.ReviewStart
    | starting.SessionStart
    | starting.CycleStart
    | starting.DeliveryStart
    | starting.ActionStart
    | starting.PlanStart
)


class FirstSight(TypedDict):
    """What `start_workflow` takes beside what the process itself is given."""

    search_attributes: TypedSearchAttributes
    static_summary: str
    static_details: str


def first_sight(
    start: Start,
    organisation: OrganisationId,
    cycle: CycleId | None = None,
    real: datetime | None = None,
) -> FirstSight:
    """Give what an operator sees of a process from its start on.

    Args:
        start: what the process begins with.
        organisation: whose process it is.
        cycle: the cycle it belongs to, where `start` does not tell.
        real: when it begins; now, unless it is told.
    """
    now = real or datetime.now(UTC)
    unit = None
    match start:
        case starting.ReviewStart(state=state):
            plan, what = state.planned, Clear.REVIEW
            cycle, unit = plan.cycle, plan.blocked.person
            shown = review_shown(state, plan.tempo.virtual(now))
        case starting.SessionStart(state=session):
            cycle, what = session.planned.cycle, Clear.SESSION
            shown = session_shown(session, session.planned.tempo.virtual(now))
        case starting.ActionStart(state=action):
            cycle, what = action.tasked.origin.cycle, Clear.ACTION
            shown = action_shown(action, action.tasked.tempo.virtual(now))
        case starting.CycleStart():
            cycle, what, shown = start.cycle, Clear.CYCLE, Shown(wakes=start.begins_at)
        case starting.DeliveryStart():
            cycle = None if start.cycle == organisation else CycleId(start.cycle)
            what, shown = Clear.DELIVERY, Shown(wakes=now)
        case starting.PlanStart():
            what, shown = Clear.PLAN, Shown()
        case _:
            assert_never(start)
    attributes = attributes_at_start(organisation, shown, cycle=cycle, unit=unit)
    return FirstSight(
        search_attributes=attributes, static_summary=what.value, static_details=Clear.MORE.value
    )
