"""The rows of the read models while a page is folded; the tables themselves are SQL."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from domain.views.notices import Instance
from domain.views.ratings import Standing
from storage.projections.row import Json, Position, Row
from storage.projections.rows_actions import ActionRow, FollowUpRow
from storage.projections.rows_development import CheckInRow, PlanRow
from storage.projections.rows_feedback import FeedbackRow, QuietRow
from storage.projections.rows_launch import ScheduledLaunchRow


@dataclass(slots=True, kw_only=True, eq=False)
class PersonRow(Row):
    """Somebody in the directory, by name."""

    TABLE: ClassVar[str] = "people"
    KEY: ClassVar[tuple[str, ...]] = ("person",)

    person: UUID
    organisation: UUID
    version: int
    manager: UUID | None
    hr_partner: UUID | None
    employee_number: str
    display_full_name: str
    work_email: str
    department: str
    job_title: str
    job_family: str | None
    level: str | None
    location: str
    country: str | None
    time_zone: str
    start_date: date
    termination_date: date | None
    employment_status: str
    employment_type: str | None
    language: str | None
    leaves: Json


@dataclass(slots=True, kw_only=True, eq=False)
class CycleRow(Row):
    """A cycle and its definition."""

    TABLE: ClassVar[str] = "cycles"
    KEY: ClassVar[tuple[str, ...]] = ("cycle",)

    cycle: UUID
    organisation: UUID
    key: str
    title: str
    definition: str
    tempo: Json
    hr_owner: UUID | None
    people: int
    state: str = "running"
    launched_at: datetime
    closed_at: datetime | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class LaunchResultRow(Row):
    """What a launch did for one person."""

    TABLE: ClassVar[str] = "launch_results"
    KEY: ClassVar[tuple[str, ...]] = ("cycle", "person")

    cycle: UUID
    person: UUID
    outcome: str
    reason: str | None
    review: UUID | None
    session: UUID | None
    blocked: int


@dataclass(slots=True, kw_only=True, eq=False)
class ReviewRow(Row):
    """A review as a whole."""

    TABLE: ClassVar[str] = "reviews"
    KEY: ClassVar[tuple[str, ...]] = ("review",)

    review: UUID
    cycle: UUID
    organisation: UUID
    reviewee: UUID
    session: UUID | None
    stage: str | None = None
    stage_opens: datetime | None = None
    stages_done: int = 0
    state: str = "open"
    cause: str | None = None
    signature: str | None = None
    returned_step: str | None = None
    reopened_step: str | None = None
    opened_at: datetime
    closed_at: datetime | None = None
    paused_at: datetime | None = None
    version: int


@dataclass(slots=True, kw_only=True, eq=False)
class SeatRow(Row):
    """Who is to act at one seat of one step; named, or only put forward for it as yet."""

    TABLE: ClassVar[str] = "seats"
    KEY: ClassVar[tuple[str, ...]] = ("review", "step", "seat")

    review: UUID
    step: str
    seat: int
    stage: str
    role: str
    act: str
    is_conditional: bool
    is_opened: bool = False
    is_named: bool = True
    person: UUID | None
    follows: str = ""  # kinds of follow-ups, with commas


@dataclass(slots=True, kw_only=True, eq=False)
class StepRow(Row):
    """A step as it lay before one seat in one round."""

    TABLE: ClassVar[str] = "steps"
    KEY: ClassVar[tuple[str, ...]] = ("review", "step", "seat", "round")

    review: UUID
    step: str
    seat: int
    round: int
    cycle: UUID
    stage: str
    role: str
    act: str
    state: str
    assignee: UUID | None = None
    owner: UUID | None = None
    opens_at: datetime
    due: datetime | None
    done_at: datetime | None = None
    verdict: str | None = None
    submission: str | None = None
    actor: UUID | None = None
    reminders: int = 0
    rungs: int = 0
    times: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class RatingRow(Row):
    """The rating of a review, before and after the panel."""

    TABLE: ClassVar[str] = "ratings"
    KEY: ClassVar[tuple[str, ...]] = ("review",)

    review: UUID
    cycle: UUID
    session: UUID | None
    proposed: int | None = None
    proposed_by: UUID | None = None
    on_board: int | None = None
    calibrated: int | None = None
    amended: int | None = None
    final: int | None = None
    is_moved: bool = False
    moved_by: UUID | None = None
    reason_code: str | None = None

    @property
    def standing(self) -> Standing:
        """The levels in the form the domain folds them in."""
        return Standing(*(getattr(self, name) for name in Standing._fields))

    def take(self, standing: Standing) -> None:
        """Take over what the domain made of the levels."""
        for name, value in zip(Standing._fields, standing, strict=True):
            setattr(self, name, value)
        self.final, self.is_moved = standing.final, standing.is_moved


@dataclass(slots=True, kw_only=True, eq=False)
class SessionRow(Row):
    """A calibration session."""

    TABLE: ClassVar[str] = "sessions"
    KEY: ClassVar[tuple[str, ...]] = ("session",)

    session: UUID
    cycle: UUID
    organisation: UUID
    facilitator: UUID
    panel: Json
    co_facilitators: Json = "[]"
    opens_at: datetime
    due: datetime
    state: str = "open"
    moves: int = 0
    reminders: int = 0
    rungs: int = 0
    missing: int = 0
    locked_at: datetime | None = None
    locked_by: UUID | None = None
    version: int


@dataclass(slots=True, kw_only=True, eq=False)
class MemberRow(Row):
    """A review in a session, and who of the panel may not see it."""

    TABLE: ClassVar[str] = "session_members"
    KEY: ClassVar[tuple[str, ...]] = ("session", "review")

    session: UUID
    review: UUID
    reviewee: UUID
    hidden_from: Json
    is_withdrawn: bool = False
    moves: int = 0
    last_move: UUID | None = None  # its content


@dataclass(slots=True, kw_only=True, eq=False)
class NoticeRow(Row):
    """One thing one person is to be told, and what came of it."""

    TABLE: ClassVar[str] = "notices"
    KEY: ClassVar[tuple[str, ...]] = ("notice",)

    notice: UUID
    position: Position
    cycle: UUID
    recipient: UUID
    stream: UUID
    review: UUID | None = None
    session: UUID | None = None
    kind: str | None = None  # of what belongs to no cycle; `cycle` is then the organisation
    about: UUID | None = None
    subject: UUID | None = None
    holder: UUID | None = None
    step: str | None = None
    seat: int | None = None
    round: int | None = None
    reason: str
    not_before: datetime
    due: datetime | None
    made_at: datetime
    state: str = "waiting"
    message: UUID | None = None
    settled_at: datetime | None = None

    def is_about(self, instance: Instance) -> bool:
        """Whether this is about that step, seat and round."""
        step, seat, round_ = instance
        return self.step == step and self.seat == seat and self.round == round_


@dataclass(slots=True, kw_only=True, eq=False)
class DeliveryRow(Row):
    """One message and what became of it."""

    TABLE: ClassVar[str] = "deliveries"
    KEY: ClassVar[tuple[str, ...]] = ("message",)

    message: UUID
    cycle: UUID
    recipient: UUID
    channel: str
    at: datetime
    notices: Json
    state: str
    failure: str | None = None


TABLES: tuple[type[Row], ...] = (
    PersonRow,
    CycleRow,
    ScheduledLaunchRow,
    LaunchResultRow,
    ReviewRow,
    SeatRow,
    StepRow,
    RatingRow,
    SessionRow,
    MemberRow,
    NoticeRow,
    DeliveryRow,
    ActionRow,
    FollowUpRow,
    PlanRow,
    CheckInRow,
    FeedbackRow,
    QuietRow,
)
