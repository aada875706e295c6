"""A firm whose reviews have just been opened, and whose people give each other feedback."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg

from activities.intake.cycle_file import read_cycle
from activities.population import populate
from domain.definition.conversation import FeedbackRules
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import CycleId, FeedbackId, PersonId
from domain.people import Organisation
from domain.people_events import differences
from domain.review.commands import OpenReview
from domain.review.plan import ReviewPlan
from gateway.feedback import Giving, give_feedback
from storage.archive import Archive
from storage.projections.projector import Projector
from storage.read_models.cycles import Cycle, cycle_of
from tests.played_cycle import LAUNCHED_AT, PROMPT, Batch, Story, launch_of, organisation
from tests.storage.reading import record, tables

ANNUAL = Path(__file__).parents[1] / "workflow" / "annual.yaml"
WORDS = "You kept the optics line running."
SPRING = LAUNCHED_AT + timedelta(days=60)


@dataclass
class Firm:
    """People by number: 1 leads all, 2 is HR, 3 and 4 lead those with odd and even numbers."""

    archive: Archive
    live: Projector
    people: Organisation
    cycle: CycleId
    given: int = 0

    def __getitem__(self, number: str) -> PersonId:
        person = self.people.by_number(number)
        assert person is not None
        return person.id

    async def give(
        self,
        giver: str,
        receiver: str,
        visible_to: VisibleTo = VisibleTo.BOTH,
        kind: FeedbackKind = FeedbackKind.PRAISE,
        at: datetime = SPRING,
    ) -> FeedbackId:
        """Give feedback and show it."""
        self.given += 1
        giving = Giving(
            request=str(self.given),
            giver=self[giver],
            receiver=self[receiver],
            kind=kind,
            visible_to=visible_to,
            words=WORDS,
            at=at,
        )
        await give_feedback(self.archive, giving)
        await self.live.catch_up()
        return giving.feedback

    async def running(self) -> Cycle:
        """The cycle as it was launched."""
        found = await cycle_of(self.archive.readers, self.cycle)
        assert found is not None
        return found

    async def notices(self) -> list[tuple[PersonId, str]]:
        """Whom the organisation is to tell of feedback, and how far that is."""
        rows = await self.archive.readers.fetch(
            "SELECT recipient, state FROM read.notices WHERE cycle = $1 AND reason = $2 "
            "ORDER BY position, recipient",
            self.archive.organisation,
            "feedback_given",
        )
        return [(row["recipient"], row["state"]) for row in rows]


async def found(archive: Archive, live: Projector, until: datetime = LAUNCHED_AT) -> Firm:
    """Record what happened in the year of four people up to a moment before the panel meets."""
    people = organisation(12)
    definition = read_cycle(ANNUAL.read_text()).definition
    assert definition is not None
    reviewees = list(people)[4:8]
    watched = definition.model_copy(update={"feedback": FeedbackRules()})
    launch = launch_of(people, reviewees).model_copy(update={"definition": watched})
    population = populate(launch, people, LAUNCHED_AT)
    stories = []
    for reviewee in reviewees:
        plan = population.plan(reviewee)
        assert isinstance(plan, ReviewPlan)
        story = Story(plan.review, PROMPT, archive.vault.stage)
        story.ask(OpenReview(at=LAUNCHED_AT, plan=plan))
        await story.go_on(until)
        stories.append(story)
    entered = [e for one in people.values() for e in differences(None, 0, one, LAUNCHED_AT)]
    opening = [*(Batch(e.person, 0, (e,)) for e in entered), Batch(launch.cycle, 0, (launch,))]
    await record(archive.journal, [*opening, *(b for story in stories for b in story.batches)])
    await live.catch_up()
    return Firm(archive, live, people, launch.cycle)


async def shown(pool: asyncpg.Pool) -> dict[str, list[str]]:
    """Everything the read models show."""
    async with pool.acquire() as connection:
        return await tables(connection)
