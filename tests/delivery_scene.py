"""A cycle in a real log, with people who can be written to: what tests of delivery stand on."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import asyncpg
from temporalio.testing import ActivityEnvironment

from activities.deliver import Deliverer, PutOff, Round
from activities.notify.channel import Channel
from activities.notify.linking import Linker
from activities.population import populate
from domain.cycle.events import CycleLaunched
from domain.definition.cycle import CycleDefinition
from domain.delivery.events import DeliveryEvent, delivery_stream
from domain.ids import CycleId, OrganisationId, StepId, cycle_id
from domain.people import Organisation, Person
from domain.people_events import PersonEvent, differences
from domain.review.commands import Command, OpenReview, SubmitStep
from domain.review.decide import decide
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan
from domain.review.state import ReviewState
from domain.review.verdict import Verdict
from storage.archive import Archive
from storage.event import Appended
from storage.journal import Entries, Entry
from storage.projections.projector import Projector
from tests.invented_people import person

ORGANISATION = OrganisationId(UUID(int=7))
MONDAY = datetime(2026, 1, 12, 8, tzinfo=UTC)  # 9:00 in Berlin
DEFINITION = CycleDefinition.model_validate(
    {
        "key": "annual-2026",
        "title": "Annual review 2026",
        "begins": "2026-01-05",
        "ends": "2026-12-18",
        "ladders": {"standard": {"rungs": [{"to": "manager_of_assignee", "after": 2}]}},
        "stages": [
            {
                "id": "rating",
                "title": "Rating",
                "steps": [
                    {
                        "id": "rate",
                        "title": "Rate the year",
                        "role": "manager",
                        "due": {"working_days": 3},
                        "reminders": {"before": [1], "after": []},
                        "ladder": "standard",
                    },
                    {
                        "id": "read",
                        "title": "Read the result",
                        "role": "reviewee",
                        "due": {"working_days": 3},
                    },
                ],
            }
        ],
    }
)
CYCLE = cycle_id(ORGANISATION, DEFINITION.key)
HEAD = person("1", country="DE", display_full_name="Hedda Voss")
HR = person("2", "1", country="DE", display_full_name="Pia Amann")
BOSS = person("3", "1", country="DE", hr_partner=HR.id, display_full_name="Mara Lind")


def report(number: int, boss: Person = BOSS) -> Person:
    """Invent somebody who reports to the boss."""
    return person(str(number), boss.employee_number, country="DE", hr_partner=HR.id)


@dataclass
class Scene:
    """A running cycle: open reviews, ask things of them, and deliver what follows."""

    archive: Archive
    pool: asyncpg.Pool
    cycle: CycleId = CYCLE
    reviews: dict[str, ReviewState] = field(default_factory=dict)
    people: Organisation = field(default_factory=Organisation)
    linker: Linker | None = None

    async def launch(
        self,
        reviewees: Iterable[Person],
        others: Iterable[Person] = (),
        erased: Iterable[Person] = (),
    ) -> None:
        """Enter everybody, launch the cycle and open the reviews, on a Monday at nine."""
        self.people = Organisation([HEAD, HR, BOSS, *others, *reviewees])
        known = [one for one in self.people.values() if one not in tuple(erased)]
        await self.enter(event for one in known for event in differences(None, 0, one, MONDAY))
        launch = CycleLaunched(
            at=MONDAY,
            organisation=ORGANISATION,
            cycle=self.cycle,
            definition=DEFINITION,
            people=tuple(one.id for one in reviewees),
            hr_owner=HR.id,
        )
        await self.archive.journal.append(self.cycle, 0, [Entry(launch)])
        for one in reviewees:
            await self._open(one, launch, MONDAY)

    async def launch_more(self, reviewee: Person, at: datetime) -> None:
        """Open one more review at that moment of the cycle."""
        await self.enter(differences(None, 0, reviewee, at))
        self.people = self.people.with_people([reviewee])
        launch = CycleLaunched(
            at=MONDAY,
            organisation=ORGANISATION,
            cycle=self.cycle,
            definition=DEFINITION,
            people=(reviewee.id,),
            hr_owner=HR.id,
        )
        await self._open(reviewee, launch, at)

    async def _open(self, reviewee: Person, launch: CycleLaunched, at: datetime) -> None:
        plan = populate(launch, self.people, at).plan(reviewee.id)
        assert isinstance(plan, ReviewPlan)
        self.reviews[reviewee.employee_number] = ReviewState()
        await self.ask(reviewee, OpenReview(at=at, plan=plan))

    async def enter(self, events: Iterable[PersonEvent]) -> None:
        """Record what happened to people."""
        asked = [Entries(one.person, one.version - 1, (Entry(one),)) for one in events]
        for outcome in await self.archive.journal.append_many(asked):
            assert isinstance(outcome, Appended)

    async def ask(self, reviewee: Person, command: Command) -> None:
        """Ask something of the review of a person and record what follows."""
        state = self.reviews[reviewee.employee_number]
        events = decide(state, command)
        after = self.reviews[reviewee.employee_number] = fold(events, state)
        outcome = await self.archive.journal.append(
            after.planned.review, state.version, [Entry(event) for event in events]
        )
        assert isinstance(outcome, Appended)

    async def submit(self, reviewee: Person, actor: Person, at: datetime) -> None:
        """Have somebody do the first step of a review."""
        review = self.reviews[reviewee.employee_number].planned.review
        content = await self.archive.vault.stage(
            uuid5(review, "rate"), reviewee.id, {"text": "Delivered the optics line early."}
        )
        command = SubmitStep(
            at=at,
            step=StepId("rate"),
            actor=actor.id,
            verdict=Verdict.SUBMITTED,
            submission=f"rate:{review}",
            content=content,
        )
        await self.ask(reviewee, command)

    async def catch_up(self) -> None:
        """Bring the read models up to the log."""
        archive = self.archive
        await Projector(archive.store, self.pool, archive.keys).catch_up()

    async def deliver(
        self,
        channel: Channel,
        at: datetime,
        *,
        is_last: bool = False,
        attempt: int = 1,
        passed: timedelta = timedelta(0),
    ) -> datetime | PutOff | None:
        """Run a round once the read models have caught up.

        It is the `attempt`-th try, which begins when so much time has `passed` since the first.
        """
        await self.catch_up()
        asked = Round(cycle=self.cycle, at=at, is_last=is_last)
        environment = ActivityEnvironment()
        environment.info = replace(
            environment.info, attempt=attempt, scheduled_time=at, started_time=at + passed
        )
        return await environment.run(Deliverer(self.archive, channel, self.linker).deliver, asked)

    async def ledger(self) -> list[DeliveryEvent]:
        """Read what the log says of messages, oldest first."""
        recorded = await self.archive.journal.read(delivery_stream(self.cycle))
        return [each.event for each in recorded if isinstance(each.event, DeliveryEvent)]
