"""Takes people into a cycle that runs: late joiners, and whom the launch left out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities import naming, starting
from activities.launch import Launcher
from activities.population import Population, populate
from activities.steer_cycle import signal_if_running
from domain.content import ContentRef
from domain.cycle.commands import AddPeople, NotePage
from domain.cycle.cycle import CycleState, decide, fold
from domain.cycle.events import CycleEvent, CycleLaunched, Event, StageDeadlineMoved
from domain.definition.cycle import Eligibility
from domain.errors import ReviewError
from domain.expectations.profile import ProfileSet
from domain.ids import CycleId, PersonId, ReviewId
from domain.people import Organisation
from domain.review.commands import Extend
from domain.value import Fact
from storage.archive import Archive
from storage.event import Appended
from storage.journal import Entry


class Addition(Fact):
    """Who joins a cycle that runs, as HR asked at that moment of its time."""

    cycle: CycleId
    at: datetime
    people: tuple[PersonId, ...]
    request: str
    by: PersonId
    content: ContentRef | None = None


def newcomers(
    launch: CycleLaunched,
    people: Organisation,
    joining: tuple[PersonId, ...],
    at: datetime,
    profiles: ProfileSet,
) -> Population:
    """Look at who joins a cycle as its launch looked at everybody, but for two things.

    HR names them, so the rules of eligibility do not leave them out; who has left, has not started
    or has nobody in HR still is. And the members of the panels are settled: a newcomer belongs to
    no session, so the rating of the manager stands.
    """
    definition = launch.definition.model_copy(update={"eligible": Eligibility()})
    own = launch.model_copy(update={"definition": definition, "people": joining})
    population = populate(own, people, at, profiles)
    return replace(population, setting=replace(population.setting, sessions={}), members={})


class Newcomers:
    """Takes people in; every part of it can be repeated and changes nothing the second time."""

    def __init__(self, archive: Archive, client: Client, launcher: Launcher) -> None:
        """Write to this archive, and open reviews as the launcher does."""
        self._archive = archive
        self._client = client
        self._launcher = launcher

    @activity.defn(name="record who joins")
    async def record(self, asked: Addition) -> None:
        """Record whom HR takes in; a refusal is an answer."""
        command = AddPeople(
            people=asked.people, request=asked.request, by=asked.by, content=asked.content
        )
        await self._append(asked.cycle, command.stamped(asked.at))

    @activity.defn(name="take newcomers in")
    async def take_in(self, asked: Addition) -> int | None:
        """Open the reviews of those who join, and note what became of each."""
        state = await self._cycle(asked.cycle)
        added = state.additions.get(asked.request)
        if state.launch is None or added is None:
            raise ApplicationError("Nobody was recorded as joining.", type="addition_missing")
        profiles = await self._launcher.profiles_at_launch(state.launch)
        people = await self._archive.people()
        population = newcomers(state.launch, people, added.people, added.at, profiles)
        results = await self._launcher.open_page(population.plan, added.people, added.at)
        await self._catch_up(asked.cycle, [each.review for each in results if each.review])
        noted = NotePage(page=added.page, results=tuple(results))
        return await self._append(asked.cycle, noted.stamped(added.at))

    async def _catch_up(self, cycle: CycleId, reviews: Sequence[ReviewId]) -> None:
        """Tell new reviews of the deadlines that were moved for everybody before."""
        for event in await self._events(cycle):
            if isinstance(event, StageDeadlineMoved) and not event.reviews:
                command = Extend(
                    stage=event.stage, by_rule=event.by_rule, request=event.request, by=event.by
                )
                for review in reviews:
                    name = naming.review_workflow(cycle, review)
                    await signal_if_running(self._client, name, starting.STAGE_EXTENDED, command)

    async def _cycle(self, cycle: CycleId) -> CycleState:
        return fold(await self._events(cycle))

    async def _events(self, cycle: CycleId) -> list[Event]:
        recorded = await self._archive.journal.read(cycle)
        return [each.event for each in recorded if isinstance(each.event, CycleEvent)]

    async def _append(self, cycle: CycleId, command: AddPeople | NotePage) -> int | None:
        try:
            events = decide(await self._cycle(cycle), command)
        except ReviewError as refusal:
            raise ApplicationError(str(refusal), type=refusal.code, non_retryable=True) from None
        if not events:
            return None
        entries = [Entry(event) for event in events]
        outcome = await self._archive.journal.append(cycle, None, entries)
        return outcome.position if isinstance(outcome, Appended) else None
