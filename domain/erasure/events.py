"""What happened to somebody's data as a whole: held, let go, erased; and the rules for it.

All of it stands in one stream of the organisation, so that a hold and an erasure can never pass
each other. The reasons are sealed under the key of the organisation: those of an erasure outlive
the person, and must not name them.
"""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID, uuid5

from domain.erasure.retention import RetentionRules
from domain.erasure.words import Ground
from domain.ids import OrganisationId, PersonId
from domain.value import Fact


class ErasureEvent(Fact):
    """Something that happened to the keeping of data; `number` counts them, `by` is None for us."""

    schema_version: ClassVar[int] = 1

    at: datetime
    number: int
    by: PersonId | None = None

    def key(self) -> str:
        """Name the business fact: the n-th thing that happened to the keeping of data."""
        return f"kept:{self.number}"


class HoldPlaced(ErasureEvent):
    """Nothing of this person may be erased from now on. Sealed: the reason."""

    type: Literal["HoldPlaced"] = "HoldPlaced"
    subject: PersonId


class HoldReleased(ErasureEvent):
    """The hold on this person's data is over. Sealed: the reason."""

    type: Literal["HoldReleased"] = "HoldReleased"
    subject: PersonId


class RetentionLoaded(ErasureEvent):
    """From now on data is kept for these times."""

    type: Literal["RetentionLoaded"] = "RetentionLoaded"
    rules: RetentionRules


class SubjectErased(ErasureEvent):
    """A person was erased: their key is destroyed, whatever was sealed under it opens no more.

    Sealed: the reason, which does not name them.
    """

    type: Literal["SubjectErased"] = "SubjectErased"
    subject: PersonId
    ground: Ground

    def key(self) -> str:
        """Erase once."""
        return f"erased:{self.subject}"


Event = HoldPlaced | HoldReleased | RetentionLoaded | SubjectErased


def keeping_stream(organisation: OrganisationId) -> UUID:
    """Name the stream of holds, erasures and times of keeping of an organisation."""
    return uuid5(organisation, "keeping")
