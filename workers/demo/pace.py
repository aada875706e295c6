"""How fast this machine is at present, so that nobody in the year is late for want of a core."""

from time import perf_counter
from typing import Final
from uuid import UUID

from activities.calendars import calendars_of
from domain.cycle.eligibility import left_out
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, OrganisationId
from domain.people import Organisation
from domain.review.planning import Setting, plan_review

REFERENCE_SECONDS: Final = 0.28
"""What planning every review three times takes on a free core of our time."""

TIMES: Final = 3
SLOWEST: Final = 3.0


def slowness_of(definition: CycleDefinition, people: Organisation) -> float:
    """Say how many times as long as the reference this machine needs now, from 1 to 3."""
    return min(max(_planning(definition, people) / REFERENCE_SECONDS, 1.0), SLOWEST)


def _planning(definition: CycleDefinition, people: Organisation) -> float:
    """Give the seconds it takes to plan every review, some times over."""
    setting = Setting(
        organisation_id=OrganisationId(UUID(int=0)),
        cycle=CycleId(UUID(int=0)),
        definition=definition,
        people=people,
        calendars=calendars_of(definition, people.values()),
        on=definition.begins,
    )
    begun = perf_counter()
    for _ in range(TIMES):
        for person in people.values():
            if left_out(definition, person, definition.begins) is None:
                plan_review(setting, person)
    return perf_counter() - begun
