"""The rows of feedback: who gave it to whom, and which quiet reviews were pointed out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from storage.projections.row import Row


@dataclass(slots=True, kw_only=True, eq=False)
class FeedbackRow(Row):
    """Feedback, without its words."""

    TABLE: ClassVar[str] = "feedback"
    KEY: ClassVar[tuple[str, ...]] = ("feedback",)

    feedback: UUID
    organisation: UUID
    giver: UUID
    receiver: UUID
    kind: str
    visible_to: str
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class QuietRow(Row):
    """The last time a manager heard that a review is without feedback."""

    TABLE: ClassVar[str] = "quiet_reviews"
    KEY: ClassVar[tuple[str, ...]] = ("review",)

    review: UUID
    cycle: UUID
    manager: UUID
    quiet_since: date | None
    at: datetime
