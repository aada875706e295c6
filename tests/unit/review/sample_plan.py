"""Plans of invented reviews, and the words to play them: all of it readable defaults."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import TypeVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from domain.content import ContentRef
from domain.definition.deadlines import Reminders, When
from domain.definition.words import Act, AtExpiry, Condition, Role, Start
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, SessionId, StageId, StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review.decide import decide
from domain.review.evolve import evolve
from domain.review.plan import PlannedStage, PlannedStep, ReviewPlan, RungSeat, Seat
from domain.review.state import ReviewState
from domain.review.verdict import Verdict
from domain.working_calendar import WorkingCalendar
from tests.given_when_then import Decider

REVIEWEE, MANAGER, SECOND_LINE, ONE_PEER, OTHER_PEER, HR, HEAD_OF_HR, NEWCOMER, STRANGER = (
    PersonId(UUID(int=number)) for number in range(1, 10)
)
SESSION = SessionId(UUID(int=77))
BERLIN, KIRITIMATI = "DE|Europe/Berlin", "KI|Pacific/Kiritimati"
BY_NOW = When(working_days=0)

REVIEW: Decider[ReviewState, c.Command, e.Event] = Decider(ReviewState(), decide, evolve)


def calendar(zone: str = "Europe/Berlin", *days_off: date) -> WorkingCalendar:
    return WorkingCalendar(zone=zone, opens=time(9), closes=time(17), days_off=days_off)


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    """An instant in that zone, written `2026-03-02 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def words(text: str) -> ContentRef:
    """A reference to these sealed words."""
    digest = sha256(text.encode()).hexdigest()
    return ContentRef(id=uuid5(UUID(int=0), text), subject=REVIEWEE, sha256=digest)


def seat(
    person: PersonId,
    *rungs: tuple[PersonId, int],
    place: str = BERLIN,
) -> Seat:
    """Somebody with a ladder: by default HR hears after three days, the head of HR two later."""
    ladder = rungs or ((HR, 3), (HEAD_OF_HR, 2))
    return Seat(
        person=person,
        place=place,
        rungs=tuple(RungSeat(to=to, after=after) for to, after in ladder),
    )


HOLDERS = {
    Role.REVIEWEE: (seat(REVIEWEE, (MANAGER, 3), (HR, 2)),),
    Role.MANAGER: (seat(MANAGER, (SECOND_LINE, 3), (HR, 2)),),
    Role.SECOND_LINE_MANAGER: (seat(SECOND_LINE),),
    Role.PEER: (seat(ONE_PEER, (MANAGER, 3)), seat(OTHER_PEER, (MANAGER, 3))),
    Role.PANEL: (),
    Role.HR_PARTNER: (seat(HR, (HEAD_OF_HR, 3)),),
}


def step(  # noqa: PLR0913 - every field of a step that tests vary
    name: str,
    role: Role = Role.REVIEWEE,
    act: Act = Act.SUBMIT,
    *,
    due: When = When(working_days=10),  # noqa: B008 - frozen
    starts: Start = Start.AFTER_PREVIOUS,
    only_if: Condition | None = None,
    at_expiry: AtExpiry = AtExpiry.ESCALATE,
    hand_to: Seat | None = None,
    returns_to: str | None = None,
    seats: Sequence[Seat | None] | None = None,
    reminders: Reminders = Reminders(),  # noqa: B008 - frozen
    grace: int = 5,
) -> PlannedStep:
    return PlannedStep(
        id=StepId(name),
        role=role,
        act=act,
        starts=starts,
        only_if=only_if,
        due=due,
        rework_days=3,
        reminders=reminders,
        at_expiry=at_expiry,
        grace=grace,
        hand_to=hand_to,
        returns_to=StepId(returns_to) if returns_to else None,
        seats=tuple(HOLDERS[role] if seats is None else seats),
    )


def stage(name: str, *steps: PlannedStep, opens: When = BY_NOW) -> PlannedStage:
    return PlannedStage(id=StageId(name), opens=opens, steps=steps)


def plan(
    *stages: PlannedStage,
    session: SessionId | None = SESSION,
    disputes: int = 1,
    leaves: dict[PersonId, tuple[tuple[date, date], ...]] | None = None,
    owner: Seat | None = None,
) -> ReviewPlan:
    return ReviewPlan(
        organisation=OrganisationId(UUID(int=100)),
        cycle=CycleId(UUID(int=101)),
        review=ReviewId(UUID(int=102)),
        reviewee=REVIEWEE,
        place=BERLIN,
        stages=stages,
        blocked=owner or seat(HR, (HR, 2), (HEAD_OF_HR, 3)),
        session=session,
        disputes=disputes,
        calendars={BERLIN: calendar(), KIRITIMATI: calendar("Pacific/Kiritimati")},
        leaves=leaves or {},
    )


def of_one(*steps: PlannedStep, **changes: object) -> ReviewPlan:
    """A review of one stage."""
    return plan(stage("only", *steps)).model_copy(update=changes)


def goal_setting() -> PlannedStage:
    return stage(
        "goal_setting",
        step("propose_goals"),
        step("agree_goals", Role.MANAGER, Act.AGREE, returns_to="propose_goals"),
    )


def nominated_feedback(
    *, approved: bool = True, at_expiry: AtExpiry = AtExpiry.ESCALATE
) -> tuple[PlannedStep, ...]:
    """The reviewee nominates, the manager approves, and those who are named give feedback."""
    approval = step("approve", Role.MANAGER, Act.AGREE, returns_to="nominate")
    return (
        step("nominate", act=Act.NOMINATE),
        *((approval,) if approved else ()),
        step("feedback", Role.PEER, Act.FEEDBACK, seats=(), at_expiry=at_expiry),
    )


def sign_off() -> PlannedStage:
    return stage(
        "sign_off",
        step("share", Role.MANAGER, Act.SHARE),
        step("sign", act=Act.SIGN),
        step("resolve", Role.SECOND_LINE_MANAGER, Act.RESOLVE, only_if=Condition.DISPUTED),
        step("witness", Role.HR_PARTNER, Act.WITNESS, only_if=Condition.DECLINED),
    )


def annual() -> ReviewPlan:
    """The six stages of a year."""
    feedback = step(
        "peer_feedback", Role.PEER, starts=Start.WITH_STAGE, at_expiry=AtExpiry.COMPLETE_WITHOUT
    )
    return plan(
        goal_setting(),
        stage(
            "mid_year",
            step("mid_year_notes"),
            step("mid_year_talk", Role.MANAGER),
            opens=When(on=date(2026, 6, 15)),
        ),
        stage(
            "self_assessment",
            step("self_assessment"),
            feedback,
            opens=When(on=date(2026, 11, 2)),
        ),
        stage("manager_rating", step("rate", Role.MANAGER, Act.RATE)),
        stage("calibration", step("calibrate", Role.PANEL, Act.CALIBRATE)),
        sign_off(),
    )


def opening(of: ReviewPlan, at: str = "2026-03-02 10:00") -> c.OpenReview:
    """Open the review, on the morning of Monday 2 March 2026 unless said otherwise."""
    return c.OpenReview(at=local(at), plan=of)


def submit(
    name: str,
    actor: PersonId = REVIEWEE,
    at: str = "2026-03-03 10:00",
    verdict: Verdict = Verdict.SUBMITTED,
    text: str | None = "words",
) -> c.SubmitStep:
    return c.SubmitStep(
        at=local(at),
        step=StepId(name),
        actor=actor,
        verdict=verdict,
        submission=f"{name} by {actor.int} at {at}",
        content=words(text) if text else None,
    )


def nominate(
    *peers: PersonId | Seat,
    name: str = "nominate",
    actor: PersonId = REVIEWEE,
    at: str = "2026-03-03 10:00",
    calendars: dict[str, WorkingCalendar] | None = None,
    leaves: c.Leaves | None = None,
) -> c.SubmitStep:
    """Put colleagues forward; each works in Berlin and has the usual ladder."""
    seats = tuple(one if isinstance(one, Seat) else seat(one) for one in peers)
    extra = {"peers": seats, "calendars": calendars or {}, "leaves": leaves or {}}
    return submit(name, actor, at).model_copy(update=extra)


def passing(at: str) -> c.PassTime:
    return c.PassTime(at=local(at))


def settling(at: str = "2026-03-03 12:00", text: str | None = "rating") -> c.SettleCalibration:
    content = words(text) if text else None
    return c.SettleCalibration(at=local(at), session=SESSION, content=content)


def extending(
    name: str, at: str, *, to: date | None = None, days: int | None = None, request: str = ""
) -> c.Extend:
    rule = When(on=to) if to else When(working_days=days)
    return c.Extend(
        at=local(at), stage=StageId(name), by_rule=rule, request=request or f"extend at {at}", by=HR
    )


def handing(
    from_person: PersonId | None,
    to: PersonId | Seat | None,
    at: str = "2026-03-03 10:00",
    role: Role | None = None,
) -> c.HandOver:
    """Hand a part over; a person works in Berlin, with the usual ladder."""
    return c.HandOver(
        at=local(at),
        request=f"hand over at {at}",
        role=role,
        from_person=from_person,
        to=to if to is None or isinstance(to, Seat) else seat(to),
        by=HR,
    )


def away(person: PersonId, start: date, end: date, at: str = "2026-03-03 10:00") -> c.RecordLeave:
    return c.RecordLeave(
        at=local(at), person=person, start=start, end=end, request=f"leave at {at}"
    )


def pausing(at: str) -> c.PauseReview:
    return c.PauseReview(at=local(at), request=f"pause at {at}", by=HR)


def resuming(at: str) -> c.ResumeReview:
    return c.ResumeReview(at=local(at), request=f"resume at {at}", by=HR)


def cancelling(at: str = "2026-03-03 10:00", request: str = "leaver") -> c.CancelReview:
    return c.CancelReview(at=local(at), cause="left", request=request, by=HR)


E = TypeVar("E", bound=e.ReviewEvent)


@dataclass(frozen=True)
class Played:
    """What became of a review."""

    state: ReviewState
    events: tuple[e.Event, ...]
    last: tuple[e.Event, ...]  # what the last command led to

    def all(self, kind: type[E]) -> list[E]:
        """Every event of that kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    def new(self, kind: type[E]) -> list[E]:
        """The events of that kind that the last command led to."""
        return [event for event in self.last if isinstance(event, kind)]

    def due(self, name: str, number: int = 0) -> str:
        """When an open step is due, in Berlin."""
        instance = self.state.instance(StepId(name), number)
        assert instance is not None
        assert instance.clock is not None
        return f"{instance.clock.due.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%d %H:%M}"

    @property
    def open_steps(self) -> list[str]:
        return [instance.step for instance in self.state.open]


def play(*commands: c.Command) -> Played:
    """Carry out one command after the other; none may be refused."""
    state = ReviewState()
    events: tuple[e.Event, ...] = ()
    last: tuple[e.Event, ...] = ()
    for command in commands:
        last = decide(state, command)
        for event in last:
            state = evolve(state, event)
        events = (*events, *last)
    return Played(state, events, last)
