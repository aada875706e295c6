"""The rows of actions, and of what a review asked for that is still to be set going."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from storage.projections.row import Json, Row


@dataclass(slots=True, kw_only=True, eq=False)
class ActionRow(Row):
    """An action: who does it, for whom, by when, and how it ended. Its words stand in the log."""

    TABLE: ClassVar[str] = "actions"
    KEY: ClassVar[tuple[str, ...]] = ("action",)

    action: UUID
    organisation: UUID
    subject: UUID
    owner: UUID
    tasked_by: UUID
    origin: str
    cycle: UUID | None
    review: UUID | None
    asked_in: UUID | None
    due_on: date
    due: datetime
    state: str = "open"
    reminders: int = 0
    rungs: int = 0
    times: int = 0
    tasked_at: datetime
    ended_at: datetime | None = None
    ended_by: UUID | None = None
    tempo: Json
    version: int


@dataclass(slots=True, kw_only=True, eq=False)
class FollowUpRow(Row):
    """What a submission, or a completed review, asked for, and whether it was set going.

    It is held until the stage is completed, then it waits, and then it is done; what was sent back
    is superseded.
    """

    TABLE: ClassVar[str] = "follow_ups"
    KEY: ClassVar[tuple[str, ...]] = ("event",)

    event: UUID
    review: UUID
    cycle: UUID
    kind: str
    stage: str | None
    step: str | None
    seat: int | None
    at: datetime
    state: str
