"""What has happened to role profiles and values.

The words are sealed under the organisation; the open part says only that something was published.
"""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain.ids import OrganisationId, ProfileId
from domain.value import Fact


class ExpectationEvent(Fact):
    """Something that happened to one role profile, or to the values of the organisation.

    `number` counts what happened to it, from 1.
    """

    schema_version: ClassVar[int] = 1
    at: datetime
    organisation: OrganisationId
    number: int = Field(ge=1)

    def key(self) -> str:
        """Name the business fact: the n-th thing that happened to this profile."""
        return f"{type(self).__name__}:{self.number}"


class ProfilePublished(ExpectationEvent):
    """A role profile holds from now on as it is sealed in the event."""

    type: Literal["ProfilePublished"] = "ProfilePublished"
    profile: ProfileId


class ProfileWithdrawn(ExpectationEvent):
    """A role profile holds no more."""

    type: Literal["ProfileWithdrawn"] = "ProfileWithdrawn"
    profile: ProfileId


class ValuesPublished(ExpectationEvent):
    """The values of the organisation hold from now on as they are sealed in the event."""

    type: Literal["ValuesPublished"] = "ValuesPublished"


Event = ProfilePublished | ProfileWithdrawn | ValuesPublished
