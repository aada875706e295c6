"""An invented company on an engine: imported from a file, launched as HR does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from activities import naming
from activities.intake.cycle_file import read_cycle
from activities.intake.people_import import import_people
from domain.cycle import events as cycle
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId, review_id
from domain.people import Organisation
from domain.review import events as e
from domain.review.evolve import fold
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from tests.invented_people import file_of, line
from tests.unit.review.sample_plan import local
from tests.workflow.engine import Engine, beginning
from tests.workflow.under_way import Handle, UnderWay

ANNUAL = Path(__file__).parent / "annual.yaml"
JOINED = datetime(2026, 1, 2, 9, tzinfo=UTC)
TEAM = 8
"""How many report to one manager."""

HEAD, HEAD_OF_HR, HR = "1", "2", "3"


def annual() -> CycleDefinition:
    """A year in six stages, whose dates the tests name."""
    definition = read_cycle(ANNUAL.read_text()).definition
    assert definition is not None
    return definition


def rating_alone() -> CycleDefinition:
    """The last three stages of the annual template: rating, calibration and sign-off."""
    whole = annual()
    return whole.model_copy(update={"begins": date(2026, 11, 2), "stages": whole.stages[3:]})


def lines_of(size: int) -> list[str]:
    """A head, two people in HR, and teams of eight under managers who report to the head."""
    lines = [line(HEAD), line(HEAD_OF_HR, HEAD), line(HR, HEAD_OF_HR)]
    while len(lines) < size:
        place = len(lines) - 3
        team = 10 + place // (TEAM + 1)
        manager = str(team if team < 100 else team + 1000)
        is_manager = place % (TEAM + 1) == 0
        number = manager if is_manager else f"{manager}{place % (TEAM + 1)}"
        lines.append(line(number, HEAD if is_manager else manager))
    return lines


@dataclass(frozen=True)
class Company:
    """Everybody who was imported, by employee number."""

    engine: Engine
    people: Organisation

    def __getitem__(self, number: str) -> PersonId:
        person = self.people.by_number(number)
        assert person is not None
        return person.id

    async def launch(
        self,
        definition: CycleDefinition | None = None,
        at: str = "2026-01-05 09:00",
        reviewees: Sequence[str] = (),
    ) -> "Launched":
        """Launch a cycle that HR owns, and return once everybody has a result.

        It begins at that moment, and is for everybody unless reviewees are named.
        """
        people = tuple(self[number] for number in reviewees) or tuple(self.people)
        tempo = beginning(local(at))
        request = LaunchRequest(definition or annual(), people, self[HR], tempo)
        found, _ = await launch(self.engine.archive, self.engine.client, request)
        launched = Launched(self, request, found)
        await launched.until_everybody_has_a_result()
        return launched


@dataclass(frozen=True)
class Launched:
    """A cycle that runs."""

    company: Company
    request: LaunchRequest
    id: CycleId

    @property
    def handle(self) -> Handle:
        return self.company.engine.client.get_workflow_handle(naming.cycle_workflow(self.id))

    async def facts(self) -> list[cycle.Event]:
        """Everything the log holds of this cycle."""
        recorded = await self.company.engine.archive.journal.read(self.id)
        return [each.event for each in recorded if isinstance(each.event, cycle.CycleEvent)]

    async def results(self) -> list[cycle.LaunchResult]:
        """What the launch did for each person, page after page."""
        pages = [fact for fact in await self.facts() if isinstance(fact, cycle.PeopleTakenIn)]
        return [result for page in pages for result in page.results]

    async def until_everybody_has_a_result(self) -> None:
        async with asyncio.timeout(60):
            while len(await self.results()) < len(self.request.people):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)

    async def review_of(self, number: str) -> UnderWay:
        """The review of somebody, by employee number."""
        return await self.review_of_person(self.company[number])

    async def review_of_person(self, person: PersonId) -> UnderWay:
        """The review of somebody, by id."""
        engine, review = self.company.engine, review_id(self.id, person)
        recorded = await engine.archive.journal.read(review)
        events = [each.event for each in recorded if isinstance(each.event, e.ReviewEvent)]
        name = naming.review_workflow(self.id, review)
        handle: Handle = engine.client.get_workflow_handle(name)
        return UnderWay(engine.archive, engine.skipper, handle, fold(events).planned)


async def hire(engine: Engine, folder: Path, size: int) -> Company:
    """Import a company of that size."""
    file = folder / "people.csv"
    file.write_bytes(file_of(lines_of(size)))
    archive = engine.archive
    imported = await import_people(file, archive.directory, await archive.naming_key(), JOINED)
    assert imported.reading.problems == ()
    return Company(engine, await archive.people())
