"""The names by which Perennial knows things: opaque, and safe to show anywhere."""

from typing import NewType
from uuid import UUID, uuid5

OrganisationId = NewType("OrganisationId", UUID)
CycleId = NewType("CycleId", UUID)
ReviewId = NewType("ReviewId", UUID)
SessionId = NewType("SessionId", UUID)
PersonId = NewType("PersonId", UUID)
StageId = NewType("StageId", str)
StepId = NewType("StepId", str)


def cycle_id(organisation: OrganisationId, key: str) -> CycleId:
    """Name a cycle after its organisation and the key in its definition.

    The same key in the same organisation is the same cycle, so a second launch finds the first.
    """
    return CycleId(uuid5(organisation, f"cycle:{key}"))


def review_id(cycle: CycleId, reviewee: PersonId) -> ReviewId:
    """Name the one review a person can have in a cycle."""
    return ReviewId(uuid5(cycle, f"review:{reviewee}"))


def session_id(cycle: CycleId, group: str) -> SessionId:
    """Name the calibration session of a group of a cycle."""
    return SessionId(uuid5(cycle, f"session:{group}"))


def event_id(stream: UUID, key: str) -> UUID:
    """Name an event after the business fact it records, so that a retry is the same event."""
    return uuid5(stream, key)
