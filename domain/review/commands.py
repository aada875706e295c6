"""What can be asked of a review. Time is in the command; nothing here reads a clock."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from domain.content import ContentRef
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.ids import PersonId, SessionId, StageId, StepId
from domain.review.plan import ReviewPlan, Seat
from domain.review.verdict import Verdict
from domain.stamping import Command as Request
from domain.working_calendar import WorkingCalendar


class OpenReview(Request):
    """Begin the review with this plan."""

    type: Literal["OpenReview"] = "OpenReview"
    plan: ReviewPlan


Leaves = dict[PersonId, tuple[tuple[date, date], ...]]
"""Days on which people are away, first and last day included."""


def _is_empty(value: object) -> bool:
    return not value


def _is_absent(value: object) -> bool:
    return value is None


class SubmitStep(Request):
    """Do a step: the actor's verdict, and a reference to the words they staged.

    Whoever nominates says in `peers` whom they ask, with the working days of their places and the
    days on which they are away; nothing of it travels with any other step. Whoever agrees or signs
    says in `shown_sha256` which record lay before them.
    """

    type: Literal["SubmitStep"] = "SubmitStep"
    step: StepId
    actor: PersonId
    verdict: Verdict
    submission: str
    content: ContentRef | None = None
    peers: tuple[Seat, ...] = Field(default=(), exclude_if=_is_empty)
    calendars: dict[str, WorkingCalendar] = Field(default_factory=dict, exclude_if=_is_empty)
    leaves: Leaves = Field(default_factory=dict, exclude_if=_is_empty)
    shown_sha256: str | None = Field(default=None, exclude_if=_is_absent)


class Extend(Request):
    """Move the due dates of a stage: to a date, or by working days."""

    type: Literal["Extend"] = "Extend"
    stage: StageId
    by_rule: When
    request: str
    by: PersonId | None = None
    content: ContentRef | None = None


class HandOver(Request):
    """Give a person's part to somebody else; `to` None leaves it blocked.

    `from_person` None names the seats that are blocked; `role` None means every role.
    """

    type: Literal["HandOver"] = "HandOver"
    request: str
    role: Role | None = None
    from_person: PersonId | None
    to: Seat | None
    calendars: dict[str, WorkingCalendar] = Field(default_factory=dict)
    by: PersonId | None = None
    content: ContentRef | None = None


class RecordLeave(Request):
    """Note that somebody with a part in this review is away, first and last day included."""

    type: Literal["RecordLeave"] = "RecordLeave"
    person: PersonId
    start: date
    end: date
    request: str


class SettleCalibration(Request):
    """Take over what the panel locked."""

    type: Literal["SettleCalibration"] = "SettleCalibration"
    session: SessionId
    content: ContentRef | None


class PauseReview(Request):
    """Stop the clocks."""

    type: Literal["PauseReview"] = "PauseReview"
    request: str
    by: PersonId
    content: ContentRef | None = Field(default=None, exclude_if=_is_empty)


class ResumeReview(Request):
    """Let the clocks run again; every deadline moves by the working days that were lost."""

    type: Literal["ResumeReview"] = "ResumeReview"
    request: str
    by: PersonId
    content: ContentRef | None = Field(default=None, exclude_if=_is_empty)


class CancelReview(Request):
    """End the review before its time."""

    type: Literal["CancelReview"] = "CancelReview"
    cause: Literal["left", "withdrawn", "closed"]
    request: str
    by: PersonId | None = None
    content: ContentRef | None = None


class ReopenStep(Request):
    """Have a step that was done done again, with a reason; see `domain.review.reopening`."""

    type: Literal["ReopenStep"] = "ReopenStep"
    step: StepId
    request: str
    by: PersonId
    content: ContentRef | None = None


class NudgeReview(Request):
    """Ask after the open steps of this review: those named, or all; `late` means the overdue ones.

    Who is `spared` has been asked often enough today.
    """

    type: Literal["NudgeReview"] = "NudgeReview"
    steps: tuple[StepId, ...] = ()
    late: bool = False
    spared: tuple[PersonId, ...] = ()
    request: str
    by: PersonId
    content: ContentRef | None = None


class PassTime(Request):
    """Do what has fallen due by now: remind, climb the ladder, let expire."""

    type: Literal["PassTime"] = "PassTime"


Command = Annotated[
    OpenReview
    | SubmitStep
    | Extend
    | HandOver
    | RecordLeave
    | SettleCalibration
    | PauseReview
    | ResumeReview
    | CancelReview
    | ReopenStep
    | NudgeReview
    | PassTime,
    Field(discriminator="type"),
]
