"""One performance: the people of the sample, the launch, the year, and what came of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from rich.console import Console

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_text
from activities.intake.people_import import import_people
from activities.intake.profiles_file import read_profiles_file
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId
from domain.people import Organisation
from domain.tempo import Tempo
from domain.views.telling import Telling
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from gateway.objectives import load_objectives, tree_of
from gateway.profiles import load_profiles
from storage.read_models.asking import NothingToShowYet
from storage.read_models.cycles import all_cycles
from storage.read_models.follow_ups import count_waiting
from storage.read_models.waiting import wait_for
from workers.demo.actions import SETTLES_AFTER, actions_counted
from workers.demo.answers import Author, Company
from workers.demo.between_steps import BetweenSteps
from workers.demo.colleagues import nominees
from workers.demo.director import Director
from workers.demo.doors import hr_of
from workers.demo.hr import HrDesk
from workers.demo.mark import NotADemo
from workers.demo.next_year import begin_next_year
from workers.demo.pace import slowness_of
from workers.demo.panel import PanelTable
from workers.demo.participants import Participants
from workers.demo.progress import Progress
from workers.demo.script import (
    OBJECTIVES,
    PEOPLE,
    PROFILES,
    Script,
    read_script,
    read_words,
)
from workers.demo.summary import Measured, Summary, summarise
from workers.demo.tally import Tally
from workers.demo.tempo import begins_at, demo_tempo, ends_at
from workers.office import Office
from workers.servers import Servers

TEMPLATE: Final = "annual-six-stage"

LOOKS: Final = 100
LOOKS_AGAIN: Final = 0.2
"""How often, and how many seconds apart, it is looked whether everything is under way."""

YEAR: Final = 135.0
LEAD: Final = 4.5
"""Seconds that the year takes on two free cores of our time, and that the launch takes before."""

# A timer of the server may be a second late, which is days of this year; these make it precise.
PRECISE_TIMERS: Final = (
    'history.timerProcessorMaxTimeShift="1ms"',
    "history.timerProcessorMaxPollRPS=1000",
    "history.timerProcessorMaxPollHostRPS=5000",
)


OnLaunch = Callable[[Organisation, CycleId], Awaitable[None]]


@dataclass(frozen=True)
class Performance:
    """A year to be played on servers that run, by that seed.

    Without `seconds` the year takes as long as this machine needs. `on_launch` is called once the
    cycle runs, before anybody has done anything. With `reviews` only so many have one.
    """

    office: Office
    servers: Servers
    seed: int
    seconds: float | None = None
    on_launch: OnLaunch | None = None
    reviews: int | None = None

    async def play(self, console: Console, *, quiet: bool) -> Summary:
        """Import, launch, play the year and sum it up."""
        definition, script = sample_definition(), read_script()
        begun = asyncio.get_running_loop().time()
        before = await self._actions()
        await self._until_shown()
        people = await self._import(begins_at(definition))
        slowness = slowness_of(definition, people)
        lead, length = LEAD * slowness, self.seconds or YEAR * slowness
        curtain = datetime.now(UTC) + timedelta(seconds=lead)
        tempo = demo_tempo(definition, curtain, length)
        reviewees = reviewees_of(people, script, self.reviews)
        company = await self._company(people, script, begins_at(definition), reviewees)
        cycle = await self._launch(definition, people, reviewees, tempo)
        if self.on_launch is not None:
            await self.on_launch(people, cycle)
        tally = Tally(definition, Telling.of(definition, lambda who: people[who].display_full_name))
        director = self._director(cycle, definition, company, script, tempo, reviewees)
        progress = Progress(console, tally, lambda: director.now, quiet=quiet)
        async with _beside(progress.show(self.office.archive.journal)):
            await director.play()
            await self._until_set_going()
        took = asyncio.get_running_loop().time() - begun
        summary = await self._sum_up(
            cycle, tally, before, Measured(None, took, director.refused, self.seed)
        )
        now = await self.office.archive.people()
        await begin_next_year(self.office, definition, now, hr_of(now).id)
        return summary

    async def _sum_up(
        self, cycle: CycleId, tally: Tally, before: int | None, measured: Measured
    ) -> Summary:
        """Wait until everything is counted, and put the year into numbers."""
        archive = self.office.archive
        await tally.follow(archive.journal)
        await asyncio.gather(
            asyncio.sleep(SETTLES_AFTER), wait_for(archive.readers, tally.position)
        )
        actions = await self._actions()
        counted = None if actions is None or before is None else actions - before
        return await summarise(self.office, cycle, tally, replace(measured, actions=counted))

    async def _until_shown(self) -> None:
        """Wait until the projector has built the read models."""
        archive = self.office.archive
        while True:
            with suppress(NothingToShowYet):
                await all_cycles(archive.readers, archive.organisation)
                return
            await asyncio.sleep(0.05)

    async def _until_set_going(self) -> None:
        """Wait until the plans and actions of the last reviews are under way, but not for ever."""
        for _ in range(LOOKS):
            if not await count_waiting(self.office.archive.readers):
                return
            await asyncio.sleep(LOOKS_AGAIN)

    async def _import(self, at: datetime) -> Organisation:
        """Take the people of the sample in, unless there are others already."""
        archive = self.office.archive
        if await archive.people():
            raise NotADemo(
                "There are people in this database already, and a demonstration would mix with "
                "them. Name another database, or none."
            )
        await import_people(PEOPLE, archive.directory, await archive.naming_key(), at)
        return await archive.people()

    async def _company(
        self, people: Organisation, script: Script, at: datetime, reviewees: list[PersonId]
    ) -> Company:
        """Load the objectives above and the role profiles, and let everybody choose peers."""
        archive = self.office.archive
        await load_objectives(archive, OBJECTIVES, at)
        sheet = read_profiles_file(PROFILES).sheet
        if sheet is None:
            raise ValueError("the profiles of the sample have faults")
        await load_profiles(archive, sheet, at)
        return Company(
            people=people,
            profiles=await archive.profiles.as_of(),
            # Only who is in the cycle can be asked.
            nominees=nominees(
                people, self.seed, script.leaving(people) | (set(people) - set(reviewees))
            ),
            sent_back=script.goals_sent_back,
            above=await tree_of(archive),
        )

    async def _launch(
        self,
        definition: CycleDefinition,
        people: Organisation,
        reviewees: list[PersonId],
        tempo: Tempo,
    ) -> CycleId:
        request = LaunchRequest(definition, reviewees, hr_of(people).id, tempo)
        cycle, _ = await launch(self.office.archive, self.office.client, request)
        return cycle

    def _director(
        self,
        cycle: CycleId,
        definition: CycleDefinition,
        company: Company,
        script: Script,
        tempo: Tempo,
        reviewees: list[PersonId],
    ) -> Director:
        words, people = read_words(), company.people
        author = Author(words, definition, self.seed, company)
        participants = Participants(people, definition, script, author)
        folder = self.servers.settings.home
        return Director(
            participants=participants,
            hr=HrDesk(
                self.office, cycle, definition, script.hr, people, folder, frozenset(reviewees)
            ),
            panels=PanelTable(
                self.office, cycle, definition, script.panel, people, participants, author
            ),
            between=BetweenSteps(
                self.office,
                cycle,
                script.between,
                words,
                people,
                participants,
                author,
                script.leaving(people),
            ),
            tempo=tempo,
            ends=ends_at(definition),
        )

    async def _actions(self) -> int | None:
        url = self.servers.addresses.temporal_metrics_url
        if url is None:
            return None
        return await actions_counted(url, self.servers.settings.temporal_namespace)


def reviewees_of(people: Organisation, script: Script, most: int | None) -> list[PersonId]:
    """Choose whose year it is: everybody, or so many, those first of whom there is a story."""
    if most is None:
        return list(people)
    first = [one for one in people.values() if one.employee_number in script.named]
    others = [one for one in people.values() if one.employee_number not in script.named]
    chosen = {one.id for one in [*first, *others][:most]}
    return [one for one in people if one in chosen]


def sample_definition() -> CycleDefinition:
    """Give the definition that is played."""
    found = read_cycle(template_text(TEMPLATE)).definition
    if found is None:
        raise ValueError(f"the template {TEMPLATE} has faults")
    return found


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
