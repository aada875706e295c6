"""Whatever happens to a review, in whatever order, these things hold."""

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter

from domain.definition.deadlines import When
from domain.definition.words import Act, Role
from domain.errors import ReviewError
from domain.ids import StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review.decide import decide
from domain.review.evolve import evolve, fold
from domain.review.plan import ReviewPlan, Seat
from domain.review.reopening import reopenable
from domain.review.state import OpenStep, ReviewState
from domain.review.verdict import ALLOWED, Verdict
from tests.unit.review.any_plan import COLLEAGUES, anybody, leaves, plans, rules, seats_of
from tests.unit.review.sample_plan import (
    HR,
    NEWCOMER,
    ONE_PEER,
    OTHER_PEER,
    REVIEWEE,
    SECOND_LINE,
    SESSION,
    local,
    seat,
    words,
)

EVENT: TypeAdapter[e.Event] = TypeAdapter(e.Event)
KINDLY = (
    Verdict.SUBMITTED,
    Verdict.AGREED,
    Verdict.SHARED,
    Verdict.ACKNOWLEDGED,
    Verdict.UPHELD,
    Verdict.WITNESSED,
)
PUT_FORWARD = ((NEWCOMER,), (ONE_PEER, OTHER_PEER), (OTHER_PEER, NEWCOMER, SECOND_LINE))


class AnyReview(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state = ReviewState()
        self.events: list[e.Event] = []
        self.now = local("2026-03-02 10:00")
        self.last: c.Command | None = None
        self.asked = 0

    def ask(self, command: c.Command) -> bool:
        """Put a command to the review; False when it was refused, which must leave no trace."""
        self.last = None
        before = self.state.model_dump_json()
        try:
            told = decide(self.state, command)
        except ReviewError:
            assert self.state.model_dump_json() == before
            assert not isinstance(command, c.PassTime), "time can always pass"
            return False
        for event in told:
            assert not self.state.is_closed, "nothing happens after the end"
            self._check_told(event)
            self.state = evolve(self.state, event)
        self.events += told
        self.last = command
        return True

    def _check_told(self, event: e.Event) -> None:
        if isinstance(event, e.StepSubmitted | e.StepSentBack):
            instance = self.state.instance(event.step, event.seat)
            assert instance is not None
            assert (instance.assignee, instance.round) == (event.actor, event.round)
            assert instance.opens <= event.at
        if isinstance(event, e.StepOpened | e.StepHandedOver) and event.due is not None:
            assert event.due > event.at

    def request(self) -> str:
        self.asked += 1
        return f"request {self.asked}"

    def doable(self) -> list[OpenStep]:
        return [o for o in self.state.open if o.holder is not None and o.opens <= self.now]

    def answer(self, instance: OpenStep, verdict: Verdict) -> c.SubmitStep:
        assert instance.holder is not None
        nominates = self.state.spec(instance.step).act is Act.NOMINATE
        return c.SubmitStep(
            at=self.now,
            step=instance.step,
            actor=instance.holder.person,
            verdict=verdict,
            submission=self.request(),
            content=words(f"words {self.asked}"),
            peers=tuple(seat(one) for one in PUT_FORWARD[self.asked % 3]) if nominates else (),
        )

    @initialize(plan=plans())
    def open(self, plan: ReviewPlan) -> None:
        assert self.ask(c.OpenReview(at=self.now, plan=plan))

    @precondition(lambda self: self.doable())
    @rule(data=st.data())
    def somebody_does_a_step(self, data: st.DataObject) -> None:
        instance = data.draw(st.sampled_from(self.doable()))
        act = self.state.spec(instance.step).act
        verdict = data.draw(st.sampled_from(ALLOWED[act]))
        done = self.ask(self.answer(instance, verdict))
        assert done or self.state.paused_since or verdict is Verdict.DISPUTED

    @rule(data=st.data(), verdict=st.sampled_from(Verdict), actor=st.sampled_from(COLLEAGUES))
    def somebody_tries_anything(self, data: st.DataObject, verdict: Verdict, actor: object) -> None:
        steps = [step.id for step in self.state.planned.steps]
        self.ask(
            c.SubmitStep.model_validate(
                {
                    "at": self.now,
                    "step": data.draw(st.sampled_from([*steps, "unknown"])),
                    "actor": actor,
                    "verdict": verdict,
                    "submission": self.request(),
                    "content": data.draw(st.sampled_from((None, words("anything")))),
                }
            )
        )

    @rule(hours=st.integers(1, 24 * 40))
    def time_passes(self, hours: int) -> None:
        self.pass_time(self.now + timedelta(hours=hours))

    @precondition(lambda self: self.state.next_wake() is not None)
    @rule()
    def the_timer_fires(self) -> None:
        wake = self.state.next_wake()
        assert wake is not None
        self.pass_time(max(self.now, wake.at))

    def pass_time(self, at: datetime) -> None:
        self.now = at
        assert self.ask(c.PassTime(at=at))
        wake = self.state.next_wake()
        assert wake is None or wake.at > at, "a timer that is set has not fired yet"

    @rule(data=st.data(), by_rule=rules)
    def hr_extends_a_stage(self, data: st.DataObject, by_rule: When) -> None:
        stages = [stage.id for stage in self.state.planned.stages]
        name = data.draw(st.sampled_from([*stages, "unknown"]))
        self.ask(
            c.Extend.model_validate(
                {"at": self.now, "stage": name, "by_rule": by_rule, "request": self.request()}
            )
        )

    @rule(
        person=st.none() | st.sampled_from((*COLLEAGUES, REVIEWEE)),
        to=st.none() | anybody | seats_of(REVIEWEE),
        role=st.none() | st.sampled_from(Role),
    )
    def a_part_changes_hands(self, person: object, to: Seat | None, role: Role | None) -> None:
        self.ask(
            c.HandOver.model_validate(
                {
                    "at": self.now,
                    "request": self.request(),
                    "role": role,
                    "from_person": person,
                    "to": to,
                }
            )
        )

    @rule(person=st.sampled_from((*COLLEAGUES, REVIEWEE)), leave=leaves, backwards=st.booleans())
    def somebody_is_away(
        self, person: object, leave: tuple[object, object], *, backwards: bool
    ) -> None:
        start, end = leave if not backwards else leave[::-1]
        self.ask(
            c.RecordLeave.model_validate(
                {
                    "at": self.now,
                    "person": person,
                    "start": start,
                    "end": end,
                    "request": self.request(),
                }
            )
        )

    @rule()
    def hr_pauses(self) -> None:
        self.ask(c.PauseReview(at=self.now, request=self.request(), by=HR))

    @rule()
    def hr_resumes(self) -> None:
        self.ask(c.ResumeReview(at=self.now, request=self.request(), by=HR))

    @rule()
    def the_panel_settles(self) -> None:
        self.ask(c.SettleCalibration(at=self.now, session=SESSION, content=words("rating")))

    @rule(data=st.data(), is_kind=st.booleans())
    def hr_has_a_step_done_again(self, data: st.DataObject, *, is_kind: bool) -> None:
        possible = reopenable(self.state) if is_kind else []
        steps = possible or [*(step.id for step in self.state.planned.steps), StepId("unknown")]
        wanted = data.draw(st.sampled_from(steps))
        asked = c.ReopenStep(
            at=self.now, step=wanted, request=self.request(), by=HR, content=words("again")
        )
        assert self.ask(asked) or not possible

    @rule(late=st.booleans())
    def hr_nudges(self, *, late: bool) -> None:
        self.ask(c.NudgeReview(at=self.now, late=late, request=self.request(), by=HR))

    @precondition(lambda self: self.asked > 15)
    @rule()
    def the_review_is_cancelled(self) -> None:
        self.ask(c.CancelReview(at=self.now, cause="withdrawn", request=self.request(), by=HR))

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_same_is_asked_again(self) -> None:
        assert self.last is not None
        assert decide(self.state, self.last) == ()

    @invariant()
    def every_event_counts(self) -> None:
        assert self.state.version == len(self.events)

    @invariant()
    def no_fact_is_recorded_twice(self) -> None:
        keys = Counter(event.key() for event in self.events)
        assert [key for key, count in keys.items() if count > 1] == []

    @invariant()
    def open_steps_belong_to_the_stage_that_is_open(self) -> None:
        if self.state.plan is None:
            return
        stage = self.state.planned.stages[self.state.stage] if self.state.open else None
        assert {o.step for o in self.state.open} <= {s.id for s in (stage.steps if stage else ())}
        places = [(o.step, o.seat) for o in self.state.open]
        assert len(places) == len(set(places))

    @invariant()
    def every_open_step_has_somebody_and_a_clock(self) -> None:
        for instance in self.state.open:
            spec = self.state.spec(instance.step)
            assert (instance.clock is None) == (spec.act is Act.CALIBRATE)
            if instance.is_blocked:
                assert instance.clock is not None
                assert len(instance.clock.rungs) == len(self.state.planned.blocked.rungs)
            if instance.assignee == REVIEWEE and spec.role is not Role.REVIEWEE:
                assert instance.times > 0, "only a definition hands a step to the reviewee"

    @invariant()
    def a_review_that_is_not_over_has_something_to_do(self) -> None:
        if self.state.plan is not None and not self.state.is_closed:
            assert self.state.open

    @invariant()
    def nobody_is_reminded_more_often_than_planned(self) -> None:
        reminders = [event for event in self.events if isinstance(event, e.AssigneeReminded)]
        sent = Counter((event.instance, event.times, event.due) for event in reminders)
        for event in reminders:
            planned = self.state.spec(event.step).reminders
            most = len(planned.before) + len(planned.after)
            assert sent[event.instance, event.times, event.due] <= most

    def teardown(self) -> None:
        if self.state.plan is None:
            return
        self.goes_on_to_its_end()
        assert fold(self.events) == self.state
        read_back = [EVENT.validate_json(EVENT.dump_json(event)) for event in self.events]
        assert read_back == self.events
        assert ReviewState.model_validate_json(self.state.model_dump_json()) == self.state

    def goes_on_to_its_end(self) -> None:
        """When everybody does what they are asked to, a review ends."""
        self.ask(c.ResumeReview(at=self.now, request=self.request(), by=HR))
        for _ in range(60):
            if self.state.is_closed:
                return
            self.somebody_goes_on(self.state.open[0])
        raise AssertionError(f"never ends: {self.state.open}")

    def somebody_goes_on(self, instance: OpenStep) -> None:
        self.now = max(self.now, instance.opens)
        if instance.clock is None:
            assert self.ask(c.SettleCalibration(at=self.now, session=SESSION, content=None))
        elif instance.holder is None:
            role = self.state.spec(instance.step).role
            person = REVIEWEE if role is Role.REVIEWEE and instance.times == 0 else HR
            self.give_to(seat(person), role)
        else:
            act = self.state.spec(instance.step).act
            verdict = next(verdict for verdict in KINDLY if verdict in ALLOWED[act])
            assert self.ask(self.answer(instance, verdict))

    def give_to(self, to: Seat, role: Role) -> None:
        """Name somebody for a blocked step; who is away for years is back first."""
        given = c.HandOver(
            at=self.now, request=self.request(), role=role, from_person=None, to=to, by=HR
        )
        if not self.ask(given):
            self.now += timedelta(days=600)
            assert self.ask(given.model_copy(update={"at": self.now}))


TestAnyReview = AnyReview.TestCase
TestAnyReview.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
