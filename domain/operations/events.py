"""What an operator did: recorded in one stream of the organisation, with who, why and when.

What changes a review or a cycle stands in its own stream, with the same names. Here stands what no
stream of its own has. Times are real ones: an incident does not follow the time of a cycle.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal
from uuid import UUID, uuid5

from pydantic import Field

from domain.content import ContentRef
from domain.ids import OrganisationId, PersonId
from domain.value import Fact

Act = Literal["nudge", "drain"]
"""What was done that leaves no other trace of why it was."""


class OperationEvent(Fact):
    """Something an operator did; the reason is sealed under the key of the organisation."""

    schema_version: ClassVar[int] = 1

    at: datetime
    request: str
    by: PersonId
    content: ContentRef | None = None

    def key(self) -> str:
        """Record each request once."""
        raise AssertionError(type(self).__name__)


class ProcessSteered(OperationEvent):
    """An operator steered a process: `about` is a workflow, or a build of the workers."""

    type: Literal["ProcessSteered"] = "ProcessSteered"
    act: Act
    about: str

    def key(self) -> str:
        """Record each request once."""
        return f"steered:{self.request}"


class DeliveriesPaused(OperationEvent):
    """No message goes out any more, of any cycle and of what belongs to none."""

    type: Literal["DeliveriesPaused"] = "DeliveriesPaused"

    def key(self) -> str:
        """Record each request once."""
        return f"paused:{self.request}"


class DeliveriesResumed(OperationEvent):
    """Messages go out again, those that waited first."""

    type: Literal["DeliveriesResumed"] = "DeliveriesResumed"

    def key(self) -> str:
        """Record each request once."""
        return f"resumed:{self.request}"


Event = Annotated[
    ProcessSteered | DeliveriesPaused | DeliveriesResumed, Field(discriminator="type")
]

PAUSES: Final = ("DeliveriesPaused", "DeliveriesResumed")
"""Types of the events that say whether messages go out."""


def operations_stream(organisation: OrganisationId) -> UUID:
    """Name the stream in which an organisation keeps what operators did."""
    return uuid5(organisation, "operations")
