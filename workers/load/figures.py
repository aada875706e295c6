"""What a load has measured, as it is printed, written to a file and reckoned with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from domain.value import Value

_HUNDRED: Final = 100
Figure = float
"""A measured value with as many digits as somebody reads."""


class Spread(Value):
    """How long something took, in milliseconds, and how often it was done."""

    count: int = 0
    p50: Figure = 0.0
    p95: Figure = 0.0
    p99: Figure = 0.0
    longest: Figure = 0.0

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Spread":
        """Sum up what was timed; nothing comes to nothing."""
        if not seconds:
            return cls()
        ordered = sorted(seconds)
        cuts = [ordered[percentile(len(ordered), part)] * 1000 for part in (50, 95, 99)]
        p50, p95, p99 = (round(each, 1) for each in cuts)
        return cls(
            count=len(ordered), p50=p50, p95=p95, p99=p99, longest=round(ordered[-1] * 1000, 1)
        )


def percentile(count: int, part: int) -> int:
    """Give the place, from 0, below which that part of a hundred of so many values lies."""
    return min(max(-(-count * part // _HUNDRED) - 1, 0), count - 1)


class Where(Value):
    """On what it was measured."""

    at: datetime
    cores: int
    memory_mb: int
    system: str
    python: str
    perennial: str
    is_embedded: bool


class Asked(Value):
    """What was asked of the load."""

    reviews: int
    seed: int
    at_once: int
    within_minutes: float | None
    for_minutes: float | None = None
    submissions_per_review: int


class Launched(Value):
    """How fast the reviews opened, beside as many workflows started with nothing in them."""

    import_seconds: Figure = 0.0
    seconds: Figure = 0.0
    per_second: Figure = 0.0
    shown_seconds: Figure = Field(default=0.0, description="Until pages showed all of them.")
    bare_per_second: Figure = 0.0
    ratio: Figure = 0.0


class RoundFigures(Value):
    """Steps of people as fast as they went, and bare updates just before and after."""

    steps_per_second: Figure
    bare_per_second: Figure
    steps_p95: Figure
    bare_p95: Figure

    @property
    def ratio(self) -> float:
        """Give how many steps there were for each bare update."""
        return self.steps_per_second / self.bare_per_second if self.bare_per_second else 0.0


class Played(Value):
    """What people did and how long they waited for it."""

    submissions: int = 0
    seconds: Figure = Field(default=0.0, description="In which people acted, pauses left out.")
    per_second: Figure = 0.0
    peak_per_second: Figure = Field(default=0.0, description="In the busiest ten seconds.")
    completed: int = 0
    sent_back: int = 0
    step: Spread = Spread()
    page: Spread = Spread()
    look: Spread = Spread()
    draft: Spread = Spread()
    on_its_way: int = 0
    refusals: dict[str, int] = Field(default_factory=dict)
    errors: dict[str, int] = Field(default_factory=dict)


class BareFigures(Value):
    """An update and an activity that inserts one row: the least that a step could cost."""

    per_second: Figure = 0.0
    ratio: Figure = 0.0
    update: Spread = Spread()
    rounds: tuple[RoundFigures, ...] = ()


class Lag(Value):
    """How far the read models were behind the log."""

    p50_seconds: Figure = 0.0
    p95_seconds: Figure = 0.0
    longest_seconds: Figure = 0.0
    most_events: int = 0


class TemporalCost(Value):
    """What the reviews cost Temporal; None where the server does not say."""

    actions: int | None = None
    actions_at_launch: int | None = None
    transitions: int | None = Field(
        default=None, description="How often a workflow was written down."
    )
    transitions_at_launch: int | None = None
    history_events: Figure = Field(default=0.0, description="Of a completed review, the median.")
    history_bytes: Figure = 0.0
    sampled: int = 0
    persistence_bytes: int | None = None


class PartFigures(Value):
    """A process, or the processes of a server: megabytes that are its own, seconds of a core."""

    megabytes_at_start: Figure
    megabytes_after_launch: Figure
    megabytes_at_most: Figure
    megabytes_at_end: Figure
    cpu_seconds_of_launch: Figure
    cpu_seconds_of_play: Figure


class DatabaseFigures(Value):
    """What the database holds and has written, in bytes."""

    schemas: dict[str, int] = Field(default_factory=dict)
    whole: int = 0
    written_ahead: int = Field(default=0, description="To the write-ahead log, since the start.")
    events: int = 0
    events_by_type: dict[str, int] = Field(default_factory=dict)


class LoadFigures(Value):
    """All that a load has measured; `state` says how far it came."""

    state: Literal["launching", "playing", "whole"]
    where: Where
    asked: Asked
    launched: Launched = Launched()
    played: Played = Played()
    bare: BareFigures = BareFigures()
    lag: Lag = Lag()
    temporal: TemporalCost = TemporalCost()
    parts: dict[str, PartFigures] = Field(default_factory=dict)
    database: DatabaseFigures = DatabaseFigures()

    def per_review(self, what: float) -> float:
        """Share something out among the reviews."""
        return what / self.asked.reviews

    def events_of(self, *types: str) -> int:
        """Count the facts of these types."""
        return sum(self.database.events_by_type.get(each, 0) for each in types)


def together(counts: Mapping[str, int]) -> str:
    """Say counts in one line: `late 3, closed 1`; a dash where there are none."""
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "\N{EN DASH}"
