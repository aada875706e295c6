"""A whole cycle played in memory by the real deciders: what a log of it would hold."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from pydantic import JsonValue

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_text
from activities.population import Population, plan_session, populate
from domain.calibration import commands as k
from domain.calibration.session import SessionState
from domain.calibration.session import decide as decide_session
from domain.calibration.session import fold as fold_session
from domain.content import ContentRef
from domain.cycle.events import CycleLaunched, LaunchResult, PeopleTakenIn
from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act
from domain.ids import OrganisationId, PersonId, ReviewId, SessionId, cycle_id
from domain.people import Organisation
from domain.people_events import PersonEvent, differences
from domain.review import commands as c
from domain.review.decide import decide
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan, Seat
from domain.review.planning import seat_of
from domain.review.state import OpenStep, ReviewState
from domain.review.verdict import Verdict
from storage.event_types import DomainEvent
from tests.invented_people import person

ORGANISATION = OrganisationId(UUID(int=7))
LAUNCHED_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
MET_AT = datetime(2026, 11, 18, 14, tzinfo=UTC)

Words = dict[str, JsonValue]
Stage = Callable[[UUID, UUID, Mapping[str, JsonValue]], Awaitable[ContentRef]]


@dataclass(frozen=True)
class Habit:
    """How somebody goes through a review: how soon, how often it is returned, how it is signed."""

    days: float = 1.0
    is_returned: bool = False
    signature: Verdict = Verdict.ACKNOWLEDGED
    rating: int = 3
    never_does: frozenset[str] = frozenset()
    is_turned_down: bool = False


PROMPT = Habit()
LATE = Habit(days=16.0, rating=2)
RETURNED = Habit(days=2.0, is_returned=True, rating=4)
DISPUTING = Habit(signature=Verdict.DISPUTED, rating=2)
DECLINING = Habit(days=4.0, signature=Verdict.DECLINED, rating=1)
TURNED_DOWN = Habit(days=1.5, is_turned_down=True)
SILENT = Habit(
    days=3.0, never_does=frozenset({"agree_goals", "mid_year_notes", "peer_feedback"}), rating=5
)


@dataclass(frozen=True)
class Batch:
    """The events of one decision, for one stream that stands at `expected`."""

    stream: UUID
    expected: int
    events: tuple[DomainEvent, ...]


@dataclass
class Story:
    """One review as it goes on: its state, and every decision so far."""

    review: ReviewId
    habit: Habit
    stage: Stage
    peers: tuple[Seat, ...] = ()
    state: ReviewState = field(default_factory=ReviewState)
    batches: list[Batch] = field(default_factory=list)

    def ask(self, command: c.Command) -> None:
        """Carry a command out."""
        events = decide(self.state, command)
        if events:
            self.batches.append(Batch(self.review, self.state.version, tuple(events)))
            self.state = fold(events, self.state)

    async def go_on(self, until: datetime) -> None:
        """Let people act and time pass until then, or until only the panel is waited for."""
        while not self.state.is_closed:
            wake = self.state.next_wake()
            acts = [(self._acts_at(o), o) for o in self.state.open if self._will_act(o)]
            at, step = min(acts, default=(None, None), key=lambda act: act[0])
            if wake is not None and (at is None or wake.at < at):
                at, step = wake.at, None
            if at is None or at > until:
                return
            self.ask(await self._submission(step, at) if step else c.PassTime(at=at))

    def _will_act(self, step: OpenStep) -> bool:
        ignored = step.times == 0 and step.step in self.habit.never_does
        return step.holder is not None and not ignored

    def _acts_at(self, step: OpenStep) -> datetime:
        return step.opens + timedelta(days=self.habit.days)

    async def _submission(self, step: OpenStep, at: datetime) -> c.SubmitStep:
        verdict = self._verdict(step)
        name = f"{self.review}:{step.step}:{step.seat}:{step.round}"
        assert step.assignee is not None
        nominates = self.state.spec(step.step).act is Act.NOMINATE
        content = await self.stage(
            uuid5(self.review, name), self.state.planned.reviewee, self._words(step, verdict)
        )
        return c.SubmitStep(
            at=at,
            step=step.step,
            actor=step.assignee,
            verdict=verdict,
            submission=name,
            content=content,
            peers=self.peers if nominates else (),
        )

    def _verdict(self, step: OpenStep) -> Verdict:  # noqa: PLR0911 - one case an act
        match self.state.spec(step.step).act:
            case Act.AGREE:
                is_returned = self.habit.is_returned and step.round == 1
                return Verdict.SENT_BACK if is_returned else Verdict.AGREED
            case Act.FEEDBACK:
                is_turned_down = self.habit.is_turned_down and step.seat == 0
                return Verdict.TURNED_DOWN if is_turned_down else Verdict.SUBMITTED
            case Act.SHARE:
                return Verdict.SHARED
            case Act.SIGN:
                return self.habit.signature if step.round == 1 else Verdict.ACKNOWLEDGED
            case Act.RESOLVE:
                return Verdict.AMENDED
            case Act.WITNESS:
                return Verdict.WITNESSED
            case _:
                return Verdict.SUBMITTED

    def _words(self, step: OpenStep, verdict: Verdict) -> Words:
        if verdict is Verdict.AMENDED:
            return {"reason": "The second project was overlooked.", "rating": self.habit.rating + 1}
        if self.state.spec(step.step).act is Act.RATE:
            return {"rating": self.habit.rating, "reasons": "Delivered the optics line early."}
        return {"text": f"Some confidential words about {step.step}."}


@dataclass(frozen=True)
class PlayedCycle:
    """Everything a log of the cycle would hold, stream by stream."""

    launch: CycleLaunched
    people: Organisation
    opening: Sequence[Batch]
    stories: Sequence[Story]
    sessions: Sequence[Batch]

    def batches(self) -> list[Batch]:
        """Every decision in the order in which it was taken, beginning with the directory."""
        told = [batch for story in self.stories for batch in story.batches]
        later = sorted([*told, *self.sessions], key=lambda batch: batch.events[0].at)
        return [*self.opening, *later]


def organisation(count: int) -> Organisation:
    """Invent a small firm: a head, somebody in HR, a few managers, and the rest."""
    head = person("1", department="Board")
    hr = person("2", "1", department="People", hr_partner=None)
    managers = [
        person(str(number), "1", hr_partner=hr.id, department=department)
        for number, department in enumerate(("Optics", "Sales"), start=3)
    ]
    rest = [
        person(str(number), str(3 + number % 2), hr_partner=hr.id, department=each)
        for number in range(5, count + 1)
        for each in [("Optics", "Sales")[(number - 3) % 2]]
    ]
    return Organisation([head, hr, *managers, *rest])


def annual() -> CycleDefinition:
    """The annual template."""
    found = read_cycle(template_text("annual-six-stage")).definition
    assert found is not None
    return found


def launch_of(people: Organisation, reviewees: Sequence[PersonId]) -> CycleLaunched:
    """Launch the annual cycle for these people, owned by HR."""
    definition = annual()
    owner = people.by_number("2")
    assert owner is not None
    return CycleLaunched(
        at=LAUNCHED_AT,
        organisation=ORGANISATION,
        cycle=cycle_id(ORGANISATION, definition.key),
        definition=definition,
        people=tuple(reviewees),
        hr_owner=owner.id,
    )


def colleagues_of(population: Population, reviewee: PersonId) -> tuple[Seat, ...]:
    """Seat three colleagues of somebody, as a nomination does."""
    setting = population.setting
    about = setting.people[reviewee]
    found = [one for one in setting.people.values() if one.id not in (reviewee, about.manager)]
    return tuple(seat_of(setting, about, one, None) for one in found[-3:])


async def play(count: int, stage: Stage, habits: Sequence[Habit] = (PROMPT,)) -> PlayedCycle:
    """Play the whole year for `count` people of a firm, their habits taken in turn."""
    people = organisation(count + 4)
    reviewees = [one for one in people if one not in list(people)[:4]]
    launch = launch_of(people, reviewees)
    population = populate(launch, people, LAUNCHED_AT)
    stories = []
    for number, reviewee in enumerate(reviewees):
        plan = population.plan(reviewee)
        assert isinstance(plan, ReviewPlan)
        peers = colleagues_of(population, reviewee)
        story = Story(plan.review, habits[number % len(habits)], stage, peers)
        story.ask(c.OpenReview(at=LAUNCHED_AT, plan=plan))
        stories.append(story)
        await story.go_on(MET_AT)
    sessions = [
        batch
        for session in population.members
        for batch in await _hold(population, session, stories, stage)
    ]
    for story in stories:
        await story.go_on(datetime(2027, 12, 31, tzinfo=UTC))
    return PlayedCycle(launch, people, _opening(launch, people, stories), stories, sessions)


async def _hold(
    population: Population, session: SessionId, stories: Sequence[Story], stage: Stage
) -> list[Batch]:
    """Have a panel move the first rating of its group and lock the rest."""
    plan = plan_session(population, session, LAUNCHED_AT)
    assert plan is not None
    first, chair = plan.members[0], plan.facilitator.person
    reason: Words = {"rating": 4, "reason_code": "evidence", "reason": "The audit was missed."}
    moved = await stage(uuid5(session, "moved"), first.reviewee, reason)
    batches: list[Batch] = []
    state = SessionState()
    for command in (
        k.OpenSession(at=LAUNCHED_AT, plan=plan),
        k.MoveRating(at=MET_AT, review=first.review, actor=chair, submission="move", content=moved),
        k.LockSession(at=MET_AT + timedelta(hours=1), actor=chair, submission="lock"),
    ):
        events = decide_session(state, command)
        batches.append(Batch(session, state.version, tuple(events)))
        state = fold_session(events, state)
    members = {member.review for member in plan.members}
    for story in stories:
        if story.review in members and not story.state.is_closed:
            settled = state.moved.get(story.review)
            at = MET_AT + timedelta(hours=2)
            story.ask(c.SettleCalibration(at=at, session=session, content=settled))
    return batches


def _opening(launch: CycleLaunched, people: Organisation, stories: Sequence[Story]) -> list[Batch]:
    """Enter the people, launch the cycle, and note a result for everybody."""
    joined: list[PersonEvent] = [
        event for one in people.values() for event in differences(None, 0, one, LAUNCHED_AT)
    ]
    results = tuple(
        LaunchResult(
            person=story.state.planned.reviewee,
            outcome="opened",
            review=story.review,
            session=story.state.planned.session,
        )
        for story in stories
    )
    taken_in = PeopleTakenIn(at=LAUNCHED_AT, page=0, results=results)
    return [
        *(Batch(event.person, 0, (event,)) for event in joined),
        Batch(launch.cycle, 0, (launch, taken_in)),
    ]
