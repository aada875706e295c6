"""The rows of development plans: who is concerned and what waits for them, and nothing else.

A plan of any rhythm looks the same here: no row names a rhythm, a decision, or a day to come that
was not announced to everybody concerned.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from storage.projections.row import Row


@dataclass(slots=True, kw_only=True, eq=False)
class PlanRow(Row):
    """A plan: between whom, and whose word it waits for."""

    TABLE: ClassVar[str] = "plans"
    KEY: ClassVar[tuple[str, ...]] = ("plan",)

    plan: UUID
    organisation: UUID
    cycle: UUID
    review: UUID
    reviewee: UUID
    manager: UUID | None
    hr_partner: UUID | None
    begun_at: datetime
    edition: int = 1
    waits_for: UUID | None = None  # has not acknowledged this edition
    waits_since: datetime | None = None
    closing_for: UUID | None = None  # the other wants to close it
    state: str = "open"
    cause: str | None = None
    closed_at: datetime | None = None
    version: int


@dataclass(slots=True, kw_only=True, eq=False)
class CheckInRow(Row):
    """A check-in that was announced or noted; `due` is None where it was noted unannounced."""

    TABLE: ClassVar[str] = "check_ins"
    KEY: ClassVar[tuple[str, ...]] = ("plan", "number")

    plan: UUID
    number: int
    due: date | None = None
    state: str = "announced"
    held_at: datetime | None = None
    held_by: UUID | None = None
    waits_for: UUID | None = None  # has not acknowledged what was noted
    acknowledged_at: datetime | None = None
    reminders: int = 0
