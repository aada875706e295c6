"""Carries a launch out: records it, opens reviews page by page, and sets the rest going."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

from activities import naming, starting
from activities.first_sight import Start, first_sight
from activities.population import NO_PROFILES, Population, plan_session, populate
from domain.calibration import commands as calibration
from domain.calibration.events import SessionEvent
from domain.calibration.session import SessionState
from domain.calibration.session import decide as decide_session
from domain.calibration.session import fold as fold_session
from domain.content import ContentRef
from domain.cycle.commands import LaunchCycle, NotePage
from domain.cycle.cycle import CycleState, decide, fold
from domain.cycle.eligibility import LeftOut
from domain.cycle.events import CycleEvent, CycleLaunched, LaunchResult
from domain.definition.cycle import CycleDefinition
from domain.errors import ReviewError
from domain.expectations.profile import ProfileSet
from domain.ids import CycleId, PersonId, SessionId, review_id
from domain.review.commands import OpenReview
from domain.review.decide import decide as decide_review
from domain.review.events import ReviewEvent
from domain.review.evolve import fold as fold_review
from domain.review.plan import ReviewPlan
from domain.review.state import ReviewState
from domain.value import Fact
from storage.archive import Archive
from storage.event import Conflict
from storage.journal import Entries, Entry

PAGE_SIZE: Final = 250
BATCH_SIZE: Final = 25
AT_ONCE: Final = 64


class LaunchRef(Fact):
    """Which launch to begin: the staged package, and the cycle's time at which it was asked.

    `schedule` is the request by which it was scheduled, if it was.
    """

    cycle: CycleId
    launch: ContentRef | None
    at: datetime
    schedule: str | None = None


class PageRef(Fact):
    """Which page of people to take in; pages count from 0."""

    cycle: CycleId
    page: int
    at: datetime


class Launcher:
    """Opens reviews; every part of it can be repeated and changes nothing the second time."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Write to this archive and start workflows through this client."""
        self._archive = archive
        self._client = client
        self._populations: dict[tuple[CycleId, datetime], Population] = {}

    @activity.defn(name="begin launch")
    async def begin(self, ref: LaunchRef) -> int:
        """Record the launch; give the number of pages."""
        state = await self._cycle(ref.cycle)
        if state.launch is None and ref.launch is not None:
            package = await self._archive.vault.load(ref.launch)
            definition = CycleDefinition.model_validate_json(str(package.pop("definition")))
            told = {"at": ref.at, "cycle": ref.cycle, "definition": definition, **package}
            launch = CycleLaunched.model_validate(told)
            command = LaunchCycle(launch=launch, schedule=ref.schedule)
            await self._append(ref.cycle, state, command.stamped(ref.at))
            state = await self._cycle(ref.cycle)
        if state.launch is None:
            raise ApplicationError("The launch is not there.", type="launch_missing")
        return -(-len(state.launch.people) // PAGE_SIZE)

    @activity.defn(name="take people in")
    async def take_in(self, ref: PageRef) -> None:
        """Open the reviews of a page of people; every person of it gets a result."""
        population = await self._population(ref.cycle, ref.at)
        people = population.launch.people[ref.page * PAGE_SIZE : (ref.page + 1) * PAGE_SIZE]
        results = await self.open_page(population.plan, people, ref.at)
        noted = NotePage(page=ref.page, results=tuple(results)).stamped(ref.at)
        await self._append(ref.cycle, CycleState(launch=population.launch), noted)

    async def open_page(
        self,
        plan_of: Callable[[PersonId], ReviewPlan | LeftOut],
        people: Sequence[PersonId],
        at: datetime,
    ) -> list[LaunchResult]:
        """Open a review for each of a page of people who has a plan; say what became of each."""
        results: list[LaunchResult] = []
        gate = asyncio.Semaphore(AT_ONCE)
        # The next few are planned while Temporal still starts the reviews of those before.
        async with asyncio.TaskGroup() as starts:
            for first in range(0, len(people), BATCH_SIZE):
                few = people[first : first + BATCH_SIZE]
                planned = {person: plan_of(person) for person in few}
                plans = [plan for plan in planned.values() if isinstance(plan, ReviewPlan)]
                for state in await self._open(plans, at):
                    if not state.is_closed:
                        starts.create_task(self._start_review(state, gate))
                results.extend(_result(person, plan) for person, plan in planned.items())
                activity.heartbeat()
        return results

    @activity.defn(name="set going")
    async def set_going(self, ref: LaunchRef) -> None:
        """Start the calibration sessions and the delivery of a cycle."""
        population = await self._population(ref.cycle, ref.at)
        for session in population.members:
            await self._start_session(population, session, ref.at)
            activity.heartbeat()
        start = starting.DeliveryStart(cycle=ref.cycle, tempo=population.launch.tempo)
        await self._start(
            starting.DELIVERY, start, naming.delivery_workflow(ref.cycle), starting.NOTIFY_QUEUE
        )

    async def _open(self, plans: Sequence[ReviewPlan], at: datetime) -> list[ReviewState]:
        """Record the opening of many reviews at once; what is there already stays as it is."""
        asked_for = [OpenReview(plan=plan).stamped(at) for plan in plans]
        decided = [decide_review(ReviewState(), command) for command in asked_for]
        asked = [
            Entries(plan.review, 0, tuple(Entry(event) for event in events))
            for plan, events in zip(plans, decided, strict=True)
        ]
        outcomes = await self._archive.journal.append_many(asked)
        states = []
        is_repeated = activity.info().attempt > 1
        for plan, events, outcome in zip(plans, decided, outcomes, strict=True):
            if is_repeated or isinstance(outcome, Conflict):
                recorded = await self._archive.journal.read(plan.review)
                known = [r.event for r in recorded if isinstance(r.event, ReviewEvent)]
                states.append(fold_review(known))
            else:
                states.append(fold_review(events))
        return states

    async def _start_review(self, state: ReviewState, gate: asyncio.Semaphore) -> None:
        """Start the workflow of a review, some at a time; one that runs already is left alone."""
        async with gate:
            plan = state.planned
            await self._start(
                starting.REVIEW,
                starting.ReviewStart(state=state),
                naming.review_workflow(plan.cycle, plan.review),
                starting.REVIEWS_QUEUE,
            )
        activity.heartbeat()

    async def _start_session(
        self, population: Population, session: SessionId, at: datetime
    ) -> None:
        plan = plan_session(population, session, at)
        if plan is None:
            return
        events = decide_session(SessionState(), calibration.OpenSession(plan=plan).stamped(at))
        await self._archive.journal.append(session, 0, [Entry(event) for event in events])
        recorded = await self._archive.journal.read(session)
        known = [r.event for r in recorded if isinstance(r.event, SessionEvent)]
        await self._start(
            starting.SESSION,
            starting.SessionStart(state=fold_session(known)),
            naming.session_workflow(plan.cycle, session),
            starting.CONTROL_QUEUE,
        )

    async def _start(self, workflow: str, start: Start, name: str, queue: str) -> None:
        try:
            await self._client.start_workflow(
                workflow,
                start,
                id=name,
                task_queue=queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                **first_sight(start, self._archive.organisation),
            )
        except WorkflowAlreadyStartedError:
            return  # an earlier try started it

    async def _population(self, cycle: CycleId, at: datetime) -> Population:
        if (cycle, at) not in self._populations:
            launch = (await self._cycle(cycle)).launch
            if launch is None:
                raise ApplicationError("The launch is not there.", type="launch_missing")
            people, profiles = await self._archive.people(), await self.profiles_at_launch(launch)
            self._populations = {(cycle, at): populate(launch, people, at, profiles)}
        return self._populations[cycle, at]

    async def profiles_at_launch(self, launch: CycleLaunched) -> ProfileSet:
        """Give the role profiles as they stood when the cycle was launched."""
        if launch.definition.expectations is None:
            return NO_PROFILES
        journal = self._archive.profiles
        return await journal.as_of(await journal.beginning_of(launch.cycle))

    async def _cycle(self, cycle: CycleId) -> CycleState:
        recorded = await self._archive.journal.read(cycle)
        return fold(r.event for r in recorded if isinstance(r.event, CycleEvent))

    async def _append(
        self, cycle: CycleId, state: CycleState, command: LaunchCycle | NotePage
    ) -> None:
        """Decide and record; what was recorded by an earlier try stays as it is.

        A launch is recorded only on top of what it was decided on: HR may be calling it off.
        """
        expected = state.version if isinstance(command, LaunchCycle) else None
        try:
            events = decide(state, command)
        except ReviewError as refusal:
            raise ApplicationError(str(refusal), type=refusal.code, non_retryable=True) from None
        if events:
            entries = [Entry(event) for event in events]
            if isinstance(await self._archive.journal.append(cycle, expected, entries), Conflict):
                raise ApplicationError("The cycle has changed meanwhile.", type="cycle_changed")


def _result(person: PersonId, plan: ReviewPlan | LeftOut) -> LaunchResult:
    if isinstance(plan, LeftOut):
        return LaunchResult(person=person, outcome="left_out", reason=plan.value)
    blocked = sum(seat is None for step in plan.steps for seat in step.seats)
    return LaunchResult(
        person=person,
        outcome="opened",
        review=review_id(plan.cycle, person),
        session=plan.session,
        blocked=blocked,
    )
