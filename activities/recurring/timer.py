"""The timer of a recurring cycle: a schedule of Temporal that has it looked at once a day.

Every recurrence has the same kind of timer. A day that holidays move, a hire date that was
corrected yesterday and a cycle that waits for another cannot be written into a schedule. To ask
once a day costs four actions: three for the run, one for the activity. That is 1,460 a year, as
much as sixty-four reviews, and a day that was missed is mended by the next.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleDescription,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from activities import naming, starting
from activities.in_clear import Clear
from activities.search_attributes import ORGANISATION_ID
from domain.ids import OrganisationId
from domain.recurrence.recurrences import Recurrence

CATCH_UP: Final = timedelta(days=1, hours=1)
"""After an outage of Temporal it ticks once at once; what was missed, the log knows."""

PAUSED: Final = "paused by HR; `perennial recurring resume` lets it go on"
RUNS: Final = "made from the log; `perennial recurring` changes it"


def timer_of(organisation: OrganisationId, recurrence: Recurrence) -> Schedule:
    """Give the schedule that a recurrence is to have."""
    terms = recurrence.terms
    attributes = [SearchAttributePair(ORGANISATION_ID, str(organisation))]
    return Schedule(
        action=ScheduleActionStartWorkflow(
            starting.RECURRENCE,
            starting.RecurrenceStart(recurrence=recurrence.id),
            id=naming.recurrence_timer(organisation, recurrence.id),
            task_queue=starting.CONTROL_QUEUE,
            typed_search_attributes=TypedSearchAttributes(attributes),
            static_summary=Clear.RECURRENCE.value,
        ),
        spec=ScheduleSpec(
            calendars=[
                ScheduleCalendarSpec(
                    hour=[ScheduleRange(terms.at.hour)], minute=[ScheduleRange(terms.at.minute)]
                )
            ],
            time_zone_name=terms.zone,
        ),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP),
        state=ScheduleState(
            paused=recurrence.is_paused, note=PAUSED if recurrence.is_paused else RUNS
        ),
    )


async def set_timer(client: Client, organisation: OrganisationId, recurrence: Recurrence) -> bool:
    """Have the timer be as the recurrence asks; say whether it was not.

    One that was made or goes on ticks at once: what was missed meanwhile waits no day longer.

    Raises:
        RPCError: Temporal did not answer.
    """
    handle = client.get_schedule_handle(naming.recurrence_timer(organisation, recurrence.id))
    found = await timer_at(client, organisation, recurrence.id)
    if recurrence.is_ended:
        if found is not None:
            await handle.delete()
        return found is not None
    wanted = timer_of(organisation, recurrence)
    if found is None:
        return await _made(client, handle.id, wanted)
    if is_as_asked(found, wanted):
        return False

    def as_asked(_: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(schedule=wanted)

    await handle.update(as_asked)
    if found.schedule.state.paused and not recurrence.is_paused:
        await handle.trigger()
    return True


async def timer_at(
    client: Client, organisation: OrganisationId, recurrence: UUID
) -> ScheduleDescription | None:
    """Give the timer of a recurrence as it stands; None where there is none.

    Raises:
        RPCError: Temporal did not answer.
    """
    try:
        name = naming.recurrence_timer(organisation, recurrence)
        return await client.get_schedule_handle(name).describe()
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


def is_as_asked(found: ScheduleDescription, wanted: Schedule) -> bool:
    """Tell whether a timer ticks when it is to tick, and starts what it is to start."""
    return _gist(found.schedule) == _gist(wanted)


def _gist(schedule: Schedule) -> tuple[object, ...]:
    spec, action = schedule.spec, schedule.action
    ticks = tuple(
        (*_starts(each.hour), *_starts(each.minute), *_starts(each.second), len(each.month))
        for each in spec.calendars
    )
    begun = (
        (action.workflow, action.id, action.task_queue)
        if isinstance(action, ScheduleActionStartWorkflow)
        else ()
    )
    return (
        ticks,
        len(spec.intervals),
        spec.time_zone_name,
        begun,
        schedule.state.paused,
        schedule.state.limited_actions,
        schedule.policy.overlap,
        schedule.policy.catchup_window,
    )


def _starts(ranges: object) -> tuple[object, ...]:
    found = ranges if isinstance(ranges, list | tuple) else ()
    return tuple((each.start, each.end or each.start, each.step or 1) for each in found)


async def _made(client: Client, name: str, wanted: Schedule) -> bool:
    try:
        await client.create_schedule(name, wanted, trigger_immediately=True)
    except ScheduleAlreadyRunningError:
        return False
    return True
