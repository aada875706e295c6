"""Where a review stands: nothing but the fold of its events."""

from datetime import datetime

from pydantic import Field, field_serializer

from domain.clock import Clock, Wake
from domain.definition.deadlines import When
from domain.definition.words import Act, Condition
from domain.ids import PersonId, StageId, StepId
from domain.review.plan import PlannedStep, ReviewPlan, Seat
from domain.review.verdict import Verdict
from domain.value import Fact


def _is_empty(value: object) -> bool:
    return not value


class OpenStep(Fact):
    """One open instance of a step: one seat, one round.

    `holder` is None while the step is blocked, and while it waits for the panel's session;
    only the latter has no clock.
    """

    step: StepId
    seat: int
    round: int
    holder: Seat | None
    opens: datetime
    clock: Clock | None
    times: int = 0  # how often it has changed hands or been blocked
    may_expire: bool = True
    nudged: datetime | None = Field(default=None, exclude_if=_is_empty)  # when HR asked last

    @property
    def is_blocked(self) -> bool:
        """Whether nobody can do this step at present."""
        return self.holder is None and self.clock is not None

    @property
    def assignee(self) -> PersonId | None:
        """Give the person who has to act, if there is one."""
        return self.holder.person if self.holder else None


class ReviewState(Fact):
    """A review as far as its events tell."""

    version: int = 0
    plan: ReviewPlan | None = None
    stage: int = -1
    opens: datetime | None = None  # from when on the steps of the current stage can be done
    open: tuple[OpenStep, ...] = ()
    done: frozenset[StepId] = frozenset()
    rounds: dict[StepId, int] = Field(default_factory=dict)
    extensions: dict[StageId, tuple[When, ...]] = Field(default_factory=dict)
    conditions: frozenset[Condition] = frozenset()
    disputes: int = 0
    signature: Verdict | None = None
    is_settled: bool = False
    is_closed: bool = False
    paused_since: datetime | None = None
    record_sha256: str = ""
    nominated: dict[StepId, tuple[Seat | None, ...]] = Field(
        default_factory=dict, exclude_if=_is_empty
    )  # by the step that nominates, until it is settled who is asked
    heard: frozenset[StepId] = Field(
        default=frozenset(), exclude_if=_is_empty
    )  # feedback of which a seat was answered or expired in this round
    returns: int = Field(default=0, exclude_if=_is_empty)  # how often it went back a stage
    afresh: frozenset[StepId] = Field(
        default=frozenset(), exclude_if=_is_empty
    )  # what was taken back when an earlier step was opened again
    seen: frozenset[str] = frozenset()

    @field_serializer("done", "conditions", "seen", "heard", "afresh")
    def _in_order(self, names: frozenset[str]) -> list[str]:
        return sorted(names)

    @property
    def planned(self) -> ReviewPlan:
        """Give the plan of a review that has been opened."""
        if self.plan is None:
            raise ValueError("this review has not been opened")
        return self.plan

    def spec(self, step: StepId) -> PlannedStep:
        """Give what the plan says of a step of this review."""
        found = self.planned.step(step)
        if found is None:
            raise ValueError(f"the plan has no step {step}")
        return found

    def instance(self, step: StepId, seat: int) -> OpenStep | None:
        """Give the open instance of that step and seat, if there is one."""
        return next((o for o in self.open if (o.step, o.seat) == (step, seat)), None)

    def is_done(self, step: PlannedStep) -> bool:
        """Whether nothing is left to do on a step."""
        return step.id in self.done or (step.act is Act.CALIBRATE and self._needs_no_panel)

    @property
    def _needs_no_panel(self) -> bool:
        return self.is_settled or self.planned.session is None

    def applies(self, step: PlannedStep) -> bool:
        """Whether a step exists at all as things stand."""
        return step.only_if is None or step.only_if in self.conditions

    def next_wake(self) -> Wake | None:
        """Give the next moment at which something falls due, or None when nothing can."""
        if self.is_closed or self.paused_since is not None:
            return None
        wakes = (o.clock.next_wake() for o in self.open if o.clock is not None)
        return min((w for w in wakes if w is not None), key=lambda wake: wake.at, default=None)
