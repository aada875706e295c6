"""Development plans that are followed on an engine, after reviews that were completed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from uuid import uuid4, uuid5

from pydantic import JsonValue
from temporalio.api.history.v1 import HistoryEvent

from activities import naming
from activities.follow_plan import start_plan
from activities.look_after_plan import LOOKED_AFTER
from domain.cycle.events import CycleLaunched
from domain.definition.conversation import Development, Rhythm
from domain.definition.cycle import CycleDefinition, Stage, Step
from domain.definition.deadlines import When
from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind, Role
from domain.development.events import Event, PlanEvent
from domain.development.state import PlanState
from domain.ids import (
    CycleId,
    PersonId,
    PlanId,
    ReviewId,
    StageId,
    StepId,
    cycle_id,
    plan_id,
    review_id,
)
from domain.review import commands as c
from domain.review import events as e
from domain.review.decide import decide
from domain.review.state import ReviewState
from domain.review.verdict import Verdict
from gateway.development import OnPlan, PlanDesk
from gateway.submitting import content_id
from storage.development import read_plan_stream
from storage.journal import Entry
from storage.read_models.waiting import wait_for
from tests.unit.review.sample_plan import local, of_one, seat, step
from tests.workflow.company import HR, Company
from tests.workflow.engine import Engine, beginning
from tests.workflow.under_way import OF_THE_CLOCK, Handle, until_it_waits
from workflows.development import hour_of

SIGNED = "2027-01-13 10:00"
"""A Wednesday."""

MONDAY_AT_FIVE = 5

RULES = Development(
    rhythms={
        "usual": Rhythm(title="Every 30 days", check_ins=(30, 60, 90)),
        "close": Rhythm(title="Every 14 days", check_ins=(14, 28, 42), decides=True),
    }
)


def definition(key: str = "2026") -> CycleDefinition:
    """A cycle that is nothing but a development plan."""
    asked = FormField(id="plan", label="Plan?", kind=FieldKind.PLAN)
    written = Step(
        id=StepId("write_plan"),
        title="Plan",
        role=Role.REVIEWEE,
        form="plan",
        due=When(working_days=5),
    )
    return CycleDefinition(
        key=key,
        title=f"Plans of {key}",
        begins=date(2027, 1, 4),
        ends=date(2027, 1, 29),
        stages=(Stage(id=StageId("plan"), title="Plan", steps=(written,)),),
        forms={"plan": Form(title="Plan", fields=(asked,))},
        development=RULES,
    )


def words_of(rhythm: str, owner: object) -> dict[str, JsonValue]:
    """A plan as the form keeps it; what differs by rhythm differs in its words alone."""
    goals: list[JsonValue] = [{"id": "1", "what": "Ten calm talks", "seen_by": "Notes"}]
    return {
        "strengths": "Explains hard things simply",
        "aims": [{"id": "1", "skill": None, "what": "Listen", "seen_by": "Others speak"}],
        "goals": goals if rhythm == "close" else [],
        "actions": [{"id": "1", "what": "Read a book", "owner": str(owner), "due": "2027-03-01"}],
        "support": "An hour every other week",
        "rhythm": rhythm,
    }


@dataclass(frozen=True)
class Followed:
    """A plan that is followed."""

    company: Company
    number: str
    review: ReviewId

    @property
    def id(self) -> PlanId:
        return plan_id(self.review)

    @property
    def engine(self) -> Engine:
        return self.company.engine

    @property
    def handle(self) -> Handle:
        name = naming.plan_workflow(self.engine.archive.organisation, self.id)
        return self.engine.client.get_workflow_handle(name)

    @property
    def desk(self) -> PlanDesk:
        return PlanDesk(self.engine.archive, self.engine.client)

    async def weeks(self, number: int) -> None:
        """Let weeks pass for this plan."""
        await self.engine.advance(self.handle, timedelta(days=7 * number))

    async def weeks_to_the_end(self) -> None:
        """Let the weeks pass for which every plan is looked after, over or not."""
        await self.engine.skipper.fast_forward(self.handle, LOOKED_AFTER + timedelta(days=8))
        await self.handle.result()

    def on(self, who: str, at: str, request: str = "") -> OnPlan:
        """Somebody asks something, at a moment of the cycle."""
        person = self.company[who]
        return OnPlan(self.id, person, local(at), request or f"{who} {at}")

    async def state(self) -> PlanState:
        return await read_plan_stream(self.engine.archive.journal, self.id)

    async def facts(self) -> list[Event]:
        recorded = await self.engine.archive.journal.read(self.id)
        return [each.event for each in recorded if isinstance(each.event, PlanEvent)]

    async def told(self) -> list[str]:
        """What happened, and on which day of which month."""
        return [f"{each.type} {each.at:%d.%m.}" for each in await self.facts()]

    async def history(self) -> Sequence[HistoryEvent]:
        found = (await self.handle.fetch_history()).events
        return [event for event in found if event.event_type not in OF_THE_CLOCK]


def review_looked_after(cycle: CycleId, reviewee: PersonId, hour: int) -> ReviewId:
    """An id of a review whose plan is looked after at that hour of the week."""
    ids = (uuid5(review_id(cycle, reviewee), str(number)) for number in count())
    return next(ReviewId(found) for found in ids if hour_of(plan_id(ReviewId(found))) == hour)


async def completed_review(
    company: Company, number: str, rhythm: str, *, at: str = SIGNED, key: str, hour: int
) -> ReviewId:
    """Record a review in which somebody wrote a plan; it is as good as completed."""
    archive, reviewee = company.engine.archive, company[number]
    cycle = await _launch(company, key, local(at))
    review = review_looked_after(cycle, reviewee, hour)
    opened = of_one(step("write_plan", seats=[seat(reviewee)])).model_copy(
        update={
            "organisation": archive.organisation,
            "cycle": cycle,
            "review": review,
            "reviewee": reviewee,
        }
    )
    events = list(decide(ReviewState(), c.OpenReview(at=local(at), plan=opened)))
    request = str(uuid4())
    words: dict[str, JsonValue] = {"plan": words_of(rhythm, reviewee)}
    content = await archive.vault.stage(content_id(request), reviewee, words)
    submitted = e.StepSubmitted(
        at=local(at),
        step=StepId("write_plan"),
        seat=0,
        round=1,
        actor=reviewee,
        verdict=Verdict.SUBMITTED,
        submission=request,
        content=content,
    )
    outcome = await archive.journal.append(
        review, 0, [Entry(each) for each in (*events, submitted)]
    )
    assert await wait_for(archive.readers, getattr(outcome, "position", 0), 20.0)
    return review


async def follow(
    company: Company,
    number: str,
    rhythm: str,
    *,
    key: str = "2026",
    at: str = SIGNED,
    hour: int = MONDAY_AT_FIVE,
) -> Followed:
    """Begin to follow the plan of a review, which is looked after at that hour of the week."""
    review = await completed_review(company, number, rhythm, at=at, key=key, hour=hour)
    followed = Followed(company, number, review)
    await start_plan(company.engine.archive, company.engine.client, review, local(at))
    await until_it_waits(followed.handle)
    return followed


async def _launch(company: Company, key: str, at: datetime) -> CycleId:
    archive = company.engine.archive
    cycle = cycle_id(archive.organisation, key)
    if await archive.journal.read(cycle):
        return cycle
    launched = CycleLaunched(
        at=at,
        organisation=archive.organisation,
        cycle=cycle,
        definition=definition(key),
        people=tuple(company.people),
        hr_owner=company[HR],
        tempo=beginning(at),
    )
    await archive.journal.append(cycle, 0, [Entry(launched)])
    return cycle
