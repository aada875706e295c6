"""The row of a launch that was scheduled."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from storage.projections.row import Row

WAITING: Final = "waiting"
CALLED_OFF: Final = "called_off"
LAUNCHED: Final = "launched"


@dataclass(slots=True, kw_only=True, eq=False)
class ScheduledLaunchRow(Row):
    """When a cycle is to be launched, and what came of it."""

    TABLE: ClassVar[str] = "scheduled_launches"
    KEY: ClassVar[tuple[str, ...]] = ("cycle",)

    cycle: UUID
    organisation: UUID
    key: str
    title: str
    people: int
    begins_at: datetime
    request: str
    scheduled_by: UUID | None
    scheduled_at: datetime
    state: str = WAITING
