"""What HR settles for a recurring cycle: which one, for whom, when, and what if it cannot be."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from domain.definition.cycle import CycleDefinition
from domain.definition.texts import TimeOfDay
from domain.ids import PersonId
from domain.people import Person
from domain.recurrence.rhythm import Rhythm
from domain.value import Fact

USUAL_LATENESS: Final = 7
LONGEST_LATENESS: Final = 60


class DayOff(StrEnum):
    """When a cycle begins whose day nobody works on."""

    NEXT_WORKING_DAY = "next_working_day"
    SAME_DAY = "same_day"


class Overlap(StrEnum):
    """What happens while the cycle before still runs.

    Beside it is usual: a cycle runs on for weeks when a single signature is disputed, and nobody
    else should miss a year for that.
    """

    BESIDE = "beside"
    WAIT = "wait"
    SKIP = "skip"


class Whom(Fact):
    """Whom a recurrence is for; what is empty leaves nobody out.

    A country without a region takes in all its regions.
    """

    departments: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def takes_in(self, person: Person) -> bool:
        """Tell whether somebody is meant."""
        if self.departments and person.department not in self.departments:
            return False
        if not self.countries:
            return True
        country = person.country or ""
        return country in self.countries or country.partition("-")[0] in self.countries


class Terms(Fact):
    """Everything that is settled of a recurrence.

    Attributes:
        key: names the recurrence; `title` and `cycle_key` are the patterns of its cycles' names.
        definition: the process, with the dates of one cycle; `origin` says where it came from.
        at: when on the day, in `zone`.
        country: whose public holidays count; without one only weekends are free.
        late_days: so many days later a cycle that could not begin still begins.
        hr_owner: who owns the cycles, and is told of what does not happen.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
    title: str
    cycle_key: str
    definition: CycleDefinition
    origin: str = ""
    whom: Whom = Whom()
    rhythm: Rhythm
    at: TimeOfDay = time(8, 0)
    zone: str
    country: str | None = None
    day_off: DayOff = DayOff.NEXT_WORKING_DAY
    late_days: int = Field(default=USUAL_LATENESS, ge=0, le=LONGEST_LATENESS)
    overlap: Overlap = Overlap.BESIDE
    hr_owner: PersonId

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError(f"'{zone}' is not a known time zone") from unknown
        return zone

    @property
    def place(self) -> ZoneInfo:
        """Give the zone in which days begin."""
        return ZoneInfo(self.zone)

    def local(self, at: datetime) -> datetime:
        """Give an instant as clocks show it in the zone of the recurrence."""
        return at.astimezone(self.place)
