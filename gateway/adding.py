"""What taking people into a running cycle would do, person by person, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.newcomers import newcomers
from activities.population import NO_PROFILES
from domain.cycle.cycle import CycleNotLaunched, fold
from domain.cycle.eligibility import SENTENCES, LeftOut
from domain.cycle.events import CycleEvent
from domain.ids import PersonId, StepId
from domain.review.commands import OpenReview
from domain.review.decide import decide
from domain.review.plan import ReviewPlan
from domain.review.state import ReviewState
from domain.views.notices import notice_of
from storage.archive import Archive
from storage.read_models.cycles import Cycle


@dataclass(frozen=True)
class Joiner:
    """What would become of somebody: a review with these blocked steps, or why there is none."""

    person: PersonId
    why_not: str = ""
    blocked: tuple[StepId, ...] = ()
    told: tuple[PersonId, ...] = ()


async def foresee_joining(
    archive: Archive, cycle: Cycle, people: Sequence[PersonId], at: datetime
) -> list[Joiner]:
    """Say for each person what joining at that moment of the cycle's time would do.

    Raises:
        CycleNotLaunched: there is nothing to join.
    """
    recorded = await archive.journal.read(cycle.cycle)
    state = fold(each.event for each in recorded if isinstance(each.event, CycleEvent))
    if state.launch is None:
        raise CycleNotLaunched
    profiles = NO_PROFILES
    if cycle.definition.expectations is not None:
        journal = archive.profiles
        profiles = await journal.as_of(await journal.beginning_of(cycle.cycle))
    everybody = await archive.people()
    fresh = tuple(person for person in people if person not in state.reviewees)
    population = newcomers(state.launch, everybody, fresh, at, profiles)
    return [
        _joiner(person, population.plan(person), at)
        if person in fresh
        else Joiner(person, "has a review in this cycle already, or had one that was ended")
        for person in people
    ]


def _joiner(person: PersonId, plan: ReviewPlan | LeftOut, at: datetime) -> Joiner:
    if isinstance(plan, LeftOut):
        return Joiner(person, SENTENCES[plan])
    blocked = tuple(step.id for step in plan.steps if step.only_if is None and None in step.seats)
    notices = (
        notice_of(event) for event in decide(ReviewState(), OpenReview(plan=plan).stamped(at))
    )
    told = {each.recipient for each in notices if each is not None and each.not_before <= at}
    return Joiner(person, blocked=blocked, told=tuple(sorted(told)))
