"""What a launch would do, and the launch itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from temporalio.client import Client

from activities.population import NO_PROFILES, Population, populate
from domain.cycle.cycle import OtherDefinition, fold
from domain.cycle.eligibility import LeftOut
from domain.cycle.events import CycleEvent, CycleLaunched
from domain.cycle.scheduling import check_schedule
from domain.definition.words import Role
from domain.errors import ReviewError
from domain.expectations.profile import ProfileSet
from domain.ids import CycleId, PersonId, StepId, cycle_id
from domain.people import Organisation
from domain.review.commands import OpenReview
from domain.review.decide import decide
from domain.review.plan import ReviewPlan
from domain.review.state import ReviewState
from domain.views.notices import Notice, notice_of
from gateway.cycle_start import LaunchRequest, begin, package_of, stage
from storage.archive import Archive

FIRST_DAYS: Final = timedelta(days=14)


class NobodyToLaunchFor(ReviewError):
    """Nobody is in the directory; import people first with `perennial people import`."""

    code: ClassVar[str] = "nobody_to_launch_for"


class UnknownOwner(ReviewError):
    """The owner of the launch is not in the directory."""

    code: ClassVar[str] = "unknown_owner"


@dataclass(frozen=True)
class BlockedSeat:
    """A step that would have nobody: whose review, which step, which role is missing."""

    reviewee: PersonId
    step: StepId
    role: Role


@dataclass(frozen=True)
class Rehearsal:
    """What a launch would do, before it does anything."""

    launch: CycleLaunched
    population: Population
    opened: tuple[ReviewPlan, ...]
    left_out: dict[PersonId, LeftOut]
    blocked: tuple[BlockedSeat, ...]
    group_sizes: tuple[int, ...]
    first_notices: tuple[tuple[PersonId, Notice], ...]  # whose review, and what is told


def rehearse(
    archive: Archive,
    request: LaunchRequest,
    people: Organisation,
    at: datetime,
    profiles: ProfileSet = NO_PROFILES,
) -> Rehearsal:
    """Say what a launch would do at that moment of the cycle's time; changes nothing.

    `profiles` are the role profiles as they stand; needed where the definition asks for them.

    Raises:
        NobodyToLaunchFor: the directory is empty.
        UnknownOwner: the owner is not in the directory.
    """
    if not request.people:
        raise NobodyToLaunchFor
    if request.hr_owner is not None and request.hr_owner not in people:
        raise UnknownOwner
    launch = CycleLaunched(
        at=at,
        organisation=archive.organisation,
        cycle=cycle_id(archive.organisation, request.definition.key),
        definition=request.definition,
        people=tuple(request.people),
        hr_owner=request.hr_owner,
        tempo=request.tempo,
    )
    population = populate(launch, people, at, profiles)
    planned = {person: population.plan(person) for person in launch.people}
    opened = tuple(plan for plan in planned.values() if isinstance(plan, ReviewPlan))
    return Rehearsal(
        launch=launch,
        population=population,
        opened=opened,
        left_out={who: why for who, why in planned.items() if isinstance(why, LeftOut)},
        blocked=tuple(seat for plan in opened for seat in _blocked(plan)),
        group_sizes=tuple(len(members) for members in population.members.values()),
        first_notices=_first_notices(opened, at),
    )


def _blocked(plan: ReviewPlan) -> list[BlockedSeat]:
    return [
        BlockedSeat(plan.reviewee, step.id, step.role)
        for step in plan.steps
        for seat in step.seats
        if seat is None and step.only_if is None
    ]


def _first_notices(
    plans: Sequence[ReviewPlan], at: datetime
) -> tuple[tuple[PersonId, Notice], ...]:
    """List what people would be told in the first days, in the order of time."""
    told: list[tuple[PersonId, Notice]] = []
    for plan in plans:
        events = decide(ReviewState(), OpenReview(plan=plan).stamped(at))
        notices = (notice_of(event) for event in events)
        told.extend((plan.reviewee, notice) for notice in notices if notice is not None)
    told.sort(key=lambda each: each[1].not_before)
    if not told:
        return ()
    until = told[0][1].not_before + FIRST_DAYS
    return tuple(each for each in told if each[1].not_before <= until)


async def launch(archive: Archive, client: Client, request: LaunchRequest) -> tuple[CycleId, bool]:
    """Start the cycle; give its id, and whether it was started now or ran already.

    A launch goes on by itself where it stood when anything is killed. The same cycle launched
    again starts nobody twice.

    Raises:
        OtherDefinition: a cycle of this key runs already, with another definition.
        LaunchIsScheduled: it waits for its moment; to be called off first.
    """
    cycle = cycle_id(archive.organisation, request.definition.key)
    recorded = await archive.journal.read(cycle)
    before = fold(each.event for each in recorded if isinstance(each.event, CycleEvent))
    if before.launch is not None and before.launch.definition != request.definition:
        raise OtherDefinition
    if before.launch is None:
        check_schedule(before.scheduled, None)
    ref = await stage(archive, request, f"launch:{datetime.now(UTC).isoformat()}")
    return cycle, await begin(archive, client, package_of(cycle, request, ref))
