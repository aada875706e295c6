"""How large an installation has to be for so many people: the arithmetic of docs/operations."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from workers.load.units import Habits, Units

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)

BUSY: Final = 0.7
"""A core is planned to be busy at most so much of its time."""

AT_LEAST: Final = 2
"""So many of each stateless process there are, so that one may end."""

IN_MINUTES: Final = 20
"""Reminders that strike at one moment may be worked off in so many minutes."""

KEPT_AT_HAND: Final = 2_000
"""So many reviews a worker keeps in its memory; others it reads again when they wake."""

CONNECTIONS: Final = 32
"""A process opens at most so many to the database: four pools of eight."""

DOLLARS_A_MILLION: Final = 50
"""Of Temporal Cloud, for the first five million actions of a month; more cost less each."""

_HOUR: Final = 3600


@dataclass(frozen=True)
class Plan:
    """What so many reviewees ask of an installation, at the worst hour of their cycle.

    The worst hour is that before a deadline which all of them share; the reminders of another
    step strike in it as well.
    """

    people: int
    units: Units
    habits: Habits

    @property
    def steps_a_second(self) -> float:
        """Give the submissions in a second of the busiest hour."""
        return self.people * self.habits.busiest_hour / _HOUR

    @property
    def reminders(self) -> float:
        """Give how many are reminded at one moment."""
        return self.people * self.habits.not_yet

    @property
    def wakes_a_second(self) -> float:
        """Give how many reviews wake in a second while reminders are worked off."""
        return self.reminders / (IN_MINUTES * 60)

    @property
    def decisions_a_second(self) -> float:
        """Give what is decided, and recorded, in a second of the worst hour."""
        return self.steps_a_second + self.wakes_a_second

    @property
    def transitions_a_second(self) -> float:
        """Give the state transitions of Temporal in a second of the worst hour."""
        return self.decisions_a_second * self.units.transitions_step

    @property
    def launch_hours(self) -> float:
        """Give how long a launch takes at the measured rate."""
        return self.people / self.units.opens_per_second / _HOUR

    def cores(self, part: str) -> float:
        """Give the cores that a part keeps busy in the worst hour; people wake no site by mail."""
        rate = self.steps_a_second if part == "site" else self.decisions_a_second
        return rate * self.units.step_seconds.get(part, 0.0)

    def processes(self, part: str) -> int:
        """Give how many processes of a stateless part there have to be."""
        return max(ceil(self.cores(part) / BUSY), AT_LEAST)

    @property
    def connections(self) -> int:
        """Give the connections to the database, two projectors among them."""
        return (self.processes("worker") + self.processes("site") + AT_LEAST) * CONNECTIONS

    @property
    def megabytes(self) -> float:
        """Give the memory of all our processes."""
        units = self.units
        return (
            self.processes("worker") * units.worker_megabytes
            + self.processes("site") * units.site_megabytes
            + AT_LEAST * units.projector_megabytes
        )

    @property
    def kept_part(self) -> float:
        """Give the part of all reviews that workers keep at hand."""
        return min(self.processes("worker") * KEPT_AT_HAND / self.people, 1.0)

    @property
    def actions(self) -> float:
        """Give the actions of a whole cycle."""
        return self.people * self.units.actions

    @property
    def database_bytes(self) -> float:
        """Give what the database holds after a cycle."""
        return self.people * sum(self.units.review_bytes.values())

    @property
    def written_a_second(self) -> float:
        """Give the bytes written ahead in a second of the worst hour."""
        return self.decisions_a_second * self.units.written_bytes

    @property
    def temporal_bytes(self) -> float:
        """Give what Temporal keeps of a cycle until its retention is over."""
        return self.people * self.units.temporal_bytes
