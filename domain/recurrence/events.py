"""What has happened to recurring cycles; all of an organisation's stand in one stream."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.content import ContentRef
from domain.ids import CycleId, PersonId
from domain.recurrence.terms import Terms
from domain.value import Fact

Hindrance = Literal["previous_runs", "nobody", "key_taken", "faulty", "no_owner", "refused"]
"""Why an occurrence that is due does not begin."""

SkipReason = Literal[Hindrance, "by_hr", "missed", "overtaken", "changed", "left_out"]
"""Why an occurrence never begins by itself."""


class RecurrenceEvent(Fact):
    """Something that happened to a recurrence; `by` is None where it happened by itself."""

    schema_version: ClassVar[int] = 1

    at: datetime
    number: int  # counts the events of the stream
    recurrence: UUID
    by: PersonId | None = None
    content: ContentRef | None = None

    def key(self) -> str:
        """Return the business key: the n-th event of the recurring cycles."""
        return f"recurrence:{self.number}"


class RecurrenceSet(RecurrenceEvent):
    """HR settled that a cycle comes again, or settled it differently from now on."""

    type: Literal["RecurrenceSet"] = "RecurrenceSet"
    terms: Terms


class RecurrencePaused(RecurrenceEvent):
    """Nothing of the recurrence begins until it is resumed."""

    type: Literal["RecurrencePaused"] = "RecurrencePaused"


class RecurrenceResumed(RecurrenceEvent):
    """The recurrence goes on."""

    type: Literal["RecurrenceResumed"] = "RecurrenceResumed"


class RecurrenceEnded(RecurrenceEvent):
    """The recurrence is over; what it launched goes on."""

    type: Literal["RecurrenceEnded"] = "RecurrenceEnded"


class OccurrenceLaunched(RecurrenceEvent):
    """A cycle of the recurrence was launched, or people were taken into it as they fell due."""

    type: Literal["OccurrenceLaunched"] = "OccurrenceLaunched"
    occurrence: str
    cycle: CycleId
    days_late: int = 0
    people: tuple[PersonId, ...] = ()  # after hire


class OccurrenceHeld(RecurrenceEvent):
    """An occurrence is due and cannot begin yet; it is tried again every day."""

    type: Literal["OccurrenceHeld"] = "OccurrenceHeld"
    occurrence: str
    reason: Hindrance
    owner: PersonId
    people: tuple[PersonId, ...] = ()


class OccurrenceSkipped(RecurrenceEvent):
    """An occurrence does not begin by itself any more."""

    type: Literal["OccurrenceSkipped"] = "OccurrenceSkipped"
    occurrence: str
    reason: SkipReason
    owner: PersonId
    people: tuple[PersonId, ...] = ()


Event = Annotated[
    RecurrenceSet
    | RecurrencePaused
    | RecurrenceResumed
    | RecurrenceEnded
    | OccurrenceLaunched
    | OccurrenceHeld
    | OccurrenceSkipped,
    Field(discriminator="type"),
]

SENTENCES: dict[SkipReason, str] = {
    "previous_runs": "the cycle before still runs",
    "nobody": "nobody in the directory is meant",
    "key_taken": "another cycle has its key already",
    "faulty": "its definition does not fit the days of this time",
    "no_owner": "who owns it in HR is not in the directory any more",
    "refused": "the launch was refused",
    "by_hr": "HR left it out",
    "missed": "its day had passed by more than it may be late",
    "overtaken": "the next one was due before it could begin",
    "left_out": "its process leaves out who fell due",
    "changed": "HR settled the recurrence differently while it waited",
}
